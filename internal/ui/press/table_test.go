package press_test

import (
	"testing"
	"unicode/utf8"

	"github.com/supascale/supascale-tui/internal/ui/press"
)

// Modes may give a letter another meaning; nothing else may.
func TestALetterHasOneMeaning(t *testing.T) {
	type place struct {
		mode press.Mode
		name string
	}
	seen := map[place]string{}
	for _, l := range press.Table() {
		at := place{l.Mode, l.Name}
		if other, taken := seen[at]; taken {
			t.Errorf("%q is both %q and %q", l.Name, other, l.Means)
		}
		if seen[at] = l.Means; utf8.RuneCountInString(l.Name) != 1 || l.Means == "" {
			t.Errorf("%q is no letter with a meaning", l.Name)
		}
	}
	if len(seen) < 50 {
		t.Errorf("there are only %d letters", len(seen))
	}
}
