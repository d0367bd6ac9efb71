package views_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/assets"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/views"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// badLink is a proxy before an instance that kills answers to what changes
// something, and now and then answers a list with an error.
type badLink struct {
	instance http.Handler
	mu       sync.Mutex
	rand     *rand.Rand
	good     bool
	late     []func() // requests that the proxy still holds
	made     int      // keys
}

func (l *badLink) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	l.mu.Lock()
	fate := l.rand.IntN(8)
	if l.good || req.Method == http.MethodGet && fate > 0 {
		fate = 7
	}
	forward := func() *httptest.ResponseRecorder {
		again := req.Clone(context.WithoutCancel(req.Context()))
		again.Body = io.NopCloser(strings.NewReader(string(body)))
		rec := httptest.NewRecorder()
		l.instance.ServeHTTP(rec, again)
		l.mu.Lock()
		defer l.mu.Unlock()
		if rec.Code == http.StatusCreated {
			l.made++
		}
		return rec
	}
	if fate == 1 && req.Method == http.MethodPost {
		l.late = append(l.late, func() { forward() })
	}
	l.mu.Unlock()
	switch {
	case req.Method == http.MethodGet && fate == 0:
		http.Error(w, "{}", http.StatusInternalServerError)
	case fate == 0, fate == 1: // killed before it is forwarded, or held
		cut(w, "")
	case fate == 2: // after it is forwarded
		forward()
		cut(w, "")
	case fate == 3: // in the middle of the answer
		answer := forward().Body.String()
		cut(w, fmt.Sprintf("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
			len(answer), answer[:len(answer)/2]))
	case fate == 4:
		forward()
		http.Error(w, "<html>", http.StatusBadGateway)
	default:
		rec := forward()
		w.Header().Set("Content-Type", rec.Header().Get("Content-Type"))
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
	}
}

// clock is moved by hand and read by the instance too.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// cut sends a beginning and breaks the connection off.
func cut(w http.ResponseWriter, beginning string) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	_, _ = io.WriteString(conn, beginning)
	_ = conn.Close()
}

// deliver carries out what the proxy holds.
func (l *badLink) deliver() {
	l.mu.Lock()
	late := l.late
	l.late = nil
	l.mu.Unlock()
	for _, f := range late {
		f()
	}
}

// admin uses consoles on a bad link, as chance has it.
type admin struct {
	*console
	t      *testing.T
	rand   *rand.Rand
	client *api.Client
	dir    string // the notes
	notes  *undelivered.Store
	timers *screentest.Timers
	clock  *clock
	sends  int             // how often a key was asked for
	has    map[string]bool // ids of the keys that were taken or are to stay
}

// restart opens a new console; the one before died as by a kill.
func (a *admin) restart() {
	if a.notes != nil {
		a.notes.Close(a.t.Context())
	}
	presets, err := keys.ParsePresets(assets.Presets)
	if err != nil {
		a.t.Fatal(err)
	}
	a.notes = undelivered.Open(a.dir)
	a.timers = new(screentest.Timers)
	env := screentest.Env(a.t, a.client)
	env.Undelivered, env.After, env.Now = a.notes, a.timers.After, a.clock.Now
	a.console = &console{t: a.t}
	a.root = views.New(env, views.Options{Presets: presets})
	a.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	a.run(a.root.Init())
}

func (a *admin) sees(text string) bool { return strings.Contains(a.frame(), text) }

func (a *admin) tick() {
	for _, msg := range a.timers.Fire(a.clock.Now()) {
		a.send(msg)
	}
}

