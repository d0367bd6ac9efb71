package keylist

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// open gives a loaded list of 80×21 on the instance.
func open(t testing.TB, instance *screentest.Instance) *Screen {
	t.Helper()
	s := New(screentest.Env(t, instance))
	s.SetSize(80, 21)
	screentest.Settle(s, s.Init())
	return s
}

func small(t testing.TB) (*Screen, *screentest.Instance) {
	t.Helper()
	instance := &screentest.Instance{Keys: screentest.Keys()}
	return open(t, instance), instance
}

// many makes n keys, newest first, with names, times and permissions that
// differ.
func manyKeys(n int) []api.Key {
	list := make([]api.Key, n)
	for i := range list {
		at := n - i
		k := api.Key{
			ID:      fmt.Sprintf("key-%06d", at),
			Name:    fmt.Sprintf("%s %05d", []string{"Deploy", "backup", "Monitor", "CI runner", "Übersicht"}[at%5], at*7919%n),
			Preview: fmt.Sprintf("%s%04d...t%03d", keys.Prefix, at%10000, at%1000),
			Created: screentest.Now.Add(-time.Duration(i) * time.Minute),
			Permissions: keys.Grant(keys.Resources()[at%5], keys.Levels()[at%3]).
				With(keys.System, keys.Levels()[at%2]),
		}
		if at%4 != 0 {
			k.Expires = keys.ExpiresAt(screentest.Now.Add(time.Duration(at*31%9000-1000) * time.Hour))
		}
		if at%3 != 0 {
			k.LastUsed = screentest.Now.Add(-time.Duration(at*17%50000) * time.Minute)
		}
		list[i] = k
	}
	return list
}

// names lists what the list shows, from the top.
func (s *Screen) names() []string {
	var names []string
	for _, i := range s.list.visible() {
		names = append(names, s.list.name(s.list.rows.at(i)))
	}
	return names
}

// cursorName is the name of the key under the cursor.
func (s *Screen) cursorName() string {
	k, _ := s.selected()
	return k.Name
}

func frame(s *Screen) string { return screentest.Plain(screentest.View(s)) }

// step delivers the results that cmd brings and returns what follows, without
// running that: one page of a load at a time.
func step(s *Screen, cmd tea.Cmd) tea.Cmd {
	var next []tea.Cmd
	for _, msg := range screentest.Messages(cmd) {
		if _, mine := msg.(interface{ Addressee() string }); mine {
			next = append(next, s.Update(msg))
		}
	}
	return tea.Batch(next...)
}

func mustContain(t *testing.T, view string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(view, p) {
			t.Errorf("%q is not in\n%s", p, view)
		}
	}
}

var (
	unreachable = &api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "https://supascale.example.com refuses the connection."}
	forbidden   = &api.Error{Op: api.OpListKeys, Kind: api.Forbidden, Status: 403, Message: "the instance refuses.", Resource: "system", Required: "read", Granted: "none"}
	refused     = &api.Error{Op: api.OpListKeys, Kind: api.Unauthorized, Status: 401, Message: "the instance does not accept the key."}
)
