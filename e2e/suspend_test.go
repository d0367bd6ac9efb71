//go:build e2e && unix

package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// jobShell is an interactive shell somewhere behind the admin's terminal, with the
// console in its PATH. Its prompt counts, and tells the terminal's settings as the last
// job has left them.
type jobShell struct {
	*terminaltest.Terminal
	t      *testing.T
	mark   string // in the environment of its jobs
	asked  int    // the number of its last prompt
	ours   func() bool
	nth    int    // of the shells of a test
	secret string // what must not be on the screen while the shell has it
}

// prompted is the last line of a screen while the shell asks.
var prompted = regexp.MustCompile(`((?:[a-z]+ )*)READY(\d+)> *\s*\z`)

// terminalSettings is what the prompt tells of a terminal that a shell can use.
const terminalSettings = "isig icanon icrnl echo"

// startShell starts the shell of args; exports are NAME=VALUE. Ours reports whether the
// console has the screen.
func startShell(t *testing.T, args string, exports []string, ours func(*terminaltest.Terminal) bool, hops ...hop) *jobShell {
	t.Helper()
	dir := t.TempDir()
	settings := script(t, nil, `stty -a | tr ' ;' '\n\n' | grep -x -e icanon -e echo -e isig -e icrnl | tr '\n' ' '`)
	s := &jobShell{t: t, mark: "SUSPENDED_IN=" + dir}
	path := script(t, append([]string{
		s.mark, "HOME=" + dir, "HISTFILE=", "LC_ALL=C.UTF-8",
		"PATH=" + filepath.Dir(binary) + ":" + os.Getenv("PATH"),
		"PS1=$(" + settings + ")READY$((asked+=1))> ",
	}, exports...), "stty sane\nexec "+args)
	s.Terminal = terminaltest.Start(t, 120, 40, terminaltest.Env(t), through(t, path, hops...))
	s.ours = func() bool { return ours(s.Terminal) }
	t.Cleanup(s.killJobs) // a job that is stopped outlives its terminal
	s.prompts()
	return s
}

// prompts waits until the shell asks again.
func (s *jobShell) prompts() {
	s.t.Helper()
	screen := s.Until("the shell", func(screen string) bool {
		found := prompted.FindStringSubmatch(screen)
		if found == nil {
			return false
		}
		n, _ := strconv.Atoi(found[2])
		return n > s.asked
	})
	found := prompted.FindStringSubmatch(screen)
	s.asked, _ = strconv.Atoi(found[2])
}

// usable fails unless the terminal is as a shell expects it.
func (s *jobShell) usable(where string) {
	s.t.Helper()
	screen := s.Screen()
	settings := strings.Fields(prompted.FindStringSubmatch(screen)[1])
	for _, want := range strings.Fields(terminalSettings) {
		if !bytes.Contains([]byte(" "+strings.Join(settings, " ")+" "), []byte(" "+want+" ")) {
			s.t.Errorf("%s: the shell found the terminal with %v", where, settings)
		}
	}
	if s.ours() {
		s.t.Errorf("%s: the console still has the screen:\n%s", where, screen)
	}
	if s.secret != "" && strings.Contains(screen, s.secret) {
		s.t.Errorf("%s: the key stands on the screen of a console that is stopped:\n%s", where, screen)
	}
}

// relative are the times that go on while a test runs.
var relative = regexp.MustCompile(`(just now|\d+ ?(s|sec|seconds?|min|minutes?|h|hours?)( ago)?\b|\d\d:\d\d(:\d\d)?) *`)

func still(screen string) string { return relative.ReplaceAllString(screen, "~ ") }

// busy is on a screen that waits for something.
var busy = regexp.MustCompile(`loading|[\x{2801}-\x{28FF}]`)

// rests waits until nothing on the screen is still to come, and gives the screen.
func (s *jobShell) rests() string {
	s.t.Helper()
	s.Until("all that loads", func(screen string) bool { return !busy.MatchString(screen) })
	return s.Settles()
}

// suspend stops what runs with ctrl+z and brings it back with fg, to the same screen.
func (s *jobShell) suspend(where string) {
	s.t.Helper()
	before := s.rests()
	s.Press("ctrl+z")
	s.prompts()
	s.usable(where)
	s.resume(where, before)
}

