// Package notes keeps what the admin knows about keys and no instance does: who
// owns one, what it is for, and the ticket behind it. Notes stay on this machine;
// a file that a team keeps in version control carries them to others.
package notes

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// Label says wherever a note is shown that no instance knows it.
const Label = "only on this machine"

// The greatest lengths, in characters.
const (
	OwnerMax   = 100
	PurposeMax = 300
	TicketMax  = 100
	idMax      = 300
	placeMax   = 300
	nameMax    = 200 // of the key's name, which is cut and not refused
)

// Text is what a note says. The zero Text is no note.
type Text struct{ Owner, Purpose, Ticket string }

// IsZero reports whether nothing is noted.
func (t Text) IsZero() bool { return t == Text{} }

// Note is the note about a key. It stays when the key is gone.
type Note struct {
	KeyID   string
	KeyName string // for readers: the id tells which key it is
	Text
	Changed time.Time // when what it says was last changed on this machine
}

// Field is a part of a Text.
type Field struct {
	Name  string // in files, flags and filters
	Label string
	Hint  string // what belongs into it, in a few words
	Of    func(*Text) *string
	most  int // characters
}

var fields = []Field{
	{"owner", "Owner", "whom to ask before it is revoked", func(t *Text) *string { return &t.Owner }, OwnerMax},
	{"purpose", "Purpose", "what it is for", func(t *Text) *string { return &t.Purpose }, PurposeMax},
	{"ticket", "Ticket", "where it was asked for", func(t *Text) *string { return &t.Ticket }, TicketMax},
}

// Fields are the parts of a Text, in the order in which they are asked for.
func Fields() []Field { return slices.Clone(fields) }

// Words are what is noted, on one line.
func (t Text) Words() string {
	var said []string
	for _, f := range fields {
		if text := *f.Of(&t); text != "" {
			said = append(said, f.Name+" “"+text+"”")
		}
	}
	if len(said) == 0 {
		return "nothing"
	}
	return strings.Join(said, ", ")
}

// Sanitize makes the text inert and trims it. A field that is too long, or holds what
// looks like a key's value, is refused with a keys.FieldError, which repeats
// nothing of it.
func (t Text) Sanitize() (Text, error) {
	for _, f := range fields {
		text, err := tidy(f.Name, *f.Of(&t), f.most)
		if err != nil {
			return Text{}, err
		}
		*f.Of(&t) = text
	}
	return t, nil
}

// Missing is a keys.FieldError about the first of the required fields that is empty, nil
// where none is.
func (t Text) Missing(required []string) error {
	for _, f := range fields {
		if slices.Contains(required, f.Name) && strings.TrimSpace(*f.Of(&t)) == "" {
			return &keys.FieldError{Field: f.Name, Reason: "is required here (note_required in the configuration)"}
		}
	}
	return nil
}

const secretWords = "holds what looks like an API key. Notes are no place for one: they are kept as plain text and shared"

func tidy(name, text string, most int) (string, error) {
	if keys.HoldsKey(text) {
		return "", &keys.FieldError{Field: name, Reason: secretWords}
	}
	text = sanitize.Text(strings.TrimSpace(text))
	if n := utf8.RuneCountInString(text); n > most {
		return "", &keys.FieldError{Field: name, Reason: fmt.Sprintf("must have at most %d characters, has %d", most, n)}
	}
	return text, nil
}

// tidyKey does the same for the key that a note is about.
func tidyKey(id, name string) (string, string, error) {
	id, err := tidy("id", id, idMax)
	switch {
	case err != nil:
		return "", "", err
	case id == "":
		return "", "", &keys.FieldError{Field: "id", Reason: "must not be empty"}
	case keys.HoldsKey(name):
		return "", "", &keys.FieldError{Field: "name", Reason: secretWords}
	}
	return id, sanitize.Limit(sanitize.Text(strings.TrimSpace(name)), nameMax), nil
}

// Sentence is what is wrong with a field, as a sentence; any other error as it is.
func Sentence(err error) string {
	if e, ok := errors.AsType[*keys.FieldError](err); ok {
		return strings.ToUpper(e.Field[:1]) + e.Field[1:] + " " + e.Reason + "."
	}
	return err.Error()
}

// Named is what to call the note's key: its name, or its id where it has none.
func (n *Note) Named() string { return cmp.Or(n.KeyName, n.KeyID) }

// order is the one in which notes are listed and written: by name as people order
// them, then as it is spelled, then by id.
func order(a, b Note) int {
	return cmp.Or(filter.Compare(a.KeyName, b.KeyName), cmp.Compare(a.KeyName, b.KeyName), cmp.Compare(a.KeyID, b.KeyID))
}

func sorted(by map[string]Note) []Note {
	list := make([]Note, 0, len(by))
	for _, n := range by {
		list = append(list, n)
	}
	slices.SortFunc(list, order)
	return list
}

// Place is the instance's name in a file for others: its address, or what it is
// called where that changes at every start.
func Place(in api.Instance) string {
	if in.ID != in.URL {
		return in.Name
	}
	return in.URL
}

// ForFilter gives the notes as a filter looks at them, by the ids of the keys.
func ForFilter(list []Note) map[string]*filter.Note {
	byID := make(map[string]*filter.Note, len(list))
	for i := range list {
		byID[list[i].KeyID] = filter.NoteOf(list[i].Owner, list[i].Purpose, list[i].Ticket)
	}
	return byID
}
