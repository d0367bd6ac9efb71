package keys

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// draft is a new key as far as it is said.
type draft struct {
	name        string
	permissions keys.Permissions
	expiry      string     // as typed: its length counts from when it is sent
	fresh       bool       // it is like no other key, so its name should be its own
	named       bool       // the name was given
	permitted   bool       // the permissions were given
	note        notes.Text // whose it is and what it is for
}

// asking asks for what a new key shall be.
type asking struct {
	*prompt.Prompter
	call     *command.Call
	client   api.KeyLister
	presets  []keys.Preset
	defaults app.Defaults
}

// custom is the word for starting from no preset.
const custom = "custom"

func (a *asking) preset(ctx context.Context, d *draft) error {
	options := make([]prompt.Option, 0, len(a.presets)+1)
	usual := custom
	for _, p := range a.presets {
		options = append(options, prompt.Option{Word: p.Name, Text: p.Description + ". Levels: " + p.Permissions.Spoken() + "."})
		if p.Name == a.defaults.Preset {
			usual = p.Name
		}
	}
	options = append(options, prompt.Option{Word: custom, Text: "start from nothing."})
	word, err := a.Select(ctx, "Start from", options, usual)
	if err != nil {
		return err
	}
	d.permissions = keys.Permissions{}
	if !d.named {
		d.name = ""
	}
	for _, p := range a.presets {
		if p.Name == word {
			d.permissions = p.Permissions
			if !d.named {
				d.name = p.Name
			}
		}
	}
	return nil
}

func (a *asking) name(ctx context.Context, d *draft) error {
	kept := "" // a name that another key has, as was said
	for {
		typed, err := a.Input(ctx, prompt.Question{Ask: "Name", Default: d.name, Help: []string{
			"The name says later what the key is for, as in CI/CD Pipeline. It has 1 to 100 characters.",
		}})
		if err != nil {
			return err
		}
		name, err := keys.SanitizeName(typed)
		if err == nil {
			free, taken := a.freeName(ctx, name)
			if !d.fresh || !taken || name == kept {
				d.name = name
				return nil
			}
			a.Sayf("A key named %s exists. Press enter for the next free name, or type the same name again to have two.", name)
			kept, d.name = name, free
			continue
		}
		a.Say("The name can't be used: " + text.Sentence(app.Reason(err)))
	}
}

