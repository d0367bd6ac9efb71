package rotation_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
)

// fate lets a program down at one of its steps: every request and every write is
// one, and so is the delivery of the value. Either it is killed before the step, and
// nothing it does after that has an effect; or the step fails and it lives on: a
// write is not done, and of a request that changes something the answer is lost.
type fate struct {
	at    int // the step; 0 lets everything happen
	lives bool
	step  int
	dead  bool
	what  string // the step that failed
}

var errFailed = errors.New("failed")

// do carries a step out, or not.
func (f *fate) do(what string, do func() error) error {
	if f.dead {
		return errFailed
	}
	f.step++
	if f.step != f.at {
		return do()
	}
	f.dead, f.what = !f.lives, what
	if f.lives && (strings.HasPrefix(what, http.MethodPost) || strings.HasPrefix(what, http.MethodDelete)) {
		_ = do()
	}
	return errFailed
}

// link leads to an instance without a network between, which virtual time could
// not wait for.
type link struct {
	fate    *fate
	handler http.Handler
}

func (l link) RoundTrip(r *http.Request) (*http.Response, error) {
	var answer *http.Response
	err := l.fate.do(r.Method+" "+r.URL.Path, func() error {
		w := httptest.NewRecorder()
		l.handler.ServeHTTP(w, r)
		answer = w.Result()
		answer.Request = r
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

type notes struct {
	*undelivered.Store
	fate *fate
}

func (n notes) Begin(e undelivered.Entry) (id string, err error) {
	return id, n.fate.do("note the key", func() error { id, err = n.Store.Begin(e); return err })
}

func (n notes) Made(id string, k api.Key) error {
	return n.fate.do("note the key's id", func() error { return n.Store.Made(id, k) })
}

func (n notes) Settle(id string) {
	_ = n.fate.do("forget the key's note", func() error { n.Store.Settle(id); return nil })
}

type records struct {
	*rotation.Store
	fate *fate
}

func (s records) Begin(r rotation.Rotation, instead *rotation.Rotation) error {
	return s.fate.do("note the rotation", func() error { return s.Store.Begin(r, instead) })
}

func (s records) Save(r rotation.Rotation) error {
	return s.fate.do("note how far it is", func() error { return s.Store.Save(r) })
}

func (s records) Remove(r rotation.Rotation) error {
	return s.fate.do("forget the rotation", func() error { return s.Store.Remove(r) })
}

// choice is what is chosen of a rotation.
type choice struct {
	ends    time.Duration // after which the old key is to go; 0: proven, -1: at once
	first   bool          // revoke the leaked key first
	granted keys.Permissions
	lasts   keys.Lifetime
}

// wish is what the choice comes to at a time.
func (c *choice) wish(now time.Time) rotation.Wish {
	w := rotation.Wish{Lifetime: c.lasts, End: rotation.End{Now: c.ends < 0}}
	if c.ends > 0 {
		w.End.At = now.Add(c.ends).Truncate(time.Second)
	}
	if c.granted != (keys.Permissions{}) {
		w.Permissions, w.Lack = &c.granted, rotation.Lack{Resource: keys.Backups, Level: keys.Read, Method: http.MethodGet, Route: "/api/v1/backups"}
	}
	return w
}

// story is a key that is rotated by a program that dies.
type story struct {
	*testing.T
	instance *instance.Instance
	admin    string // the value of the program's own key
	dir      string
	old      api.CreatedKey
	choice
	has map[string]string // values that were delivered, by id

	fate   *fate
	client *api.Client
	notes  *undelivered.Store
	*rotation.Rotator
}

// start begins a program. The one before is gone, and with it its lock.
func (s *story) start(f *fate) {
	s.Helper()
	if s.notes != nil {
		s.notes.Close(s.Context())
		s.client.Close()
	}
	s.fate, s.notes = f, undelivered.Open(filepath.Join(s.dir, "undelivered"))
	var err error
	s.client, err = api.New(api.Options{URL: "http://127.0.0.1:1", Key: api.NewSecret(s.admin), Transport: link{f, s.instance.Handler()}})
	if err != nil {
		s.Fatal(err)
	}
	store := rotation.Open(filepath.Join(s.dir, "rotations"))
	s.Rotator = &rotation.Rotator{Client: s.client, Notes: notes{s.notes, f}, Records: records{store, f}, Now: time.Now, Zone: time.UTC}
}

// use makes a request with a key from an address.
func (s *story) use(value, ip string) (status int) { return s.useAs(value, ip, "deploy/2") }

func (s *story) useAs(value, ip, agent string) (status int) {
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:1/api/v1/projects", nil)
	r.Header.Set("Authorization", "Bearer "+value)
	r.Header.Set("User-Agent", agent)
	r.RemoteAddr = ip + ":999"
	w := httptest.NewRecorder()
	s.instance.Handler().ServeHTTP(w, r)
	return w.Code
}

// make makes the new key and hands it over.
func (s *story) make(r rotation.Rotation, instead *rotation.Rotation) error {
	made, err := s.Make(s.Context(), r, instead)
	if err != nil {
		return err
	}
	err = s.fate.do("deliver", func() error { s.has[made.Created.ID] = made.Created.Secret.Reveal(); return nil })
	if err != nil {
		return errors.Join(err, s.Undo(s.Context(), made))
	}
	s.Notes.Settle(made.Note)
	return nil
}

// run is the program from its start to where it has to wait for others, as the
// command does it.
func (s *story) run() error {
	seen, err := s.Look(s.Context(), s.old.ID)
	if err != nil {
		return err
	}
	plan := rotation.PlanFor(s.old.Key, seen.Keys, time.Now(), time.UTC)
	plan.Grant(s.wish(time.Now()))
	r := plan.Rotation(s.client.Instance().ID, time.Now())
	if !s.first {
		if err = s.make(r, nil); err != nil || !r.GoesAfter() {
			return err
		}
		return s.revokeOld()
	}
	r.RevokeFirst = true
	if _, err = s.RevokeFirst(s.Context(), r, nil); err != nil {
		return err
	}
	return s.make(r, &r)
}

func (s *story) revokeOld() error {
	seen, err := s.Look(s.Context(), s.old.ID)
	if err != nil {
		return err
	}
	st := seen.Of(s.old.ID)
	if st == nil {
		return fmt.Errorf("no rotation to finish")
	}
	_, err = s.End(s.Context(), st)
	return err
}

// mine are the new keys of the old key that the instance has.
func (s *story) mine(list []api.Key) (newKeys []api.Key, old bool) {
	for _, k := range list {
		if strings.HasPrefix(k.Name, s.old.Name+" (rotated ") {
			newKeys = append(newKeys, k)
		}
		old = old || k.ID == s.old.ID
	}
	return newKeys, old
}

// check looks with new eyes: what is there is the old state or one to go on from.
func (s *story) check() *rotation.Standing {
	s.Helper()
	seen, err := s.Look(s.Context(), "")
	if err != nil || seen.Unread != nil {
		s.Fatal(err, seen.Unread)
	}
	newKeys, old := s.mine(seen.Keys)
	notes, err := s.notes.Unsettled(s.client.Instance().ID)
	if err != nil {
		s.Fatal(err)
	}
	st := seen.Of(s.old.ID)
	for _, k := range newKeys {
		noted := slices.ContainsFunc(notes, func(e undelivered.Entry) bool { return e.KeyID == k.ID || e.KeyID == "" && e.Asked.Name == k.Name })
		if s.has[k.ID] == "" && !noted {
			s.Errorf("nobody has the value of %s, and no note says so", k.Name)
		}
		if old && (st == nil || st.New.ID != k.ID) {
			s.Errorf("%s is there beside the old key, and no rotation says so: %+v", k.Name, st)
		}
	}
	if len(newKeys) > 1 {
		s.Errorf("%d new keys", len(newKeys))
	}
	switch {
	case !old && s.ends >= 0 && (len(newKeys) == 0 || s.has[newKeys[0].ID] == ""):
		s.Error("the old key was revoked before the new one was taken")
	case !old && len(newKeys) == 0 && (st == nil || st.Step != rotation.Owed):
		s.Errorf("nothing is left, and nothing says so: %+v", st)
	}
	return st
}

// goOn does what the rotation asks for, until it is at its end.
func (s *story) goOn(st *rotation.Standing) {
	s.Helper()
	for range 12 {
		seen, err := s.Look(s.Context(), "")
		if err != nil {
			s.Fatal(err)
		}
		newKeys, old := s.mine(seen.Keys)
		if st = seen.Of(s.old.ID); st == nil && !old && len(newKeys) == 1 {
			return
		}
		err = nil
		switch {
		case st == nil:
			err = s.run()
		case st.Step == rotation.NotTaken && s.has[st.New.ID] != "":
			err = s.Taken(st)
		case st.Step == rotation.NotTaken:
			err = s.client.RevokeKey(s.Context(), st.New.ID)
		case st.Step == rotation.Owed, st.Step == rotation.NotMade, st.Step == rotation.NewGone:
			err = s.make(st.Again(seen.Keys, time.Now(), time.UTC), &st.Rotation)
		case st.Step == rotation.InDoubt:
			<-time.After(undelivered.InDoubt)
		case st.Step == rotation.Due && st.Use != rotation.Ready, st.Step == rotation.Waiting, st.Step == rotation.BothUsed, st.Step == rotation.Settling:
			<-time.After(25 * time.Hour)
			if got := s.use(s.has[st.New.ID], "203.0.113.8"); got != http.StatusOK {
				s.Fatalf("the new key is answered with %d", got)
			}
		default:
			err = s.revokeOld()
		}
		if err != nil {
			s.Fatalf("%+v: %v", st, err)
		}
	}
	s.Fatalf("no end: %+v", st)
}

// end says what must be true then: one new key, which somebody has and which works,
// the old key is gone, and nothing is noted any more.
func (s *story) end() {
	s.Helper()
	list, err := s.client.ListKeys(s.Context(), 0, 1000)
	if err != nil {
		s.Fatal(err)
	}
	newKeys, old := s.mine(list.Keys)
	if old || len(newKeys) != 1 || s.use(s.has[newKeys[0].ID], "203.0.113.8") != http.StatusOK {
		s.Fatalf("old %v, new keys %+v", old, newKeys)
	}
	if got := s.use(s.old.Secret.Reveal(), "203.0.113.7"); got != http.StatusUnauthorized {
		s.Errorf("the old key is answered with %d", got)
	}
	granted, lasts := s.old.Permissions, "90 days"
	if s.granted != (keys.Permissions{}) {
		granted, lasts = s.granted, s.lasts.String()
	}
	if newKeys[0].Permissions != granted || newKeys[0].Lifetime().String() != lasts {
		s.Errorf("the new key is %+v", newKeys[0])
	}
	if st := s.check(); st != nil {
		s.Errorf("unfinished: %+v", st)
	}
	noted, err := rotation.Open(filepath.Join(s.dir, "rotations")).List(s.client.Instance().ID)
	if err != nil || len(noted) != 0 {
		s.Errorf("noted %+v, %v", noted, err)
	}
}

// serving is an instance and the value of a key that may do everything on it.
func serving(t *testing.T) (i *instance.Instance, admin string) {
	t.Helper()
	i, err := instance.Open(t.Context(), instance.Options{DataDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = i.Close(context.Background()) })
	if admin, err = i.CreateLocalKey(t.Context(), "admin"); err != nil {
		t.Fatal(err)
	}
	return i, admin
}

// begin opens a story with a key that is to be rotated.
func begin(t *testing.T, i *instance.Instance, admin string, old api.NewKey, c choice) *story {
	t.Helper()
	s := &story{T: t, instance: i, admin: admin, dir: t.TempDir(), choice: c, has: make(map[string]string)}
	s.start(&fate{})
	var err error
	if s.old, err = s.client.CreateKey(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	return s
}

// close ends the program of the story.
func (s *story) close() {
	s.notes.Close(context.WithoutCancel(s.Context()))
	s.client.Close()
}

// tell begins a story with a new key, and gives how many steps the program made.
func tell(t *testing.T, i *instance.Instance, admin, name string, c choice, f *fate) {
	s := begin(t, i, admin, api.NewKey{Name: name, Permissions: keys.Grant(keys.Projects, keys.Read), Expires: keys.ExpiresAt(time.Now().Add(90 * day))}, c)
	s.use(s.old.Secret.Reveal(), "203.0.113.7")
	<-time.After(time.Hour)
	s.start(f)
	err := s.run()
	if f.at == 0 && err != nil {
		t.Error(err)
	}
	<-time.After(time.Minute)
	s.start(&fate{})
	st := s.check()
	s.goOn(st)
	s.end()
	s.close()
}

// TestARotationInterruptedAtEveryStep kills the program before each of its requests
// and writes, or lets that fail, in virtual time and against the real instance;
// starts it again, and goes on to the end.
func TestARotationInterruptedAtEveryStep(t *testing.T) {
	wider := keys.Grant(keys.Projects, keys.Read).With(keys.Backups, keys.Read)
	for name, c := range map[string]choice{
		"overlap": {}, "leaked": {ends: -1}, "leaked, revoked first": {ends: -1, first: true},
		"ends before it is used": {ends: 30 * time.Second}, "ends at a time, wider and shorter": {ends: 26 * time.Hour, granted: wider, lasts: keys.LastingFor(30 * day)},
		"ends long after": {ends: 20 * day},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				i, admin := serving(t)
				whole := &fate{}
				tell(t, i, admin, "whole", c, whole)
				if whole.step < 8 {
					t.Fatalf("only %d steps", whole.step)
				}
				for at := 1; at <= whole.step; at++ {
					for _, lives := range []bool{false, true} {
						f := &fate{at: at, lives: lives}
						tell(t, i, admin, fmt.Sprintf("key %d %v", at, lives), c, f)
						if t.Failed() || f.what == "" {
							t.Fatalf("step %d of %d: %q, lives on: %v", at, whole.step, f.what, lives)
						}
					}
				}
			})
		})
	}
}
