package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/activity/remedy"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
)

type keysCreateAgainOptions struct {
	target  target
	handing handing
	expires string
}

func newKeysCreateAgainCommand() *cobra.Command {
	var o keysCreateAgainOptions
	cmd := &cobra.Command{
		Use:   "recreate NAME|ID|PREVIEW [flags] [-- COMMAND ARG...]",
		Short: "Make a key like one that is gone",
		Long: `Make a key like one that was revoked or is gone: the same name and permissions, as long
a lifetime from now on, and a new value. That is shown once: say where it shall go, as
with keys create, or nothing is created.

Keys that are gone are those that the instance remembers, and those that this machine
revoked or its console saw vanish: keys list --revoked lists them.`,
		Example: `  supascale-tui keys recreate "Nightly backup" --to-file backup.key
  supascale-tui keys recreate key-123 --expires 30d -o env >> deploy.env`,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			context.AfterFunc(ctx, stop) // a second ctrl+c ends it at once
			return o.run(ctx, cmd, args)
		},
		ValidArgsFunction: completeGone(&o.target),
	}
	o.target.register(cmd)
	o.handing.register(cmd)
	cmd.Flags().StringVar(&o.expires, "expires", "", "`WHEN` the new key expires, instead of as long after now as the old one was made for")
	completeExpiry(cmd)
	return cmd
}

func (o *keysCreateAgainOptions) run(ctx context.Context, cmd *cobra.Command, args []string) error {
	if len(args) == 0 || cmd.ArgsLenAtDash() == 0 {
		return usagef("name the key that is gone: by name, id or preview")
	}
	to, err := o.handing.destination(cmd, args, 1)
	if err == nil {
		err = to.check()
	}
	if err != nil {
		return err
	}
	now := time.Now()
	var expires keys.Expiry
	if o.expires != "" {
		if expires, err = keys.ParseExpiry(o.expires, now, time.Local); err != nil {
			return usagef("--expires: %s", app.Reason(err))
		}
	}
	client, err := o.target.connect(ctx, cmd)
	if err != nil {
		return err
	}
	defer client.Close()
	again, err := o.find(ctx, cmd, client, args[0])
	if err != nil {
		return err
	}
	key := api.NewKey{Name: again.Name, Permissions: again.Permissions, Expires: expires}
	if o.expires == "" {
		var known bool
		if key.Expires, known = again.Lifetime.From(now); !known {
			return usagef("%s", sayExpires)
		}
	}
	notes, err := session.Undelivered()
	if err != nil {
		return err
	}
	defer app.CloseUndelivered(notes)
	c := creation{client: client, notes: notes, key: key, to: to, now: now, words: cmd.ErrOrStderr()}
	return c.make(ctx)
}

// find says what the key shall be, from what is left of the one that is gone.
func (o *keysCreateAgainOptions) find(ctx context.Context, cmd *cobra.Command, client *api.Client, word string) (keys.Template, error) {
	gone, err := goneKeys(ctx, cmd, client)
	if err != nil {
		return keys.Template{}, err
	}
	living, err := listAll(ctx, client)
	if err != nil {
		return keys.Template{}, err
	}
	living.warn(cmd.ErrOrStderr())
	t, err := pickGone(gone, word, len(lifecycle.Pick(living.keys, word)) > 0)
	if err != nil {
		return keys.Template{}, err
	}
	again := remedy.CreateAgain(&t.Key, t.How())
	if _, err := keys.SanitizeName(again.Name); err != nil {
		return again, usagef("“%s” has no name that a key may have now (%s): make it with keys create", t.Key.ID, app.Reason(err))
	}
	if again.Permissions.IsNone() {
		return again, usagef("“%s” could do nothing that is known here: there is nothing to recreate", again.Name)
	}
	say(cmd.ErrOrStderr(), "%s It was %s.", again.Why, t.Words(time.Local, time.Now()))
	return again, nil
}

// completeGone completes names of keys that the instance remembers.
func completeGone(t *target) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		ctx, cancel := context.WithTimeout(cmd.Context(), completeWithin)
		defer cancel()
		client, err := t.connect(ctx, cmd)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		defer client.Close()
		gone, err := client.RevokedKeys(ctx)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var list []api.Key
		for _, k := range gone {
			list = append(list, k.Key)
		}
		return completions(list), cobra.ShellCompDirectiveNoFileComp
	}
}
