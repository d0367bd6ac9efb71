package review

import (
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/assets"
	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
)

// page is what the template shows. All of it is text: the template escapes it.
type page struct {
	Name, URL, At, Evidence string
	Warnings                []string
	Instances               []pageInstance // where it is of several
	Facts                   []fact
	States                  []stateBar
	Months                  []bar
	Beyond                  string
	Causes                  []cause
	Weeks                   string
	Keys                    []pageKey
	CantTell                []string
}

// Place says where and when the review was made.
func (p *page) Place() string {
	if p.URL == "" {
		return p.At
	}
	return p.URL + ", " + p.At
}

type fact struct {
	Count int
	Words string
}

type stateBar struct {
	bar
	Class string
}

type pageKey struct {
	Instance               string
	Name, Preview, State   string
	Owner, Purpose, Ticket string
	Permissions            []string
	Created, Creator       string
	Expires, LastUsed      string
	Addresses, Unused      []string
	Doubt                  string
	Findings               []pageFinding
}

type pageInstance struct {
	Name, URL string
	Keys      string // how many, "" where it did not answer
	Lacks     string // what of it the review lacks, "" for nothing
	Evidence  string
}

type pageFinding struct{ Title, Reason string }

// WriteHTML writes the review as one page that loads nothing and runs no script. Times
// are those of zone.
func (r *Report) WriteHTML(out io.Writer, zone *time.Location) error {
	t, err := template.New("review").Parse(assets.ReviewPage)
	if err != nil {
		return fmt.Errorf("the page of the review can't be read: %w", err)
	}
	return t.Execute(out, r.page(zone))
}

func (r *Report) page(zone *time.Location) page {
	months, later, never := r.Months()
	p := page{
		Name: r.Instance.Name, URL: r.Instance.URL, At: text.Moment(r.At, zone), Evidence: r.Evidence(), Warnings: r.Warnings(), Facts: r.facts(),
		Months: monthBars(months), Causes: causeRows(r.Failures), Weeks: r.weeks(),
		Beyond: fmt.Sprintf("%d later, %d never.", later, never),
	}
	for _, b := range stateBars(r.States()) {
		p.States = append(p.States, stateBar{b, strings.NewReplacer(" ", "-", "'", "-").Replace(b.Label)})
	}
	for i := range r.Parts {
		p.Instances = append(p.Instances, r.Parts[i].page())
	}
	for i := range r.Keys {
		p.Keys = append(p.Keys, r.Keys[i].page(r.At, zone))
	}
	p.CantTell = r.doubts()
	for _, u := range health.Gathered(r.Checked.Gaps) {
		p.CantTell = append(p.CantTell, fmt.Sprintf("%s (%s): %s", u.Named(), u.Counted(), u.Why))
	}
	return p
}

func (p *Part) page() pageInstance {
	row := pageInstance{Name: p.Instance.Name, URL: p.Instance.URL, Lacks: p.Lacks()}
	if p.Came() {
		row.Keys, row.Evidence = text.Plural(len(p.Keys), "key", "keys"), p.Evidence()
	}
	return row
}

// doubts lists why the log can't tell what is not used, each reason once.
func (r *Report) doubts() (list []string) {
	keys := make(map[string]int)
	for i := range r.Keys {
		why := r.Keys[i].Doubt
		if keys[why]++; why != "" && keys[why] == 1 {
			list = append(list, why)
		}
	}
	for i, why := range list {
		list[i] = fmt.Sprintf("“not seen in use” (%s): %s", text.Plural(keys[why], "key", "keys"), why)
	}
	return list
}

func (r *Report) facts() []fact {
	count := func(match func(k *Key) bool) (n int) {
		for i := range r.Keys {
			if match(&r.Keys[i]) {
				n++
			}
		}
		return n
	}
	return []fact{
		{len(r.Keys), "keys"},
		{count(func(k *Key) bool { return len(k.Findings) > 0 }), "with findings"},
		{count(func(k *Key) bool { return k.Note.Owner == "" }), "without an owner"},
		{count(func(k *Key) bool { return k.Expires.IsNever() }), "that never expire"},
		{count(func(k *Key) bool { return k.Doubt == "" && len(k.Unused()) > 0 }), "with permissions not seen in use"},
	}
}

