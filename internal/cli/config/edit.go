package config

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// newFile is what an editor shows where there is no file yet.
const newFile = `# Settings of supascale-tui: docs/configuration.md lists them all.
# A key never stands in this file.

#profile = "production"        # used when none is named
#theme = "auto"

#[profiles.production]
#url = "https://supascale.example.com"
#environment = "production"
`

func newEdit(s *app.Session) *cobra.Command {
	return &cobra.Command{
		Use:   "edit",
		Short: "Change the configuration file in your editor",
		Long: `Open a copy of the configuration file in $VISUAL or $EDITOR. When the editor ends,
the copy is checked, and only one without a mistake takes the file's place. With a
mistake you can edit again; the copy is kept.`,
		Example: `  supascale-tui config edit
  EDITOR=nano supascale-tui config edit`,
		Args: command.NoArgs,
		RunE: command.RunToTheEnd(func(ctx context.Context, call *command.Call) error {
			e := edit{
				session: s,
				open:    func(ctx context.Context, path string) error { return openEditor(ctx, call, path) },
				again:   func() bool { return call.CanAsk() && call.Answer("Edit again? [Y/n] ") != "n" },
				say:     func(text string) { call.Say("%s", text) },
			}
			return e.run(ctx)
		}),
	}
}

// edit changes the file by way of a copy.
type edit struct {
	session *app.Session
	open    func(ctx context.Context, path string) error
	again   func() bool // asks whether to edit again
	say     func(text string)
}

func (e *edit) run(ctx context.Context) error {
	path, _ := config.File(e.session.Getenv)
	before, err := config.Read(e.session.Getenv)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	shown := before
	if len(before) == 0 {
		shown = []byte(newFile)
	}
	copied, err := copyOf(shown)
	if err != nil {
		return err
	}
	for {
		if err := e.open(ctx, copied); err != nil {
			return fmt.Errorf("the editor failed: %w. Nothing was changed; your text is in %s", err, copied)
		}
		after, err := os.ReadFile(copied) //nolint:gosec // the copy made above
		if err != nil {
			return fmt.Errorf("read what was edited: %w", err)
		}
		if bytes.Equal(after, shown) {
			e.say("Nothing was changed.")
			return os.Remove(copied)
		}
		if err = e.session.CheckText(copied, after); err == nil {
			if err = config.Replace(path, before, after); err != nil {
				return fmt.Errorf("%w. Your text is in %s", err, copied)
			}
			e.say("Changed " + sanitize.Text(path) + ".")
			return os.Remove(copied)
		}
		e.say("There is a mistake: " + err.Error())
		if !e.again() {
			return command.Usagef("the file was not changed. Your text is in %s", copied)
		}
	}
}

// copyOf writes a text to a file of its own, which only its owner can read: a
// proxy's password may be in it.
func copyOf(text []byte) (path string, err error) {
	f, err := os.CreateTemp("", "supascale-tui-*.toml") // mode 0600
	if err != nil {
		return "", fmt.Errorf("make a copy to edit: %w", err)
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("make a copy to edit: %w", err), os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// editorCommand splits VISUAL or EDITOR into words as a shell does: a path may hold
// spaces. On Windows a backslash is part of a path, so blanks alone separate there.
func editorCommand(line string) (argv []string, err error) {
	windows := runtime.GOOS == "windows"
	switch {
	case line == "" && windows:
		return []string{"notepad"}, nil
	case line == "":
		return []string{"vi"}, nil
	case windows:
		return strings.Fields(line), nil
	}
	argv, trouble := deliver.SplitCommand(line)
	if trouble == "" && (len(argv) == 0 || argv[0] == "") {
		trouble = "It names no program."
	}
	if trouble != "" {
		return nil, command.Usagef("VISUAL or EDITOR can't be used. %s Set it to a program that you have", trouble)
	}
	return argv, nil
}

// openEditor runs the admin's editor until it ends.
func openEditor(ctx context.Context, call *command.Call, path string) error {
	argv, err := editorCommand(cmp.Or(strings.TrimSpace(os.Getenv("VISUAL")), strings.TrimSpace(os.Getenv("EDITOR"))))
	if err != nil {
		return err
	}
	run := exec.CommandContext(ctx, argv[0], append(argv[1:], path)...) //nolint:gosec // the admin's own editor
	run.Stdin, run.Stdout, run.Stderr = call.In, call.Out, call.Err
	if err := run.Run(); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return fmt.Errorf("there is no %s: set VISUAL or EDITOR to one you have", sanitize.Limit(argv[0], 60))
		}
		return fmt.Errorf("%s ended with %w", sanitize.Limit(argv[0], 60), err)
	}
	return nil
}
