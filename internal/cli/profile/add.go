package profile

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

func newAdd(s *app.Session) *cobra.Command {
	var write []func(*command.Call) (config.Field, error)
	cmd := &cobra.Command{
		Use:   "add [NAME] [--url URL]",
		Short: "Add a profile",
		Long: `Add a profile to the configuration file. All else in the file stays as it is.
The settings are those of [profiles.NAME] in docs/configuration.md. On a terminal you are
asked for the name and the address that you leave out.`,
		Example: `  supascale-tui profile add production --url https://supascale.example.com --environment production
  supascale-tui profile add lab --url https://10.0.0.7:8443/supascale --ca-file lab-ca.pem
  supascale-tui profile add staging --url https://staging.example.com --token-command "pass show supascale/staging"`,
		Args: atMostOneNewName,
		RunE: command.Run(func(ctx context.Context, call *command.Call) error {
			var fields []config.Field
			for _, read := range write {
				f, err := read(call)
				if err != nil {
					return app.UsageError{Err: err}
				}
				if f.Name != "" {
					fields = append(fields, f)
				}
			}
			return addProfile(ctx, s, call, fields)
		}),
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	for _, info := range config.ProfileFields() {
		write = append(write, fieldFlag(cmd, info))
	}
	for name, words := range map[string][]string{
		"environment": {"production", "staging", "development"}, "auth-header": config.AuthHeaders(), "revoke-style": config.RevokeStyles(),
		"clipboard": config.Clipboards(),
	} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	}
	_ = cmd.RegisterFlagCompletionFunc("theme", command.CompleteTheme(s))
	return cmd
}

// fieldFlag makes the flag of a setting, and gives what reads it: a Field
// without a name where it was not given.
func fieldFlag(cmd *cobra.Command, info config.FieldInfo) func(*command.Call) (config.Field, error) {
	name := strings.ReplaceAll(info.Name, "_", "-")
	what := strings.ReplaceAll(strings.ReplaceAll(info.What, "`", ""), `"`, "")
	var flag bool
	var text string
	if info.Zero == false {
		cmd.Flags().BoolVar(&flag, name, false, what)
	} else {
		cmd.Flags().StringVar(&text, name, "", what)
	}
	return func(call *command.Call) (config.Field, error) {
		if !call.Given(name) {
			return config.Field{}, nil
		}
		f := config.Field{Name: info.Name, Value: text}
		switch info.Zero.(type) {
		case bool:
			f.Value = flag
		case []string:
			if strings.ContainsAny(text, "\"'\\|<>$;&`*") {
				return f, fmt.Errorf("--%s is split at spaces and run without a shell: what needs quotes is written with \"supascale-tui config edit\"", name)
			}
			f.Value = strings.Fields(text)
		default:
			if u, err := url.Parse(text); info.Name == "proxy" && err == nil && u.User != nil {
				return f, errors.New("a password on the command line can be seen by others: add the profile without --proxy, then write it with \"supascale-tui config edit\"")
			}
			if info.Path && text != "" && !strings.HasPrefix(text, "~/") {
				// Here it is relative to where the command runs.
				path, err := filepath.Abs(text)
				if err != nil {
					return f, fmt.Errorf("--%s: %w", name, err)
				}
				f.Value = path
			}
		}
		return f, nil
	}
}

// atMostOneNewName is one name, or none where it can be asked for.
func atMostOneNewName(cmd *cobra.Command, args []string) error {
	if len(args) == 0 && command.IsTerminal(cmd.InOrStdin()) {
		return nil
	}
	return oneName(cmd, args)
}

// addProfile adds a profile, and asks for the name and the address that are not given.
func addProfile(ctx context.Context, s *app.Session, call *command.Call, fields []config.Field) error {
	to := app.NewProfile{Name: strings.Join(call.Args, "")}
	if to.Name == "" || !call.Given("url") {
		asked, err := ask(ctx, s, call, &to)
		if err != nil {
			return err
		}
		fields = append(asked, fields...)
	}
	path, err := s.AddProfile(to.Name, fields)
	if err != nil {
		return err
	}
	call.Say("Added the profile %s to %s.\nTry it with \"supascale-tui profile test %s\".", to.Name, sanitize.Text(path), to.Name)
	return nil
}

// ask asks for what an instance needs that is to be added, and gives what was answered.
func ask(ctx context.Context, s *app.Session, call *command.Call, to *app.NewProfile) (fields []config.Field, err error) {
	if !call.CanAsk() {
		return nil, command.Usagef("give the instance's address with --url, such as --url https://supascale.example.com")
	}
	settings, err := s.Load()
	if err != nil {
		return nil, err
	}
	a := Asking{Prompter: call.Prompter(), Ways: app.Ways{CheckName: config.CheckProfileName}}
	for _, p := range settings.Profiles {
		a.Ways.Profiles = append(a.Ways.Profiles, app.Profile{Name: p.Name})
	}
	if len(call.Flags) == 0 { // else what an instance takes to answer isn't known yet
		a.Ways.Probe = func(ctx context.Context, url string) (string, error) { return s.Probe(ctx, url, false) }
	}
	var steps []prompt.Step[app.NewProfile]
	if !call.Given("url") {
		steps = append(steps, a.Address)
	}
	if to.Name == "" {
		steps = append(steps, a.Name)
	}
	if !call.Given("environment") {
		steps = append(steps, a.Environment)
	}
	err = prompt.InSteps(ctx, a.Prompter, to, steps)
	for _, f := range []config.Field{{Name: "url", Value: to.URL}, {Name: "environment", Value: to.Environment}} {
		if f.Value != "" {
			fields = append(fields, f)
		}
	}
	return fields, err
}
