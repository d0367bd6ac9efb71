package cli

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
)

// examined is what doctor -o json prints, by id.
type examined map[string]struct{ State, Found, Remedy string }

func (p program) examines(t *testing.T, want int, args ...string) (examined, string) {
	t.Helper()
	code, out, words := p(append([]string{"doctor", "-o", "json"}, args...)...)
	if code != want || words != "" {
		t.Errorf("exit code %d, want %d: %s\n%s", code, want, words, out)
	}
	var report struct {
		Checks []struct{ ID, State, Found, Remedy string }
	}
	valid(t, "doctor.json", out, &report)
	found := examined{}
	for _, c := range report.Checks {
		found[c.ID] = struct{ State, Found, Remedy string }{c.State, c.Found, c.Remedy}
	}
	return found, out
}

func TestDoctorOnALocalInstance(t *testing.T) {
	on := onSample(t)
	t.Setenv("SUPASCALE_PROFILE", "")
	out, words := on.ok(t, "doctor")
	for _, text := range []string{
		"✓ ok       Key: accepted", "✓ ok       File: ", "✓ ok       Profile: none: SUPASCALE_URL names the instance",
		"42 keys", "the contract's form", "0 failed", "SUPASCALE_API_KEY",
	} {
		if !strings.Contains(out, text) {
			t.Errorf("%q is missing in\n%s", text, out)
		}
	}
	if body := strings.TrimPrefix(os.Getenv("SUPASCALE_API_KEY"), keys.Prefix); words != "" || strings.Contains(out, body[:8]) {
		t.Errorf("the key or %q is in\n%s", words, out)
	}
	found, _ := on.examines(t, command.ExitOK)
	if found["instance.figures"].State != "ok" || found["folders.state"].State != "ok" {
		t.Errorf("got %+v", found)
	}
}

func TestDoctorEndsWithTheFirstFailure(t *testing.T) {
	on := onSample(t)
	address := os.Getenv("SUPASCALE_URL")
	config := os.Getenv("SUPASCALE_TUI_CONFIG")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	fails := func(code int, id, says string, args ...string) {
		t.Helper()
		found, _ := on.examines(t, code, args...)
		if c := found[id]; c.State != "fail" || !strings.Contains(c.Found+c.Remedy, says) {
			t.Errorf("%s: %+v, want %q", id, c, says)
		}
	}
	t.Setenv("SUPASCALE_API_KEY", keys.Prefix+strings.Repeat("x", keys.BodyLen))
	fails(command.ExitNotAuthorised, "instance.key", "--try-headers")
	t.Setenv("SUPASCALE_URL", "http://127.0.0.1:1")
	fails(command.ExitUnreachable, "connection.connect", "connection refused")
	t.Setenv("SUPASCALE_URL", "http://scale.example.com")
	fails(command.ExitUsage, "connection.url", "plain http")
	t.Setenv("SUPASCALE_URL", "")
	fails(command.ExitUsage, "configuration.profile", "SUPASCALE_API_KEY is set but SUPASCALE_URL is not")
	fails(command.ExitUsage, "configuration.profile", "names no profile", "--profile", "nowhere")
	write("nonsense = 1\n")
	fails(command.ExitUsage, "configuration.file", "line 1, column 1")
	t.Setenv("SUPASCALE_API_KEY", "")
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	write(fmt.Sprintf("[profiles.here]\nurl = %q\n", address))
	fails(command.ExitUsage, "credential.source", "supascale-tui login --profile here")
	if found, _ := on.examines(t, command.ExitUsage); found["configuration.profile"].Found != "here: the only one in the file" {
		t.Errorf("got %+v", found["configuration.profile"])
	}
	write(fmt.Sprintf("[profiles.here]\nurl = %q\nca_file = %q\n", address, "/nowhere/ca.pem"))
	fails(command.ExitUsage, "connection.url", "ca.pem can't be read")
	for _, args := range [][]string{{"doctor", "now"}, {"doctor", "-o", "csv"}} {
		if code, _, _ := on(args...); code != command.ExitUsage {
			t.Errorf("%q: exit code %d", args, code)
		}
	}
}

