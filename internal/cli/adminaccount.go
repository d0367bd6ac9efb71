package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/instance/accounts"
)

// adminFlags say which account "serve" makes.
type adminFlags struct {
	user         string
	passwordFile string
	totp         bool
	reset        bool
	ask          passwordPrompt
}

func (a *adminFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&a.user, "admin-user", "", "make an account of this `NAME`, which may do everything")
	f.StringVar(&a.passwordFile, "admin-password-file", "", "read the account's password from this `FILE`, - for stdin")
	f.BoolVar(&a.totp, "admin-totp", false, "give the account a second factor; its secret and backup codes are printed once")
	f.BoolVar(&a.reset, "admin-reset", false, "replace the password and the second factor of an account that is there, and end its sessions")
}

func (a *adminFlags) check() error {
	if a.user == "" && (a.passwordFile != "" || a.totp || a.reset) {
		return usagef("--admin-password-file, --admin-totp and --admin-reset belong to --admin-user NAME")
	}
	if a.user == "" {
		return nil
	}
	if _, err := accounts.SanitizeName(a.user); err != nil {
		return usagef("--admin-user: %w", err)
	}
	return nil
}

// prepare makes the account. What its owner must be told goes to stdout, a line
// each, and what the lines are to stderr.
func (a *adminFlags) prepare(ctx context.Context, i *instance.Instance, stdout io.Writer, say func(string, ...any)) error {
	if a.user == "" {
		return nil
	}
	if i.HasAccount(a.user) && !a.reset {
		say("The account %s is there already and stays as it is: --admin-reset replaces its password.", a.user)
		return nil
	}
	password, err := a.password(ctx)
	if err != nil {
		return err
	}
	if a.totp || password.IsZero() {
		if err := checkStdout(stdout); err != nil {
			return fmt.Errorf("%w, so what the account's owner needs would be lost. No account was made. Redirect stdout to a file that only you can read", err)
		}
	}
	made, err := i.MakeAccount(ctx, accounts.Wanted{Name: a.user, Password: password.Reveal(), TOTP: a.totp, Reset: a.reset})
	if err != nil {
		return err
	}
	say("The account %s may do everything. Sign in with: supascale-tui login --user %s", made.Name, made.Name)
	return handOverAccount(made, stdout, say)
}

// handOverAccount prints what is known this once.
func handOverAccount(made accounts.Made, stdout io.Writer, say func(string, ...any)) error {
	var lines []string
	if made.Password != "" {
		say("Its password is the next line of stdout. Keep it safe: it can't be shown again.")
		lines = append(lines, made.Password)
	}
	if made.TOTPURL != "" {
		say("Then come the otpauth URL for its authenticator app and %d backup codes, each good once. They can't be shown again either.", len(made.Backup))
		lines = append(append(lines, made.TOTPURL), made.Backup...)
	}
	if len(lines) == 0 {
		return nil
	}
	if _, err := io.WriteString(stdout, strings.Join(lines, "\n")+"\n"); err != nil {
		return fmt.Errorf("hand over the account: %w. It is made: start again with --admin-reset", err)
	}
	return nil
}

// password reads, asks for, or leaves the password to be drawn.
func (a *adminFlags) password(ctx context.Context) (api.Secret, error) {
	var password api.Secret
	var err error
	switch {
	case a.passwordFile != "":
		password, err = a.ask.fromFile(a.passwordFile)
	case a.ask.terminal() != nil:
		password, err = a.ask.twice(ctx, "Password for "+a.user)
	default:
		return api.Secret{}, nil
	}
	if err == nil {
		err = accounts.CheckPassword(password.Reveal())
	}
	if err != nil {
		return api.Secret{}, fmt.Errorf("no account is made: %w", err)
	}
	return password, nil
}

// twice asks until both are the same.
func (p passwordPrompt) twice(ctx context.Context, what string) (api.Secret, error) {
	for {
		first, err := p.hidden(ctx, what+": ")
		if err != nil {
			return api.Secret{}, err
		}
		if err := accounts.CheckPassword(first.Reveal()); err != nil {
			p.say(err.Error() + ".")
			continue
		}
		again, err := p.hidden(ctx, "The same again: ")
		if err != nil {
			return api.Secret{}, err
		}
		if first.Equal(again.Reveal()) {
			return first, nil
		}
		p.say("They differ. Once more.")
	}
}
