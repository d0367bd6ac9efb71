package reveal

import (
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
)

// readPaths are routes that read each resource (contract, "Permissions").
var readPaths = map[keys.Resource]string{
	keys.Projects:     "projects",
	keys.Backups:      "backups",
	keys.Tasks:        "tasks",
	keys.CloudStorage: "cloud-storage",
	keys.System:       "system/resources",
}

func apiURL(instance, path string) string {
	return strings.TrimRight(instance, "/") + "/api/v1/" + path
}

// curlStart is the documentation's call up to the address.
func curlStart(key string) string {
	if isPlain(key) {
		return `curl -H "Authorization: Bearer ` + key + `"`
	}
	return "curl -H " + shellWord("Authorization: Bearer "+key)
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

// shellWord quotes s for a POSIX shell where it needs quoting.
func shellWord(s string) string {
	if isPlain(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
