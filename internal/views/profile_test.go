package views_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/assets"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/ui/theme"
	"github.com/supascale/supascale-tui/internal/views"
	"github.com/supascale/supascale-tui/internal/views/keys/keylist"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

// place is an instance in memory with an address of its own.
type place struct {
	app.API
	name string
	in   *world // which notes what the context of each list said when it was asked for; nil for none
}

func (p place) ListKeys(ctx context.Context, offset, limit int) (api.KeyPage, error) {
	if p.in != nil {
		p.in.mu.Lock()
		p.in.given = append(p.in.given, ctx.Err())
		p.in.mu.Unlock()
	}
	return p.API.ListKeys(ctx, offset, limit)
}

func (p place) Instance() api.Instance {
	url := "https://" + p.name + ".example.com"
	return api.Instance{Name: p.name, URL: url, ID: url}
}

// world is a console with profiles, and the instances behind them.
type world struct {
	*console
	env      screen.Env
	behind   map[string]*screentest.Instance
	fails    map[string]error
	mu       sync.Mutex // of those below: several instances are connected to at once
	closed   []string
	asked    []string
	surveys  int
	given    []error
	signedIn string // where and as whom
	theme    string // of profile staging
	timers   screentest.Timers
	clock    screentest.Clock
}

var profiles = []app.Profile{
	{Name: "eu-1", URL: "https://eu-1.example.com", Environment: screen.Production},
	{Name: "staging", URL: "https://staging.example.com", Environment: screen.Staging},
	{Name: "laptop", URL: "http://127.0.0.1:8787"},
}

func look(name string) *ui.Look {
	l, err := theme.In("").Look(name)
	if err != nil {
		panic(err)
	}
	return &l
}

func (w *world) connection(p app.Profile) app.Connection {
	c := app.Connection{
		Profile: p, API: place{w.behind[p.Name], p.Name, w}, Credential: "the key in the keyring",
		Close: func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.closed = append(w.closed, p.Name)
		},
	}
	if p.Name == "staging" {
		c.Theme = w.theme
		c.Defaults = app.Defaults{Expiry: "30d", Preset: "Backup Script", From: "profile staging"}
	}
	return c
}

// roam opens the console on profile eu-1.
func roam(t *testing.T, width, height int) *world {
	t.Helper()
	w := arrive(t, width, height)
	w.run(w.root.Init())
	return w
}

// arrive is roam before anything is loaded.
func arrive(t *testing.T, width, height int) *world {
	t.Helper()
	presets, err := keys.ParsePresets(assets.Presets)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{behind: make(map[string]*screentest.Instance), fails: make(map[string]error), theme: "none"}
	for _, p := range profiles {
		w.behind[p.Name] = &screentest.Instance{Keys: []api.Key{{ID: "key-1", Name: "Key of " + p.Name, Permissions: keys.AllWrite(), Created: screentest.Now}}}
	}
	first := w.connection(profiles[0])
	w.env = screentest.Env(t, first.API)
	w.clock.At = screentest.Now
	w.env.After, w.env.Now = w.timers.After, w.clock.Now
	w.env.Environment = screen.Environment(first.Profile.Environment)
	w.console = &console{t: t}
	w.root = views.New(w.env, views.Options{Mouse: true,
		Presets: presets, Look: *look("dark"), Looks: map[string]ui.Look{"none": *look("none"), "high-contrast": *look("high-contrast")}, Themes: theme.In(""), Profiles: profiles, Profile: "eu-1", Close: first.Close,
		Connect: func(_ context.Context, name string) (app.Connection, error) {
			w.mu.Lock()
			w.asked = append(w.asked, name)
			w.mu.Unlock()
			if err := w.fails[name]; err != nil {
				return app.Connection{}, err
			}
			for _, p := range profiles {
				if p.Name == name {
					return w.connection(p), nil
				}
			}
			return app.Connection{}, errors.New("no such profile")
		},
		Survey: w.survey,
		Connector: app.Ways{
			SignIn: func(_ context.Context, to app.NewProfile, as app.Person) (app.Connection, error) {
				if !as.Password.Equal("correct horse") {
					return app.Connection{}, &app.AnswerError{About: app.Password, Reason: "bad credentials"}
				}
				w.signedIn = strings.Join([]string{to.URL, to.Name, to.Environment, as.User}, " ")
				w.behind[to.Name].ListErr = nil
				return w.connection(app.Profile{Name: to.Name, URL: to.URL, Environment: to.Environment}), nil
			},
			WithKey: func(_ context.Context, to app.NewProfile, key api.Secret) (app.Connection, error) {
				if !key.Equal(screentest.FakeValue) {
					return app.Connection{}, &api.Error{Op: api.OpListKeys, Kind: api.Unauthorized, Message: "the instance refuses the key"}
				}
				w.behind[to.Name] = &screentest.Instance{Keys: screentest.Keys()}
				return w.connection(app.Profile{Name: to.Name, URL: to.URL, Environment: to.Environment}), nil
			},
		},
	})
	w.send(tea.WindowSizeMsg{Width: width, Height: height})
	return w
}

