//go:build unix

package cli

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/testkit/sampletest"
	"github.com/supascale/supascale-tui/internal/testkit/wiretap"
)

// faulty is a real instance behind a fault, and what is true of it.
type faulty struct {
	wiretap.Tap
	*httptest.Server
	i                       *instance.Instance
	key                     string
	state                   string // as it must be said
	keys, expired, failures int
}

func (f *faulty) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.Tap.ServeHTTP(w, r) }

// faults are twelve instances with profiles.
type faults struct {
	t      *testing.T
	dir    string
	text   strings.Builder
	byName map[string]*faulty
}

// add makes an instance with keys and failures, and puts a fault before it. Of the keys it
// tells as many as it is said to.
func (s *faults) add(name, state string, more, tells, failures int, fault func(http.Handler) http.Handler) *faulty {
	s.t.Helper()
	i, err := instance.Open(s.t.Context(), instance.Options{DataDir: filepath.Join(s.dir, name)})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = i.Close(context.Background()) })
	f := &faulty{i: i, state: state, failures: failures}
	if f.key, err = i.CreateFirstKey(s.t.Context(), "First key"); err != nil {
		s.t.Fatal(err)
	}
	if more > 0 {
		sampletest.FillKeys(s.t, i, more, time.Now())
	}
	f.learn(s.t, tells)
	f.To = i.Handler()
	var handler http.Handler = f
	if fault != nil {
		handler = fault(f)
	}
	f.Server = httptest.NewServer(handler)
	s.t.Cleanup(f.Close)
	s.byName[name] = f
	return f
}

// learn makes the failures, and finds out what is true before any fault.
func (f *faulty) learn(t *testing.T, tells int) {
	t.Helper()
	plain := httptest.NewServer(f.i.Handler())
	defer plain.Close()
	client, err := api.New(api.Options{URL: plain.URL, Key: api.NewSecret(f.key), Transport: &http.Transport{}})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	list, err := api.Keys(t.Context(), client)
	if err != nil || len(list) < tells {
		t.Fatalf("%d keys, %v", len(list), err)
	}
	for _, k := range list[:tells] {
		f.keys++
		if k.Expires.StatusAt(time.Now()) == keys.Expired {
			f.expired++
		}
	}
	for range f.failures {
		ask(t, http.MethodGet, plain.URL+"/api/v1/projects", "")
	}
}

// profile gives an instance a profile with this key, "" for none.
func (s *faults) profile(name, key string) {
	s.t.Helper()
	_, _ = fmt.Fprintf(&s.text, "[profiles.%s]\nurl = %q\ntimeout = \"1s\"\n", name, s.byName[name].URL)
	if key == "" {
		return
	}
	path := filepath.Join(s.dir, name+".key")
	if err := os.WriteFile(path, []byte(key+"\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	_, _ = fmt.Fprintf(&s.text, "key_file = %q\n", path)
}

// gives is a fault that answers everything itself.
func gives(answer http.HandlerFunc) func(http.Handler) http.Handler {
	return func(tap http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			tap.ServeHTTP(httptest.NewRecorder(), r) // what arrives is kept
			answer(w, r)
		})
	}
}

// cuts gives no more than so many entries of a list in one answer, and none beyond some.
func cuts(most, beyond int) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			limit, _ := strconv.Atoi(q.Get("limit"))
			offset, _ := strconv.Atoi(q.Get("offset"))
			if q.Has("limit") {
				q.Set("limit", strconv.Itoa(max(min(limit, most, beyond-offset), 1)))
			}
			if offset >= beyond {
				q.Set("offset", "1000000")
			}
			r.URL.RawQuery = q.Encode()
			next.ServeHTTP(w, r)
		})
	}
}

