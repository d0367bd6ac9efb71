// Package cli is the program: its commands, and the console that they open.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/build"
	"github.com/supascale/supascale-tui/internal/credential"
)

// Exit codes. Scripts depend on them: docs/automation.md lists them.
const (
	exitOK            = 0
	exitFailed        = 1
	exitUsage         = 2
	exitNotAuthorised = 3 // the instance refuses the credential, or its level
	exitNotFound      = 4
	exitUnreachable   = 5
	exitFound         = 6 // check found something
	exitPartial       = 7 // the instance gave only a part of what was asked for
)

func usagef(format string, args ...any) error {
	return app.UsageError{Err: fmt.Errorf(format, args...)}
}

// Main runs the program on its own streams and gives its exit code.
func Main(args []string) int {
	// Whatever it holds counts (no-color.org); the libraries take "yes" for no.
	if os.Getenv("NO_COLOR") != "" {
		_ = os.Setenv("NO_COLOR", "1") // it only fails for a name that is none
	}
	if problem := loadZone(); problem != "" && !completing(args) {
		_, _ = fmt.Fprintln(shownOn(os.Stderr), "supascale-tui: "+problem)
	}
	return run(context.Background(), args, os.Stdin, shownOn(os.Stdout), shownOn(os.Stderr))
}

// run is the whole program: what Main and the tests call.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	root := newRootCommand()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	helped := checkHelp(root)
	err := refuseLeaks(args, os.Getenv)
	if err == nil {
		err = root.ExecuteContext(ctx)
	}
	if err == nil {
		err = helped()
	}
	if err != nil && err.Error() != "" && !readerGone(err) {
		_, _ = fmt.Fprintln(errOut, "supascale-tui: "+err.Error())
	}
	return exitCode(err)
}

// noArgs is cobra.NoArgs with the exit code of a usage error. It does not repeat
// a key that was given by mistake.
func noArgs(cmd *cobra.Command, args []string) error {
	if err := cobra.NoArgs(cmd, args); err != nil {
		return usagef("%s", credential.Redact(err.Error()))
	}
	return nil
}

func newRootCommand() *cobra.Command {
	var flags consoleFlags
	root := &cobra.Command{
		Use:   "supascale-tui",
		Short: "Manage the API keys of a Supascale instance",
		Long: `supascale-tui is a terminal console for the API keys of a Supascale instance:
list, create and revoke keys, and look into failed attempts.

It connects to the instance of a profile ("supascale-tui profile add"), or to the one
in SUPASCALE_URL with the key in SUPASCALE_API_KEY. Without an instance at hand,
"supascale-tui local --sample" starts one here.`,
		Example: `  supascale-tui local --sample
  supascale-tui --profile production
  SUPASCALE_URL=https://supascale.example.com supascale-tui    # with SUPASCALE_API_KEY set`,
		Args:          noArgs,
		Version:       build.Version(),
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runConsole(cmd, flags)
		},
	}
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return app.UsageError{Err: err} })
	flags.register(root)
	flags.target.register(root)
	root.AddCommand(
		newLocalCommand(), newServeCommand(), newAuditCommand(), newKeysCommand(), newCheckCommand(), newReviewCommand(), newPendingCommand(),
		newProfileCommand(), newConfigCommand(), newLoginCommand(), newLogoutCommand(), newKeyringCommand(),
		newThemesCommand(), newDoctorCommand(), newVersionCommand(), newManCommand(),
	)
	addCompletion(root)
	return root
}

func exitCode(err error) int {
	if err == nil {
		return exitOK
	}
	if _, ok := errors.AsType[app.UsageError](err); ok {
		return exitUsage
	}
	if coded, ok := errors.AsType[codedError](err); ok {
		return coded.code
	}
	if api.PartOf(err) != nil {
		return exitPartial
	}
	switch api.KindOf(err) {
	case api.Unauthorized, api.Forbidden:
		return exitNotAuthorised
	case api.NotFound:
		return exitNotFound
	case api.Unreachable, api.Timeout:
		return exitUnreachable
	}
	return exitFailed
}
