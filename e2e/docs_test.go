//go:build e2e && unix

package e2e

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// A block is what stands between two fences of a page. A comment above it says
// how it is run, where that is not "a shell ends it with 0":
//
//	<!-- run: exit=6 terminal="text to wait for" type="q" background="text to wait for" -->
//
// Blocks of a page share a folder and their variables.
type block struct {
	line int
	lang string
	text string
	how  map[string]string
}

var (
	fence     = regexp.MustCompile("^ *```(\\S*)$")
	directive = regexp.MustCompile(`^<!-- run: (.*) -->$`)
	option    = regexp.MustCompile(`(\w+)=("[^"]*"|\S+)`)
)

// blocksOf gives the blocks of a page. Code that is merely indented is refused:
// nothing says what it is.
func blocksOf(t *testing.T, page string) (list []block) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var open *block
	how, before := map[string]string{}, ""
	for n, line := range strings.Split(string(text), "\n") {
		mark := fence.FindStringSubmatch(line)
		switch {
		case mark != nil && open == nil:
			open = &block{line: n + 1, lang: mark[1], how: how}
			how = map[string]string{}
		case mark != nil:
			list, open = append(list, *open), nil
		case open != nil:
			open.text += line + "\n"
		case directive.MatchString(line):
			for _, o := range option.FindAllStringSubmatch(directive.FindStringSubmatch(line)[1], -1) {
				how[o[1]] = strings.Trim(o[2], `"`)
			}
		case before == "" && strings.HasPrefix(line, "    ") && strings.TrimSpace(line) != "":
			t.Errorf("%s, line %d: put code between fences that say what it is", page, n+1)
		}
		before = line
	}
	if open != nil {
		t.Fatalf("%s, line %d: the block has no end", page, open.line)
	}
	return list
}

// reader follows a page as somebody does who has one instance and one machine.
type reader struct {
	t                  *testing.T
	page               string
	home               string
	env                []string
	inst               *instance
	free, other, third int // ports nobody has
}

// readersPassword is that of ada's account on the instance.
const readersPassword = "a passphrase of tests"

