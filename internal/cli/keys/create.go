package keys

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// CreateOptions say what the new key is, and where its value goes.
type CreateOptions struct {
	command.Target
	Handing     Delivery
	Name        string
	Preset      string
	Permissions []string
	Expires     string
	Note        notes.Text
	Again       string // the key that is gone and whose like is created
	Yes         bool   // of several instances it is not asked whether they are meant

	// Ask asks for everything, with what is given as the answers that are offered; else
	// only what is missing is asked for.
	Ask bool
	// Like is what the key starts from, nil for nothing.
	Like *keys.Template
	// Presets and Defaults are those of the instance where the caller is; nil presets
	// takes them from the configuration.
	Presets  []keys.Preset
	Defaults app.Defaults
	// Reveal takes the new key instead of a destination. The note is that among the
	// undelivered keys.
	Reveal func(ctx context.Context, created api.CreatedKey, note string) error
}

func newCreate(s *app.Session) *cobra.Command {
	o := CreateOptions{Target: command.Target{Session: s}}
	cmd := &cobra.Command{
		Use:   "create (--name NAME (--preset PRESET | --permission RESOURCE=LEVEL...) --expires WHEN | --again KEY) [flags] [-- COMMAND ARG...]",
		Short: "Create a key",
		Long: `Create a key. Its value is shown once: choose where to put it, or nothing is created.

  -o value, -o env, -o json   on stdout, where nothing else is then
  --to-file FILE              in a new file that you alone can read; as a line
                              SUPASCALE_API_KEY=... where the name ends in .env
  --to-command -- COMMAND...  on the standard input of a command, without a shell

Where that fails after the key was made, the key is revoked again. Where the
instance's answer is lost, the key is looked for and you are told; the console asks
about it too.

--expires takes a length of time (90d, 3 weeks), a day (2027-01-19), a day and time
("2027-01-19 18:00") or never.

--again creates a key like one that was revoked or is gone: the same name and permissions,
as long a lifetime from now on, and a new value. Keys that are gone are those that the
instance remembers, and those that this machine revoked or its console saw vanish: keys
list --revoked lists them.

--all and --on create it on several instances, and deliver each value by itself: {profile} in
the path of --to-file or in the command of --to-command is the instance's profile, and -o
jsonl and -o json name it. Every instance and every place for a value is looked at before the
first key is made; on a terminal the instances are named and --yes skips the question. An
instance that fails keeps none of the others from theirs. Each has a line with its result; a
key whose answer was lost, or whose value could not be delivered, is told of with what to do.
The exit code is 7 where only some got the key. ctrl+c begins no further one.

--owner, --purpose and --ticket are noted about the key on this machine, as keys note
does; note_required in the configuration says which of them must be given.`,
		Example: `  supascale-tui keys create --name "CI/CD" --preset ci-cd-pipeline --expires 90d -o env >> deploy.env
  supascale-tui keys create --name Backup --permission backups=write --permission cloudStorage=read \
      --expires 2027-01-19 --to-file backup.key
  supascale-tui keys create --name CI --preset Monitoring --expires 90d \
      --to-command -- gh secret set SUPASCALE_API_KEY --repo OWNER/REPO
  supascale-tui keys create --again "Nightly backup" --to-file backup.key
  supascale-tui keys create --on env:production --name CI --preset "CI/CD Pipeline" --expires 90d \
      --to-file 'keys/{profile}.env'`,
		RunE:              command.Run(o.Run),
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	o.Register(cmd)
	o.RegisterSeveral(cmd)
	o.Handing.register(cmd)
	f := cmd.Flags()
	f.BoolVar(&o.Yes, "yes", false, "with --all or --on: create without asking")
	f.StringVar(&o.Name, "name", "", "the key's `NAME`: what it is for, and where it lives")
	f.StringVar(&o.Preset, "preset", "", "permissions of this `PRESET`")
	f.StringArrayVar(&o.Permissions, "permission", nil, "a permission as `RESOURCE=LEVEL`; may be given several times")
	f.StringVar(&o.Expires, "expires", "", "`WHEN` it expires: 90d, 2027-01-19 or never")
	f.StringVar(&o.Again, "again", "", "a key like this one, which is gone: its name, id or preview as `KEY`")
	_ = cmd.RegisterFlagCompletionFunc("again", command.CompleteFrom(&o.Target, 1, rememberedKeys))
	_ = cmd.RegisterFlagCompletionFunc("preset", completePresets(s))
	_ = cmd.RegisterFlagCompletionFunc("permission", command.CompletePermissions)
	completeExpiry(cmd)
	registerNote(cmd, &o.Note)
	_ = cmd.RegisterFlagCompletionFunc("name", cobra.NoFileCompletions)
	return cmd
}

// completeExpiry completes --expires.
func completeExpiry(cmd *cobra.Command) {
	var lifetimes []string
	for _, c := range keys.ExpiryChoices() {
		lifetimes = append(lifetimes, strings.ReplaceAll(c.Short, " ", ""))
	}
	_ = cmd.RegisterFlagCompletionFunc("expires", cobra.FixedCompletions(lifetimes, cobra.ShellCompDirectiveNoFileComp))
}

// Run creates a key and delivers its value.
func (o *CreateOptions) Run(ctx context.Context, call *command.Call) error {
	if o.Several.Asked() {
		return o.runSeveral(ctx, call)
	}
	to, err := o.Handing.wanted(call, 0, o.Reveal != nil)
	if err != nil {
		return err
	}
	var d draft
	if o.Again != "" {
		err = o.checkAgain(call)
	} else {
		if o.Presets == nil {
			o.Presets, o.Defaults, err = o.Session.NewKeyDefaults(&o.Target.Target)
		}
		if err == nil {
			d, err = o.draft(call)
		}
	}
	if err != nil {
		return err
	}
	if err := to.check(); err != nil {
		return err
	}
	client, err := o.Connect(ctx, call)
	if err != nil {
		return err
	}
	defer client.Close()
	if o.Again != "" {
		like, err := o.again(ctx, call, client)
		if err != nil {
			return err
		}
		o.Like = &like
		if d, err = o.draft(call); err != nil {
			return err
		}
	}
	notes, err := o.Session.Undelivered()
	if err != nil {
		return err
	}
	defer app.CloseUndelivered(notes)
	c := creation{call: call, client: client, notes: notes, to: to, reveal: o.Reveal, words: call.Err}
	return o.settle(ctx, call, client, d, func(ctx context.Context, w wanted) error {
		c.wanted, c.note = w, o.noteOf(client, w)
		return c.make(ctx)
	})
}

// noteOf notes about a key of an instance whose it is.
func (o *CreateOptions) noteOf(client app.API, w wanted) func(made *api.Key) error {
	return func(made *api.Key) error {
		if o.Like != nil {
			return o.Session.Notes().Carry(client.Instance(), o.Like.Old, made, w.now)
		}
		return o.Session.Notes().Put(client.Instance(), made, w.text, w.now)
	}
}

// wanted is a key that is to be made, as all that was asked says.
type wanted struct {
	key       api.NewKey
	text      notes.Text // what is to be noted about it
	now       time.Time
	confirmed bool // what is to be minded about it was said
}

// settle asks for what the draft lacks, and has the key made.
func (o *CreateOptions) settle(ctx context.Context, call *command.Call, lister api.KeyLister, d draft, create func(context.Context, wanted) error) error {
	a := asking{call: call, client: lister, presets: o.Presets, defaults: o.Defaults}
	if call.CanAsk() {
		a.Prompter = call.Prompter()
	}
	steps := a.steps(&d, o.Ask)
	if len(steps) == 0 {
		expires, err := ReadExpiry(call, d.expiry)
		if err != nil {
			return command.Usagef("--expires: %s", app.Reason(err))
		}
		return create(ctx, wanted{key: api.NewKey{Name: d.name, Permissions: d.permissions, Expires: expires}, text: d.note, now: call.Now()})
	}
	steps = append(steps, func(ctx context.Context, d *draft) error {
		return a.confirm(ctx, d, func(ctx context.Context, key api.NewKey) error {
			return create(ctx, wanted{key, d.note, call.Now(), true})
		})
	})
	return prompt.InSteps(ctx, a.Prompter, &d, steps)
}

// draft is the key as far as flags, template and defaults say what it shall be. What is
// missing is a mistake where nobody can be asked for it.
func (o *CreateOptions) draft(call *command.Call) (d draft, err error) {
	if t := o.Like; t != nil {
		d = draft{name: t.Name, permissions: t.Permissions, expiry: cmp.Or(o.Expires, expiryAnswer(t.Lifetime, call.Now())), named: true, permitted: true}
		if d.expiry == "" && !call.CanAsk() {
			return d, command.Usagef("%s", sayExpires)
		}
		return d, nil
	}
	d = draft{fresh: true, named: o.Name != "", expiry: o.Expires}
	if d.expiry == "" && !o.Ask {
		d.expiry = o.Defaults.Expiry
	}
	if o.Preset == "" && len(o.Permissions) == 0 && !o.Ask {
		o.Preset = o.Defaults.Preset
	}
	d.permitted = o.Preset != "" || len(o.Permissions) > 0
	if d.note, err = o.Note.Sanitize(); err != nil {
		return d, command.Usagef("--%s", reasonFor(err))
	}
	lacks := d.note.Missing(o.Defaults.NoteRequired)
	switch {
	case call.CanAsk():
	case !d.named:
		return d, command.Usagef("--name is needed: say what the key is for")
	case d.expiry == "":
		return d, command.Usagef("--expires is needed: 90d, 2027-01-19, or never for a key that is valid until somebody revokes it")
	case !d.permitted:
		return d, command.Usagef("say what the key may do: --preset (%s) or --permission RESOURCE=LEVEL", presetNames(o.Presets))
	case lacks != nil:
		return d, command.Usagef("--%s", reasonFor(lacks))
	}
	if d.named {
		if d.name, err = keys.SanitizeName(o.Name); err != nil {
			return d, command.Usagef("--name %s", app.Reason(err))
		}
	}
	if d.expiry != "" {
		if _, err = ReadExpiry(call, d.expiry); err != nil {
			return d, command.Usagef("--expires: %s", app.Reason(err))
		}
	}
	if d.permitted {
		d.permissions, err = o.permitted()
	}
	return d, err
}

func (o *CreateOptions) permitted() (p keys.Permissions, err error) {
	switch {
	case o.Preset != "" && len(o.Permissions) > 0:
		return p, command.Usagef("--preset and --permission can't be used together: list all permissions, or take the preset as it is")
	case o.Preset != "":
		return presetNamed(o.Preset, o.Presets)
	}
	if p, err = command.ReadPermissions("permission", o.Permissions); err != nil {
		return p, err
	}
	if p.IsNone() {
		return p, command.Usagef("a key that may do nothing is of no use: give at least one resource read or write")
	}
	return p, nil
}
