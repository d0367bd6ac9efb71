package deliver

import (
	"crypto/subtle"
	"fmt"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
)

// Form is a way the key is written.
type Form uint8

// The forms.
const (
	Bare   Form = iota
	Curl        // a request that works with this key
	Export      // an environment variable, for a shell
	Dotenv      // an environment variable, for a .env file
)

// Subject names the form, as the start of a sentence.
func (f Form) Subject() string {
	switch f {
	case Curl:
		return "The curl line"
	case Export:
		return "The export line"
	case Dotenv:
		return "The .env line"
	}
	return "The key"
}

// Write gives the value in the form, on one line. The URL is for Curl: see URL.
func (f Form) Write(value, url string) string {
	switch f {
	case Curl:
		return CurlStart(value) + " " + ShellWord(url)
	case Export:
		return "export SUPASCALE_API_KEY=" + ShellWord(value)
	case Dotenv:
		return "SUPASCALE_API_KEY=" + ShellWord(value)
	}
	return value
}

// URL is an address of the instance that answers 200 to a key with these
// permissions, where it may read anything.
func URL(instance string, p keys.Permissions) string {
	path := keys.Projects.ReadPath()
	for _, r := range keys.Resources() {
		if p.Allows(r, keys.Read) {
			path = r.ReadPath()
			break
		}
	}
	return strings.TrimRight(instance, "/") + "/api/v1/" + path
}

// CurlStart is the documentation's call up to the address.
func CurlStart(key string) string {
	if isPlain(key) {
		return `curl -H "Authorization: Bearer ` + key + `"`
	}
	return "curl -H " + ShellWord("Authorization: Bearer "+key)
}

const plainMarks = "_@%+=:,./-"

// isPlain reports whether a shell takes every character of s as it is.
func isPlain(s string) bool {
	for i := range len(s) {
		c := s[i]
		alnum := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !alnum && strings.IndexByte(plainMarks, c) < 0 {
			return false
		}
	}
	return s != ""
}

// ShellWord quotes s for a POSIX shell where it needs quoting.
func ShellWord(s string) string {
	if isPlain(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// Match compares a paste with every form the key can be copied in, and names
// the one it is, with what was around it: whoever pastes the key elsewhere
// pastes that too. Spaces and line ends around it don't count.
func Match(pasted, value, url string) (f Form, around string, found bool) {
	trimmed := strings.TrimSpace(pasted)
	for _, f := range []Form{Bare, Curl, Export} {
		if sameText(f.Write(value, url), trimmed) {
			return f, surroundings(pasted, trimmed), true
		}
	}
	return Bare, "", false
}

// sameText compares in a time that doesn't tell where two texts differ. Texts of
// different lengths are not copied to be compared: a paste can be large.
func sameText(a, b string) bool {
	return len(a) == len(b) && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

// surroundings says what was left out at the ends before comparing.
func surroundings(text, trimmed string) string {
	spaces := strings.ContainsAny(text[:strings.Index(text, trimmed)], " \t") ||
		strings.HasSuffix(strings.TrimRight(text, "\r\n"), " ") || strings.HasSuffix(strings.TrimRight(text, "\r\n"), "\t")
	lineEnd := strings.ContainsAny(text, "\r\n")
	switch {
	case spaces && lineEnd:
		return ", with spaces and a line end around it"
	case spaces:
		return ", with spaces around it"
	case lineEnd:
		return ", with a line end at its end"
	}
	return ""
}

// Slug is a key's name as a word for files and commands.
func Slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 40 {
			break
		}
	}
	if slug := strings.Trim(b.String(), "-"); slug != "" {
		return slug
	}
	return "supascale-key"
}

// repository stands in an example for one of the reader's own.
const repository = "OWNER/REPO"

// Unfilled says that a command still has the placeholder of an example in it, "" where it
// has none.
func Unfilled(argv []string) string {
	if slices.Contains(argv, repository) {
		return "Put your own repository in the place of " + repository + "."
	}
	return ""
}

// FillIn is an example as far as it can be run as it is; the rest is for the reader to type.
func FillIn(example string) (begin string, whole bool) {
	begin, cut := strings.CutSuffix(example, repository)
	return begin, !cut
}

// Examples are commands that take a secret on standard input; the words to
// change are in capitals or named after the key, by its Slug.
func Examples(slug string) []string {
	return []string{
		"gh secret set SUPASCALE_API_KEY --repo " + repository,
		"vault kv put secret/" + slug + " key=-",
		"aws secretsmanager create-secret --name " + slug + " --secret-string file:///dev/stdin",
		"op document create - --title " + slug,
		"kubectl create secret generic " + slug + " --from-file=key=/dev/stdin",
	}
}

// Mismatch says what was wrong with a paste that is not the key, by the lengths
// alone, in characters; counted is pasted in words.
func Mismatch(pasted, key int, counted string) string {
	switch pasted {
	case 0:
		return "What you pasted is empty: your clipboard doesn't hold the key."
	case key:
		return fmt.Sprintf("That is not the key, though it is as long (%d characters).", key)
	}
	return fmt.Sprintf("That is not the key: you pasted %s, the key has %d.", counted, key)
}
