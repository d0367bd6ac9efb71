package keys

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/output"
)

// RotateOptions say what is done about the rotation of a key.
type RotateOptions struct {
	command.Target
	Handing     Delivery
	Expires     string
	Leaked      bool
	RevokeFirst bool
	List        bool
	Finish      bool
	KeepBoth    bool
	EvenIfUsed  bool
	Yes         bool
}

func newRotate(s *app.Session) *cobra.Command {
	o := RotateOptions{Target: command.Target{Session: s}}
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
		RunE:              command.Run(o.Run),
		ValidArgsFunction: command.CompleteKeys(&o.Target, 1),
	}
	o.Register(cmd)
	o.Handing.register(cmd)
	f := cmd.Flags()
	f.StringVar(&o.Expires, "expires", "", "`WHEN` the new key expires, instead of as long after now as the old one was made for")
	f.BoolVar(&o.Leaked, "leaked", false, "revoke the old key as soon as the new one is handed over")
	f.BoolVar(&o.RevokeFirst, "revoke-first", false, "with --leaked: revoke the old key before there is a new one")
	f.BoolVar(&o.List, "list", false, "list the rotations that are not finished")
	f.BoolVar(&o.Finish, "finish", false, "revoke the old key")
	f.BoolVar(&o.KeepBoth, "keep-both", false, "end the rotation and leave both keys as they are")
	f.BoolVar(&o.EvenIfUsed, "even-if-used", false, "with --finish: also when the old key is still in use, or that can't be told")
	f.BoolVar(&o.Yes, "yes", false, "revoke without asking")
	completeExpiry(cmd)
	return cmd
}

// check refuses what can't be meant together.
func (o *RotateOptions) check(args []string) error {
	elsewhere := o.Handing.ToFile != "" || o.Handing.ToCommand
	switch {
	case o.List && (len(args) > 0 || o.Finish || o.KeepBoth || o.Leaked || elsewhere || o.Expires != ""):
		return command.Usagef("--list stands alone: it lists what is not finished")
	case o.List:
		return nil
	case len(args) == 0:
		return command.Usagef("name the key: by name, id or preview")
	case o.Finish && (o.Leaked || elsewhere || o.Expires != "" || len(args) > 1):
		return command.Usagef("--finish revokes the old key and makes none: it goes with --yes and --even-if-used alone")
	case o.KeepBoth && (o.Finish || o.Leaked || elsewhere || o.Expires != "" || len(args) > 1):
		return command.Usagef("--keep-both changes no key: it stands alone")
	case o.EvenIfUsed && !o.Finish:
		return command.Usagef("--even-if-used belongs to --finish")
	case o.RevokeFirst && !o.Leaked:
		return command.Usagef("--revoke-first belongs to --leaked: without it the old key works until the new one is in use")
	}
	return nil
}

// Run begins a rotation, lists those there are, or ends one.
func (o *RotateOptions) Run(ctx context.Context, call *command.Call) error {
	args := call.Args
	if err := o.check(args); err != nil {
		return err
	}
	begin := !o.List && !o.Finish && !o.KeepBoth
	if !o.Yes && (o.Finish || o.Leaked) && !call.CanAsk() {
		return command.Usagef("no terminal to confirm on: add --yes to revoke the old key without being asked")
	}
	var to destination
	var err error
	if begin {
		if to, err = o.Handing.destination(call, 1); err == nil {
			err = to.check()
		}
	} else {
		err = o.checkFormat()
	}
	if err != nil {
		return err
	}
	client, err := o.Connect(ctx, call)
	if err != nil {
		return err
	}
	defer client.Close()
	notes, rotator, err := o.Session.Rotator(client)
	if err != nil {
		return err
	}
	defer app.CloseUndelivered(notes)
	task := rotating{o: o, call: call, client: client, rotator: rotator, notes: notes, words: call.Err}
	switch {
	case o.List:
		return task.list(ctx)
	case o.Finish:
		return task.finish(ctx, args[0])
	case o.KeepBoth:
		return task.keep(ctx, args[0])
	}
	return task.begin(ctx, args[0], to)
}

// checkFormat refuses formats that print a value, where there is none.
func (o *RotateOptions) checkFormat() error {
	format, err := o.Handing.Output.Format()
	if err == nil && (format == output.Env || format == output.Value) {
		err = command.Usagef("-o %s prints the value of a new key, and this makes none", format)
	}
	return err
}

// plan is the rotation to begin, and the one it takes the place of.
func (t *rotating) plan(seen *rotation.Seen, word string) (r rotation.Rotation, old *api.Key, instead *rotation.Rotation, err error) {
	now := time.Now()
	st := t.gone(seen, word)
	if st == nil {
		k, err := command.Listing{Keys: seen.Keys, Part: seen.Partial}.Pick(word)
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
	if plan.Chosen = t.o.Expires != ""; plan.Chosen {
		if plan.Expires, err = keys.ParseExpiry(t.o.Expires, now, time.Local); err != nil {
			return r, nil, nil, command.Usagef("--expires: %s", app.Reason(err))
		}
	}
	if plan.NeedsExpiry() {
		return r, nil, nil, command.Usagef("%s", sayExpires)
	}
	if why := plan.Unfit(); why != "" {
		return r, nil, nil, errors.New(why)
	}
	for _, n := range plan.Notes {
		command.Say(t.words, "! %s", n)
	}
	mode := rotation.Overlap
	if t.o.Leaked {
		mode = rotation.Leaked
	}
	r = plan.Rotation(t.client.Instance().ID, mode, now)
	r.RevokeFirst = t.o.RevokeFirst
	return r, old, nil, nil
}

// setExpiry takes what --expires says.
func (t *rotating) setExpiry(r *rotation.Rotation, now time.Time) (err error) {
	if t.o.Expires == "" {
		return nil
	}
	if r.Asked.Expires, err = keys.ParseExpiry(t.o.Expires, now, time.Local); err != nil {
		return command.Usagef("--expires: %s", app.Reason(err))
	}
	r.Lifetime = keys.LifetimeOf(now, r.Asked.Expires)
	return nil
}
