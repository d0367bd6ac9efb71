package review

import (
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func show(t *testing.T, list []api.Key) *Screen {
	t.Helper()
	s := New(screentest.Env(t, &screentest.Instance{Keys: list}))
	s.SetSize(120, 37)
	screentest.Settle(s, s.Init())
	return s
}

func forgotten() []api.Key {
	list := screentest.Keys()
	list[3].LastUsed = list[3].Created.AddDate(0, 0, 1)
	return list
}

func TestReviewFrames(t *testing.T) {
	s := show(t, forgotten())
	for name, size := range map[string][2]int{"120x37": {120, 37}, "80x21": {80, 21}, "60x13": {60, 13}} {
		s.SetSize(size[0], size[1])
		screentest.Golden(t, "review-"+name, s.View())
	}
	screentest.Sizes(t, s)
}

func TestReviewLeadsToTheKey(t *testing.T) {
	s := show(t, forgotten())
	if msg, _ := screentest.Find[screen.ShowKey](screentest.Press(s, "enter")); msg.Key.ID != "key-003" {
		t.Errorf("enter opens %+v", msg.Key)
	}
	if msg, _ := screentest.Find[screen.ShowUsage](screentest.Press(s, "u")); msg.Key.ID != "key-003" {
		t.Errorf("u opens %+v", msg.Key)
	}
}

func TestNothingIsConcludedFromNothing(t *testing.T) {
	list := screentest.Keys()
	for i := range list {
		list[i].LastUsed = api.Key{}.LastUsed
	}
	if s := show(t, list); !strings.Contains(s.View(), "Nothing can be concluded") {
		t.Errorf("it shows\n%s", screentest.Plain(s.View()))
	}
}
