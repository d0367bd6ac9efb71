package credential

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
)

func TestTheEnvironmentGoesFirst(t *testing.T) {
	key := newKey(t)
	p := prod()
	for _, own := range []Profile{{TokenCommand: []string{"false"}}, {Keyring: true}, {KeyFile: "/nowhere"}} {
		own.Name, own.URL = p.Name, p.URL
		err := findError(t, box(t, keys.EnvKey, key), own)
		fails(t, err, key, "the profile prod has a key of its own ("+System{}.ownSource(own)+")", "Unset SUPASCALE_API_KEY")
		if !errors.Is(err, ErrTwoSources) {
			t.Errorf("got %v", err)
		}
	}
	stored := box(t, keys.EnvKey, key)
	if _, err := stored.Store(t.Context(), p, secretOf(newKey(t)), File); err != nil {
		t.Fatal(err)
	}
	err := findError(t, stored, p)
	fails(t, err, key, "the profile prod has a key of its own (stored in ", "credentials/prod)", "Unset SUPASCALE_API_KEY")
	if !errors.Is(err, ErrTwoSources) {
		t.Errorf("got %v", err)
	}
	finds(t, box(t, keys.EnvKey, key), p, key, "the environment (SUPASCALE_API_KEY)")
	for _, understood := range []string{key + "\n", " " + key, "Bearer " + key, `"` + key + `"`, "SUPASCALE_API_KEY=" + key} {
		finds(t, box(t, keys.EnvKey, understood), p, key, "the environment (SUPASCALE_API_KEY)")
	}
	for _, bad := range []string{key[:20] + "\n" + key[20:], key[:20] + "\u200b" + key[20:], key + "\x1b", strings.Repeat(key, 200)} {
		fails(t, findError(t, box(t, keys.EnvKey, bad), p), key, "no key from the environment", "or unset it")
	}
}

func TestWithoutAKeyTheWordsSayWhatToDo(t *testing.T) {
	err := findError(t, box(t), prod())
	fails(t, err, "", "no key for profile prod", `"supascale-tui login --profile prod"`, "SUPASCALE_API_KEY", "token_command")
	if !errors.Is(err, ErrNone) {
		t.Error("is not ErrNone")
	}
	err = findError(t, box(t), Profile{URL: url})
	fails(t, err, "", "no key of the instance", `"supascale-tui login"`)
	if !errors.Is(err, ErrNone) {
		t.Error("is not ErrNone")
	}
}

func TestAKeyringThatIsNotAskedFor(t *testing.T) {
	s := box(t)
	s.Secrets = stuck{}
	if err := findError(t, s, prod()); !errors.Is(err, ErrNone) {
		t.Errorf("got %v", err)
	}
}

