package instance

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/instance/accounts"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// AdminAccount say which account "serve" makes.
type AdminAccount struct {
	User         string
	PasswordFile string
	Totp         bool
	Reset        bool
}

func (a *AdminAccount) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&a.User, "admin-user", "", "make an account of this `NAME`, which may do everything")
	f.StringVar(&a.PasswordFile, "admin-password-file", "", "read the account's password from this `FILE`, - for stdin")
	f.BoolVar(&a.Totp, "admin-totp", false, "give the account a second factor; its secret and backup codes are printed once")
	f.BoolVar(&a.Reset, "admin-reset", false, "replace the password and the second factor of an account that is there, and end its sessions")
}

func (a *AdminAccount) check() error {
	if a.User == "" && (a.PasswordFile != "" || a.Totp || a.Reset) {
		return command.Usagef("--admin-password-file, --admin-totp and --admin-reset belong to --admin-user NAME")
	}
	if a.User == "" {
		return nil
	}
	if _, err := accounts.SanitizeName(a.User); err != nil {
		return command.Usagef("--admin-user: %w", err)
	}
	return nil
}

// prepare makes the account. What its owner must be told goes to stdout, a line
// each, and what the lines are to stderr.
func (a *AdminAccount) prepare(ctx context.Context, i *instance.Instance, call *command.Call) error {
	if a.User == "" {
		return nil
	}
	if i.HasAccount(a.User) && !a.Reset {
		call.Say("The account %s is there already and stays as it is: --admin-reset replaces its password.", a.User)
		return nil
	}
	password, err := a.password(ctx, call)
	if err != nil {
		return err
	}
	if a.Totp || password.IsZero() {
		if err := command.CheckStdout(call.Out); err != nil {
			return fmt.Errorf("%w, so what the account's owner needs would be lost. No account was made. Redirect stdout to a file that only you can read", err)
		}
	}
	made, err := i.MakeAccount(ctx, accounts.Wanted{Name: a.User, Password: password.Reveal(), TOTP: a.Totp, Reset: a.Reset})
	if err != nil {
		return err
	}
	call.Say("The account %s may do everything. Sign in with: supascale-tui login --user %s", made.Name, made.Name)
	return handOverAccount(made, call)
}

// handOverAccount prints what is known this once.
func handOverAccount(made accounts.Made, call *command.Call) error {
	var lines []string
	if made.Password != "" {
		call.Say("Its password is the next line of stdout. Keep it safe: it can't be shown again.")
		lines = append(lines, made.Password)
	}
	if made.TOTPURL != "" {
		call.Say("Then come the otpauth URL for its authenticator app and %d backup codes, each good once. They can't be shown again either.", len(made.Backup))
		lines = append(append(lines, made.TOTPURL), made.Backup...)
	}
	if len(lines) == 0 {
		return nil
	}
	if _, err := io.WriteString(call.Out, strings.Join(lines, "\n")+"\n"); err != nil {
		return fmt.Errorf("hand over the account: %w. It is made: start again with --admin-reset", err)
	}
	return nil
}

// password reads, asks for, or leaves the password to be drawn.
func (a *AdminAccount) password(ctx context.Context, call *command.Call) (api.Secret, error) {
	var password api.Secret
	var err error
	switch {
	case a.PasswordFile != "":
		password, err = call.ReadPassword(a.PasswordFile)
	case call.CanAsk():
		password, err = askTwice(ctx, call, "Password for "+a.User)
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

func hidden(ctx context.Context, call *command.Call, question string) (api.Secret, error) {
	return call.Hidden(ctx, "give a file instead", func(p *prompt.Prompter) (string, error) { return p.Secret(ctx, question) })
}

// askTwice asks until both are the same.
func askTwice(ctx context.Context, call *command.Call, what string) (api.Secret, error) {
	for {
		first, err := hidden(ctx, call, what+": ")
		if err != nil {
			return api.Secret{}, err
		}
		if err := accounts.CheckPassword(first.Reveal()); err != nil {
			call.Say("%s.", err)
			continue
		}
		again, err := hidden(ctx, call, "The same again: ")
		if err != nil {
			return api.Secret{}, err
		}
		if first.Equal(again.Reveal()) {
			return first, nil
		}
		call.Say("They differ. Once more.")
	}
}
