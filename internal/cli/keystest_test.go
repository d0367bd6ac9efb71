//go:build unix

package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
	"github.com/supascale/supascale-tui/internal/testkit/wiretap"
)

// tapped is an instance that everything that reaches it can be read of. Break
// may answer in its place.
type tapped struct {
	wiretap.Tap
	t      *testing.T
	client *api.Client
	admin  string
	brk    func(w http.ResponseWriter, r *http.Request) bool
}

func tap(t *testing.T) *tapped {
	t.Helper()
	i, err := instance.Open(t.Context(), instance.Options{DataDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = i.Close(context.Background()) })
	x := &tapped{t: t}
	if x.admin, err = i.CreateFirstKey(t.Context(), "Admin"); err != nil {
		t.Fatal(err)
	}
	x.To = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if x.brk == nil || !x.brk(w, r) {
			i.Handler().ServeHTTP(w, r)
		}
	})
	server := httptest.NewServer(x)
	t.Cleanup(server.Close)
	t.Setenv("SUPASCALE_URL", server.URL)
	t.Setenv("SUPASCALE_API_KEY", x.admin)
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	x.client, err = api.New(api.Options{URL: server.URL, Key: api.NewSecret(x.admin)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.client.Close)
	return x
}

func (x *tapped) create(name string, expires time.Time) (id, value string) {
	x.t.Helper()
	k, err := x.client.CreateKey(x.t.Context(), api.NewKey{Name: name, Permissions: keys.Grant(keys.Backups, keys.Write), Expires: keys.ExpiresAt(expires)})
	if err != nil {
		x.t.Fatal(err)
	}
	return k.ID, k.Secret.Reveal()
}

// run wants an exit code, and that nothing printed holds the value.
func (x *tapped) run(want int, stdin string, args ...string) (out, words string) {
	x.t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(x.t.Context(), args, strings.NewReader(stdin), &stdout, &stderr)
	if code != want {
		x.t.Fatalf("%v: exit code %d, want %d: %s%s", args, code, want, stdout.String(), stderr.String())
	}
	if value := strings.TrimSpace(stdin); len(value) == len(keys.Prefix)+keys.BodyLen && wiretap.Carries(stdout.String()+stderr.String(), value) {
		x.t.Fatalf("%v: the value is printed", args)
	}
	return stdout.String(), stderr.String()
}

// proven is what keys test -o json prints.
type proven struct {
	Result string
	Reason *keys.Reason
	Cause  *string
	Key    *struct{ ID, Name string }
	Cells  []struct{ Resource, ReadExpected, ReadActual, Verdict string }
	Steps  []struct{ Step, State string }
}

func (x *tapped) test(want int, value string, args ...string) (p proven) {
	x.t.Helper()
	out, _ := x.run(want, value, append([]string{"keys", "test", "-o", "json"}, args...)...)
	valid(x.t, "test.json", out, &p)
	return p
}

