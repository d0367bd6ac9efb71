//go:build unix

package cli

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

func TestASignalEndsTheReadingOfNotes(t *testing.T) {
	t.Parallel()
	s := startServe(t, t.TempDir())
	cmd := exec.Command(binary, "keys", "notes", "import", "-")
	cmd.Env = terminaltest.Env(t, "SUPASCALE_URL="+s.base, "SUPASCALE_API_KEY="+s.key)
	var words bytes.Buffer
	cmd.Stderr = &words
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// More than a pipe holds: it is being read when this is over.
	if _, err := in.Write(bytes.Repeat([]byte("# a comment\n"), 20_000)); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(terminaltest.Patience):
		_ = cmd.Process.Kill()
		t.Fatal("it goes on reading")
	}
	if code := cmd.ProcessState.ExitCode(); code == command.ExitOK || strings.Contains(words.String(), "context canceled") {
		t.Errorf("exit code %d, %s", code, words.String())
	}
}
