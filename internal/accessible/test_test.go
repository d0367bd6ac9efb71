package accessible

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestAKeyIsTestedAndFound(t *testing.T) {
	h := onInstance(t, plain)
	h.say(t, said(monitoring, "test", "yes", toFile, "q")...).says(t, "marks the key as used", "All as expected.", "Take the key by [file]")
	value := h.value(t, "monitoring.key")
	other := "supascale_" + strings.Repeat("x", keys.BodyLen)
	k := h.say(t, "identify", "?", "", "nonsense", value+" "+other, value, "usage", "test", "?", value[:20], other, value, "no", "test", value, "yes",
		"revoke", "Monitoring", "identify", value, "test", value, "yes", "activity", "b", "list", "identify", other, "q")
	screentest.Golden(t, "found", normal(h, k.text()))
	h.settled(t, k, "Admin")
	for _, secret := range []string{value, value[:20], other} {
		if strings.Contains(k.text(), secret) {
			t.Error("what was pasted is in the transcript")
		}
	}
}

// Nothing of a value that is looked for is sent.
func TestAValueThatIsLookedForStaysHere(t *testing.T) {
	value := "supascale_" + strings.Repeat("Zq7", 9) + "w"
	h := onInstance(t, func(in *instance.Instance) *httptest.Server {
		return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			var sent strings.Builder
			_ = req.Write(&sent)
			if strings.Contains(sent.String(), "Zq7") {
				t.Error("a part of the value was sent")
			}
			in.Handler().ServeHTTP(w, req)
		}))
	})
	h.say(t, "identify", value, "q").says(t, "None of the 1 key fits", "Main menu", "Goodbye")
}

func TestTheInstanceInThisProgramKnowsExactly(t *testing.T) {
	h, in := inMemory(t.TempDir())
	h.change = func(e *Env) {
		e.Exact = func(value api.Secret) (string, bool, bool) {
			return in.Keys[2].ID, false, value.Reveal() == screentest.FakeValue
		}
	}
	h.say(t, "identify", screentest.FakeValue, "list", "q").says(t, "It is exactly this key", "Name: CI/CD Pipeline", "Main menu")
}

func TestSeveralKeysMayBeMeant(t *testing.T) {
	h, in := inMemory(t.TempDir())
	for i := range 2 {
		in.Keys[i].Preview = keys.Preview(screentest.FakeValue)
	}
	in.Gone = []api.RevokedKey{{Key: in.Keys[0], Revoked: screentest.Now}}
	in.Gone[0].Name, in.Gone[0].ID = "Old one", "gone"
	k := h.say(t, "identify", screentest.FakeValue, "2", "list", "3", "list", "b", "q")
	k.says(t, "any of these 3 keys", "2. Backup Script: probable, expires soon", "3. Old one: probable, revoked just now", "Name: Backup Script", "Revoked key: Old one", "Main menu")
}

// An instance that does not enforce its permissions is found out.
func TestWhatIsNotAsExpectedIsSaid(t *testing.T) {
	h, in := inMemory(t.TempDir())
	in.Keys[2].Preview = keys.Preview(screentest.FakeValue)
	in.Answer = func(_ context.Context, _ string, r keys.Resource) (api.Tried, error) {
		switch r {
		case keys.Backups:
			return api.Tried{Path: "/api/v1/backups", Status: 403}, &api.Error{Op: api.OpTry, Kind: api.Forbidden, Status: 403}
		case keys.Tasks:
			return api.Tried{Path: "/api/v1/tasks", Status: 404}, &api.Error{Op: api.OpTry, Kind: api.NotFound, Status: 404}
		}
		return api.Tried{Path: "/api/v1/" + string(r), Status: 200}, nil
	}
	k := h.say(t, "keys", "CI/CD Pipeline", "test", screentest.FakeValue, "yes", "q")
	k.says(t, "Projects: expected allowed, was allowed (200). As expected.",
		"Backups: expected allowed, was denied (403). Not as expected.", "Tasks: expected denied, was no route (404). Can't tell.",
		"System: expected denied, was allowed (200). Not as expected.", "3 cells are not as expected.", "Write was not tried")
	if strings.Contains(k.text(), screentest.FakeValue) {
		t.Error("the value is in the transcript")
	}
}

func TestATestIsStopped(t *testing.T) {
	h, in := inMemory(t.TempDir())
	in.Keys[2].Preview = keys.Preview(screentest.FakeValue)
	h.change = func(e *Env) {
		stops := e.In.(*talk).stops
		in.Answer = func(ctx context.Context, _ string, r keys.Resource) (api.Tried, error) {
			if r == keys.Backups {
				stops <- os.Interrupt
				<-ctx.Done()
				return api.Tried{}, &api.Error{Op: api.OpTry, Kind: api.Canceled, Cause: ctx.Err()}
			}
			return api.Tried{Path: "/api/v1/" + string(r), Status: 200}, nil
		}
	}
	h.say(t, "keys", "CI/CD Pipeline", "test", screentest.FakeValue, "yes", "q").says(t, "Projects: expected allowed, was allowed (200).",
		"Backups: expected allowed, was not tried.", "Stopped: 1 of 5 resources were read.", "Goodbye")
}