func TestKeysTest(t *testing.T) {
	x := tap(t)
	id, value := x.create("CI", time.Time{})
	for _, args := range [][]string{nil, {"CI"}, {id}} {
		p := x.test(command.ExitOK, value+"\n", args...)
		if p.Result != "asExpected" || p.Key == nil || p.Key.ID != id || len(p.Cells) != 5 || p.Cells[1].ReadActual != "allowed" {
			t.Errorf("%v: %+v", args, p)
		}
	}
	out, words := x.run(command.ExitOK, value, "keys", "test")
	if !strings.Contains(out, "Backups        allowed") || !strings.Contains(words, "All as expected.") ||
		!strings.Contains(words, "marks the key as used") || !strings.Contains(words, "Write was not tried") {
		t.Errorf("got\n%s%s", out, words)
	}

	file := filepath.Join(t.TempDir(), "ci.key")
	if err := os.WriteFile(file, []byte(value+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	x.run(command.ExitOK, "", "keys", "test", "--key-file", file)
	x.run(command.ExitOK, value, "keys", "test", "--key-file", "-")

	// A resource that is open to everybody, and one that is shut.
	x.brk = func(w http.ResponseWriter, r *http.Request) bool {
		shut := strings.HasPrefix(r.URL.Path, "/api/v1/backups")
		if shut {
			w.WriteHeader(http.StatusForbidden)
		}
		if strings.HasPrefix(r.URL.Path, "/api/v1/projects") {
			r.Header.Set("Authorization", "Bearer "+x.admin)
		}
		return shut
	}
	p := x.test(command.ExitFailed, value)
	if p.Result != "notAsExpected" || p.Cells[0].Verdict != "notAsExpected" || p.Cells[1].Verdict != "notAsExpected" || p.Cells[2].Verdict != "asExpected" {
		t.Errorf("%+v", p)
	}
	x.brk = func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.HasPrefix(r.URL.Path, "/api/v1/projects") {
			panic(http.ErrAbortHandler)
		}
		return false
	}
	if p := x.test(command.ExitUnreachable, value); p.Result != "failed" {
		t.Errorf("%+v", p)
	}
}

func TestKeysTestOfKeysThatFail(t *testing.T) {
	x := tap(t)
	id, value := x.create("Old", time.Time{})
	if err := x.client.RevokeKey(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	p := x.test(command.ExitNotAuthorised, value)
	if p.Result != "refused" || p.Reason == nil || *p.Reason != keys.RevokedKey || p.Steps[len(p.Steps)-1].Step != "revoked" {
		t.Errorf("revoked: %+v", p)
	}
	foreign, _ := keys.Generate(rand.Reader)
	p = x.test(command.ExitNotAuthorised, foreign)
	if p.Result != "refused" || p.Reason == nil || *p.Reason != keys.UnknownKey || p.Key != nil {
		t.Errorf("foreign: %+v", p)
	}
	x.brk = func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasPrefix(r.URL.Path, "/api/v1/system/activity") {
			w.WriteHeader(http.StatusForbidden)
			return true
		}
		return false
	}
	_, words := x.run(command.ExitNotAuthorised, foreign, "keys", "test")
	if !strings.Contains(words, "Can't tell from outside") {
		t.Errorf("without the log: %s", words)
	}
	x.brk = nil

	// What can't be a key is not sent, nor is another key's value.
	x.Take()
	for text, step := range map[string]string{"supascale_short": "length", "Bearer" + value: "header", value[:20] + "\n" + value[20:]: "spaces"} {
		if p := x.test(command.ExitNotAuthorised, text); p.Result != "malformed" || p.Steps[len(p.Steps)-1].Step != step {
			t.Errorf("%+v", p)
		}
	}
	if came := x.Take(); len(came) != 0 {
		t.Errorf("%d requests", len(came))
	}
	_, words = x.run(command.ExitUsage, foreign, "keys", "test", "Admin")
	if !strings.Contains(words, "This is not the value of “Admin”") {
		t.Errorf("got %s", words)
	}
	for _, came := range x.Take() {
		if wiretap.Carries(came, foreign) {
			t.Error("a value that is not the key's was sent")
		}
	}
	x.run(command.ExitUsage, "", "keys", "test")
	x.run(command.ExitUsage, value, "keys", "test", "--key-file", "/does/not/exist")
	x.run(command.ExitUsage, value, "keys", "test", value)
	x.run(command.ExitUsage, value, "keys", "test", "-o", "csv")
	x.run(command.ExitUsage, strings.Repeat("x", 5000), "keys", "test")
	x.run(command.ExitNotFound, foreign, "keys", "test", "Nobody")
}

// A key that may not list keys tests others all the same, and says what it lacks.
func TestKeysTestWithoutTheList(t *testing.T) {
	x := tap(t)
	_, value := x.create("CI", time.Time{})
	_, weak := x.create("Weak", time.Time{})
	t.Setenv("SUPASCALE_API_KEY", weak)
	out, words := x.run(command.ExitFailed, value, "keys", "test")
	if !strings.Contains(words, "may not list keys") || !strings.Contains(words, "The key reads backups. What it should read is not known") || !strings.Contains(out, "not known") {
		t.Errorf("got\n%s%s", out, words)
	}
}

// foundAs is what keys identify -o json prints.
type foundAs []struct {
	ID, Name, State, Match string
	RevokedAt              *time.Time
}

func TestKeysWhose(t *testing.T) {
	x := tap(t)
	id, value := x.create("CI", time.Time{})
	goneID, goneValue := x.create("Gone", time.Time{})
	if err := x.client.RevokeKey(t.Context(), goneID); err != nil {
		t.Fatal(err)
	}
	for v, want := range map[string][2]string{value: {id, "active"}, goneValue: {goneID, "revoked"}} {
		var list foundAs
		out, _ := x.run(command.ExitOK, v+"\n", "keys", "identify", "-o", "json")
		valid(t, "identify.json", out, &list)
		if len(list) != 1 || list[0].ID != want[0] || list[0].State != want[1] || list[0].Match != "probable" {
			t.Errorf("%+v", list)
		}
	}
	out, words := x.run(command.ExitOK, value, "keys", "identify")
	if !strings.Contains(out, "CI") || !strings.Contains(out, "probable") || !strings.Contains(words, "Probably it is this key") {
		t.Errorf("got\n%s%s", out, words)
	}
	foreign, _ := keys.Generate(rand.Reader)
	var list foundAs
	out, words = x.run(command.ExitNotFound, foreign, "keys", "identify", "-o", "json")
	valid(t, "identify.json", out, &list)
	if len(list) != 0 || !strings.Contains(words, "None fits") {
		t.Errorf("%+v: %s", list, words)
	}
	x.Take()
	x.run(command.ExitUsage, "supascale_short", "keys", "identify")
	x.run(command.ExitUsage, "", "keys", "identify")
	x.run(command.ExitUsage, value, "keys", "identify", value)
	if came := x.Take(); len(came) != 0 {
		t.Errorf("%d requests about what is no key", len(came))
	}
}

// No request of keys identify carries a piece of the value, whosever it is.
func TestKeysWhoseSendsNothingOfTheValue(t *testing.T) {
	x := tap(t)
	requests := 0
	for n := range 60 {
		value, _ := keys.Generate(rand.Reader)
		want := command.ExitNotFound
		if n%3 > 0 {
			var id string
			id, value = x.create("Somebody's", time.Time{})
			want = command.ExitOK
			if n%3 == 2 {
				if err := x.client.RevokeKey(t.Context(), id); err != nil {
					t.Fatal(err)
				}
			}
		}
		x.Take()
		x.run(want, value+"\n", "keys", "identify")
		for _, came := range x.Take() {
			requests++
			if wiretap.Carries(came, value) {
				t.Fatalf("a request carries a piece of the value")
			}
		}
	}
	if requests < 120 {
		t.Errorf("only %d requests were seen", requests)
	}
}

func TestKeysWhoseAsksHidden(t *testing.T) {
	x := tap(t)
	_, value := x.create("CI", time.Time{})
	p := terminaltest.Start(t, 80, 24, terminaltest.Env(t, "SUPASCALE_URL="+os.Getenv("SUPASCALE_URL"), "SUPASCALE_API_KEY="+x.admin), binary, "keys", "identify")
	p.Shows("The key (paste it, it stays hidden):")
	p.Press("wrong\x15", value+"x", "backspace", "enter")
	p.Shows("Probably it is this key")
	if code := p.Ends(); code != command.ExitOK {
		t.Errorf("exit code %d", code)
	}
	if wiretap.Carries(string(p.Written()), value) {
		t.Error("the terminal shows the value")
	}
}

func TestCtrlCEndsTheQuestion(t *testing.T) {
	x := tap(t)
	p := terminaltest.Start(t, 80, 24, terminaltest.Env(t, "SUPASCALE_URL="+os.Getenv("SUPASCALE_URL"), "SUPASCALE_API_KEY="+x.admin), binary, "keys", "test")
	p.Shows("The key (paste it, it stays hidden):")
	p.Press("half", "ctrl+c")
	p.Shows("given up")
	if code := p.Ends(); code != command.ExitFailed {
		t.Errorf("exit code %d", code)
	}
	if came := x.Take(); len(came) != 0 {
		t.Errorf("%d requests", len(came))
	}
}

func TestWhoseOnTheLocalConsole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	x := start(t, 100, 30, nil, "local", "--data-dir", dir)
	x.shows("Local console")
	key := createPipelineKey(x)
	x.press("t")
	x.shows("marks the key as used")
	x.press("enter")
	x.shows("Not now")
	x.press("down", "enter")
	x.shows("All as expected.")
	x.press("esc")
	x.shows("This is the only time")
	closeReveal(x)
	x.shows("2 keys")
	before := len(x.written())

	x.press(":", "identify", "enter")
	x.shows("Which key is this?")
	x.press("\x1b[200~"+key+"\n\x1b[201~", "enter")
	x.shows("It is exactly this key")
	x.press("enter")
	x.shows("Key: CI/CD Pipeline")
	x.press("x")
	x.shows("Type")
	x.press("CI/CD Pipeline", "enter")
	x.shows("1 key")

	x.press(":", "identify", "enter")
	x.shows("Which key is this?")
	x.press(key, "enter") // as key presses: a terminal without bracketed paste
	x.shows("exactly this key, which was revoked")
	x.press("enter")
	x.shows("Revoked key: CI/CD Pipeline")
	if bytes.Contains(x.written()[before:], []byte(key[12:24])) {
		t.Error("the terminal shows the value")
	}
	x.press("q")
	x.ends()
}
