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
	Permissions []string
	Narrow      bool
	Add         []string
	Expires     string
	End         string
	RevokeFirst bool
	Finish      bool
	KeepBoth    bool
	MoveEnd     string
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

--narrow gives the new key what the log shows in use and nothing else, --add a level that
was missing, --permission all its levels; --expires another expiry.

--end says when the old key goes:

  proven  (the usual) when the new key is in use and nothing uses the old one: --finish
  now     somebody else may have it: the new key is created and handed over, then the old
          one is revoked at once; with --revoke-first the other way round. Where that is
          interrupted, running it again goes on
  a time  pending and check remind of it when it comes, and --finish revokes the old key

  keys rotate KEY -o value    creates the new key: put it in place wherever the old one is
  pending                     says how the rotations stand, and what each needs next
  keys rotate KEY --finish    revokes the old key, once the new one is in use and all that
                              used the old one has moved, or it was not used for a day
  keys rotate KEY --keep-both ends the rotation and leaves both keys as they are
  keys rotate KEY --move-end 7d
                              moves the time at which the old key is to go, as --end
                              takes it; it revokes nothing

Days may lie between, and another machine may go on: rotations are noted below
XDG_STATE_HOME, ids, names and times alone, and recognised by the keys' names.`,
		Example: `  supascale-tui keys rotate "CI/CD" --to-command -- gh secret set SUPASCALE_API_KEY
  supascale-tui pending
  supascale-tui keys rotate "CI/CD" --finish --yes
  supascale-tui keys rotate "CI/CD" --add backups=write --end 7d --to-file ci.key
  supascale-tui keys rotate "CI/CD" --end now --yes --to-file ci.key`,
		RunE:              command.Run(o.Run),
		ValidArgsFunction: command.CompleteKeys(&o.Target, 1),
	}
	o.Register(cmd)
	o.Handing.register(cmd)
	f := cmd.Flags()
	f.StringVar(&o.Expires, "expires", "", "`WHEN` the new key expires, instead of as long after now as the old one was made for")
	f.StringArrayVar(&o.Permissions, "permission", nil, "a permission of the new key as `RESOURCE=LEVEL`, instead of the old one's; may be given several times")
	f.BoolVar(&o.Narrow, "narrow", false, "leave out the permissions that the log doesn't show in use")
	f.StringArrayVar(&o.Add, "add", nil, "a permission that the old key lacks, as `RESOURCE=LEVEL`; may be given several times")
	f.StringVar(&o.End, "end", "", "`WHEN` the old key is to go: proven (the usual), now, or a time as 7d or 2027-01-19")
	f.BoolVar(&o.RevokeFirst, "revoke-first", false, "with --end now: revoke the old key before there is a new one")
	f.BoolVar(&o.Finish, "finish", false, "revoke the old key")
	f.BoolVar(&o.KeepBoth, "keep-both", false, "end the rotation and leave both keys as they are")
	f.StringVar(&o.MoveEnd, "move-end", "", "`WHEN` the old key of a rotation under way is to go instead: as --end takes it")
	f.BoolVar(&o.EvenIfUsed, "even-if-used", false, "with --finish: also when the old key is still in use, or that can't be told")
	f.BoolVar(&o.Yes, "yes", false, "revoke without asking")
	completeExpiry(cmd)
	_ = cmd.RegisterFlagCompletionFunc("permission", command.CompletePermissions)
	_ = cmd.RegisterFlagCompletionFunc("add", command.CompletePermissions)
	for _, end := range []string{"end", "move-end"} {
		_ = cmd.RegisterFlagCompletionFunc(end, cobra.FixedCompletions([]string{"proven", "now", "1d", "7d", "30d"}, cobra.ShellCompDirectiveNoFileComp))
	}
	return cmd
}

// check refuses what can't be meant together.
func (o *RotateOptions) check(call *command.Call) error {
	args := call.Args
	given := o.given()
	elsewhere := o.Handing.ToFile != "" || o.Handing.ToCommand || o.Expires != "" || o.End != "" || len(given) > 0
	switch {
	case len(args) == 0 && !call.CanAsk():
		return command.Usagef("name the key: by name, id or preview")
	case o.Finish && (elsewhere || len(args) > 1):
		return command.Usagef("--finish revokes the old key and makes none: it goes with --yes and --even-if-used alone")
	case o.KeepBoth && (o.Finish || elsewhere || len(args) > 1):
		return command.Usagef("--keep-both changes no key: it stands alone")
	case o.MoveEnd != "" && (o.Finish || o.KeepBoth || elsewhere || len(args) > 1):
		return command.Usagef("--move-end changes no key: it stands alone")
	case o.EvenIfUsed && !o.Finish:
		return command.Usagef("--even-if-used belongs to --finish")
	case o.RevokeFirst && o.End != "now":
		return command.Usagef("--revoke-first belongs to --end now: without it the old key works until the new one is in use")
	case len(given) > 1:
		return command.Usagef("%s and %s both choose the new key's permissions: give one of them", given[0], given[1])
	}
	return nil
}

