package credential

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"
	"go.uber.org/goleak"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

const envPlays = "SUPASCALE_TEST_PLAYS" // what the test binary is, started as a child

func TestMain(m *testing.M) {
	switch os.Getenv(envPlays) {
	case "":
		goleak.VerifyTestMain(m)
	case "keyring":
		playKeyring()
	case "real":
		_ = ServeKeyring(os.Stdin, os.Stdout)
	case "stuck":
		select {}
	case "broken":
		keyring.MockInitWithError(errors.New("the daemon said supascale_" + strings.Repeat("x", 28)))
		_ = ServeKeyring(os.Stdin, os.Stdout)
	}
}

// playKeyring is the child on a keyring that is a file.
func playKeyring() {
	path := os.Getenv("SUPASCALE_TEST_KEYRING")
	keyring.MockInit()
	held := map[string]string{}
	if text, err := os.ReadFile(path); err == nil {
		_ = json.Unmarshal(text, &held)
	}
	for user, secret := range held {
		_ = keyring.Set(service, user, secret)
	}
	if err := ServeKeyring(os.Stdin, os.Stdout); err != nil {
		os.Exit(1)
	}
	left := map[string]string{}
	for _, user := range []string{"prod", "staging"} {
		if secret, err := keyring.Get(service, user); err == nil {
			left[user] = secret
		}
	}
	text, _ := json.Marshal(left)
	_ = os.WriteFile(path, text, 0o600)
}

// plays makes children of this test binary.
func plays(t *testing.T, what string) child {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(envPlays, what)
	t.Setenv("SUPASCALE_TEST_KEYRING", filepath.Join(t.TempDir(), "keyring"))
	t.Setenv(envBus, "unix:path=/nowhere")
	return child{argv: []string{self}}
}

func newKey(t *testing.T) string {
	t.Helper()
	key, err := keys.Generate(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// box is a machine without anything: no variable, keyring or file.
func box(t *testing.T, pairs ...string) System {
	t.Helper()
	env := map[string]string{"XDG_DATA_HOME": t.TempDir()}
	for i := 0; i < len(pairs); i += 2 {
		env[pairs[i]] = pairs[i+1]
	}
	return System{Getenv: func(name string) string { return env[name] }, Secrets: noSecrets{}}
}

type noSecrets struct{}

func (noSecrets) Get(context.Context, string, string) (string, error) { return "", ErrNoKeyring }
func (noSecrets) Set(context.Context, string, string, string) error   { return ErrNoKeyring }
func (noSecrets) Delete(context.Context, string, string) error        { return ErrNoKeyring }

// memory is a keyring that works.
type memory map[string]string

func (m memory) Get(_ context.Context, _, user string) (string, error) {
	if text, has := m[user]; has {
		return text, nil
	}
	return "", fmt.Errorf("get: %w", ErrNoEntry)
}

func (m memory) Set(_ context.Context, _, user, secret string) error { m[user] = secret; return nil }

func (m memory) Delete(_ context.Context, _, user string) error {
	if _, has := m[user]; !has {
		return ErrNoEntry
	}
	delete(m, user)
	return nil
}

// stuck is a keyring that answers nothing until it is given up.
type stuck struct{}

func (stuck) Get(ctx context.Context, _, _ string) (string, error) {
	<-ctx.Done()
	return "", ctx.Err()
}
func (stuck) Set(ctx context.Context, _, _, _ string) error { <-ctx.Done(); return ctx.Err() }
func (stuck) Delete(ctx context.Context, _, _ string) error { <-ctx.Done(); return ctx.Err() }

const url = "https://supascale.example.com"

func prod() Profile { return Profile{Name: "prod", URL: url} }

// finds asserts that a key is found, and where.
func finds(t *testing.T, s System, p Profile, key, source string) {
	t.Helper()
	got, err := s.Find(t.Context(), p)
	if err != nil || !got.Key.Equal(key) || !strings.Contains(got.Source.String(), source) {
		t.Errorf("got %v from %q, %v; want one from %q", got.Key, got.Source, err, source)
	}
}

// fails asserts that there is no key, that the words hold each of want, and
// that they hold nothing of what is secret.
func fails(t *testing.T, err error, secret string, want ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	said := err.Error()
	for _, w := range want {
		if !strings.Contains(said, w) {
			t.Errorf("%q doesn't say %q", said, w)
		}
	}
	hidden(t, said, secret)
}

// hidden asserts that no eight characters of a secret in a row are in text,
// beyond the prefix all keys share.
func hidden(t *testing.T, text, secret string) {
	t.Helper()
	secret = strings.TrimPrefix(secret, keys.Prefix)
	for i := 0; i+8 <= len(secret); i++ {
		if strings.Contains(text, secret[i:i+8]) {
			t.Fatalf("the key is in %q", text)
		}
	}
	if strings.ContainsAny(text, "\x1b\n\r\u202e") {
		t.Errorf("%q is not inert", text)
	}
}

func findError(t *testing.T, s System, p Profile) error {
	t.Helper()
	got, err := s.Find(t.Context(), p)
	if !got.Key.IsZero() {
		t.Errorf("a key comes with %v", err)
	}
	return err
}

func secretOf(key string) api.Secret { return api.NewSecret(key) }
