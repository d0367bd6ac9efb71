package create_test

import (
	"testing"

	"github.com/supascale/supascale-tui/assets"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/keys/create"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// A preset fills in a name that another key may have.
func TestANameThatExistsIsSaidAndTheNextFreeOneOffered(t *testing.T) {
	presets, err := keys.ParsePresets(assets.Presets)
	if err != nil {
		t.Fatal(err)
	}
	in := &screentest.Instance{}
	there := map[string][]string{"CI/CD Pipeline": {"key-1"}, "CI/CD Pipeline (2)": {"key-2"}}
	s := create.New(screentest.Env(t, in), presets, func(name string) ([]string, bool) { return there[name], true })
	s.SetSize(80, 21)
	screentest.Press(s, ciPreset...)
	shows(t, s, "A key of this name exists. → takes “CI/CD Pipeline (3)”")
	screentest.Press(s, "tab", "left", "right") // within the name the arrow moves
	shows(t, s, "A key of this name exists.")
	screentest.Press(s, "right")
	hides(t, s, "A key of this name exists.")
	screentest.Press(s, "tab", "tab", "tab", "enter")
	if len(in.Created) != 1 || in.Created[0].Name != "CI/CD Pipeline (3)" {
		t.Errorf("asked for %+v", in.Created)
	}
}
