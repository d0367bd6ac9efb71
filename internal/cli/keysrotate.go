package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/output"
)

type keysRotateOptions struct {
	target      target
	handing     handing
	expires     string
	leaked      bool
	revokeFirst bool
	list        bool
	finish      bool
	keepBoth    bool
	evenIfUsed  bool
	yes         bool
}

func newKeysRotateCommand() *cobra.Command {
	var o keysRotateOptions
	cmd := &cobra.Command{
		Use:   "rotate NAME|ID|PREVIEW [flags] [-- COMMAND ARG...]",
		Short: "Replace a key, with overlap",
		Long: `Replace a key by a new one: the same permissions, as long a lifetime from now on, and a
name that says so, "CI/CD (rotated 2027-01-19)". Its value is shown once, as with
keys create. Both keys work until the old one is revoked.

  keys rotate KEY -o value    creates the new key: put it in place wherever the old one is
  keys rotate --list          says how the rotations stand, and who still uses the old
                              keys, as far as the instance's log tells
  keys rotate KEY --finish    revokes the old key, once the new one is in use and the
                              old one was not used for a day
  keys rotate KEY --keep-both ends the rotation and leaves both keys as they are

Days may lie between, and another machine may go on: rotations are noted below
XDG_STATE_HOME, ids, names and times alone, and recognised by the keys' names.

--leaked is for a key that somebody else may have: the new key is created and handed over,
then the old key is revoked at once; with --revoke-first the other way round. Where
that is interrupted, running it again goes on.`,
		Example: `  supascale-tui keys rotate "CI/CD" --to-command -- gh secret set SUPASCALE_API_KEY
  supascale-tui keys rotate --list
  supascale-tui keys rotate "CI/CD" --finish --yes
  supascale-tui keys rotate "CI/CD" --leaked --yes --to-file ci.key`,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			context.AfterFunc(ctx, stop) // a second ctrl+c ends it at once
			return o.run(ctx, cmd, args)
		},
		ValidArgsFunction: completeKeys(&o.target, 1),
	}
	o.target.register(cmd)
	o.handing.register(cmd)
	f := cmd.Flags()
	f.StringVar(&o.expires, "expires", "", "`WHEN` the new key expires, instead of as long after now as the old one was made for")
	f.BoolVar(&o.leaked, "leaked", false, "revoke the old key as soon as the new one is handed over")
	f.BoolVar(&o.revokeFirst, "revoke-first", false, "with --leaked: revoke the old key before there is a new one")
	f.BoolVar(&o.list, "list", false, "list the rotations that are not finished")
	f.BoolVar(&o.finish, "finish", false, "revoke the old key")
	f.BoolVar(&o.keepBoth, "keep-both", false, "end the rotation and leave both keys as they are")
	f.BoolVar(&o.evenIfUsed, "even-if-used", false, "with --finish: also when the old key is still in use, or that can't be told")
	f.BoolVar(&o.yes, "yes", false, "revoke without asking")
	completeExpiry(cmd)
	return cmd
}

// check refuses what can't be meant together.
func (o *keysRotateOptions) check(args []string) error {
	elsewhere := o.handing.toFile != "" || o.handing.toCommand
	switch {
	case o.list && (len(args) > 0 || o.finish || o.keepBoth || o.leaked || elsewhere || o.expires != ""):
		return usagef("--list stands alone: it lists what is not finished")
	case o.list:
		return nil
	case len(args) == 0:
		return usagef("name the key: by name, id or preview")
	case o.finish && (o.leaked || elsewhere || o.expires != "" || len(args) > 1):
		return usagef("--finish revokes the old key and makes none: it goes with --yes and --even-if-used alone")
	case o.keepBoth && (o.finish || o.leaked || elsewhere || o.expires != "" || len(args) > 1):
		return usagef("--keep-both changes no key: it stands alone")
	case o.evenIfUsed && !o.finish:
		return usagef("--even-if-used belongs to --finish")
	case o.revokeFirst && !o.leaked:
		return usagef("--revoke-first belongs to --leaked: without it the old key works until the new one is in use")
	}
	return nil
}

