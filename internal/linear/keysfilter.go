package linear

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/keyfilter"
	"github.com/supascale/supascale-tui/internal/keys"
)

// filterHelp says what a filter can be.
var filterHelp = []string{
	"Words look in name, id, preview and your note; all of them must be there.",
	"state:expired, state:expiring and state:active look at the state.",
	"projects:write looks at a level; so do backups, tasks, storage and system, with none, read or write.",
	"owner:, purpose: and ticket: look in that part of your note; with nothing behind it they mean any.",
	"A minus before a word leaves out what fits it. The word all lists everything.",
}

func (s *session) askFilter(ctx context.Context, l *keyList) error {
	text, err := s.askFilterWords(ctx)
	switch {
	case errors.Is(err, errBack):
		return nil
	case err != nil:
		return err
	}
	l.apply(s, text)
	return nil
}

func (s *session) askFilterWords(ctx context.Context) (string, error) {
	text, err := s.Line(ctx, Question{Ask: "Filter", Default: "all", Help: filterHelp})
	if text == "all" {
		text = ""
	}
	return text, err
}

// apply lists the keys that fit a filter.
func (l *keyList) apply(s *session, filter string) {
	l.filter, l.shown = filter, l.all
	q := keyfilter.Parse(filter)
	if len(q) == 0 {
		return
	}
	l.shown = nil
	for i := range l.all {
		k := &l.all[i]
		of := keyfilter.Of(k.Name, k.ID, k.Preview, k.Permissions, keys.StatusAt(k.Expires, s.env.Now()))
		of.Note = l.notes[k.ID]
		if q.Matches(&of) {
			l.shown = append(l.shown, *k)
		}
	}
}
