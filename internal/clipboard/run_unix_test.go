//go:build unix

package clipboard

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

func TestTheCommandGetsTheTextOnStdinAlone(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	copyWith := func(argv ...string) Result {
		r, _ := outcome[Result](t, newClipboard(at("", "linux", false), Settings{Method: Command, Command: argv}, realTools()).Copy("The key", text))
		honest(t, r)
		return r
	}
	// No shell: the argument arrives as it is.
	r := copyWith("sh", "-c", `cat > "$1" && printf ' %s' "$0" >> "$1"`, "$HOME; x", out)
	held, err := os.ReadFile(out)
	if r.Verdict != Sent || !strings.Contains(r.Words, `your command "sh", which reported success`) || err != nil || string(held) != text+" $HOME; x" {
		t.Errorf("%+v, %q, %v", r, held, err)
	}
	for want, argv := range map[string][]string{
		"(exit status 3)":       {"sh", "-c", "cat; cat >&2; exit 3"},
		"(it is not installed)": {"no-such-program-here"},
		"(it may not be run)":   {os.TempDir()},
	} {
		if r := copyWith(argv...); r.Verdict != Failed || !strings.Contains(r.Words, want) {
			t.Errorf("%q: %+v", argv, r)
		}
	}
	if r := copyWith(); r.Verdict != Failed || !errors.Is(r.Err, errNoCommand) {
		t.Errorf("%+v", r)
	}
}

// A program at its deadline is ended together with what it started.
func TestADeadlineEndsAllOfAProgram(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "held")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		_, err := run(ctx, call{argv: []string{"sh", "-c", `exec 3>"$0"; echo on >&3; sleep 600 & sleep 600`, fifo}})
		ended <- err
	}()
	held, err := os.Open(fifo)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close() //nolint:errcheck // only read
	line := make([]byte, 3)
	if _, err := io.ReadFull(held, line); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	// The end comes when the last process that holds it is gone.
	if err := held.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := held.Read(line); !errors.Is(err, io.EOF) {
		t.Errorf("a process is left: %v", err)
	}
}

func TestOnlyATerminalOfThisUserIsWritten(t *testing.T) {
	outer, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer outer.Close() //nolint:errcheck // the test is over
	defer tty.Close()   //nolint:errcheck // the test is over
	if err := writeTerminal(tty.Name(), plain(text)); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 200)
	n, err := outer.Read(got)
	if err != nil || string(got[:n]) != plain(text) {
		t.Errorf("got %q, %v", got[:n], err)
	}

	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(tty.Name(), link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"", "pts/1", file, link, "/dev/null", "/dev/../" + file, "/dev/no-such-terminal"} {
		if err := writeTerminal(path, plain(text)); err == nil || strings.Contains(err.Error(), text) {
			t.Errorf("%q: %v", path, err)
		}
	}
	if held, _ := os.ReadFile(file); len(held) > 0 {
		t.Error("a file was written")
	}
}

// install puts a tool that keeps the clipboard in a file on the path.
func install(t *testing.T, dir string, names ...string) {
	t.Helper()
	for _, name := range names {
		script := "#!/bin/sh\ncase \"$*\" in *in*) cat > " + dir + "/held; echo " + name + " > " + dir + "/by;; *) cat " + dir + "/held;; esac\n"
		switch name {
		case "wl-copy":
			script = "#!/bin/sh\ncat > " + dir + "/held; echo " + name + " > " + dir + "/by\n"
		case "wl-paste":
			script = "#!/bin/sh\ncat " + dir + "/held\n"
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheToolOfTheDisplayIsUsed(t *testing.T) {
	for _, c := range []struct {
		wayland, x string
		tools      []string
		by         string
	}{
		{"", ":0", []string{"xclip", "xsel"}, "xclip"},
		{"", ":0", []string{"xsel", "wl-copy", "wl-paste"}, "xsel"},
		{"wayland-0", ":0", []string{"xclip", "wl-copy", "wl-paste"}, "wl-copy"},
		{"wayland-0", ":0", []string{"xclip", "wl-copy"}, "xclip"},
	} {
		dir := t.TempDir()
		install(t, dir, c.tools...)
		t.Setenv("PATH", dir+":/usr/bin:/bin")
		if c.by == "xsel" {
			// The machine may have an xclip of its own.
			t.Setenv("PATH", dir)
			for _, name := range []string{"cat", "sh"} {
				if err := os.Symlink("/bin/"+name, filepath.Join(dir, name)); err != nil {
					t.Fatal(err)
				}
			}
		}
		t.Setenv("WAYLAND_DISPLAY", c.wayland)
		t.Setenv("DISPLAY", c.x)
		r, _ := outcome[Result](t, newClipboard(at("DISPLAY=:0", "linux", true), Settings{}, realTools()).Copy("The key", text))
		honest(t, r)
		by, _ := os.ReadFile(filepath.Join(dir, "by"))
		if r.Verdict != Confirmed || strings.TrimSpace(string(by)) != c.by {
			t.Errorf("%+v: by %q, %+v", c, by, r)
		}
	}
}