// freeName gives the next free name where another key has this one. Where the list
// can't be read nothing is known to be taken.
func (a *asking) freeName(ctx context.Context, name string) (free string, taken bool) {
	list, err := api.Keys(ctx, a.client)
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

// levels asks for the level of every resource.
func (a *asking) levels(ctx context.Context, d *draft) (err error) {
	d.permissions, err = AskLevels(ctx, a.Prompter, d.permissions, nil)
	return err
}

// AskLevels asks for the level of every resource. Base is what an old key has, nil for none.
func AskLevels(ctx context.Context, p *prompt.Prompter, preset keys.Permissions, base *keys.Permissions) (keys.Permissions, error) {
	p.Say("What may it do? For each resource, a level:")
	resources := keys.Resources()
	for at := 0; at < len(resources); {
		r := resources[at]
		p.Say(r.Title())
		if base != nil && base.Level(r) != preset.Level(r) {
			p.Sayf("The old key has %s.", base.Level(r))
		}
		level, err := askLevel(ctx, p, r, preset.Level(r))
		if errors.Is(err, prompt.ErrBack) && at > 0 {
			at--
			continue
		}
		if err != nil {
			return preset, err
		}
		preset = preset.With(r, level)
		at++
	}
	return preset, nil
}

func askLevel(ctx context.Context, p *prompt.Prompter, r keys.Resource, preset keys.Level) (keys.Level, error) {
	var options []prompt.Option
	for _, l := range keys.Levels() {
		o := prompt.Option{Word: l.String(), Text: r.Allows(l)}
		if l == keys.Write {
			o.Text += " (and view)"
		}
		options = append(options, o)
	}
	word, err := p.Select(ctx, r.Title(), options, preset.String())
	if err != nil {
		return keys.None, err
	}
	return keys.ParseLevel(word)
}

// expiry takes one of the usual lengths, or what is typed.
func (a *asking) expiry(ctx context.Context, d *draft) error {
	preset := d.expiry
	if preset == "" && d.fresh {
		preset = UsualExpiry(a.defaults)
	}
	answer, err := AskExpiry(ctx, a.call, a.Prompter, preset)
	if err == nil {
		d.expiry = answer
	}
	return err
}

// AskExpiry asks when a new key expires, and gives the answer, which ReadExpiry reads.
func AskExpiry(ctx context.Context, call *command.Call, p *prompt.Prompter, preset string) (string, error) {
	var options []prompt.Option
	for _, c := range keys.ExpiryChoices() {
		options = append(options, prompt.Option{Word: c.Label})
	}
	p.Say("When does it expire?")
	p.List(options)
	p.Say("Or type a day or a length of time: " + keys.ExpiryForms + ".")
	for {
		word, err := p.Answer(ctx, "Expires", options, preset, func(string) bool { return true })
		if err != nil {
			return "", err
		}
		at, err := ReadExpiry(call, word)
		if err != nil {
			p.Say("That can't be the expiry: " + text.Sentence(app.Reason(err)))
			continue
		}
		p.Say(untilWords(call, at))
		return word, nil
	}
}

// ReadExpiry is what an expiry as it was answered means now.
func ReadExpiry(call *command.Call, answer string) (keys.Expiry, error) {
	for _, c := range keys.ExpiryChoices() {
		if c.Label == answer {
			return c.From(call.Now(), call.Local()), nil
		}
	}
	return keys.ParseExpiry(answer, call.Now(), call.Local())
}

// expiryAnswer is the answer to when a key of a lifetime expires that is created at
// now, "" where somebody must choose.
func expiryAnswer(l keys.Lifetime, now time.Time) string {
	e, known := l.From(now)
	at, limited := e.At()
	switch {
	case !known:
		return ""
	case !limited:
		return "never"
	}
	return at.Format("2006-01-02 15:04:05 UTC")
}

func untilWords(call *command.Call, e keys.Expiry) string {
	at, limited := e.At()
	if !limited {
		return "It works until it is revoked."
	}
	return "It works until " + lifecycle.Until(at, call.Now(), call.Local()) + "."
}

// confirm says what the key is going to be, and creates it. It ends when the key was created,
// or is not to be.
func (a *asking) confirm(ctx context.Context, d *draft, create func(context.Context, api.NewKey) error) error {
	options := []prompt.Option{
		{Word: "create", Text: "create the key"},
		{Word: "name", Text: "change the name"},
		{Word: "expiry", Text: "change the expiry"},
		{Word: "levels", Text: "change the levels"},
		{Word: "cancel", Text: "create nothing", Number: "0"},
	}
	change := map[string]prompt.Step[draft]{"name": a.name, "expiry": a.expiry, "levels": a.levels}
	for {
		key, ok := a.check(d)
		preset := "create"
		if !ok {
			preset = ""
		}
		word, err := a.Select(ctx, "Create it", options, preset)
		switch {
		case err != nil:
			return err
		case word == "cancel":
			a.Say("Nothing was created.")
			return nil
		case word != "create":
			err = change[word](ctx, d)
		case !ok:
			continue
		default:
			err = create(ctx, key)
			refused, is := errors.AsType[*notCreatedError](err)
			if !is {
				return err
			}
			a.refusal(refused.err)
			continue
		}
		if err != nil && !errors.Is(err, prompt.ErrBack) {
			return err
		}
	}
}

// check reads the draft back, with what is dangerous about it. A lifetime counts
// from this moment.
func (a *asking) check(d *draft) (key api.NewKey, ok bool) {
	a.Gap()
	at, err := ReadExpiry(a.call, d.expiry)
	a.Sayf("Name: %s", d.name)
	if err != nil {
		a.Say("The expiry can't be used any more: " + text.Sentence(app.Reason(err)))
		return key, false
	}
	a.Say(untilWords(a.call, at))
	a.Say(lifecycle.Summary(d.permissions, at, a.call.Local()))
	if d.permissions.IsNone() {
		a.Say("A key that may do nothing is of no use: set at least one resource to read or write.")
		return key, false
	}
	for _, w := range d.permissions.Warnings(at.Outlasts(a.call.Now())) {
		a.Say("Warning: " + w)
	}
	return api.NewKey{Name: d.name, Permissions: d.permissions, Expires: at}, true
}

// refusal says why no key was made.
func (a *asking) refusal(err error) {
	a.Say("Nothing was created. " + text.Sentence(api.Explain(err)))
	for _, line := range api.FieldReasons(err) {
		a.Say(line)
	}
}

// steps ask for what the draft lacks, or for everything.
func (a *asking) steps(d *draft, everything bool) (steps []prompt.Step[draft]) {
	if !d.permitted && d.fresh {
		steps = append(steps, a.preset)
	}
	if !d.named || everything {
		steps = append(steps, a.name)
	}
	if d.expiry == "" || everything {
		steps = append(steps, a.expiry)
	}
	if !d.permitted || everything {
		steps = append(steps, a.levels)
	}
	for _, f := range notes.Fields() {
		if d.fresh && slices.Contains(a.defaults.NoteRequired, f.Name) && *f.Of(&d.note) == "" {
			steps = append(steps, func(ctx context.Context, d *draft) error { return a.required(ctx, f, d) })
		}
	}
	return steps
}

// required asks for a part of the note until there is one.
func (a *asking) required(ctx context.Context, f notes.Field, d *draft) error {
	for {
		if err := askNoted(ctx, a.Prompter, f, &d.note); err != nil || *f.Of(&d.note) != "" {
			return err
		}
		a.Sayf("%s is required here (note_required in the configuration).", f.Label)
	}
}

// UsualExpiry is what a new key's expiry is unless another is chosen.
func UsualExpiry(d app.Defaults) string {
	if d.Expiry != "" {
		return d.Expiry
	}
	return keys.UsualExpiry
}
