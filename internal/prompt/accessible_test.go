package prompt

import "testing"

func TestWhoGetsPlainPrompts(t *testing.T) {
	for value, want := range map[string]bool{
		"": false, "0": false, "false": false, "FALSE": false, "no": false, "off": false, " n ": false,
		"1": true, "true": true, "yes": true, "on": true,
	} {
		if got := Wanted(func(string) string { return value }); got != want {
			t.Errorf("ACCESSIBLE=%q: %v", value, got)
		}
	}
	for term, want := range map[string]bool{"": true, "dumb": true, "unknown": true, "xterm-256color": false, "linux": false, "vt100": false} {
		if got := PlainTerminal(func(string) string { return term }); got != want {
			t.Errorf("TERM=%q: %v", term, got)
		}
	}
}
