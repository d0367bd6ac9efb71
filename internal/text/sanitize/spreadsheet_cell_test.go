package sanitize_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// runs reports whether a spreadsheet could take a cell for a formula.
func runs(cell string) bool {
	return strings.IndexAny(strings.TrimLeft(cell, " \t\r\n\u3000\""), "=+-@＝＋－＠") == 0
}

func TestAUserAgentStaysReadable(t *testing.T) {
	const agent = "Mozilla/5.0 (X11; Linux x86_64; rv:1)"
	if got := sanitize.SpreadsheetCell(agent); got != agent {
		t.Errorf("%q became %q", agent, got)
	}
}

func FuzzSpreadsheetCell(f *testing.F) {
	for _, s := range []string{
		`=HYPERLINK("http://evil.example","x")`, "+1+1", "-2", "@SUM(A1)", "'quoted", `a "quoted" one`, "a,b;c", "\ttab", "%0A=1", "|cmd", " =1", "", "plain", "監視",
		"＝1+1", "＋1", "－1", "＠SUM(A1)", "x;=1+1", "x; ＝1+1", `x;"=1+1"`, "x;'y;-2", "Mozilla/5.0 (X11; Linux x86_64; rv:1)", "\u3000=1",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		safe := sanitize.SpreadsheetCell(s)
		if slices.ContainsFunc(strings.Split(safe, ";"), runs) || restore(safe) != s {
			t.Errorf("%q became %q", s, safe)
		}
	})
}

// restore undoes sanitize.SpreadsheetCell.
func restore(cell string) string {
	parts := strings.Split(cell, ";")
	for i, part := range parts {
		parts[i] = strings.TrimPrefix(part, "'")
	}
	return strings.Join(parts, ";")
}
