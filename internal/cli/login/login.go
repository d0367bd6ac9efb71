// Package login is the commands that store and remove the key of an instance on this machine.
package login

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/credential"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Options say where the key comes from and where it is stored.
type Options struct {
	command.Target
	Keyring bool
	File    bool
	NoCheck bool
	KeyFile string
	Person  SignIn
}

// New makes the command that stores a key.
func New(s *app.Session) *cobra.Command {
	o := Options{Target: command.Target{Session: s}}
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
		RunE: command.Run(o.Run),
	}
	// What is no flag may be a key, too.
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return command.Usagef("%s", credential.Redact(err.Error())) })
	o.Register(cmd)
	f := cmd.Flags()
	f.BoolVar(&o.Keyring, "keyring", false, "store it in the system's keyring, which the profile must use (keyring = true)")
	f.BoolVar(&o.File, "file", false, "store it in a file of mode 0600")
	f.BoolVar(&o.NoCheck, "no-check", false, "store it without looking at its form or trying it")
	o.Person.Register(cmd)
	f.StringVar(&o.KeyFile, "key-file", "", "read the key from this `FILE`; - for standard input")
	return cmd
}

// noKeyAsArgument takes no arguments and repeats none: one may be a key.
func noKeyAsArgument(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return command.Usagef("login takes no arguments, and a key least of all: everybody on this machine can read it in the list of processes, and the shell's history keeps it. " +
		"Run \"supascale-tui login\" and paste the key when asked. If that was a real key, revoke it")
}

// Run stores a key that the instance takes.
func (o *Options) Run(ctx context.Context, call *command.Call) error {
	p, err := o.Session.Resolve(&o.Target.Target)
	if err != nil {
		return err
	}
	where, err := o.where(p)
	if err != nil {
		return err
	}
	if o.Person.User != "" {
		return o.signIn(ctx, call, p, where)
	}
	if call.Given("expires") || len(o.Person.Permissions) > 0 || o.Person.PasswordFile != "" || o.Person.CodeFile != "" {
		return command.Usagef("--expires, --permission, --password-file and --code-file belong to --user NAME: without it the key is there already")
	}
	key, err := readNewKey(ctx, call, p, o.KeyFile)
	if err != nil {
		return err
	}
	if !o.NoCheck {
		if err := keys.CheckKnownFormat(key.Reveal()); err != nil {
			return fmt.Errorf("nothing was stored: what was given is %w. Copy the key again, whole; --no-check takes a key of another form", err)
		}
		may, err := o.try(ctx, p, key)
		if err != nil {
			return err
		}
		call.Say("%s", may)
	}
	return storeKey(ctx, o.Session, call, p, key, where)
}

// signIn gets a key by a password.
func (o *Options) signIn(ctx context.Context, call *command.Call, p config.Profile, where credential.Step) (err error) {
	if o.KeyFile != "" || o.NoCheck {
		return command.Usagef("--user creates a key: --key-file and --no-check are for one that is there")
	}
	l := &o.Person
	if l.Options, err = o.Session.Options(p); err != nil {
		return app.UsageError{Err: err}
	}
	notes, err := o.Session.Undelivered()
	if err != nil {
		return err
	}
	defer app.CloseUndelivered(notes)
	l.Notes, l.Now = notes, time.Now
	l.Call = call
	l.Store = func(ctx context.Context, key api.Secret) error { return storeKey(ctx, o.Session, call, p, key, where) }
	if p.Name != "" {
		l.SetHeader = func(header string) error {
			_, err := o.Session.Edit(func(path string, text []byte) ([]byte, error) {
				return config.SetInProfile(path, text, p.Name, config.Field{Name: "auth_header", Value: header})
			})
			return err
		}
	}
	return l.Run(ctx)
}

// where is the place the key goes to.
func (o *Options) where(p config.Profile) (credential.Step, error) {
	switch {
	case o.Keyring && o.File:
		return 0, command.Usagef("--keyring and --file can't be used together")
	case o.Keyring && !p.Keyring && p.Name == "":
		return 0, command.Usagef("the keyring is for profiles: without one the key goes into a file. Leave --keyring out")
	case o.Keyring && !p.Keyring:
		return 0, command.Usagef("the profile doesn't ask the keyring: set keyring = true in it first, or leave --keyring out")
	case o.Keyring, p.Keyring && !o.File:
		return credential.Keyring, nil
	}
	return credential.File, nil
}

// try lists the keys with this one, and says what it may do.
func (o *Options) try(ctx context.Context, p config.Profile, key api.Secret) (string, error) {
	client, err := o.Session.Client(p, key)
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
	switch words := command.Explain(err); api.KindOf(err) {
	case api.Unauthorized:
		return command.Reword(err, "nothing was stored: the instance refuses the key: "+words.Error())
	case api.Forbidden:
		return command.Reword(err, "nothing was stored: the instance knows the key, but it may not list keys, which takes system: read. "+
			"Give a key that may; --no-check stores this one all the same")
	default:
		return command.Reword(err, "nothing was stored: "+strings.TrimSuffix(words.Error(), ".")+". --no-check stores the key without trying it")
	}
}

// readNewKey reads the key that is to be stored.
func readNewKey(ctx context.Context, call *command.Call, p config.Profile, file string) (api.Secret, error) {
	given, err := call.ReadKey(ctx, file, p.URL, nil)
	key := ""
	if err == nil {
		if key, err = keys.ReadPasted(given.Reveal()); err != nil {
			err = app.UsageError{Err: err}
		}
	}
	if err != nil {
		return api.Secret{}, fmt.Errorf("nothing was stored: %w", err)
	}
	return api.NewSecret(key), nil
}

// storeKey keeps a key for a profile and says where, and what stands before it.
func storeKey(ctx context.Context, s *app.Session, call *command.Call, p config.Profile, key api.Secret, where credential.Step) error {
	source, err := credential.Store(ctx, app.KeyOf(p), key, where, s.Getenv)
	if err != nil {
		return err
	}
	call.Say("%s", "Stored in "+source.String()+".")
	if s.Getenv(keys.EnvKey) != "" {
		call.Say("%s", "It is not used yet: "+keys.EnvKey+" is set. Unset that.")
	} else if len(p.TokenCommand) > 0 {
		call.Say("It is not used yet: the profile's token_command goes before it. Take that out.")
	}
	return nil
}
