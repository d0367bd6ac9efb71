package output

import (
	"cmp"
	"time"

	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/text"
)

// NotedKey is a note and whether the instance lists its key; Known is false where
// that could not be found out.
type NotedKey struct {
	notes.Note
	Listed, Known bool
}

// Note is a note about a key in JSON (assets/schema/note.json).
type Note struct {
	KeyID   string `json:"keyId"`
	KeyName string `json:"keyName"`
	NoteText
	ChangedAt *time.Time `json:"changedAt"`
	Listed    *bool      `json:"listed"`
}

// NoteText is what a note says in JSON; what is not noted is null.
type NoteText struct {
	Owner   *string `json:"owner"`
	Purpose *string `json:"purpose"`
	Ticket  *string `json:"ticket"`
}

// LocalNote is the note of keys show -o json, under localNote: the name says that no
// instance knows it.
type LocalNote struct {
	NoteText
	ChangedAt *time.Time `json:"changedAt"`
}

// ShownKey is a key with what is noted about it on this machine.
type ShownKey struct {
	Key
	LocalNote *LocalNote `json:"localNote"`
}

func textOf(t notes.Text) NoteText {
	return NoteText{textOrNull(t.Owner), textOrNull(t.Purpose), textOrNull(t.Ticket)}
}

// WithNote is a key in JSON, with its note.
func WithNote(k Key, n *notes.Note) ShownKey {
	if n.IsZero() {
		return ShownKey{Key: k}
	}
	return ShownKey{k, &LocalNote{textOf(n.Text), timeOrNull(n.Changed)}}
}

// OfNote is the note as JSON has it.
func OfNote(n NotedKey) Note {
	out := Note{KeyID: n.KeyID, KeyName: n.KeyName, NoteText: textOf(n.Text), ChangedAt: timeOrNull(n.Changed)}
	if n.Known {
		out.Listed = &n.Listed
	}
	return out
}

// listedWord is "yes", "no" or "" in a table.
func listedWord(n NotedKey) string {
	switch {
	case !n.Known:
		return "?"
	case n.Listed:
		return "listed"
	}
	return "gone"
}

// Notes is the shape of notes, with times seen from now.
func Notes(now time.Time) Shape[NotedKey] {
	return Shape[NotedKey]{
		Table: []Column[NotedKey]{
			{"KEY", func(n NotedKey) string { return n.Named() }, nameMax},
			{"STATE", listedWord, 0},
			{"OWNER", func(n NotedKey) string { return or(n.Owner) }, 30},
			{"TICKET", func(n NotedKey) string { return or(n.Ticket) }, 24},
			{"PURPOSE", func(n NotedKey) string { return or(n.Purpose) }, 60},
			{"CHANGED", func(n NotedKey) string { return text.Relative(n.Changed, now, "-") }, 0},
			{"ID", func(n NotedKey) string { return n.KeyID }, 0},
		},
		CSV: []Column[NotedKey]{
			{"keyId", func(n NotedKey) string { return n.KeyID }, 0},
			{"keyName", func(n NotedKey) string { return n.KeyName }, 0},
			{"owner", func(n NotedKey) string { return n.Owner }, 0},
			{"purpose", func(n NotedKey) string { return n.Purpose }, 0},
			{"ticket", func(n NotedKey) string { return n.Ticket }, 0},
			{"changedAt", func(n NotedKey) string { return timestamp(n.Changed) }, 0},
			{"listed", listedField, 0},
		},
		Wire: func(n NotedKey) any { return OfNote(n) },
		Name: func(n NotedKey) string { return n.Named() },
		Say:  sayNote,
	}
}

func listedField(n NotedKey) string {
	switch {
	case !n.Known:
		return ""
	case n.Listed:
		return "true"
	}
	return "false"
}

// NoteDetails are the lines about a note, for people. The label is part of it: no
// instance knows what is noted.
func NoteDetails(n *notes.Note, now time.Time, zone *time.Location) [][2]string {
	lines := [][2]string{{"Notes", notes.Label}}
	if n.IsZero() {
		return [][2]string{{"Notes", "none (they would be " + notes.Label + ")"}}
	}
	for _, l := range [][2]string{{"  Owner", n.Owner}, {"  Purpose", n.Purpose}, {"  Ticket", n.Ticket}} {
		if l[1] != "" {
			lines = append(lines, l)
		}
	}
	return append(lines, [2]string{"  Changed", text.Relative(n.Changed, now, "-") + " · " + text.Moment(n.Changed, zone)})
}

// NotesImport is what an import of notes did, or would do, in JSON
// (assets/schema/notes-import.json).
type NotesImport struct {
	Applied       bool         `json:"applied"`
	MadeOn        *string      `json:"madeOn"`
	OtherInstance bool         `json:"otherInstance"`
	Changes       []NoteChange `json:"changes"`
}

// NoteChange is the change of one note.
type NoteChange struct {
	KeyID   string    `json:"keyId"`
	KeyName string    `json:"keyName"`
	Change  string    `json:"change"`
	Mine    *NoteText `json:"mine"`
	Theirs  *NoteText `json:"theirs"`
	After   *NoteText `json:"after"`
	// Listed is null where the instance was not asked, or the note is not from the
	// file.
	Listed *bool `json:"listed"`
}

// OfNotesImport is the import as JSON has it. Asked says that it is known which keys
// the instance lists.
func OfNotesImport(p *notes.Plan, applied, asked bool) NotesImport {
	out := NotesImport{Applied: applied, MadeOn: textOrNull(p.Place), OtherInstance: p.Other, Changes: []NoteChange{}}
	text := func(t notes.Text) *NoteText {
		if t.IsZero() {
			return nil
		}
		n := textOf(t)
		return &n
	}
	for i := range p.Changes {
		c := &p.Changes[i]
		change := NoteChange{KeyID: c.KeyID, KeyName: c.KeyName, Change: string(c.Kind), Mine: text(c.Mine), Theirs: text(c.Theirs), After: text(c.Result)}
		if c.Kind == notes.Conflict && p.Choice == notes.Undecided {
			change.After = nil
		}
		if asked && !c.Theirs.IsZero() {
			listed := !c.Unknown
			change.Listed = &listed
		}
		out.Changes = append(out.Changes, change)
	}
	return out
}

// FieldOfNote is a field that an import changes, for people.
type FieldOfNote struct {
	Change *notes.Change
	notes.Difference
}

// NoteChanges is the shape of what an import changes.
func NoteChanges() Shape[FieldOfNote] {
	return Shape[FieldOfNote]{
		Table: []Column[FieldOfNote]{
			{"CHANGE", func(f FieldOfNote) string { return string(f.Change.Kind) }, 0},
			{"KEY", func(f FieldOfNote) string { return cmp.Or(f.Change.KeyName, f.Change.KeyID) }, nameMax},
			{"FIELD", func(f FieldOfNote) string { return f.Field }, 0},
			{"HERE", func(f FieldOfNote) string { return or(f.From) }, 60},
			{"IN THE FILE", func(f FieldOfNote) string { return or(f.To) }, 60},
		},
		Say: func(f FieldOfNote) string {
			return f.Change.Named() + ": " + f.Change.Words() + ". " + text.Sentence(f.Field+": "+f.Change.DifferenceWords(f.Difference))
		},
	}
}
