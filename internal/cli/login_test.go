//go:build unix

package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/credential"
	"github.com/supascale/supascale-tui/internal/keys"
)

// bareBox is a machine without keyring, display or clipboard tool, beside an
// instance whose first key is in a file.
type bareBox struct {
	t       *testing.T
	url     string
	key     string
	keyFile string
	env     []string
}

func newBareBox(t *testing.T) *bareBox {
	dir := t.TempDir()
	b := &bareBox{t: t, keyFile: filepath.Join(dir, "admin.key")}
	b.url = beginServing(t, "--data-dir", filepath.Join(dir, "data"), "--admin-key-file", b.keyFile).url(t)
	text, err := os.ReadFile(b.keyFile)
	if err != nil {
		t.Fatal(err)
	}
	b.key = strings.TrimSpace(string(text))
	b.env = []string{"HOME=" + filepath.Join(dir, "home"), "PATH=" + os.Getenv("PATH"), "SUPASCALE_URL=" + b.url}
	return b
}

// runs gives what the built program says; none of it may be the key.
func (b *bareBox) runs(want int, stdin string, env []string, args ...string) (out, words string) {
	b.t.Helper()
	cmd := exec.CommandContext(b.t.Context(), binary, args...)
	cmd.Env = append(append([]string{}, b.env...), env...)
	cmd.Stdin = strings.NewReader(stdin)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	_ = cmd.Run() // the code tells
	out, words = stdout.String(), stderr.String()
	if code := cmd.ProcessState.ExitCode(); code != want {
		b.t.Errorf("%v: exit code %d, want %d: %s", args, code, want, words)
	}
	for _, text := range []string{out, words} {
		if strings.Contains(text, strings.TrimPrefix(b.key, keys.Prefix)) {
			b.t.Errorf("%v: the key is in %q", args, text)
		}
	}
	return out, words
}

func (b *bareBox) says(want int, stdin string, args []string, texts ...string) {
	b.t.Helper()
	_, words := b.runs(want, stdin, nil, args...)
	for _, text := range texts {
		if !strings.Contains(words, text) {
			b.t.Errorf("%v: %q doesn't say %q", args, words, text)
		}
	}
}

func TestFromNothingToAStoredKeyOnABareBox(t *testing.T) {
	t.Parallel()
	b := newBareBox(t)
	login := []string{"login", "--key-file", "-"}
	b.says(command.ExitUsage, "", []string{"audit"}, "there is no key of the instance", `"supascale-tui login"`, "SUPASCALE_API_KEY")
	b.runs(command.ExitOK, "", []string{"SUPASCALE_API_KEY=" + b.key}, "audit")
	b.says(command.ExitOK, b.key+"\n", login, "it may list, create and revoke keys", "Stored in the file ~/.local/share/supascale-tui/credentials/@http_127.0.0.1_")
	b.runs(command.ExitOK, "", nil, "audit")
	b.says(command.ExitOK, "", []string{"login", "--key-file", b.keyFile}, "Stored in")
	b.says(command.ExitOK, b.key, []string{"login"}, "Stored in") // a pipe
	b.says(command.ExitOK, "", []string{"logout"}, "Removed from the file ~/", "works until it is revoked")
	b.says(command.ExitOK, "", []string{"logout"}, "Nothing is stored")
	b.says(command.ExitUsage, "", []string{"audit"}, "there is no key")
}

func TestLoginStoresNothingItShouldNot(t *testing.T) {
	t.Parallel()
	b := newBareBox(t)
	login := []string{"login", "--key-file", "-"}
	wrong := keys.Prefix + strings.Repeat("x", keys.BodyLen)
	for _, c := range []struct {
		code  int
		stdin string
		args  []string
		says  string
	}{
		{command.ExitUsage, "", login, "no key was given"},
		{command.ExitFailed, b.key[:30], login, "nothing was stored: what was given is not of the form"},
		{command.ExitNotAuthorised, wrong, login, "nothing was stored: the instance refuses the key"},
		{command.ExitUsage, "", []string{"login", b.key[:20]}, "everybody on this machine can read it"},
		{command.ExitUsage, "", []string{"login", "--key-file", t.TempDir()}, "it is a folder"},
		{command.ExitUsage, b.key, []string{"login", "--keyring"}, "the keyring is for profiles"},
		{command.ExitUsage, b.key, []string{"login", "--keyring", "--file"}, "can't be used together"},
		{command.ExitUsage, "two words", append(login, "--no-check"), "nothing was stored: the key has a space in it"},
	} {
		b.says(c.code, c.stdin, c.args, c.says)
	}
	b.says(command.ExitOK, "", []string{"logout"}, "Nothing is stored")
	b.says(command.ExitOK, "another-form", append(login, "--no-check"), "Stored in")
	if _, words := b.runs(command.ExitOK, b.key, []string{"SUPASCALE_API_KEY=other"}, login...); !strings.Contains(words, "not used yet: SUPASCALE_API_KEY is set") {
		t.Errorf("got %q", words)
	}
	b.env[2] = "SUPASCALE_URL=http://127.0.0.1:1"
	b.says(command.ExitUnreachable, b.key, login, "nothing was stored: can't list keys: connection refused", "--no-check stores")
	b.env[2] = "SUPASCALE_URL="
	b.says(command.ExitUsage, b.key, login, "no instance to connect to. Make a profile")
}

