package usage

import (
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

func show(t *testing.T, entries ...api.Activity) *Screen {
	t.Helper()
	s := New(screentest.Env(t, &screentest.Instance{Entries: entries}), screentest.Keys()[1])
	s.SetSize(120, 37)
	screentest.Settle(s, s.Init())
	return s
}

func use(level string, ago time.Duration) api.Activity {
	return api.Activity{
		ID: level + ago.String(), Time: screentest.Now.Add(-ago), KeyID: "key-005", Resource: keys.Backups, Required: level,
		Method: "GET", Path: "/api/v1/backups", Count: 4,
	}
}

func TestUsageFrames(t *testing.T) {
	s := show(t, use("read", time.Hour), use("read", 40*24*time.Hour))
	screentest.Frame(t, "usage", s)
}

func TestAShortLogIsNoProof(t *testing.T) {
	s := show(t, use("read", time.Hour))
	if !strings.Contains(screentest.View(s), "too short to conclude") {
		t.Errorf("nothing says so:\n%s", screentest.Plain(screentest.View(s)))
	}
	if s = show(t); !strings.Contains(screentest.View(s), "The log is empty") {
		t.Errorf("nothing says so:\n%s", screentest.Plain(screentest.View(s)))
	}
}

func TestTheNarrowerKeyIsARotation(t *testing.T) {
	s := show(t, use("read", time.Hour), use("read", 80*24*time.Hour))
	msg, _ := screentest.Find[screen.ShowRotate](screentest.Press(s, "R"))
	if p := msg.Wish.Permissions; p == nil || *p != keys.Grant(keys.Backups, keys.Read) || msg.Key.Name != "Backup Script" {
		t.Errorf("R opens %+v", msg)
	}
	screentest.Press(s, "w")
	if !strings.Contains(screentest.View(s), "90 days") && !strings.Contains(screentest.View(s), "2 months") && !strings.Contains(screentest.View(s), "3 months") {
		t.Errorf("w shows\n%s", screentest.Plain(screentest.View(s)))
	}
}
