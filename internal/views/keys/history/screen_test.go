package history

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

const hours = time.Hour

// changed is an instance on which a colleague created a key, altered one and revoked
// another since the list was read two days ago, and this machine revoked one.
func changed(t *testing.T) (*screentest.Instance, screen.Env) {
	t.Helper()
	list := screentest.Keys()
	for i := range list {
		list[i].Created = screentest.Now.Add(-300 * hours)
	}
	own, gone := list[5], list[4]
	in := &screentest.Instance{Keys: slices.Clone(list[:4])}
	fresh := api.Key{ID: "key-new", Name: "Grafana", Preview: "supascale_Gra1...f4na", Permissions: keys.Grant(keys.System, keys.Read), Created: screentest.Now.Add(-20 * hours), LastUsed: screentest.Now.Add(-hours)}
	in.Keys = append([]api.Key{fresh}, in.Keys...)
	in.Keys[1].Permissions = keys.Grant(keys.Projects, keys.Write)
	log := func(kind, method, id, name string, ago time.Duration) {
		in.Entries = append(in.Entries, api.Activity{
			ID: kind + id, Time: screentest.Now.Add(-ago), Type: kind, KeyID: id, KeyName: name, Method: method, Path: "/api/v1/settings/api-keys",
			Resource: keys.System, IP: "203.0.113.7", UserAgent: "curl/8.5", Count: 1,
		})
	}
	log("api_key.request", "GET", fresh.ID, fresh.Name, hours)
	log("api_key.revoked", "DELETE", gone.ID, gone.Name, 19*hours)
	log("api_key.created", "POST", fresh.ID, fresh.Name, 20*hours)
	log("api_key.request", "POST", "key-admin", "Anna's laptop", 20*hours)
	log("api_key.request", "GET", "key-admin", "Anna's laptop", 60*hours)
	env := screentest.Env(t, in)
	env.History = history.Open(t.TempDir())
	instance := in.Instance().ID
	at := screentest.Now.Add(-46 * hours)
	if _, err := env.History.Look(t.Context(), instance, history.ListOf(list), at, at); err != nil {
		t.Fatal(err)
	}
	env.History.Did(api.Deed{Instance: instance, Revoked: own.ID}, screentest.Now.Add(-3*hours))
	return in, env
}

func open(env screen.Env, m screen.ShowHistory) *Screen {
	s := New(env, m)
	s.SetSize(80, 21)
	screentest.Settle(s, s.Init())
	return s
}

func TestFrames(t *testing.T) {
	in, env := changed(t)
	s := open(env, screen.ShowHistory{})
	screentest.Frame(t, "history", s)
	screentest.Press(s, "tab", "tab", "down")
	screentest.Frame(t, "kind", s)
	screentest.Press(s, "/", "text:laptop")
	screentest.Frame(t, "filter", s)
	screentest.Press(s, "esc", "E")
	screentest.Frame(t, "export", s)
	in.ListErr = &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "connection refused"}
	screentest.Frame(t, "unreachable", open(env, screen.ShowHistory{}))
	in.ListErr = nil
	in.ActivityErr = &api.Error{Op: api.OpActivity, Kind: api.Forbidden, Message: "the key may not read the log"}
	screentest.Frame(t, "no-log", open(env, screen.ShowHistory{Since: "24h"}))
	screentest.Frame(t, "nothing", open(screentest.Env(t, &screentest.Instance{}), screen.ShowHistory{}))
}

func TestEverySize(t *testing.T) {
	in, env := changed(t)
	for i := range in.Keys {
		in.Keys[i].Name = strings.Repeat("監⟨U+202E⟩", 40)
	}
	s := open(env, screen.ShowHistory{Since: "all"})
	screentest.Sizes(t, s)
	screentest.Press(s, "/", "text:nothing")
	screentest.Sizes(t, s)
	screentest.Press(s, "text: state:")
	screentest.Sizes(t, s)
	screentest.Press(s, "esc", "E")
	screentest.Sizes(t, s)
}

func TestWhereItLeads(t *testing.T) {
	in, env := changed(t)
	s := open(env, screen.ShowHistory{Gone: true})
	list := screentest.Keys()
	gone, found := screentest.Find[screen.ShowRevoked](screentest.Press(s, "enter"))
	if !found || gone.Gone == nil || gone.Key.ID != list[5].ID || !gone.Gone.Own {
		t.Errorf("the first leads to %+v", gone)
	}
	if again, found := screentest.Find[screen.ShowCreate](screentest.Press(s, "n")); !found || again.From.Name != list[5].Name || !again.From.Again {
		t.Errorf("n leads to %+v", again)
	}
	screentest.Press(s, "shift+tab")
	if key, found := screentest.Find[screen.FindKey](screentest.Press(s, "enter")); !found || key.ID != in.Keys[0].ID {
		t.Errorf("what is new leads to %+v", key)
	}
	if said, _ := screentest.Find[screen.Notice](screentest.Press(s, "n")); !strings.Contains(said.Text, "Only a key that is gone") {
		t.Errorf("n says %q", said.Text)
	}
}

// To have seen it moves the last visit, and any time can be looked at again.
func TestMarkingAsSeenLosesNothing(t *testing.T) {
	in, env := changed(t)
	s := open(env, screen.ShowHistory{})
	before := len(s.report.Changes)
	if _, seen := screentest.Find[screen.ChangesSeen](screentest.Press(s, "D")); !seen || before != 5 {
		t.Errorf("D says nothing of %d changes", before)
	}
	if n, err := env.History.Read(t.Context(), in.Instance().ID); err != nil || n.Count() != 0 {
		t.Errorf("left %+v, %v", n, err)
	}
	screentest.Press(s, "r")
	if len(s.report.Changes) != 0 {
		t.Errorf("told again since the last visit: %+v", s.report.Changes)
	}
	for s.since != "7d" {
		screentest.Press(s, "w")
	}
	if len(s.report.Changes) != before {
		t.Errorf("7 days tell of %d changes, want %d: %+v", len(s.report.Changes), before, s.report.Changes)
	}
}

// The file says of each key what the page and the command say.
func TestTheFileSaysWhatThePageSays(t *testing.T) {
	_, env := changed(t)
	dir := t.TempDir()
	env.Getenv = func(name string) string { return map[string]string{"HOME": dir}[name] }
	s := open(env, screen.ShowHistory{})
	screentest.Press(s, "E", "ctrl+u", "text:~/h.csv", "enter")
	text, err := os.ReadFile(filepath.Join(dir, "h.csv"))
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil || len(records) != len(s.shown)+1 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	shape := output.KeyChanges(s.report.Until, env.Zone)
	table := rows{s}
	for i := range s.shown {
		c := &s.report.Changes[s.shown[i]]
		if records[i+1][1] != c.Key.ID {
			t.Errorf("record %d is about %s, the page about %s", i, records[i+1][1], c.Key.ID)
		}
		for title, column := range map[string]string{"CHANGE": colKind, "NAME": colName, "WHEN": colWhen, "BY": colBy, "WHAT": colWhat} {
			at := slices.IndexFunc(shape.Table, func(c output.Column[*history.Change]) bool { return c.Title == title })
			if page, command := table.Cell(i, column).Text, shape.Table[at].Cell(c); page != command {
				t.Errorf("%s of %s: the page says %q, the command %q", title, c.Key.Name, page, command)
			}
		}
	}
}
