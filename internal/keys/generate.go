package keys

import (
	"fmt"
	"io"
)

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

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
