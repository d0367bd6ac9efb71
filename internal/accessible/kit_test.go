package accessible

import (
	"context"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/assets"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/health/snooze"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// talk is a conversation: the lines of the admin, and what was said on both
// sides as a terminal shows it.
type talk struct {
	mu     sync.Mutex
	said   strings.Builder
	wrote  strings.Builder // by the program alone: a typed line is an empty one here
	lines  []string
	hidden bool
	stops  chan os.Signal
	heard  chan struct{} // closed when more is said; nil where nobody waits for it
	// meanwhile is what somebody else does where that is among the lines.
	meanwhile func()
}

// ctrlC among the lines is that key, meanwhile what somebody else does.
const (
	ctrlC     = "\x03"
	meanwhile = "\x00"
)

func (k *talk) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.wrote.Write(p)
	if k.heard != nil {
		close(k.heard)
		k.heard = nil
	}
	return k.said.Write(p)
}

// hears waits until a text is said for the nth time.
func (k *talk) hears(ctx context.Context, text string, n int) {
	for ctx.Err() == nil {
		k.mu.Lock()
		said := strings.Count(k.said.String(), text) >= n
		if k.heard == nil {
			k.heard = make(chan struct{})
		}
		more := k.heard
		k.mu.Unlock()
		if said {
			return
		}
		select {
		case <-more:
		case <-ctx.Done():
		}
	}
}

// Read gives the next line. A line that is a function of what was said so far is
// written as {pattern}: the last match of it.
func (k *talk) Read(p []byte) (int, error) {
	for {
		k.mu.Lock()
		if len(k.lines) == 0 {
			k.mu.Unlock()
			return 0, io.EOF
		}
		line := k.lines[0]
		k.lines = k.lines[1:]
		if line == meanwhile {
			k.mu.Unlock()
			k.meanwhile()
			continue
		}
		if line != ctrlC {
			if pattern, found := strings.CutPrefix(line, "{"); found {
				all := regexp.MustCompile("(?m)"+strings.TrimSuffix(pattern, "}")).FindAllString(k.said.String(), -1)
				line = all[len(all)-1]
			}
			if !k.hidden {
				k.said.WriteString(line + "\n")
				k.wrote.WriteString("\n")
			}
			k.mu.Unlock()
			return copy(p, line+"\n"), nil
		}
		k.mu.Unlock()
		k.stops <- os.Interrupt
	}
}

// hide keeps the lines from being shown.
func (k *talk) hide(func()) (prompt.Hiding, error) {
	k.setHidden(true)
	return hiding{k}, nil
}

func (k *talk) setHidden(hidden bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.hidden = hidden
}

type hiding struct{ *talk }

func (h hiding) Show()               { h.setHidden(false) }
func (hiding) Lost() <-chan struct{} { return nil }

func (k *talk) text() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.said.String()
}

// program is what the program wrote, without the terminal's echo.
func (k *talk) program() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.wrote.String()
}

// home is where a conversation takes place.
type home struct {
	client app.API
	notes  *undelivered.Store
	dir    string
	url    string // of a local instance
	now    func() time.Time
	clip   *clipboard.Clipboard
	change func(*Env)
	passed atomic.Int64 // time.Duration since screentest.Now, on a local instance
}

// wait lets time pass.
func (h *home) wait(d time.Duration) { h.passed.Add(int64(d)) }

// after fires at once, but for what is only said when something is slow.
func after(d time.Duration) <-chan time.Time {
	if d == prompt.Slow {
		return nil
	}
	fired := make(chan time.Time)
	close(fired)
	return fired
}

