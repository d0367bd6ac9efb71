package revoke

import (
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
)

// shown is the key's name as the screen has it.
func (d *Dialog) shown() string {
	switch {
	case d.key.Name != "":
		return d.key.Name
	case d.key.Preview != "":
		return d.key.Preview
	}
	return d.key.ID
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
func (d *Dialog) letters() string {
	short := dotless(keys.ShortPreview(d.key.Preview))
	if len(short) < 6 || hard(short) {
		return ""
	}
	return short
}

func dotless(s string) string {
	return strings.NewReplacer("…", "", ".", "", " ", "").Replace(s)
}

// wanted lists what may be typed to confirm, the first being what is asked for.
func (d *Dialog) wanted() (first, instead string) {
	if d.own {
		return ownPhrase, ""
	}
	first = d.shown()
	if hard(first) {
		instead = d.letters()
	}
	return first, instead
}

// typedRight reports whether what is typed confirms the revocation.
func (d *Dialog) typedRight() bool {
	typed := d.field.Value()
	first, instead := d.wanted()
	if typed == first && typed != "" {
		return true
	}
	return instead != "" && dotless(strings.TrimPrefix(typed, keys.Prefix)) == instead
}
