package audit

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// exactly is a time with its seconds and its zone's name.
const exactly = "Mon 2 Jan 2006, 15:04:05 MST"

const labelWidth = 11

// opened is the cause or the entry that is looked at.
type opened struct {
	cause   bool
	cluster cluster.Cluster // of an entry, that of the entry alone
	entry   *api.Activity   // nil for a cause
	list    *attempts       // the cause's entries
	inside  bool            // the cursor is among those
	page    ui.Page
}

// openCause shows a cause with what to do about it, and its entries.
func (s *Screen) openCause() tea.Cmd {
	c := s.causes.current()
	if c == nil {
		return nil
	}
	o := &opened{cause: true, cluster: *c, list: s.newAttempts("opened")}
	s.opened = o
	q := s.line.query.Without(query.Since, query.Until, query.Outcome).And(c.Query())
	sp := s.line.times.span(s.asOf)
	cmd := o.list.start(s.env.API, q, sp.since, s.line.times.until)
	s.layout()
	return tea.Batch(cmd, s.loadRemedy(&o.cluster))
}

// openEntry shows an entry with what to do about it.
func (s *Screen) openEntry(e *api.Activity) tea.Cmd {
	if e == nil {
		return nil
	}
	folder := cluster.NewFolder(e.Time, e.Time, time.Minute, 1, false)
	counted := e.Counted()
	folder.Add(&counted)
	o := &opened{cluster: folder.Stats().Clusters[0], entry: e}
	if s.opened != nil && s.opened.cause {
		o.list = nil
	}
	s.opened = o
	s.layout()
	return s.loadRemedy(&o.cluster)
}

func (s *Screen) close() {
	if s.opened != nil && s.opened.list != nil {
		s.opened.list.call.Cancel()
	}
	s.opened = nil
	s.layout()
}

func (s *Screen) openedListed(r screen.Result[api.ActivityPage]) tea.Cmd {
	s.opened.list.take(r)
	s.layout()
	if r.Err != nil {
		return screen.Refused(r.Err)
	}
	return nil
}

// openedLines is all that is said about what is opened, and what to do.
func (s *Screen) openedLines(width int) []string {
	o := s.opened
	facts, remedy := s.facts(width), s.remedyLines(&o.cluster, width)
	lines := append(append(facts, ""), remedy...)
	if s.Height < tall { // what to do must be seen without scrolling
		lines = append(append(remedy, ""), facts...)
	}
	if o.entry != nil && o.entry.ID != "" {
		lines = append(lines, "")
		for _, l := range ui.Wrap("Log entry "+o.entry.ID, width) {
			lines = append(lines, s.env.Theme.Paint(ui.Faint, l))
		}
	}
	return lines
}

func (s *Screen) facts(width int) []string {
	var lines []string
	fact := func(label, text string) {
		if text == "" {
			text = "not told"
		}
		for i, l := range ui.Wrap(text, max(width-labelWidth, 1)) {
			if i > 0 {
				label = ""
			}
			lines = append(lines, s.env.Theme.Paint(ui.Muted, ui.Fit(label, labelWidth))+l)
		}
	}
	o := s.opened
	c := &o.cluster
	if o.cause {
		s.causeFacts(c, fact)
	} else {
		s.entryFacts(o.entry, fact)
	}
	return lines
}

func (s *Screen) causeFacts(c *cluster.Cluster, fact func(label, text string)) {
	count := text.Plural(c.Attempts, "attempt", "attempts")
	if c.Entries != c.Attempts {
		count += " in " + text.Plural(c.Entries, "entry", "entries")
	}
	if words := burstWords(c); words != "" {
		count += " · burst: " + words
	}
	if len(c.Instances) > 0 {
		fact("On", strings.Join(c.Instances, ", "))
	}
	fact("How often", count+"   "+ui.Spark(c.Spark))
	fact("First", s.moment(c.First))
	fact("Last", s.moment(c.Last))
	asked := strings.TrimSpace(c.Method + " " + c.Route)
	if c.Routes > 1 {
		asked = text.Number(c.Routes) + " different routes, last " + c.Path
	}
	fact("Asked for", asked)
	if words := needs(c.Reason, c.Resource, c.Required, c.Granted); words != "" {
		fact("Needed", words)
	}
	if c.Previews > 1 {
		fact("Key", text.Number(c.Previews)+" different keys that this instance never issued, last "+c.KeyPreview)
	} else {
		fact("Key", keyWords(c.KeyName, c.KeyPreview, c.KeyID))
	}
	fact("From", c.IP)
	fact("Agent", c.Agent)
	if c.Message != "" {
		fact("Message", c.Message)
	}
}

func (s *Screen) entryFacts(e *api.Activity, fact func(label, text string)) {
	if e.Message != "" {
		fact("Message", e.Message)
	}
	if e.Instance != "" {
		fact("On", e.Instance)
	}
	fact("When", s.moment(e.Time))
	asked := strings.TrimSpace(e.Method + " " + e.Path)
	if e.Status != 0 && asked != "" {
		asked += " · answered " + text.Number(e.Status)
	}
	fact("Asked for", asked)
	if words := needs(e.Reason, e.Resource, e.Required, e.Granted); words != "" {
		fact("Needed", words)
	}
	fact("Key", keyWords(e.KeyName, e.KeyPreview, e.KeyID))
	fact("From", e.IP)
	fact("Agent", e.UserAgent)
	if e.Count > 1 {
		fact("Count", text.Number(e.Count)+" requests of this kind, in one entry")
	}
}

// moment is a time in full, in the admin's zone and where that differs in UTC.
func (s *Screen) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	when := t.In(s.env.Zone).Format(exactly)
	if _, offset := t.In(s.env.Zone).Zone(); offset != 0 {
		when += " · " + t.UTC().Format("15:04:05 UTC")
	}
	return when + " · " + text.Relative(earlier(t, s.asOf), s.asOf, "")
}

// keyWords is all that is known of the key.
func keyWords(name, preview, id string) string {
	var parts []string
	for _, text := range []string{name, preview} {
		if text != "" {
			parts = append(parts, text)
		}
	}
	if id != "" {
		parts = append(parts, "id "+id)
	}
	if len(parts) == 0 {
		return "none, or not one of this instance"
	}
	if id == "" {
		parts = append(parts, "not one of this instance")
	}
	return strings.Join(parts, " · ")
}
