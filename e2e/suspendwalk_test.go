//go:build e2e && unix

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/supascale/supascale-tui/internal/views"
)

// stop is a place of the console, where it is suspended and brought back. That the keys
// of the next stop do what they do shows that they are read again.
type stop struct {
	name  string   // the screen's, among those the program has; or a word for a part of one
	keys  []string // what leads there from the stop before
	shows string
}

// pass is what is passed between two stops.
func pass(shows string, keys ...string) stop { return stop{"", keys, shows} }

// walk goes through every screen, and what floats above screens. Nth makes the names
// its own: others walk on the same instance.
func walk(nth int, own, notes string) []stop {
	key := []string{"Amber", "Birch"}[nth]
	return []stop{
		{"keys", []string{"clear; SUPASCALE_API_KEY=$(cat " + own + ") supascale-tui --mouse", "enter"}, "Trade fair demo"},
		{"the list's filter", []string{"/", "Monit"}, "/ Monit"},
		pass("1 of 4", "enter"),
		{"key", []string{"enter"}, "Key: Monitoring"},
		{"usage", []string{"u"}, "Tests of the key are not counted"},
		pass("Key: Monitoring", "esc"),
		{"test", []string{"t"}, "it stays hidden"},
		pass("Key: Monitoring", "esc"),
		pass("Nothing is noted about this key yet", "e"),
		{"note", []string{"Anna"}, "Anna"},
		pass("Noted about", "enter"),
		{"revoke", []string{"x", "Moni"}, "Revoke a key"},
		pass("Key: Monitoring", "esc"),
		{"rotate", []string{"R"}, "enter create the new key"},
		{"how a leaked key is rotated", []string{"up", "right", "down", "enter"}, "It did not leak"},
		pass("Key: Monitoring", "esc", "esc"),
		{"a key's log", []string{"l"}, "keyid:"},
		pass("Key: Monitoring", "esc"),
		pass("/ Monit", "esc"),
		{"new", []string{"n"}, "Start from"},
		{"the calendar", []string{"left", "tab", "\x15" + key, "tab", "d"}, "day and week"},
		{"a typed date", []string{"esc", "t", "in 3 w"}, "back to the choices"},
		pass("in 90 days", "esc", "left", "left", "left"),
		{"the question", []string{"esc"}, "Leave?"},
		pass("in 90 days", "esc"),
		{"reveal", []string{"tab", "tab", "enter"}, "This is the only time"},
		{"other ways to copy", []string{"C"}, "Choose how to copy"},
		{"a file", []string{"esc", "f"}, "Save to a file"},
		{"a command", []string{"esc", "p"}, "Pipe to a command"},
		{"the check", []string{"esc", "v"}, "waiting for the paste"},
		pass("c  copy", "esc"),
		{"the question about closing", []string{"esc"}, "Close? The key is"},
		{"undelivered", []string{"down", "down", "enter"}, "▌ decide later"},
		pass("Decided later", "enter"),
		pass("1 of 4", "/", "\x15"+key, "enter"),
		{"revoke-many", []string{"space", "x"}, "Nothing is revoked yet"},
		{"the phrase", []string{"enter", key[:2]}, "Type  " + key},
		{"the receipts", []string{key[2:], "enter"}, "✓ 1 revoked"},
		{"the receipts' file", []string{"E"}, "The file for the receipts"},
		pass("Trade fair demo", "esc", "esc", "esc"),
		{"the command line", []string{":", "pend"}, ":pend"},
		{"pending", []string{"ing", "enter"}, "Nothing is pending"},
		{"help", []string{"?"}, "Help: Pending"},
		pass("Nothing is pending", "esc"),
		{"review", []string{":review", "enter"}, "without an owner"},
		{"notes", []string{":notes", "enter"}, "Anna"},
		{"notes file", []string{"m"}, "Import notes"},
		pass("Anna", "esc"),
		{"notes import", []string{":notes import " + notes, "enter"}, "Ben"},
		{"identify", []string{":identify", "enter"}, "Which key is this?"},
		{"history", []string{"esc", ":history", "enter"}, "What happened"},
		{"switching", []string{":profile away", "enter"}, "away can't be used now"},
		{"instances", []string{"esc", ":instances", "enter"}, "1 of 2 answered"},
		{"connect", []string{"a"}, "Connect to an instance"},
		pass("Trade fair demo", "esc"),
		pass("outcome:any", "2"),
		{"the log's filter", []string{"/", "\x15", "reason:perm"}, "24 h   permission denied"},
		pass("everything that failed", "\x15", "enter"),
		{"audit", []string{"tab"}, "rate limited · burst"},
		{"export", []string{"E"}, "Export the log"},
		{"attempts", []string{"esc", "tab"}, "listing"},
		{"an attempt", []string{"enter"}, "What to do"},
		{"address", []string{"A"}, "The log reaches back"},
		pass("listing", "esc", "esc"),
		{"following", []string{"f"}, "f unfollow"},
		{"health", []string{"3"}, "findings on "},
		{"what is snoozed", []string{"z"}, "Snooze this?"},
		pass("Trade fair demo", "esc", "1"),
		pass("1 of 2 answered", "0"),
		pass("2 instances", "*"),
		pass("Start from", "n"),
		{"create-many", []string{"right", "tab", "tab", "tab", "tab", "enter"}, "New key on several instances"},
		pass("Start from", "esc"),
		pass("Discard this new key?", "esc"),
		pass("Trade fair demo", "down", "enter"),
		pass("You are on here", ":profile here", "enter"),
		pass("space mark", "1"),
	}
}

