package review

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/text"
)

// WriteMarkdown writes the review as a heading, a table of the keys, and what the data
// can't tell. Times are those of zone.
func (r *Report) WriteMarkdown(out io.Writer, zone *time.Location) error {
	var b strings.Builder
	p := r.page(zone)
	_, _ = fmt.Fprintf(&b, "# Access review: %s\n\n%s. %s\n", cell(p.Name), cell(p.Place()), p.Evidence)
	for _, w := range p.Warnings {
		_, _ = fmt.Fprintf(&b, "\n**%s**\n", cell(w))
	}
	b.WriteString("\n")
	for _, f := range p.Facts {
		_, _ = fmt.Fprintf(&b, "- %d %s\n", f.Count, f.Words)
	}
	writeInstances(&b, p.Instances)
	titles := []string{"Key", "Owner", "Purpose", "Ticket", "State", "Permissions", "Created", "Created by", "Expires", "Last used", "Used from", "Not seen in use", "Findings"}
	if p.Instances != nil {
		titles = append([]string{"Instance"}, titles...)
	}
	b.WriteString("\n")
	writeRow(&b, titles...)
	b.WriteString("|" + strings.Repeat("---|", len(titles)) + "\n")
	for i := range p.Keys {
		k := &p.Keys[i]
		var found []string
		for _, f := range k.Findings {
			found = append(found, f.Title)
		}
		unused := strings.Join(k.Unused, "; ")
		if k.Doubt != "" {
			unused = "can't tell"
		}
		row := []string{
			k.Name + " (" + k.Preview + ")", k.Owner, k.Purpose, k.Ticket, k.State, strings.Join(k.Permissions, ", "), k.Created, k.Creator,
			k.Expires, k.LastUsed, strings.Join(k.Addresses, "; "), unused, strings.Join(found, ", "),
		}
		if p.Instances != nil {
			row = append([]string{k.Instance}, row...)
		}
		writeRow(&b, row...)
	}
	if len(p.CantTell) > 0 {
		b.WriteString("\nWhat the data can't tell. " + health.NotFine + "\n\n")
		for _, line := range p.CantTell {
			b.WriteString("- " + cell(line) + "\n")
		}
	}
	if len(r.Failures.Causes) > 0 {
		b.WriteString("\nFailed attempts by cause:\n\n")
		for _, c := range r.Failures.Causes {
			_, _ = fmt.Fprintf(&b, "- %s: %s\n", reasonWords(c.Reason), text.Number(c.Count))
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// writeInstances writes a table of several instances.
func writeInstances(b *strings.Builder, list []pageInstance) {
	if list == nil {
		return
	}
	b.WriteString("\n")
	writeRow(b, "Instance", "Address", "Keys", "Activity log", "What is missing")
	b.WriteString("|---|---|---|---|---|\n")
	for _, i := range list {
		writeRow(b, i.Name, i.URL, cmp.Or(i.Keys, "did not answer"), i.Evidence, i.Lacks)
	}
}

func writeRow(b *strings.Builder, cells ...string) {
	for _, c := range cells {
		b.WriteString("| " + cell(c) + " ")
	}
	b.WriteString("|\n")
}

// cell makes text that stands in a cell as it is: no character of it begins Markdown
// or HTML, or another cell.
func cell(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case strings.ContainsRune("\\`*_[]<>|~&", r):
			b.WriteRune('\\')
			b.WriteRune(r)
		case r == '\n' || r == '\r':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
