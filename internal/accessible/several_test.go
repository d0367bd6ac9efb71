package accessible

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

type memory struct{ *screentest.Instance }

// neighbour is an instance of several in memory.
type neighbour struct {
	memory
	name string
	// look comes before the small question with which a survey begins.
	look func(ctx context.Context)
}

func (n neighbour) Instance() api.Instance {
	url := "https://" + n.name + ".example.com"
	return api.Instance{Name: n.name, URL: url, ID: url}
}

func (n neighbour) ListKeys(ctx context.Context, offset, limit int) (api.KeyPage, error) {
	if offset == 0 && limit == 1 {
		n.look(ctx)
	}
	return n.memory.ListKeys(ctx, offset, limit)
}

// town is a home on the first of three instances. The third hangs when it is asked for the
// first time, until ctrl+c, and does not answer after that.
type town struct {
	*home
	behind map[string]*screentest.Instance
	talk   *talk
	closed []string
}

func newTown(t *testing.T) *town {
	h, _ := inMemory(t.TempDir())
	w := &town{home: h, behind: map[string]*screentest.Instance{}}
	profiles := []app.Profile{
		{Name: "eu-1", URL: "https://eu-1.example.com", Environment: "production"},
		{Name: "staging", URL: "https://staging.example.com", Environment: "staging"},
		{Name: "us-1", URL: "https://us-1.example.com", Environment: "production"},
	}
	for _, p := range profiles {
		w.behind[p.Name] = &screentest.Instance{
			Keys: []api.Key{
				{ID: "key-1", Name: "Deploy", Preview: "supascale_1Dep...x9Zk", Permissions: keys.AllWrite(), Created: screentest.Now.Add(-100 * 24 * time.Hour), LastUsed: screentest.Now.Add(-time.Hour)},
				{ID: "key-2", Name: "Robot of " + p.Name, Preview: "supascale_2Rob...x9Zk", Permissions: keys.Grant(keys.Projects, keys.Read), Created: screentest.Now.Add(-20 * 24 * time.Hour), Expires: keys.ExpiresAt(screentest.Now.Add(3 * 24 * time.Hour))},
			},
			Entries: []api.Activity{{
				ID: "entry-1", Time: screentest.Now.Add(-time.Minute), Type: "api_key.request", Failed: true, Reason: keys.UnknownKey, Method: "GET",
				Path: "/api/v1/projects", Status: 401, IP: "203.0.113.7", UserAgent: "curl/8.5", Count: 1,
			}, {
				ID: "entry-2", Time: screentest.Now.Add(-2 * time.Minute), Type: "api_key.request", Failed: true, Reason: keys.PermissionDenied, Method: "POST", KeyID: "key-2", KeyName: "Robot of " + p.Name,
				Path: "/api/v1/projects", Resource: keys.Projects, Required: "write", Granted: "read", Status: 403, IP: "192.0.2.9", Count: 3,
			}},
		}
	}
	// They answer a survey in the order of the profiles.
	var second, third int
	look := map[string]func(context.Context){
		"eu-1": func(context.Context) {},
		"staging": func(ctx context.Context) {
			second++
			w.talk.hears(ctx, "eu-1, production: ok", second)
		},
		"us-1": func(ctx context.Context) {
			third++
			if w.talk.hears(ctx, "staging, staging: ok", third); third > 1 {
				return
			}
			away := &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "connection refused"}
			w.behind["us-1"].ListErr, w.behind["us-1"].StatsErr, w.behind["us-1"].ActivityErr = away, away, away
			w.talk.stops <- os.Interrupt
			<-ctx.Done()
		},
	}
	connection := func(p app.Profile) app.Connection {
		return app.Connection{Profile: p, API: neighbour{memory{w.behind[p.Name]}, p.Name, look[p.Name]}, Close: func() { w.closed = append(w.closed, p.Name) }}
	}
	h.change = func(e *Env) {
		w.talk = e.In.(*talk)
		e.Connection = connection(profiles[0])
		e.Ways = app.Ways{Profiles: profiles, To: func(_ context.Context, name string) (app.Connection, error) {
			return connection(profiles[slices.IndexFunc(profiles, func(p app.Profile) bool { return p.Name == name })]), nil
		}}
	}
	return w
}

