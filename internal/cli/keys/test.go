package keys

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/identify"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/keytest"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
)

// TestOptions say where the value of the key that is tested comes from.
type TestOptions struct {
	command.Target
	Output  command.Output
	KeyFile string
	// Key is what the value is tested against, where the caller has it; a zero time says
	// that it is not revoked.
	Key *api.RevokedKey
	// Value is the value itself; zero reads it.
	Value api.Secret
	// Confirm asks before anything is sent.
	Confirm bool
}

func newTest(s *app.Session) *cobra.Command {
	o := TestOptions{Target: command.Target{Session: s}}
	cmd := &cobra.Command{
		Use:   "test [NAME|ID|PREVIEW]",
		Short: "Try out what a key really lets through",
		Long: `Read every resource once with a key, and hold the answers against what the list says
that the key may do. Nothing is changed, so nothing is proven of write. The key is read
from the standard input or a file, or asked for without being shown; which one it is
in the list is found by its preview, or named.

The test marks the key as used: its last use changes, and the activity log gets an
entry for each request. It ends at the first answer that refuses the key altogether.
For a key that fails, the documentation's troubleshooting is walked as far as the first
cause; the true reason of a refusal is looked up in the log, where your own key may
read it.

The exit code is 0 when what could be told is as expected, 1 when it is not or nothing
can be told, 3 when the instance refuses the key, 5 when it can't be reached.`,
		Example: `  supascale-tui keys test --key-file ci.key
  supascale-tui keys test "CI/CD Pipeline" -o json < ci.key`,
		Args:              command.MostArgs(1),
		RunE:              command.Run(o.Run),
		ValidArgsFunction: command.CompleteKeys(&o.Target, 1),
	}
	o.Register(cmd)
	o.Output.Register(cmd, output.Table, output.JSON)
	command.RegisterKeyFile(cmd, &o.KeyFile)
	return cmd
}

// Run tests what a key lets through.
func (o *TestOptions) Run(ctx context.Context, call *command.Call) error {
	client, format, err := o.Begin(ctx, call, &o.Output)
	if err != nil {
		return err
	}
	defer client.Close()
	value := o.Value
	if value.IsZero() {
		read, err := call.ReadKey(ctx, o.KeyFile, "", o.refuses)
		if err != nil {
			return err
		}
		text, checks := keys.CheckPasted(read.Reveal())
		if w := keytest.OfForm(checks); w.Cause() != "" {
			return tellMalformed(call, format, w)
		}
		value = api.NewSecret(text)
	}
	expect, err := o.expectOf(ctx, call, client, value)
	if err != nil {
		return err
	}
	if o.Confirm {
		call.Say("%s", expect.Words())
		call.Say("! %s", keytest.Warning)
		if sure, err := call.Prompter().Confirm(ctx, "Test it?", false); err != nil || !sure {
			return err
		}
	}
	return o.testKey(ctx, call, format, client, value, expect)
}

// refuses says why a pasted text can't be tested, "" where it can.
func (o *TestOptions) refuses(text string) (trouble string) {
	if o.Key != nil {
		_, trouble = keytest.Pasted(o.Key.Key, text)
	}
	return copyAgain(trouble)
}

// tellMalformed prints why what was given can't be a key. Nothing was sent.
func tellMalformed(call *command.Call, format output.Format, w keytest.Walk) error {
	p := output.OfMalformed(w, call.Now())
	if format == output.JSON {
		if err := output.Object(call.Out, format, p); err != nil {
			return err
		}
		return command.Exit{Code: command.ExitNotAuthorised}
	}
	call.Say("%s %s", p.Words, w.Cause())
	return command.Exit{Code: command.ExitNotAuthorised}
}

