package cli

import (
	"encoding/json"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/check"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys"
	healthview "github.com/supascale/supascale-tui/internal/views/health"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// checked is what check -o json says, as far as it is compared.
type checked struct {
	Findings []struct {
		Rule health.Rule
		Key  struct{ ID string }
	}
	CantTell []struct {
		Rule health.Rule
		Why  string
	}
	Snoozed int
}

// The command and the view find the same in the same instance, by the same
// configuration, and leave out the same.
func TestCheckAndTheHealthViewAgree(t *testing.T) {
	on := onSample(t)
	for name, text := range map[string]string{
		"by default": "",
		"configured": "[health]\nexpiring = \"60d\"\nstale = \"20d\"\nevidence = \"5d\"\ngrace = \"1d\"\nnew_address = \"3d\"\nignore = [\"system-write\", \"duplicate-name\"]\n",
	} {
		if err := os.WriteFile(os.Getenv("SUPASCALE_TUI_CONFIG"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		view := openHealth(t)
		said := agree(t, name, on, view, command.ExitFound)
		if len(said.Findings) == 0 || name == "configured" && slices.ContainsFunc(said.Findings, func(f struct {
			Rule health.Rule
			Key  struct{ ID string }
		}) bool {
			return f.Rule == health.SystemWrite
		}) {
			t.Errorf("%s: check finds %+v", name, said.Findings)
		}
		before := len(said.Findings)
		screentest.Press(view, "z", "enter", "down", "z", "left", "enter")
		if said = agree(t, name+", with two snoozed", on, view, command.ExitFound); said.Snoozed != 2 || len(said.Findings) != before-2 {
			t.Errorf("%s: %d findings of %d, %d snoozed", name, len(said.Findings), before, said.Snoozed)
		}
		if _, out, _ := on("check", "-o", "json", "--snoozed"); strings.Count(out, `"remedy"`) != before {
			t.Errorf("%s: --snoozed shows %d findings, want %d", name, strings.Count(out, `"remedy"`), before)
		}
		screentest.Press(view, "Z", "z", "Z", "Z", "z")
	}
}

// openHealth gives the view as the console has it, on the instance of the
// environment.
func openHealth(t *testing.T) *healthview.Screen {
	t.Helper()
	settings, err := config.Load(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	client, err := (&command.Target{Session: session}).Connect(t.Context(), &command.Call{Err: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	env := screentest.Env(t, client)
	env.Now = time.Now
	if env.Health, err = session.Judge(settings.Health, time.Now()); err != nil {
		t.Fatal(err)
	}
	view := healthview.New(env)
	view.SetSize(120, 37)
	screentest.Settle(view, view.Init())
	return view
}

// agree compares what check finds with what the view has.
func agree(t *testing.T, name string, on program, view *healthview.Screen, want int) (said checked) {
	t.Helper()
	code, out, words := on("check", "-o", "json")
	if code != want {
		t.Fatalf("%s: exit code %d: %s", name, code, words)
	}
	valid(t, "check.json", out, &said)
	if err := json.Unmarshal([]byte(out), &said); err != nil {
		t.Fatal(err)
	}
	var found, seen []string
	for _, f := range said.Findings {
		found = append(found, string(f.Rule)+" "+f.Key.ID)
	}
	for _, r := range health.Rules() {
		for _, k := range view.KeysOf(r) {
			seen = append(seen, string(r)+" "+k.ID)
		}
	}
	if !slices.Equal(found, seen) {
		t.Errorf("%s: check finds\n%s\nthe view\n%s", name, strings.Join(found, "\n"), strings.Join(seen, "\n"))
	}
	reasons := map[string]bool{}
	for _, g := range said.CantTell {
		reasons[g.Why] = true
	}
	screentest.Press(view, "W")
	frame := strings.Join(strings.Fields(screentest.Plain(screentest.View(view))), " ")
	for why := range reasons {
		if !strings.Contains(frame, why) {
			t.Errorf("%s: check can't tell %s; the view is\n%s", name, why, frame)
		}
	}
	screentest.Press(view, "esc")
	return said
}

// What the documents and the flags call the default is what the rules take.
func TestTheDefaultThresholdsAreTheDocumentedOnes(t *testing.T) {
	th := health.Defaults()
	reference, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	flags := check.New(&app.Session{Getenv: os.Getenv}).Flags()
	for name, want := range map[string]time.Duration{
		"expiring": th.Expiring, "stale": th.Stale, "grace": th.Grace, "evidence": th.Evidence, "new-address": th.NewAddress,
	} {
		written := flags.Lookup(name).DefValue
		if got, err := keys.ParseLength(written, time.Now()); err != nil || got != want {
			t.Errorf("--%s is %s by default, the rule takes %s", name, written, want)
		}
		row := "| `" + strings.ReplaceAll(name, "-", "_") + "` |"
		_, rest, found := strings.Cut(string(reference), row)
		if line, _, _ := strings.Cut(rest, "\n"); !found || !strings.Contains(line, "| `\""+written+"\"` |") {
			t.Errorf("docs/configuration.md does not say %s of %s: %s", written, name, line)
		}
	}
}
