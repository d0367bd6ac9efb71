package rotation_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
)

// TestATestIsNoUseOfTheNewKey tells a rotation whose new key is tested before and
// after it is put in place, always from the same address.
func TestATestIsNoUseOfTheNewKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i, admin := serving(t)
		s := begin(t, i, admin, api.NewKey{Name: "CI", Permissions: keys.Grant(keys.Projects, keys.Read)}, choice{})
		defer s.close()
		if err := s.run(); err != nil {
			t.Fatal(err)
		}
		newKey := s.check().New.ID
		const agent = "supascale-tui/1 (key test 0123456789ab)"
		for _, step := range []struct {
			agent string
			after time.Duration
			want  rotation.Step
		}{
			{agent, time.Hour, rotation.Waiting},
			{agent, 48 * time.Hour, rotation.Waiting},
			{"deploy/2", time.Hour, rotation.Ready},
			{agent, time.Hour, rotation.Ready}, // the test hides no work before it
		} {
			<-time.After(step.after)
			s.useAs(s.has[newKey], "203.0.113.8", step.agent)
			<-time.After(time.Minute)
			if st := s.check(); st.Step != step.want || st.Step == rotation.Ready && st.NewUsers[0].Agent != "deploy/2" {
				t.Errorf("after %s: %s, %s", step.agent, st.Step, st.Reason(time.Now()))
			}
		}
		// A test of the old key counts: what calls itself one may be anyone.
		s.useAs(s.old.Secret.Reveal(), "203.0.113.9", agent)
		<-time.After(time.Minute)
		if st := s.check(); st.Step != rotation.BothUsed {
			t.Errorf("%s: %s", st.Step, st.Reason(time.Now()))
		}
	})
}