func (s *jobShell) resume(where, before string) {
	s.t.Helper()
	s.Press("clear; fg\n") // a line ends with this also where the terminal was left raw
	s.Until(where+", the same screen as before:\n"+before+"\n", func(now string) bool { return still(now) == still(before) })
}

// jobs are the processes of the shell's jobs, by their environment. The shell has the
// same, so it is told apart by its program.
func (s *jobShell) jobs() (list []int) {
	s.t.Helper()
	folders, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range folders {
		env, _ := os.ReadFile(filepath.Join(f, "environ")) // others' can't be read
		program, _ := os.Readlink(filepath.Join(f, "exe"))
		args, _ := os.ReadFile(filepath.Join(f, "cmdline"))
		if program == binary && bytes.Contains(env, []byte(s.mark+"\x00")) && bytes.HasPrefix(args, []byte("supascale-tui\x00")) {
			pid, _ := strconv.Atoi(filepath.Base(f))
			list = append(list, pid)
		}
	}
	return list
}

func (s *jobShell) killJobs() {
	for _, pid := range s.jobs() {
		_ = unix.Kill(pid, unix.SIGKILL) // it may have ended by itself
	}
}

// kill sends a signal to the one job.
func (s *jobShell) kill(signal unix.Signal) {
	s.t.Helper()
	jobs := s.jobs()
	if len(jobs) != 1 {
		s.t.Fatalf("%d jobs run", len(jobs))
	}
	if err := unix.Kill(jobs[0], signal); err != nil {
		s.t.Fatal(err)
	}
}

// inEveryShell runs a test in a shell in tmux, and in another one behind an SSH server.
func inEveryShell(t *testing.T, i *instance, test func(t *testing.T, s *jobShell)) {
	t.Helper()
	exports := []string{"SUPASCALE_URL=" + i.url, "SUPASCALE_API_KEY=" + i.key}
	t.Run("bash in tmux", func(t *testing.T) {
		t.Parallel()
		m := newTmux(t, "set -g status off", "set -s escape-time 10")
		s := startShell(t, "bash --norc --noprofile -i", exports, func(*terminaltest.Terminal) bool {
			return m.ask(t, "display-message", "-p", "#{alternate_on} #{cursor_flag} #{mouse_any_flag}") != "0 1 0\n"
		}, m.hop)
		t.Cleanup(m.quit) // its terminal is waited for
		test(t, s)
	})
	// This one edits no lines: what it finds of the terminal is what the console left.
	t.Run("dash over SSH", func(t *testing.T) {
		t.Parallel()
		s := startShell(t, "dash -i", exports, func(x *terminaltest.Terminal) bool { return x.Alternate() || !modesLeft(x.Written()) }, overSSH)
		s.nth = 1
		test(t, s)
	})
}

// modesLeft reports whether a terminal that was sent this is in no mode of a console:
// bracketed paste, the mouse, a hidden cursor.
func modesLeft(written []byte) bool {
	for _, m := range []struct{ on, off string }{
		{"\x1b[?2004h", "\x1b[?2004l"}, {"\x1b[?25l", "\x1b[?25h"}, {"\x1b[?1002h", "\x1b[?1002l"}, {"\x1b[?1003h", "\x1b[?1003l"}, {"\x1b[>4;2m", "\x1b[>4m"},
	} {
		if bytes.LastIndex(written, []byte(m.on)) > bytes.LastIndex(written, []byte(m.off)) {
			return false
		}
	}
	return true
}

// hiddenPrompt is a question for something that must not be seen.
type hiddenPrompt struct {
	command string
	before  []string // question, answer, …, until the prompt comes
	asks    string   // the end of the prompt
	secret  string
	then    string // what is said when the secret has come
	leave   []string
}

