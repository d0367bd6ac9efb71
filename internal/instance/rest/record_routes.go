package rest

import (
	"maps"
	"net/http"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/records"
)

// shelf answers for one kind of record.
type shelf struct {
	s    *Service
	kind *records.Kind
}

func (k shelf) list(c *call) (answer, error) {
	p := c.params
	limit, offset := p.page()
	if p.err != nil {
		return answer{}, p.err
	}
	page, total, err := k.s.Book.List(c.r.Context(), k.kind, limit, offset)
	if err != nil {
		return answer{}, err
	}
	list := make([]map[string]any, len(page))
	for i, r := range page {
		list[i] = k.wire(r)
	}
	return answer{status: http.StatusOK, body: map[string]any{
		k.kind.Plural: list, "pagination": pagination(total, limit, offset),
	}}, nil
}

func (k shelf) get(c *call) (answer, error) {
	r, err := k.s.Book.Get(c.r.Context(), k.kind, c.param)
	return k.one(http.StatusOK, r, err)
}

func (k shelf) create(c *call) (answer, error) {
	fields, err := readFields(c)
	if err != nil {
		return answer{}, err
	}
	r, err := k.s.Book.Create(c.r.Context(), k.kind, fields)
	return k.one(http.StatusCreated, r, err)
}

func (k shelf) update(c *call) (answer, error) {
	fields, err := readFields(c)
	if err != nil {
		return answer{}, err
	}
	r, err := k.s.Book.Update(c.r.Context(), k.kind, c.param, fields)
	return k.one(http.StatusOK, r, err)
}

func (k shelf) remove(c *call) (answer, error) {
	if err := k.s.Book.Delete(c.r.Context(), k.kind, c.param); err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusOK, body: map[string]any{"success": true, "message": "The record is deleted."}}, nil
}

func (k shelf) one(status int, r records.Record, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	return answer{status: status, body: map[string]any{"success": true, k.kind.Single: k.wire(r)}}, nil
}

func (k shelf) wire(r records.Record) map[string]any {
	m := maps.Clone(r.Fields)
	m["id"] = r.ID
	m["createdAt"] = r.Created.Format(time.RFC3339Nano)
	if k.kind.HasUpdated {
		m["updatedAt"] = r.Updated.Format(time.RFC3339Nano)
	}
	return m
}

func readFields(c *call) (map[string]any, error) {
	body, err := readObject(c)
	if err != nil {
		return nil, err
	}
	return body.plain()
}
