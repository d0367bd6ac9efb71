package export

import (
	"bufio"
	"encoding/json"
	"io"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/api/wire"
)

// linesWriter writes an object a line: one about the file, one for each entry
// as the API has it, one that says that this was all.
type linesWriter struct {
	w *bufio.Writer
	e *json.Encoder
}

func newLines(w io.Writer) linesWriter {
	b := bufio.NewWriter(w)
	return linesWriter{b, json.NewEncoder(b)}
}

func (l linesWriter) header(h header) error {
	return l.e.Encode(map[string]header{"export": h})
}

func (l linesWriter) entry(a *api.Activity) error { return l.e.Encode(Wire(a)) }

func (l linesWriter) end(entries int) error {
	if err := l.e.Encode(map[string]map[string]int{"end": {"entries": entries}}); err != nil {
		return err
	}
	return l.w.Flush()
}

func (l linesWriter) cut(entries int, left string) error {
	if err := l.e.Encode(map[string]any{"cut": map[string]any{"entries": entries, "left": left}}); err != nil {
		return err
	}
	return l.w.Flush()
}

// Entry is an entry as the API has it, with its instance where it is one of several.
type Entry struct {
	wire.Activity
	Instance string `json:"instance,omitempty"`
}

// Wire is the entry as its own instance has it.
func Wire(a *api.Activity) Entry {
	id, keyID := a.ID, a.KeyID
	if a.Instance != "" {
		_, id = api.SplitID(id)
		_, keyID = api.SplitID(keyID)
	}
	return Entry{wire.Activity{
		ID: id, Timestamp: a.Time.UTC(), Type: a.Type, Outcome: outcome(a), Reason: string(a.Reason),
		KeyID: keyID, KeyName: a.KeyName, KeyPreview: a.KeyPreview, Method: a.Method, Path: a.Path,
		Resource: string(a.Resource), Required: a.Required, Granted: a.Granted, Status: a.Status,
		IP: a.IP, UserAgent: a.UserAgent, Count: max(a.Count, 1), Message: a.Message,
	}, a.Instance}
}