func (o *keysRotateOptions) run(ctx context.Context, cmd *cobra.Command, args []string) error {
	if err := o.check(args); err != nil {
		return err
	}
	begin := !o.list && !o.finish && !o.keepBoth
	if !o.yes && (o.finish || o.leaked) && !onTerminal(cmd.InOrStdin()) {
		return usagef("there is nobody to ask: say --yes to revoke the old key without being asked")
	}
	var to destination
	var err error
	if begin {
		if to, err = o.handing.destination(cmd, args, 1); err == nil {
			err = to.check()
		}
	} else {
		err = o.checkFormat()
	}
	if err != nil {
		return err
	}
	client, err := o.target.connect(ctx, cmd)
	if err != nil {
		return err
	}
	defer client.Close()
	notes, rotator, err := rotatorOn(client)
	if err != nil {
		return err
	}
	defer app.CloseUndelivered(notes)
	task := rotating{o: o, cmd: cmd, client: client, rotator: rotator, notes: notes, words: cmd.ErrOrStderr()}
	switch {
	case o.list:
		return task.list(ctx)
	case o.finish:
		return task.finish(ctx, args[0])
	case o.keepBoth:
		return task.keep(ctx, args[0])
	}
	return task.begin(ctx, args[0], to)
}

// checkFormat refuses formats that print a value, where there is none.
func (o *keysRotateOptions) checkFormat() error {
	format, err := o.handing.output.read()
	if err == nil && (format == output.Env || format == output.Value) {
		err = usagef("-o %s prints the value of a new key, and this makes none", format)
	}
	return err
}

// rotatorOn rotates the keys of an instance, with what is noted on this machine.
func rotatorOn(client *api.Client) (*undelivered.Store, *rotation.Rotator, error) {
	records, err := session.Rotations()
	if err != nil {
		return nil, nil, err
	}
	notes, err := session.Undelivered()
	if err != nil {
		return nil, nil, err
	}
	return notes, &rotation.Rotator{Client: client, Notes: notes, Records: records, Now: time.Now, Zone: time.Local}, nil
}

// plan is the rotation to begin, and the one it takes the place of.
func (t *rotating) plan(seen *rotation.Seen, word string) (r rotation.Rotation, old *api.Key, instead *rotation.Rotation, err error) {
	now := time.Now()
	st := t.gone(seen, word)
	if st == nil {
		k, err := keyListing{seen.Keys, seen.Partial}.pick(word)
		if err != nil {
			return r, nil, nil, err
		}
		old = &k
		if st = seen.Of(k.ID); st != nil && st.Old.ID != k.ID {
			st = nil // a new key may itself be rotated
		}
	}
	if st != nil {
		if r, err = t.again(seen, st, now); err != nil {
			return r, nil, nil, err
		}
		if !st.Guessed {
			instead = &st.Rotation
		}
		return r, old, instead, t.setExpiry(&r, now)
	}
	plan := seen.Plan(*old, now, time.Local)
	if plan.Chosen = t.o.expires != ""; plan.Chosen {
		if plan.Expires, err = keys.ParseExpiry(t.o.expires, now, time.Local); err != nil {
			return r, nil, nil, usagef("--expires: %s", app.Reason(err))
		}
	}
	if plan.NeedsExpiry() {
		return r, nil, nil, usagef("%s", sayExpires)
	}
	if why := plan.Unfit(); why != "" {
		return r, nil, nil, errors.New(why)
	}
	for _, n := range plan.Notes {
		say(t.words, "! %s", n)
	}
	mode := rotation.Overlap
	if t.o.leaked {
		mode = rotation.Leaked
	}
	r = plan.Rotation(t.client.Instance().ID, mode, now)
	r.RevokeFirst = t.o.revokeFirst
	return r, old, nil, nil
}

// setExpiry takes what --expires says.
func (t *rotating) setExpiry(r *rotation.Rotation, now time.Time) (err error) {
	if t.o.expires == "" {
		return nil
	}
	if r.Asked.Expires, err = keys.ParseExpiry(t.o.expires, now, time.Local); err != nil {
		return usagef("--expires: %s", app.Reason(err))
	}
	r.Lifetime = keys.LifetimeOf(now, r.Asked.Expires)
	return nil
}
