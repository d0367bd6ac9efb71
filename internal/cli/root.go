// Package cli is the program: its commands, and the console that they open.
package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/build"
	"github.com/supascale/supascale-tui/internal/cli/audit"
	"github.com/supascale/supascale-tui/internal/cli/check"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/cli/config"
	"github.com/supascale/supascale-tui/internal/cli/console"
	"github.com/supascale/supascale-tui/internal/cli/doctor"
	"github.com/supascale/supascale-tui/internal/cli/history"
	"github.com/supascale/supascale-tui/internal/cli/instance"
	"github.com/supascale/supascale-tui/internal/cli/instances"
	"github.com/supascale/supascale-tui/internal/cli/keys"
	"github.com/supascale/supascale-tui/internal/cli/login"
	"github.com/supascale/supascale-tui/internal/cli/notes"
	"github.com/supascale/supascale-tui/internal/cli/pending"
	"github.com/supascale/supascale-tui/internal/cli/profile"
	"github.com/supascale/supascale-tui/internal/cli/review"
)

// Main runs the program on its own streams and gives its exit code.
func Main(args []string) int {
	// Whatever it holds counts (no-color.org); the libraries take "yes" for no.
	if os.Getenv("NO_COLOR") != "" {
		_ = os.Setenv("NO_COLOR", "1") // it only fails for a name that is none
	}
	if problem := app.LoadZone(); problem != "" && !completing(args) {
		_, _ = fmt.Fprintln(command.ShownOn(os.Stderr), "supascale-tui: "+problem)
	}
	return run(context.Background(), args, os.Stdin, command.Spoken(command.ShownOn(os.Stdout)), command.ShownOn(os.Stderr))
}

func newSession(getenv func(string) string) *app.Session {
	s := &app.Session{Getenv: getenv, Version: build.Version(), Announce: command.Announce}
	s.CheckThemes = console.CheckThemes(s)
	return s
}

// run is the whole program: what Main and the tests call.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	root := newRootCommand(newSession(os.Getenv))
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
	if err != nil && err.Error() != "" && !command.ReaderGone(err) {
		_, _ = fmt.Fprintln(errOut, "supascale-tui: "+err.Error())
	}
	return command.ExitCode(err)
}

func newRootCommand(s *app.Session) *cobra.Command {
	flags := console.Flags{Target: command.Target{Session: s}}
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
		Args:          command.NoArgs,
		Version:       build.Version(),
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return console.Open(cmd, flags)
		},
	}
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return app.UsageError{Err: err} })
	flags.Register(root)
	flags.Target.Register(root)
	keys := keys.New(s)
	keys.AddCommand(notes.New(s))
	root.AddCommand(
		console.NewLocal(s), instance.NewServe(s), instances.New(s), audit.New(s), keys, check.New(s), review.New(s), pending.New(s), history.New(s),
		profile.New(s), config.New(s), login.New(s), login.NewLogout(s), login.NewKeyring(),
		console.NewThemes(s), doctor.New(s), newVersionCommand(), newManCommand(),
	)
	addCompletion(root)
	return root
}

// completing reports whether the program was called by a shell that completes a
// line: it shows what stands on stderr in the middle of it.
func completing(args []string) bool { return len(args) > 0 && strings.HasPrefix(args[0], "__complete") }
