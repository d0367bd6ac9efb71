//go:build unix

package cli

import (
	"bytes"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// variant is an instance of another make, and where it must lead.
type variant struct {
	name    string
	start   func(*httptest.Server) // nil: plain http
	answer  http.HandlerFunc
	profile string // further lines of the profile
	header  string // by which the key must come; "" for Authorization
	code    int    // exit code of a listing
	says    []string
	shows   []string // what the console shows
	never   bool     // no request may arrive
}

const (
	oldKey = `{"id":"k-1","name":"Backup Script","keyPrefix":"sk_live_Ab3d","permissions":{"backups":"write"},"createdAt":"2026-01-19T12:00:00Z"}`
	ciKey  = `{"id":"k-2","name":"CI/CD Pipeline","keyPreview":"supascale_Ab3d...x9Zk","permissions":{"projects":"write","backups":"read"},"expiresAt":null,"lastUsedAt":"","createdAt":"2026-01-19T12:00:00Z"}`
)

// others answers every path but the list of keys with 404.
func others(list http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v1/settings/api-keys" {
			http.NotFound(w, r)
			return
		}
		list(w, r)
	}
}

func says(text string) http.HandlerFunc {
	return others(func(w http.ResponseWriter, _ *http.Request) { sendJSON(w, text) })
}

func olderForm(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-API-Key") == "" {
		w.WriteHeader(http.StatusUnauthorized)
		sendJSON(w, `{"error":"API key required"}`)
		return
	}
	sendJSON(w, `{"keys":[`+oldKey+`]}`)
}

// dribble begins an answer that comes a byte at a time and never ends.
func dribble(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for _, err := w.Write([]byte(`{"apiKeys":[`)); err == nil; _, err = w.Write([]byte(" ")) {
		_ = http.NewResponseController(w).Flush()
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
		}
	}
}

// silence takes a request and never answers it.
func silence(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func manyKeys(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(`{"id":"k-%d","name":"Key %d","permissions":{}}`, i, i)
	}
	return strings.Join(list, ",")
}

func variants() []variant {
	plain := (*httptest.Server).Start
	return []variant{
		{
			name: "the older X-API-Key form", start: plain, answer: others(olderForm), profile: `auth_header = "x-api-key"`, header: "X-API-Key",
			says: []string{"Backup Script"}, shows: []string{"1 key", "Backup Script"},
		},
		{
			name: "the older form, sent the newer one", start: plain, answer: others(olderForm), code: command.ExitNotAuthorised,
			says: []string{"API key required"}, shows: []string{"Not authorised", "API key required"},
		},
		{
			name: "a bare array", start: plain, answer: says(`[` + oldKey + `,` + ciKey + `]`),
			says: []string{"Backup Script", "CI/CD Pipeline"}, shows: []string{"2 keys", "CI/CD Pipeline"},
		},
		{
			name: "a list within data", start: plain, answer: says(`{"success":true,"data":{"apiKeys":[` + ciKey + `]}}`),
			says: []string{"CI/CD Pipeline"}, shows: []string{"1 key", "CI/CD Pipeline"},
		},
		{
			name: "no pagination", start: plain, answer: says(`{"apiKeys":[` + manyKeys(1234) + `]}`),
			says: []string{"Key 0", "Key 1233"}, shows: []string{"1,234 keys"},
		},
		{
			name: "a proxy's page for 502", start: plain, code: command.ExitFailed,
			answer: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				w.WriteHeader(http.StatusBadGateway)
				_, _ = w.Write([]byte("<!DOCTYPE html><html><title>502</title><body><center>nginx</center></body></html>"))
			},
			says: []string{"502 Bad Gateway", "instance's side"}, shows: []string{"502 Bad Gateway"},
		},
		{
			name: "429 with Retry-After", start: plain, code: command.ExitFailed,
			answer: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "120")
				w.WriteHeader(http.StatusTooManyRequests)
				sendJSON(w, `{"message":"Slow down"}`)
			},
			says: []string{"Slow down", "Wait 2 minutes"}, shows: []string{"Slow down", "Wait 2 minutes"},
		},
		{
			name: "silence", start: plain, answer: silence, profile: `timeout = "1s"`, code: command.ExitUnreachable,
			says: []string{"timed out"}, shows: []string{"Can't reach the instance", "timed out"},
		},
		{
			name: "an answer that never ends", start: plain, answer: others(dribble), profile: `timeout = "1s"`, code: command.ExitUnreachable,
			says: []string{"timed out"}, shows: []string{"Can't reach the instance", "timed out"},
		},
		{
			name: "a certificate of an unknown authority", start: (*httptest.Server).StartTLS, answer: says(`[` + ciKey + `]`), code: command.ExitUnreachable,
			says: []string{"unknown authority", "ca_file"}, shows: []string{"unknown authority", "ca_file"}, never: true,
		},
		{
			name: "an empty answer", start: plain, answer: func(http.ResponseWriter, *http.Request) {}, code: command.ExitFailed,
			says: []string{"can't be read", "URL"}, shows: []string{"can't be read"},
		},
		{
			name: "a sign-in page instead of the API", start: plain, code: command.ExitFailed,
			answer: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				_, _ = w.Write([]byte("<!DOCTYPE html><html><title>Sign in</title></html>"))
			},
			says: []string{"web page", "URL"}, shows: []string{"web page"},
		},
	}
}

