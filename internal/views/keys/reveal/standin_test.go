package reveal_test

import (
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/standin"
	"github.com/supascale/supascale-tui/internal/views/keys/reveal"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// What is drawn is copied many times on its way to the terminal.
func TestWhatIsDrawnHoldsNoKey(t *testing.T) {
	for key, line := range map[string]string{"": value, "L": value, "1": curl, "2": "export SUPASCALE_API_KEY=" + value} {
		e := env(t)
		e.Shown = standin.New(nil)
		s := reveal.New(e, created())
		s.SetSize(120, 40)
		if key != "" {
			s.Update(screentest.Key(key))
		}
		drawn := screentest.View(s)
		if strings.Contains(drawn, value) {
			t.Errorf("after %q the key is in what is drawn", key)
		}
		filled, _ := e.Shown.Fill([]byte(drawn))
		if !strings.Contains(screentest.Plain(string(filled)), line) {
			t.Errorf("after %q the terminal gets\n%s", key, filled)
		}
		s.Forget()
		if filled, holds := e.Shown.Fill([]byte(drawn)); holds || strings.Contains(string(filled), value) {
			t.Errorf("after %q and leaving the key is still given out", key)
		}
	}
}
