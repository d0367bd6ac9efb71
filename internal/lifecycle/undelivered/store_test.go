package undelivered_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
)

var now = time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)

const here = "https://supascale.example.com"

func entry(name string) undelivered.Entry {
	return undelivered.Entry{Instance: here, At: now, Asked: api.NewKey{
		Name: name, Permissions: keys.Grant(keys.Projects, keys.Write), Expires: keys.ExpiresAt(now.AddDate(0, 0, 90)),
	}}
}

func begin(t *testing.T, j *undelivered.Store, e undelivered.Entry) string {
	t.Helper()
	id, err := j.Begin(e)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func left(t *testing.T, j *undelivered.Store, instance string) []undelivered.Entry {
	t.Helper()
	list, err := j.Unsettled(instance)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAnEntryLivesFromRequestToTaking(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state", "undelivered")
	j := undelivered.Open(dir)
	if list := left(t, j, here); len(list) != 0 {
		t.Fatalf("%+v before anything", list)
	}
	id := begin(t, j, entry("one"))
	list := left(t, j, here)
	if len(list) != 1 || list[0].Asked != entry("one").Asked || !list[0].At.Equal(now) || list[0].KeyID != "" {
		t.Fatalf("noted %+v", list)
	}
	if err := j.Made(id, api.Key{ID: "key-1", Preview: "supascale_Ab3d...x9Zk"}); err != nil {
		t.Fatal(err)
	}
	if list = left(t, j, here); len(list) != 1 || list[0].KeyID != "key-1" || list[0].Preview != "supascale_Ab3d...x9Zk" {
		t.Fatalf("noted %+v", list)
	}
	if other := left(t, j, "https://other.example.com"); len(other) != 0 {
		t.Errorf("another instance has %+v", other)
	}
	j.Settle(id)
	if list := left(t, j, here); len(list) != 0 {
		t.Errorf("settled, and still there: %+v", list)
	}
	j.Close(t.Context())
	if files, _ := os.ReadDir(dir); len(files) != 0 {
		t.Errorf("left behind: %v", files)
	}
	if _, err := j.Begin(entry("late")); err == nil {
		t.Error("a closed store took an entry")
	}
}

// Instances count their keys each by itself: an id on one tells nothing of another's.
func TestTheSameIDOnTwoInstances(t *testing.T) {
	j := undelivered.Open(t.TempDir())
	defer j.Close(t.Context())
	if err := j.Made(begin(t, j, entry("one")), api.Key{ID: "key-1"}); err != nil {
		t.Fatal(err)
	}
	elsewhere := entry("one")
	elsewhere.Instance = "https://other.example.com"
	begin(t, j, elsewhere)
	if list := left(t, j, elsewhere.Instance); len(list) != 1 || len(list[0].Before) != 0 {
		t.Errorf("noted %+v", list)
	}
	again := begin(t, j, entry("one"))
	for _, e := range left(t, j, here) {
		if e.ID == again && len(e.Before) != 1 {
			t.Errorf("noted %+v", e)
		}
	}
}

func TestFilesAreForTheirOwnerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "undelivered")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	j := undelivered.Open(dir)
	begin(t, j, entry("one"))
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 2 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f.Name(), info.Mode(), err)
		}
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v, %v", info.Mode(), err)
	}
}

// What another running console has in hand is its own affair; what a dead one
// left is everybody's.
func TestTwoConsolesAtOnce(t *testing.T) {
	dir := t.TempDir()
	first, second := undelivered.Open(dir), undelivered.Open(dir)
	id := begin(t, first, entry("first"))
	later := entry("second")
	later.At = now.Add(time.Second)
	begin(t, second, later)
	if list := left(t, second, here); len(list) != 1 || list[0].Asked.Name != "second" {
		t.Errorf("the second sees %+v", list)
	}
	first.Close(t.Context())
	if list := left(t, second, here); len(list) != 2 || list[0].ID != id {
		t.Errorf("after the first is gone the second sees %+v", list)
	}
	second.Settle(id)
	second.Close(t.Context())
	third := undelivered.Open(dir)
	if list := left(t, third, here); len(list) != 1 || list[0].Asked.Name != "second" {
		t.Errorf("the third sees %+v", list)
	}
}

