//go:build unix

package cli

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// shipped builds a program as a release does.
func shipped(b *testing.B, folder string) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "program")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, folder)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return path
}

// alternate runs ours and theirs in turn, so that what else the machine does
// hits both, and reports what ours took as a multiple of what theirs took.
func alternate(b *testing.B, unit string, ours, theirs func() (took time.Duration)) {
	b.Helper()
	ours() // both are in the page cache
	theirs()
	var our, their time.Duration
	for b.Loop() {
		our += ours()
		their += theirs()
	}
	b.ReportMetric(float64(our)/float64(their), unit)
	b.ReportMetric(float64(our.Microseconds())/1000/float64(b.N), "ms-ours")
}

// Commands that need no instance, against a Go program that does nothing.
func BenchmarkStartOfACommand(b *testing.B) {
	ours, bare := shipped(b, mainFolder), shipped(b, "./testdata/bare")
	start := func(name string, args ...string) func() time.Duration {
		return func() time.Duration {
			begun := time.Now()
			if err := exec.Command(name, args...).Run(); err != nil {
				b.Fatal(err)
			}
			return time.Since(begun)
		}
	}
	for name, args := range map[string][]string{"version": {"version"}, "completion": {"__complete", "themes", "use", ""}} {
		b.Run(name, func(b *testing.B) { alternate(b, "x-vs-bare", start(ours, args...), start(bare)) })
	}
}

// From the start to the first characters on the screen, against the least that
// a console can be. The instance never answers: it has no part in this.
func BenchmarkFirstPaint(b *testing.B) {
	ours, kit := shipped(b, mainFolder), shipped(b, "./testdata/kit")
	silent, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	env := terminaltest.Env(b, "SUPASCALE_URL=http://"+silent.Addr().String(), "SUPASCALE_API_KEY=none")
	paint := func(name string) func() time.Duration {
		return func() time.Duration {
			begun := time.Now()
			x := terminaltest.Start(b, 80, 24, env, name)
			x.Until("anything on the screen", func(screen string) bool { return strings.TrimSpace(screen) != "" })
			took := time.Since(begun)
			x.Signal(syscall.SIGKILL)
			x.Ends()
			return took
		}
	}
	alternate(b, "x-vs-kit", paint(ours), paint(kit))
}

// The program's size, against the least that a console can be.
func BenchmarkSize(b *testing.B) {
	size := func(path string) float64 {
		info, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		return float64(info.Size())
	}
	ours, kit := size(shipped(b, mainFolder)), size(shipped(b, "./testdata/kit"))
	for b.Loop() {
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ours/kit, "x-vs-kit")
	b.ReportMetric(ours/(1<<20), "MiB")
}
