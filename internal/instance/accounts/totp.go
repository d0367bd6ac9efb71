package accounts

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238 says SHA-1, and it is all that every authenticator app knows
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"io"
	"net/url"
	"time"
)

const (
	totpStep   = 30 * time.Second
	totpDigits = 6
	totpBytes  = 20 // RFC 4226, section 4, R6
	// totpDrift is how many steps a clock may be off, either way.
	totpDrift = 1
)

// hotp is RFC 4226, section 5.3.
func hotp(secret []byte, counter int64) string {
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, counter) // a hash takes everything
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0x0f
	code := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", totpDigits, code%1_000_000)
}

func stepOf(t time.Time) int64 { return t.Unix() / int64(totpStep/time.Second) }

// checkTOTP gives the step that a code belongs to. Steps up to last are used up.
func checkTOTP(secret []byte, code string, now time.Time, last int64) (step int64, ok bool) {
	current := stepOf(now)
	for s := current - totpDrift; s <= current+totpDrift; s++ {
		if subtle.ConstantTimeCompare([]byte(hotp(secret, s)), []byte(code)) == 1 && s > last {
			step, ok = s, true
		}
	}
	return step, ok
}

// otpauth is the URL that authenticator apps take, mostly as a QR code.
func otpauth(name string, secret []byte) string {
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/Supascale:" + name}
	u.RawQuery = url.Values{"secret": {text}, "issuer": {"Supascale"}}.Encode()
	return u.String()
}

const (
	backupCodes  = 10
	backupLength = 8
	// backupAlphabet has 32 characters, so that none is likelier, and none that
	// looks like another.
	backupAlphabet = "abcdefghjkmnpqrstuvwxyz023456789"
)

// drawText draws characters from an alphabet of 32.
func drawText(random io.Reader, alphabet string, length int) (string, error) {
	raw := make([]byte, length)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("draw a code: %w", err)
	}
	for i, c := range raw {
		raw[i] = alphabet[c%32]
	}
	return string(raw), nil
}