// expectOf finds out what the key should be able to do. Where the list can't be
// read nothing is expected, and the test goes on.
func (o *TestOptions) expectOf(ctx context.Context, call *command.Call, client app.API, value api.Secret) (keytest.Expectation, error) {
	switch {
	case o.Key != nil && !o.Key.Revoked.IsZero():
		return keytest.OfRevoked(*o.Key), nil
	case o.Key != nil:
		return keytest.OfKey(o.Key.Key, call.Now()), nil
	}
	if words := call.Args; len(words) == 1 {
		all, err := command.ListAll(ctx, client)
		if err != nil {
			return keytest.Expectation{}, err
		}
		k, err := all.Pick(words[0])
		if err != nil {
			return keytest.Expectation{}, err
		}
		if no := keytest.Mismatch(k, value.Reveal()); no != "" {
			return keytest.Expectation{}, command.Usagef("%s", no)
		}
		return keytest.OfKey(k, call.Now()), nil
	}
	found, err := identify.Find(ctx, client, value, nil)
	switch {
	case api.KindOf(err) == api.Forbidden && err != nil:
		call.Say("Your own key may not list keys, so what this one should be able to do is not known.")
		return keytest.Expectation{}, nil
	case err != nil:
		return keytest.Expectation{}, command.Explain(err)
	case len(found.Matches) == 1 && found.Matches[0].IsRevoked():
		return keytest.OfRevoked(found.Matches[0].Key), nil
	case len(found.Matches) == 1:
		return keytest.OfKey(found.Matches[0].Key.Key, call.Now()), nil
	case len(found.Matches) == 0 && found.Blind == 0 && found.Partial == nil && keys.Preview(value.Reveal()) != "":
		call.Say("No key in the list has its preview, so it should be refused.")
		return keytest.Unlisted(), nil
	}
	call.Say("%s Which one it is decides what it should be able to do: name it.", found.Words())
	return keytest.Expectation{}, nil
}

// testKey runs the test and prints it.
func (o *TestOptions) testKey(ctx context.Context, call *command.Call, format output.Format, client app.API, value api.Secret, expect keytest.Expectation) error {
	if !o.Confirm {
		call.Say("%s", keytest.Warning)
	}
	clock := keytest.Clock{Now: call.Now, Pause: api.Wait}
	if call.Wait != nil {
		clock.Pause = call.Wait
	}
	t, logged, err := keytest.Run(ctx, client, value, expect, clock)
	if err != nil {
		return app.UsageError{Err: err}
	}
	now := call.Now()
	walk := t.Walk(value, logged, now, func(at time.Time) string { return text.Moment(at, call.Local()) })
	if err := tellTest(call, format, t, walk, logged.Reason); err != nil {
		return err
	}
	return testCode(t)
}

func tellTest(call *command.Call, format output.Format, t *keytest.Test, walk keytest.Walk, reason keys.Reason) error {
	if format == output.JSON {
		return output.Object(call.Out, format, output.OfTest(t, walk, reason, call.Now()))
	}
	if err := output.Print(call.Out, format, output.TestCells(), t.Cells...); err != nil {
		return err
	}
	if k := t.Expect.Key; k.ID != "" {
		call.Say("“%s” (%s): %s", k.Name, k.ID, t.Words())
	} else {
		call.Say("%s", t.Words())
	}
	if why := walk.Words(); why != "" {
		call.Say("%s", why)
	}
	call.Say("%s", keytest.WriteWords)
	if len(walk) == 0 {
		return nil
	}
	call.Say("%s:", keytest.WalkWords)
	return output.Print(call.Out, format, output.TestSteps(), walk...)
}

// testCode is the exit code of a test; all there is to say was said.
func testCode(t *keytest.Test) error {
	switch t.Result() {
	case keytest.ResultAsExpected:
		return nil
	case keytest.ResultRefused:
		return command.Exit{Code: command.ExitNotAuthorised}
	case keytest.ResultFailed:
		if t.Unreached() {
			return command.Exit{Code: command.ExitUnreachable}
		}
	}
	return command.Exit{Code: command.ExitFailed}
}
