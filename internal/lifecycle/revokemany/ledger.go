package revokemany

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/local"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

const (
	fileVersion = 1
	fileMax     = 256 << 20 // a million keys
	textMax     = 2000
)

// head is the first line of a revocation's file. What follows are lines of what happened,
// appended as it does: writing 500 keys anew for each of them would be a lot of disk
// for one word.
type head struct {
	Version  int       `json:"version"`
	Instance string    `json:"instance"`
	BegunAt  time.Time `json:"begunAt"`
	Keys     []ref     `json:"keys"`
}

type ref struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Preview string `json:"keyPreview,omitempty"`
}

// line is what is known of a key from then on.
type line struct {
	N      int              `json:"n"` // its place in head.Keys
	At     *time.Time       `json:"askedAt,omitempty"`
	Said   lifecycle.Said   `json:"said,omitempty"`
	Lost   bool             `json:"lost,omitempty"`
	Result lifecycle.Result `json:"result"`
}

// ledger is a revocation's file while a process is at it.
type ledger struct {
	path string
	lock *os.File
	file *os.File
}

// Asking implements lifecycle.Ledger: it waits for the disk. That answers are there
// no later than the next request is enough: what is lost of them leaves a key that
// was asked for, which the list settles.
func (l *ledger) Asking(i int, at time.Time) error {
	at = at.UTC()
	if err := l.write(line{N: i, At: &at, Said: lifecycle.NoAnswer, Lost: true, Result: lifecycle.Unconfirmed}); err != nil {
		return err
	}
	return l.why(l.file.Sync())
}

// Told implements lifecycle.Ledger.
func (l *ledger) Told(i int, r *lifecycle.Receipt) error {
	at := r.At.UTC()
	n := line{N: i, Said: r.Said, Lost: r.Lost, Result: r.Result}
	if !at.IsZero() {
		n.At = &at
	}
	return l.write(n)
}

func (l *ledger) write(n line) error {
	text, err := json.Marshal(n)
	if err == nil {
		_, err = l.file.Write(append(text, '\n'))
	}
	return l.why(err)
}

func (l *ledger) why(err error) error {
	if err == nil {
		return nil
	}
	return &noteError{l.path, err}
}

// noteError says that nothing more is asked, since it could not be noted.
type noteError struct {
	path string
	err  error
}

func (e *noteError) Error() string {
	return "how far it has come can't be noted in " + e.path + " (" + local.Reason(e.err) + "), so no further key was asked for. Make room there, then go on"
}

func (e *noteError) Unwrap() error { return e.err }

// close ends it, and forgets the revocation where there is nothing to remember.
func (l *ledger) close(forget bool) error {
	err := l.file.Sync()
	err = errors.Join(err, l.file.Close())
	if forget {
		err = local.Remove(l.path)
	}
	err = errors.Join(err, l.lock.Close())
	if forget {
		_ = os.Remove(l.path + lockEnd) // after it is closed, for Windows; one that stays is swept
	}
	return l.why(err)
}

// decode reads a revocation's file, and how long its whole lines are: a line that was cut
// off was not noted, and what it is about not sent.
func decode(text []byte) (b Revocation, whole int64, err error) {
	whole = int64(bytes.LastIndexByte(text, '\n') + 1)
	first, rest, _ := bytes.Cut(text[:whole], []byte("\n"))
	var h head
	if json.Unmarshal(first, &h) != nil || h.Version != fileVersion || len(h.Keys) == 0 {
		return b, 0, local.ErrForeign
	}
	b = Revocation{Instance: h.Instance, Begun: h.BegunAt}
	for _, k := range h.Keys {
		key := api.Key{ID: sanitize.Limit(k.ID, textMax), Name: sanitize.Limit(k.Name, textMax), Preview: sanitize.Limit(k.Preview, textMax)}
		b.Receipts = append(b.Receipts, lifecycle.Receipt{Key: key, Result: lifecycle.NotTried})
	}
	for text := range bytes.Lines(rest) {
		var n line
		if json.Unmarshal(text, &n) != nil || n.N < 0 || n.N >= len(b.Receipts) {
			return b, 0, local.ErrForeign
		}
		if err := n.apply(&b.Receipts[n.N]); err != nil {
			return b, 0, err
		}
	}
	return b, whole, nil
}

func (n *line) apply(r *lifecycle.Receipt) error {
	r.Said, r.Lost, r.Result, r.Err = n.Said, n.Lost, n.Result, nil
	if n.At != nil {
		r.At = *n.At
	}
	switch n.Result {
	case lifecycle.Revoked, lifecycle.AlreadyGone, lifecycle.NotTried:
	case lifecycle.Failed:
		r.Err = errRefused
	case lifecycle.Unconfirmed:
		if r.Err = errUnanswered; n.Said == lifecycle.Done {
			r.Err = errUnseen
		}
	default:
		return local.ErrForeign
	}
	return nil
}

func encode(b *Revocation) ([]byte, error) {
	h := head{Version: fileVersion, Instance: b.Instance, BegunAt: b.Begun.UTC()}
	for i := range b.Receipts {
		k := &b.Receipts[i].Key
		h.Keys = append(h.Keys, ref{k.ID, k.Name, k.Preview})
	}
	text, err := json.Marshal(h)
	return append(text, '\n'), err
}

// gone reports whether err says that a file is not there.
func gone(err error) bool { return errors.Is(err, fs.ErrNotExist) }
