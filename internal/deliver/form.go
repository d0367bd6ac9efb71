package deliver

import (
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
		return "export " + keys.EnvKey + "=" + ShellWord(value)
	case Dotenv:
		return keys.EnvKey + "=" + ShellWord(value)
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
		"gh secret set " + keys.EnvKey + " --repo " + repository,
		"vault kv put secret/" + slug + " key=-",
		"aws secretsmanager create-secret --name " + slug + " --secret-string file:///dev/stdin",
		"op document create - --title " + slug,
		"kubectl create secret generic " + slug + " --from-file=key=/dev/stdin",
	}
}