func (r *Report) weeks() string {
	if r.LogErr != nil {
		return "The activity log could not be read."
	}
	if len(r.Failures.Causes) == 0 {
		return "The log has no failed attempt."
	}
	words := "Each bar is a week, from " + r.Failures.Start.UTC().Format("2 Jan 2006") + " on; each row has its own scale."
	if r.Failures.Other > 0 {
		words += " " + text.Plural(r.Failures.Other, "attempt of another cause is", "attempts of other causes are") + " not shown."
	}
	return words
}

func (k *Key) page(now time.Time, zone *time.Location) pageKey {
	p := pageKey{
		Instance: k.Instance, Name: k.Name, Preview: keys.ShortPreview(k.Preview), State: k.Expires.StatusAt(now).String(),
		Owner: k.Note.Owner, Purpose: k.Note.Purpose, Ticket: k.Note.Ticket,
		Permissions: k.permissions(), Created: date(k.Created, zone, "not told"), Creator: k.Creator,
		Expires: k.Expires.Words(now, zone), LastUsed: date(k.LastUsed, zone, "never, or not told"),
		Addresses: addresses(k.Addresses, now), Unused: k.Unused(), Doubt: k.Doubt,
	}
	for _, f := range k.Findings {
		p.Findings = append(p.Findings, pageFinding{f.Rule.Words(), f.Reason})
	}
	return p
}

// permissions lists the levels above none, one resource each.
func (k *Key) permissions() (list []string) {
	for _, row := range k.Usage.Rows {
		if row.Granted != keys.None {
			list = append(list, row.Resource.Title()+": "+row.Granted.String())
		}
	}
	for _, o := range k.Permissions.Others() {
		list = append(list, o.Resource+": "+o.Level)
	}
	return list
}

// addressesMost is how many addresses of a key are listed.
const addressesMost = 5

func addresses(list []cluster.Address, now time.Time) (lines []string) {
	for _, a := range list[:min(addressesMost, len(list))] {
		lines = append(lines, a.IP+", "+text.Plural(a.Count, "request", "requests")+", last "+text.Relative(a.Last, now, ""))
	}
	if more := len(list) - addressesMost; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return lines
}

func date(t time.Time, zone *time.Location, none string) string {
	if t.IsZero() {
		return none
	}
	return text.Moment(t, zone)
}

// Evidence says from when on the log was read, and how far it reaches.
func (r *Report) Evidence() string {
	const form = "2 Jan 2006, 15:04 UTC"
	since, from := r.Since.UTC().Format(form), r.Checked.LogFrom.UTC().Format(form)
	short := r.Checked.LogFrom.After(r.Since.Add(day))
	switch {
	case r.Parts != nil && r.Checked.LogFrom.IsZero():
		return "Use is what the activity logs show since " + since + ". How far back they reach is not known of all."
	case r.Parts != nil && short:
		return "Use is what the activity logs show since " + since + "; all of them reach back to " + from + "."
	case r.Parts != nil:
		return "Use is what the activity logs show since " + since + "."
	case r.LogErr != nil:
		return "The activity log could not be read."
	case r.Checked.LogFrom.IsZero():
		return "The instance does not tell how far back its activity log reaches."
	case short:
		return "Use is what the activity log shows since " + from + "; it reaches back no further."
	}
	return "Use is what the activity log shows since " + since + "."
}

// Warnings say what the review lacks, each in a sentence.
func (r *Report) Warnings() (list []string) {
	if r.Checked.Partial != nil {
		list = append(list, text.Sentence(r.Checked.Partial.Error()))
	}
	for i := range r.Parts {
		if p := &r.Parts[i]; p.Err != nil {
			list = append(list, p.Instance.Name+": "+api.Explain(p.Err))
		}
	}
	return append(list, r.Untold()...)
}

// Untold says what could not be read besides keys, each in a sentence.
func (r *Report) Untold() (list []string) {
	if r.LogErr != nil {
		list = append(list, api.Explain(r.LogErr))
	}
	if r.NotesErr != nil {
		list = append(list, text.Sentence(r.NotesErr.Error()))
	}
	for i := range r.Parts {
		for _, words := range r.Parts[i].Untold() {
			list = append(list, r.Parts[i].Instance.Name+": "+words)
		}
	}
	return list
}
