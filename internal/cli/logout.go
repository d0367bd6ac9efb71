package cli

import (
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/credential"
)

func newLogoutCommand() *cobra.Command {
	var t target
	cmd := &cobra.Command{
		Use:   "logout",
		Short: "Remove the stored key of an instance from this machine",
		Long: `Remove what login has stored on this machine. The key itself works on until it is
revoked, which this command doesn't do.`,
		Example: `  supascale-tui logout`,
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runLogout(cmd, &t) },
	}
	t.register(cmd)
	return cmd
}

func runLogout(cmd *cobra.Command, t *target) error {
	ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p, err := session.Resolve(&t.Target)
	if err != nil {
		return err
	}
	done, err := credential.Remove(ctx, app.KeyOf(p), os.Getenv)
	for _, source := range done.Removed {
		say(cmd.ErrOrStderr(), "%s", "Removed from "+source.String()+".")
	}
	for _, words := range done.Kept {
		say(cmd.ErrOrStderr(), "%s", "Left: "+words)
	}
	if err != nil {
		return err
	}
	if len(done.Removed) > 0 {
		say(cmd.ErrOrStderr(), "The key itself works until it is revoked on the instance.")
	} else if len(done.Kept) == 0 {
		say(cmd.ErrOrStderr(), "Nothing is stored for this instance.")
	}
	if os.Getenv(config.EnvKey) != "" {
		say(cmd.ErrOrStderr(), "%s", config.EnvKey+" is still set in this shell.")
	}
	return nil
}

// newKeyringCommand is what the program starts itself with to ask the keyring,
// so that a keyring that doesn't answer can be left.
func newKeyringCommand() *cobra.Command {
	return &cobra.Command{
		Use:    credential.KeyringCommand,
		Short:  "Ask the keyring one question on behalf of this program",
		Hidden: true,
		Args:   noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return credential.ServeKeyring(cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
}
