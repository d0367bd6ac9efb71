package command

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/credential"
)

// Usagef is a mistake in how the program was called.
func Usagef(format string, args ...any) error {
	return app.UsageError{Err: fmt.Errorf(format, args...)}
}

// NoArgs is cobra.NoArgs with the exit code of a usage error. It does not repeat
// a key that was given by mistake.
func NoArgs(cmd *cobra.Command, args []string) error {
	err := cobra.NoArgs(cmd, args)
	if err == nil {
		return nil
	}
	words := credential.Redact(err.Error())
	if cmd.HasSubCommands() {
		words += "." + suggestion(cmd, args[0])
	}
	return Usagef("%s", words)
}

// suggestion names the commands that a mistyped word may mean, or says where all stand.
func suggestion(cmd *cobra.Command, word string) string {
	cmd.SuggestionsMinimumDistance = 2
	meant := cmd.SuggestionsFor(word)
	if len(meant) == 0 {
		return fmt.Sprintf(" See \"%s --help\"", cmd.CommandPath())
	}
	for i := range meant {
		meant[i] = fmt.Sprintf("%q", cmd.CommandPath()+" "+meant[i])
	}
	return " Did you mean " + strings.Join(meant, " or ") + "?"
}

// ExactArgs is a number of arguments, with what to say where there are fewer.
func ExactArgs(n int, want string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < n {
			return Usagef("%s", want)
		}
		return MostArgs(n)(cmd, args)
	}
}

// OneKey is one key, with what to say where none is named and nobody can be asked for it.
func OneKey(want string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 && !IsTerminal(cmd.InOrStdin()) {
			return Usagef("%s", want)
		}
		return MostArgs(1)(cmd, args)
	}
}

// MostArgs is at most a number of arguments.
func MostArgs(n int) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > n {
			return Usagef("%d words are too many: put a name with spaces in quotes", len(args))
		}
		return nil
	}
}

// explainedError is a failed request in words; the exit code follows from what
// it wraps.
type explainedError struct {
	text string
	from *api.Error
}

func (e *explainedError) Error() string { return e.text }
func (e *explainedError) Unwrap() error { return e.from }

// Reword gives a failed request other words. Its exit code stays.
func Reword(err error, words string) error {
	e, _ := errors.AsType[*api.Error](err)
	return &explainedError{words, e}
}

// Explain words a failed request: what failed, why, what to do next.
func Explain(err error) error {
	e, ok := errors.AsType[*api.Error](err)
	if !ok {
		return err
	}
	return &explainedError{fmt.Sprintf("can't %s: %s. %s", e.Op, strings.TrimSuffix(e.Message, "."), e.Next()), e}
}

// JoinArgs makes a line of arguments. The shell took quotes away: a term with
// spaces in it gets them back.
func JoinArgs(args []string) string {
	words := make([]string, len(args))
	for i, arg := range args {
		field, value, found := strings.Cut(arg, ":")
		switch {
		case !strings.ContainsAny(arg, " \t") || strings.Contains(arg, `"`):
			words[i] = arg
		case len(args) == 1:
			words[i] = arg // a whole line in quotes
		case found && !strings.ContainsAny(field, " \t"):
			words[i] = field + ":" + query.Quote(value, false)
		default:
			words[i] = query.Quote(arg, true)
		}
	}
	return strings.Join(words, " ")
}
