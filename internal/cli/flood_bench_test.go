//go:build unix

package cli

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api/wire"
)

var floodFor = flag.Duration("flood", 5*time.Second, "how long each flood of BenchmarkFlood lasts")

const (
	floodGrowthMost = 5 << 20 // bytes on the disk, the request log among them
	floodP99Most    = 3       // times the quiet p99
)

// server is a "serve" in a process of its own. Its request log is in its folder.
type server struct {
	cmd   *exec.Cmd
	dir   string
	url   string
	admin string
}

func startServer(b *testing.B, program, dir string) *server {
	b.Helper()
	s := &server{dir: dir}
	file := filepath.Join(dir, "admin.key")
	s.cmd = exec.Command(program, "serve", "--listen", "127.0.0.1:0", "--data-dir", filepath.Join(dir, "data"), "--admin-key-file", file)
	log, err := os.OpenFile(filepath.Join(dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = log.Close() }() // the server has its own
	s.cmd.Stderr = log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.stop)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	s.url = strings.TrimSpace(strings.TrimPrefix(line, "Listening on "))
	key, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	s.admin = strings.TrimSpace(string(key))
	return s
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	_ = s.cmd.Wait()
}

func (s *server) ask(b *testing.B, method, path, key, body string) (int, []byte) {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }() // it was read
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	return res.StatusCode, text
}

func (s *server) create(b *testing.B, name, permissions string) wire.CreatedKey {
	b.Helper()
	status, text := s.ask(b, "POST", "/api/v1/settings/api-keys", s.admin, fmt.Sprintf(`{"name":%q,"permissions":%s}`, name, permissions))
	var made wire.KeyCreated
	if err := json.Unmarshal(text, &made); err != nil || status != http.StatusCreated {
		b.Fatalf("got %d %s", status, text)
	}
	return made.APIKey
}

// p99 asks with a key again and again, and tells how long the slowest hundredth
// took at least.
func (s *server) p99(b *testing.B, key string, during time.Duration) time.Duration {
	b.Helper()
	var took []time.Duration
	pace := time.NewTicker(2 * time.Millisecond)
	defer pace.Stop()
	for end := time.Now().Add(during); time.Now().Before(end); <-pace.C {
		start := time.Now()
		if status, text := s.ask(b, "GET", "/api/v1/projects", key, ""); status != http.StatusOK {
			b.Fatalf("another key got %d %s", status, text)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	return took[len(took)*99/100]
}

func (s *server) bytesOnDisk(b *testing.B) (n int64) {
	b.Helper()
	err := filepath.WalkDir(s.dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		n += info.Size()
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// BenchmarkFlood floods a server by the least key and by no key. The disk takes
// little of it, another key hardly notices, and the flooder's key can be revoked in
// the midst of it.
func BenchmarkFlood(b *testing.B) {
	program, flooder := shipped(b, mainFolder), shipped(b, "./testdata/flood")
	for _, c := range []struct{ name, kind string }{
		{"least key, refused requests", "refused"},
		{"least key, permitted requests", "permitted"},
		{"no key", "refused"},
		{"no key, sign-ins", "sign-in"},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				s := startServer(b, program, b.TempDir())
				least := s.create(b, "Least", `{"projects":"read"}`)
				another := s.create(b, "Another", `{"projects":"read"}`)
				key := ""
				if !strings.HasPrefix(c.name, "no key") {
					key = least.Key
				}
				floodServer(b, s, exec.Command(flooder, s.url, c.kind, key), least, another.Key)
				s.stop()
			}
		})
	}
}

func floodServer(b *testing.B, s *server, flood *exec.Cmd, least wire.CreatedKey, another string) {
	b.Helper()
	s.p99(b, another, time.Second) // warm
	quiet := s.p99(b, another, max(*floodFor/4, 2*time.Second))
	disk := s.bytesOnDisk(b)
	end, err := flood.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := flood.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := flood.Start(); err != nil {
		b.Fatal(err)
	}
	p99 := s.p99(b, another, *floodFor)
	if status, text := s.ask(b, "DELETE", "/api/v1/settings/api-keys/"+least.ID, s.admin, ""); status != http.StatusOK {
		b.Errorf("revoking during the flood: %d %s", status, text)
	}
	if status, _ := s.ask(b, "GET", "/api/v1/projects", least.Key, ""); status != http.StatusUnauthorized && status != http.StatusTooManyRequests {
		b.Errorf("the next request with the revoked key: %d", status)
	}
	_ = end.Close()
	requests := 0
	if _, err := fmt.Fscan(out, &requests); err != nil {
		b.Fatal(err)
	}
	if err := flood.Wait(); err != nil {
		b.Fatal(err)
	}
	grown, ratio := s.bytesOnDisk(b)-disk, float64(p99)/float64(quiet)
	if grown > floodGrowthMost {
		b.Errorf("the disk took %d bytes of %d requests", grown, requests)
	}
	if ratio > floodP99Most {
		b.Errorf("another key's p99 is %v, %.1f times the quiet %v", p99, ratio, quiet)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ratio, "p99-x-quiet")
	b.ReportMetric(float64(p99.Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(grown)/(1<<20), "MiB-on-disk")
	b.ReportMetric(float64(requests), "requests")
}
