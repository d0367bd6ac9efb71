package keys

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
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

--owner, --purpose and --ticket are noted about the key on this machine, as keys note
does; note_required in the configuration says which of them must be given.`,
		Example: `  supascale-tui keys create --name "CI/CD" --preset ci-cd-pipeline --expires 90d -o env >> deploy.env
  supascale-tui keys create --name Backup --permission backups=write --permission cloudStorage=read \
      --expires 2027-01-19 --to-file backup.key
  supascale-tui keys create --name CI --preset Monitoring --expires 90d \
      --to-command -- gh secret set SUPASCALE_API_KEY --repo OWNER/REPO
  supascale-tui keys create --again "Nightly backup" --to-file backup.key`,
		RunE:              command.Run(o.Run),
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	o.Register(cmd)
	o.Handing.register(cmd)
	f := cmd.Flags()
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
	_ = cmd.RegisterFlagCompletionFunc("expires", cobra.FixedCompletions([]string{"7d", "30d", "60d", "90d", "1y", "never"}, cobra.ShellCompDirectiveNoFileComp))
}

// Run creates a key and delivers its value.
func (o *CreateOptions) Run(ctx context.Context, call *command.Call) error {
	to, err := o.Handing.wanted(call, 0, o.Reveal != nil)
	if err != nil {
		return err
	}
	if o.Presets == nil {
		if o.Presets, o.Defaults, err = o.Session.NewKeyDefaults(&o.Target.Target); err != nil {
			return err
		}
	}
	var d draft
	if o.Again != "" {
		err = o.checkAgain(call)
	} else {
		d, err = o.draft(call)
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
	c := creation{call: call, client: client, notes: notes, to: to, reveal: o.Reveal, now: call.Now(), words: call.Err}
	c.note = func(made *api.Key) error {
		if o.Like != nil {
			return o.Session.Notes().Carry(client.Instance(), o.Like.Old, made, c.now)
		}
		return o.Session.Notes().Put(client.Instance(), made, c.text, c.now)
	}
	return c.settle(ctx, d, o)
}

// settle asks for what the draft lacks, and creates the key.
func (c *creation) settle(ctx context.Context, d draft, o *CreateOptions) error {
	a := asking{call: c.call, client: c.client, presets: o.Presets, defaults: o.Defaults}
	if c.call.CanAsk() {
		a.Prompter = c.call.Prompter()
	}
	steps := a.steps(&d, o.Ask)
	if len(steps) == 0 {
		expires, err := ReadExpiry(c.call, d.expiry)
		if err != nil {
			return command.Usagef("--expires: %s", app.Reason(err))
		}
		c.key, c.text = api.NewKey{Name: d.name, Permissions: d.permissions, Expires: expires}, d.note
		return c.make(ctx)
	}
	c.confirmed = true
	steps = append(steps, func(ctx context.Context, d *draft) error {
		return a.confirm(ctx, d, func(ctx context.Context, key api.NewKey) error {
			c.key, c.text, c.now = key, d.note, c.call.Now()
			return c.make(ctx)
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

// creation is a key on its way.
type creation struct {
	call      *command.Call
	client    app.API
	notes     *undelivered.Store
	key       api.NewKey
	to        destination
	reveal    func(ctx context.Context, created api.CreatedKey, note string) error
	confirmed bool // what is to be minded about it was said
	now       time.Time
	words     io.Writer
	text      notes.Text                // what is to be noted
	note      func(made *api.Key) error // notes whose the key is; nil notes nothing
}

// notCreatedError says that there is no key.
type notCreatedError struct{ err error }

func (e *notCreatedError) Error() string { return command.Explain(e.err).Error() }
func (e *notCreatedError) Unwrap() error { return e.err }

// revokeWithin bounds what is done about a key after a failure, which happens
// also when the caller has given up.
const revokeWithin = 30 * time.Second

// make notes the key, creates it and hands its value over.
func (c *creation) make(ctx context.Context) error {
	if !c.confirmed {
		for _, w := range c.key.Permissions.Warnings(c.key.Expires.Outlasts(c.now)) {
			command.Say(c.words, "! %s", w)
		}
	}
	if c.to.nowhere {
		if err := c.to.ask(ctx, c.call, c.key.Name); err != nil {
			return err
		}
	}
	// What has the name already is told from what will. Who asked for it goes on without:
	// that only makes a lost key harder to find again.
	list, unread := command.ListAll(ctx, c.client)
	if unread != nil && !c.confirmed {
		return unread
	}
	list.Warn(c.words)
	entry := undelivered.Entry{Instance: c.client.Instance().ID, Asked: c.key, At: c.now, Last: c.now}
	entry.SeeBefore(list.Keys, unread == nil && list.Part == nil)
	if len(entry.Before) > 0 {
		command.Say(c.words, "! There is a key of this name already (%s). To replace it, revoke it once the new one is in place.", strings.Join(entry.Before, ", "))
	}
	// A reader that has gone must not end the program between the key's making
	// and its revocation.
	pipe := make(chan os.Signal, 1)
	signal.Notify(pipe, syscall.SIGPIPE)
	defer signal.Stop(pipe)
	created, note, err := lifecycle.Create(ctx, c.client, c.notes, entry)
	if err != nil {
		if note == "" {
			return &notCreatedError{err}
		}
		entry.ID = note
		return c.lost(ctx, entry, err)
	}
	if c.reveal != nil {
		if c.note != nil {
			warnOfNote(c.words, c.note(&created.Key))
		}
		return c.reveal(ctx, created, note)
	}
	if trouble := c.to.deliver(ctx, created, c.now); trouble != "" {
		return c.undo(ctx, created, note, trouble)
	}
	c.notes.Settle(note)
	command.Say(c.words, "Created “%s” (%s), which %s. Expires: %s.", created.Name, created.ID, created.Permissions.Sentence(), created.Expires.Words(c.now, c.call.Local()))
	warnOfAnother(c.words, &created)
	if c.note != nil {
		warnOfNote(c.words, c.note(&created.Key))
	}
	if words := c.to.words(); words != "" {
		command.Say(c.words, "%s", words)
	}
	return c.to.print(created, c.now)
}

// warnOfAnother says at once where a new key is not what was asked for, and how to be
// rid of it.
func warnOfAnother(words io.Writer, made *api.CreatedKey) {
	if warning := made.Warning(); warning != "" {
		command.Say(words, "! %s To revoke it: supascale-tui keys revoke %s", warning, made.ID)
	}
}

// warnOfNote says why nothing was noted about a new key.
func warnOfNote(words io.Writer, err error) {
	if err != nil {
		command.Say(words, "! Nothing was noted about the key: %s", err)
	}
}

// sayExpires is what a command answers that would have to make up an expiry.
const sayExpires = "how long the old key was made for isn't known: say when the new one expires, as in --expires 90d or --expires never"

// lost finds out what became of a creation whose answer never came. Its note
// stays: the next start of the console asks about it again.
func (c *creation) lost(ctx context.Context, entry undelivered.Entry, err error) error {
	why := err.Error()
	if failed, ok := errors.AsType[*api.Error](err); ok {
		why = strings.TrimSuffix(failed.Message, ".")
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), revokeWithin)
	defer cancel()
	key, err := lifecycle.Find(ctx, c.client, c.notes, entry)
	switch {
	case err != nil:
		return fmt.Errorf("no answer with the key came: %s. Listing the keys to find out failed too: %s. When the instance is back, run: supascale-tui keys list %s. If a new key of that name is there, revoke it, since its value is lost",
			why, strings.TrimSuffix(command.Explain(err).Error(), "."), deliver.ShellWord(filter.OfName(c.key.Name)))
	case key == nil:
		return fmt.Errorf("no answer with the key came: %s. %s. See whether it has arrived: supascale-tui keys list %s", why, lifecycle.NotListedYet, deliver.ShellWord(filter.OfName(c.key.Name)))
	}
	return fmt.Errorf("the key was created (%s), but its value was lost with the answer: %s. Nobody can use it, and it stays valid until it is revoked: supascale-tui keys revoke %s",
		key.ID, why, deliver.ShellWord(key.ID))
}

// undo revokes a key whose value could not be handed over.
func (c *creation) undo(ctx context.Context, created api.CreatedKey, note, why string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), revokeWithin)
	defer cancel()
	if _, err := lifecycle.Revoke(ctx, c.client, &created.Key); err != nil {
		return fmt.Errorf("%s The new key (%s) could not be revoked again: %s. Revoke it: supascale-tui keys revoke %s",
			why, created.ID, strings.TrimSuffix(command.Explain(err).Error(), "."), deliver.ShellWord(created.ID))
	}
	c.notes.Settle(note)
	return fmt.Errorf("%s The new key was revoked again: there is none", why)
}
