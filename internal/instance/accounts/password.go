package accounts

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost is what an argon2id hash costs (RFC 9106).
type Cost struct {
	Memory uint32 // KiB
	Passes uint32
}

// OWASP is the cost that the OWASP Password Storage Cheat Sheet recommends as a
// minimum: 19 MiB, two passes, one lane.
var OWASP = Cost{Memory: 19 * 1024, Passes: 2}

const (
	saltBytes = 16
	hashBytes = 32
	// atOnce hashes run at the same time, waitingMax more may wait: attempts can
	// take neither all memory nor all processors.
	atOnce     = 2
	waitingMax = 32
)

// hasher hashes with a bounded number at once.
type hasher struct {
	cost    Cost
	running chan struct{}
	places  chan struct{} // running and waiting
}

func newHasher(cost Cost) *hasher {
	return &hasher{cost, make(chan struct{}, atOnce), make(chan struct{}, atOnce+waitingMax)}
}

// digest hashes text. It returns ErrBusy at once when too many wait.
func (h *hasher) digest(ctx context.Context, cost Cost, text string, salt []byte) ([]byte, error) {
	select {
	case h.places <- struct{}{}:
	default:
		return nil, ErrBusy
	}
	defer func() { <-h.places }()
	select {
	case h.running <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.running }()
	return argon2.IDKey([]byte(text), salt, cost.Passes, cost.Memory, 1, hashBytes), nil
}

// seal hashes a password into the PHC string format, which names the cost: it can
// be raised later without locking anybody out.
func (h *hasher) seal(ctx context.Context, random io.Reader, password string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("draw a salt: %w", err)
	}
	sum, err := h.digest(ctx, h.cost, password, salt)
	if err != nil {
		return "", err
	}
	return phc(h.cost, salt, sum), nil
}

func phc(cost Cost, salt, sum []byte) string {
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, cost.Memory, cost.Passes, encode(salt), encode(sum))
}

// nobody is a sealed password that no text opens: its sum is not a hash's.
func nobody(cost Cost) string { return phc(cost, make([]byte, saltBytes), make([]byte, hashBytes)) }

// opens reports whether password is the sealed one, in a time that depends on
// the cost alone.
func (h *hasher) opens(ctx context.Context, sealed, password string) (bool, error) {
	cost, salt, want, err := parsePHC(sealed)
	if err != nil {
		return false, err
	}
	sum, err := h.digest(ctx, cost, password, salt)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(sum, want) == 1, nil
}

func parsePHC(sealed string) (cost Cost, salt, sum []byte, err error) {
	bad := fmt.Errorf("a stored password can't be read")
	parts := strings.Split(sealed, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return cost, nil, nil, bad
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=1", &cost.Memory, &cost.Passes); n != 2 || err != nil || cost.Passes == 0 {
		return cost, nil, nil, bad
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	sum, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(sum) != hashBytes {
		return cost, nil, nil, bad
	}
	return cost, salt, sum, nil
}
