package notes

import (
	"time"

	"github.com/supascale/supascale-tui/internal/api"
)

// NewBook gives the merge without a disk to the tests.
func NewBook(shared, mine map[string]Text) *TestBook {
	b := &book{notes: make(map[string]Note), shared: shared}
	for id, t := range mine {
		b.notes[id] = Note{KeyID: id, Text: t}
	}
	return &TestBook{b}
}

// TestBook is a book.
type TestBook struct{ b *book }

// Plan is what an import would do.
func (t *TestBook) Plan(in api.Instance, f File, choice Choice) Plan {
	return t.b.plan(in, f, choice)
}

// Apply imports.
func (t *TestBook) Apply(p *Plan, now time.Time) { t.b.apply(p, now) }

// Texts are what is noted.
func (t *TestBook) Texts() map[string]Text {
	by := make(map[string]Text)
	for id, n := range t.b.notes {
		by[id] = n.Text
	}
	return by
}
