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
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
)

// place is a real instance of a profile, seen through what lies between it and here.
type place struct {
	name    string
	i       *instance.Instance
	front   *httptest.Server
	forward http.Handler
	key     string
	posts   atomic.Int32
	// create takes the request for a key, nil passes it on.
	create func(w http.ResponseWriter, r *http.Request, forward http.Handler)
}

type places map[string]*place

// onPlaces starts an instance for each name, those of "prod" being production, and gives
// the program on them.
func onPlaces(t *testing.T, names ...string) (program, places) {
	t.Helper()
	dir, all := t.TempDir(), places{}
	var text strings.Builder
	for _, name := range names {
		i, err := instance.Open(t.Context(), instance.Options{DataDir: filepath.Join(dir, name)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = i.Close(context.Background()) })
		p := &place{name: name, i: i, forward: i.Handler()}
		p.front = httptest.NewServer(p)
		t.Cleanup(p.front.Close)
		if p.key, err = i.CreateFirstKey(t.Context(), "First key"); err != nil {
			t.Fatal(err)
		}
		all[name] = p
		environment := "staging"
		if strings.HasPrefix(name, "prod") {
			environment = "production"
		}
		_, _ = fmt.Fprintf(&text, "[profiles.%s]\nurl = %q\nenvironment = %q\nkey_file = %q\n", name, p.front.URL, environment, keyFile(t, dir, name, p.key))
	}
	config := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(config, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"SUPASCALE_TUI_CONFIG": config, "SUPASCALE_URL": "", "SUPASCALE_API_KEY": "", "SUPASCALE_PROFILE": "",
		"XDG_DATA_HOME": filepath.Join(dir, "own"), "XDG_STATE_HOME": filepath.Join(dir, "state"),
	} {
		t.Setenv(name, value)
	}
	t.Chdir(dir)
	return func(args ...string) (int, string, string) {
		var out, errOut bytes.Buffer
		code := run(t.Context(), args, strings.NewReader(""), &out, &errOut)
		return code, out.String(), errOut.String()
	}, all
}

func keyFile(t *testing.T, dir, name, key string) string {
	t.Helper()
	path := filepath.Join(dir, name+".admin")
	if err := os.WriteFile(path, []byte(key+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (p *place) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		p.forward.ServeHTTP(w, r)
		return
	}
	p.posts.Add(1)
	if p.create != nil {
		p.create(w, r, p.forward)
		return
	}
	p.forward.ServeHTTP(w, r)
}

// has counts the keys of a name that the instance itself has.
func (p *place) has(t *testing.T, name string) (list []api.Key) {
	t.Helper()
	client, _, err := session.Connect(t.Context(), &app.Target{Profile: p.name})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	all, err := api.Keys(t.Context(), client)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(k api.Key) bool { return k.Name != name })
}

// madeOn is a line of keys create on several instances.
type madeOn struct {
	Instance, Name, Result  string
	ID, Error, Key, Preview *string
}

func receiptsOf(t *testing.T, out string) map[string]madeOn {
	t.Helper()
	of := map[string]madeOn{}
	for line := range strings.Lines(out) {
		var m madeOn
		valid(t, "creation.json", line, &m)
		if _, twice := of[m.Instance]; twice {
			t.Errorf("%s has two receipts", m.Instance)
		}
		of[m.Instance] = m
	}
	return of
}

var createOnAll = []string{"keys", "create", "--all", "--name", "Deploy", "--permission", "projects=read", "--permission", "system=read", "--expires", "90d"}

func onAllWith(more ...string) []string { return slices.Concat(createOnAll, more) }

