package revokemany_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// fake is embedded by a name that its methods don't have.
type fake = *screentest.Instance

// site is an instance in memory and a folder of notes.
type site struct {
	fake
	dir    string
	answer func(id string) error // instead of the instance's
}

func newSite(t *testing.T, n int) *site {
	t.Helper()
	s := &site{fake: &screentest.Instance{}, dir: filepath.Join(t.TempDir(), "revocations")}
	for i := range n {
		s.Keys = append(s.Keys, api.Key{ID: fmt.Sprint("id-", i), Name: fmt.Sprint("key ", i), Preview: fmt.Sprint("preview ", i)})
	}
	return s
}

func (s *site) RevokeKey(ctx context.Context, id string) error {
	if s.answer != nil {
		if err := s.answer(id); err != nil {
			return err
		}
	}
	return s.fake.RevokeKey(ctx, id)
}

func (s *site) runner() *revokemany.Runner {
	return &revokemany.Runner{Client: s, Store: revokemany.Open(s.dir), Now: func() time.Time { return screentest.Now }}
}

// noted is the one revocation in the notes.
func (s *site) noted(t *testing.T) revokemany.Revocation {
	t.Helper()
	list, err := revokemany.Open(s.dir).List(s.Instance().ID)
	if err != nil || len(list) != 1 {
		t.Fatalf("noted %+v, %v", list, err)
	}
	return list[0]
}

