package accessible

import (
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// elsewhere is the same instance as another machine uses it: what it does is not noted
// here.
func (h *home) elsewhere(t *testing.T) *api.Client {
	t.Helper()
	h.say(t, "new", "custom", "Other machine", "never", "write", "write", "write", "write", "write", "create", "file", "", "", "done", "q")
	client, err := api.New(api.Options{Name: "test", ID: "test", URL: h.url, Key: api.NewSecret(h.value(t, "other-machine.key"))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func (h *home) id(t *testing.T, name string) string {
	t.Helper()
	page, err := h.client.ListKeys(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range page.Keys {
		if k.Name == name {
			return k.ID
		}
	}
	t.Fatalf("there is no %s", name)
	return ""
}

func TestWhatOthersDidIsTold(t *testing.T) {
	h := onInstance(t, plain)
	other := h.elsewhere(t)
	h.say(t, said(monitoring, toFile, "history", "b", "keys", "b", "q")...).says(t, "There was no visit before this one", "Monitoring: new, today 13:00, by this machine", "3 keys")
	h.wait(2 * time.Hour)
	if err := other.RevokeKey(t.Context(), h.id(t, "Monitoring")); err != nil {
		t.Fatal(err)
	}
	if _, err := other.CreateKey(t.Context(), api.NewKey{Name: "Foreign", Permissions: keys.Grant(keys.Backups, keys.Read)}); err != nil {
		t.Fatal(err)
	}
	h.wait(time.Hour)
	first := h.say(t, "keys", "history", "Foreign", "list", "Monitoring", "create again", "", "", "", "", "", "", "", "create", "done", "since", "7d", "seen", "b", "history", "b", "keys", "b", "q")
	screentest.Golden(t, "changes", normal(h, first.text()))
	if left := names(t, h); strings.Join(left, ",") != "Monitoring,Foreign,Other machine,Admin" {
		t.Errorf("left are %q", left)
	}
}

func TestAKeyThatIsGoneIsMadeAnew(t *testing.T) {
	h := onInstance(t, plain)
	h.say(t, "gone", "q").says(t, "No key is known to be gone.", "The instance remembers none")
	h.say(t, said(monitoring, toFile, "keys", "Monitoring", "note", "Anna", "", "", "revoke", "Monitoring", "b", "q")...)
	h.wait(day)
	k := h.say(t, "gone", "filter", "nothing", "filter", "all", "Monitoring", "?", "failures", "note", "", "", "OPS-1", "test", "b", "create again", "b", "create again",
		"", "", "", "", "", "", "", "create", "done", "b", "q")
	screentest.Golden(t, "revoked", normal(h, k.text()))
	h.settled(t, k, "Monitoring", "Admin")
}

func TestAnInstanceThatRemembersNothing(t *testing.T) {
	h, in := inMemory(t.TempDir())
	h.now = func() time.Time { return screentest.Now.Add(time.Duration(h.passed.Load())) }
	in.ListErr = &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "connection refused"}
	h.say(t, "gone", "q").says(t, "Error: Can't list keys: connection refused.", "Main menu")
	in.ListErr = nil
	h.say(t, "keys", "b", "q")
	h.wait(day)
	in.Keys = in.Keys[1:]
	k := h.say(t, "keys", "seen", "b", "gone", "1", "list", "b", "q")
	k.says(t, "1 gone. The word changes tells more", "Noted: your last visit is now", "1 key is gone", "known by this console", "Key that is gone: ", "vanished from the instance", "Seen last: ", "Last used: not noted")
}

// What can't be told keeps nobody from the keys.
func TestAVisitThatCantBeCompared(t *testing.T) {
	h, in := inMemory(t.TempDir())
	in.Keys[0].ID = ""
	h.say(t, "history", "b", "keys", "q").says(t, "There was no visit before this one", "Main menu", " keys: ", "This instance has keys without an id", "Goodbye")
}
