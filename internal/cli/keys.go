package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

func newKeysCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "List, show, create, rotate and revoke keys",
		Long: `List, show, create, rotate and revoke the keys of an instance.

What is printed for programs (-o json, jsonl, csv) has the field names of
assets/schema. Data goes to stdout, everything else to stderr.`,
		Example: `  supascale-tui keys list state:expiring
  supascale-tui keys create --name "CI/CD" --preset ci-cd-pipeline --expires 90d -o env
  supascale-tui keys revoke "CI/CD" --yes`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		newKeysListCommand(), newKeysShowCommand(), newKeysCreateCommand(), newKeysRotateCommand(), newKeysRevokeCommand(),
		newKeysTestCommand(), newKeysIdentifyCommand(), newKeysCreateAgainCommand(), newKeysNoteCommand(), newKeysNotesCommand(),
	)
	return cmd
}

// outputFlag is -o with the formats that a command has, the first by default.
type outputFlag struct {
	text    string
	allowed []output.Format
}

func (o *outputFlag) register(cmd *cobra.Command, allowed ...output.Format) {
	o.allowed = allowed
	names := make([]string, len(allowed))
	for i, f := range allowed {
		names[i] = string(f)
	}
	last := len(names) - 1
	cmd.Flags().StringVarP(&o.text, "output", "o", names[0], "how to print: "+strings.Join(names[:last], ", ")+" or "+names[last])
	_ = cmd.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
}

func (o *outputFlag) read() (output.Format, error) {
	format, err := output.Parse(o.text, o.allowed...)
	if err != nil {
		return "", app.UsageError{Err: err}
	}
	return format, nil
}

// pickOne finds the key that a word means.
func pickOne(list []api.Key, word string) (api.Key, error) {
	shown := sanitize.Limit(word, 200)
	switch found := lifecycle.Pick(list, word); len(found) {
	case 0:
		return api.Key{}, codedError{exitNotFound, fmt.Errorf("no key has the name, the id or the preview “%s”. See what there is: supascale-tui keys list", shown)}
	case 1:
		return found[0], nil
	default:
		var b strings.Builder
		for _, k := range found {
			_, _ = fmt.Fprintf(&b, "\n  %s  %s  %s", k.ID, k.Name, keys.ShortPreview(k.Preview))
		}
		return api.Key{}, usagef("“%s” may be any of %d keys. Name one by its id:%s", shown, len(found), b.String())
	}
}

// completeWithin is how long the instance has to answer while somebody waits for
// a completion.
const completeWithin = 2 * time.Second

// completeKeys completes names of keys, from the instance itself. Where that
// can't be asked it completes nothing and says nothing.
func completeKeys(t *target, most int) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if most > 0 && len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		ctx, cancel := context.WithTimeout(cmd.Context(), completeWithin)
		defer cancel()
		client, err := t.connect(ctx, cmd)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		defer client.Close()
		list, _ := api.Keys(ctx, client) // what there is of a list that is not whole is of use
		return completions(list), cobra.ShellCompDirectiveNoFileComp
	}
}

// plainWord is text that no shell and no flag parser takes for anything but text; cobra
// doesn't either, whose own begins with an underscore.
var plainWord = text.Pattern(`^[\pL\pN][\pL\pM\pN ._/@%+,:=-]*$`)

// completions are the keys' names, described.
//
// Others choose the names. Shells insert what several completions have in common without
// quoting it, so a name with a character that means something to a shell would be run by
// enter, and one that begins with a dash would be a flag: the id stands for these.
func completions(list []api.Key) (names []string) {
	for _, k := range list {
		switch {
		case plainWord().MatchString(k.Name):
			names = append(names, cobra.CompletionWithDesc(k.Name, strings.TrimSpace(k.ID+" "+keys.ShortPreview(k.Preview))))
		case plainWord().MatchString(k.ID):
			names = append(names, cobra.CompletionWithDesc(k.ID, sanitize.Limit(k.Name, 60)))
		}
	}
	return names
}

// onTerminal reports whether a stream of a command is a terminal.
func onTerminal(stream any) bool {
	f, ok := stream.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(f.Fd())
}

// say writes words to stderr, on which nothing depends.
func say(words io.Writer, format string, args ...any) {
	_, _ = fmt.Fprintf(words, format+"\n", args...)
}
