package export

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// columns are the wire's names (contract, "Activity").
var columns = []string{
	"timestamp", "type", "outcome", "reason", "keyId", "keyName", "keyPreview", "method", "path", "resource",
	"required", "granted", "status", "ip", "userAgent", "count", "id", "message",
}

// csvWriter writes records as RFC 4180 has them. What is said about the file
// itself stands in records of two fields, the first of which begins with "# ".
type csvWriter struct {
	w       *csv.Writer
	several bool // records begin with their instance
}

func newCSV(w io.Writer, several bool) csvWriter {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	return csvWriter{c, several}
}

func (c csvWriter) header(h header) error {
	moment := func(t *time.Time, otherwise string) string {
		if t == nil {
			return otherwise
		}
		return t.Format(time.RFC3339Nano)
	}
	number := func(n *int) string {
		if n == nil {
			return "not told"
		}
		return strconv.Itoa(*n)
	}
	for _, line := range [][2]string{
		{"instance", h.Instance}, {"query", h.Query},
		{"since", moment(h.Since, "the log's beginning")}, {"until", moment(&h.Until, "")},
		{"log begins", moment(h.LogBegins, "not told")}, {"matching", number(h.Matching)},
		{"log entries", number(h.LogEntries)}, {"removed by retention", strconv.Itoa(h.Dropped)},
		{"not logged", strconv.Itoa(h.NotLogged)}, {"not written", strconv.Itoa(h.NotWritten)},
		{"filtered here", fmt.Sprint(h.Filtered)}, {"exported at", moment(&h.ExportedAt, "")}, {"program", h.Program},
	} {
		if err := c.w.Write([]string{"# " + line[0], sanitize.SpreadsheetCell(line[1])}); err != nil {
			return err
		}
	}
	if c.several {
		return c.w.Write(append([]string{"instance"}, columns...))
	}
	return c.w.Write(columns)
}

func (c csvWriter) entry(a *api.Activity) error {
	own := Wire(a)
	record := []string{
		timestamp(a.Time), a.Type, outcome(a), string(a.Reason), own.KeyID, a.KeyName, a.KeyPreview, a.Method, a.Path,
		string(a.Resource), a.Required, a.Granted, status(a.Status), a.IP, a.UserAgent, strconv.Itoa(max(a.Count, 1)), own.ID, a.Message,
	}
	if c.several {
		record = append([]string{a.Instance}, record...)
	}
	for i, cell := range record {
		record[i] = sanitize.SpreadsheetCell(cell)
	}
	return c.w.Write(record)
}

func (c csvWriter) end(entries int) error {
	if err := c.w.Write([]string{"# end", strconv.Itoa(entries)}); err != nil {
		return err
	}
	c.w.Flush()
	return c.w.Error()
}

func (c csvWriter) cut(entries int, left string) error {
	if err := c.w.Write([]string{"# not whole", fmt.Sprintf("%d entries; %s", entries, left)}); err != nil {
		return err
	}
	c.w.Flush()
	return c.w.Error()
}

func timestamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func status(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func outcome(a *api.Activity) string {
	switch {
	case a.Failed:
		return wire.Failure
	case a.Untold:
		return wire.Unknown
	}
	return wire.Success
}
