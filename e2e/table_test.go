//go:build e2e && unix

package e2e

import (
	"os"
	"slices"
	"strings"
	"testing"
)

const (
	document   = "../docs/clipboard.md"
	tableBegin = "<!-- The table is written by \"go test -tags e2e ./e2e -update\" and checked by \"make e2e\". -->\n"
	tableEnd   = "<!-- end of the table -->\n"
	tableHead  = "| environment | way | what the terminal received | what the screen said | the check by paste said |\n|---|---|---|---|---|\n"
)

// compareTable keeps the document true. A row that was left out of the run, with
// -run, is empty: then the others are compared.
func compareTable(t *testing.T, rows []string) {
	t.Helper()
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, begins := strings.Cut(string(text), tableBegin)
	table, foot, ends := strings.Cut(rest, tableEnd)
	if !begins || !ends {
		t.Fatalf("%s has no place for the table", document)
	}
	whole := !slices.Contains(rows, "")
	want := tableHead + strings.Join(rows, "\n") + "\n"
	if *update && whole {
		if err := os.WriteFile(document, []byte(head+tableBegin+want+tableEnd+foot), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, row := range rows {
		if !strings.Contains(table, row) {
			t.Errorf("%s is not true any more. It was observed:\n%s\nIf that is right, write it with -update.", document, row)
		}
	}
	if whole && table != want && !t.Failed() {
		t.Errorf("%s has rows that no test observes, or in another order", document)
	}
}