// survey tells of each instance whether it can be reached, and how many keys it has.
func (w *world) survey(_ context.Context, members []fleet.Member) iter.Seq[fleet.Row] {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.surveys++
	return func(yield func(fleet.Row) bool) {
		for _, m := range members {
			row := fleet.Row{Profile: m.Profile, Asked: screentest.Now, Err: w.fails[m.Name]}
			if row.State = fleet.StateOf(row.Err); row.Err == nil {
				row.Keys = fleet.Figure{N: len(w.behind[m.Name].Keys), Known: true}
			}
			if !yield(row) {
				return
			}
		}
	}
}

func (c *console) command(line string) *console { return c.press(":", "text:"+line, "enter") }

func TestProfileFrames(t *testing.T) {
	w := roam(t, 80, 24)
	w.fails["staging"] = &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "connection refused"}
	w.command("profile staging")
	screentest.Golden(t, "profile-failed", w.root.View().Content)
	w.press("esc", "x")
	screentest.Golden(t, "profile-revoke", w.root.View().Content)
}

func TestProfileSwitchesWithoutARestart(t *testing.T) {
	w := roam(t, 120, 40)
	w.shows("Key of eu-1", " production  · eu-1 · https://eu-1.example.com")
	if title := w.root.View().WindowTitle; title != "supascale-tui · production · eu-1" {
		t.Errorf("the window's title is %q", title)
	}
	w.command("profile staging").shows("Key of staging", "supascale-tui   staging · https://staging", "You are on staging, with the key in the keyring.").hides("eu-1")
	if title := w.root.View().WindowTitle; title != "supascale-tui · staging" {
		t.Errorf("the window's title is %q", title)
	}
	if fmt.Sprint(w.closed) != "[eu-1]" {
		t.Errorf("closed %v", w.closed)
	}
	w.command("profile").shows("Instances", "staging (here)").press("/", "text:lap", "enter", "enter").shows("Key of laptop")
	w.command("profile laptop").shows("You are on laptop already.")
	w.command("profile mars").shows("There is no profile “mars”")
	if len(w.asked) != 2 {
		t.Errorf("connected to %v", w.asked)
	}
}

func TestAFailedSwitchStaysAndSaysWhy(t *testing.T) {
	w := roam(t, 80, 24)
	w.fails["staging"] = errors.New("the command that gives the key ended with 1. Run it by hand to see why.") //nolint:revive // a sentence for the admin
	w.command("profile staging")
	w.shows("✗ staging can't be used now.", "ended with 1", "You are still on production (eu-1).", "r try again")
	w.press("esc").shows("Key of eu-1")
	if len(w.closed) > 0 {
		t.Errorf("closed %v", w.closed)
	}
	w.fails = nil
	w.command("profile staging").shows("Key of staging")
}

// under runs a command of the root and keeps its messages from it.
func under(w *world, msg tea.Msg) []tea.Msg {
	_, cmd := w.root.Update(msg)
	return screentest.Messages(cmd)
}

// Both consoles' screens have the same names, and their first requests would
// have the same number: here the first list of eu-1 comes while the first one of
// staging is awaited.
func TestALateAnswerOfTheInstanceBefore(t *testing.T) {
	w := arrive(t, 120, 40)
	late := screentest.Messages(w.root.Init())
	w.press(":", "text:profile staging")
	var loading tea.Cmd
	for _, msg := range under(w, screentest.Key("enter")) {
		if _, arrived := msg.(screen.Result[app.Connection]); arrived {
			_, loading = w.root.Update(msg)
		}
	}
	w.shows("staging · https://staging")
	lists := 0
	for _, msg := range late {
		if r, ok := msg.(screen.Addressed); ok && r.Addressee() == keylist.ID {
			lists++
		}
		w.send(msg)
	}
	if lists == 0 || w.behind["eu-1"].Lists == 0 {
		t.Fatal("eu-1 was asked for no list")
	}
	w.hides("Key of eu-1")
	w.run(loading)
	w.shows("Key of staging").hides("Key of eu-1")
}

