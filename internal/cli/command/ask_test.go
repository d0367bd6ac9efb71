package command

import (
	"strings"
	"testing"
)

func TestOnlyAYesRemoves(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"y\n": "y", " Yes\n": "y", "n\n": "n", "\n": "", "": ""} {
		var words strings.Builder
		call := Call{In: strings.NewReader(typed), Err: &words}
		if got := call.Answer("Remove it?"); got != want || words.String() != "Remove it?" {
			t.Errorf("%q: got %q, asked %q", typed, got, words.String())
		}
	}
}
