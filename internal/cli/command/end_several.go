package command

import (
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
)

// EndSeveral says how many of several instances answered, and why others did not. It gives
// the error to end with. Of a single instance it says nothing.
func EndSeveral(call *Call, client app.API, err error) error {
	s, several := client.(*fleet.Source)
	if !several {
		return err
	}
	absent := s.Absent()
	call.Say("%s", s.Words())
	for _, a := range absent {
		call.Say("! %s: %s", a.Instance, a.Why())
	}
	if len(absent) > 0 && (err == nil || api.PartOf(err) != nil && !IsExit(err, ExitPartial)) {
		return Exit{Code: ExitPartial}
	}
	return err
}

// EndRows says how many of surveyed instances answered, and why others did not. It gives the
// error to end with.
func EndRows(call *Call, rows []fleet.Row) error {
	call.Say("%s", fleet.Words(rows))
	whole := true
	for _, row := range rows {
		if why := row.Why(); why != "" {
			call.Say("! %s: %s", row.Name, why)
		}
		whole = whole && row.State.Answered()
	}
	if !whole {
		return Exit{Code: ExitPartial}
	}
	return nil
}
