package output_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/output"
)

// screen is a terminal of so many columns.
type screen struct {
	strings.Builder
	columns int
}

func (s *screen) Columns() int { return s.columns }

// A table is no wider than its terminal, says with … what is cut, and is whole elsewhere.
func TestATableFitsItsTerminal(t *testing.T) {
	list := []api.Key{
		{ID: "key-0123456789abcdef", Name: "監視 " + strings.Repeat("Nightly backup ", 2), Permissions: keys.AllWrite()},
		{ID: "key-1", Name: "CI", Permissions: keys.Grant(keys.Backups, keys.Read)},
	}
	var whole strings.Builder
	if err := output.Print(&whole, output.Table, output.Keys(now, nil), list...); err != nil {
		t.Fatal(err)
	}
	widest := 0
	for line := range strings.Lines(whole.String()) {
		widest = max(widest, ansi.StringWidth(strings.TrimSuffix(line, "\n")))
	}
	for _, columns := range []int{1, 20, 60, 80, 100, 200} {
		out := screen{columns: columns}
		if err := output.Print(&out, output.Table, output.Keys(now, nil), list...); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if n := ansi.StringWidth(strings.TrimSuffix(line, "\n")); n > columns {
				t.Errorf("%d cells in %d columns: %s", n, columns, line)
			}
		}
		if cut := strings.Contains(out.String(), "…"); cut != (columns < widest) {
			t.Errorf("%d columns, the table takes %d, cut: %t\n%s", columns, widest, cut, out.String())
		}
		if columns >= 80 && !strings.Contains(out.String(), "Nightly") {
			t.Errorf("no name in %d columns:\n%s", columns, out.String())
		}
		if columns >= 100 && !strings.Contains(out.String(), "P:w B:w T:w C:w S:w") {
			t.Errorf("no permissions in %d columns:\n%s", columns, out.String())
		}
	}
}
