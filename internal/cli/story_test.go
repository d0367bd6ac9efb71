//go:build unix

package cli

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// ask sends a request with a key, as curl would, and returns the status.
func ask(t *testing.T, method, url, key string) int {
	t.Helper()
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader(`{"name":"shop"}`)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("User-Agent", "story/1.0")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

// createPipelineKey goes through the form with the CI/CD preset and 90 days and
// takes the key from the reveal screen.
func createPipelineKey(x *terminal) string {
	x.t.Helper()
	x.press("n")
	x.shows("Start from")
	x.press("left", "left", "left")
	x.shows("‹CI/CD Pipeline›")
	x.shows("may change projects and view backups")
	x.press("tab", "tab", "tab", "tab")
	x.shows("in 90 days")
	x.press("enter")
	x.shows("This is the only time")
	// Alone on its line, from the first column: a triple click takes just it.
	return x.matches(`(?m)^(supascale_[0-9A-Za-z]{28})\s*$`)
}

// closeReveal says that the key is taken, and closes it.
func closeReveal(x *terminal) {
	x.t.Helper()
	x.press("esc")
	x.shows("Close? The key is not taken yet")
	x.press("down", "enter")
	x.hides("Leave?")
	x.shows("taken: by your word")
}

// useKey exercises the permissions of the CI/CD preset.
func useKey(t *testing.T, base, key string) {
	t.Helper()
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{"GET", "/projects", 200},
		{"POST", "/projects", 201},
		{"POST", "/backups", 403},
		{"GET", "/tasks", 403},
	} {
		if got := ask(t, c.method, base+"/api/v1"+c.path, key); got != c.want {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, got, c.want)
		}
	}
}

// revokeKey revokes the key under the cursor of the list by typing its name.
func revokeKey(x *terminal, name string) {
	x.t.Helper()
	x.press("x")
	x.shows("stop")
	x.press(name, "enter")
	x.shows("gone from the list")
}

// leaksInto lists the files below dir that hold the secret.
func leaksInto(t *testing.T, dir, secret string) (leaks []string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		files++
		if bytes.Contains(content, []byte(secret)) {
			leaks = append(leaks, path)
		}
		return err
	})
	if err != nil || files == 0 {
		t.Fatalf("looked into %d files of %s: %v", files, dir, err)
	}
	return leaks
}

func TestAKeysLifeOnTheLocalInstance(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{120, 40}, {80, 24}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			dir := t.TempDir()
			x := start(t, size[0], size[1], nil, "local", "--data-dir", dir)
			x.shows("Local console")
			base := x.matches(`(http://127\.0\.0\.1:\d+)`)
			key := createPipelineKey(x)
			useKey(t, base, key)

			closeReveal(x)
			x.shows("2 keys")
			x.press("2")
			x.shows("permission denied")
			if size[0] >= 120 {
				x.shows("backups: write → read")
				x.shows("tasks: read → none")
			}
			x.press("1")
			x.shows("2 keys")
			x.press("/", "CI/CD", "enter")
			x.shows("1 of 2")
			revokeKey(x, "CI/CD Pipeline")
			if got := ask(t, "GET", base+"/api/v1/projects", key); got != 401 {
				t.Errorf("after the revocation: %d, want 401", got)
			}
			x.press("2")
			x.press("r")
			x.shows("revoked key")

			shown := bytes.Count(x.written(), []byte(key))
			x.press("q")
			if code := x.ends(); code != 0 {
				t.Errorf("exit code %d", code)
			}
			if shown == 0 || bytes.Count(x.written(), []byte(key)) != shown {
				t.Error("the key must be written on the reveal screen and never again")
			}
			if leaks := leaksInto(t, dir, key); leaks != nil {
				t.Errorf("the key's plaintext is in %v", leaks)
			}
		})
	}
}

// served is a running "serve" process.
type served struct {
	cmd    *exec.Cmd
	base   string
	key    string // the first key, when this start made it
	stdout bytes.Buffer
	stderr bytes.Buffer
}

func startServe(t *testing.T, dir string, args ...string) *served {
	t.Helper()
	s := &served{cmd: exec.Command(binary, append([]string{"serve", "--listen", "127.0.0.1:0", "--data-dir", dir}, args...)...)}
	s.cmd.Stderr = &s.stderr
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.cmd.Process.Kill(); _ = s.cmd.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		s.stdout.WriteString(lines.Text() + "\n")
		if strings.HasPrefix(lines.Text(), "supascale_") {
			s.key = lines.Text()
		}
		if url, ready := strings.CutPrefix(lines.Text(), "Listening on "); ready {
			s.base = url
			return s
		}
	}
	t.Fatalf("serve ended before it was ready:\n%s", s.stderr.String())
	return nil
}

func (s *served) kill(t *testing.T, how syscall.Signal) {
	t.Helper()
	if err := s.cmd.Process.Signal(how); err != nil {
		t.Fatal(err)
	}
	_ = s.cmd.Wait()
}

func TestAKeySurvivesKillRightAfterItsCreation(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := startServe(t, dir)
	x := start(t, 120, 40, []string{"SUPASCALE_URL=" + s.base, "SUPASCALE_API_KEY=" + s.key})
	x.shows("First key")
	key := createPipelineKey(x)
	s.kill(t, syscall.SIGKILL)

	again := startServe(t, dir)
	if again.key != "" {
		t.Error("the second start made another first key")
	}
	useKey(t, again.base, key)
	if got := ask(t, "GET", again.base+"/api/v1/projects", s.key); got != 200 {
		t.Errorf("the first key after the restart: %d, want 200", got)
	}
	again.kill(t, syscall.SIGTERM)
	if leaks := leaksInto(t, dir, key); leaks != nil {
		t.Errorf("the key's plaintext is in %v", leaks)
	}
	for _, out := range []*bytes.Buffer{&s.stdout, &s.stderr, &again.stdout, &again.stderr} {
		if bytes.Contains(out.Bytes(), []byte(key)) {
			t.Error("the key's plaintext is in the server's output")
		}
	}
	for _, log := range []*bytes.Buffer{&s.stderr, &again.stderr} {
		if bytes.Contains(log.Bytes(), []byte(s.key)) {
			t.Error("the first key's plaintext is in the request log")
		}
		if !bytes.Contains(log.Bytes(), []byte("path=/api/v1/")) {
			t.Error("the request log is empty")
		}
	}
}

// TestTheNoisiestFailureInThreeKeys goes from the list of keys to the largest
// cause, why it fails and what to do about it: two keys, the third does it.
func TestTheNoisiestFailureInThreeKeys(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{120, 40}, {80, 24}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			x := start(t, size[0], size[1], nil, "local", "--sample", "--data-dir", t.TempDir())
			x.shows("42 keys")
			x.press("2")
			x.shows("rate limited · burst")
			x.press("enter")
			x.shows("Too many refused credentials came from this address within a minute.")
			x.shows("Look at the failures before this one: they are the cause.")
			x.press("A")
			x.shows("Keys that 198.51.100.4 used")
		})
	}
}
