package keys

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/activity/remedy"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
)

// CreateAgainOptions say where the value of the new key goes.
type CreateAgainOptions struct {
	command.Target
	Handing Delivery
	Expires string
}

func newCreateAgain(s *app.Session) *cobra.Command {
	o := CreateAgainOptions{Target: command.Target{Session: s}}
	cmd := &cobra.Command{
		Use:   "recreate NAME|ID|PREVIEW [flags] [-- COMMAND ARG...]",
		Short: "Make a key like one that is gone",
		Long: `Make a key like one that was revoked or is gone: the same name and permissions, as long
a lifetime from now on, and a new value. That is shown once: choose where to put it, as
with keys create, or nothing is created.

Keys that are gone are those that the instance remembers, and those that this machine
revoked or its console saw vanish: keys list --revoked lists them.`,
		Example: `  supascale-tui keys recreate "Nightly backup" --to-file backup.key
  supascale-tui keys recreate key-123 --expires 30d -o env >> deploy.env`,
		RunE:              command.Run(o.Run),
		ValidArgsFunction: command.CompleteFrom(&o.Target, 1, rememberedKeys),
	}
	o.Register(cmd)
	o.Handing.register(cmd)
	cmd.Flags().StringVar(&o.Expires, "expires", "", "`WHEN` the new key expires, instead of as long after now as the old one was made for")
	completeExpiry(cmd)
	return cmd
}

// Run creates a key like one that is gone.
func (o *CreateAgainOptions) Run(ctx context.Context, call *command.Call) error {
	named := len(call.Args) > 0 && call.Dash != 0
	if !named && (call.Dash == 0 || !call.CanAsk()) {
		return command.Usagef("name the key that is gone: by name, id or preview")
	}
	to, err := o.Handing.wanted(call, 1, false)
	if err == nil {
		err = to.check()
	}
	if err != nil {
		return err
	}
	if o.Expires != "" {
		if _, err = ReadExpiry(call, o.Expires); err != nil {
			return command.Usagef("--expires: %s", app.Reason(err))
		}
	}
	client, err := o.Connect(ctx, call)
	if err != nil {
		return err
	}
	defer client.Close()
	word, err := call.KeyWord(ctx)
	if err != nil {
		return err
	}
	again, err := o.find(ctx, call, client, word)
	if err != nil {
		return err
	}
	d := draft{name: again.Name, permissions: again.Permissions, expiry: o.Expires, named: true, permitted: true}
	if d.expiry == "" {
		d.expiry = expiryAnswer(again.Lifetime, call.Now())
	}
	if d.expiry == "" && !call.CanAsk() {
		return command.Usagef("%s", sayExpires)
	}
	notes, err := o.Session.Undelivered()
	if err != nil {
		return err
	}
	defer app.CloseUndelivered(notes)
	c := creation{call: call, client: client, notes: notes, to: to, now: call.Now(), words: call.Err}
	c.note = func(made *api.Key) error { return o.Session.Notes().Carry(client.Instance(), again.Old, made, c.now) }
	return c.settle(ctx, d, &CreateOptions{})
}

// find says what the key shall be, from what is left of the one that is gone.
func (o *CreateAgainOptions) find(ctx context.Context, call *command.Call, client app.API, word string) (keys.Template, error) {
	gone, err := goneKeys(ctx, o.Session, call, client)
	if err != nil {
		return keys.Template{}, err
	}
	living, err := command.ListAll(ctx, client)
	if err != nil {
		return keys.Template{}, err
	}
	living.Warn(call.Err)
	t, err := pickGone(gone, word, len(lifecycle.Pick(living.Keys, word)) > 0)
	if err != nil {
		return keys.Template{}, err
	}
	again := remedy.CreateAgain(&t.Key, t.How())
	if _, err := keys.SanitizeName(again.Name); err != nil {
		return again, command.Usagef("“%s” has no name that a key may have now (%s): make it with keys create", t.Key.ID, app.Reason(err))
	}
	if again.Permissions.IsNone() {
		return again, command.Usagef("“%s” could do nothing that is known here: there is nothing to recreate", again.Name)
	}
	call.Say("%s It was %s.", again.Why, t.Words(call.Local(), call.Now()))
	return again, nil
}

// rememberedKeys are those that the instance remembers to be gone.
func rememberedKeys(ctx context.Context, client app.API) (list []api.Key) {
	gone, _ := client.RevokedKeys(ctx)
	for _, k := range gone {
		list = append(list, k.Key)
	}
	return list
}
