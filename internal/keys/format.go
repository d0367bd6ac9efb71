package keys

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Prefix starts every key; BodyLen characters of base 62 follow it (contract,
// "Key format").
const (
	Prefix  = "supascale_"
	BodyLen = 28
)

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// ErrMalformed is returned for text that cannot be a key of this format.
var ErrMalformed = errors.New("not of the form supascale_ and 28 letters or digits")

// Digest is the SHA-256 of a whole key, all that is ever stored of it.
type Digest [sha256.Size]byte

// DigestOf hashes a whole key.
func DigestOf(key string) Digest { return sha256.Sum256([]byte(key)) }

// Generate draws a new key from random, which must be a CSPRNG. Bytes that
// would make some characters likelier than others are thrown away.
func Generate(random io.Reader) (string, error) {
	const unbiased = 256 - 256%len(alphabet)
	body := make([]byte, 0, BodyLen)
	buf := make([]byte, BodyLen)
	for len(body) < BodyLen {
		if _, err := io.ReadFull(random, buf); err != nil {
			return "", fmt.Errorf("draw a key: %w", err)
		}
		for _, b := range buf {
			if int(b) < unbiased && len(body) < BodyLen {
				body = append(body, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return Prefix + string(body), nil
}

// CheckFormat returns ErrMalformed unless key has the documented form.
func CheckFormat(key string) error {
	body, found := strings.CutPrefix(key, Prefix)
	if !found || len(body) != BodyLen || strings.Trim(body, alphabet) != "" {
		return ErrMalformed
	}
	return nil
}

// The form of keys in an earlier version of the documentation.
const (
	earlierPrefix = "sk_live_"
	earlierLen    = 32
)

// CheckKnownFormat is CheckFormat that takes keys of the form in an earlier
// version of the documentation as well: sk_live_ and 32 letters or digits
// (contract, "Base, authentication").
func CheckKnownFormat(key string) error {
	body, found := strings.CutPrefix(key, earlierPrefix)
	if found && len(body) == earlierLen && strings.Trim(body, alphabet) == "" {
		return nil
	}
	return CheckFormat(key)
}

// LooksLikeKey reports whether what was typed is a key, or the beginning of one: where
// something else is asked for it must neither be shown nor sent.
func LooksLikeKey(typed string) bool {
	return strings.HasPrefix(typed, Prefix) || CheckKnownFormat(typed) == nil
}

// heldLeast is how many letters or digits behind a prefix make a key's value: a
// preview has four, and “supascale_production” is somebody's database.
const heldLeast = 16

// HoldsKey reports whether there is something in the text that may be a key's
// value, or most of one. A preview is none.
func HoldsKey(text string) bool {
	for _, prefix := range []string{Prefix, earlierPrefix} {
		rest := text
		for {
			_, body, found := strings.Cut(rest, prefix)
			if !found {
				break
			}
			if len(body)-len(strings.TrimLeft(body, alphabet)) >= heldLeast {
				return true
			}
			rest = body
		}
	}
	return false
}

// Preview is what may be shown of a key after its creation: the prefix, the
// first four and the last four characters. Text that is no key has none.
func Preview(key string) string {
	if CheckFormat(key) != nil {
		return ""
	}
	body := key[len(Prefix):]
	return Prefix + body[:4] + "..." + body[BodyLen-4:]
}

// AttemptPreview is what may be logged of a key that is not known here: the
// prefix and the first four characters, never more (contract, "Activity"). Text
// without the prefix may be any secret, so nothing of it is kept.
func AttemptPreview(sent string) string {
	body, found := strings.CutPrefix(sent, Prefix)
	if !found {
		return ""
	}
	end := 0
	for end < len(body) && end < 4 && strings.IndexByte(alphabet, body[end]) >= 0 {
		end++
	}
	return Prefix + body[:end] + "..."
}

// ShortPreview drops the prefix for narrow columns: "Ab3d…x9Zk". The prefix of
// another format goes as well: keys that share it would look alike there.
func ShortPreview(preview string) string {
	return strings.Replace(withoutPrefix(preview), "...", "…", 1)
}

// SamePreview reports whether two texts are one preview, however they write what
// is left out. One of them may lack the prefix.
func SamePreview(a, b string) bool {
	a, b = strings.Replace(a, "...", "…", 1), strings.Replace(b, "...", "…", 1)
	return a != "" && b != "" && (a == b || a == withoutPrefix(b) || withoutPrefix(a) == b)
}
