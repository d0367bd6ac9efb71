package views_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// job counts the key presses of an admin who knows the way, on a small terminal.
type job struct {
	*rotator
	pressed int
}

func (a *rotator) job() *job {
	a.start()
	a.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	return &job{rotator: a}
}

func (a *visitor) job() *job {
	a.start()
	a.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	return &job{rotator: &rotator{console: a.console, t: a.t}}
}

func (j *job) press(names ...string) *job {
	for _, name := range names {
		n := 1
		if text, typed := strings.CutPrefix(name, "text:"); typed {
			n = utf8.RuneCountInString(text)
		}
		j.pressed += n
		j.console.press(name)
	}
	return j
}

func (j *job) shows(texts ...string) *job { j.console.shows(texts...); return j }

func (j *job) hides(text string) *job { j.console.hides(text); return j }

func (j *job) takes(most int) {
	j.t.Helper()
	if j.pressed > most {
		j.t.Errorf("it took %d key presses, and %d are enough", j.pressed, most)
	}
}

// ask makes a request with a key, as a script does.
func (a *rotator) ask(value, method, path string) int {
	r := httptest.NewRequest(method, "http://127.0.0.1:1"+path, nil)
	r.Header.Set("Authorization", "Bearer "+value)
	r.Header.Set("User-Agent", "backup.sh/3")
	r.RemoteAddr = "203.0.113.7:999"
	w := httptest.NewRecorder()
	a.instance.Handler().ServeHTTP(w, r)
	return w.Code
}

// A script is refused, gets a key with the level that was missing, and the old key ends
// once all it was used for is done with the new one: one rotation, from the failure on.
func TestAFailureIsMendedByOneRotation(t *testing.T) {
	rotate(t, func(a *rotator) {
		old := a.key("CI/CD Pipeline")
		script := func(value string) int {
			a.ask(value, http.MethodGet, "/api/v1/projects")
			return a.ask(value, http.MethodGet, "/api/v1/backups")
		}
		for range 5 {
			if got := script(old); got != http.StatusForbidden {
				t.Fatalf("the script is answered with %d", got)
			}
			<-time.After(time.Minute)
		}
		j := a.job()
		j.console.press("2")
		j.shows("permission denied")

		j.press("enter", "R").shows("Rotate “CI/CD Pipeline”", "[with backups: read]")
		j.press("enter")
		fresh := j.revealed()
		j.press("c", "esc", "down", "enter").shows("GET /api/v1/backups has not been let through yet", "Watching")
		<-time.After(time.Minute)
		j.tick()
		j.shows("has not been let through yet")
		if got := script(fresh); got != http.StatusOK {
			t.Fatalf("the script is answered with %d", got)
		}
		<-time.After(10 * time.Second)
		j.tick()
		j.shows("✓ GET /api/v1/backups, which was refused, was let through with the", "203.0.113.7 (backup.sh/3)")

		<-time.After(11 * time.Minute)
		script(fresh)
		j.press("r").shows("ready to revoke", "All that the log shows", "done with the new key since.")
		j.press("enter").shows("Type  yes  to confirm").press("text:yes", "enter").shows("The rotation is finished.")
		j.takes(14)
		if o, n := script(old), script(fresh); o != http.StatusUnauthorized || n != http.StatusOK {
			t.Errorf("the old key is answered with %d, the new one with %d", o, n)
		}
	})
}

func TestTheBackupKeyIsRotatedWithFewKeys(t *testing.T) {
	rotate(t, func(a *rotator) {
		old := a.key("Backup Script")
		a.key("CI/CD Pipeline")
		a.use(old, "203.0.113.7")
		j := a.job()
		j.press("/", "text:ba", "enter", "R", "enter")
		fresh := j.revealed()
		j.press("c", "esc", "down", "enter").shows("waiting for the new key")
		j.takes(10)

		a.use(fresh, "203.0.113.7")
		days(1.1)
		a.use(fresh, "203.0.113.7")
		j = a.job()
		j.press("P").shows("ready to revoke").press("enter", "enter").shows("Type  yes  to confirm").press("text:yes", "enter").shows("The rotation is finished.")
		j.takes(12)
		if o, n := a.use(old, "203.0.113.7"), a.use(fresh, "203.0.113.7"); o != http.StatusUnauthorized || n != http.StatusOK {
			t.Errorf("the old key is answered with %d, the new one with %d", o, n)
		}
	})
}

// The watch asks for nothing any more once it was stopped or the page left.
func TestTheWatchCanBeStopped(t *testing.T) {
	rotate(t, func(a *rotator) {
		old := a.key("Deploy")
		a.ask(old, http.MethodGet, "/api/v1/backups")
		j := a.job()
		j.press("2", "enter", "R", "enter", "c", "esc", "down", "enter").shows("Watching")
		waits := func() int { return len(j.timers.Fire(time.Now())) }
		j.press("f").hides("Watching")
		waits()
		if j.tick(); waits() != 0 {
			t.Error("it still waits")
		}
		j.press("f").shows("Watching")

		j = a.job()
		j.press("P", "enter").shows("Watching").press("esc").hides("Watching")
		j.tick()
		if j.tick(); waits() != 0 {
			t.Error("it still waits after the page was left")
		}
	})
}

// An end at a time is kept over days, and reminded of when it comes.
func TestTheOldKeyEndsAtATime(t *testing.T) {
	rotate(t, func(a *rotator) {
		old := a.key("Deploy")
		a.use(old, "203.0.113.7")
		a.start()
		a.choose("Deploy")
		a.press("up", "right", "right", "right").shows("[7 d]").press("down", "enter")
		fresh := a.revealed()
		a.press("esc", "down", "enter").shows("The old key is to go in 7 days.")
		days(2)
		a.use(fresh, "203.0.113.7")
		a.start()
		a.press("P").shows("ready to revoke", "Wait until the time that you set")
		days(5.1)
		a.start()
		a.press("P").shows("old key due to go").press("enter").shows("The old key was to go 2 h ago.", "Revoke the old key now.")
		a.press("enter", "text:yes", "enter").shows("The rotation is finished.")
		if o := a.use(old, "203.0.113.7"); o != http.StatusUnauthorized {
			t.Errorf("the old key is answered with %d", o)
		}
	})
}

// What is chosen on the page is what is made.
func TestThePermissionsOfARotationAreChosen(t *testing.T) {
	rotate(t, func(a *rotator) {
		made, err := a.client.CreateKey(a.t.Context(), api.NewKey{
			Name: "Deploy", Permissions: keys.Grant(keys.Projects, keys.Write).With(keys.Tasks, keys.Read), Expires: keys.ExpiresAt(time.Now().Add(90 * 24 * time.Hour)),
		})
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Hour)
		a.use(made.Secret.Reveal(), "203.0.113.7")
		a.start()
		a.choose("Deploy")
		a.press("tab", "right").shows("[only what it uses]", "without projects: write, tasks")
		a.press("right", "down", "r", "down", "down", "n").shows("▲ was write", "▲ was read")
		a.press("tab", "right", "right", "tab", "tab", "enter")
		a.revealed()
		list, err := api.Keys(a.t.Context(), a.client)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range list {
			if strings.HasPrefix(k.Name, "Deploy (rotated") && (k.Permissions != keys.Grant(keys.Projects, keys.Read) || k.Lifetime().String() != "7 days") {
				t.Errorf("made %+v", k)
			}
		}
	})
}
