package output

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/fleet"
)

// Instance is how an instance stands, in JSON (assets/schema/instance.json). What isn't
// known is null.
type Instance struct {
	Instance        string    `json:"instance"`
	URL             string    `json:"url"`
	Environment     string    `json:"environment"`
	State           string    `json:"state"`
	Why             *string   `json:"why"`
	Keys            *int      `json:"keys"`
	Expired         *int      `json:"expired"`
	Expiring        *int      `json:"expiring"`
	Findings        *int      `json:"findings"`
	Failures        *int      `json:"failures"`
	FailuresPerHour []int     `json:"failuresPerHour"`
	RoundTripMS     *int64    `json:"roundTripMs"`
	AskedAt         time.Time `json:"askedAt"`
}

func ofInstance(r fleet.Row) Instance {
	i := Instance{
		Instance: r.Name, URL: r.URL, Environment: r.Environment, State: r.State.Word(), Why: textOrNull(r.Why()),
		Keys: numberOrNull(r.Keys), Expired: numberOrNull(r.Expired), Expiring: numberOrNull(r.Expiring),
		Findings: numberOrNull(r.Findings), Failures: numberOrNull(r.Failures), FailuresPerHour: r.PerHour, AskedAt: r.Asked.UTC(),
	}
	if r.RoundTrip > 0 {
		ms := r.RoundTrip.Milliseconds()
		i.RoundTripMS = &ms
	}
	return i
}

func numberOrNull(f fleet.Figure) *int {
	if !f.Known {
		return nil
	}
	return &f.N
}

// Instances is the shape of how instances stand.
func Instances() Shape[fleet.Row] {
	type row = fleet.Row
	figure := func(of func(row) fleet.Figure) func(row) string {
		return func(r row) string {
			if f := of(r); f.Known {
				return strconv.Itoa(f.N)
			}
			return ""
		}
	}
	shown := func(cell func(row) string) func(row) string { return func(r row) string { return or(cell(r)) } }
	figures := []struct {
		title, field string
		cell         func(row) string
	}{
		{"KEYS", "keys", figure(func(r row) fleet.Figure { return r.Keys })},
		{"EXPIRED", "expired", figure(func(r row) fleet.Figure { return r.Expired })},
		{"EXPIRING", "expiring", figure(func(r row) fleet.Figure { return r.Expiring })},
		{"FINDINGS", "findings", figure(func(r row) fleet.Figure { return r.Findings })},
		{"FAILURES 24H", "failures", figure(func(r row) fleet.Figure { return r.Failures })},
	}
	s := Shape[row]{
		Table: []Column[row]{
			{"INSTANCE", func(r row) string { return r.Name }, nameMax},
			{"ENVIRONMENT", func(r row) string { return or(r.Environment) }, 0},
			{"STATE", func(r row) string { return r.State.Words() }, 0},
		},
		CSV: []Column[row]{
			{"instance", func(r row) string { return r.Name }, 0},
			{"url", func(r row) string { return r.URL }, 0},
			{"environment", func(r row) string { return r.Environment }, 0},
			{"state", func(r row) string { return r.State.Word() }, 0},
			{"why", row.Why, 0},
		},
		Wire: func(r row) any { return ofInstance(r) },
		Name: func(r row) string { return r.Name },
		Say:  func(r row) string { return sayInstance(&r) },
	}
	for _, f := range figures {
		s.Table = append(s.Table, Column[row]{f.title, shown(f.cell), 0})
		s.CSV = append(s.CSV, Column[row]{f.field, f.cell, 0})
	}
	s.Table = append(s.Table, Column[row]{"ROUND TRIP", func(r row) string { return or(roundTrip(r, " ms")) }, 0})
	s.CSV = append(s.CSV,
		Column[row]{"failuresPerHour", func(r row) string { return strings.Trim(fmt.Sprint(r.PerHour), "[]") }, 0},
		Column[row]{"roundTripMs", func(r row) string { return roundTrip(r, "") }, 0},
		Column[row]{"askedAt", func(r row) string { return timestamp(r.Asked) }, 0})
	return s
}

func roundTrip(r fleet.Row, unit string) string {
	if r.RoundTrip <= 0 {
		return ""
	}
	return strconv.FormatInt(r.RoundTrip.Milliseconds(), 10) + unit
}