func TestABrokenNoteIsToldAndHidesNothing(t *testing.T) {
	dir := t.TempDir()
	j := undelivered.Open(dir)
	begin(t, j, entry("one"))
	if err := os.WriteFile(filepath.Join(dir, "gone-1.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := j.Unsettled(here)
	if len(list) != 1 || err == nil || !strings.Contains(err.Error(), "gone-1.json") || !strings.Contains(err.Error(), "remove it") {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestAHostileNoteIsInert(t *testing.T) {
	dir := t.TempDir()
	text := fmt.Sprintf(`{"version":1,"instance":%q,"name":"\u001b[2Jx","keyId":"\u001b]52;c;x"}`, here)
	if err := os.WriteFile(filepath.Join(dir, "gone-1.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, e := range left(t, undelivered.Open(dir), here) {
		if strings.ContainsRune(e.Asked.Name+e.KeyID, '\x1b') {
			t.Errorf("%+v", e)
		}
	}
}

// list is an instance of these keys, which may change between two pages.
type list struct {
	keys  []api.Key
	after func(*list)
}

func (l *list) ListKeys(_ context.Context, offset, limit int) (api.KeyPage, error) {
	from := min(offset, len(l.keys))
	page := api.KeyPage{Keys: l.keys[from:min(from+limit, len(l.keys))], Total: len(l.keys)}
	if l.after != nil {
		l.after(l)
		l.after = nil
	}
	return page, nil
}

func TestFindKnowsALostKeyByWhatWasAskedFor(t *testing.T) {
	e := entry("one")
	e.Last, e.Before = now, []string{"key-before"}
	fits := api.Key{ID: "key-1", Name: "one", Permissions: e.Asked.Permissions, Expires: e.Asked.Expires, Created: now.Add(time.Second)}
	expiry, _ := e.Asked.Expires.At()
	for what, change := range map[string]func(*api.Key){
		"":            func(*api.Key) {},
		"a day only":  func(k *api.Key) { k.Expires = keys.ExpiresAt(expiry.Truncate(24 * time.Hour)) },
		"no time":     func(k *api.Key) { k.Created = time.Time{} },
		"slow clock":  func(k *api.Key) { k.Created = now.Add(-5 * time.Minute) },
		"!name":       func(k *api.Key) { k.Name = "two" },
		"!permission": func(k *api.Key) { k.Permissions = keys.AllWrite() },
		"!expiry":     func(k *api.Key) { k.Expires = keys.ExpiresAt(expiry.Add(time.Minute)) },
		"!never":      func(k *api.Key) { k.Expires = keys.Expiry{} },
		"!before":     func(k *api.Key) { k.ID = "key-before" },
		"!used":       func(k *api.Key) { k.LastUsed = now.Add(time.Minute) },
		"!older":      func(k *api.Key) { k.Created = now.Add(-11 * time.Minute) },
		"!newer":      func(k *api.Key) { k.Created = now.Add(11 * time.Minute) },
	} {
		k := fits
		change(&k)
		found, missing, err := undelivered.Find(t.Context(), &list{keys: []api.Key{k}}, []undelivered.Entry{e})
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(what, "!") != (len(found) == 0) || len(found)+len(missing) != 1 {
			t.Errorf("%q: found %+v, missing %d", what, found, len(missing))
		}
	}
}

func TestAKeyIsGivenToOneEntry(t *testing.T) {
	e := entry("one")
	e.Last = now
	sure := e
	sure.KeyID = "key-1"
	k := api.Key{ID: "key-1", Name: "one", Permissions: e.Asked.Permissions, Expires: e.Asked.Expires, Created: now}
	found, missing, err := undelivered.Find(t.Context(), &list{keys: []api.Key{k}}, []undelivered.Entry{e, sure})
	if err != nil || len(found) != 1 || found[0].Entry.KeyID != "key-1" || len(missing) != 1 {
		t.Errorf("found %+v, missing %+v, %v", found, missing, err)
	}
}

// A key that is revoked between two pages moves the next ones up.
func TestNoKeySlipsThroughAListThatChanges(t *testing.T) {
	l := &list{after: func(l *list) { l.keys = l.keys[1:] }}
	for i := range 1500 {
		l.keys = append(l.keys, api.Key{ID: fmt.Sprintf("key-%d", i), Name: "other"})
	}
	e := entry("one")
	e.KeyID = "key-1000"
	found, _, err := undelivered.Find(t.Context(), l, []undelivered.Entry{e})
	if err != nil || len(found) != 1 {
		t.Errorf("found %+v, %v", found, err)
	}
}
