package command

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// completeWithin is how long the instance has to answer while somebody waits for
// a completion.
const completeWithin = 2 * time.Second

// CompleteKeys completes names of keys, at most so many, 0 for any number.
func CompleteKeys(t *Target, most int) cobra.CompletionFunc {
	return CompleteFrom(t, most, func(ctx context.Context, client app.API) []api.Key {
		list, _ := api.Keys(ctx, client) // what there is of a list that is not whole is of use
		return list
	})
}

// CompleteFrom completes names of keys that the instance itself is asked for. Where that
// can't be asked it completes nothing and says nothing.
func CompleteFrom(t *Target, most int, ask func(context.Context, app.API) []api.Key) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if most > 0 && len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		ctx, cancel := context.WithTimeout(cmd.Context(), completeWithin)
		defer cancel()
		client, _, err := t.Session.Connect(ctx, &t.Target)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		defer client.Close()
		return Completions(ask(ctx, client)), cobra.ShellCompDirectiveNoFileComp
	}
}

// plainWord is text that no shell and no flag parser takes for anything but text; cobra
// doesn't either, whose own begins with an underscore.
var plainWord = text.Pattern(`^[\pL\pN][\pL\pM\pN ._/@%+,:=-]*$`)

// Completions are the keys' names, described.
//
// Others choose the names. Shells insert what several completions have in common without
// quoting it, so a name with a character that means something to a shell would be run by
// enter, and one that begins with a dash would be a flag: the id stands for these.
func Completions(list []api.Key) (names []string) {
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
