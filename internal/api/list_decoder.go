package api

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
)

// listAnswer reads an answer that is a list, element by element, so that a
// hundred thousand keys are never in memory as JSON. The list may be the
// answer itself, or stand under one of the names, or under one of them within
// "data" (contract, "Tolerate").
type listAnswer struct {
	names   []string
	element func(*json.Decoder) error
	field   func(name string, value json.RawMessage) // every other field

	found   bool
	place   string // where the list stood, "" for the answer itself
	message string // what an answer without a list says
	strange int    // elements that were stepped over
}

// errNoElement is given by listAnswer.element for one that is not what is listed.
var errNoElement = errors.New("not an element of this list")

// What bounds the work that an answer makes beside its size.
const (
	strangeMost = 1_000_000
	fieldsMost  = 10_000
)

var errEnough = errors.New("enough was read")

func (l *listAnswer) read(r io.Reader) error {
	d := json.NewDecoder(r)
	start, err := d.Token()
	if err != nil {
		return err
	}
	switch start {
	case json.Delim('['):
		err = l.elements(d)
	case json.Delim('{'):
		err = l.fields(d, true)
	}
	if errors.Is(err, errEnough) {
		return nil
	}
	if err == nil && !l.found {
		return l.missing()
	}
	return err
}

func (l *listAnswer) missing() error {
	if l.message != "" {
		return &answerError{"answered: " + l.message}
	}
	return &answerError{"the answer holds no list; the URL may be wrong"}
}

func (l *listAnswer) fields(d *json.Decoder, outer bool) error {
	for n := 0; d.More(); n++ {
		if n == fieldsMost {
			return &answerError{"the answer holds too many fields"}
		}
		token, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		if err := l.value(d, name, outer); err != nil {
			return err
		}
	}
	_, err := d.Token() // the closing brace
	return err
}

func (l *listAnswer) value(d *json.Decoder, name string, outer bool) error {
	if name != "data" && !slices.Contains(l.names, name) {
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
		l.other(name, value)
		return nil
	}
	token, err := d.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('['):
		l.at(name, outer)
		return l.elements(d)
	case json.Delim('{'):
		if outer && name == "data" {
			return l.fields(d, false)
		}
		return &answerError{"the answer holds no list; the URL may be wrong"}
	case nil: // null: a list of nothing
		l.at(name, outer)
		l.found = true
	}
	return nil
}

// at notes where the list stands.
func (l *listAnswer) at(name string, outer bool) {
	if l.place = name; !outer {
		l.place = "data." + name
	}
}

func (l *listAnswer) other(name string, value json.RawMessage) {
	if (name == "message" || name == "error") && l.message == "" {
		if l.message = textOf(value); l.message == "" {
			l.message = firstText(object(value), "message")
		}
	}
	if l.field != nil {
		l.field(name, value)
	}
}

// elements reads up to the closing bracket. Elements of another type than an
// object are stepped over.
func (l *listAnswer) elements(d *json.Decoder) error {
	l.found = true
	for d.More() {
		err := l.element(d)
		switch {
		case err == nil:
		case wrongType(err), errors.Is(err, errNoElement):
			if l.strange++; l.strange > strangeMost {
				return &answerError{"the answer holds too many entries that are not what was asked for"}
			}
		default:
			return err
		}
	}
	_, err := d.Token()
	return err
}

// paging is the contract's pagination, with the names others give it.
type paging struct {
	sent                 bool
	total, limit, offset int
}

func readPaging(value json.RawMessage) (p paging) {
	fields := object(value)
	total, ok := number(firstText(fields, "total", "totalCount", "count"))
	if !ok {
		return paging{}
	}
	p = paging{sent: true, total: total}
	p.limit, _ = number(firstText(fields, "limit", "pageSize", "perPage"))
	p.offset, _ = number(firstText(fields, "offset"))
	return p
}