func TestTheWalkLeavesNoScreenOut(t *testing.T) {
	t.Parallel()
	for _, route := range views.Routes {
		if !slices.ContainsFunc(walk(0, "", ""), func(s stop) bool { return s.name == route.ID }) {
			t.Errorf("the console is suspended nowhere on %q", route.ID)
		}
	}
}

// Wherever the console is, ctrl+z gives the shell a terminal that it can use, fg brings
// the same screen back, and keys do what they did.
func TestTheConsoleIsSuspendedAndResumedEverywhere(t *testing.T) {
	t.Parallel()
	i := serve(t, "--sample")
	inEveryShell(t, i, func(t *testing.T, s *jobShell) {
		key, notes := material(t, i, s.nth)
		s.addProfile("away", "http://127.0.0.1:1", "/dev/null")
		s.addProfile("here", i.url, key)
		for _, at := range walk(s.nth, key, notes) {
			s.step(at.keys)
			s.Shows(at.shows)
			if at.name == "reveal" {
				s.secret = s.Matches(`(?m)^(supascale_[0-9A-Za-z]{28})\s*$`)
			}
			s.rests()
			if at.name != "" {
				s.suspend(at.name)
			}
		}
		s.resizeWhileStopped()
		s.stopFromOutside()
		s.refuse(i)
		s.Press("q")
		s.prompts()
		s.usable("quit")
	})
}

// step presses keys. What follows an escape at once would be a key together with alt.
func (s *jobShell) step(keys []string) {
	s.t.Helper()
	for _, key := range keys {
		before := s.Screen()
		s.Press(key)
		if key == "esc" {
			s.Until("what esc does", func(now string) bool { return now != before })
			s.Settles()
		}
	}
}

// run runs a command of the program on the instance.
func (i *instance) run(t *testing.T, home string, args ...string) (stdout string) {
	t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Env = append(os.Environ(), "HOME="+home, "SUPASCALE_URL="+i.url, "SUPASCALE_API_KEY="+i.key)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return strings.TrimSpace(string(out))
}

// material are the files that a walk needs: a key of its own, and a team's notes.
func material(t *testing.T, i *instance, nth int) (key, notes string) {
	t.Helper()
	dir := t.TempDir()
	key, notes = filepath.Join(dir, "key"), filepath.Join(dir, "notes.toml")
	i.run(t, dir, "keys", "create", "--name", walker(nth), "--permission", "system=write", "--permission", "projects=read", "--expires", "1y", "--to-file", key)
	i.run(t, dir, "keys", "note", "Slack bot", "--owner", "Ben")
	i.run(t, dir, "keys", "notes", "export", notes)
	return key, notes
}

// addProfile adds a profile of an instance.
func (s *jobShell) addProfile(name, url, key string) {
	s.t.Helper()
	s.Press("supascale-tui profile add " + name + " --url " + url + " --key-file " + key + "\n")
	s.prompts()
}

// walker is the name of a walk's own key.
func walker(nth int) string { return []string{"Cedar", "Dogwood"}[nth] }

// resizeWhileStopped changes the terminal's size while the shell has it.
func (s *jobShell) resizeWhileStopped() {
	s.t.Helper()
	s.Resize(50, 10)
	s.Shows("50×10")
	s.suspend("too small a terminal")
	s.Press("ctrl+z")
	s.prompts()
	s.Resize(120, 40)
	s.Press("clear; fg\n")
	s.Shows("Trade fair demo")
	s.Shows("space mark")
}

// stopFromOutside stops the console so that it can't restore the terminal.
func (s *jobShell) stopFromOutside() {
	s.t.Helper()
	before := s.rests()
	s.kill(unix.SIGSTOP)
	s.Shows("Stopped")
	s.resume("kill -STOP", before)
	s.Press("?")
	s.Shows("Help: Keys")
	s.Press("esc")
	s.Hides("Help: Keys")
}

// refuse revokes the console's own key, and stops the console where it says so.
func (s *jobShell) refuse(i *instance) {
	s.t.Helper()
	i.run(s.t, s.t.TempDir(), "keys", "revoke", walker(s.nth), "--yes")
	s.Press("r")
	s.Shows("Not authorised")
	s.suspend("a key that is refused")
	s.Press("esc")
	s.Hides("Not authorised")
}
