package output

import (
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/review"
	"github.com/supascale/supascale-tui/internal/text"
)

// Review is an access review in JSON (assets/schema/review.json).
type Review struct {
	ReviewedAt time.Time          `json:"reviewedAt"`
	Instance   *ReviewedPlace     `json:"instance,omitempty"`
	Instances  []ReviewedInstance `json:"instances,omitempty"` // in place of instance, where it is of several
	Since      time.Time          `json:"since"`
	LogFrom    *time.Time         `json:"logFrom"` // null: not read, or not told
	Keys       []ReviewedKey      `json:"keys"`
	Failures   []CauseByWeek      `json:"failures"`
	CantTell   []CantTell         `json:"cantTell"`
}

// ReviewedPlace is the instance of a review in JSON.
type ReviewedPlace struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// ReviewedInstance is one of several instances of a review in JSON.
type ReviewedInstance struct {
	Instance string     `json:"instance"`
	URL      string     `json:"url"`
	Keys     *int       `json:"keys"` // null: it did not answer
	LogFrom  *time.Time `json:"logFrom"`
	Lacks    *string    `json:"lacks"` // null: nothing
}

// ReviewedKey is a key of a review in JSON.
type ReviewedKey struct {
	Key Key `json:"key"`
	NoteText
	CreatedFrom *string       `json:"createdFrom"`
	Addresses   []KeyAddress  `json:"addresses"`
	Use         []ResourceUse `json:"use"`
	Unused      []string      `json:"unused"`
	Doubt       *string       `json:"doubt"`
	Findings    []KeyFinding  `json:"findings"`
	Instance    string        `json:"instance,omitempty"`
}

// KeyAddress is an address from which a key was used, in JSON.
type KeyAddress struct {
	IP      string    `json:"ip"`
	Count   int       `json:"count"`
	FirstAt time.Time `json:"firstAt"`
	LastAt  time.Time `json:"lastAt"`
}

// ResourceUse is what the log shows of a key and a resource, in JSON.
type ResourceUse struct {
	Resource keys.Resource `json:"resource"`
	Granted  string        `json:"granted"`
	Used     string        `json:"used"`
	Reads    int           `json:"reads"`
	Writes   int           `json:"writes"`
	Refused  int           `json:"refused"`
	LastAt   *time.Time    `json:"lastAt"`
}

// KeyFinding is a finding about the key that it stands with, in JSON.
type KeyFinding struct {
	Rule   health.Rule `json:"rule"`
	Reason string      `json:"reason"`
	Remedy string      `json:"remedy"`
}

// CauseByWeek counts the failed attempts of one reason by week, in JSON.
type CauseByWeek struct {
	Reason *string   `json:"reason"` // null where the log tells none
	Count  int       `json:"count"`
	From   time.Time `json:"from"` // the start of the first week
	Weeks  []int     `json:"weeks"`
}

// OfReview is the review as JSON has it.
func OfReview(r *review.Report) Review {
	out := Review{
		ReviewedAt: r.At.UTC(), Since: r.Since.UTC(), LogFrom: timeOrNull(r.Checked.LogFrom),
		Keys: []ReviewedKey{}, Failures: []CauseByWeek{}, CantTell: []CantTell{},
	}
	if r.Parts == nil {
		out.Instance = &ReviewedPlace{r.Instance.Name, r.Instance.URL}
	}
	for i := range r.Parts {
		out.Instances = append(out.Instances, ofReviewedPart(&r.Parts[i]))
	}
	for i := range r.Keys {
		out.Keys = append(out.Keys, ofReviewedKey(&r.Keys[i], r.At))
	}
	for _, c := range r.Failures.Causes {
		out.Failures = append(out.Failures, CauseByWeek{textOrNull(string(c.Reason)), c.Count, r.Failures.Start.UTC(), c.Weeks})
	}
	for _, g := range r.Checked.Gaps {
		out.CantTell = append(out.CantTell, CantTell(g))
	}
	return out
}

func ofReviewedPart(p *review.Part) ReviewedInstance {
	out := ReviewedInstance{Instance: p.Instance.Name, URL: p.Instance.URL, LogFrom: timeOrNull(p.Checked.LogFrom)}
	if keys := len(p.Keys); p.Came() {
		out.Keys = &keys
	}
	out.Lacks = textOrNull(p.Lacks())
	return out
}

