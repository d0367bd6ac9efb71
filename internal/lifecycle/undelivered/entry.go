// Package undelivered remembers the keys that were asked for until somebody has
// their value. A key's value is shown once: a console that dies, or an answer
// that gets lost, between the request and that moment leaves a live key nobody
// holds. What is noted here lets the next start find it. Values are never
// noted.
package undelivered

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/local"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// Entry is one creation that was asked for and whose key nobody took so far.
type Entry struct {
	ID       string // of the entry; Begin gives it
	Instance string // api.Instance.ID
	Asked    api.NewKey
	At       time.Time // when it was asked for, by this machine's clock
	// Last is when a key of that name was last asked for while this one was
	// unknown: which of them a key belongs to can't be told. Begin sets it to At.
	Last time.Time
	// Before are the ids of the keys that had the same name already, and
	// BeforeAll says that those are all: what else has the name is newer.
	Before    []string
	BeforeAll bool
	// KeyID and Preview are the instance's, "" while no answer has come.
	KeyID   string
	Preview string
}

// SeeBefore notes which keys of a list have the name already. All says that the list
// is whole.
func (e *Entry) SeeBefore(list []api.Key, all bool) {
	e.Before, e.BeforeAll = nil, all
	for _, k := range list {
		if k.Name == e.Asked.Name && k.ID != "" {
			e.Before = append(e.Before, k.ID)
		}
	}
}

// InDoubt is how long after it was sent a request may still be carried out: a
// proxy may hold it. Only then does a key that isn't listed not exist.
const InDoubt = 10 * time.Minute

// Doubtful reports whether the key may still come to be.
func (e *Entry) Doubtful(now time.Time) bool { return e.KeyID == "" && now.Sub(e.Last) < InDoubt }

// file is an entry on disk.
type file struct {
	Version     int               `json:"version"`
	Instance    string            `json:"instance"`
	Name        string            `json:"name"`
	Permissions map[string]string `json:"permissions"`
	ExpiresAt   keys.Expiry       `json:"expiresAt,omitzero"`
	AskedAt     time.Time         `json:"askedAt"`
	LastAt      time.Time         `json:"lastAskedAt"`
	Before      []string          `json:"before,omitempty"`
	BeforeAll   bool              `json:"beforeAll,omitempty"`
	KeyID       string            `json:"keyId,omitempty"`
	Preview     string            `json:"keyPreview,omitempty"`
}

const (
	fileVersion = 1
	fileMax     = 1 << 20
	textMax     = 2000
)

func (e *Entry) encode() ([]byte, error) {
	f := file{
		Version: fileVersion, Instance: e.Instance, Name: e.Asked.Name, Permissions: e.Asked.Permissions.Wire(), ExpiresAt: e.Asked.Expires,
		AskedAt: e.At.UTC(), LastAt: e.Last.UTC(), Before: e.Before, BeforeAll: e.BeforeAll, KeyID: e.KeyID, Preview: e.Preview,
	}
	text, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("write the note: %w", err)
	}
	return append(text, '\n'), nil
}

// decode reads what encode wrote. Somebody may have edited it: its texts are
// made inert.
func decode(id string, text []byte) (Entry, error) {
	var f file
	if err := json.Unmarshal(text, &f); err != nil || f.Version != fileVersion {
		return Entry{}, local.ErrForeign
	}
	e := Entry{
		ID: id, Instance: f.Instance, At: f.AskedAt, Last: f.LastAt, Before: f.Before, BeforeAll: f.BeforeAll,
		KeyID: sanitize.Limit(f.KeyID, textMax), Preview: sanitize.Limit(f.Preview, textMax),
		Asked: api.NewKey{Name: sanitize.Limit(f.Name, textMax), Permissions: keys.TolerantPermissions(f.Permissions), Expires: f.ExpiresAt},
	}
	return e, nil
}