func (s *site) files(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(s.dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func refuse(kind api.Kind) error { return &api.Error{Op: api.OpRevokeKey, Kind: kind, Message: "no"} }

func TestAFinishedRevocationIsForgotten(t *testing.T) {
	s := newSite(t, 3)
	b, err := s.runner().Begin(t.Context(), slices.Clone(s.Keys))
	if err != nil || b.ID != "" || b.Tally() != (revokemany.Tally{Keys: 3, Revoked: 3}) || !b.Receipts[0].At.Equal(screentest.Now) {
		t.Errorf("%+v, %v", b, err)
	}
	if left := s.files(t); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

// Where nothing was done there is nothing to remember; going on begins anew.
func TestARevocationOfWhichNothingIsDoneIsForgotten(t *testing.T) {
	s := newSite(t, 3)
	s.answer = func(string) error { return refuse(api.Unauthorized) }
	s.ListErr = refuse(api.Unauthorized)
	b, err := s.runner().Begin(t.Context(), slices.Clone(s.Keys))
	if api.KindOf(err) != api.Unauthorized || b.ID != "" || b.Tally().NotTried != 3 || len(s.files(t)) > 0 {
		t.Errorf("%+v, %v, left %v", b, err, s.files(t))
	}
	s.answer, s.ListErr = nil, nil
	if b, err = s.runner().Resume(t.Context(), b); err != nil || b.Tally().Revoked != 3 || len(s.files(t)) > 0 {
		t.Errorf("gone on: %+v, %v", b, err)
	}
}

func TestStoppingBetweenTwoKeysAndGoingOn(t *testing.T) {
	s := newSite(t, 4)
	all := slices.Clone(s.Keys)
	ctx, stop := context.WithCancel(t.Context())
	s.answer = func(id string) error {
		if id == "id-1" {
			stop()
		}
		return nil
	}
	b, err := s.runner().Begin(ctx, all)
	if !errors.Is(err, lifecycle.ErrStopped) || b.Tally() != (revokemany.Tally{Keys: 4, Revoked: 2, NotTried: 2}) || b.ID == "" {
		t.Fatalf("%+v, %v", b, err)
	}
	for _, f := range s.files(t) {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f, info, err)
		}
	}
	again := s.noted(t)
	if again.ID != b.ID || again.Tally() != b.Tally() || !again.Begun.Equal(screentest.Now) || again.Receipts[1].Key != (api.Key{ID: "id-1", Name: "key 1", Preview: "preview 1"}) {
		t.Errorf("noted %+v", again)
	}
	_ = s.fake.RevokeKey(t.Context(), "id-3") // a colleague
	s.Revoked = nil
	if b, err = s.runner().Resume(t.Context(), again); err != nil || b.Tally() != (revokemany.Tally{Keys: 4, Revoked: 3, AlreadyGone: 1}) || !slices.Equal(s.Revoked, []string{"id-2"}) {
		t.Errorf("%+v, %v; asked for %v", b, err, s.Revoked)
	}
	if b, err = s.runner().Resume(t.Context(), again); err != nil || b.Tally().Left() != 0 {
		t.Errorf("what another console has finished: %+v, %v", b, err)
	}
}

// Killed between the request and its answer: it is on the disk that it was sent.
func TestAKillRightAfterTheRequest(t *testing.T) {
	s := newSite(t, 3)
	s.answer = func(id string) error {
		if id == "id-1" {
			_ = s.fake.RevokeKey(t.Context(), id)
			runtime.Goexit()
		}
		return nil
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = s.runner().Begin(t.Context(), slices.Clone(s.Keys)) // it never returns
	}()
	<-done
	b := s.noted(t)
	if r := b.Receipts[1]; r.Result != lifecycle.Unconfirmed || !r.Lost || r.Err == nil || b.Receipts[2].Result != lifecycle.NotTried {
		t.Errorf("noted %+v", b.Receipts)
	}
	copied := filepath.Join(t.TempDir(), "after")
	if err := os.CopyFS(copied, os.DirFS(s.dir)); err != nil { // the dead process's lock is left behind
		t.Fatal(err)
	}
	s.dir, s.answer = copied, nil
	b, err := s.runner().Resume(t.Context(), b)
	if err != nil || b.Tally() != (revokemany.Tally{Keys: 3, Revoked: 3}) || !b.Receipts[1].Lost || b.Receipts[0].Lost {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestTwoProcessesAreNotAtOneRevocation(t *testing.T) {
	s := newSite(t, 2)
	all := slices.Clone(s.Keys)
	var second error
	s.answer = func(id string) error {
		if id == "id-1" {
			_, second = s.runner().Resume(t.Context(), s.noted(t))
		}
		return nil
	}
	b, err := s.runner().Begin(t.Context(), all)
	if err != nil || b.Tally().Revoked != 2 || !errors.Is(second, revokemany.ErrBusy) || len(s.Revoked) != 2 {
		t.Errorf("%+v, %v; the second: %v; asked for %v", b, err, second, s.Revoked)
	}
}

// halfWay leaves a revocation of which one key of three is revoked.
func halfWay(t *testing.T) (*site, revokemany.Revocation) {
	t.Helper()
	s := newSite(t, 3)
	s.answer = func(id string) error {
		if id != "id-0" {
			return refuse(api.Unauthorized)
		}
		return nil
	}
	if _, err := s.runner().Begin(t.Context(), slices.Clone(s.Keys)); err == nil {
		t.Fatal("it did not stop")
	}
	s.answer = nil
	return s, s.noted(t)
}

func TestForgetting(t *testing.T) {
	s, b := halfWay(t)
	store := revokemany.Open(s.dir)
	if err := store.Forget(&b); err != nil || len(s.files(t)) > 0 {
		t.Errorf("%v, left %v", err, s.files(t))
	}
	if err := store.Forget(&b); err != nil {
		t.Errorf("twice: %v", err)
	}
	if got, err := s.runner().Resume(t.Context(), b); !errors.Is(err, revokemany.ErrForgotten) || got.Tally().Left() != 2 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestALineThatWasCutOffIsNoneAtAll(t *testing.T) {
	s, b := halfWay(t)
	path := filepath.Join(s.dir, b.ID+".jsonl")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(text, `{"n":2,"said":"noAn`...), 0o600); err != nil {
		t.Fatal(err)
	}
	if again := s.noted(t); again.Tally() != b.Tally() {
		t.Errorf("%+v, want %+v", again.Tally(), b.Tally())
	}
	if b, err := s.runner().Resume(t.Context(), b); err != nil || b.Tally().Revoked != 3 {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestANoteThatCantBeReadIsLeftAlone(t *testing.T) {
	for name, change := range map[string]func(string) string{
		"another version":   func(s string) string { return strings.Replace(s, `"version":1`, `"version":2`, 1) },
		"no note":           func(string) string { return "hello\n" },
		"empty":             func(string) string { return "" },
		"an unknown result": func(s string) string { return s + `{"n":0,"result":"lost"}` + "\n" },
		"another key":       func(s string) string { return s + `{"n":3,"result":"revoked"}` + "\n" },
	} {
		s, b := halfWay(t)
		path := filepath.Join(s.dir, b.ID+".jsonl")
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		changed := change(string(text))
		if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
		list, err := revokemany.Open(s.dir).List(b.Instance)
		if len(list) > 0 || err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %+v, %v", name, list, err)
		}
		if _, err := s.runner().Resume(t.Context(), b); err == nil || len(s.Revoked) != 1 {
			t.Errorf("%s: %v, asked for %v", name, err, s.Revoked)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != changed {
			t.Errorf("%s: it was changed, %v", name, err)
		}
	}
}

func TestWhatCantBeNotedIsNotDone(t *testing.T) {
	s := newSite(t, 2)
	if err := os.WriteFile(s.dir, nil, 0o600); err != nil { // a file where the folder would be
		t.Fatal(err)
	}
	b, err := s.runner().Begin(t.Context(), slices.Clone(s.Keys))
	if err == nil || !strings.Contains(err.Error(), "nothing was revoked") || b.Tally().NotTried != 2 || len(s.Revoked) > 0 {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestWithoutTheListNothingIsGoneOnWith(t *testing.T) {
	s, b := halfWay(t)
	s.ListErr = refuse(api.Unreachable)
	got, err := s.runner().Resume(t.Context(), b)
	if api.KindOf(err) != api.Unreachable || got.Tally() != b.Tally() || got.ID != b.ID || len(s.Revoked) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	if list, err := revokemany.Open(filepath.Join(s.dir, "nowhere")).List("x"); list != nil || err != nil {
		t.Errorf("an empty store: %v, %v", list, err)
	}
}
