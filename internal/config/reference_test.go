package config_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/config"
)

var update = flag.Bool("update", false, "write the reference into docs/configuration.md (make docs)")

func TestTheDocumentedSettingsAreTheOnesThereAre(t *testing.T) {
	const path = "../../docs/configuration.md"
	const begin, end = "<!-- settings: made by \"make docs\", not by hand -->\n", "<!-- end of settings -->\n"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, found := strings.Cut(string(text), begin)
	made, tail, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no place for the settings", path)
	}
	want := "\n" + config.Reference() + "\n"
	if *update {
		if err := os.WriteFile(path, []byte(head+begin+want+end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if made != want {
		t.Errorf("%s is not what the code says: run make docs", path)
	}
}

func TestTheReferenceNamesEverySetting(t *testing.T) {
	reference := config.Reference()
	values, err := config.Settings{}.Values(config.Profile{}, env(nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range values {
		if !strings.Contains(reference, "| `"+strings.TrimPrefix(v.Name, "health.")+"` |") {
			t.Errorf("%s is missing", v.Name)
		}
	}
	for line := range strings.SplitSeq(reference, "\n") {
		if strings.HasPrefix(line, "|") && strings.Count(line, "|") != 5 {
			t.Errorf("a row of the wrong width: %s", line)
		}
	}
}