// echo answers with what it was sent, wherever an answer can hold it.
func echo(t *testing.T, status int, secret string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent := r.Header.Get("Authorization") + " " + r.Header.Get("X-API-Key") + " " + secret
		for _, name := range []string{"X-Request-Id", "Server", "WWW-Authenticate"} {
			w.Header().Set(name, sent)
		}
		if status == http.StatusFound && strings.Contains(r.URL.Path, "/api/v1/") {
			w.Header().Set("Location", "https://user:"+secret+"@elsewhere.example.com/?key="+r.Header.Get("Authorization"))
		}
		w.Header().Set("Content-Type", "application/json")
		if strings.Contains(r.URL.Path, "/api/v1/") {
			w.WriteHeader(status)
		}
		_, _ = fmt.Fprintf(w, `{"apiKeys":[{"id":"1","name":%[1]q}],"error":{"code":%[1]q,"message":%[1]q,"details":{"resource":%[1]q,"required":%[1]q}},"message":%[1]q,"activities":[{"id":%[1]q,"message":%[1]q}]}`, sent)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// Secrets are planted wherever the doctor looks; none may be in what it says.
func TestDoctorTellsNoSecret(t *testing.T) {
	dir := t.TempDir()
	key := keys.Prefix + strings.Repeat("Zq7", 9) + "w"
	older := "sk_live_" + strings.Repeat("Vb3x", 8)
	secrets := []string{strings.TrimPrefix(key, keys.Prefix), strings.TrimPrefix(older, "sk_live_"), "hunter2", "batterystaple", "opensesame",
		base64.StdEncoding.EncodeToString([]byte("proxyuser:hunter2"))}
	config := filepath.Join(dir, "config.toml")
	t.Setenv("HOME", filepath.Join(dir, "home"))
	t.Setenv("XDG_STATE_HOME", filepath.Join(dir, "state"))
	t.Setenv("XDG_DATA_HOME", filepath.Join(dir, "data"))
	t.Setenv("SUPASCALE_TUI_CONFIG", config)
	t.Setenv("HTTPS_PROXY", "http://proxyuser:hunter2@127.0.0.1:1")
	runs := 0
	tells := func(name, file string, env map[string]string, args ...string) {
		t.Helper()
		if err := os.WriteFile(config, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, variable := range []string{"SUPASCALE_URL", "SUPASCALE_API_KEY", "SUPASCALE_PROFILE"} {
			t.Setenv(variable, env[variable])
		}
		// Both formats have the same texts.
		runs++
		format := []string{"table", "json"}[runs%2]
		var out, words bytes.Buffer
		run(t.Context(), append([]string{"doctor", "--try-headers", "-o", format}, args...), strings.NewReader(""), &out, &words)
		if out.Len() == 0 {
			t.Errorf("%s: nothing was said: %s", name, words.String())
		}
		for _, secret := range secrets {
			if strings.Contains(out.String()+words.String(), secret) {
				t.Errorf("%s: %s is in\n%s%s", name, secret, out.String(), words.String())
			}
		}
	}
	for _, status := range []int{200, 302, 400, 401, 403, 404, 500} {
		for _, k := range []string{key, older, "opensesame"} {
			tells(fmt.Sprint("echo of ", status), "", map[string]string{"SUPASCALE_URL": echo(t, status, "batterystaple"), "SUPASCALE_API_KEY": k})
		}
	}
	here := echo(t, 401, "batterystaple")
	profile := fmt.Sprintf("[profiles.here]\nurl = %q\n", here)
	shell := func(script string) string { return fmt.Sprintf("token_command = [\"sh\", \"-c\", %q]\n", script) }
	tells("proxy", profile+"proxy = \"http://proxyuser:hunter2@127.0.0.1:1\"\n", map[string]string{"SUPASCALE_API_KEY": key})
	tells("command that fails", profile+shell("echo wrong password batterystaple >&2; echo opensesame; exit 3"), nil)
	tells("command that says too much", profile+shell("echo batterystaple >&2; echo opensesame; echo "+key), nil)
	tells("command that says nothing", profile+shell("echo no batterystaple >&2"), nil)
	tells("command's key", profile+shell("echo batterystaple >&2; echo "+key), nil)
	tells("user in the URL", "", map[string]string{"SUPASCALE_URL": "https://admin:hunter2@scale.example.com", "SUPASCALE_API_KEY": key})
	tells("user in a broken URL", "", map[string]string{"SUPASCALE_URL": "https://admin:hunter2%zz@scale.example.com/", "SUPASCALE_API_KEY": key})
	tells("key in the file", "api_key = \""+key+"\"\n"+key+" = 1\n", nil)
	tells("key as URL", "", map[string]string{"SUPASCALE_URL": key, "SUPASCALE_API_KEY": key})
	tells("key with a space", profile, map[string]string{"SUPASCALE_API_KEY": key + " opensesame"})
}
