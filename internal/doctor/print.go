package doctor

import (
	"fmt"
	"io"
	"strings"

	"github.com/supascale/supascale-tui/internal/text"
)

var titles = map[Group]string{
	Configuration: "Configuration", Credential: "Key", Connection: "The way there",
	Instance: "The instance", Terminal: "Terminal", Folders: "Folders",
}

// signs are shown before the word of a state.
var signs = map[State]string{OK: "✓", Warn: "!", Fail: "✗", Skipped: "–", Info: "·"}

// Print writes the report for people: a line for each check, its remedy below
// it, a summary at the end.
func (r Report) Print(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "supascale-tui %s, %s\n", r.Program, r.Platform)
	var group Group
	for _, c := range folded(r.Checks) {
		if c.Group != group {
			group = c.Group
			fmt.Fprintf(&b, "\n%s\n", titles[group])
		}
		fmt.Fprintf(&b, "  %s %-7s  %s: %s\n", signs[c.State], c.State, c.Title, c.Found)
		if c.Remedy != "" {
			fmt.Fprintf(&b, "             → %s\n", c.Remedy)
		}
	}
	fmt.Fprintf(&b, "\n%s\n", r.Summary.words(r.Interrupted))
	_, err := io.WriteString(out, b.String())
	return err
}

// folded makes one line of neighbours that were skipped for the same reason.
func folded(checks []Check) []Check {
	var lines []Check
	for _, c := range checks {
		if n := len(lines) - 1; n >= 0 && c.State == Skipped && lines[n].State == Skipped && lines[n].Group == c.Group && lines[n].Found == c.Found {
			lines[n].Title += ", " + c.Title
			continue
		}
		lines = append(lines, c)
	}
	return lines
}

func (s Summary) words(interrupted bool) string {
	words := fmt.Sprintf("%d in order, %s, %d failed, %d skipped, %d for information.",
		s.OK, text.Plural(s.Warn, "warning", "warnings"), s.Fail, s.Skipped, s.Info)
	switch {
	case interrupted:
		words += " Interrupted before all was looked at."
	case s.Fail > 0:
		words += " Begin with the first that failed."
	case s.Warn > 0:
		words += " Nothing failed."
	default:
		words += " All is well."
	}
	return words
}