// follow does what chance says until the console asks nothing any more. decide
// is the answer about a key that was never taken.
func (a *admin) follow(decide func() string) {
	for range 500 {
		frame := a.frame()
		sees := func(text string) bool { return strings.Contains(frame, text) }
		switch {
		case sees("This is the only time"):
			a.reveal()
		case sees("never taken"):
			a.tick()
			d := decide()
			if d == "again" {
				a.sends++
			}
			a.press(map[string][]string{"again": {"down", "enter"}, "revoke": {"down", "down", "enter"}, "later": {"enter"}}[d]...)
		case sees("Revoke a key"):
			a.revoke(frame)
		case sees("listing the keys…"):
			a.tick()
		case sees("[ Look again ]"):
			a.press("enter")
		case sees("[ Decide later ]"):
			n := a.rand.IntN(4)
			a.sends += n / 2
			a.press([][]string{{"right", "right", "enter"}, {"enter", "enter"}, {"right", "enter"}, {"right", "enter"}}[n]...)
		case sees("[ Create key ]"):
			n := a.rand.IntN(3)
			a.sends += min(n, 1)
			a.press([][]string{{"esc", "down", "enter"}, {"enter"}, {"enter"}}[n]...)
		default:
			a.tick()
			if !a.sees("never taken") {
				return
			}
		}
	}
	a.t.Fatalf("no end:\n%s", a.frame())
}

var asksFor = regexp.MustCompile(`Type  (.+)  to confirm:`)

// revoke types what is asked for, once, and leaves the dialog where it can do no more.
func (a *admin) revoke(frame string) {
	asked := asksFor.FindStringSubmatch(frame)
	if asked == nil || !strings.Contains(frame, "│ >  ") && !strings.Contains(frame, "│ > │") {
		a.press("esc")
		return
	}
	a.press("text:"+asked[1], "enter")
}

// reveal takes the key, or leaves without it, or dies.
func (a *admin) reveal() {
	switch a.rand.IntN(5) {
	case 0:
		a.press("esc", "down", "down", "enter")
	case 1:
		a.restart()
	default:
		preview := ""
		for l := range strings.Lines(a.frame()) {
			if keys.CheckFormat(strings.TrimSpace(l)) == nil {
				preview = keys.Preview(strings.TrimSpace(l))
			}
		}
		a.press("esc", "down", "enter")
		a.has[preview] = true
	}
}

func TestNoKeyIsEverLost(t *testing.T) {
	for _, seed := range []uint64{1, 4} { // any will do; a fixed one fails again when it fails
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { loseNoKey(t, seed) })
	}
}

func loseNoKey(t *testing.T, seed uint64) {
	const creations = 200
	now := &clock{at: screentest.Now}
	in, err := instance.Open(t.Context(), instance.Options{DataDir: t.TempDir(), Now: now.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close(context.Background()) //nolint:errcheck // the test is over
	own, err := in.CreateFirstKey(t.Context(), "Admin")
	if err != nil {
		t.Fatal(err)
	}
	link := &badLink{instance: in.Handler(), rand: rand.New(rand.NewPCG(seed, 1))}
	server := httptest.NewServer(link)
	defer server.Close()
	client, err := api.New(api.Options{URL: server.URL, Key: api.NewSecret(own)})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	a := &admin{
		t: t, rand: rand.New(rand.NewPCG(seed, 2)), client: client, dir: filepath.Join(t.TempDir(), "undelivered"),
		clock: now, has: map[string]bool{keys.Preview(own): true},
	}
	a.restart()
	decide := func() string { return []string{"revoke", "again", "later", "revoke"}[a.rand.IntN(4)] }
	for i := range creations {
		now.add(time.Minute)
		a.sends++
		a.press("n", "tab", fmt.Sprintf("text:job %d", i), "tab", "tab", "r", "tab", "enter")
		a.follow(decide)
		if i%7 == 0 {
			link.deliver()
		}
		if a.rand.IntN(10) == 0 {
			a.restart()
			a.follow(decide)
		}
	}

	link.deliver()
	link.good = true
	a.restart()
	a.follow(func() string { return "revoke" })
	page, err := client.ListKeys(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range page.Keys {
		if !a.has[k.Preview] {
			t.Errorf("%q (%s) is on the instance and nobody has it or was asked about it", k.Name, k.Preview)
		}
	}
	if len(page.Keys) != len(a.has) {
		t.Errorf("%d keys are on the instance, %d were taken", len(page.Keys), len(a.has))
	}
	if link.made > a.sends {
		t.Errorf("%d keys were made, %d asked for", link.made, a.sends)
	}
	if left, err := a.notes.Unsettled(client.Instance().ID); err != nil || slices.ContainsFunc(left, func(e undelivered.Entry) bool { return e.KeyID != "" }) {
		t.Errorf("left %+v, %v", left, err)
	}
}
