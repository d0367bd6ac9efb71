package rest

import (
	"bufio"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"time"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/instance/keyset"
	"github.com/supascale/supascale-tui/internal/keys"
)

// listKeys answers the whole list, or the part asked for, newest first: of the
// keys there are, or of what is kept of revoked ones.
func (s *Service) listKeys(c *call) (answer, error) {
	p := c.params
	limit, offset := p.page()
	revoked := p.flag("revoked")
	if p.err != nil {
		return answer{}, p.err
	}
	paged := p.values.Has("limit") || p.values.Has("offset")
	if !paged && !revoked {
		return answer{status: http.StatusOK, body: keyStream(s.Keys.All())}, nil
	}
	if !paged {
		limit = -1
	}
	pageOf := s.Keys.Page
	if revoked {
		pageOf = s.Keys.PageRevoked
	}
	page, total := pageOf(limit, offset)
	list := wire.KeyList{APIKeys: make([]wire.Key, len(page))}
	for i, k := range page {
		list.APIKeys[i] = wireKey(k)
	}
	if paged {
		list.Pagination = pagination(total, limit, offset)
	}
	return answer{status: http.StatusOK, body: list}, nil
}

func wireKey(k keyset.Key) wire.Key {
	return wire.Key{
		ID: k.ID, Name: k.Name, KeyPreview: k.Preview, Permissions: k.Permissions.Wire(),
		ExpiresAt: wireTime(k.Expires), LastUsed: wireTime(k.LastUsed), CreatedAt: k.Created,
		RevokedAt: wireTime(k.Revoked),
	}
}

// keyStream is the whole list, written key by key: it may be long, and who reads
// it may be slow.
type keyStream iter.Seq[keyset.Key]

func (all keyStream) writeTo(w *bufio.Writer) error {
	_, _ = w.WriteString(`{"apiKeys":[`) // the writer keeps its error
	first := true
	for k := range all {
		text, err := json.Marshal(wireKey(k))
		if err != nil {
			return err
		}
		if !first {
			_ = w.WriteByte(',')
		}
		first = false
		if _, err := w.Write(text); err != nil {
			return err
		}
	}
	_, err := w.WriteString("]}\n")
	return err
}

func (s *Service) createKey(c *call) (answer, error) {
	wanted, err := readWanted(c)
	if err != nil {
		return answer{}, err
	}
	k, value, err := s.Keys.Create(c.r.Context(), wanted, c.maker(), s.keyEntry(c, wire.TypeCreated, http.StatusCreated))
	if e, ok := errors.AsType[*keyset.ExceedsError](err); ok {
		refused := s.deny(c, e.Resource, e.Wanted, e.Own)
		if refused.status == http.StatusForbidden {
			refused.message = "A key cannot grant more than it has itself: " + e.Error() + "."
		}
		return answer{}, refused
	}
	if e, ok := errors.AsType[*keyset.OutlivesError](err); ok {
		// It is in the log as what it is: a key that asks for more than it has.
		refused := s.refuseKey(c, activity.Entry{
			Resource: keys.System, Required: keys.Write.String(), Granted: c.permissions().Level(keys.System).String(),
		}, invalid("expiresAt", e.Error()))
		return answer{}, refused
	}
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusCreated, body: wire.KeyCreated{Success: true, APIKey: wire.CreatedKey{
		ID: k.ID, Name: k.Name, Key: value, Permissions: k.Permissions.Wire(),
		ExpiresAt: wireTime(k.Expires), CreatedAt: k.Created,
	}}}, nil
}

func readWanted(c *call) (keyset.Wanted, error) {
	var w keyset.Wanted
	body, err := readObject(c)
	if err != nil {
		return w, err
	}
	if err := body.only("name", "permissions", "expiresAt"); err != nil {
		return w, err
	}
	if w.Name, err = body.text("name"); err != nil {
		return w, err
	}
	if w.Expires, err = body.time("expiresAt"); err != nil {
		return w, err
	}
	sent, err := body.object("permissions")
	if err != nil {
		return w, err
	}
	names := map[string]string{}
	for _, name := range sent.names {
		if names[name], err = sent.text(name); err != nil {
			return w, err
		}
	}
	w.Permissions, err = keys.ParsePermissions(names)
	return w, err
}

func (s *Service) revokeByPath(c *call) (answer, error) { return s.revoke(c, c.param) }

// revokeByQuery takes the id as ?id=. Without one it would be a call to revoke
// everything: refused.
func (s *Service) revokeByQuery(c *call) (answer, error) {
	p := c.params
	id := p.text("id")
	if id == "" {
		p.refuse("id", "is required: DELETE /api/v1/settings/api-keys/{id}")
	}
	if p.err != nil {
		return answer{}, p.err
	}
	return s.revoke(c, id)
}

func (s *Service) revoke(c *call, id string) (answer, error) {
	_, err := s.Keys.Revoke(c.r.Context(), id, s.keyEntry(c, wire.TypeRevoked, http.StatusOK))
	switch {
	case errors.Is(err, keyset.ErrNotFound):
		return answer{}, err
	case err != nil:
		refused, _ := refusalOf(err)
		s.Logger.Error("a revocation is not stored", "request", c.id, "key", id, "error", err)
		refused.message = "This instance refuses the key from now on, but could not store that yet. It goes on trying; after a restart before then, the key is valid again."
		return answer{}, refused
	}
	return answer{status: http.StatusOK, body: wire.Done{Success: true, Message: "The key is revoked. Requests with it are refused from now on."}}, nil
}

// keyEntry gives the entry of the log that a key was made or revoked. The entry
// is about that key; who did it is the request's own entry at the same time.
func (s *Service) keyEntry(c *call, kind string, status int) keyset.Entry {
	return func(k keyset.Key) activity.Entry {
		e := s.entry(c, status)
		e.Type, e.KeyID, e.Used, e.Count = kind, k.ID, time.Time{}, 1
		e.Bound()
		return e
	}
}
