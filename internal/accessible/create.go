package accessible

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// draft is a new key as far as it is answered.
type draft struct {
	name        string
	permissions keys.Permissions
	expiry      string // as typed: its length counts from when it is sent
	base        *keys.Permissions
	fresh       bool // it is like no other key, so its name should be its own
}

// custom is the word for starting from no preset.
const custom = "custom"

// create asks for a new key part by part. With a replacement the answers are filled in.
func (s *session) create(ctx context.Context, from *keys.Template) error {
	d := &draft{expiry: s.usualExpiry()}
	steps := []prompt.Step[draft]{s.askName, s.askExpiry, s.askLevels, s.confirm}
	if from == nil {
		s.Say("New key")
		d.fresh = true
		steps = slices.Insert(steps, 0, prompt.Step[draft](s.askPreset))
	} else {
		s.Say("New key. " + from.Why)
		d.name, d.permissions, d.base = from.Name, from.Permissions, from.Base
		d.expiry = expiryOf(from.Lifetime, s.env.Now())
	}
	return prompt.InSteps(ctx, s.Prompter, d, steps)
}

func (s *session) askPreset(ctx context.Context, d *draft) error {
	options := make([]prompt.Option, 0, len(s.env.Presets)+1)
	preset := custom
	for _, p := range s.env.Presets {
		options = append(options, prompt.Option{Word: p.Name, Text: p.Description + ". Levels: " + p.Permissions.Spoken() + "."})
		if p.Name == s.env.Defaults.Preset {
			preset = p.Name
		}
	}
	options = append(options, prompt.Option{Word: custom, Text: "start from nothing."})
	word, err := s.Select(ctx, "Start from", options, preset)
	if err != nil {
		return err
	}
	d.name, d.permissions = "", keys.Permissions{}
	for _, p := range s.env.Presets {
		if p.Name == word {
			d.name, d.permissions = p.Name, p.Permissions
		}
	}
	return nil
}

func (s *session) askName(ctx context.Context, d *draft) error {
	kept := "" // a name that another key has, as was said
	for {
		text, err := s.Input(ctx, prompt.Question{Ask: "Name", Default: d.name, Help: []string{
			"The name says later what the key is for, as in CI/CD Pipeline. It has 1 to 100 characters.",
		}})
		if err != nil {
			return err
		}
		name, err := keys.SanitizeName(text)
		if err == nil {
			free, taken := s.freeName(ctx, name)
			if !d.fresh || !taken || name == kept {
				d.name = name
				return nil
			}
			s.Sayf("A key named %s exists. Press enter for the next free name, or type the same name again to have two.", name)
			kept, d.name = name, free
			continue
		}
		s.Say("The name can't be used: " + reasonOf(err))
	}
}

// freeName gives the next free name where another key has this one. Where the list
// can't be read nothing is known to be taken.
func (s *session) freeName(ctx context.Context, name string) (free string, taken bool) {
	client := s.env.API
	list, err := prompt.Await(ctx, s.Prompter, prompt.Job{}, func(ctx context.Context) ([]api.Key, error) { return api.Keys(ctx, client) })
	if err != nil && api.PartOf(err) == nil {
		return "", false
	}
	names := make(map[string]bool, len(list))
	for i := range list {
		names[list[i].Name] = true
	}
	if !names[name] {
		return "", false
	}
	return keys.FreeName(name, func(n string) bool { return names[n] }), true
}

func reasonOf(err error) string {
	if wrong, ok := errors.AsType[*keys.FieldError](err); ok {
		return api.Sentence(wrong.Reason)
	}
	return err.Error()
}

// askLevels asks for the level of every resource.
func (s *session) askLevels(ctx context.Context, d *draft) error {
	s.Say("What may it do? For each resource, a level:")
	resources := keys.Resources()
	for at := 0; at < len(resources); {
		r := resources[at]
		s.Say(r.Title())
		if d.base != nil && d.base.Level(r) != d.permissions.Level(r) {
			s.Sayf("The key it replaces has %s.", d.base.Level(r))
		}
		level, err := s.askLevel(ctx, r, d.permissions.Level(r))
		if errors.Is(err, prompt.ErrBack) && at > 0 {
			at--
			continue
		}
		if err != nil {
			return err
		}
		d.permissions = d.permissions.With(r, level)
		at++
	}
	return nil
}

func (s *session) askLevel(ctx context.Context, r keys.Resource, preset keys.Level) (keys.Level, error) {
	var options []prompt.Option
	for _, l := range keys.Levels() {
		o := prompt.Option{Word: l.String(), Text: r.Allows(l)}
		if l == keys.Write {
			o.Text += " (and view)"
		}
		options = append(options, o)
	}
	word, err := s.Select(ctx, r.Title(), options, preset.String())
	if err != nil {
		return keys.None, err
	}
	level, err := keys.ParseLevel(word)
	return level, err
}

// confirm says what the key is going to be, and makes it. It ends when the key
// was made and dealt with.
func (s *session) confirm(ctx context.Context, d *draft) error {
	options := []prompt.Option{
		{Word: "create", Text: "create the key"},
		{Word: "name", Text: "change the name"},
		{Word: "expiry", Text: "change the expiry"},
		{Word: "levels", Text: "change the levels"},
		{Word: "cancel", Text: "create nothing", Number: "0"},
	}
	change := map[string]prompt.Step[draft]{"name": s.askName, "expiry": s.askExpiry, "levels": s.askLevels}
	for {
		asked, ok := s.check(d)
		preset := "create"
		if !ok {
			preset = ""
		}
		word, err := s.Select(ctx, "Create it", options, preset)
		if err != nil {
			return err
		}
		switch {
		case word == "cancel":
			s.Say("Nothing was created.")
			return nil
		case word != "create":
			err = change[word](ctx, d)
			if errors.Is(err, prompt.ErrBack) {
				err = nil
			}
		case !ok:
			continue
		default:
			var done bool
			if done, err = s.send(ctx, asked); done {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
}

// check reads the draft back, with what is dangerous about it. A lifetime counts
// from this moment.
func (s *session) check(d *draft) (asked api.NewKey, ok bool) {
	s.Gap()
	at, err := s.expiryAt(d.expiry)
	s.Sayf("Name: %s", d.name)
	if err != nil {
		s.Say("The expiry can't be used any more: " + reasonOf(err))
		return asked, false
	}
	s.Say(s.expiryWords(at))
	s.Say(lifecycle.Summary(d.permissions, at, s.env.Zone))
	if d.permissions.IsNone() {
		s.Say("A key that may do nothing is of no use: set at least one resource to read or write.")
		return asked, false
	}
	for _, w := range d.permissions.Warnings(at.Outlasts(s.env.Now())) {
		s.Say("Warning: " + w)
	}
	return api.NewKey{Name: strings.TrimSpace(d.name), Permissions: d.permissions, Expires: at}, true
}
