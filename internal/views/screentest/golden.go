package screentest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

var update = flag.Bool("update", false, "rewrite the golden files, and delete those that no test reads")

// What screens get of terminals of 80×24, 120×40 and 60×16, and a dialog of the first.
var (
	bodies = [][2]int{{80, 21}, {120, 37}, {60, 13}}
	dialog = [2]int{78, 22}
)

// Frame compares what a screen or a dialog draws in a terminal of 80×24 with the file
// testdata/name.golden, and checks that it fits any size.
func Frame(t testing.TB, name string, s Sized) {
	t.Helper()
	Golden(t, name, ViewAt(s, size(s)[0], size(s)[1]))
	Sizes(t, s)
}

// Frames is Frame for a screen whose layout changes with its size: it compares three.
func Frames(t testing.TB, name string, s Sized) {
	t.Helper()
	for _, size := range bodies {
		Golden(t, fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), ViewAt(s, size[0], size[1]))
	}
	Sizes(t, s)
}

// Golden compares a text, escape sequences stripped, with the file
// testdata/name.golden of the package under test. -update writes it.
func Golden(t testing.TB, name, view string) {
	t.Helper()
	golden(t, name, plain(view))
}

// GoldenANSI is Golden with the escape sequences, written as \e so that the
// file is text; its name ends in .ansi.golden.
func GoldenANSI(t testing.TB, name, view string) {
	t.Helper()
	golden(t, name+".ansi", strings.ReplaceAll(view, "\x1b", `\e`)+"\n")
}

// Plain strips escape sequences and the spaces at the ends of lines.
func Plain(view string) string { return strings.TrimRight(plain(view), "\n") }

func plain(view string) string {
	lines := strings.Split(ansi.Strip(view), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// read are the golden files that this run has read or written. All are listed while a
// test runs, so that the cache of test results knows of them.
var (
	read sync.Map
	list = sync.OnceValue(func() []string {
		files, _ := filepath.Glob(filepath.Join("testdata", "*.golden"))
		return files
	})
)

func golden(t testing.TB, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	read.Store(path, true)
	list()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("no golden frame yet; run the test with -update: %v", err)
	}
	if got != string(want) {
		t.Errorf("%s differs.\n--- want\n%s\n--- got\n%s", path, want, got)
	}
}

// Main runs the tests of a package with golden files, and fails for a file that none
// of them reads; -update deletes it. A run of some of the tests says nothing of that.
func Main(m *testing.M) {
	code := m.Run()
	if code == 0 && isWhole() {
		code = unread()
	}
	os.Exit(code)
}

// isWhole reports whether all tests were asked for.
func isWhole() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list"} {
		if flag.Lookup(name).Value.String() != "" {
			return false
		}
	}
	return true
}

func unread() (code int) {
	for _, file := range list() {
		if _, known := read.Load(file); known {
			continue
		}
		if *update {
			_ = os.Remove(file)
			continue
		}
		fmt.Fprintf(os.Stderr, "no test reads %s: -update deletes it\n", file)
		code = 1
	}
	return code
}