// hiddenPrompts are all there are. A code is taken once only.
func hiddenPrompts(i *instance, password, code string) []hiddenPrompt {
	nameless := "env -u SUPASCALE_API_KEY "
	spoken := "env -u SUPASCALE_API_KEY -u SUPASCALE_URL ACCESSIBLE=1 supascale-tui"
	quit := []string{"q", "enter"}
	return []hiddenPrompt{
		{nameless + "supascale-tui login", nil, "it stays hidden): ", i.key, "Stored in", nil},
		{nameless + "supascale-tui login --user ada", nil, "an empty line goes back): ", password, "Code", []string{"ctrl+c"}},
		{nameless + "supascale-tui login --user ada", []string{"Password of ada (it stays hidden; an empty line goes back): ", password}, "a backup code (it stays hidden; an empty line goes back): ", code, "Stored in", []string{"enter"}}, // the other shell's key stays
		{"supascale-tui keys identify", nil, "it stays hidden): ", i.key, "First key", nil},
		{"supascale-tui keys test", nil, "it stays hidden): ", i.key, "First key", nil},
		{"supascale-tui serve --listen 127.0.0.1:0 --admin-user eve", nil, "Password for eve: ", password, "The same again:", []string{"ctrl+c"}},
		{"supascale-tui serve --listen 127.0.0.1:0 --admin-user eve", []string{"Password for eve: ", password}, "The same again:", password, "Listening on", []string{"ctrl+c"}},
		{"ACCESSIBLE=1 supascale-tui", []string{"What to do [keys]:", "identify"}, "it stays hidden): ", i.key, "First key", quit},
		{
			"ACCESSIBLE=1 supascale-tui", []string{"What to do [keys]:", "keys", "all or refresh [b]:", "1", " [list]:", "test"},
			"it stays hidden): ", i.key, "Nothing was sent.", []string{"b", "enter", "q", "enter"},
		},
		{
			"ACCESSIBLE=1 supascale-tui", []string{
				"What to do [keys]:", "new", "Start from [custom]:", "Monitoring", "Name [Monitoring]:", "Spoken " + code, "Expires [90 days]:", "",
				"Projects [read]:", "", "Backups [none]:", "", "Tasks [none]:", "", "Cloud storage [none]:", "", "System [read]:", "",
				"Create it [create]:", "create", "Take the key by [file]:", "check",
			},
			"what you paste is not shown: ", i.key, "That is not the key", []string{"done", "enter", "q", "enter"},
		},
		{spoken, []string{"Connect to [key]:", "key", "Address of the instance:", i.url}, "it stays hidden): ", i.key, "Name for it", quit},
		{
			spoken, []string{"Connect to [key]:", "account", "Address of the instance:", i.url, "User name:", "ada"},
			"an empty line goes back): ", password, "Name for it", quit,
		},
	}
}

// A prompt that was suspended asks again, and hides again what is typed.
func TestEveryHiddenPromptIsHiddenAgainInEveryShell(t *testing.T) {
	t.Parallel()
	password := "correct horse battery"
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte(password), 0o600); err != nil {
		t.Fatal(err)
	}
	i := serve(t, "--admin-user", "ada", "--admin-totp", "--admin-password-file", file)
	inEveryShell(t, i, func(t *testing.T, s *jobShell) {
		code := i.said[len(i.said)-1-s.nth]
		for _, p := range hiddenPrompts(i, password, code) {
			s.hidden(t, p)
		}
	})
}

func (s *jobShell) hidden(t *testing.T, p hiddenPrompt) {
	t.Helper()
	where := fmt.Sprintf("%s, %s", p.command, p.asks)
	asks := func(question string) {
		t.Helper()
		s.Until(question, func(screen string) bool {
			return strings.HasSuffix(strings.TrimRight(screen, " \n"), strings.TrimRight(question, " "))
		})
	}
	s.Press("clear; "+p.command, "enter")
	for n := 0; n < len(p.before); n += 2 {
		asks(p.before[n])
		s.Press(p.before[n+1], "enter")
	}
	asks(p.asks)
	from := len(s.Written())
	half := p.secret[:len(p.secret)/2]
	s.Press(half, "ctrl+z")
	s.prompts()
	s.usable(where)
	s.Press("clear; fg", "enter")
	asks(p.asks)
	s.Press(p.secret, "enter")
	s.Shows(p.then)
	for _, secret := range []string{p.secret, half} {
		if bytes.Contains(s.Written()[from:], []byte(secret)) {
			t.Errorf("%s: the secret was shown:\n%s", where, s.Screen())
		}
	}
	s.Press(p.leave...)
	s.prompts()
}
