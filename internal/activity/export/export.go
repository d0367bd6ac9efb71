// Package export writes what a query selects from the activity log to a file:
// as CSV, for spreadsheets, or as JSON Lines, for programs. It keeps no more of
// the log than a page.
package export

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
)

// Format is how entries are written.
type Format string

// The formats.
const (
	CSV       Format = "csv"
	JSONLines Format = "jsonl"
)

// FormatOf is the format that a file's name asks for: JSON Lines for .jsonl,
// .ndjson and .json, else CSV.
func FormatOf(name string) Format {
	for _, end := range []string{".jsonl", ".ndjson", ".json"} {
		if strings.HasSuffix(strings.ToLower(name), end) {
			return JSONLines
		}
	}
	return CSV
}

// Job says what to export.
type Job struct {
	Source       api.LogSource
	Instance     string // its address, for the header
	Several      bool   // each entry says of which instance it is
	Program      string // name and version, for the header
	Query        query.Query
	Since, Until time.Time // zero: no bound; what comes after Now is left out
	Now          time.Time
	Format       Format
	Most         int // entries to write, 0 for all
	// Progress is told how many entries are written, and of how many, -1 where
	// the instance doesn't tell. It must be quick.
	Progress func(written, matching int)
}

const pageSize = 1000

// header is what a file says about itself before its entries.
type header struct {
	Instance   string     `json:"instance"`
	Query      string     `json:"query"`
	Since      *time.Time `json:"since"` // null: from the log's beginning
	Until      time.Time  `json:"until"`
	LogBegins  *time.Time `json:"logBegins"` // null: not told by the instance
	Matching   *int       `json:"matching"`  // null: not told
	LogEntries *int       `json:"logEntries"`
	Dropped    int        `json:"removedByRetention"`
	NotLogged  int        `json:"notLogged"`  // requests
	NotWritten int        `json:"notWritten"` // entries, so far
	// Filtered says that the instance has no filters: the program picked the
	// entries out of all that came.
	Filtered   bool      `json:"filteredHere"`
	ExportedAt time.Time `json:"exportedAt"`
	Program    string    `json:"program"`
}

// writer is a format at work.
type writer interface {
	header(h header) error
	entry(a *api.Activity) error
	end(entries int) error
	// cut ends what is not whole, with why.
	cut(entries int, left string) error
}

// Written is what was written.
type Written struct {
	Entries int
	// Left is what was left out, in words, "" where nothing was. Cut says that the
	// instance did not give it, and not that nobody asked.
	Left string
	Cut  bool
	// Untold counts what is left out for an outcome that nothing tells.
	Untold int
}

// Write writes what the job selects to w. What arrives after Now is not part of
// it, so that it has an end. Only what is whole has an end mark.
func (j *Job) Write(ctx context.Context, w io.Writer) (Written, error) {
	var out writer = newCSV(w, j.Several)
	if j.Format == JSONLines {
		out = newLines(w)
	}
	until := j.Now
	if !j.Until.IsZero() && j.Until.Before(until) {
		until = j.Until
	}
	walk := api.NewLogWalk(j.Source, api.ActivityQuery{Where: j.Query, Since: j.Since, Until: until})
	n := 0
	for first := true; ; first = false {
		size := pageSize
		if j.Most > 0 {
			size = min(size, j.Most-n)
		}
		page, err := walk.Page(ctx, size)
		if err != nil {
			return Written{Entries: n}, err
		}
		if first {
			if err := out.header(j.describe(&page, until)); err != nil {
				return Written{}, err
			}
		}
		for i := range page.Entries {
			if err := out.entry(&page.Entries[i]); err != nil {
				return Written{Entries: n}, err
			}
			n++
		}
		if j.Progress != nil {
			j.Progress(n, page.Matching)
		}
		if !walk.More() || j.Most > 0 && n == j.Most {
			done := Written{n, activity.Left(&page), page.Cut != "", page.Untold}
			if done.Left != "" {
				return done, out.cut(n, done.Left)
			}
			return done, out.end(n)
		}
	}
}

func (j *Job) describe(page *api.ActivityPage, until time.Time) header {
	h := header{
		Instance: j.Instance, Query: j.Query.String(), Until: until.UTC(), Dropped: page.Dropped,
		NotLogged: page.Unlogged.Lost, NotWritten: page.Unlogged.Waiting,
		Filtered: page.Examined > 0, ExportedAt: j.Now.UTC(), Program: j.Program,
	}
	if !j.Since.IsZero() {
		since := j.Since.UTC()
		h.Since = &since
	}
	if !page.Oldest.IsZero() {
		h.LogBegins = &page.Oldest
	}
	if page.Matching >= 0 {
		h.Matching = &page.Matching
	}
	if page.Total >= 0 {
		h.LogEntries = &page.Total
	}
	return h
}
