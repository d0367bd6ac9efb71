package remedy

import (
	"fmt"
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
)

// resemblingMost is how many keys are named.
const resemblingMost = 3

// shown is how many characters of an unknown key are logged (contract,
// "Activity": the prefix and the first four).
const shown = 4

// Resembling compares what is logged of a key with the previews of the keys
// there are, and says no more than four characters can tell.
func Resembling(preview string, reason keys.Reason, known Keys) []string {
	body, found := strings.CutPrefix(preview, keys.Prefix)
	body = strings.TrimRight(body, ".…")
	switch {
	case !found:
		return []string{"Nothing of what was sent is logged: it did not begin with " + keys.Prefix + ", so it may be any secret."}
	case body == "":
		return []string{"Nothing follows the prefix: the variable that should hold the key is probably empty."}
	case len(body) < shown:
		return []string{fmt.Sprintf("Only “%s” follows the prefix: the key was cut off.", body)}
	case !known.Loaded:
		return nil
	}
	var notes []string
	add := func(name, theirs, revoked string) {
		if len(notes) == resemblingMost {
			return
		}
		if words := resembles(body, theirs, reason); words != "" {
			notes = append(notes, fmt.Sprintf("%s “%s”%s (%s).", words, name, revoked, theirs))
		}
	}
	for _, k := range known.Active {
		add(k.Name, k.Preview, "")
	}
	for _, k := range known.Revoked {
		add(k.Name, k.Preview, ", which was revoked")
	}
	if len(notes) == 0 && known.Partial != nil {
		return []string{"No key of those listed begins like it, which says little: " + known.Partial.Short() + "."}
	}
	if len(notes) == 0 {
		return []string{"No key of this instance begins like it: it belongs to another instance, or was made up."}
	}
	return append(notes, "More can't be known: only the first four characters of an unknown key are logged.")
}

// resembles compares the first characters of what was sent with those of a key.
func resembles(sent, preview string, reason keys.Reason) string {
	theirs, found := strings.CutPrefix(preview, keys.Prefix)
	if !found || len(theirs) < shown {
		return ""
	}
	theirs = theirs[:shown]
	switch {
	case sent == theirs && reason == keys.MalformedKey:
		return "It begins like a key that exists, and something after that is missing, added or no letter or digit:"
	case sent == theirs:
		return "It begins like a key that exists, with something mistyped after the first four characters:"
	case strings.EqualFold(sent, theirs):
		return "But for upper and lower case it begins like"
	case differsInOne(sent, theirs):
		return "But for one character it begins like"
	case shifted(sent, theirs):
		return "With one character missing it begins like"
	}
	return ""
}

func differsInOne(a, b string) bool {
	n := 0
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			n++
		}
	}
	return n == 1
}

// shifted reports whether sent is theirs without its first or second character,
// as far as four characters tell.
func shifted(sent, theirs string) bool {
	return sent[:shown-1] == theirs[1:] || sent[:1] == theirs[:1] && sent[1:shown-1] == theirs[2:]
}
