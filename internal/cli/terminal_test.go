//go:build unix

package cli

import (
	"os"
	"syscall"
	"testing"

	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// mainFolder is where the program under test is.
const mainFolder = "../../cmd/supascale-tui"

// binary is it, built once.
var binary string

func TestMain(m *testing.M) {
	built, remove, err := terminaltest.Build(mainFolder, releaseFlags()...)
	if err != nil {
		panic(err)
	}
	binary = built
	code := m.Run()
	remove()
	os.Exit(code)
}

// terminal runs the program on a pseudo-terminal with an emulator behind it.
type terminal struct {
	t testing.TB
	x *terminaltest.Terminal
}

// start runs the program with args in a terminal of the given size. The
// environment is empty but for what a terminal has and extra.
func start(t *testing.T, width, height int, extra []string, args ...string) *terminal {
	t.Helper()
	return &terminal{t, terminaltest.Start(t, width, height, terminaltest.Env(t, extra...), binary, args...)}
}

func (x *terminal) screen() string          { return x.x.Screen() }
func (x *terminal) written() []byte         { return x.x.Written() }
func (x *terminal) signal(s syscall.Signal) { x.x.Signal(s) }

func (x *terminal) shows(text string) string {
	x.t.Helper()
	return x.x.Shows(text)
}

func (x *terminal) hides(text string) {
	x.t.Helper()
	x.x.Hides(text)
}

func (x *terminal) matches(pattern string) string {
	x.t.Helper()
	return x.x.Matches(pattern)
}

func (x *terminal) press(names ...string) {
	x.t.Helper()
	x.x.Press(names...)
}

func (x *terminal) resize(width, height int) {
	x.t.Helper()
	x.x.Resize(width, height)
}

func (x *terminal) ends() int {
	x.t.Helper()
	return x.x.Ends()
}

// session is that of a run in this process.
var session = newSession(os.Getenv)
