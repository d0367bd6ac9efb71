package keylist

import (
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestUnfinishedRotationsAreMarked(t *testing.T) {
	instance := &screentest.Instance{Keys: screentest.Keys()}
	ci, monitoring := instance.Keys[2], instance.Keys[3]
	newKey := ci
	newKey.ID, newKey.Name, newKey.Created, newKey.LastUsed = "twin", "CI/CD Pipeline (rotated 2026-01-18)", screentest.Now.Add(-24*time.Hour), time.Time{}
	instance.Keys = append([]api.Key{newKey}, instance.Keys...)
	env := screentest.Env(t, instance)
	plan := rotation.PlanFor(monitoring, instance.Keys, screentest.Now, screentest.Zone)
	if err := env.Rotations.Begin(plan.Rotation(instance.Instance().ID, screentest.Now), nil); err != nil {
		t.Fatal(err)
	}
	s := New(env)
	s.SetSize(120, 37)
	screentest.Settle(s, s.Init())
	if got := strings.Count(screentest.Plain(screentest.View(s)), "● rotating"); got != 2 {
		t.Errorf("%d keys are marked", got)
	}
	s.SetSize(80, 21)
	screentest.Frame(t, "rotating", s)
	screentest.Settle(s, s.Update(screen.KeyRevoked{Key: ci}))
	if view := screentest.Plain(screentest.View(s)); !strings.Contains(view, "1 rotation unfinished: “Monitoring” · :pending") {
		t.Errorf("one is finished:\n%s", view)
	}
	screentest.Sizes(t, s)
	if msg, _ := screentest.Find[screen.ShowRotate](screentest.Press(s, "R")); msg.Key.ID == "" {
		t.Error("R rotates nothing")
	}
}