func ofReviewedKey(k *review.Key, now time.Time) ReviewedKey {
	out := ReviewedKey{
		Key: OfKey(&k.Key, now), NoteText: textOf(k.Note), CreatedFrom: textOrNull(k.Creator), Doubt: textOrNull(k.Doubt),
		Addresses: []KeyAddress{}, Use: []ResourceUse{}, Unused: append([]string{}, k.Unused()...), Findings: []KeyFinding{}, Instance: k.Instance,
	}
	for _, a := range k.Addresses {
		out.Addresses = append(out.Addresses, KeyAddress{a.IP, a.Count, a.First.UTC(), a.Last.UTC()})
	}
	for _, row := range k.Usage.Rows {
		out.Use = append(out.Use, ofUse(row))
	}
	for _, f := range k.Findings {
		out.Findings = append(out.Findings, KeyFinding{f.Rule, f.Reason, f.Remedy})
	}
	return out
}

// ReviewedKeys is the shape of the keys of a review, with times seen from now.
func ReviewedKeys(now time.Time) Shape[*review.Key] {
	type key = *review.Key
	return Shape[key]{
		Table: []Column[key]{
			{"NAME", func(k key) string { return k.Name }, 32},
			{"OWNER", func(k key) string { return or(k.Note.Owner) }, 20},
			{"STATE", func(k key) string { return k.Expires.StatusAt(now).Word() }, 0},
			{"PERMISSIONS", func(k key) string { return k.Permissions.Summary() }, 36},
			{"EXPIRES", func(k key) string { return k.Expires.Short(now) }, 0},
			{"LAST USED", func(k key) string { return text.Relative(k.LastUsed, now, "never") }, 0},
			{"NOT SEEN IN USE", unusedWords, 40},
			{"FINDINGS", func(k key) string { return or(findingWords(k)) }, 0},
		},
		CSV:  reviewFields(now),
		Wire: func(k key) any { return ofReviewedKey(k, now) },
		Name: func(k key) string { return k.Name },
		Say:  func(k key) string { return sayReviewed(k, now) },
	}
}

// unusedWords are the permissions without use, "?" where the log can't tell.
func unusedWords(k *review.Key) string {
	if k.Doubt != "" {
		return "?"
	}
	return or(strings.Join(k.Unused(), ", "))
}

func findingWords(k *review.Key) string {
	var list []string
	for _, f := range k.Findings {
		list = append(list, f.Rule.Words())
	}
	return strings.Join(list, ", ")
}

func reviewFields(now time.Time) []Column[*review.Key] {
	type key = *review.Key
	var fields []Column[key]
	for _, f := range keyFields(now) {
		fields = append(fields, Column[key]{f.Title, func(k key) string { return f.Cell(k.Key) }, 0})
	}
	return append(fields,
		Column[key]{"owner", func(k key) string { return k.Note.Owner }, 0},
		Column[key]{"purpose", func(k key) string { return k.Note.Purpose }, 0},
		Column[key]{"ticket", func(k key) string { return k.Note.Ticket }, 0},
		Column[key]{"createdFrom", func(k key) string { return k.Creator }, 0},
		Column[key]{"addresses", func(k key) string { return strings.Join(ips(k.Addresses), " ") }, 0},
		Column[key]{"requests", func(k key) string { return strconv.Itoa(requests(k.Addresses)) }, 0},
		Column[key]{"unused", func(k key) string { return strings.Join(k.Unused(), ", ") }, 0},
		Column[key]{"doubt", func(k key) string { return k.Doubt }, 0},
		Column[key]{"findings", findingWords, 0},
	)
}

func ips(list []cluster.Address) (out []string) {
	for _, a := range list {
		out = append(out, a.IP)
	}
	return out
}

func requests(list []cluster.Address) (n int) {
	for _, a := range list {
		n += a.Count
	}
	return n
}

// WriteReview writes a review in one of the formats that it has, with times of zone.
func WriteReview(out io.Writer, format Format, r *review.Report, zone *time.Location) error {
	switch format {
	case JSON:
		return Object(out, format, OfReview(r))
	case Markdown:
		return r.WriteMarkdown(out, zone)
	case HTML:
		return r.WriteHTML(out, zone)
	}
	shape := ReviewedKeys(r.At)
	if r.Parts != nil {
		shape = shape.OfSeveral(func(k *review.Key) string { return k.Instance })
	}
	printer := NewPrinter(out, format, shape)
	for i := range r.Keys {
		if err := printer.Add(&r.Keys[i]); err != nil {
			return err
		}
	}
	return printer.End()
}

// ReviewFile is what a file of that name holds of a review.
func ReviewFile(path string, r *review.Report, zone *time.Location) (string, error) {
	return fileText(path, []Format{HTML, CSV, JSON, Markdown}, func(out io.Writer, format Format) error { return WriteReview(out, format, r, zone) })
}
