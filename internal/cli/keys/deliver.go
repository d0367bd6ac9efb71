package keys

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// destination is where the value of a new key goes: to stdout, a file or a
// command. It is exactly one of them.
type destination struct {
	format  output.Format
	out     io.Writer
	file    string
	command []string
	nowhere bool   // it is asked for once there is a name
	took    string // where the value is, in words
	broken  bool   // stdout takes nothing any more
	// receipt prints the key of one of several instances with its value; nil prints that of
	// a single one.
	receipt func(created api.CreatedKey) error
}

// Delivery is the flags that choose where the value of a new key goes.
type Delivery struct {
	Output    command.Output
	ToFile    string
	ToCommand bool
}

func (o *Delivery) register(cmd *cobra.Command) {
	o.Output.Register(cmd, output.Table, output.JSON, output.JSONLines, output.Env, output.Name, output.Value)
	cmd.Flags().StringVar(&o.ToFile, "to-file", "", "write the value to this new `FILE`, mode 0600")
	cmd.Flags().BoolVar(&o.ToCommand, "to-command", false, `give the value to the command after "--" on its standard input`)
}

// wanted is the destination, which is asked for later where none is given and somebody is
// there, or which the caller has.
func (o *Delivery) wanted(call *command.Call, own int, elsewhere bool) (destination, error) {
	if elsewhere {
		return destination{}, nil
	}
	to, err := o.destination(call, own)
	if errors.Is(err, errNowhere) && call.CanAsk() {
		to.nowhere, err = true, nil
	}
	return to, err
}

// ask asks where the value of a key goes.
func (d *destination) ask(ctx context.Context, call *command.Call, name string) error {
	p := call.Prompter()
	for {
		word, err := p.Select(ctx, "Where to put its value", []prompt.Option{
			{Word: "file", Text: "to a new file that you alone can read"},
			{Word: "command", Text: "to a command's standard input"},
			{Word: "here", Text: "print it here, once"},
		}, "file")
		if err != nil {
			return err
		}
		d.file, d.command = "", nil
		switch word {
		case "here":
			d.format = output.Value
		case "file":
			typed, err := p.Input(ctx, prompt.Question{Ask: "Path of a new file", Default: "~/" + deliver.Slug(name) + ".key"})
			if err != nil {
				return err
			}
			home, _ := os.UserHomeDir()
			if d.file = deliver.ExpandHome(typed, home); d.file == "" {
				p.Say("Only ~ and ~/ stand for a home folder here, your own. Type the whole path.")
				continue
			}
		default:
			typed, err := p.Input(ctx, prompt.Question{Ask: "Command, ? for examples", Help: deliver.Examples(deliver.Slug(name))})
			if err != nil {
				return err
			}
			argv, trouble := deliver.SplitCommand(typed)
			if trouble != "" || len(argv) == 0 || argv[0] == "" {
				p.Say(cmp.Or(trouble, "Type a command. ? gives examples."))
				continue
			}
			d.command = argv
		}
		if err := d.check(); err != nil {
			p.Say(text.Sentence(err.Error()))
			continue
		}
		d.nowhere = false
		return nil
	}
}

// errNowhere refuses a key whose value would go nowhere.
var errNowhere = command.Usagef("choose where to put the new key, which is shown this once: -o value, -o env or -o json for stdout, --to-file FILE, or --to-command -- COMMAND. Nothing was created")

// destination reads where the value goes. The command's own arguments, so many,
// come before "--".
func (o *Delivery) destination(call *command.Call, own int) (destination, error) {
	to := destination{out: call.Out, file: o.ToFile}
	args := call.Args[min(own, len(call.Args)):]
	var err error
	if to.format, err = o.Output.Format(); err != nil {
		return to, err
	}
	switch dash := call.Dash; {
	case o.ToCommand && (dash != own || len(args) == 0 || args[0] == ""):
		return to, command.Usagef(`--to-command takes its command after "--": --to-command -- gh secret set NAME`)
	case o.ToCommand && deliver.Unfilled(args) != "":
		return to, command.Usagef("--to-command: %s", deliver.Unfilled(args))
	case o.ToCommand:
		to.command = args
	case len(args) > 0:
		return to, command.Usagef("“%s” is one word too many: the key's name is given with --name, a command with --to-command", sanitize.Limit(args[0], 60))
	}
	bare := to.format == output.Env || to.format == output.Value
	elsewhere := to.file != "" || to.command != nil
	switch {
	case to.file != "" && to.command != nil, bare && elsewhere:
		return to, command.Usagef("the value goes one way: choose one of -o %s, --to-file and --to-command", to.bareOr("value"))
	case !elsewhere && !to.toStdout():
		return to, errNowhere
	}
	return to, nil
}