func TestAKeyringThatBlocksIsLeftInTime(t *testing.T) {
	p := prod()
	p.Keyring = true
	for name, s := range map[string]System{
		"library": {Secrets: stuck{}, KeyringTimeout: 10 * time.Millisecond},
		"process": {Secrets: plays(t, "stuck"), KeyringTimeout: 100 * time.Millisecond},
	} {
		s.Getenv = box(t).Getenv
		err := findError(t, s, p)
		fails(t, err, "", "no key from the keyring: it did not answer within", "Unlock it and try again", "--file")
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := s.Store(t.Context(), p, secretOf(newKey(t)), Keyring); err == nil || !strings.Contains(err.Error(), "not stored in the keyring") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := s.Remove(t.Context(), p); err == nil || !strings.Contains(err.Error(), "not removed") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAKeyIsStoredInAndRemovedFromTheKeyring(t *testing.T) {
	for name, secrets := range map[string]Secrets{"library": memory{}, "process": plays(t, "keyring")} {
		t.Run(name, func(t *testing.T) {
			s, key, p := box(t), newKey(t), prod()
			s.Secrets = secrets
			s.KeyringTimeout = 30 * time.Second
			p.Keyring = true
			if err := findError(t, s, p); !errors.Is(err, ErrNone) {
				t.Errorf("empty: %v", err)
			}
			source, err := s.Store(t.Context(), p, secretOf(key), Keyring)
			if err != nil || source.String() != "the keyring" {
				t.Errorf("%v, %v", source, err)
			}
			finds(t, s, p, key, "the keyring")
			p.URL = "https://elsewhere.example.com"
			err = findError(t, s, p)
			fails(t, err, key, "stored for https://supascale.example.com:443 and is not sent to https://elsewhere.example.com:443")
			if !errors.Is(err, ErrOtherOrigin) {
				t.Errorf("%v", err)
			}
			removed, err := s.Remove(t.Context(), p)
			if err != nil || fmt.Sprint(removed.Removed) != "[the keyring]" {
				t.Errorf("%v, %v", removed, err)
			}
			if err := findError(t, s, p); !errors.Is(err, ErrNone) {
				t.Errorf("removed: %v", err)
			}
			if removed, err := s.Remove(t.Context(), p); err != nil || len(removed.Removed) != 0 {
				t.Errorf("again: %v, %v", removed, err)
			}
		})
	}
}

// The key stored last is the one used.
func TestAFileIsNotHiddenByAnOlderKeyInTheKeyring(t *testing.T) {
	s, old, key, p := box(t), newKey(t), newKey(t), prod()
	s.Secrets = memory{}
	p.Keyring = true
	for _, c := range []struct {
		key    string
		where  Step
		source string
	}{{old, Keyring, "the keyring"}, {key, File, "the file "}, {old, Keyring, "the keyring"}} {
		if _, err := s.Store(t.Context(), p, secretOf(c.key), c.where); err != nil {
			t.Fatal(err)
		}
		finds(t, s, p, c.key, c.source)
	}
	if r, err := s.Remove(t.Context(), p); err != nil || len(r.Removed) != 2 {
		t.Errorf("%v, %v", r, err)
	}
}

func TestAKeyringThatIsNotUsedIsNotWritten(t *testing.T) {
	s := box(t)
	s.Secrets = memory{}
	_, err := s.Store(t.Context(), prod(), secretOf(newKey(t)), Keyring)
	fails(t, err, "", "the keyring is not asked for a key of profile prod", "keyring = true")
}

func TestWhatAKeyringSaysIsRedacted(t *testing.T) {
	p := prod()
	p.Keyring = true
	s := box(t)
	s.Secrets = plays(t, "broken")
	s.KeyringTimeout = 30 * time.Second
	fails(t, findError(t, s, p), strings.Repeat("x", 28), "the daemon said [redacted]")
	s.Secrets = child{argv: []string{"/nowhere"}}
	fails(t, findError(t, s, p), "", "the program that asks it failed")
	text, _ := record{key: secretOf(newKey(t))}.encode()
	s.Secrets = memory{"prod": text}
	fails(t, findError(t, s, p), newKey(t), "its entry can't be used")
}

func TestWhereTheBusIs(t *testing.T) {
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	only := func(path string) func(string) bool { return func(p string) bool { return p == path } }
	for _, c := range []struct {
		getenv func(string) string
		socket string
		want   string
		err    error
	}{
		{env(), "", "", ErrNoKeyring},
		{env(envBus, "autolaunch:"), "", "", ErrNoKeyring},
		{env(envBus, "unix:path=/x"), "", "unix:path=/x", nil},
		{env("XDG_RUNTIME_DIR", "/run/user/7"), "/run/user/7/bus", "unix:path=/run/user/7/bus", nil},
		{env("XDG_RUNTIME_DIR", "/run/user/7"), "", "", ErrNoKeyring},
		{env("XDG_RUNTIME_DIR", "/a,b"), "/a,b/bus", "", ErrNoKeyring},
		{env("XDG_RUNTIME_DIR", "relative"), "relative/bus", "", ErrNoKeyring},
	} {
		got, err := busAddress(c.getenv, "linux", only(c.socket))
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%+v: got %q, %v", c, got, err)
		}
	}
	if got, err := busAddress(env(), "darwin", only("")); got != "" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// The real thing on a machine without D-Bus ends at once, and starts nothing.
func TestWithoutABusThereIsNoKeyring(t *testing.T) {
	if runtime.GOOS != "linux" {
		return
	}
	t.Setenv(envBus, "unix:path=/nowhere/bus")
	s := box(t)
	s.Secrets = plays(t, "real")
	s.KeyringTimeout = 30 * time.Second
	p := prod()
	p.Keyring = true
	fails(t, findError(t, s, p), "", "the session bus (D-Bus) can't be reached")
}
