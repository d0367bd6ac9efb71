//go:build e2e && unix

package e2e

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
)

// sshdPath is where Debian has it; sshd insists on an absolute path.
const sshdPath = "/usr/sbin/sshd"

// overSSH is an SSH server on loopback, as the current user, with keys that live
// as long as the test.
func overSSH(t *testing.T, inside string) string {
	t.Helper()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, name := range []string{"host", "user"} {
		if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "e2e", "-f", at(name)).CombinedOutput(); err != nil {
			t.Fatalf("ssh-keygen: %v: %s", err, out)
		}
	}
	port := freePort(t)
	conf := fmt.Sprintf(`ListenAddress 127.0.0.1:%d
HostKey %s
AuthorizedKeysFile %s
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitUserRC no
PrintMotd no
PrintLastLog no
AcceptEnv LANG LC_*
SetEnv HOME=%s
`, port, at("host"), at("user.pub"), t.TempDir()) // no start-up file of the user's shell counts
	host, err := os.ReadFile(at("host.pub"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"sshd.conf": conf, "known": fmt.Sprintf("[127.0.0.1]:%d %s", port, host)} {
		if err := os.WriteFile(at(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	startSSHD(t, at("sshd.conf"))
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	return script(t, nil, fmt.Sprintf(
		"exec ssh -F none -t -e none -o LogLevel=ERROR -o SendEnv='LANG LC_*' -o IdentitiesOnly=yes -o UserKnownHostsFile=%s -o StrictHostKeyChecking=yes -i %s -p %d %s@127.0.0.1 %s",
		quote(at("known")), quote(at("user")), port, quote(me.Username), quote(inside)))
}

func startSSHD(t *testing.T, conf string) {
	t.Helper()
	if os.Getuid() == 0 {
		// Where sshd was never started as a service its empty folder is missing.
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
			t.Fatal(err)
		}
	}
	sshd := exec.Command(sshdPath, "-D", "-e", "-f", conf)
	log, err := sshd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := sshd.Start(); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder // to be read when drained
	drained := make(chan struct{})
	listens := make(chan struct{})
	go func() {
		defer close(drained)
		told := false
		for lines := bufio.NewScanner(log); lines.Scan(); {
			said.WriteString(lines.Text() + "\n")
			if !told && strings.Contains(lines.Text(), "Server listening") {
				told = true
				close(listens)
			}
		}
	}()
	t.Cleanup(func() {
		_ = sshd.Process.Kill()
		_ = sshd.Wait()
		<-drained
		if t.Failed() {
			t.Logf("sshd said:\n%s", said.String())
		}
	})
	select {
	case <-listens:
	case <-drained:
		t.Fatal("sshd does not listen")
	}
}

// freePort is a port nobody listens on right now.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // it only reserved the port
	return l.Addr().(*net.TCPAddr).Port
}
