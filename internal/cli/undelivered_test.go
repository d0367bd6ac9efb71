//go:build unix

package cli

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// holding is a proxy that passes a creation on and keeps the answer.
func holding(t *testing.T, base string) (proxy *httptest.Server, created <-chan struct{}) {
	t.Helper()
	to, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	made, end := make(chan struct{}, 1), make(chan struct{})
	forward := httputil.NewSingleHostReverseProxy(to)
	proxy = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method != http.MethodPost {
			forward.ServeHTTP(w, req)
			return
		}
		forward.ServeHTTP(httptest.NewRecorder(), req)
		made <- struct{}{}
		<-end
	}))
	t.Cleanup(func() { close(end); proxy.Close() })
	return proxy, made
}

func TestAKillBetweenRequestAndAnswerIsNoticed(t *testing.T) {
	t.Parallel()
	s := startServe(t, t.TempDir())
	proxy, created := holding(t, s.base)
	env := []string{"SUPASCALE_URL=" + proxy.URL, "SUPASCALE_API_KEY=" + s.key, "XDG_STATE_HOME=" + t.TempDir()}
	x := start(t, 80, 24, env)
	x.shows("First key")
	x.press("n")
	x.shows("Start from")
	x.press("left", "left", "left", "tab", "tab", "tab", "tab", "enter")
	<-created
	x.signal(syscall.SIGKILL)
	x.ends()

	again := start(t, 80, 24, env)
	again.shows("the answer with its value")
	again.shows("CI/CD Pipeline")
	revokeUndelivered(again)
	again.press("q")
	again.ends()
}

// revokeUndelivered answers the dialog about a key never taken. It opened by itself
// and takes no keys before it shows them on the bottom line.
func revokeUndelivered(x *terminal) {
	x.t.Helper()
	x.shows("enter decide later")
	x.press("down", "down", "enter")
	x.shows("Type  CI/CD Pipeline  to confirm")
	x.press("CI/CD Pipeline", "enter")
	x.shows("is gone from the list")
	x.shows("1 key")
}

func TestEveryDeathDuringTheRevealIsReported(t *testing.T) {
	t.Parallel()
	for name, die := range map[string]func(*terminal){
		"SIGHUP":  func(x *terminal) { x.signal(syscall.SIGHUP) },
		"SIGQUIT": func(x *terminal) { x.signal(syscall.SIGQUIT) },
		"SIGKILL": func(x *terminal) { x.signal(syscall.SIGKILL) },
		"ctrl+c": func(x *terminal) {
			x.press("ctrl+c")
			x.shows("Leave?")
			x.press("down", "down", "enter")
		},
	} {
		t.Run(name, func(t *testing.T) {
			data, state := t.TempDir(), t.TempDir()
			env := []string{"XDG_STATE_HOME=" + state}
			x := start(t, 80, 24, env, "local", "--data-dir", data)
			x.shows("Local console")
			key := createPipelineKey(x)
			die(x)
			x.ends()
			if leaks := leaksInto(t, state, key); leaks != nil {
				t.Errorf("the key's plaintext is in %v", leaks)
			}
			if info, err := os.Stat(filepath.Join(state, "supascale-tui", "undelivered")); err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("the notes lie in %v, %v", info, err)
			}
			if raw := x.written(); name == "SIGQUIT" && bytes.Contains(raw, []byte("goroutine ")) {
				t.Error("it wrote its goroutines over the screen")
			}

			again := start(t, 80, 24, env, "local", "--data-dir", data)
			again.shows("created and never taken: its value is gone")
			revokeUndelivered(again)
			again.press("q")
			again.ends()

			last := start(t, 80, 24, env, "local", "--data-dir", data)
			last.shows("1 key")
			last.press(":", "pending", "enter")
			last.shows("Nothing is pending.")
			last.press("q")
			last.ends()
		})
	}
}

func TestATakenKeyIsNotAskedAbout(t *testing.T) {
	t.Parallel()
	data, env := t.TempDir(), []string{"XDG_STATE_HOME=" + t.TempDir()}
	x := start(t, 80, 24, env, "local", "--data-dir", data)
	x.shows("Local console")
	createPipelineKey(x)
	closeReveal(x)
	x.shows("2 keys")
	x.press("q")
	x.ends()
	again := start(t, 80, 24, env, "local", "--data-dir", data)
	again.shows("2 keys")
	again.press(":", "pending", "enter")
	again.shows("Nothing is pending.")
	again.press("q")
	again.ends()
}
