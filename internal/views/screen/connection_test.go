package screen_test

import (
	"context"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestATestOfAKeyEndsWithTheInstance(t *testing.T) {
	life, end := context.WithCancel(t.Context())
	key := screentest.Keys()[2]
	instance := &screentest.Instance{Keys: []api.Key{key}, Values: map[string]string{key.ID: screentest.FakeValue}}
	tester, err := screen.Within(life, instance).TestWith(api.NewSecret(screentest.FakeValue), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tester.Try(t.Context(), keys.Projects); err != nil {
		t.Error(err)
	}
	end()
	if _, err := tester.Try(t.Context(), keys.Projects); api.KindOf(err) != api.Canceled {
		t.Errorf("after the instance was left: %v", err)
	}
}
