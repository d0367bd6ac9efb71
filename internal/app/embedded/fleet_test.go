package embedded

import (
	"context"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/fleet"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// startFleet starts n instances in a folder for temporary files of the test's own.
func startFleet(t *testing.T, n int) (f *Fleet, dir string) {
	t.Helper()
	dir = t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir)
	f, err := StartFleet(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f, dir
}

// survey asks instances as the console does.
func survey(t *testing.T, f *Fleet, members ...*Member) map[string]fleet.Row {
	t.Helper()
	s := &app.Session{Getenv: f.Getenv(func(string) string { return "" })}
	connections := app.NewConnections(s, app.Preferences{}, nil)
	for _, m := range members {
		connections.AddProfile(m.Profile, m.Key)
	}
	how, err := fleet.NewSurvey(s, config.Health{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	rows, ways := map[string]fleet.Row{}, connections.Ways()
	for row := range how.Rows(t.Context(), fleet.MembersOf(&ways)) {
		rows[row.Name] = row
	}
	if err := connections.Close(); err != nil {
		t.Error(err)
	}
	return rows
}

// What the page of all instances says is what real requests find.
func TestAFleetIsInEveryState(t *testing.T) {
	f, _ := startFleet(t, 8)
	last := f.Members[7]
	last.leaving.Stop()
	rows := survey(t, f, f.Members...)
	want := map[string]fleet.State{
		"staging": fleet.Slow, "us-1": fleet.Unreachable, "legacy": fleet.NotAuthorised, "archive": fleet.NoCredential, "ap-1": fleet.Partial,
	}
	figures := map[fleet.Figure]string{}
	for _, p := range plans[:8] {
		row := rows[p.name]
		state, special := want[p.name]
		if special && row.State != state || !special && !row.State.Answered() { // a busy machine is slow
			t.Errorf("%s is %s: %v", p.name, row.State.Words(), row.Err)
		}
		if !row.State.Answered() {
			continue
		}
		if row.Findings.N == 0 || row.Failures.N == 0 || len(row.PerHour) != fleet.Hours || figures[row.Failures] != "" {
			t.Errorf("%s has %+v, as %q", p.name, row, figures[row.Failures])
		}
		figures[row.Failures] = p.name
	}
	last.leaving.Reset(0)
	<-last.served
	if row := survey(t, f, last)[last.plan.name]; row.State != fleet.Unreachable {
		t.Errorf("what went away is %s: %v", row.State.Words(), row.Err)
	}
}

func TestNothingIsLeftOfAFleet(t *testing.T) {
	f, dir := startFleet(t, FleetLeast)
	survey(t, f, f.Members[0])
	if in, err := os.ReadDir(dir); err != nil || len(in) != 1 {
		t.Fatalf("%v, %v", in, err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	given, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := StartFleet(given, FleetMost); err == nil {
		t.Error("a start that was given up has brought something")
	}
	if in, err := os.ReadDir(dir); err != nil || len(in) > 0 {
		t.Errorf("%v, %v", in, err)
	}
}