func (h *home) say(t testing.TB, lines ...string) *talk {
	t.Helper()
	presets, err := keys.ParsePresets(assets.Presets)
	if err != nil {
		t.Fatal(err)
	}
	k := &talk{lines: lines, stops: make(chan os.Signal)}
	getenv := func(name string) string {
		return map[string]string{"HOME": h.dir, "TERM": "dumb", "XDG_STATE_HOME": h.dir, "XDG_DATA_HOME": h.dir, "XDG_CONFIG_HOME": h.dir}[name]
	}
	env := Env{
		Connection: app.Connection{API: h.client, Clipboard: h.clip}, Undelivered: h.notes, Presets: presets, Now: h.now, Zone: screentest.Zone, Getenv: getenv,
		Session:    &app.Session{Getenv: getenv},
		Rotations:  rotation.Open(h.kept("rotations")),
		Notes:      h.noteStore(),
		History:    h.records(),
		RevokeMany: revokemany.Open(h.kept("revocations")),
		Health:     app.Standard{Thresholds: health.Defaults(), Snooze: snooze.Open(h.kept("health")), Rotations: h.unfinished},
		In:         k, Out: k, Stops: k.stops, Hide: k.hide, After: after,
	}
	if h.change != nil {
		h.change(&env)
	}
	if err := Run(t.Context(), env); err != nil {
		t.Errorf("it ended with %v", err)
	}
	return k
}

// kept is where this machine keeps something.
func (h *home) kept(part string) string { return filepath.Join(h.dir, "supascale-tui", part) }

func (h *home) noteStore() *notes.Store { return notes.Open(h.kept("notes")) }

func (h *home) records() *history.Store { return history.Open(h.kept("visits")) }

// unfinished are the rotations that were begun here.
func (h *home) unfinished(instance string, list []api.Key, now time.Time) ([]health.Rotation, error) {
	noted, err := rotation.Open(h.kept("rotations")).List(instance)
	found := []health.Rotation{}
	for _, s := range rotation.Unfinished(noted, rotation.Known{Keys: list}, instance, now) {
		found = append(found, health.Rotation{Old: s.Old.ID, New: s.New.ID, Begun: s.Begun})
	}
	return found, err
}

// onInstance is a home on a local instance behind a listener.
func onInstance(t *testing.T, wrap func(*instance.Instance) *httptest.Server) *home {
	t.Helper()
	h := &home{dir: t.TempDir()}
	h.now = func() time.Time { return screentest.Now.Add(time.Duration(h.passed.Load())) }
	in, err := instance.Open(t.Context(), instance.Options{DataDir: filepath.Join(h.dir, "data"), Now: h.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := in.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	own, err := in.CreateFirstKey(t.Context(), "Admin")
	if err != nil {
		t.Fatal(err)
	}
	server := wrap(in)
	t.Cleanup(server.Close)
	h.url = server.URL
	h.client = h.with(t, own)
	h.notes = undelivered.Open(h.kept("undelivered"))
	t.Cleanup(func() { h.notes.Close(context.Background()) })
	return h
}

// with is a client with a key.
func (h *home) with(t *testing.T, value string) *api.Client {
	t.Helper()
	client, err := api.New(api.Options{Name: "test", ID: "test", URL: h.url, Key: api.NewSecret(value), Did: func(d api.Deed) { h.records().Did(d, h.now()) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func plain(in *instance.Instance) *httptest.Server { return httptest.NewServer(in.Handler()) }

// normal takes out of a transcript what differs from run to run.
func normal(h *home, text string) string {
	for _, c := range [][2]string{
		{`supascale_[0-9A-Za-z]{28}\b`, "supascale_THEKEY"},
		{`supascale_[0-9A-Za-z]{4}\.\.\.[0-9A-Za-z]{4}`, "supascale_Abcd...wxYZ"},
		{`[0-9A-Za-z]{4}…[0-9A-Za-z]{4}\b`, "Abcd…wxYZ"},
		{`key-[0-9a-z]{12}`, "key-ID"},
		{`http://127\.0\.0\.1:\d+`, "http://INSTANCE"},
		{regexp.QuoteMeta(h.dir), "HOME"},
	} {
		text = regexp.MustCompile(c[0]).ReplaceAllString(text, c[1])
	}
	return text
}

// says fails unless the conversation has all the texts, in their order.
func (k *talk) says(t testing.TB, texts ...string) {
	t.Helper()
	rest := k.text()
	for _, want := range texts {
		at := strings.Index(rest, want)
		if at < 0 {
			t.Fatalf("it doesn't say %q then:\n%s", want, k.text())
		}
		rest = rest[at+len(want):]
	}
}
