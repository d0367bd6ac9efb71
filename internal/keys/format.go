package keys

import (
	"crypto/sha256"
	"errors"
	"strings"
)

// Prefix starts every key; BodyLen characters of base 62 follow it (contract,
// "Key format").
const (
	Prefix  = "supascale_"
	BodyLen = 28
)

// EnvKey is the environment variable that holds the key of an instance, for this program and
// for others that are given one.
const EnvKey = "SUPASCALE_API_KEY"

// ErrMalformed is returned for text that cannot be a key of this format.
var ErrMalformed = errors.New("not of the form supascale_ and 28 letters or digits")

// Digest is the SHA-256 of a whole key, all that is ever stored of it.
type Digest [sha256.Size]byte

// DigestOf hashes a whole key.
func DigestOf(key string) Digest { return sha256.Sum256([]byte(key)) }

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

// Prefixes are what keys begin with, those of the earlier version last.
func Prefixes() []string { return []string{Prefix, earlierPrefix} }

// IsEarlier reports whether a key begins as those of the earlier version do.
func IsEarlier(key string) bool { return strings.HasPrefix(key, earlierPrefix) }

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
	for _, prefix := range Prefixes() {
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
