package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// everyCommand lists the words of each command, hidden ones too.
func everyCommand(cmd *cobra.Command, words ...string) (all [][]string) {
	all = append(all, words)
	for _, c := range cmd.Commands() {
		all = append(all, everyCommand(c, append(words[:len(words):len(words)], c.Name())...)...)
	}
	return all
}

// The end-to-end tests run every command of the documentation, so one that is not in it
// is described nowhere and run by nobody.
func TestEveryCommandIsDocumentedAndHasAnExample(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	var docs strings.Builder
	for _, page := range append(pages, "../../README.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		docs.Write(text)
	}
	root := newRootCommand(session)
	for _, words := range everyCommand(root) {
		cmd, _, err := root.Find(words)
		if err != nil {
			t.Fatal(err)
		}
		name := "supascale-tui " + strings.Join(words, " ")
		if !cmd.IsAvailableCommand() || slices.Contains(words, "completion") {
			continue
		}
		if cmd.Short == "" || !strings.Contains(cmd.Example, "supascale-tui") {
			t.Errorf("%s has no example in its help, or no short description", name)
		}
		if len(words) > 0 && !strings.Contains(docs.String(), strings.TrimPrefix(name, "supascale-tui ")) {
			t.Errorf("%s is in no page of docs/: add it to docs/command-line.md", name)
		}
	}
}
