package create

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// create sends the key, or puts the focus on the first thing that is wrong.
func (s *Screen) create() tea.Cmd {
	if s.env.Tracing() {
		return screen.Say(ui.Warn, s.env.Traced(screen.TheNewKey))
	}
	key, ok := s.check()
	if !ok {
		return nil
	}
	if s.env.Several {
		s.done = true
		return screen.Send(screen.ShowCreateMany{Key: key, Note: s.checkNote()})
	}
	return s.send(key, s.checkNote())
}

// made is the answer to a creation, and its note among the undelivered keys: "" when none
// could be written.
type made struct {
	created api.CreatedKey
	note    string
	unnoted error // why what is to be noted about the key was not
}

// send notes the creation and asks for it. It runs to its end even when the
// form is left meanwhile.
func (s *Screen) send(key api.NewKey, about notes.Text) tea.Cmd {
	clear(s.refused)
	env := s.env
	entry := undelivered.Entry{Instance: env.API.Instance().ID, Asked: key, At: s.now, Last: s.now}
	if s.known != nil {
		entry.Before, entry.BeforeAll = s.known(key.Name)
	}
	s.sent = entry
	return tea.Batch(s.spinner.Start(), s.call.Start(func(ctx context.Context) (made, error) {
		created, note, err := lifecycle.Create(ctx, env.API, env.Undelivered, entry)
		m := made{created: created, note: note}
		if err == nil && env.Notes != nil {
			m.unnoted = env.Notes.Put(env.API.Instance(), &created.Key, about, env.Now())
		}
		return m, err
	}))
}

// check reads the form. A lifetime counts from this moment, not from when it
// was chosen.
func (s *Screen) check() (api.NewKey, bool) {
	s.now = s.env.Now()
	var key api.NewKey
	var err error
	if key.Name, err = keys.SanitizeName(s.name.Value()); err != nil {
		s.named = true
		s.refuse(name, reasonOf(err))
	}
	if key.Expires, err = s.expiry.When(s.now); err != nil {
		s.refuse(expires, err.Error())
	}
	if key.Permissions = s.grid.Permissions(); key.Permissions.IsNone() {
		s.refuse(permissions, "A key that may do nothing is of no use: set at least one resource to read or write.")
	}
	s.checkNote()
	return key, s.focusRefused()
}

func (s *Screen) refuse(p part, why string) { s.refused[p] = why }

// focusRefused puts the focus on the first part that was refused, and reports
// that there is none.
func (s *Screen) focusRefused() (none bool) {
	p, refused := s.refused.First(parts)
	if refused {
		s.focusOn(p)
	}
	return !refused
}

// answered takes the instance's answer. The form keeps everything that was
// entered unless there is a key.
func (s *Screen) answered(answer made, err error) tea.Cmd {
	s.spinner.Stop()
	if err == nil {
		s.done = true
		reveal := screen.Send(screen.KeyCreated{Created: answer.created, Note: answer.note, By: s.env.API})
		switch {
		case answer.unnoted != nil:
			return tea.Sequence(reveal, screen.Say(ui.Warn, "Nothing was noted about the key: "+answer.unnoted.Error()))
		case !s.note.text().IsZero():
			return tea.Sequence(reveal, screen.Send(screen.NotesChanged{}))
		}
		return reveal
	}
	if answer.note != "" {
		s.sent.ID = answer.note
		return s.lose(s.sent, err)
	}
	failed, ok := errors.AsType[*api.Error](err)
	switch {
	case !ok:
		s.refuse(aside, screen.TroubleLine(err))
	case failed.Kind == api.Unauthorized:
		s.refuse(aside, screen.TroubleLine(err))
		return screen.Refused(err)
	case failed.Kind == api.Invalid && len(failed.Fields) > 0:
		s.refuseFields(failed.Fields)
	case failed.Kind == api.Forbidden && aboveOwn(failed, s.grid.Permissions()):
		s.refuse(permissions, s.exceeding(failed))
	default:
		s.refuse(aside, screen.TroubleLine(err))
	}
	s.focusRefused()
	return nil
}

// refuseFields puts refusals on the parts they are about, by the wire names of
// the request's fields.
func (s *Screen) refuseFields(fields map[string]string) {
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		why := api.Sentence(fields[field])
		resource, isPermission := strings.CutPrefix(field, "permissions.")
		switch {
		case field == "name":
			s.named = true
			s.refused.Add(name, why)
		case field == "expiresAt":
			s.refused.Add(expires, why)
		case isPermission:
			s.pointAt(keys.Resource(resource))
			s.refused.Add(permissions, keys.Resource(resource).Title()+": "+why)
		case field == "permissions":
			s.refused.Add(permissions, why)
		default:
			s.refused.Add(aside, "The instance refused "+field+": "+why)
		}
	}
}

// aboveOwn tells a key mightier than the console's own from a console that may
// not create keys at all: that one lacks write on system, which with it could
// not be refused.
func aboveOwn(failed *api.Error, asked keys.Permissions) bool {
	r := keys.Resource(failed.Resource)
	return r.Known() && r != keys.System && asked.Level(r).String() == failed.Required
}

func (s *Screen) exceeding(failed *api.Error) string {
	r := keys.Resource(failed.Resource)
	s.pointAt(r)
	granted := failed.Granted
	if granted == "" {
		granted = "less"
	}
	return r.Title() + ": the console's own key has " + granted + ", and a key can't grant more than it has. Lower the level, or use a key with more."
}

// pointAt puts the grid's cursor on a resource.
func (s *Screen) pointAt(r keys.Resource) {
	if i := slices.Index(keys.Resources(), r); i >= 0 {
		s.grid.SetCursor(i, s.grid.Chosen(i))
	}
}

func reasonOf(err error) string {
	if wrong, ok := errors.AsType[*keys.FieldError](err); ok {
		return api.Sentence(wrong.Reason)
	}
	return err.Error()
}
