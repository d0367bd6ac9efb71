package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/credential"
	"github.com/supascale/supascale-tui/internal/keys"
)

type loginOptions struct {
	target  target
	keyring bool
	file    bool
	noCheck bool
	keyFile string
	session sessionLogin
}

func newLoginCommand() *cobra.Command {
	var o loginOptions
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Store the key of an instance",
		Long: `Store the key of an instance, so that the console and the commands find it. You are
asked for it; it stays hidden, and is read from standard input where that is no
terminal. It is tried first: nothing is stored that the instance refuses.

The key goes into the system's keyring if the profile says keyring = true, else into
a file that is yours alone. It is bound to the instance's address and sent to no other.

A key is never an argument: everybody on the machine can read those.

Without a key, --user NAME signs in with a password, creates one, stores that and
signs out: for the first key of an instance. Nothing of the password is kept.`,
		Example: `  supascale-tui login
  supascale-tui login --profile production --key-file admin.key
  pass show supascale | supascale-tui login --key-file -
  supascale-tui login --user ada --permission system=write --expires 90d`,
		Args: noKeyAsArgument,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return runLogin(ctx, cmd, o)
		},
	}
	// What is no flag may be a key, too.
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usagef("%s", credential.Redact(err.Error())) })
	o.target.register(cmd)
	f := cmd.Flags()
	f.BoolVar(&o.keyring, "keyring", false, "store it in the system's keyring, which the profile must use (keyring = true)")
	f.BoolVar(&o.file, "file", false, "store it in a file of mode 0600")
	f.BoolVar(&o.noCheck, "no-check", false, "store it without looking at its form or trying it")
	o.session.register(cmd)
	f.StringVar(&o.keyFile, "key-file", "", "read the key from this `FILE`; - for standard input")
	return cmd
}

// noKeyAsArgument takes no arguments and repeats none: one may be a key.
func noKeyAsArgument(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usagef("login takes no arguments, and a key least of all: everybody on this machine can read it in the list of processes, and the shell's history keeps it. " +
		"Run \"supascale-tui login\" and paste the key when asked. If that was a real key, revoke it")
}

func runLogin(ctx context.Context, cmd *cobra.Command, o loginOptions) error {
	p, err := session.Resolve(&o.target.Target)
	if err != nil {
		return err
	}
	where, err := o.where(p)
	if err != nil {
		return err
	}
	if o.session.user != "" {
		return o.signIn(ctx, cmd, p, where)
	}
	if cmd.Flags().Changed("expires") || len(o.session.permissions) > 0 || o.session.passwordFile != "" || o.session.codeFile != "" {
		return usagef("--expires, --permission, --password-file and --code-file belong to --user NAME: without it the key is there already")
	}
	key, err := readKey(ctx, cmd, app.KeyOf(p), o.keyFile)
	if err != nil {
		return err
	}
	if !o.noCheck {
		if err := keys.CheckKnownFormat(key.Reveal()); err != nil {
			return fmt.Errorf("nothing was stored: what was given is %w. Copy the key again, whole; --no-check takes a key of another form", err)
		}
		may, err := o.try(ctx, p, key)
		if err != nil {
			return err
		}
		say(cmd.ErrOrStderr(), "%s", may)
	}
	return storeKey(ctx, cmd, p, key, where)
}

// signIn gets a key by a password.
func (o *loginOptions) signIn(ctx context.Context, cmd *cobra.Command, p config.Profile, where credential.Step) (err error) {
	if o.keyFile != "" || o.noCheck {
		return usagef("--user creates a key: --key-file and --no-check are for one that is there")
	}
	l := &o.session
	if l.options, err = session.Options(p); err != nil {
		return app.UsageError{Err: err}
	}
	notes, err := session.Undelivered()
	if err != nil {
		return err
	}
	defer app.CloseUndelivered(notes)
	l.notes, l.now = notes, time.Now
	l.ask = passwordPrompt{in: cmd.InOrStdin(), out: cmd.ErrOrStderr()}
	l.store = func(ctx context.Context, key api.Secret) error { return storeKey(ctx, cmd, p, key, where) }
	if p.Name != "" {
		l.setHeader = func(header string) error {
			_, err := session.Edit(func(path string, text []byte) ([]byte, error) {
				return config.SetInProfile(path, text, p.Name, config.Field{Name: "auth_header", Value: header})
			})
			return err
		}
	}
	return l.run(ctx)
}

// where is the place the key goes to.
func (o *loginOptions) where(p config.Profile) (credential.Step, error) {
	switch {
	case o.keyring && o.file:
		return 0, usagef("--keyring and --file can't be used together")
	case o.keyring && !p.Keyring && p.Name == "":
		return 0, usagef("the keyring is for profiles: without one the key goes into a file. Leave --keyring out")
	case o.keyring && !p.Keyring:
		return 0, usagef("the profile doesn't ask the keyring: set keyring = true in it first, or leave --keyring out")
	case o.keyring, p.Keyring && !o.file:
		return credential.Keyring, nil
	}
	return credential.File, nil
}

// try lists the keys with this one, and says what it may do.
func (o *loginOptions) try(ctx context.Context, p config.Profile, key api.Secret) (string, error) {
	client, err := session.Client(p, key)
	if err != nil {
		return "", err
	}
	defer client.Close()
	list, err := api.Keys(api.Checking(ctx), client)
	if err != nil && api.PartOf(err) == nil {
		return "", refused(err)
	}
	return mayDo(api.OwnKey(list, client.OwnPreview())), nil
}

// mayDo says what a key that lists keys may do besides.
func mayDo(own *api.Key) string {
	switch {
	case own == nil:
		return "The key works: it may list keys. Whether it may create and revoke them, the instance doesn't say."
	case own.Permissions.Allows(keys.System, keys.Write):
		return "The key works: it may list, create and revoke keys (system: write)."
	}
	return "The key works, for looking only: it may list keys, but not create or revoke any (system: read)."
}

// refused words why a key that was tried is not stored.
func refused(err error) error {
	worded := explained(err)
	e, ok := worded.(*explainedError) //nolint:errorlint // explained made it
	if !ok {
		return err
	}
	switch e.from.Kind {
	case api.Unauthorized:
		e.text = "nothing was stored: the instance refuses the key: " + e.text
	case api.Forbidden:
		e.text = "nothing was stored: the instance knows the key, but it may not list keys, which takes system: read. " +
			"Give a key that may; --no-check stores this one all the same"
	default:
		e.text = "nothing was stored: " + strings.TrimSuffix(e.text, ".") + ". --no-check stores the key without trying it"
	}
	return e
}

// storeKey keeps a key for a profile and says where, and what stands before it.
func storeKey(ctx context.Context, cmd *cobra.Command, p config.Profile, key api.Secret, where credential.Step) error {
	source, err := credential.Store(ctx, app.KeyOf(p), key, where, os.Getenv)
	if err != nil {
		return err
	}
	say(cmd.ErrOrStderr(), "%s", "Stored in "+source.String()+".")
	if os.Getenv(config.EnvKey) != "" {
		say(cmd.ErrOrStderr(), "%s", "It is not used yet: "+config.EnvKey+" is set. Unset that.")
	} else if len(p.TokenCommand) > 0 {
		say(cmd.ErrOrStderr(), "It is not used yet: the profile's token_command goes before it. Take that out.")
	}
	return nil
}
