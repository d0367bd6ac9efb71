package deliver

import (
	"slices"
	"strings"
	"testing"
)

func TestFilesAndCommandsForProfiles(t *testing.T) {
	for profile, want := range map[string]string{
		"eu-1": "keys/eu-1.env", "../etc/x": "keys/_.._etc_x.env", ".hidden": "keys/_.hidden.env", "": "keys/_.env", "a b\n": "keys/a_b_.env", "-rf": "keys/_-rf.env", "ü": "keys/_.env",
	} {
		if got := FileFor("keys/{profile}.env", profile); got != want {
			t.Errorf("%q: %s", profile, got)
		}
	}
	argv := []string{"gh", "secret", "set", "KEY_{profile}", "--env={profile}/{profile}"}
	if got := CommandFor(argv, "eu"); !slices.Equal(got, []string{"gh", "secret", "set", "KEY_eu", "--env=eu/eu"}) || argv[3] != "KEY_{profile}" {
		t.Errorf("%q of %q", got, argv)
	}
}

func TestFilesThatMeet(t *testing.T) {
	if got := Meeting([]string{"keys/a", "keys/b", "keys/a.env"}); got != "" {
		t.Errorf("got %s", got)
	}
	for _, other := range []string{"keys/a", "keys/A", "keys//./a"} {
		if got := Meeting([]string{"keys/b", "keys/a", other}); !strings.HasPrefix(got, "keys/a and "+other+" would be one file") {
			t.Errorf("%s: %q", other, got)
		}
	}
}