func TestLoginSaysWhatAKeyMayDo(t *testing.T) {
	t.Parallel()
	b := newBareBox(t)
	client, err := api.New(api.Options{URL: b.url, Key: api.NewSecret(b.key)})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for says, p := range map[string]keys.Permissions{
		"for looking only: it may list keys, but not create": keys.Grant(keys.System, keys.Read),
		"may not list keys, which takes system: read":        keys.Grant(keys.Projects, keys.Write),
	} {
		made, err := client.CreateKey(t.Context(), api.NewKey{Name: "n", Permissions: p})
		if err != nil {
			t.Fatal(err)
		}
		code := command.ExitOK
		if p.Level(keys.System) == keys.None {
			code = command.ExitNotAuthorised
		}
		b.says(code, made.Secret.Reveal(), []string{"login"}, says)
	}
}

// A key that was stored for one address is not sent to another, even if both
// have one name: the receiving side counts what comes.
func TestAStoredKeyIsNotSentElsewhere(t *testing.T) {
	t.Parallel()
	b := newBareBox(t)
	asked := make(chan string, 100)
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.Header.Get("Authorization") }))
	defer other.Close()
	b.runs(command.ExitOK, b.key, nil, "login")
	dir := filepath.Join(strings.TrimPrefix(b.env[0], "HOME="), ".local", "share", "supascale-tui", "credentials")
	stored, err := os.ReadDir(dir)
	if err != nil || len(stored) != 1 {
		t.Fatalf("%v, %v", stored, err)
	}
	host, port, _ := strings.Cut(strings.TrimPrefix(other.URL, "http://"), ":")
	if err := os.Rename(filepath.Join(dir, stored[0].Name()), filepath.Join(dir, "@http_"+host+"_"+port)); err != nil {
		t.Fatal(err)
	}
	b.env[2] = "SUPASCALE_URL=" + other.URL
	b.says(command.ExitFailed, "", []string{"audit"}, "was stored for "+b.url, "is not sent to "+other.URL)
	if len(asked) > 0 {
		t.Errorf("the other address was sent %q", <-asked)
	}
}

func TestATokenCommandListsKeys(t *testing.T) {
	t.Parallel()
	b := newBareBox(t)
	file := filepath.Join(t.TempDir(), "config.toml")
	text := fmt.Sprintf("[profiles.prod]\nurl = %q\ntoken_command = [\"cat\", %q]\n", b.url, b.keyFile)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	b.env = append(b.env, "SUPASCALE_URL=", "SUPASCALE_TUI_CONFIG="+file)
	if out, _ := b.runs(command.ExitOK, "", nil, "keys", "list"); !strings.Contains(out, "First key") {
		t.Errorf("got %q", out)
	}
}

// The program that asks the keyring ends by itself where there is none.
func TestTheKeyringCallEndsWithoutAKeyring(t *testing.T) {
	t.Parallel()
	b := &bareBox{t: t, key: keys.Prefix + strings.Repeat("k", keys.BodyLen), env: []string{"PATH=", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere/bus"}}
	out, _ := b.runs(command.ExitOK, `{"op":"get","service":"supascale-tui","user":"prod"}`, nil, credential.KeyringCommand)
	var answer struct{ Error string }
	if err := json.Unmarshal([]byte(out), &answer); err != nil || answer.Error == "" {
		t.Errorf("got %q", out)
	}
	b.says(command.ExitFailed, "nonsense "+b.key, []string{credential.KeyringCommand}, "can't be read")
}
