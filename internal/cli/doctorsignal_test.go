//go:build unix

package cli

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/cli/command"
)

// ctrl+c while an instance is silent ends the doctor with what it has.
func TestDoctorStops(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // the test is over
	var out bytes.Buffer
	cmd := exec.CommandContext(t.Context(), binary, "doctor")
	cmd.Env = []string{"HOME=" + t.TempDir(), "SUPASCALE_URL=http://" + l.Addr().String(), "SUPASCALE_API_KEY=some-key-of-no-form"}
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	conn, err := l.Accept() // it waits for an answer now
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // the test is over
	began := time.Now()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // the code tells
	if code := cmd.ProcessState.ExitCode(); code != command.ExitFailed || !strings.Contains(out.String(), "Interrupted before all was looked at.") {
		t.Errorf("exit code %d:\n%s", code, out.String())
	}
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("it took %s", took)
	}
}
