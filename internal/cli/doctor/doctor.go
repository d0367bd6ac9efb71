// Package doctor is the command that looks for what is in the way to an instance.
package doctor

import (
	"context"
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/build"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/credential"
	"github.com/supascale/supascale-tui/internal/doctor"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/views"
)

// Options say how far the doctor may go.
type Options struct {
	command.Target
	Output     command.Output
	TryHeaders bool
}

// New makes the command.
func New(s *app.Session) *cobra.Command {
	o := Options{Target: command.Target{Session: s}}
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look for what is wrong, from the configuration to the terminal",
		Long: `Look at the configuration, the key, the way to the instance, what the instance
offers, the terminal and the folders, and say what to do about what is wrong. Nothing
is changed, on the instance neither.

What is printed is safe to paste into a bug report: it holds no key, no password and
no account's name. It does hold the instance's address and the profile's name.

The exit code is 0 when nothing failed, warnings included; else the first failure
decides: 2 for the configuration, 3 when the instance refuses the key, 5 when it can't
be reached, 4 when the API is not there, 1 for anything else.`,
		Example: `  supascale-tui doctor
  supascale-tui doctor --profile production -o json`,
		Args: command.NoArgs,
		RunE: command.Run(o.Run),
	}
	o.Register(cmd)
	o.Output.Register(cmd, output.Table, output.JSON)
	cmd.Flags().BoolVar(&o.TryHeaders, "try-headers", false, "send a key that is refused in the other header as well")
	return cmd
}

// Run looks for what is wrong.
func (o *Options) Run(ctx context.Context, call *command.Call) error {
	format, err := o.Output.Format()
	if err != nil {
		return err
	}
	report := doctor.Run(ctx, o.plan())
	if format == output.JSON {
		err = output.Object(call.Out, format, report)
	} else {
		err = report.Print(call.Out)
	}
	if err != nil {
		return err
	}
	if failure, failed := report.FirstFailure(); failed {
		return command.Exit{Code: doctorExit(failure.Cause)}
	}
	if report.Interrupted {
		return command.Exit{Code: command.ExitFailed}
	}
	return nil
}

func doctorExit(cause doctor.Cause) int {
	switch cause {
	case doctor.Usage:
		return command.ExitUsage
	case doctor.NotAuthorised:
		return command.ExitNotAuthorised
	case doctor.NotFound:
		return command.ExitNotFound
	case doctor.Unreachable:
		return command.ExitUnreachable
	}
	return command.ExitFailed
}

// plan is what the doctor is to look at. A mistake on the way is something to
// report, and no reason to end.
func (o *Options) plan() doctor.Plan {
	p := doctor.Plan{Program: build.Version(), TryHeaders: o.TryHeaders, Environ: os.Environ(), Folders: ownFolders(o.Session)}
	p.Home, _ = os.UserHomeDir() // without one there is none to hide
	if account, err := user.Current(); err == nil {
		p.User = account.Username
	}
	p.Settings.Path, _ = config.File(o.Session.Getenv)
	p.Settings.Overrides = setVariables(o.Session)
	p.Screen.MinWidth, p.Screen.MinHeight = views.MinWidth, views.MinHeight
	p.Screen.Width, p.Screen.Height = terminalSize()
	p.Screen.ZoneProblem = app.LoadZone()
	p.Screen.Zone = time.Local
	settings, err := o.Session.LoadChecked()
	if err != nil {
		p.Settings.Mistake = err.Error()
		return p
	}
	chosen, err := settings.Choose(o.Session.Getenv, o.Given())
	switch {
	case errors.Is(err, config.ErrNoInstance):
		p.Settings.NoProfile = "there is none, and " + config.EnvURL + " is not set"
	case err != nil:
		p.Settings.NoProfile = err.Error()
	default:
		chosen.InsecureHTTP = chosen.InsecureHTTP || o.InsecureHTTP
		p.Settings.Profile, p.Settings.Chosen = chosen.Name, o.Session.Because(&o.Target.Target, settings, chosen)
		p.Target = doctorTarget(o.Session, chosen)
	}
	with, err := settings.With(chosen, o.Session.Getenv, o.Given())
	if err != nil {
		p.Settings.Mistake = err.Error()
		return p
	}
	p.Screen.Clipboard = o.Session.Clipboard(with)
	return p
}

func doctorTarget(s *app.Session, p config.Profile) *doctor.Target {
	t := &doctor.Target{
		URL: p.URL, AuthHeader: p.AuthHeader, RevokeStyle: p.RevokeStyle,
		OwnCA: p.CAFile != "", ClientCert: p.ClientCert != "", ProxyFrom: "the environment",
		Options: func(key api.Secret, header string) (api.Options, error) {
			q := p
			if header != "" {
				q.AuthHeader = header
			}
			quiet := *s
			quiet.Announce = nil // the report tells
			o, err := quiet.Options(q)
			o.Key = key
			return o, err
		},
		FindKey: func(ctx context.Context) (credential.Credential, error) {
			return credential.Find(ctx, app.KeyOf(p), s.Getenv)
		},
	}
	if p.Proxy != "" {
		t.ProxyFrom = "the profile"
	}
	return t
}

// setVariables are the variables that change what the program does, by name:
// some hold secrets.
func setVariables(s *app.Session) []string {
	var set []string
	for _, name := range []string{
		config.EnvFile, config.EnvProfile, config.EnvURL, keys.EnvKey, config.EnvTheme, config.EnvClipboard,
		"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR",
	} {
		if s.Getenv(name) != "" {
			set = append(set, name)
		}
	}
	return set
}

// terminalSize is that of the first of the program's streams that is a terminal.
func terminalSize() (width, height int) {
	for _, f := range []*os.File{os.Stdout, os.Stderr, os.Stdin} {
		if w, h, err := term.GetSize(f.Fd()); err == nil {
			return w, h
		}
	}
	return 0, 0
}

func ownFolders(s *app.Session) []doctor.Folder {
	state := doctor.Folder{ID: "state", Title: "Notes of new keys", Variable: "XDG_STATE_HOME"}
	data := doctor.Folder{ID: "credentials", Title: "Stored keys", Variable: "XDG_DATA_HOME"}
	const homeless = "this account has no home folder"
	var err error
	if state.Path, err = config.StatePath(app.UndeliveredPart, s.Getenv); err != nil {
		state.Problem = err.Error()
	} else if !config.StateIsKept(s.Getenv) {
		state.Doubt = homeless + ", so they are in " + state.Path + ", which a restart of the machine may empty"
	}
	instance, err := config.DataDir(s.Getenv)
	if err != nil {
		data.Problem = homeless
	}
	data.Path = filepath.Join(filepath.Dir(instance), "credentials")
	return []doctor.Folder{state, data}
}
