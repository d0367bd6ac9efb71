package output

import (
	"io"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/author"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/text"
)

// History is what happened in a period, in JSON (assets/schema/history.json).
type History struct {
	Since          *time.Time        `json:"since"` // null: all that is known, or what Instances says
	Until          time.Time         `json:"until"`
	SinceLastVisit bool              `json:"sinceLastVisit"`
	Instances      []HistoryInstance `json:"instances,omitempty"` // where it is of several
	Changes        []KeyChange       `json:"changes"`
	CantTell       []string          `json:"cantTell"`
}

// HistoryInstance is one of several instances, in JSON.
type HistoryInstance struct {
	Instance       string     `json:"instance"`
	Since          *time.Time `json:"since"`
	SinceLastVisit bool       `json:"sinceLastVisit"`
	Lacks          *string    `json:"lacks"` // null: nothing
}

// KeyChange is what happened to a key, in JSON.
type KeyChange struct {
	Kind string `json:"kind"`
	// Bare says that the log alone knows the key: of Key only id, name and preview count.
	Bare bool `json:"bare"`
	Key  Key  `json:"key"`
	// The same times are the moment at which it happened; After is null where it isn't known.
	After       *time.Time      `json:"after"`
	Before      time.Time       `json:"before"`
	Own         bool            `json:"own"`
	By          *ChangeAuthor   `json:"by"` // null where that can't be told
	Alterations []KeyAlteration `json:"alterations"`
	Instance    string          `json:"instance,omitempty"`
}

// ChangeAuthor is who did something, in JSON.
type ChangeAuthor struct {
	KeyID     *string `json:"keyId"`
	KeyName   *string `json:"keyName"`
	IP        *string `json:"ip"`
	UserAgent *string `json:"userAgent"`
}

// KeyAlteration is one thing that was altered about a key, in JSON.
type KeyAlteration struct {
	What string `json:"what"`
	From string `json:"from"`
	To   string `json:"to"`
}

// kindNames are the kinds of changes as data has them.
var kindNames = map[history.Kind]string{history.Added: "new", history.Gone: "gone", history.Altered: "altered", history.FirstUsed: "firstUsed"}

// OfHistory is the report as JSON has it, with times in words in zone.
func OfHistory(r *history.Report, zone *time.Location) History {
	h := History{Since: timeOrNull(r.Since), Until: r.Until.UTC(), SinceLastVisit: r.Visit, Changes: []KeyChange{}, CantTell: append([]string{}, r.Gaps...)}
	for i := range r.Parts {
		p := &r.Parts[i]
		h.Instances = append(h.Instances, HistoryInstance{p.Name, timeOrNull(p.Since), p.Visit, textOrNull(p.Lacks())})
	}
	for i := range r.Changes {
		h.Changes = append(h.Changes, ofChange(&r.Changes[i], r.Until, zone))
	}
	return h
}

func ofChange(c *history.Change, now time.Time, zone *time.Location) KeyChange {
	out := KeyChange{
		Kind: kindNames[c.Kind], Bare: c.Bare, Key: OfKey(&c.Key, now), After: timeOrNull(c.After), Before: c.Before.UTC(), Own: c.Own,
		By: ofAuthor(c.By), Alterations: []KeyAlteration{}, Instance: c.Key.Instance,
	}
	for _, d := range c.Differences(zone) {
		out.Alterations = append(out.Alterations, KeyAlteration(d))
	}
	return out
}

func ofAuthor(a author.Author) *ChangeAuthor {
	if a.IsZero() {
		return nil
	}
	return &ChangeAuthor{textOrNull(a.KeyID), textOrNull(a.KeyName), textOrNull(a.IP), textOrNull(a.Agent)}
}

// KeyChanges is the shape of what happened to keys, with times in zone, seen from now.
func KeyChanges(now time.Time, zone *time.Location) Shape[*history.Change] {
	type change = *history.Change
	return Shape[change]{
		Table: []Column[change]{
			{"CHANGE", func(c change) string { return c.Kind.String() }, 0},
			{"NAME", func(c change) string { return or(c.Key.Name) }, nameMax},
			{"WHEN", func(c change) string { return c.When(zone, now) }, 0},
			{"BY", change.Who, 0},
			{"WHAT", func(c change) string { return c.What(zone, now) }, 0},
			{"ID", func(c change) string { return c.Key.OwnID() }, 0},
		},
		CSV: []Column[change]{
			{"kind", func(c change) string { return kindNames[c.Kind] }, 0},
			{"id", func(c change) string { return c.Key.OwnID() }, 0},
			{"name", func(c change) string { return c.Key.Name }, 0},
			{"keyPreview", func(c change) string { return c.Key.Preview }, 0},
			{"after", func(c change) string { return timestamp(c.After) }, 0},
			{"before", func(c change) string { return timestamp(c.Before) }, 0},
			{"own", func(c change) string { return map[bool]string{true: "yes", false: "no"}[c.Own] }, 0},
			{"byKeyId", func(c change) string { return c.By.KeyID }, 0},
			{"byKeyName", func(c change) string { return c.By.KeyName }, 0},
			{"ip", func(c change) string { return c.By.IP }, 0},
			{"userAgent", func(c change) string { return c.By.Agent }, 0},
			{"permissions", func(c change) string {
				if c.Bare {
					return ""
				}
				return c.Key.Permissions.Summary()
			}, 0},
			{"createdAt", func(c change) string { return timestamp(c.Key.Created) }, 0},
			{"expiresAt", func(c change) string {
				if c.Bare {
					return ""
				}
				return c.Key.Expires.Stamp()
			}, 0},
			{"alterations", func(c change) string { return alterations(c, zone) }, 0},
		},
		Wire: func(c change) any { return ofChange(c, now, zone) },
		Name: func(c change) string { return c.Key.Name },
		Say: func(c change) string {
			return text.Sentence(joined(lifecycle.Shown(&c.Key)+": "+c.Kind.String(), c.When(zone, now), by(c))) + " " + text.Sentence(c.What(zone, now))
		},
	}
}

func alterations(c *history.Change, zone *time.Location) string {
	var list []string
	for _, d := range c.Differences(zone) {
		list = append(list, d.What+": "+d.From+" → "+d.To)
	}
	return strings.Join(list, "; ")
}

// WriteHistory writes a report in one of the formats that it has, with times of zone.
func WriteHistory(out io.Writer, format Format, r *history.Report, zone *time.Location) error {
	if format == JSON {
		return Object(out, format, OfHistory(r, zone))
	}
	list := make([]*history.Change, len(r.Changes))
	for i := range list {
		list[i] = &r.Changes[i]
	}
	shape := KeyChanges(r.Until, zone)
	if r.Parts != nil {
		shape = shape.OfSeveral(func(c *history.Change) string { return c.Key.Instance })
	}
	return Print(out, format, shape, list...)
}

// HistoryFile is what a file of that name holds of a report.
func HistoryFile(path string, r *history.Report, zone *time.Location) (string, error) {
	return fileText(path, []Format{CSV, JSON}, func(out io.Writer, format Format) error { return WriteHistory(out, format, r, zone) })
}

func by(c *history.Change) string {
	if c.By.IsZero() && !c.Own {
		return "by whom can't be told"
	}
	return "by " + c.Who()
}
