//go:build e2e && unix

package e2e

import (
	"bufio"
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// instance is a running "supascale-tui serve".
type instance struct {
	cmd    *exec.Cmd
	dir    string
	url    string
	key    string
	said   []string // what it printed until it was ready
	stderr bytes.Buffer
}

func serve(t *testing.T, args ...string) *instance {
	t.Helper()
	i := &instance{dir: filepath.Join(t.TempDir(), "instance")}
	file := filepath.Join(t.TempDir(), "admin.key")
	i.cmd = exec.Command(binary, append([]string{"serve", "--listen", "127.0.0.1:0", "--data-dir", i.dir, "--admin-key-file", file}, args...)...)
	i.cmd.Stderr = &i.stderr
	out, err := i.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := i.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = i.cmd.Process.Kill(); _ = i.cmd.Wait() })
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if url, ready := strings.CutPrefix(lines.Text(), "Listening on "); ready {
			i.url = url
			break
		}
		i.said = append(i.said, lines.Text())
	}
	key, err := os.ReadFile(file)
	if i.url == "" || err != nil {
		t.Fatalf("serve is not ready (%v):\n%s", err, i.stderr.String())
	}
	i.key = strings.TrimSpace(string(key))
	return i
}

// stop ends the instance, so that its output can be read.
func (i *instance) stop() {
	_ = i.cmd.Process.Signal(os.Interrupt)
	_ = i.cmd.Wait()
}

// issued reports whether the instance knows a key.
func (i *instance) issued(t *testing.T, key string) bool {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, i.url+"/api/v1/projects", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}