// twelve are instances of which four answer, and one gives a part of its keys.
func twelve(t *testing.T) *faults {
	t.Helper()
	s := &faults{t: t, dir: t.TempDir(), byName: map[string]*faulty{}}
	s.add("good", "ok", 60, 61, 3, nil)
	s.add("ahead", "ok", 20, 21, 2, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", time.Now().Add(5*time.Hour).UTC().Format(http.TimeFormat))
			next.ServeHTTP(w, r)
		})
	})
	s.add("capped", "ok", 250, 251, 0, cuts(100, 1<<30))
	s.add("elsewhere", "ok", 0, 1, 1, nil)
	s.add("short", "partial", 250, 100, 0, cuts(100, 100))
	s.add("hangs", "unreachable", 5, 6, 0, gives(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	s.add("half", "unreachable", 5, 6, 0, gives(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"apiKeys":[`))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	s.add("broken", "unreachable", 5, 6, 0, gives(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	s.add("refused", "not authorised", 5, 6, 0, nil)
	s.add("forbidden", "not authorised", 5, 6, 0, gives(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	s.add("leads", "failed", 5, 6, 0, gives(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, s.byName["elsewhere"].URL+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	s.add("keyless", "no credential", 5, 6, 0, nil)
	for name, f := range s.byName {
		switch name {
		case "refused":
			f.key = newKey(t)
			s.profile(name, f.key)
		case "keyless":
			s.profile(name, "")
		default:
			s.profile(name, f.key)
		}
	}
	return s
}

// heldBack checks at the receiving sides that no credential came but an instance's own.
func (s *faults) heldBack() {
	s.t.Helper()
	for name, f := range s.byName {
		own := 0
		for _, request := range f.Take() {
			for of, other := range s.byName {
				switch carried := wiretap.Carries(request, other.key); {
				case carried && of != name:
					s.t.Errorf("the credential for %s came to %s", of, name)
				case carried:
					own++
				}
			}
		}
		if (own > 0) == (name == "keyless") {
			s.t.Errorf("%s: its own credential came with %d requests", name, own)
		}
	}
}

// Whatever befalls the others, every figure on the screen and in JSON is true of the
// instances that answered, those that did not are named, and no credential goes astray.
func TestFiguresOfTwelveInstancesAreTrue(t *testing.T) {
	s := twelve(t)
	config := filepath.Join(s.dir, "config.toml")
	if err := os.WriteFile(config, []byte(s.text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"SUPASCALE_URL", "SUPASCALE_API_KEY", "SUPASCALE_PROFILE"} {
		t.Setenv(name, "")
	}
	t.Setenv("SUPASCALE_TUI_CONFIG", config)
	t.Setenv("XDG_STATE_HOME", filepath.Join(s.dir, "state"))
	all := 0
	for _, f := range s.byName {
		if f.state == "ok" || f.state == "partial" {
			all += f.keys
		}
	}

	on := func(args ...string) (int, string, string) {
		var out, errOut bytes.Buffer
		code := run(t.Context(), args, strings.NewReader(""), &out, &errOut)
		return code, out.String(), errOut.String()
	}

	var rows []struct {
		Instance, State         string
		Why                     *string
		Keys, Expired, Failures *int
	}
	code, out, words := on("instances", "-o", "json")
	valid(t, "instances.json", out, &rows)
	if code != command.ExitPartial || len(rows) != len(s.byName) {
		t.Fatalf("exit code %d, %d rows", code, len(rows))
	}
	for _, row := range rows {
		f := s.byName[row.Instance]
		if row.State != strings.ReplaceAll(f.state, " ", "-") {
			t.Errorf("%s is %s, not %s: %v", row.Instance, row.State, f.state, row.Why)
		}
		switch f.state {
		case "ok", "partial":
			if row.Keys == nil || *row.Keys != f.keys || *row.Expired != f.expired || *row.Failures != f.failures {
				t.Errorf("%s: %s; there are %d keys, %d expired, %d failures", row.Instance, out, f.keys, f.expired, f.failures)
			}
		default:
			if row.Keys != nil || row.Why == nil {
				t.Errorf("%s: figures of one that did not answer", row.Instance)
			}
		}
		if f.state != "ok" && !strings.Contains(words, "! "+row.Instance+": ") {
			t.Errorf("stderr does not name %s: %s", row.Instance, words)
		}
	}

	var listed []struct{ Instance string }
	code, out, words = on("keys", "list", "--all", "-o", "json")
	valid(t, "keys.json", out, &listed)
	if code != command.ExitPartial || len(listed) != all || !strings.Contains(words, "4 of 12 answered") {
		t.Errorf("exit code %d, %d keys of %d: %s", code, len(listed), all, words)
	}
	s.onScreen(config, all)
	s.heldBack()
}

// onScreen reads the figures from the console.
func (s *faults) onScreen(config string, all int) {
	s.t.Helper()
	x := start(s.t, 120, 40, []string{"SUPASCALE_TUI_CONFIG=" + config, "SUPASCALE_URL=", "SUPASCALE_API_KEY=", "SUPASCALE_PROFILE="})
	x.shows("4 of 12 answered")
	x.hides("not asked yet")
	for name, f := range s.byName {
		line := regexp.MustCompile(`(?m)^.{3}` + name + ` .*$`).FindString(x.screen())
		figures := fmt.Sprintf(`%s +%d +%d +\d+ +%d\b`, f.state, f.keys, f.expired, f.failures)
		if f.state != "ok" && f.state != "partial" {
			figures = f.state + ` +· +· +· +·`
		}
		if !regexp.MustCompile(figures).MatchString(line) {
			s.t.Errorf("%q is not %s", line, figures)
		}
	}
	x.press("*")
	x.shows(fmt.Sprintf("%d keys · ", all))
	x.shows("4 of 12 answered, not")
	x.press("q")
	x.ends()
}
