package accessible

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// filterHelp says what a filter can be.
var filterHelp = []string{
	"Words look in name, id, preview and your note; all of them must be there.",
	"state:expired, state:expiring and state:active look at the state.",
	"projects:write looks at a level; so do backups, tasks, storage and system, with none, read or write.",
	"owner:, purpose: and ticket: look in that part of your note; owner:any means that there is one.",
	"A minus before a word leaves out what fits it. Quotes hold spaces and colons. The word all lists everything.",
}

func (s *session) askFilter(ctx context.Context, l *keyList) error {
	text, err := s.askFilterWords(ctx)
	switch {
	case errors.Is(err, prompt.ErrBack):
		return nil
	case err != nil:
		return err
	}
	return l.apply(s, text)
}

// askFilterWords asks for a filter until it has no mistake.
func (s *session) askFilterWords(ctx context.Context) (string, error) {
	for {
		text, err := s.Input(ctx, prompt.Question{Ask: "Filter", Default: "all", Help: filterHelp})
		if err != nil {
			return "", err
		}
		if text == "all" {
			return "", nil
		}
		if _, err = filter.Parse(text); err == nil {
			return text, nil
		}
		s.Say("Filter, " + err.Error() + ".")
	}
}

// apply lists the keys that fit a filter. One with a mistake in it changes nothing.
func (l *keyList) apply(s *session, words string) error {
	q, err := filter.Parse(words)
	if err != nil {
		return err
	}
	l.filter, l.shown = words, l.all
	if len(q) == 0 {
		return nil
	}
	l.shown = nil
	for i := range l.all {
		if k := &l.all[i]; lifecycle.Fits(k, q, l.notes[k.ID], s.env.Now()) {
			l.shown = append(l.shown, *k)
		}
	}
	return nil
}
