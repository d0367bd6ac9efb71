package lifecycle

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
)

// OwnPhrase confirms the revocation of the key that the program itself uses.
const OwnPhrase = "revoke my own key"

// OwnWarning is said about that key.
const OwnWarning = "This is the key this console uses. Once it is revoked the console can do nothing more here: " +
	"you need another key, or the web interface, to get back in."

// Phrase is what must be typed to confirm a revocation. The friction follows the harm:
// a key that still works takes its name, one that has expired nothing but enter.
type Phrase struct {
	First   string // what is asked for
	Instead string // letters that do as well, "" for none
	own     bool
}

// PhraseFor gives the phrase for a key; own says that the program itself uses it.
func PhraseFor(k *api.Key, own bool, now time.Time) Phrase {
	switch {
	case own:
		return Phrase{First: OwnPhrase, own: true}
	case isExpired(k, now):
		return Phrase{}
	}
	p := Phrase{First: Shown(k)}
	if hard(p.First) {
		p.Instead = letters(k.Preview)
	}
	return p
}

// UnusedPhrase is for a key that still works, and of which its use shows that nothing needs
// it any more.
func UnusedPhrase() Phrase { return Phrase{First: "yes"} }

// isExpired reports whether nothing can use the key any more.
func isExpired(k *api.Key, now time.Time) bool { return k.Expires.StatusAt(now) == keys.Expired }

// PhraseForMany is what confirms the revocation of keys, of one instance or of several: one
// phrase for all, and for a single key what PhraseFor says. isOwn reports whether the program
// itself uses a key; emptied is the number of instances that keep no key but that one.
func PhraseForMany(list []api.Key, isOwn func(*api.Key) bool, emptied int, now time.Time) Phrase {
	if len(list) == 1 {
		return PhraseFor(&list[0], isOwn(&list[0]), now)
	}
	own, expired := 0, true
	instances := map[string]bool{}
	for i := range list {
		if isOwn(&list[i]) {
			own++
		}
		expired = expired && isExpired(&list[i], now)
		instances[list[i].Instance] = true
	}
	if expired && own == 0 && emptied == 0 {
		return Phrase{}
	}
	if len(instances) > 1 {
		return phraseAcross(len(list)-own, own, len(instances), emptied)
	}
	return phraseForMany(len(list), own > 0, emptied > 0)
}

// phraseAcross is for keys of several instances.
func phraseAcross(others, own, instances, emptied int) Phrase {
	words := fmt.Sprintf("revoke %s on %d instances", countOf(others), instances)
	switch {
	case emptied == instances:
		words = fmt.Sprintf("revoke all %s on %d instances", countOf(others), instances)
	case emptied > 0:
		words += fmt.Sprintf(", all keys on %d", emptied)
	}
	if own > 0 {
		words += fmt.Sprintf(" and %d of my own", own)
	}
	return Phrase{First: words, own: own > 0}
}

// countOf is text.Plural without marks between thousands, which nobody types.
func countOf(n int) string {
	if n == 1 {
		return "1 key"
	}
	return fmt.Sprintf("%d keys", n)
}

func phraseForMany(n int, own, every bool) Phrase {
	end := ""
	if own {
		n, end = n-1, " and my own"
	}
	switch {
	case n == 1 && every:
		return Phrase{First: "revoke the only key" + end, own: own}
	case every:
		return Phrase{First: "revoke all " + countOf(n) + end, own: own}
	}
	return Phrase{First: "revoke " + countOf(n) + end, own: own}
}

// IsOwn reports whether k is the key with that preview, the program's own.
func IsOwn(k *api.Key, own string) bool { return k.Preview != "" && k.Preview == own }

// Shown is the key's name, or what stands for it where it has none.
func Shown(k *api.Key) string {
	switch {
	case k.Name != "":
		return k.Name
	case k.Preview != "":
		return k.Preview
	}
	return k.ID
}

// Empty reports whether nothing needs to be typed: enter confirms.
func (p Phrase) Empty() bool { return p.First == "" }

// Fits reports whether what was typed confirms the revocation.
func (p Phrase) Fits(typed string) bool {
	if p.Empty() {
		return typed == ""
	}
	typed = norm.NFC.String(typed) // as names are read
	if typed == p.First && typed != "" {
		return true
	}
	return p.Instead != "" && dotless(strings.TrimPrefix(typed, keys.Prefix)) == p.Instead
}

// Harm says what the revocation of many keys with this phrase means.
func (p Phrase) Harm() string {
	if p.Empty() {
		return "They have expired: nothing can use them any more. It can't be undone."
	}
	return "Whatever uses these keys stops working at once. It can't be undone."
}

// Question says what to type, up to a colon.
func (p Phrase) Question() string {
	switch {
	case p.Empty():
		return "Press enter to confirm:"
	case p.own:
		return fmt.Sprintf("Type  %s  to revoke it all the same:", p.First)
	case p.Instead != "" && strings.Contains(p.First, "⟨U+"):
		// A name with made-visible characters can't be told by sight.
		return fmt.Sprintf("Type the letters of its key, %s, or its name as it is shown above:", p.Instead)
	case p.Instead != "":
		return fmt.Sprintf("Type its name, or the letters of its key, %s:", p.Instead)
	}
	return fmt.Sprintf("Type  %s  to confirm:", p.First)
}

// Consequence says what will stop working.
func Consequence(k *api.Key, now time.Time) string {
	if isExpired(k, now) {
		return "This key has expired: nothing can use it any more. Revoking takes it off the list. It can't be undone."
	}
	said := "Whatever uses this key stops working at once: it " + k.Permissions.Sentence() + "."
	if k.LastUsed.IsZero() {
		said += " It was never used."
	} else {
		said += " Last used " + text.Relative(k.LastUsed, now, "") + "."
	}
	return said + " It can't be undone."
}

// hardName is the length beyond which a name is hard to type.
const hardName = 40

// hard reports whether a name is hard to type: long, with characters that many
// keyboards lack, or with spaces that can't be seen.
func hard(name string) bool {
	if len(name) > hardName || name != strings.Join(strings.Fields(name), " ") {
		return true
	}
	for _, r := range name {
		if r < ' ' || r > '~' {
			return true
		}
	}
	return false
}

// letters is the preview's own letters, without prefix and dots: what can be
// typed in the place of a name that can't. "" where there are too few to tell
// keys apart.
func letters(preview string) string {
	short := dotless(keys.ShortPreview(preview))
	if len(short) < 6 || hard(short) {
		return ""
	}
	return short
}

func dotless(s string) string {
	return strings.NewReplacer("…", "", ".", "", " ", "").Replace(s)
}
