package profile

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

func newTest(s *app.Session) *cobra.Command {
	t := command.Target{Session: s}
	cmd := &cobra.Command{
		Use:   "test [NAME]",
		Short: "Try whether an instance answers and takes the key",
		Long: `Connect to an instance and say whether it answers, whether it takes the key, and
what the key may do. Nothing is changed there.

The exit code is 0 when the key may list keys, 3 when the instance refuses it or
it lacks that level, and 5 when the instance can't be reached.`,
		Example: `  supascale-tui profile test production
  supascale-tui profile test    # the current one`,
		Args: atMostOneName,
		RunE: command.Run(func(ctx context.Context, call *command.Call) error {
			t.Profile = strings.Join(call.Args, "")
			client, err := t.Connect(ctx, call)
			if err != nil {
				return err
			}
			defer client.Close()
			return testProfile(ctx, call, client)
		}),
		ValidArgsFunction: command.CompleteProfile(s),
	}
	t.RegisterInsecure(cmd)
	return cmd
}

// testProfile asks for the list of keys, and says what the answer tells.
func testProfile(ctx context.Context, call *command.Call, client app.API) error {
	i := client.Instance()
	say := func(format string, args ...any) { command.Say(call.Out, format, args...) }
	say("%s  %s", i.Name, i.URL)
	began := time.Now()
	list, err := api.Keys(api.Checking(ctx), client)
	took := time.Since(began).Round(time.Millisecond)
	part := api.PartOf(err)
	if part != nil {
		err = nil
	}
	switch api.KindOf(err) {
	case api.Unreachable, api.Timeout, api.Canceled:
		say("not reached, after %s", took)
		return command.Explain(err)
	}
	say("reached, in %s", took)
	switch {
	case err == nil:
		say("key accepted")
	case api.KindOf(err) == api.Unauthorized:
		say("key refused")
		return command.Explain(err)
	case api.KindOf(err) == api.Forbidden:
		say("key accepted, but it may not see keys")
		return command.Explain(err)
	default:
		say("the answer is not what it should be")
		return command.Explain(err)
	}
	say("may see keys and the audit view (system: read)")
	if own := api.OwnKey(list, client.OwnPreview()); own != nil {
		say("is the key %s: it %s", sanitize.Limit(own.Name, 100), own.Permissions.Sentence())
	}
	return command.Listing{Keys: list, Part: part}.End(nil)
}
