package cli

import (
	"bytes"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
)

func TestNoCommandTakesOrRepeatsAKeyAmongItsArguments(t *testing.T) {
	t.Parallel()
	key, err := keys.Generate(bytes.NewReader(bytes.Repeat([]byte{7, 19, 42}, 40)))
	if err != nil {
		t.Fatal(err)
	}
	list := everyCommand(newRootCommand(session))
	if len(list) < 30 {
		t.Fatalf("only %d commands were found", len(list))
	}
	for _, words := range list {
		for _, args := range [][]string{{key}, {"--name=" + key}, {"--" + key}, {"a " + key + " b"}} {
			var out, errOut bytes.Buffer
			code := run(t.Context(), append(words[:len(words):len(words)], args...), strings.NewReader(""), &out, &errOut)
			if code != command.ExitUsage || out.Len() != 0 || !strings.Contains(errOut.String(), "Rotate that key") {
				t.Errorf("%v: exit code %d, %q, %q", words, code, out.String(), errOut.String())
			}
			if strings.Contains(errOut.String(), key[len(keys.Prefix):]) {
				t.Errorf("%v repeats the key", words)
			}
		}
	}
}

func TestDebugOutputOfHTTP2IsRefused(t *testing.T) {
	t.Setenv("GODEBUG", "http2client=1,http2debug=2")
	var out, errOut bytes.Buffer
	if code := run(t.Context(), []string{"keys", "list"}, strings.NewReader(""), &out, &errOut); code != command.ExitUsage || !strings.Contains(errOut.String(), "Remove http2debug") {
		t.Errorf("exit code %d, %q", code, errOut.String())
	}
}