// useProfile is profileEnv for this process too.
func useProfile(t *testing.T, url, lines, key string) (env []string) {
	t.Helper()
	env = profileEnv(t, url, lines, key)
	for _, pair := range env {
		name, value, _ := strings.Cut(pair, "=")
		t.Setenv(name, value)
	}
	return env
}

// profileEnv makes a configuration with one profile, and gives the environment in
// which it is used.
func profileEnv(t *testing.T, url, lines, key string) []string {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "config.toml")
	text := fmt.Sprintf("profile = \"other\"\n\n[profiles.other]\nurl = %q\n%s\n", url, lines)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{"SUPASCALE_TUI_CONFIG=" + file, "SUPASCALE_API_KEY=" + key, "SUPASCALE_URL=", "XDG_STATE_HOME=" + dir, "XDG_DATA_HOME=" + dir}
}

// listKeys runs the command and gives all that it wrote.
func listKeys(t *testing.T, args ...string) (code int, out, words string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), append([]string{"keys", "list"}, args...), strings.NewReader(""), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// listKeysApart is listKeys in a process and an environment of its own: tests that
// wait can wait at the same time.
func listKeysApart(t *testing.T, env []string) (code int, out, words string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), binary, "keys", "list")
	cmd.Env, cmd.Stdout, cmd.Stderr = terminaltest.Env(t, env...), &stdout, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()
}

func TestInstancesOfAnotherMake(t *testing.T) {
	t.Parallel()
	for _, v := range variants() {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			key := newKey(t)
			server := newFakeServer(t, v.start, v.answer)
			env := profileEnv(t, server.URL, v.profile, key)
			x := start(t, 80, 24, env) // it waits as long as the command does
			code, out, words := listKeysApart(t, env)
			if code != v.code {
				t.Errorf("exit code %d, want %d: %s", code, v.code, words)
			}
			for _, want := range v.says {
				if !strings.Contains(out+words, want) {
					t.Errorf("it doesn't say %q:\n%s%s", want, out, words)
				}
			}
			if v.code != command.ExitOK && (out != "" || strings.Contains(words, "<") || strings.Contains(words, "{")) {
				t.Errorf("stdout has %q, stderr %q", out, words)
			}
			for _, want := range v.shows {
				x.shows(want)
			}
			x.press("q")
			if code := x.ends(); code != command.ExitOK {
				t.Errorf("the console ended with %d", code)
			}
			if strings.Contains(out+words+string(x.written()), key[len(key)-20:]) {
				t.Error("the key was printed")
			}
			header, value := "Authorization", "Bearer "+key
			if v.header != "" {
				header, value = v.header, key
			}
			server.keepsTheKey(t, key, header, value)
			if got := len(server.requests()); (got == 0) != v.never {
				t.Errorf("%d requests arrived", got)
			}
		})
	}
}

// The host that an instance redirects to sees nothing at all: not even a
// request without the key, which would tell what is behind which address.
func TestARedirectToAnotherHostLeadsNowhere(t *testing.T) {
	key := newKey(t)
	other := newFakeServer(t, (*httptest.Server).Start, says(`[`+ciKey+`]`))
	server := newFakeServer(t, (*httptest.Server).Start, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+r.URL.RequestURI(), http.StatusTemporaryRedirect)
	})
	env := useProfile(t, server.URL, "", key)
	code, out, words := listKeys(t)
	if code != command.ExitFailed || out != "" || !strings.Contains(words, "redirects to "+other.URL) || !strings.Contains(words, "set the URL to "+other.URL) {
		t.Errorf("exit code %d: %s%s", code, out, words)
	}
	x := start(t, 80, 24, env)
	x.shows("redirects to")
	x.press("q")
	x.ends()
	if got := other.requests(); len(got) > 0 {
		t.Errorf("the other host got %d requests", len(got))
	}
	server.keepsTheKey(t, key, "Authorization", "Bearer "+key)
	if len(server.requests()) == 0 || strings.Contains(words+string(x.written()), key[len(key)-20:]) {
		t.Error("the instance wasn't asked, or the key was printed")
	}
}

func TestAnOwnAuthorityIsTrusted(t *testing.T) {
	key := newKey(t)
	server := newFakeServer(t, (*httptest.Server).StartTLS, says(`[`+ciKey+`]`))
	ca := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(ca, block, 0o600); err != nil {
		t.Fatal(err)
	}
	useProfile(t, server.URL, fmt.Sprintf("ca_file = %q", ca), key)
	code, out, words := listKeys(t, "-o", "json")
	var list []struct{ Name string }
	if code != command.ExitOK || json.Unmarshal([]byte(out), &list) != nil || len(list) != 1 || list[0].Name != "CI/CD Pipeline" {
		t.Errorf("exit code %d: %s%s", code, out, words)
	}
	server.keepsTheKey(t, key, "Authorization", "Bearer "+key)
}