// Run begins a rotation, or ends one.
func (o *RotateOptions) Run(ctx context.Context, call *command.Call) error {
	if err := o.check(call); err != nil {
		return err
	}
	end, err := readEnd(call, "--end", o.End)
	if err != nil {
		return err
	}
	moved, err := readEnd(call, "--move-end", o.MoveEnd)
	if err != nil {
		return err
	}
	if !o.Yes && (o.Finish || end.Now) {
		if err := call.CanConfirm("revoke the old key"); err != nil {
			return err
		}
	}
	to, err := o.destination(call)
	if err != nil {
		return err
	}
	client, format, err := o.Begin(ctx, call, &o.Handing.Output)
	if err != nil {
		return err
	}
	defer client.Close()
	word, err := call.KeyWord(ctx)
	if err != nil {
		return err
	}
	notes, rotator, err := o.Session.Rotator(client)
	if err != nil {
		return err
	}
	defer app.CloseUndelivered(notes)
	rotator.Now, rotator.Zone = call.Now, call.Local()
	task := rotating{o: o, call: call, client: client, format: format, rotator: rotator, notes: notes, words: call.Err}
	switch {
	case o.Finish:
		return task.finish(ctx, word)
	case o.KeepBoth:
		return task.keep(ctx, word)
	case o.MoveEnd != "":
		return task.moveEnd(ctx, word, moved)
	}
	return task.begin(ctx, word, to)
}

// readEnd reads from a flag when the old key is to go.
func readEnd(call *command.Call, flag, words string) (rotation.End, error) {
	if words == "" {
		return rotation.End{}, nil
	}
	end, err := rotation.ParseEnd(words, call.Now(), call.Local())
	if err != nil {
		return end, command.Usagef("%s takes %s: %s", flag, rotation.EndForms, err)
	}
	return end, nil
}

// destination is where the value of a new key goes, nothing where none is made.
func (o *RotateOptions) destination(call *command.Call) (to destination, err error) {
	if o.Finish || o.KeepBoth || o.MoveEnd != "" {
		format, err := o.Handing.Output.Format()
		if err == nil && (format == output.Env || format == output.Value) {
			err = command.Usagef("-o %s prints the value of a new key, and this makes none", format)
		}
		return to, err
	}
	if to, err = o.Handing.wanted(call, 1, false); err == nil {
		err = to.check()
	}
	return to, err
}

// plan is the rotation to begin, and the one it takes the place of.
func (t *rotating) plan(ctx context.Context, seen *rotation.Seen, word string) (r rotation.Rotation, old *api.Key, instead *rotation.Rotation, err error) {
	now := t.call.Now()
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
		return r, old, instead, nil
	}
	r, err = t.fresh(ctx, seen, old, now)
	return r, old, nil, err
}

// expiry is what --expires says, if it says anything.
func (o *RotateOptions) expiry(call *command.Call) (e keys.Expiry, given bool, err error) {
	if o.Expires == "" {
		return e, false, nil
	}
	if e, err = keys.ParseExpiry(o.Expires, call.Now(), call.Local()); err != nil {
		return e, true, command.Usagef("--expires: %s", app.Reason(err))
	}
	return e, true, nil
}

// fresh plans a rotation that has not begun.
func (t *rotating) fresh(ctx context.Context, seen *rotation.Seen, old *api.Key, now time.Time) (r rotation.Rotation, err error) {
	plan := seen.Plan(*old, now, t.call.Local())
	expires, chosen, err := t.o.expiry(t.call)
	if err != nil {
		return r, err
	}
	if chosen {
		plan.Expire(expires)
	}
	wish, err := t.wish(ctx, old)
	if err != nil {
		return r, err
	}
	if wish.End, err = readEnd(t.call, "--end", t.o.End); err != nil {
		return r, err
	}
	plan.Grant(wish)
	if plan.NeedsExpiry() {
		return r, command.Usagef("%s", sayExpires)
	}
	if why := plan.Unfit(); why != "" {
		return r, errors.New(why)
	}
	for _, n := range plan.Notes(now) {
		command.Say(t.words, "! %s", n)
	}
	r = plan.Rotation(t.client.Instance().ID, now)
	r.RevokeFirst = t.o.RevokeFirst
	return r, nil
}
