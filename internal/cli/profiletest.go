package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

func newProfileTestCommand() *cobra.Command {
	var t target
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
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			t.Profile = strings.Join(args, "")
			client, err := t.connect(ctx, cmd)
			if err != nil {
				return err
			}
			defer client.Close()
			return testProfile(ctx, cmd, client)
		},
		ValidArgsFunction: completeProfile,
	}
	cmd.Flags().BoolVar(&t.InsecureHTTP, "insecure-http", false, "allow plain http to another machine: the key travels unencrypted")
	return cmd
}

// testProfile asks for the list of keys, and says what the answer tells.
func testProfile(ctx context.Context, cmd *cobra.Command, client *api.Client) error {
	i := client.Instance()
	say := func(format string, args ...any) {
		_, _ = fmt.Fprintf(cmd.OutOrStdout(), format+"\n", args...)
	}
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
		return explained(err)
	}
	say("reached, in %s", took)
	switch {
	case err == nil:
		say("key accepted")
	case api.KindOf(err) == api.Unauthorized:
		say("key refused")
		return explained(err)
	case api.KindOf(err) == api.Forbidden:
		say("key accepted, but it may not see keys")
		return explained(err)
	default:
		say("the answer is not what it should be")
		return explained(err)
	}
	say("may see keys and the audit view (system: read)")
	if own := api.OwnKey(list, client.OwnPreview()); own != nil {
		say("is the key %s: it %s", sanitize.Limit(own.Name, 100), own.Permissions.Sentence())
	}
	return keyListing{list, part}.end(nil)
}
