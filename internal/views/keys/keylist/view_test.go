package keylist

import (
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

func TestPreviewsOfAnotherFormatTellKeysApart(t *testing.T) {
	list := screentest.Keys()[:2]
	list[0].Preview, list[1].Preview = "acme_live_Ab3d...x9Zk", "acme_live_Cd4e...y8Xj"
	s := open(t, &screentest.Instance{Keys: list})
	s.SetSize(118, 30)
	mustContain(t, frame(s), "Ab3d…x9Zk", "Cd4e…y8Xj")
}

func TestFrames(t *testing.T) {
	s, _ := small(t)
	screentest.Frames(t, "list", s)
	s.SetSize(120, 12)
	screentest.GoldenANSI(t, "list", screentest.View(s))
	s.env.Theme.Use(screentest.Palette("none"))
	screentest.GoldenANSI(t, "list-plain", screentest.View(s))
}

func TestFrameWhileFiltering(t *testing.T) {
	s, _ := small(t)
	screentest.Press(s, "/", "text:ci")
	screentest.Frame(t, "filter", s)
	if c := screentest.Cursor(s); c == nil || c.Y != 1 || c.X != len(" / ci") {
		t.Errorf("the cursor is at %+v, want behind the typed text", c)
	}
	screentest.Press(s, "text:xyz")
	screentest.Frame(t, "filter-nothing", s)
}

func TestFramesWithoutRows(t *testing.T) {
	for name, instance := range map[string]*screentest.Instance{
		"empty":       {},
		"unreachable": {ListErr: unreachable},
		"forbidden":   {ListErr: forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, instance)
			screentest.Frame(t, name, s)
		})
	}
	t.Run("loading", func(t *testing.T) {
		s := New(screentest.Env(t, &screentest.Instance{}))
		s.SetSize(80, 21)
		s.Init()
		screentest.Frame(t, "loading", s)
	})
}

func TestEverySize(t *testing.T) {
	s, instance := small(t)
	screentest.Press(s, "/", "text:a long filter that does not fit into narrow terminals 監視 at all, however hard it tries")
	screentest.Sizes(t, s)
	screentest.Press(s, "esc")
	instance.ListErr = unreachable
	screentest.Press(s, "r")
	screentest.Sizes(t, s)
}

func TestWideNamesAlign(t *testing.T) {
	s, _ := small(t)
	s.SetSize(120, 37)
	lines := strings.Split(frame(s), "\n")
	var columns []int
	for _, l := range lines {
		for _, glyph := range []string{"● ", "◐ ", "○ "} {
			if before, _, found := strings.Cut(l, glyph); found {
				columns = append(columns, ui.Width(before))
			}
		}
	}
	if len(columns) != 6 {
		t.Fatalf("%d rows with a state, want 6", len(columns))
	}
	for _, c := range columns {
		if c != columns[0] {
			t.Errorf("states stand in columns %v", columns)
		}
	}
}

func TestHostileNameStaysInItsCell(t *testing.T) {
	list := screentest.Keys()
	list[0].Name = strings.Repeat("W̴̢", 90) + "⟨U+202E⟩"
	s := open(t, &screentest.Instance{Keys: list})
	screentest.Sizes(t, s)
}

func TestUnknownPermissionsAreShown(t *testing.T) {
	s := open(t, &screentest.Instance{Keys: []api.Key{{ID: "1", Name: "one"}}})
	mustContain(t, frame(s), "P:- B:- T:- C:- S:-", "1 key", "● active", "never")
}

// The name comes first: before it is cut, permissions shrink to letters and the preview
// goes; at 200 cells what it leaves is shared.
func TestColumnsGiveWayToTheName(t *testing.T) {
	for _, tt := range []struct {
		width          int
		wants          wants
		letters, owner bool
		key            bool
	}{
		{120, wants{name: 18}, false, false, true},
		{120, wants{name: 25}, true, false, true},
		{100, wants{name: 60}, true, false, false},
		{139, wants{name: 30}, false, false, true},
		{139, wants{name: 50}, true, false, true},
		{140, wants{name: 20, noted: true}, true, true, true},
		{140, wants{name: 30, noted: true}, true, true, false},
		{200, wants{name: 30, noted: true}, false, true, true},
		{139, wants{name: 10, noted: true}, false, false, true},
	} {
		all := " "
		for _, c := range columns(tt.width, tt.wants) {
			all += c.ID + " "
		}
		if strings.Contains(all, " permissions ") != tt.letters || strings.Contains(all, " owner ") != tt.owner || strings.Contains(all, " key ") != tt.key {
			t.Errorf("%d with names of %d: %s", tt.width, tt.wants.name, all)
		}
	}
}
