package app

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Whoever asks what is kept on this machine reads it in docs/security.md.
func TestTheDocumentsNameEveryFolderOfTheState(t *testing.T) {
	code, err := os.ReadFile("state.go")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	opened := regexp.MustCompile(`openIn\(s, (?:"(\w+)"|(\w+)),`).FindAllStringSubmatch(string(code), -1)
	for _, m := range opened {
		folder := m[1]
		if m[2] == "UndeliveredPart" {
			folder = UndeliveredPart
		}
		if folder == "" || !strings.Contains(string(page), "$XDG_STATE_HOME/supascale-tui/"+folder+"`") {
			t.Errorf("docs/security.md does not name the folder of %s", m[0])
		}
	}
	if len(opened) == 0 {
		t.Error("no folder is found in state.go")
	}
}
