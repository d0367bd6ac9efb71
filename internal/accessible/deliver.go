package accessible

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// file writes the key into a new file.
func (r *reveal) file(ctx context.Context) error {
	form, end, text := deliver.Bare, ".key", ""
	word, err := r.Select(ctx, "Write", []prompt.Option{
		{Word: "key", Text: "the key alone"},
		{Word: "env", Text: "a line for a .env file, SUPASCALE_API_KEY= and the key"},
	}, "key")
	if err != nil {
		return err
	}
	if word == "env" {
		form, end, text = deliver.Dotenv, ".env", "\n"
	}
	text = form.Write(r.secret.Reveal(), "") + text
	preset := "~/" + deliver.Slug(r.key.Name) + end
	for {
		typed, err := r.Input(ctx, prompt.Question{Ask: "Path of a new file", Default: preset, Help: []string{
			"A file on this machine that you alone can read. One that exists is never overwritten.",
		}})
		if err != nil {
			return err
		}
		path := deliver.ExpandHome(typed, r.home())
		switch {
		case strings.Contains(typed, r.secret.Reveal()):
			r.Say("The key doesn't belong into a file's name. Nothing was written.")
			continue
		case path == "":
			r.Say("Only ~ and ~/ stand for a home folder here, your own. Type the whole path.")
			continue
		}
		file, err := prompt.Await(ctx, r.Prompter, prompt.Job{Timeout: deliver.FileTimeout, Fixed: true}, func(ctx context.Context) (deliver.File, error) {
			return deliver.ToFile(ctx, path, text)
		})
		if prompt.Left(err) {
			return err
		}
		if err != nil {
			r.Say(deliver.FileTrouble(file.Path, err))
			continue
		}
		r.written(file)
		return nil
	}
}

func (r *reveal) written(file deliver.File) {
	r.take(file.Taken())
	r.Say("Written to " + sanitize.Text(file.Path) + fmt.Sprintf(", mode %04o. It counts as taken.", file.Mode))
	if words := file.Exposure(); words != "" {
		r.Say("Warning: " + words)
	}
}

func (s *session) home() string {
	if home := s.env.Getenv("HOME"); home != "" {
		return home
	}
	home, _ := os.UserHomeDir()
	return home
}

// command hands the key to a command's standard input.
func (r *reveal) command(ctx context.Context) error {
	r.Say("It runs on this machine, without a shell, for at most 30 seconds. The key goes to its standard input, without a line end, never among its arguments.")
	help := []string{"A command that reads a secret on its standard input. Examples:"}
	help = append(help, deliver.Examples(deliver.Slug(r.key.Name))...)
	for {
		typed, err := r.Input(ctx, prompt.Question{Ask: "Command, ? for examples", Help: help})
		if err != nil {
			return err
		}
		if strings.Contains(typed, r.secret.Reveal()) {
			r.Say("The key doesn't belong on the command line, where every process can read it. Nothing was run; it goes to standard input.")
			continue
		}
		argv, trouble := deliver.SplitCommand(typed)
		switch {
		case trouble != "":
			r.Say(trouble)
			continue
		case len(argv) == 0 || argv[0] == "":
			r.Say("Type a command. ? gives examples.")
			continue
		}
		secret := r.secret.Reveal()
		result, err := prompt.Await(ctx, r.Prompter, prompt.Job{Timeout: deliver.CommandTimeout}, func(ctx context.Context) (deliver.Outcome, error) {
			return deliver.ToCommand(ctx, argv, secret), nil
		})
		switch {
		case prompt.Left(err):
			return err
		case err != nil:
			r.Say("The command was stopped. Whether it took the key is not known.")
			continue
		}
		r.Say(result.Words)
		if result.OK {
			r.take(deliver.Accepted)
			return nil
		}
	}
}
