package cli

import (
	"bytes"
	"context"
	"errors"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/cli/login"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
)

const passphrase = "a passphrase of tests"

func writeFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// personLoginTo is a login to a running "serve", and what it says and stores.
func personLoginTo(t *testing.T, url string) (l *login.SignIn, said *bytes.Buffer, stored *[]api.Secret) {
	t.Helper()
	said, stored = &bytes.Buffer{}, &[]api.Secret{}
	notes := undelivered.Open(t.TempDir())
	t.Cleanup(func() { notes.Close(context.Background()) })
	l = &login.SignIn{
		Now:     time.Now,
		Notes:   notes,
		Options: api.Options{URL: url},
		Call:    &command.Call{In: strings.NewReader(passphrase + "\n"), Err: said},
		Store: func(_ context.Context, key api.Secret) error {
			*stored = append(*stored, key)
			return nil
		},
	}
	cmd := &cobra.Command{}
	l.Register(cmd)
	if err := cmd.ParseFlags([]string{"--user", "ada", "--password-file", "-"}); err != nil {
		panic(err)
	}
	return l, said, stored
}

func TestLoginByPasswordCreatesAKey(t *testing.T) {
	t.Parallel()
	s := beginServing(t, "--data-dir", t.TempDir(), "--admin-user", "Ada", "--admin-password-file", writeFile(t, passphrase+"\n"))
	url := s.url(t) // no first key and no password before it
	l, said, stored := personLoginTo(t, url)
	if err := l.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(*stored) != 1 || keys.CheckFormat((*stored)[0].Reveal()) != nil || statusWith(t, url, (*stored)[0].Reveal()) != 200 {
		t.Fatalf("%d keys are stored", len(*stored))
	}
	c, err := api.New(api.Options{URL: url, Key: (*stored)[0]})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	page, err := c.ListKeys(t.Context(), 0, 0)
	if err != nil || len(page.Keys) != 1 {
		t.Fatalf("got %+v, %v", page, err)
	}
	k := page.Keys[0]
	if k.Permissions != keys.Grant(keys.System, keys.Write) || !strings.HasPrefix(k.Name, "supascale-tui on ") ||
		k.Expires.Short(time.Now()) != "in 90 days" {
		t.Errorf("got %+v", k)
	}
	s.stop(t)
	for _, text := range []string{said.String(), s.log.String()} {
		if strings.Contains(text, passphrase) || strings.Contains(text, (*stored)[0].Reveal()) {
			t.Error("a secret was said or logged")
		}
	}
	if !strings.Contains(s.log.String(), "/api/auth/signout") {
		t.Error("it did not sign out")
	}
}

func TestLoginByPasswordSaysWhyNot(t *testing.T) {
	t.Parallel()
	s := beginServing(t, "--data-dir", t.TempDir(), "--admin-user", "ada", "--admin-totp", "--admin-password-file", writeFile(t, passphrase))
	otpauth := s.line(t)
	u, err := url.Parse(otpauth)
	if err != nil || u.Scheme != "otpauth" || u.Query().Get("secret") == "" {
		t.Fatalf("got %q, %v", otpauth, err)
	}
	var codes []string
	for range 10 {
		codes = append(codes, s.line(t))
	}
	address := s.url(t)
	for name, c := range map[string]struct {
		change func(*login.SignIn)
		code   int
		says   string
	}{
		"no terminal for the code": {func(*login.SignIn) {}, command.ExitUsage, "--code-file"},
		"no terminal at all":       {func(l *login.SignIn) { l.PasswordFile = "" }, command.ExitUsage, "--password-file"},
		"a bad expiry":             {func(l *login.SignIn) { l.Expires = "soon" }, command.ExitUsage, "--expires"},
		"a bad level":              {func(l *login.SignIn) { l.Permissions = []string{"system=all"} }, command.ExitUsage, "--permission"},
		"half a level":             {func(l *login.SignIn) { l.Permissions = []string{"system"} }, command.ExitUsage, "say the level too"},
		"an empty file":            {func(l *login.SignIn) { l.Call.In = strings.NewReader("\n") }, command.ExitFailed, "empty line"},
		"a wrong code":             {func(l *login.SignIn) { l.CodeFile = writeFile(t, "00000000") }, command.ExitNotAuthorised, "Check user name, password and code"},
		"nobody there":             {func(l *login.SignIn) { l.Options.URL = "http://127.0.0.1:1" }, command.ExitUnreachable, "Check the address"},
	} {
		l, _, stored := personLoginTo(t, address)
		c.change(l)
		err := l.Run(t.Context())
		if command.ExitCode(err) != c.code || !strings.Contains(err.Error(), c.says) || len(*stored) > 0 {
			t.Errorf("%s: exit code %d: %v", name, command.ExitCode(err), err)
		}
	}
	l, _, stored := personLoginTo(t, address)
	l.CodeFile, l.Permissions, l.Expires = writeFile(t, codes[3]), []string{"projects=read", "system=read"}, "never"
	if err := l.Run(t.Context()); err != nil || len(*stored) != 1 {
		t.Errorf("with a backup code: %v", err)
	}
	for range 5 {
		l, _, _ = personLoginTo(t, address)
		l.Call.In = strings.NewReader("not the passphrase")
		_ = l.Run(t.Context())
	}
	l, _, _ = personLoginTo(t, address)
	if err := l.Run(t.Context()); !errors.Is(err, api.ErrLocked) || !strings.Contains(err.Error(), "locked for 15 minutes") {
		t.Errorf("got %v", err)
	}
}