// A request that is still to be sent when the console has left is not sent.
func TestNothingIsAskedOfTheInstanceBefore(t *testing.T) {
	w := roam(t, 120, 40)
	_, waiting := w.root.Update(screentest.Key("r"))
	w.command("profile staging")
	before := len(w.given)
	w.run(waiting)
	w.shows("Key of staging").hides("Key of eu-1")
	if len(w.given) != before+1 || !errors.Is(w.given[before], context.Canceled) {
		t.Errorf("eu-1 was asked %d times, with %v", len(w.given)-before, w.given[before:])
	}
}

func TestRequestsOfTheInstanceBeforeEnd(t *testing.T) {
	life, end := context.WithCancel(t.Context())
	entered, told := make(chan struct{}), make(chan error)
	slow := screen.Within(life, waits{place{&screentest.Instance{}, "slow", nil}, entered})
	go func() {
		_, err := slow.ListKeys(t.Context(), 0, 0)
		told <- err
	}()
	<-entered
	end()
	if err := <-told; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// waits answers when it is no longer asked.
type waits struct {
	app.API
	entered chan struct{}
}

func (s waits) ListKeys(ctx context.Context, _, _ int) (api.KeyPage, error) {
	close(s.entered)
	<-ctx.Done()
	return api.KeyPage{}, ctx.Err()
}

func TestSwitchingAsksBeforeSomethingIsLost(t *testing.T) {
	w := roam(t, 120, 40)
	w.press("n", "tab", "text:Robot", "tab").command("profile staging")
	w.shows("Discard this new key?").press("enter").shows("Robot")
	if len(w.asked) > 0 {
		t.Error("it connected before it asked")
	}
	w.command("profile staging").press("down", "enter").shows("Key of staging").hides("Robot")

	w = roam(t, 120, 40)
	w.press(places["reveal"]...).shows(screentest.FakeValue)
	w.command("profile staging").shows("Close? The key is not taken yet").press("down", "down", "enter").shows("Key of staging").hides(screentest.FakeValue)
	if dump := fmt.Sprintf("%+v %#v", w.root, w.root); strings.Contains(dump, screentest.FakeValue) {
		t.Error("the key is still in the model")
	}
	// The next time on eu-1 the console asks about it, and not before.
	w.hides("never taken").command("profile eu-1").shows("A key that was never taken")
}

func TestAKeyThatIsMadeWhileTheConsoleConnects(t *testing.T) {
	w := roam(t, 120, 40)
	w.press("n", "right", "tab", "tab", "tab", "tab")
	making := under(w, screentest.Key("enter")) // the answer is on its way
	w.press(":", "text:profile staging")
	_, connecting := w.root.Update(screentest.Key("enter"))
	w.run(connecting)
	w.shows("The key is being created").press("down")
	_, connecting = w.root.Update(screentest.Key("enter"))
	for _, msg := range making {
		if _, ok := msg.(screen.Result[app.Connection]); !ok && ours(msg) {
			w.send(msg)
		}
	}
	w.run(connecting)
	w.shows("Close? The key is not taken yet", screentest.FakeValue).press("enter").shows(screentest.FakeValue, "eu-1")
	if fmt.Sprint(w.closed) != "[staging]" {
		t.Errorf("closed %v: the connection nobody wants must be released", w.closed)
	}
}

func TestAConnectionThatComesTooLateIsReleased(t *testing.T) {
	w := roam(t, 120, 40)
	w.press(":", "text:profile staging")
	late := under(w, screentest.Key("enter"))
	w.shows("Connecting to staging", "esc stop").press("esc").shows("Key of eu-1")
	for _, msg := range late {
		if ours(msg) {
			w.send(msg)
		}
	}
	w.shows("Key of eu-1").hides("Key of staging").hides("Connecting")
	if fmt.Sprint(w.closed) != "[staging]" {
		t.Errorf("closed %v", w.closed)
	}
}

func TestKeysTypedAheadWhileConnectingDoNothing(t *testing.T) {
	w := roam(t, 120, 40)
	w.press(":", "text:profile staging")
	late := under(w, screentest.Key("enter"))
	w.press("x", "n", "q", "enter")
	for _, msg := range late {
		if ours(msg) {
			w.send(msg)
		}
	}
	if w.shows("Key of staging").hides("Revoke a key"); w.quit {
		t.Error("q quit")
	}
}

func TestTheUndeliveredKeysOfTheNewInstanceAreLookedInto(t *testing.T) {
	w := roam(t, 120, 40)
	name := undeliveredOn(t, w, "staging")
	w.press("r").hides("never taken").command("profile staging").shows("A key that was never taken", name)
}

func TestARefusedKeyLeavesTheWayToAnotherProfile(t *testing.T) {
	w := roam(t, 80, 24)
	w.behind["eu-1"].ListErr = &api.Error{Op: api.OpListKeys, Kind: api.Unauthorized, Status: 401, Message: "the instance refuses the key"}
	w.press("r").shows("Not authorised")
	w.command("profile staging").shows("Key of staging").hides("Not authorised")
}

func TestAnEndedSessionOffersToSignInAgain(t *testing.T) {
	w := roam(t, 80, 24)
	w.behind["eu-1"].ListErr = &api.Error{Op: api.OpListKeys, Kind: api.Unauthorized, Status: 401, Message: "the session is not valid any more", Cause: api.ErrSessionEnded}
	w.press("r").shows("Not authorised", "enter sign in again", "the session is not valid any more")
	w.press("enter").shows("Connect to an instance", "https://eu-1.example.com", "eu-1", "Password").hides("Not authorised")
	w.press("text:anna", "tab", "text:not the password", "tab", "tab", "tab", "enter").shows("bad credentials")
	w.press("ctrl+u").press("text:correct horse", "tab", "tab", "tab", "enter").shows("Key of eu-1").hides("Not authorised").hides("Connect to")
	if want := "https://eu-1.example.com eu-1 production anna"; w.signedIn != want {
		t.Errorf("signed in to %q, want %q", w.signedIn, want)
	}
	if len(w.closed) != 1 || w.closed[0] != "eu-1" {
		t.Errorf("released %q: the ended session is not given up once", w.closed)
	}
}

func TestProductionIsSaidWithoutColourToo(t *testing.T) {
	w := roam(t, 60, 16)
	w.command("theme none")
	if view := w.root.View().Content; !strings.Contains(view, "\x1b[1;7m production \x1b[m") {
		t.Errorf("the word is not marked:\n%q", strings.SplitN(view, "\n", 2)[0])
	}
	w.shows("production", "eu-1")
}

func TestTheHeaderSaysWhereAtEveryWidth(t *testing.T) {
	for _, name := range []string{"eu-1", "a-profile-with-a-rather-long-name-of-its-own"} {
		env := screentest.Env(t, place{&screentest.Instance{Keys: screentest.Keys()}, name, nil})
		env.Environment = screen.Production
		c := &console{t: t, root: views.New(env, views.Options{})}
		for width := 60; width <= 130; width++ {
			c.send(tea.WindowSizeMsg{Width: width, Height: 20})
			for _, key := range []string{"enter", "esc"} {
				header := strings.SplitN(c.frame(), "\n", 2)[0]
				if !strings.Contains(header, "production") || !strings.Contains(header, name[:4]) {
					t.Errorf("%d: %q", width, header)
				}
				if ui.Width(header) > width {
					t.Errorf("%d: the header is %d wide", width, ui.Width(header))
				}
				c.press(key)
			}
		}
	}
}

func TestAnotherInstanceFromTheList(t *testing.T) {
	w := roam(t, 80, 24)
	w.command("profile").press("a").shows("Another instance, beside those you have.", "production")
	w.press("enter", "text:mars.example.com", "enter", "text:"+screentest.FakeValue, "enter")
	w.hides(screentest.FakeValue).press("enter", "enter", "enter")
	w.shows("CI/CD Pipeline", "mars-example-com").command("profile eu-1").shows("Key of eu-1")
	w.command("profile").shows("mars-example-").hides("not asked yet")
	if dump := fmt.Sprintf("%+v %#v", w.root, w.root); strings.Contains(dump, screentest.FakeValue) {
		t.Error("the key is still in the model")
	}
	w.press("a").shows("Another instance").press("esc").shows("Key of eu-1")
}
