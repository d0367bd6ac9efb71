// Package author reads from the activity log who created and who revoked keys.
package author

import (
	"cmp"
	"context"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
)

// Author is who asked for something, as far as the log tells.
type Author struct {
	IP, Agent      string
	KeyID, KeyName string // the key that asked; "" where the log doesn't tell, or a person did
}

// IsZero reports whether nothing is told.
func (a Author) IsZero() bool { return a == Author{} }

// Words name the key, the address and the agent, "" where nothing is told.
func (a Author) Words() string {
	words := a.From()
	switch {
	case a.KeyName == "":
		return words
	case words == "":
		return "“" + a.KeyName + "”"
	}
	return "“" + a.KeyName + "” from " + words
}

// From is the address with the agent, or that of them which is told.
func (a Author) From() string {
	if a.Agent == "" || a.IP == "" {
		return cmp.Or(a.IP, a.Agent)
	}
	return a.IP + " (" + a.Agent + ")"
}

// Deed is a key that was created or revoked.
type Deed struct {
	Key api.Key // its id, and what the log keeps of its name and preview
	At  time.Time
	Author
}

// Deeds are those of a time, by the key's id.
type Deeds struct {
	Created, Revoked map[string]Deed
	// Oldest is the oldest entry that the log has, zero where the instance does not tell.
	Oldest time.Time
	Cut    string // why not all of the log was read, "" where it was
}

const (
	created = "api_key.created"
	revoked = "api_key.revoked"
	request = "api_key.request"
	// entriesMost bounds how many entries of each kind are read.
	entriesMost = 10_000
)

// methods are those of the requests that create and revoke a key.
var methods = map[string]string{created: "POST", revoked: "DELETE"}

// Read reads who created and revoked keys between two times. A zero since is the log's
// beginning.
func Read(ctx context.Context, source api.LogSource, since, until time.Time) (Deeds, error) {
	d := Deeds{Created: make(map[string]Deed), Revoked: make(map[string]Deed)}
	entries, err := d.read(ctx, source, since, until, query.Query{}.With(query.Type, created).With(query.Type, revoked))
	if err != nil || len(entries) == 0 {
		return d, err
	}
	where := query.Query{}.With(query.Type, request).With(query.Path, "settings/api-keys")
	for _, m := range methods {
		where = where.With(query.Method, m)
	}
	first, last := entries[len(entries)-1].Time.Truncate(time.Minute), entries[0].Time
	requests, err := d.read(ctx, source, first, last, where)
	if err != nil {
		return d, err
	}
	d.join(entries, requests)
	return d, nil
}

// read reads the successful entries that fit, the newest first.
func (d *Deeds) read(ctx context.Context, source api.LogSource, since, until time.Time, where query.Query) (list []api.Activity, err error) {
	walk := api.NewLogWalk(source, api.ActivityQuery{Where: where.With(query.Outcome, query.Success), Since: since, Until: until})
	for walk.More() && len(list) < entriesMost {
		page, err := walk.Page(ctx, entriesMost-len(list))
		if err != nil {
			return nil, err
		}
		list = append(list, page.Entries...)
		d.Oldest = page.Oldest
		if d.Cut == "" {
			d.Cut = page.Cut
		}
		if len(page.Entries) == 0 && page.Next == "" {
			break
		}
	}
	if walk.More() && d.Cut == "" {
		d.Cut = "only the latest of its entries were read"
	}
	return list, nil
}

// place is what the entry about a key and the request of the key that asked have in common:
// requests are folded by the minute.
type place struct {
	method, ip, agent string
	minute            int64
}

func placeOf(e *api.Activity, method string) place {
	return place{method, e.IP, e.UserAgent, e.Time.Unix() / 60}
}

// join tells who asked: the one key that made a request of that kind in that minute from
// the same address with the same agent. Of several the log tells none.
func (d *Deeds) join(entries, requests []api.Activity) {
	asked := make(map[place][]api.Activity)
	for i := range requests {
		r := &requests[i]
		at := placeOf(r, r.Method)
		asked[at] = append(asked[at], *r)
	}
	for i := range entries {
		e := &entries[i]
		deed := Deed{
			Key: api.Key{ID: e.KeyID, Name: e.KeyName, Preview: e.KeyPreview}, At: e.Time,
			Author: Author{IP: e.IP, Agent: e.UserAgent},
		}
		deed.KeyID, deed.KeyName = theOne(asked[placeOf(e, methods[e.Type])])
		if by := d.of(e.Type); by != nil && e.KeyID != "" {
			by[e.KeyID] = deed
		}
	}
}

// of is where deeds of a type stand, nil for any other type.
func (d *Deeds) of(kind string) map[string]Deed {
	switch kind {
	case created:
		return d.Created
	case revoked:
		return d.Revoked
	}
	return nil
}

// theOne is the key that made all of these requests, "" where several did.
func theOne(requests []api.Activity) (id, name string) {
	for i := range requests {
		r := &requests[i]
		if i > 0 && r.KeyID != id {
			return "", ""
		}
		id, name = r.KeyID, r.KeyName
	}
	return id, name
}