func newReader(t *testing.T, page string, ports []int) *reader {
	t.Helper()
	r := &reader{t: t, page: page, home: t.TempDir()}
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte(readersPassword), 0o600); err != nil {
		t.Fatal(err)
	}
	r.inst = serve(t, "--sample", "--admin-user", "ada", "--admin-password-file", password)
	bin := filepath.Join(r.home, "bin")
	r.free, r.other, r.third = ports[0], ports[1], ports[2]
	for name, text := range map[string]string{
		"bin/pass":      "#!/bin/sh\n# A password store that holds the instance's key.\ncase $1 in show) cat \"$HOME/.instance-key\" ;; *) cat >\"$HOME/taken\" ;; esac\n",
		"bin/mail":      "#!/bin/sh\ncat >/dev/null\n",
		"bin/gh":        "#!/bin/sh\ncat >\"$HOME/taken\"\n",
		".instance-key": r.inst.key + "\n",
	} {
		path := filepath.Join(r.home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(binary, filepath.Join(bin, "supascale-tui")); err != nil {
		t.Fatal(err)
	}
	r.env = terminaltest.Env(t, "HOME="+r.home, "PATH="+bin+":"+os.Getenv("PATH"), "EDITOR=true", "VISUAL=true", "SHELL=/bin/bash")
	return r
}

// here puts the test's own addresses where a page has made-up ones.
func (r *reader) here(text string) string {
	return strings.NewReplacer(
		"https://supascale.example.com", r.inst.url, "https://staging.example.com", r.inst.url,
		"supascale-tui serve\n", "supascale-tui serve --listen 127.0.0.1:"+strconv.Itoa(r.free)+"\n",
		"127.0.0.1:8787", "127.0.0.1:"+strconv.Itoa(r.free), "127.0.0.1:8788", "127.0.0.1:"+strconv.Itoa(r.other), "127.0.0.1:8789", "127.0.0.1:"+strconv.Itoa(r.third),
	).Replace(text)
}

// script keeps the variables of a block for the ones after it.
func (r *reader) script(text string) string {
	state := filepath.Join(r.home, ".variables")
	return fmt.Sprintf("cd %[1]q\n[ -f %[2]q ] && . %[2]q\ntrap 'export -p >%[2]q' EXIT\nset -euo pipefail\n%[3]s", r.home, state, r.here(text))
}

func (r *reader) follow(b block) {
	r.t.Helper()
	switch b.lang {
	case "sh":
		r.run(b)
	case "toml":
		r.check(b)
	case "crontab":
		for line := range strings.Lines(b.text) {
			if fields := strings.Fields(line); len(fields) > 5 && !strings.HasPrefix(line, "#") && !strings.Contains(fields[0], "=") {
				r.run(block{b.line, "sh", strings.Join(fields[5:], " "), b.how})
			}
		}
	case "yaml":
		for _, m := range regexp.MustCompile(`(?m)^\s*- run: (.*)$`).FindAllStringSubmatch(b.text, -1) {
			r.run(block{b.line, "sh", m[1], b.how})
		}
	case "text", "conf":
	default:
		r.t.Errorf("%s, line %d: a block of %q: say sh, toml, crontab, yaml, conf or text", r.page, b.line, b.lang)
	}
}

func (r *reader) run(b block) {
	r.t.Helper()
	want, _ := strconv.Atoi(b.how["exit"])
	script := r.script(b.text)
	code := 0
	said := ""
	switch {
	case b.how["terminal"] != "":
		x := terminaltest.Start(r.t, 100, 30, r.env, "bash", "-c", script)
		x.Shows(r.here(b.how["terminal"]))
		for _, text := range strings.Split(b.how["type"], " ") {
			x.Press(strings.NewReplacer("KEY", r.inst.key, "PASSWORD", readersPassword).Replace(text))
		}
		code, said = x.Ends(), x.Screen()
	case b.how["background"] != "":
		x := terminaltest.Start(r.t, 100, 30, r.env, "bash", "-c", script)
		x.Shows(r.here(b.how["background"]))
	default:
		cmd := exec.CommandContext(r.t.Context(), "bash", "-c", script)
		cmd.Env = r.env
		out, _ := cmd.CombinedOutput()
		code, said = cmd.ProcessState.ExitCode(), string(out)
	}
	if code != want {
		r.t.Errorf("%s, line %d: exit code %d, want %d:\n%s\n%s", r.page, b.line, code, want, b.text, said)
	}
}

// check has the program read a piece of configuration.
func (r *reader) check(b block) {
	r.t.Helper()
	file := filepath.Join(r.home, "piece.toml")
	if err := os.WriteFile(file, []byte(r.here(b.text)), 0o600); err != nil {
		r.t.Fatal(err)
	}
	cmd := exec.CommandContext(r.t.Context(), binary, "config", "check")
	cmd.Env = append(append([]string(nil), r.env...), "SUPASCALE_TUI_CONFIG="+file)
	if out, err := cmd.CombinedOutput(); err != nil {
		r.t.Errorf("%s, line %d: %v\n%s", r.page, b.line, err, out)
	}
}

// lastPort is where fixedPort goes on.
var lastPort = 21000 + os.Getpid()%8000

// fixedPort is a port below those that are given to whoever asks for any: it
// stays free until a page wants it.
func fixedPort(t *testing.T) int {
	t.Helper()
	for {
		lastPort++
		l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(lastPort))
		if err != nil {
			continue
		}
		_ = l.Close() // it only looked
		return lastPort
	}
}

// TestTheDocumentationIsTrue runs every command of every page, and reads every
// piece of configuration.
func TestTheDocumentationIsTrue(t *testing.T) {
	pages, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(pages, "../README.md") {
		ports := []int{fixedPort(t), fixedPort(t), fixedPort(t)}
		t.Run(filepath.Base(page), func(t *testing.T) {
			t.Parallel()
			blocks := blocksOf(t, page)
			if len(blocks) == 0 {
				return
			}
			r := newReader(t, page, ports)
			for _, b := range blocks {
				r.follow(b)
			}
		})
	}
}
