package cli

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/build"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/manual"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui/press"
)

// manualExitCodes is what the manual says about them.
func manualExitCodes() []manual.Entry {
	var list []manual.Entry
	for code, meaning := range command.ExitMeanings {
		list = append(list, manual.Entry{Term: strconv.Itoa(code), Text: meaning})
	}
	return list
}

// manualVariables are the environment variables that the program reads.
var manualVariables = []manual.Entry{
	{Term: "SUPASCALE_URL", Text: "The instance's address, such as https://supascale.example.com; a path prefix may follow."},
	{Term: "SUPASCALE_API_KEY", Text: "A key of that instance. It needs system: read to see keys and the activity log, system: write to create and revoke keys."},
	{Term: "SUPASCALE_TUI_CONFIG", Text: "The configuration file, instead of the one under FILES."},
	{Term: "SUPASCALE_TUI_THEME", Text: "The colours, as with --theme."},
	{Term: "SUPASCALE_CLIPBOARD", Text: "How a new key is copied: auto, tmux, screen, osc52, native, command or none."},
	{Term: "NO_COLOR", Text: "No colours, when it is set and not empty."},
	{Term: "SUPASCALE_PROFILE", Text: "The profile to use, as with --profile."},
	{Term: "ACCESSIBLE", Text: "Numbered prompts in plain lines instead of the console, when it is set and not 0, false or no."},
	{Term: "DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR", Text: "Where the keyring is asked, if a profile says keyring = true."},
	{Term: "SUPASCALE_TUI_KEYRING_CALL", Text: "Set by the program for a child process of its own that asks the keyring; of no use elsewhere."},
	{Term: "XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME", Text: "The folders under FILES, where they are not the usual ones."},
}

// manualFiles are the files that the program reads and writes by itself.
var manualFiles = []manual.Entry{
	{Term: "~/.config/supascale-tui/config.toml", Text: "The configuration. It holds no keys."},
	{Term: "~/.config/supascale-tui/themes/NAME.toml", Text: "Themes of your own."},
	{Term: "~/.local/share/supascale-tui/credentials/NAME", Text: "A key that login stored, mode 0600."},
	{Term: "~/.local/share/supascale-tui/instance", Text: "The data of a local instance."},
	{Term: "~/.local/state/supascale-tui/undelivered", Text: "A note for each key that was asked for and not yet taken, never its value."},
}

// manualLetters are the console's, with the mode where they mean something else.
func manualLetters() []manual.Entry {
	var list []manual.Entry
	for _, l := range press.Table() {
		e := manual.Entry{Term: l.Name, Text: text.Sentence(l.Means)}
		if l.Mode != press.Anywhere {
			e.Term += " (" + string(l.Mode) + ")"
		}
		list = append(list, e)
	}
	return list
}

func newManCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "man [COMMAND]...",
		Short: "Print the manual page of a command, or write all pages",
		Long: `Print the manual page of a command, or without one that of the program, as man
reads it. With --dir, write the pages of all commands into a folder.`,
		Example: `  supascale-tui man audit | man -l -
  supascale-tui man --dir ~/.local/share/man/man1`,
		RunE: func(cmd *cobra.Command, args []string) error {
			options, err := manualOptions(os.Getenv)
			if err != nil {
				return err
			}
			root := cmd.Root()
			if dir != "" {
				if len(args) > 0 {
					return command.Usagef("--dir writes the pages of all commands: leave out %q", args[0])
				}
				n, err := manual.Write(dir, root, options)
				if err != nil {
					return err
				}
				command.Say(cmd.ErrOrStderr(), "%d pages are in %s.", n, dir)
				return nil
			}
			wanted, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 || !wanted.IsAvailableCommand() && wanted.HasParent() {
				return command.Usagef("no such command: %q. \"supascale-tui --help\" lists them", args)
			}
			if _, err := io.WriteString(cmd.OutOrStdout(), manual.Page(wanted, options)); err != nil {
				return fmt.Errorf("write to stdout: %w", err)
			}
			return nil
		},
		ValidArgsFunction: completeCommand,
	}
	cmd.Flags().StringVar(&dir, "dir", "", "write the pages of all commands into this `DIR`")
	_ = cmd.MarkFlagDirname("dir")
	return cmd
}

// completeCommand offers the commands below those already named.
func completeCommand(cmd *cobra.Command, args []string, _ string) (names []cobra.Completion, _ cobra.ShellCompDirective) {
	at, rest, err := cmd.Root().Find(args)
	if err == nil && len(rest) == 0 {
		for _, sub := range at.Commands() {
			if sub.IsAvailableCommand() {
				names = append(names, cobra.CompletionWithDesc(sub.Name(), sub.Short))
			}
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// manualOptions date the pages by SOURCE_DATE_EPOCH (reproducible-builds.org),
// else by the commit: two builds of one commit have the same pages.
func manualOptions(getenv func(string) string) (manual.Options, error) {
	o := manual.Options{
		Source: "supascale-tui " + build.Version(),
		Sections: []manual.Section{
			{Title: "KEYS", Intro: "Letters of the console. The arrows move too, enter opens, esc goes back; ? lists what works on a screen.", Entries: manualLetters()},
			{Title: "EXIT STATUS", Entries: manualExitCodes()},
			{Title: "ENVIRONMENT", Entries: manualVariables},
			{Title: "FILES", Entries: manualFiles},
		},
	}
	if epoch := getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return o, command.Usagef("SOURCE_DATE_EPOCH is %q: want seconds since 1970", epoch)
		}
		o.Date = time.Unix(seconds, 0)
	} else if date, err := time.Parse(time.RFC3339, build.This().Date); err == nil {
		o.Date = date
	}
	return o, nil
}