func (d *destination) bareOr(other string) string {
	if d.format == output.Env || d.format == output.Value {
		return string(d.format)
	}
	return other
}

// toStdout reports whether the value itself goes to stdout.
func (d *destination) toStdout() bool {
	if d.file != "" || d.command != nil {
		return false
	}
	return d.format == output.Env || d.format == output.Value || d.format == output.JSON || d.format == output.JSONLines
}

// check says before there is a key why its value could not be handed over.
func (d *destination) check() error {
	trouble := ""
	switch {
	case d.toStdout():
		if err := command.CheckStdout(d.out); err != nil {
			return fmt.Errorf("%w, so the key would be lost. Nothing was created. Redirect stdout to where the key is needed, or use --to-file FILE", err)
		}
	case d.file != "":
		trouble = deliver.CheckFile(d.file)
	case d.command != nil:
		trouble = deliver.CheckCommand(d.command[0])
	}
	if trouble != "" {
		return fmt.Errorf("%s Nothing was created", trouble)
	}
	return nil
}

// deliver hands the value over; trouble says in sentences why it was not, "" where
// it was.
func (d *destination) deliver(ctx context.Context, created api.CreatedKey, now time.Time) (trouble string) {
	switch {
	case d.file != "":
		return d.toFile(ctx, created.Secret)
	case d.command != nil:
		ctx, cancel := context.WithTimeout(ctx, deliver.CommandTimeout)
		defer cancel()
		taken := deliver.ToCommand(ctx, d.command, created.Secret.Reveal())
		if !taken.OK {
			return taken.Words
		}
		d.took = taken.Words
		return ""
	}
	var err error
	switch {
	case d.receipt != nil:
		err = d.receipt(created)
	case d.format == output.Env:
		_, err = fmt.Fprintln(d.out, deliver.Dotenv.Write(created.Secret.Reveal(), ""))
	case d.format == output.Value:
		_, err = fmt.Fprintln(d.out, created.Secret.Reveal())
	default:
		value := created.Secret.Reveal()
		err = output.Object(d.out, d.format, output.CreatedKey{Key: output.OfKey(&created.Key, now), Value: &value})
	}
	if err != nil {
		d.broken = true
		return "stdout did not take the key: it is closed or full."
	}
	return ""
}

// toFile writes the bare value, or a line for a .env file where the name asks
// for it.
func (d *destination) toFile(ctx context.Context, value api.Secret) (trouble string) {
	ctx, cancel := context.WithTimeout(ctx, deliver.FileTimeout)
	defer cancel()
	content := value.Reveal() + "\n"
	if strings.HasSuffix(filepath.Base(d.file), ".env") {
		content = deliver.Dotenv.Write(value.Reveal(), "") + "\n"
	}
	file, err := deliver.ToFile(ctx, d.file, content)
	if err != nil {
		return deliver.FileTrouble(file.Path, err)
	}
	d.took = fmt.Sprintf("Its value is in %s, %04o.", sanitize.Text(file.Path), file.Mode)
	if words := file.Exposure(); words != "" {
		d.took += " " + words
	}
	return ""
}

func (d *destination) words() string { return d.took }

// print prints the key without its value, where that went another way.
func (d *destination) print(created api.CreatedKey, now time.Time) error {
	switch {
	case d.toStdout():
		return nil
	case d.format == output.JSON || d.format == output.JSONLines:
		return output.Object(d.out, d.format, output.CreatedKey{Key: output.OfKey(&created.Key, now)})
	}
	return output.Print(d.out, d.format, output.Keys(now, nil), created.Key)
}
