package screentest

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Golden compares a frame, escape sequences stripped, with the file
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

func golden(t testing.TB, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
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
