package cli

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/testkit/contracttest"
)

// A rotation, a key whose value nobody has and a revocation that was cut off are each
// listed once, and are gone from the list once they are settled.
func TestPending(t *testing.T) {
	on := onSample(t)
	if code, out, words := on("pending"); code != command.ExitOK || out != "" || !strings.Contains(words, "Nothing is pending.") {
		t.Fatalf("%d, %q, %q", code, out, words)
	}
	client, _, err := session.Connect(t.Context(), &app.Target{})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	list, err := api.Keys(t.Context(), client)
	if err != nil {
		t.Fatal(err)
	}
	named := func(name string) api.Key {
		t.Helper()
		i := slices.IndexFunc(list, func(k api.Key) bool { return k.Name == name })
		if i < 0 {
			t.Fatalf("there is no key %q", name)
		}
		return list[i]
	}

	if code, _, words := on("keys", "rotate", "Monitoring", "-o", "value"); code != command.ExitOK {
		t.Fatal(words)
	}
	leaveUndelivered(t, client, named("Cost report"))
	cutOff(t, client, []api.Key{named("Load test"), named("Trade fair demo"), named("Slack bot")})

	code, out, words := on("pending", "-o", "json")
	if code != command.ExitOK {
		t.Fatal(words)
	}
	if err := contracttest.CheckOutput("pending.json", []byte(out)); err != nil {
		t.Fatal(err)
	}
	var items []struct{ Kind, Name, Remedy string }
	if err := json.Unmarshal([]byte(out), &items); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, i := range items {
		got = append(got, i.Kind+" "+i.Name)
	}
	if want := []string{"undelivered Cost report", "rotation Monitoring", "revoke-many 3 keys"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}

	for _, args := range [][]string{
		{"keys", "revoke", "Cost report", "--yes"}, {"keys", "revoke", "--resume", "--yes"}, {"keys", "rotate", "Monitoring", "--keep-both"},
	} {
		if code, _, words := on(args...); code != command.ExitOK {
			t.Fatalf("%q: %s", args, words)
		}
	}
	if code, out, words := on("pending"); code != command.ExitOK || out != "" {
		t.Errorf("%d, %q, %q", code, out, words)
	}
}

// leaveUndelivered notes a key as one whose value nobody has.
func leaveUndelivered(t *testing.T, client *api.Client, k api.Key) {
	t.Helper()
	store, err := session.Undelivered()
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close(t.Context())
	id, err := store.Begin(undelivered.Entry{Instance: client.Instance().ID, At: time.Now(), Asked: api.NewKey{Name: k.Name, Permissions: k.Permissions, Expires: k.Expires}})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Made(id, k); err != nil {
		t.Fatal(err)
	}
}

// cutOff begins to revoke keys, and stops after the first.
func cutOff(t *testing.T, client *api.Client, list []api.Key) {
	t.Helper()
	store, err := session.Many()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	runner := revokemany.Runner{Client: client, Store: store, Now: time.Now, Tell: func(lifecycle.Progress) { cancel() }}
	if b, err := runner.Begin(ctx, list); err == nil || b.Tally().Left() == 0 {
		t.Fatalf("%+v, %v", b.Tally(), err)
	}
}