// A key is created on ten instances. Two lose the answer, one refuses, at one the file can't
// be written: no key that exists is without a word, none is there twice, and each value is
// in its own file and works on its own instance alone.
func TestAKeyOnTenInstances(t *testing.T) {
	on, all := onPlaces(t, "ok-1", "ok-2", "ok-3", "ok-4", "ok-5", "prod-6", "late", "never", "refuses", "taken")
	all["late"].create = func(_ http.ResponseWriter, r *http.Request, forward http.Handler) {
		forward.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	}
	all["never"].create = func(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) }
	all["taken"].create = func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		if err := os.WriteFile("keys/taken.env", []byte("somebody's"), 0o600); err != nil {
			t.Error(err)
		}
		forward.ServeHTTP(w, r)
	}
	code, out, words := on("keys", "create", "--profile", "refuses", "--name", "Reader", "--permission", "system=read", "--expires", "90d", "-o", "value")
	if code != command.ExitOK {
		t.Fatal(words)
	}
	keyFile(t, ".", "refuses", strings.TrimSpace(out))
	all["refuses"].posts.Store(0)
	if err := os.Mkdir("keys", 0o700); err != nil {
		t.Fatal(err)
	}

	code, out, words = on(onAllWith("--to-file", "keys/{profile}.env", "-o", "jsonl")...)
	if code != command.ExitPartial || !strings.Contains(words, "Created on 6 of 10 instances.") {
		t.Fatalf("exit code %d: %s%s", code, out, words)
	}
	receipts := receiptsOf(t, out)
	for name, p := range all {
		want := map[string]string{"late": "undelivered", "never": "unknown", "refuses": "notCreated", "taken": "notCreated"}[name]
		if want == "" {
			want = "created"
		}
		r := receipts[name]
		if r.Result != want || r.Key != nil || (r.Error == nil) != (want == "created") {
			t.Errorf("%s: %+v", name, r)
		}
		if want != "created" && !strings.Contains(words, "! "+name+": ") {
			t.Errorf("%s: nothing is said", name)
		}
		if n := p.posts.Load(); n != 1 {
			t.Errorf("%s was asked %d times", name, n)
		}
		list := p.has(t, "Deploy")
		there := want == "created" || want == "undelivered"
		if len(list) > 1 || (len(list) == 1) != there || there && *r.ID != list[0].ID {
			t.Errorf("%s has %+v, and its receipt is %+v", name, list, r)
		}
		text, _ := os.ReadFile("keys/" + name + ".env")
		value, isEnv := strings.CutPrefix(strings.TrimSpace(string(text)), "SUPASCALE_API_KEY=")
		if isEnv != (want == "created") || isEnv && keys.CheckFormat(value) != nil {
			t.Errorf("%s: its file has no key", name)
			continue
		}
		if !isEnv {
			continue
		}
		if strings.Contains(out+words, value) {
			t.Errorf("%s: its value is told", name)
		}
		for other, o := range all {
			if got := ask(t, http.MethodGet, o.front.URL+"/api/v1/projects", value); (got == http.StatusOK) != (other == name) {
				t.Errorf("the key of %s is answered with %d by %s", name, got, other)
			}
		}
	}
	for name, says := range map[string]string{
		"late":    "stays valid until it is revoked: supascale-tui keys revoke " + *receipts["late"].ID + " --profile late",
		"never":   "See whether it has arrived: supascale-tui keys list Deploy --profile never",
		"taken":   "taken.env exists, and nothing is overwritten. Choose another name. The new key was revoked again: there is none",
		"refuses": "can't create the key",
	} {
		if !strings.Contains(*receipts[name].Error, says) {
			t.Errorf("%s: %s", name, *receipts[name].Error)
		}
	}
	if text, _ := os.ReadFile("keys/taken.env"); string(text) != "somebody's" {
		t.Errorf("it became %s", text)
	}
	pendingIs(t, on, "late")
	if notes, _ := filepath.Glob(filepath.Join(os.Getenv("XDG_STATE_HOME"), "supascale-tui", "undelivered", "*.json")); len(notes) != 2 {
		t.Errorf("noted are %v", notes)
	}
	// What the receipt says to do brings it to its end.
	if code, _, words = on("keys", "revoke", *receipts["late"].ID, "--profile", "late", "--yes"); code != command.ExitOK {
		t.Error(words)
	}
	pendingIs(t, on)
}

// pendingIs checks on which instances keys are pending.
func pendingIs(t *testing.T, on program, want ...string) {
	t.Helper()
	var items []struct{ Kind, Name, Instance string }
	code, out, words := on("pending", "--all", "-o", "json")
	valid(t, "pending.json", out, &items)
	var got []string
	for _, i := range items {
		got = append(got, i.Instance)
		if i.Kind != "undelivered" || i.Name != "Deploy" {
			t.Errorf("pending is %+v", i)
		}
	}
	if code != command.ExitOK || !slices.Equal(got, want) {
		t.Errorf("pending is %q: exit code %d: %s", got, code, words)
	}
}

