package check

import (
	"context"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/output"
)

// writeMetrics writes how the instances stand as figures for Prometheus. That one is away is
// a figure, too.
func (o *Options) writeMetrics(ctx context.Context, call *command.Call, client command.Client, survey *fleet.Survey) error {
	var rows []fleet.Row
	members := fleet.MembersOn(client)
	places := make(map[string]int, len(members)) // the file is in the order of the profiles
	for i, m := range members {
		places[m.Name] = i
		rows = append(rows, fleet.Row{})
	}
	for row := range survey.Rows(ctx, members) {
		rows[places[row.Name]] = row
	}
	if ctx.Err() != nil {
		return ctx.Err() // half a file would tell of instances that are away
	}
	if err := output.WritePrometheus(call.Out, rows, survey.Rules); err != nil {
		return err
	}
	return command.EndRows(call, rows)
}
