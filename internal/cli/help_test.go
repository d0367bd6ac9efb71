//go:build unix

package cli

import (
	"bytes"
	"strings"
	"testing"
)

func TestHelpThatCantBeWrittenFails(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--help"}, {"keys", "--help"}, {"help", "keys", "create"}} {
		var words bytes.Buffer
		if code := run(t.Context(), args, strings.NewReader(""), refusing{}, &words); code != exitFailed || !strings.Contains(words.String(), "can't write the help") {
			t.Errorf("%v: exit code %d: %s", args, code, words.String())
		}
		var out bytes.Buffer
		if code := run(t.Context(), args, strings.NewReader(""), &out, &words); code != exitOK || !strings.Contains(out.String(), "Usage:") {
			t.Errorf("%v: exit code %d: %s", args, code, out.String())
		}
	}
}

func TestTheEditorsCommandIsSplitAsAShellDoes(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]string{
		"vi": {"vi"}, "code --wait": {"code", "--wait"}, `"/opt/my editor/bin/ed" -n`: {"/opt/my editor/bin/ed", "-n"},
		`emacs -nw --eval '(setq x 1)'`: {"emacs", "-nw", "--eval", "(setq x 1)"}, `a\ b`: {"a b"},
	} {
		got, err := editorCommand(line)
		if err != nil || strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%s: %q, %v", line, got, err)
		}
	}
	if _, err := editorCommand(`vi "`); err == nil || !strings.Contains(err.Error(), "quote is not closed") {
		t.Errorf("an open quote: %v", err)
	}
}