// An instance behind a proxy that takes keys in one header alone, or in none.
func TestLoginByPasswordTriesTheKeyItStores(t *testing.T) {
	t.Parallel()
	s := beginServing(t, "--data-dir", t.TempDir(), "--admin-user", "ada", "--admin-password-file", writeFile(t, passphrase))
	address := s.url(t)
	there, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	drop := []string{"Authorization"}
	proxy := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(there)
		r.Out.Host = r.In.Host
		for _, name := range drop {
			r.Out.Header.Del(name)
		}
	}})
	defer proxy.Close()

	l, said, stored := personLoginTo(t, proxy.URL)
	err = l.Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), `auth_header = "x-api-key"`) || !strings.Contains(err.Error(), "It is revoked again") || len(*stored) != 0 {
		t.Fatalf("%d keys are stored, and it says %v", len(*stored), err)
	}
	if strings.Contains(said.String(), "older key") {
		t.Errorf("it says %s", said)
	}
	l, said, stored = personLoginTo(t, proxy.URL)
	var written string
	l.SetHeader = func(header string) error { written = header; return nil }
	if err := l.Run(t.Context()); err != nil || len(*stored) != 1 || written != api.HeaderXAPIKey || !strings.Contains(said.String(), `auth_header = "x-api-key" is written`) {
		t.Errorf("%d keys are stored, %q is written, it says %s, %v", len(*stored), written, said, err)
	}
	l, said, stored = personLoginTo(t, proxy.URL)
	l.Options.AuthHeader = api.HeaderXAPIKey
	if err := l.Run(t.Context()); err != nil || len(*stored) != 1 || !strings.Contains(said.String(), "An older key of the same name is still there") {
		t.Errorf("%d keys are stored, it says %s, %v", len(*stored), said, err)
	}
	l, said, stored = personLoginTo(t, proxy.URL)
	l.Options.AuthHeader, l.RevokeOlder = api.HeaderXAPIKey, true
	if err := l.Run(t.Context()); err != nil || strings.Count(said.String(), "Revoked the older key") != 2 || statusWith(t, address, (*stored)[0].Reveal()) != 200 {
		t.Errorf("%d keys are stored, it says %s, %v", len(*stored), said, err)
	}
	drop = append(drop, "X-API-Key")
	l, _, stored = personLoginTo(t, proxy.URL)
	if err := l.Run(t.Context()); err == nil || len(*stored) != 0 || !strings.Contains(err.Error(), "It is revoked again") {
		t.Errorf("%d keys are stored, and it says %v", len(*stored), err)
	}
}

// A key that can't be kept must not be left behind.
func TestLoginRevokesAKeyItCannotKeep(t *testing.T) {
	t.Parallel()
	s := beginServing(t, "--data-dir", t.TempDir(), "--admin-user", "ada", "--admin-password-file", writeFile(t, passphrase))
	address := s.url(t)
	l, _, _ := personLoginTo(t, address)
	var kept api.Secret
	l.Store = func(_ context.Context, key api.Secret) error {
		kept = key
		return errors.New("the disk is full")
	}
	err := l.Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "the disk is full. It is revoked again") || strings.Contains(err.Error(), kept.Reveal()) {
		t.Errorf("got %v", err)
	}
	if got := statusWith(t, address, kept.Reveal()); got != 401 {
		t.Errorf("the key still works: %d", got)
	}
}

func TestServeDrawsAPasswordOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := beginServing(t, "--data-dir", dir, "--admin-user", "ada")
	password := s.line(t)
	address := s.url(t)
	l, _, stored := personLoginTo(t, address)
	l.Call.In = strings.NewReader(password)
	if err := l.Run(t.Context()); err != nil || len(*stored) != 1 {
		t.Fatal(err)
	}
	s.stop(t)
	if strings.Contains(s.log.String(), password) {
		t.Error("stderr holds the password")
	}
	s = beginServing(t, "--data-dir", dir, "--admin-user", "ada", "--admin-password-file", writeFile(t, passphrase))
	address = s.url(t)
	l, _, _ = personLoginTo(t, address)
	if err := l.Run(t.Context()); !errors.Is(err, api.ErrBadCredentials) {
		t.Errorf("a second start changed the password: %v", err)
	}
	s.stop(t)
	s = beginServing(t, "--data-dir", dir, "--admin-user", "ada", "--admin-reset", "--admin-password-file", writeFile(t, passphrase))
	address = s.url(t)
	l, _, _ = personLoginTo(t, address)
	if err := l.Run(t.Context()); err != nil {
		t.Errorf("after a reset: %v", err)
	}
}

func TestServeRefusesAccountsItShould(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no name":          {[]string{"--admin-totp"}, command.ExitUsage, "--admin-user"},
		"an odd name":      {[]string{"--admin-user", "a b"}, command.ExitUsage, "letters"},
		"a short password": {[]string{"--admin-user", "ada", "--admin-password-file", writeFile(t, "short")}, command.ExitFailed, "at least 12"},
		"no file":          {[]string{"--admin-user", "ada", "--admin-password-file", "none"}, command.ExitFailed, "can't read the password"},
	} {
		var out, stderr bytes.Buffer
		args := append([]string{"serve", "--listen", "127.0.0.1:0", "--data-dir", t.TempDir()}, c.args...)
		if code := run(t.Context(), args, strings.NewReader(""), &out, &stderr); code != c.code || !strings.Contains(stderr.String(), c.says) || out.Len() > 0 {
			t.Errorf("%s: exit code %d, %s", name, code, stderr.String())
		}
	}
}
