package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/clean"
	"github.com/supascale/supascale-tui/internal/config"
)

func newProfileCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "profile",
		Short: "Instances you work with, by name",
		Long: `Profiles name the instances you work with: where each is, how to reach it, what
holds for its new keys. They stand in the configuration file ("supascale-tui config
path"); keys never do.`,
		Example: `  supascale-tui profile add production --url https://supascale.example.com --environment production
  supascale-tui profile test production
  supascale-tui --profile production`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newProfileAddCommand(), newProfileListCommand(), newProfileUseCommand(),
		newProfileRemoveCommand(), newProfileShowCommand(), newProfileTestCommand())
	return cmd
}

// oneName is for commands on one profile; atMostOneName takes the current one
// where none is named.
func oneName(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("give the name of one profile")
	}
	return nil
}

func atMostOneName(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usagef("give the name of one profile, or none for the current one")
	}
	return nil
}

func newProfileAddCommand() *cobra.Command {
	var write []func(*cobra.Command) (config.Field, error)
	cmd := &cobra.Command{
		Use:   "add NAME --url URL",
		Short: "Add a profile",
		Long: `Add a profile to the configuration file. All else in the file stays as it is.
The settings are those of [profiles.NAME] in docs/configuration.md.`,
		Example: `  supascale-tui profile add production --url https://supascale.example.com --environment production
  supascale-tui profile add lab --url https://10.0.0.7:8443/supascale --ca-file lab-ca.pem
  supascale-tui profile add staging --url https://staging.example.com --token-command "pass show supascale/staging"`,
		Args: oneName,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !cmd.Flags().Changed("url") {
				return usagef("give the instance's address with --url, such as --url https://supascale.example.com")
			}
			var fields []config.Field
			for _, read := range write {
				f, err := read(cmd)
				if err != nil {
					return usageError{err}
				}
				if f.Name != "" {
					fields = append(fields, f)
				}
			}
			return addProfile(cmd, args[0], fields)
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	for _, info := range config.ProfileFields() {
		write = append(write, fieldFlag(cmd, info))
	}
	for name, words := range map[string][]string{
		"environment": {"production", "staging", "development"}, "auth-header": config.AuthHeaders(), "revoke-style": config.RevokeStyles(),
		"theme": config.Themes(), "clipboard": config.Clipboards(),
	} {
		_ = cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	}
	return cmd
}

// fieldFlag makes the flag of a setting, and gives what reads it: a Field
// without a name where it was not given.
func fieldFlag(cmd *cobra.Command, info config.FieldInfo) func(*cobra.Command) (config.Field, error) {
	name := strings.ReplaceAll(info.Name, "_", "-")
	what := strings.NewReplacer("`", "", `"`, "").Replace(info.What)
	var flag bool
	var text string
	if info.Zero == false {
		cmd.Flags().BoolVar(&flag, name, false, what)
	} else {
		cmd.Flags().StringVar(&text, name, "", what)
	}
	return func(cmd *cobra.Command) (config.Field, error) {
		if !cmd.Flags().Changed(name) {
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

// change edits the configuration file: edit makes the new text of the old.
func change(edit func(path string, text []byte) ([]byte, error)) (path string, err error) {
	path, _ = config.File(os.Getenv)
	before, err := config.Read(os.Getenv)
	if errors.Is(err, os.ErrNotExist) {
		before, err = nil, nil // named, and to be made
	}
	if err != nil {
		return path, err
	}
	after, err := edit(path, before)
	if err != nil {
		return path, usageError{err}
	}
	if err := checkText(path, after); err != nil {
		return path, usageError{err}
	}
	return path, config.Replace(path, before, after)
}

func addProfile(cmd *cobra.Command, name string, fields []config.Field) error {
	path, err := change(func(path string, text []byte) ([]byte, error) { return config.AddProfile(path, text, name, fields) })
	if err != nil {
		return err
	}
	cmd.PrintErrf("Added the profile %s to %s.\nTry it with \"supascale-tui profile test %s\".\n", name, clean.Text(path), name)
	return nil
}

func newProfileUseCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "use NAME",
		Short:   "Say which profile is used when none is named",
		Example: "  supascale-tui profile use production",
		Args:    oneName,
		RunE: func(cmd *cobra.Command, args []string) error {
			_, err := change(func(path string, text []byte) ([]byte, error) { return config.UseProfile(path, text, args[0]) })
			if err != nil {
				return err
			}
			cmd.PrintErrf("%s is used now when no profile is named.\n", args[0])
			return nil
		},
		ValidArgsFunction: completeProfile,
	}
}

func newProfileRemoveCommand() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "remove NAME",
		Short: "Remove a profile",
		Long: `Remove a profile's table from the configuration file. All else in the file stays
as it is. On the instance nothing changes: its keys stay valid.

A key that "login" stored for the profile stays stored. To remove it too, run
"supascale-tui logout --profile NAME" first.`,
		Example: `  supascale-tui profile remove staging
  supascale-tui profile remove staging --yes`,
		Args: oneName,
		RunE: func(cmd *cobra.Command, args []string) error {
			return removeProfile(cmd, args[0], yes)
		},
		ValidArgsFunction: completeProfile,
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "don't ask")
	return cmd
}

