// Package instances is the command that tells how the instances of all profiles stand.
package instances

import (
	"context"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/output"
)

// Options say how the instances are printed.
type Options struct {
	command.Target
	Output command.Output
}

// New makes the command.
func New(s *app.Session) *cobra.Command {
	o := Options{Target: command.Target{Session: s}}
	cmd := &cobra.Command{
		Use:   "instances [FILTER]...",
		Short: "Tell how the instances of all profiles stand",
		Long: `Ask the instance of every profile at once, each with its profile's own key, and tell how
it stands: reachable or not, keys, expired and expiring ones, findings, failures of the
last ` + strconv.Itoa(fleet.Hours) + ` hours, round trip. What wants attention comes first; with -o jsonl a row comes
as soon as its instance has answered.

The filter takes env:production, state:unreachable, and names of profiles or parts of
them. Words of one kind are alternatives, different kinds must all hold, -word leaves out
(put "--" before a filter that begins so).

The exit code is 0 when all of them answered, and 7 when some did not: stderr says which,
and why. The key in SUPASCALE_API_KEY is for one instance, and is not used.`,
		Example: `  supascale-tui instances
  supascale-tui instances env:production -o json
  supascale-tui instances -o name state:unreachable state:failed`,
		Args:              cobra.ArbitraryArgs,
		RunE:              command.Run(o.Run),
		ValidArgsFunction: command.CompleteInstances(s),
	}
	o.RegisterInsecure(cmd)
	o.Output.Register(cmd, output.Table, output.JSON, output.JSONLines, output.CSV, output.Name)
	return cmd
}

// Run tells how the instances stand.
func (o *Options) Run(ctx context.Context, call *command.Call) error {
	format, err := o.Output.Format()
	if err != nil {
		return err
	}
	filter, members, err := o.Members(call, command.JoinArgs(call.Args))
	if err != nil {
		return err
	}
	survey, err := o.survey(call)
	if err != nil {
		return err
	}
	var rows []fleet.Row // that are told
	_, spoken := call.Out.(output.Spoken)
	asTheyCome := spoken || format == output.JSONLines
	printer := output.NewPrinter(call.Out, format, output.Instances())
	for row := range survey.Rows(ctx, members) {
		if !filter.OfState(row.State) {
			continue
		}
		if rows = append(rows, row); asTheyCome {
			if err := printer.Add(row); err != nil {
				return err
			}
		}
	}
	slices.SortFunc(rows, fleet.Row.Compare)
	for _, row := range rows {
		if asTheyCome {
			break // they were told
		}
		if err := printer.Add(row); err != nil {
			return err
		}
	}
	if err := printer.End(); err != nil {
		return err
	}
	return command.EndRows(call, rows)
}

// survey judges keys as the configuration says.
func (o *Options) survey(call *command.Call) (*fleet.Survey, error) {
	settings, err := o.Session.Load()
	if err != nil {
		return nil, err
	}
	return fleet.NewSurvey(o.Session, settings.Health, call.Now)
}
