//go:build e2e && unix

package e2e

import (
	"bufio"
	"bytes"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// browser runs headless Chromium on a file, without the sandbox, which root has none of.
func browser(t *testing.T, file string, args ...string) (out, logged string) {
	t.Helper()
	args = append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--enable-logging=stderr", "--disable-background-networking",
		"--disable-component-update", "--user-data-dir=" + t.TempDir(),
	}, args...)
	cmd := exec.CommandContext(t.Context(), browserPath(), append(args, "file://"+file)...)
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, e.String())
	}
	return o.String(), e.String()
}

// proxy notes what a browser asks it for, but for what Chromium asks of its maker by
// itself, and answers nothing.
func proxy(t *testing.T) (address string, asked func() []string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	own := regexp.MustCompile(`(^|\.)(google|googleapis|gstatic|gvt1|chromium)\.(com|org)(:\d+)?$`)
	var mu sync.Mutex
	var list []string
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				r, err := http.ReadRequest(bufio.NewReader(c))
				if err != nil || own.MatchString(r.Host) {
					return
				}
				mu.Lock()
				defer mu.Unlock()
				list = append(list, r.Host)
			}()
		}
	}()
	return l.Addr().String(), func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(list)
	}
}

// The page of a review in a browser: it is drawn, says nothing on the console, asks
// nobody for anything, and prints on A4 across. A page that does load and log is what
// shows that the test would see it.
func TestTheReviewPageInABrowser(t *testing.T) {
	t.Parallel()
	i := serve(t, "--sample")
	env := terminaltest.Env(t, "SUPASCALE_URL="+i.url, "SUPASCALE_API_KEY="+i.key)
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), binary, args...)
		cmd.Env = env
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%q: %v", args, err)
		}
		return string(out)
	}
	run("keys", "note", "CI/CD Pipeline", "--owner", `<img src="http://example.com/x.png"><script>console.log("ran")</script>`)
	dir := t.TempDir()
	look := func(name, page string) (dom, logged string, asked []string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
		address, hosts := proxy(t)
		dom, logged = browser(t, file, "--dump-dom", "--proxy-server="+address, "--proxy-bypass-list=<-loopback>")
		return dom, logged, hosts()
	}
	dom, logged, asked := look("review.html", run("review", "-o", "html"))
	if !strings.Contains(dom, "Access review") || !strings.Contains(dom, "&lt;script&gt;") || strings.Count(dom, "<svg") < 3 {
		t.Errorf("the page is\n%.2000s", dom)
	}
	if strings.Contains(logged, "CONSOLE") {
		t.Errorf("the browser's console says\n%s", logged)
	}
	_, control, loaded := look("control.html", `<script>console.log("ran")</script><img src="http://example.com/x.png">`)
	if !strings.Contains(control, "CONSOLE") || !slices.Contains(loaded, "example.com") {
		t.Fatalf("a page that logs and loads asks %q and says\n%s", loaded, control)
	}
	if len(asked) > 0 {
		t.Errorf("the page asks %q", asked)
	}

	printed := filepath.Join(dir, "review.pdf")
	browser(t, filepath.Join(dir, "review.html"), "--no-pdf-header-footer", "--print-to-pdf="+printed)
	pdf, err := os.ReadFile(printed)
	if err != nil {
		t.Fatal(err)
	}
	boxes := regexp.MustCompile(`/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]`).FindAllSubmatch(pdf, -1)
	if len(boxes) == 0 {
		t.Fatal("no page was printed")
	}
	for _, b := range boxes {
		width, _ := strconv.ParseFloat(string(b[1]), 64)
		height, _ := strconv.ParseFloat(string(b[2]), 64)
		if int(width) < 841 || int(width) > 843 || int(height) < 594 || int(height) > 596 {
			t.Errorf("a page of %g × %g points is not A4 across", width, height)
		}
	}
}