func removeProfile(cmd *cobra.Command, name string, yes bool) error {
	path, err := change(func(path string, text []byte) ([]byte, error) {
		after, err := config.RemoveProfile(path, text, name)
		if err != nil || yes {
			return after, err
		}
		stays := fmt.Sprintf("A key that \"login\" stored for it stays stored; \"supascale-tui logout --profile %s\" removes it.\n", name)
		return after, confirmRemoval(cmd, stays+fmt.Sprintf("Remove the profile %s from %s?", name, clean.Text(path)))
	})
	if err != nil {
		return err
	}
	cmd.PrintErrf("Removed the profile %s from %s. A key that \"login\" stored for it stays stored.\n", name, clean.Text(path))
	return nil
}

func newProfileListCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the profiles",
		Example: `  supascale-tui profile list
  supascale-tui profile list -o json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, err := loadChecked()
			if err != nil {
				return err
			}
			return listProfiles(cmd, settings, format)
		},
	}
	tableOrJSON(cmd, &format)
	return cmd
}

// profileRow is a profile in the list: the names are documented.
type profileRow struct {
	Name        string `json:"name"`
	URL         string `json:"url"`
	Environment string `json:"environment"`
	Current     bool   `json:"current"`
}

func listProfiles(cmd *cobra.Command, settings config.Settings, format string) error {
	used, err := settings.Choose(os.Getenv, nil)
	if err == nil && used.Name == "" {
		cmd.PrintErrf("%s is set: it is used where no profile is named.\n", config.EnvURL)
	}
	rows := []profileRow{}
	for _, p := range settings.Profiles {
		rows = append(rows, profileRow{p.Name, p.URL, p.Environment, err == nil && p.Name == used.Name})
	}
	if format == "json" {
		return jsonTo(cmd, rows)
	}
	if len(rows) == 0 {
		cmd.PrintErrf("There are no profiles. \"supascale-tui profile add NAME --url URL\" makes one.\n")
		return nil
	}
	table := [][]string{{"NAME", "URL", "ENVIRONMENT", ""}}
	for _, row := range rows {
		table = append(table, []string{row.Name, row.URL, row.Environment, map[bool]string{true: "current"}[row.Current]})
	}
	return rowsTo(cmd, table)
}

func newProfileShowCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "show [NAME]",
		Short: "Show what a profile sets",
		Example: `  supascale-tui profile show production
  supascale-tui profile show -o json`,
		Args: atMostOneName,
		RunE: func(cmd *cobra.Command, args []string) error {
			t := target{profile: strings.Join(args, "")}
			settings, err := loadChecked()
			if err != nil {
				return err
			}
			p, err := t.choose(settings)
			if err != nil {
				return err
			}
			values, err := settings.Values(p, os.Getenv, t.given())
			if err != nil {
				return usageError{err}
			}
			values = slices.DeleteFunc(values, func(v config.Value) bool {
				return v.Source != config.FromProfile && v.Name != "url"
			})
			return printValues(cmd, values, format)
		},
		ValidArgsFunction: completeProfile,
	}
	tableOrJSON(cmd, &format)
	return cmd
}
