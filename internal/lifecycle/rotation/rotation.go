// Package rotation replaces a key with overlap: a new key is made and delivered,
// both are valid until the new one is in use and the old one is not, and then the
// old one is revoked. That takes days, and the program is closed meanwhile: what
// was begun is noted on disk, and recognised by names where the note is missing.
package rotation

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/local"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// Ref names a key, also one that is gone.
type Ref struct{ ID, Name, Preview string }

// RefOf names k.
func RefOf(k *api.Key) Ref { return Ref{k.ID, k.Name, k.Preview} }

// Shown is the key's name, or what there is in the place of one.
func (r Ref) Shown() string {
	switch {
	case r.Name != "":
		return r.Name
	case r.Preview != "":
		return r.Preview
	}
	return r.ID
}

// Rotation is one replacement: ids, names and times, never a value.
type Rotation struct {
	Instance string // api.Instance.ID
	Old      Ref
	New      Ref // ID "" while it is not known which key it became
	// Asked is what the new key was asked for as, and Lifetime how long it is to
	// be valid from its making on.
	Asked    api.NewKey
	Lifetime keys.Lifetime
	Begun    time.Time
	End      End
	// RevokeFirst says that a key that is to go at once goes before the new key is made.
	RevokeFirst bool
	// Lack is what the old key was refused, zero for nothing.
	Lack Lack
	// Note is the note about the new key's value, where it is known.
	Note string
	// Kept is when somebody said that both keys are to stay; zero: nobody did.
	Kept time.Time
	// Guessed says that names and times alone tell of it: there is no note.
	Guessed bool
}

// IsKept reports whether both keys are to stay.
func (r *Rotation) IsKept() bool { return !r.Kept.IsZero() }

// GoesAfter reports whether the old key is revoked as soon as somebody has the new one.
func (r *Rotation) GoesAfter() bool { return r.End.Now && !r.RevokeFirst }

// file is a rotation on disk.
type file struct {
	Version     int               `json:"version"`
	Instance    string            `json:"instance"`
	Old         fileRef           `json:"old"`
	New         *fileRef          `json:"new,omitempty"`
	Name        string            `json:"name"`
	Permissions map[string]string `json:"permissions"`
	ExpiresAt   keys.Expiry       `json:"expiresAt,omitzero"`
	Lifetime    keys.Lifetime     `json:"lifetime,omitzero"`
	BegunAt     time.Time         `json:"begunAt"`
	End         *End              `json:"end"`
	RevokeFirst bool              `json:"revokeFirst,omitempty"`
	Lack        *fileLack         `json:"lack,omitempty"`
	Note        string            `json:"note,omitempty"`
	KeptAt      *time.Time        `json:"keptAt,omitempty"`
}

type fileLack struct {
	Resource string `json:"resource"`
	Level    string `json:"level"`
	Method   string `json:"method,omitempty"`
	Route    string `json:"route,omitempty"`
}

type fileRef struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Preview string `json:"keyPreview,omitempty"`
}

const (
	fileVersion = 1
	fileMax     = 1 << 20
	textMax     = 2000
)

func (r *Rotation) encode() ([]byte, error) {
	f := file{
		Version: fileVersion, Instance: r.Instance, Old: fileRef(r.Old), Name: r.Asked.Name, Permissions: r.Asked.Permissions.Wire(),
		ExpiresAt: r.Asked.Expires, Lifetime: r.Lifetime, BegunAt: r.Begun.UTC(), End: &r.End, RevokeFirst: r.RevokeFirst, Note: r.Note,
	}
	if r.New.ID != "" {
		f.New = (*fileRef)(&r.New)
	}
	if l := r.Lack; !l.IsZero() {
		f.Lack = &fileLack{string(l.Resource), l.Level.String(), l.Method, l.Route}
	}
	if r.IsKept() {
		at := r.Kept.UTC()
		f.KeptAt = &at
	}
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the note: %w", err)
	}
	return append(text, '\n'), nil
}

// decode reads what encode wrote. Somebody may have edited it: its texts are
// made inert.
func decode(text []byte) (Rotation, error) {
	var f file
	if err := json.Unmarshal(text, &f); err != nil || f.Version != fileVersion || f.Old.ID == "" || f.End == nil {
		return Rotation{}, local.ErrForeign
	}
	r := Rotation{
		Instance: f.Instance, Old: f.Old.ref(), Lifetime: f.Lifetime, Begun: f.BegunAt, End: *f.End,
		RevokeFirst: f.RevokeFirst, Note: f.Note,
		Asked: api.NewKey{Name: sanitize.Limit(f.Name, textMax), Permissions: keys.TolerantPermissions(f.Permissions), Expires: f.ExpiresAt},
	}
	if f.New != nil {
		r.New = f.New.ref()
	}
	if f.Lack != nil {
		r.Lack = f.Lack.lack()
	}
	if f.KeptAt != nil {
		r.Kept = *f.KeptAt
	}
	return r, nil
}

// lack is nothing where the resource or the level is none that is known here.
func (f *fileLack) lack() Lack {
	level, err := keys.ParseLevel(f.Level)
	if r := keys.Resource(f.Resource); err == nil && r.Known() {
		return Lack{r, level, sanitize.Limit(f.Method, textMax), sanitize.Limit(f.Route, textMax)}
	}
	return Lack{}
}

func (f *fileRef) ref() Ref {
	return Ref{sanitize.Limit(f.ID, textMax), sanitize.Limit(f.Name, textMax), sanitize.Limit(f.Preview, textMax)}
}