// Values on stdout name their instance, and one that stdout does not take ends it.
func TestKeysOfSeveralInstancesOnStdout(t *testing.T) {
	on, all := onPlaces(t, "a", "b", "c")
	code, out, words := on(onAllWith("-o", "jsonl", "--owner", "ops")...)
	receipts := receiptsOf(t, out)
	if code != command.ExitOK || len(receipts) != 3 || !strings.Contains(words, "b: Created “Deploy” (") || !strings.Contains(words, "Created on 3 of 3 instances.") {
		t.Fatalf("exit code %d: %s%s", code, out, words)
	}
	for name, p := range all {
		value := *receipts[name].Key
		if ask(t, http.MethodGet, p.front.URL+"/api/v1/projects", value) != http.StatusOK || strings.Contains(words, value) {
			t.Errorf("%s: %+v", name, receipts[name])
		}
		if code, out, words := on("keys", "list", "--profile", name, "owner:ops", "-o", "name"); code != command.ExitOK || out != "Deploy\n" {
			t.Errorf("%s: noted about %q: %s", name, out, words)
		}
	}
	var list []madeOn
	code, out, words = on(onAllWith("-o", "json")...)
	valid(t, "creations.json", out, &list)
	if code != command.ExitOK || len(list) != 3 || !strings.Contains(words, "! c: There is a key of this name already (key-") {
		t.Errorf("exit code %d: %s%s", code, out, words)
	}
	var said bytes.Buffer
	code = run(t.Context(), onAllWith("-o", "jsonl", "--name", "Ghost"), strings.NewReader(""), refusing{}, &said)
	if code != command.ExitFailed || !strings.Contains(said.String(), "! a: stdout did not take the key: it is closed or full. The new key was revoked again") || !strings.Contains(said.String(), "Created on 0 of 3 instances.") {
		t.Errorf("exit code %d: %s", code, said.String())
	}
	for name, p := range all {
		if len(p.has(t, "Ghost")) != 0 || (name == "a") != (p.posts.Load() == 3) {
			t.Errorf("%s was asked %d times", name, p.posts.Load())
		}
	}
}

// A command is run for each instance, one after the other, and its failure is that one's
// alone. Ctrl+c leaves what has not begun.
func TestKeysOfSeveralInstancesToACommand(t *testing.T) {
	on, all := onPlaces(t, "a", "b", "c", "d")
	script := `if [ "$1" = b ]; then cat >/dev/null; exit 3; fi; mkdir lock && cat >"$1.secret" && rmdir lock`
	code, out, words := on(onAllWith("--to-command", "--", "sh", "-c", script, "sh", "{profile}")...)
	if code != command.ExitPartial || !strings.HasPrefix(out, "INSTANCE") || !strings.Contains(out, "b         not created") || !strings.Contains(words, "! b: sh failed (exit 3). The new key was revoked again") || !strings.Contains(words, "c: sh took the key (exit 0).") {
		t.Fatalf("exit code %d: %s%s", code, out, words)
	}
	for _, name := range []string{"a", "c", "d"} {
		value, err := os.ReadFile(name + ".secret")
		if err != nil || ask(t, http.MethodGet, all[name].front.URL+"/api/v1/projects", string(value)) != http.StatusOK {
			t.Errorf("%s: %v", name, err)
		}
	}
	if list := all["b"].has(t, "Deploy"); len(list) != 0 {
		t.Errorf("b has %+v", list)
	}
	ctx, cancel := context.WithCancel(t.Context())
	all["b"].create = func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		cancel()
		forward.ServeHTTP(w, r)
	}
	var stdout, stderr bytes.Buffer
	code = run(ctx, onAllWith("-o", "jsonl", "--name", "Cut"), strings.NewReader(""), &stdout, &stderr)
	receipts := receiptsOf(t, stdout.String())
	if code != command.ExitPartial || !strings.Contains(stderr.String(), "Stopped. Created on 2 of 4 instances.") || receipts["b"].Result != "created" || receipts["c"].Result != "notTried" || receipts["d"].Result != "notTried" {
		t.Errorf("exit code %d: %s%s", code, stdout.String(), stderr.String())
	}
	for name, want := range map[string]int{"a": 1, "b": 1, "c": 0, "d": 0} {
		if got := len(all[name].has(t, "Cut")); got != want {
			t.Errorf("%s has %d", name, got)
		}
	}
	pendingIs(t, on)
}

// Files are written at once: an instance that takes its time holds up none of the others.
func TestKeysOfSeveralInstancesInFilesAreMadeAtOnce(t *testing.T) {
	on, all := onPlaces(t, "a", "b")
	made := make(chan struct{})
	all["a"].create = func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		select {
		case <-made:
			forward.ServeHTTP(w, r)
		case <-r.Context().Done(): // given up, since b was not asked
		}
	}
	all["b"].create = func(w http.ResponseWriter, r *http.Request, forward http.Handler) {
		forward.ServeHTTP(w, r)
		close(made)
	}
	if code, _, words := on(onAllWith("--to-file", "{profile}.key")...); code != command.ExitOK || !strings.Contains(words, "Created on 2 of 2 instances.") {
		t.Errorf("exit code %d: %s", code, words)
	}
}

