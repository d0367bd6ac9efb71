package main

import (
	"fmt"
	"os"
	"regexp"
	"testing"

	"golang.org/x/sys/unix"
)

// full reports whether the terminal takes no more output.
func full(t *testing.T, tty *os.File) bool {
	t.Helper()
	ready, err := unix.Poll([]unix.PollFd{{Fd: int32(tty.Fd()), Events: unix.POLLOUT}}, 20)
	if err != nil && err != unix.EINTR {
		t.Fatal(err)
	}
	return err == nil && ready == 0
}

// cooked reports whether the terminal edits lines and echoes, as a shell's does.
func cooked(t *testing.T, tty *os.File) bool {
	t.Helper()
	modes, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return modes.Lflag&unix.ICANON != 0 && modes.Lflag&unix.ECHO != 0
}

func TestTheConsoleDumpsNoCore(t *testing.T) {
	x := start(t, 80, 24, nil, "local", "--data-dir", t.TempDir())
	x.shows("Local console")
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", x.x.Pid()))
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?m)^Max core file size +0 +0 `).Match(limits) {
		t.Errorf("the limits are\n%s", limits)
	}
	x.press("q")
	x.ends()
}
