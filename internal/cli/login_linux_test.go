package cli

import (
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/supascale/supascale-tui/internal/cli/command"
)

func TestAnInterruptedLoginLeavesTheTerminalAsItWas(t *testing.T) {
	t.Parallel()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close() //nolint:errcheck // the test is over
	defer slave.Close()  //nolint:errcheck // the test is over
	cmd := exec.Command(binary, "login")
	cmd.Env = []string{"SUPASCALE_URL=https://supascale.example.com", "HOME=" + t.TempDir()}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	readUntil(t, master, "it stays hidden")
	if cooked(t, slave) {
		t.Error("the terminal shows what is typed")
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if code := endsWithin(t, cmd, 10*time.Second); code != command.ExitFailed || !cooked(t, slave) {
		t.Errorf("exit code %d, cooked %v", code, cooked(t, slave))
	}
}
