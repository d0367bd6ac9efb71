package filter

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/keys"
)

func TestNotesAreFiltered(t *testing.T) {
	with := Of("deploy", "key-004", "", keys.Permissions{}, keys.Active)
	with.Note = NoteOf("Anna Müller", "", "OPS-12")
	without := Of("anna", "key-005", "", keys.Permissions{}, keys.Active)
	for text, want := range map[string][2]bool{
		"anna": {true, true}, "ops-12": {true, false}, "MÜLLER": {true, false}, "owner:anna": {true, false}, "OWNER:müll": {true, false},
		"owner:any": {true, false}, "-owner:any": {false, true}, "purpose:any": {false, false}, `owner:"any"`: {false, false}, `owner:"anna m"`: {true, false}, "ticket:ops-12 deploy": {true, false},
		"ticket:anna": {false, false}, "owner:ops": {false, false}, "-ticket:ops": {false, true}, "owner:anna -ticket:any": {false, false},
	} {
		f := parsed(t, text)
		if got := [2]bool{f.Matches(&with), f.Matches(&without)}; got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestAGrownFilterOfNotesNarrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`-?(owner:|ticket:|purpose:|own|o)[any]{0,3}`).Draw(t, "filter")
		grown := text + rapid.StringMatching(`[any]{0,2}`).Draw(t, "more")
		key := Of("n", "i", "p", keys.Permissions{}, keys.Active)
		word := rapid.StringMatching(`[ano:]{0,4}`)
		key.Note = NoteOf(word.Draw(t, "owner"), word.Draw(t, "purpose"), word.Draw(t, "ticket"))
		before, err := Parse(text)
		after, wrong := Parse(grown)
		if err != nil || wrong != nil {
			return
		}
		if after.Narrows(before) && after.Matches(&key) && !before.Matches(&key) {
			t.Errorf("%q narrows %q and fits %+v, which that does not", grown, text, key.Note)
		}
		if !parsed(t, "owner:an").Narrows(parsed(t, "owner:a")) || strings.Contains(text, " ") {
			t.Error("it is looked at anew for every letter")
		}
	})
}
