//go:build unix

package cli

import (
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
)

// The page of all instances is seen without any server, and nothing stays of it.
func TestSeveralLocalInstances(t *testing.T) {
	t.Parallel()
	home, temp := t.TempDir(), t.TempDir()
	x := start(t, 80, 24, []string{"HOME=" + home, "TMPDIR=" + temp}, "local", "--sample", "--instances", "6")
	screen := x.shows("3 of 6 answered") // when all were asked
	screen = strings.Join(strings.Fields(screen), " ")
	for _, row := range []string{
		"3 of 6 answered, 1 unreachable, 1 not authorised, 1 no .*credential since", "us-1 production ✗ unreachable", "legacy production ✗ not authorised", "archive internal ▲ no credential", "staging staging ◐ slow 23",
		"eu-1 production (● ok|◐ slow) 42", "eu-2 production (● ok|◐ slow) 30", // a busy machine is slow
	} {
		if !regexp.MustCompile(row).MatchString(screen) {
			t.Errorf("%q is not there: %s", row, screen)
		}
	}
	x.hides("add an instance")
	x.press("/", "eu-1", "enter")
	x.shows("▌ eu-1")
	x.press("enter")
	x.shows("42 keys")
	x.shows("You are on production (eu-1), with a key that is kept nowhere.")
	x.press("esc")
	x.shows("eu-1 (here)")
	x.shows("3 of 6 answered")
	x.press("esc")
	x.shows("archive")
	x.press("/", "archive", "enter")
	x.shows("▌ archive")
	x.press("enter")
	x.shows("archive can't be used now")
	x.press("esc")
	x.hides("can't be used now")
	if at := filesIn(t, temp); at == nil {
		t.Error("the data of the instances is elsewhere")
	}
	x.press("ctrl+c")
	if code := x.ends(); code != command.ExitOK {
		t.Errorf("exit code %d", code)
	}
	if at := append(filesIn(t, temp), filesIn(t, home)...); at != nil {
		t.Errorf("left behind: %v", at)
	}
}

// A signal leaves as little, even to the prompts of the accessible mode.
func TestSeveralLocalInstancesEndWithASignal(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"--accessible"}} {
		home, temp := t.TempDir(), t.TempDir()
		x := start(t, 80, 24, []string{"HOME=" + home, "TMPDIR=" + temp}, append([]string{"local", "--sample", "--instances", "2"}, args...)...)
		x.shows("eu-1")
		x.signal(syscall.SIGTERM)
		x.ends()
		if at := append(filesIn(t, temp), filesIn(t, home)...); at != nil {
			t.Errorf("%v: left behind: %v", args, at)
		}
	}
}

func TestMistakesAboutSeveralLocalInstances(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		"--instances takes a number from 2 to 12": {"--sample", "--instances", "1"}, "a number from 2 to 12": {"--instances", "13", "--sample"},
		"give --sample too": {"--instances", "6"}, "leave --data-dir": {"--sample", "--instances", "6", "--data-dir", t.TempDir()},
	} {
		x := start(t, 120, 24, nil, append([]string{"local"}, args...)...)
		x.shows(want)
		if code := x.ends(); code != command.ExitUsage {
			t.Errorf("%q: exit code %d", args, code)
		}
	}
}

// filesIn lists what is in a folder and below it.
func filesIn(t *testing.T, dir string) (list []string) {
	t.Helper()
	if err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if path != dir {
			list = append(list, path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return list
}
