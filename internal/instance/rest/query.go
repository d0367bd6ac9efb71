package rest

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/supascale/supascale-tui/internal/api/wire"
)

const (
	defaultLimit = 50
	maxLimit     = 1000
	maxParam     = 200 // characters
)

// params reads the query of a request strictly. The first refused one is kept.
type params struct {
	values url.Values
	err    error
}

var pageParams = []string{"limit", "offset"}

func readParams(r *http.Request, known []string) *params {
	p := &params{}
	if r.URL.RawQuery == "" {
		return p
	}
	var err error
	if p.values, err = url.ParseQuery(r.URL.RawQuery); err != nil {
		p.refuse("query", "is not a valid query string")
	}
	for _, name := range slices.Sorted(maps.Keys(p.values)) {
		if !slices.Contains(known, name) {
			p.refuse(name, "unknown parameter")
		}
	}
	return p
}

func (p *params) refuse(name, reason string) {
	if p.err == nil {
		p.err = invalid(name, reason)
	}
}

// text gives a parameter that may be there once.
func (p *params) text(name string) string { return p.long(name, maxParam) }

// long is text for a parameter of at most that many characters.
func (p *params) long(name string, most int) string {
	list := p.values[name]
	if len(list) > 1 {
		p.refuse(name, "is there twice")
	}
	if len(list) == 0 {
		return ""
	}
	switch n := utf8.RuneCountInString(list[0]); {
	case n == 0:
		p.refuse(name, "must not be empty")
	case n > most:
		p.refuse(name, fmt.Sprintf("must have at most %d characters", most))
	case !utf8.ValidString(list[0]):
		p.refuse(name, "must be UTF-8")
	}
	return list[0]
}

func (p *params) number(name string, preset, low, high int) int {
	s := p.text(name)
	if s == "" {
		return preset
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < low || n > high {
		p.refuse(name, fmt.Sprintf("must be a number from %d to %d", low, high))
		return preset
	}
	return n
}

// flag reads "true" or "false"; absent is false.
func (p *params) flag(name string) bool {
	s := p.text(name)
	oneOf(p, name, s, []string{"true", "false"})
	return s == "true"
}

func (p *params) time(name string) time.Time {
	s := p.text(name)
	if s == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		p.refuse(name, "must be a time such as 2027-01-19T00:00:00Z")
	}
	return t.UTC()
}

// page reads limit and offset.
func (p *params) page() (limit, offset int) {
	return p.number("limit", defaultLimit, 1, maxLimit), p.number("offset", 0, 0, 1<<31-1)
}

func pagination(total, limit, offset int) *wire.Pagination {
	return &wire.Pagination{Total: total, Limit: limit, Offset: offset}
}

// wireTime gives a time for the wire, nil for none.
func wireTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