// onAll is what leads to the work on all instances.
var onAll = []string{"instances", "all"}

// One instance hangs: the others are told, ctrl+c ends the waiting, and all are worked on
// together then.
func TestInstances(t *testing.T) {
	w := newTown(t)
	k := w.say(t, "instances", "?", "filter", "state:lost", "env:nowhere", "state:ok", "refresh", "filter", "all", "all", "keys", "b", "instances", "staging", "keys", "b", "q")
	screentest.Golden(t, "instances", normal(w.home, k.text()))
	slices.Sort(w.closed)
	if got := strings.Join(w.closed, " "); got != "eu-1 staging us-1" {
		t.Errorf("closed are %s", got)
	}
}

func TestKeysLogAndFindingsOfSeveral(t *testing.T) {
	w := newTown(t)
	k := w.say(t, slices.Concat(onAll, []string{
		"keys", "2", "usage", "list", "filter", "instance:staging", "Deploy", "revoke", "Deploy", "all", "b",
		"audit", "1", "attempts", "1", "b", "list", "2", "key", "b", "b", "attempts", "b", "b",
		"health", "1", "snooze", "1", "snooze", "1", "take back", "b", "q",
	})...)
	screentest.Golden(t, "several", normal(w.home, k.text()))
	for name, in := range w.behind {
		if got := strings.Join(in.Revoked, " "); (got == "key-1") != (name == "staging") {
			t.Errorf("%s was told to revoke %q", name, got)
		}
	}
}

func TestReviewHistoryAndPendingOfSeveral(t *testing.T) {
	w := newTown(t)
	staging := api.Instance{URL: "https://staging.example.com", ID: "https://staging.example.com"}
	if err := w.noteStore().Put(staging, &w.behind["staging"].Keys[0], notes.Text{Owner: "Anna"}, screentest.Now); err != nil {
		t.Fatal(err)
	}
	k := w.say(t, slices.Concat(onAll, []string{"review", "Deploy", "3", "note", "b", "b", "b", "history", "b", "pending", "new", "staging", "b", "notes", "2", "1", "b", "b", "gone", "b", "q"})...)
	screentest.Golden(t, "several-review", normal(w.home, k.text()))
}

// Chosen keys of several instances are revoked together: one question names the instances,
// and one list has the results.
func TestKeysOfSeveralAreRevokedTogether(t *testing.T) {
	w := newTown(t)
	k := w.say(t, slices.Concat(onAll, []string{"keys", "revoke all shown", "revoke", "revoke all 4 keys on 2 instances", "1", "b", "b", "q"})...)
	screentest.Golden(t, "several-revoke", normal(w.home, k.text()))
}

func TestTheLogOfSomeOfSeveral(t *testing.T) {
	w := newTown(t)
	w.say(t, slices.Concat(onAll, []string{"audit", "query", "?", "instance:stag", "b", "profile", "staging", "audit", "query", "instance:stag", "b", "b", "q"})...).says(t,
		"3. eu-1, staging: unknown key", "instance:eu looks at the names of the instances.", "Query: instance:stag", "1. staging: permission denied", "2. staging: unknown key, 1 attempt",
		"Connected to staging", "That is no query: position 1: “instance:” tells the logs of several instances apart, and this is the log of one.")
}

// Where nobody asked for an instance it begins with all of them.
func TestAStartWithSeveralInstances(t *testing.T) {
	w := newTown(t)
	change := w.change
	w.change = func(e *Env) {
		change(e)
		e.Connection = app.Connection{}
	}
	w.say(t, "b", "staging", "keys", "b", "q").says(t, "All of them are asked how they stand.", "2 of 3 answered, 1 unreachable.", "There is nothing to go back to. q quits.",
		"Connected to staging, https://staging.example.com.", "2 keys: ", "Goodbye.")
}
