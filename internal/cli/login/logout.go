package login

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/credential"
	"github.com/supascale/supascale-tui/internal/keys"
)

// NewLogout makes the command that removes a stored key.
func NewLogout(s *app.Session) *cobra.Command {
	t := command.Target{Session: s}
	cmd := &cobra.Command{
		Use:   "logout",
		Short: "Remove the stored key of an instance from this machine",
		Long: `Remove what login has stored on this machine. The key itself works on until it is
revoked, which this command doesn't do.`,
		Example: `  supascale-tui logout`,
		Args:    command.NoArgs,
		RunE:    command.Run(func(ctx context.Context, call *command.Call) error { return logout(ctx, call, &t) }),
	}
	t.Register(cmd)
	return cmd
}

func logout(ctx context.Context, call *command.Call, t *command.Target) error {
	p, err := t.Session.Resolve(&t.Target)
	if err != nil {
		return err
	}
	done, err := credential.Remove(ctx, app.KeyOf(p), t.Session.Getenv)
	for _, source := range done.Removed {
		call.Say("%s", "Removed from "+source.String()+".")
	}
	for _, words := range done.Kept {
		call.Say("%s", "Left: "+words)
	}
	if err != nil {
		return err
	}
	if len(done.Removed) > 0 {
		call.Say("The key itself works until it is revoked on the instance.")
	} else if len(done.Kept) == 0 {
		call.Say("Nothing is stored for this instance.")
	}
	if t.Session.Getenv(keys.EnvKey) != "" {
		call.Say("%s", keys.EnvKey+" is still set in this shell.")
	}
	return nil
}

// NewKeyring is what the program starts itself with to ask the keyring,
// so that a keyring that doesn't answer can be left.
func NewKeyring() *cobra.Command {
	return &cobra.Command{
		Use:    credential.KeyringCommand,
		Short:  "Ask the keyring one question on behalf of this program",
		Hidden: true,
		Args:   command.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return credential.ServeKeyring(cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
}
