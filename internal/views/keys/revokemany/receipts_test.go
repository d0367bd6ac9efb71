package revokemany

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/testkit/contracttest"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestSavingTheReceipts(t *testing.T) {
	dir := t.TempDir()
	env := screentest.Env(t, small())
	env.Getenv = func(name string) string { return map[string]string{"HOME": dir}[name] }
	s := show(env, screen.ShowRevokeMany{Keys: screentest.Keys()[:2]})
	revoke(s)
	screentest.Press(s, "E")
	has(t, s, "supascale-revoked-production-20260119-120000.csv")
	screentest.Frame(t, "save", s)
	write := func(name string) { s.field.SetValue(name); screentest.Press(s, "enter") }
	for name, says := range map[string]string{"": "Name a file", "x.txt": "End the file's name in .csv or .json", "~else/x.csv": "home folder"} {
		write(name)
		has(t, s, says)
	}
	write("~/receipts.csv")
	path := filepath.Join(dir, "receipts.csv")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v\n%s", err, plain(s))
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if records, err := csv.NewReader(strings.NewReader(string(text))).ReadAll(); err != nil || len(records) != 3 || records[1][3] != "revoked" {
		t.Errorf("%v, %v", records, err)
	}
	has(t, s, "2 receipts in "+dir)
	screentest.Press(s, "E")
	write(path)
	has(t, s, "exists, and nothing is overwritten")
	write(filepath.Join(dir, "receipts.json"))
	if text, err = os.ReadFile(filepath.Join(dir, "receipts.json")); err != nil {
		t.Fatal(err)
	}
	if err := contracttest.CheckOutput("receipts.json", text); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}

func TestForgettingARevocation(t *testing.T) {
	l := small()
	env := screentest.Env(t, l)
	l.answer = func(int) (bool, error) { return false, failure(api.Timeout, true) }
	b := env.Across(nil).Begin(t.Context(), screentest.Keys()[2:4])
	if b.Tally().Left() != 2 {
		t.Fatalf("%+v", b)
	}
	s := reopen(env, b.Runs[0].Revocation)
	has(t, s, "2 not confirmed")
	messages := screentest.Agree(t, s, "F")
	if said, _ := screentest.Find[screen.Notice](messages); !strings.Contains(said.Text, "Forgotten") {
		t.Errorf("said %+v", said)
	}
	if _, left := screentest.Find[screen.Back](messages); !left {
		t.Error("the page of a revocation that is forgotten stays")
	}
	if list, err := env.Many.List(l.Instance().ID); err != nil || len(list) != 0 {
		t.Errorf("left %+v, %v", list, err)
	}
}

func reopen(env screen.Env, b revokemany.Revocation) *Screen {
	s := Reopen(env, b)
	s.SetSize(80, 21)
	screentest.Settle(s, s.Init())
	return s
}

func TestWhatCantBeNotedIsNotDone(t *testing.T) {
	l := small()
	env := screentest.Env(t, l)
	dir := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	env.Many = revokemany.Open(dir)
	s := show(env, screen.ShowRevokeMany{Keys: screentest.Keys()})
	revoke(s)
	has(t, s, "0 revoked · 6 not tried", "Nothing was revoked: what is to be done can't be noted")
	if l.n > 0 {
		t.Errorf("%d were asked for", l.n)
	}
}

func TestManyKeys(t *testing.T) {
	l := &link{fake: &screentest.Instance{}}
	for i := range 5000 {
		l.Keys = append(l.Keys, api.Key{ID: fmt.Sprint("id", i), Name: fmt.Sprintf("key %d %s", i, strings.Repeat("W̴̢", i%90))})
	}
	s := show(screentest.Env(t, l), screen.ShowRevokeMany{Keys: append([]api.Key(nil), l.Keys...)})
	screentest.Press(s, "G", "space", "g", "space")
	has(t, s, "Revoke 4,998 of 5,000 keys")
	screentest.Sizes(t, s)
	screentest.Press(s, "enter")
	if got := s.phrase().First; got != "revoke 4998 keys" {
		t.Errorf("the phrase is %q", got)
	}
}

func TestWordsOfReceipts(t *testing.T) {
	for _, r := range []lifecycle.Receipt{
		{Result: lifecycle.Revoked}, {Result: lifecycle.Revoked, Lost: true}, {Result: lifecycle.AlreadyGone},
		{Result: lifecycle.NotTried}, {Result: lifecycle.Failed, Err: errors.New("no")}, {Result: lifecycle.Unconfirmed, Err: lifecycle.ErrStillListed},
	} {
		c := result(&r)
		if ui.Width(c.Mark+" "+c.Text) > 30 || c.Mark == "" || !strings.HasSuffix(revokemany.Why(&r), ".") {
			t.Errorf("%+v: %+v, %q", r, c, revokemany.Why(&r))
		}
	}
}