// An instance that can't be asked keeps none of the others from theirs.
func TestAKeyOnSeveralInstancesOfWhichOneIsAway(t *testing.T) {
	on, all := onPlaces(t, "a", "away")
	all["away"].front.Close()
	code, out, words := on(onAllWith("--to-file", "{profile}.key")...)
	if code != command.ExitPartial || !strings.Contains(words, "! away: can't list keys: ") || !strings.Contains(words, "Created on 1 of 2 instances.") || !strings.Contains(out, "away      not created") {
		t.Errorf("exit code %d: %s%s", code, out, words)
	}
	only := slices.Replace(onAllWith("--to-file", "{profile}-2.key"), 2, 3, "--on", "away")
	if code, _, words = on(only...); code != command.ExitUnreachable {
		t.Errorf("exit code %d: %s", code, words)
	}
}

// What can be seen to be wrong is said before an instance is asked.
func TestNothingIsCreatedOnSeveralInstancesWhenCalledWrongly(t *testing.T) {
	on, all := onPlaces(t, "a", "b")
	config, err := os.ReadFile("config.toml")
	if err != nil {
		t.Fatal(err)
	}
	twin := fmt.Sprintf("%s[profiles.twin]\nurl = %q\nkey_file = %q\n", config, all["b"].front.URL, "b.admin")
	if err := os.WriteFile("twins.toml", []byte(twin), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("b.env", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		more []string
		code int
		says string
	}{
		{nil, command.ExitUsage, "choose where to put the value of each"},
		{[]string{"--to-file", "x.env"}, command.ExitUsage, "--to-file needs {profile}"},
		{[]string{"--to-file", "{profile}.env"}, command.ExitFailed, "b: b.env exists"},
		{[]string{"--to-file", "none/{profile}.env"}, command.ExitFailed, "There is no folder none"},
		{[]string{"-o", "value"}, command.ExitUsage, "-o value does not say which instance"},
		{[]string{"-o", "env"}, command.ExitUsage, "-o env does not say which instance"},
		{[]string{"-o", "name", "--to-file", "{profile}.key"}, command.ExitUsage, "-o name does not say which instance"},
		{[]string{"-o", "jsonl", "--again", "x"}, command.ExitUsage, "--again is about a key of one instance"},
		{[]string{"-o", "jsonl", "--profile", "a"}, command.ExitUsage, "--profile names one instance"},
		{[]string{"-o", "jsonl", "--name", ""}, command.ExitUsage, "--name is needed"},
		{[]string{"--to-command", "--", "cat"}, command.ExitUsage, "--to-command needs {profile}"},
		{[]string{"--to-command", "--", "no-such-command", "{profile}"}, command.ExitFailed, "There is no command"},
	} {
		code, out, words := on(onAllWith(c.more...)...)
		if code != c.code || out != "" || !strings.Contains(words, c.says) {
			t.Errorf("%q: exit code %d, %q, %s", c.more, code, out, words)
		}
	}
	t.Setenv("SUPASCALE_TUI_CONFIG", "twins.toml")
	if code, _, words := on(onAllWith("-o", "jsonl")...); code != command.ExitUsage || !strings.Contains(words, "b and twin are profiles of the same instance") {
		t.Errorf("exit code %d: %s", code, words)
	}
	for name, p := range all {
		if p.posts.Load() != 0 {
			t.Errorf("%s was asked", name)
		}
	}
}

// At a terminal the instances are named, production first, before a key is made on any.
func TestSeveralInstancesAreNamedBeforeAKeyIsCreated(t *testing.T) {
	_, all := onPlaces(t, "a", "prod-1", "prod-2")
	env := []string{}
	for _, name := range []string{"SUPASCALE_TUI_CONFIG", "XDG_DATA_HOME", "XDG_STATE_HOME"} {
		env = append(env, name+"="+os.Getenv(name))
	}
	args := onAllWith("--to-file", "{profile}.key")
	x := start(t, 100, 40, env, args...)
	screen := x.shows("Create “Deploy” on 3 instances, 2 of them production? yes or no [no]:")
	if production, staging := strings.Index(screen, "! production: prod-1, prod-2"), strings.Index(screen, "staging: a"); production < 0 || staging < production {
		t.Errorf("got %s", screen)
	}
	x.press("enter")
	x.shows("Nothing was created.")
	if code := x.ends(); code != command.ExitFailed || all["a"].posts.Load() != 0 {
		t.Errorf("exit code %d: %s", code, x.screen())
	}
	x = start(t, 100, 40, env, args...)
	x.shows("yes or no [no]:")
	x.press("yes", "enter")
	x.shows("Created on 3 of 3 instances.")
	if code := x.ends(); code != command.ExitOK {
		t.Errorf("exit code %d: %s", code, x.screen())
	}
	x = start(t, 100, 40, env, onAllWith("--to-file", "{profile}-2.key", "--yes")...)
	x.shows("Created on 3 of 3 instances.")
	if code := x.ends(); code != command.ExitOK {
		t.Errorf("exit code %d: %s", code, x.screen())
	}
}
