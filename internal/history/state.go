package history

import (
	"encoding/json"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/local"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// state is the small file.
type state struct {
	since, began, ended time.Time
	goneKeys            []GoneKey
}

type fileState struct {
	Version  int           `json:"version"`
	Instance string        `json:"instance"`
	SinceAt  time.Time     `json:"sinceAt"`
	BeganAt  time.Time     `json:"lookBeganAt"`
	EndedAt  time.Time     `json:"lookEndedAt"`
	GoneKeys []fileGoneKey `json:"gone"`
}

type fileGoneKey struct {
	fileKey
	After  *time.Time `json:"goneAfter,omitempty"`
	Before time.Time  `json:"goneBefore"`
	Own    bool       `json:"own,omitempty"`
}

type fileKey struct {
	ID          string            `json:"id"`
	Name        string            `json:"name"`
	Preview     string            `json:"keyPreview,omitempty"`
	Permissions map[string]string `json:"permissions"`
	CreatedAt   *time.Time        `json:"createdAt,omitempty"`
	ExpiresAt   keys.Expiry       `json:"expiresAt,omitzero"`
}

const stateVersion = 1

func ofKey(k *api.Key) fileKey {
	permissions := k.Permissions.Wire()
	for _, o := range k.Permissions.Others() {
		permissions[o.Resource] = o.Level
	}
	return fileKey{k.ID, k.Name, k.Preview, permissions, timeOrNull(k.Created), k.Expires}
}

func (f *fileKey) key() api.Key {
	permissions := make(map[string]string, len(f.Permissions))
	for resource, level := range f.Permissions {
		permissions[sanitize.Limit(resource, textMost)] = sanitize.Limit(level, textMost)
	}
	return api.Key{
		ID: sanitize.Limit(f.ID, textMost), Name: sanitize.Limit(f.Name, textMost), Preview: sanitize.Limit(f.Preview, textMost),
		Permissions: keys.TolerantPermissions(permissions), Created: timeOf(f.CreatedAt), Expires: f.ExpiresAt,
	}
}

func timeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// readState reads the small file; without one it is fs.ErrNotExist.
func readState(path, instance string) (state, error) {
	text, err := local.ReadFile(path, stateMost)
	if err != nil {
		return state{}, err
	}
	var f fileState
	err = json.Unmarshal(text, &f)
	switch {
	case err == nil && f.Version > stateVersion:
		return state{}, errNewer
	case err != nil || f.Version != stateVersion || f.Instance != instance:
		return state{}, errUnreadable
	}
	st := state{since: f.SinceAt, began: f.BeganAt, ended: f.EndedAt}
	for i := range f.GoneKeys {
		t := &f.GoneKeys[i]
		st.goneKeys = append(st.goneKeys, GoneKey{Key: t.key(), After: timeOf(t.After), Before: t.Before, Own: t.Own})
	}
	return st, nil
}

func (st *state) write(path, instance string) error {
	f := fileState{Version: stateVersion, Instance: instance, SinceAt: st.since.UTC(), BeganAt: st.began.UTC(), EndedAt: st.ended.UTC(), GoneKeys: []fileGoneKey{}}
	for i := range st.goneKeys {
		t := &st.goneKeys[i]
		f.GoneKeys = append(f.GoneKeys, fileGoneKey{ofKey(&t.Key), timeOrNull(t.After), t.Before.UTC(), t.Own})
	}
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return local.WriteFile(path, append(text, '\n'))
}
