package cli

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
)

// serving is a running "serve".
type serving struct {
	lines *bufio.Reader // its stdout
	log   bytes.Buffer  // its stderr, to be read after stop
	end   context.CancelFunc
	code  chan int
}

func beginServing(t *testing.T, args ...string) *serving {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	s := &serving{lines: bufio.NewReader(r), end: cancel, code: make(chan int, 1)}
	go func() {
		code := run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...), strings.NewReader(""), w, &s.log)
		_ = w.Close()
		s.code <- code
	}()
	t.Cleanup(func() { s.stop(t) })
	return s
}

func (s *serving) line(t *testing.T) string {
	t.Helper()
	line, err := s.lines.ReadString('\n')
	if err != nil {
		t.Fatalf("stdout ended: %v", err)
	}
	return strings.TrimSuffix(line, "\n")
}

// stop ends it as SIGTERM would, once.
func (s *serving) stop(t *testing.T) {
	t.Helper()
	if s.end == nil {
		return
	}
	s.end()
	s.end = nil
	if code := <-s.code; code != command.ExitOK {
		t.Errorf("exit code %d: %s", code, s.log.String())
	}
}

func (s *serving) url(t *testing.T) string {
	t.Helper()
	url, found := strings.CutPrefix(s.line(t), "Listening on ")
	if !found || !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Fatalf("got %q", url)
	}
	return url
}

func statusWith(t *testing.T, url, key string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/api/v1/settings/api-keys", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	r.Close = true
	answer, err := (&http.Transport{}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	return answer.StatusCode
}

func TestServePrintsTheFirstKeyOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := beginServing(t, "--data-dir", dir)
	key := s.line(t)
	if keys.CheckFormat(key) != nil {
		t.Fatal("the first line is no key")
	}
	if got := statusWith(t, s.url(t), key); got != 200 {
		t.Errorf("got %d", got)
	}
	s.stop(t)
	if strings.Contains(s.log.String(), key) {
		t.Error("stderr holds the key")
	}
	if !strings.Contains(s.log.String(), "path=/api/v1/settings/api-keys") {
		t.Errorf("the request is not in the log: %s", s.log.String())
	}
	again := beginServing(t, "--data-dir", dir)
	if got := statusWith(t, again.url(t), key); got != 200 { // and no key before the URL
		t.Errorf("after a restart: got %d", got)
	}
}

func TestServeWritesTheFirstKeyToAFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "admin.key")
	s := beginServing(t, "--data-dir", filepath.Join(dir, "data"), "--admin-key-file", file)
	url := s.url(t) // nothing secret before it
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	key := strings.TrimSuffix(string(text), "\n")
	if got := statusWith(t, url, key); got != 200 {
		t.Errorf("got %d", got)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
	s.stop(t)
	if strings.Contains(s.log.String(), key) {
		t.Error("stderr holds the key")
	}
}

// A key that can't be handed over must not exist: the next start makes another.
func TestServeMakesNoKeyItCannotHandOver(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "admin.key")
	if err := os.WriteFile(file, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	for _, out := range []io.Writer{io.Discard, refusing{}} {
		args := []string{"serve", "--listen", "127.0.0.1:0", "--data-dir", data}
		if out == io.Discard {
			args = append(args, "--admin-key-file", file)
		}
		var stderr bytes.Buffer
		if code := run(t.Context(), args, strings.NewReader(""), out, &stderr); code != command.ExitFailed {
			t.Errorf("exit code %d: %s", code, stderr.String())
		}
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "precious" {
		t.Errorf("the file is now %q, %v", text, err)
	}
	s := beginServing(t, "--data-dir", data)
	if key := s.line(t); keys.CheckFormat(key) != nil {
		t.Error("no key was made on the next start")
	}
	s.url(t)
}

type refusing struct{}

func (refusing) Write([]byte) (int, error) { return 0, fmt.Errorf("stdout is closed") }

func TestServeRefusesWhatItShould(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	running := beginServing(t, "--data-dir", dir)
	running.line(t)
	running.url(t)
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"a network in the clear": {[]string{"--listen", "0.0.0.0:0", "--data-dir", t.TempDir()}, command.ExitUsage, "--tls-cert"},
		"a bad proxy":            {[]string{"--behind-proxy", "10.0.0.1"}, command.ExitUsage, "CIDR"},
		"no port":                {[]string{"--listen", "127.0.0.1"}, command.ExitUsage, "HOST:PORT"},
		"a port out of range":    {[]string{"--listen", "127.0.0.1:99999"}, command.ExitUsage, "65535"},
		"half a certificate":     {[]string{"--tls-cert", "x.pem"}, command.ExitUsage, "--tls-key"},
		"the other half":         {[]string{"--tls-key", "x.pem"}, command.ExitUsage, "--tls-cert"},
		"no such certificate":    {[]string{"--tls-cert", "none.pem", "--tls-key", "none.pem"}, command.ExitFailed, "certificate"},
		"a stray word":           {[]string{"now"}, command.ExitUsage, "now"},
		"a directory in use":     {[]string{"--listen", "127.0.0.1:0", "--data-dir", dir}, command.ExitFailed, "held by another supascale-tui"},
	} {
		var out, stderr bytes.Buffer
		code := run(t.Context(), append([]string{"serve"}, c.args...), strings.NewReader(""), &out, &stderr)
		if code != c.code || !strings.Contains(stderr.String(), c.says) {
			t.Errorf("%s: exit code %d, %s", name, code, stderr.String())
		}
		if out.Len() > 0 {
			t.Errorf("%s: stdout has %d bytes", name, out.Len())
		}
	}
}
