package accessible

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// travels are ways to instances in memory, and what was done on them.
type travels struct {
	client app.API
	mu     sync.Mutex
	done   []string
	fail   []error // what the next ways come to, nil for an instance
	// profiles are there from the beginning.
	profiles []app.Profile
}

// known are two profiles.
var known = []app.Profile{{Name: "eu-1", URL: "https://eu-1.example.com", Environment: "production"}, {Name: "lab", URL: "https://lab.example.com"}}

func (w *travels) note(parts ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.done = append(w.done, strings.Join(parts, " "))
}

func (w *travels) lead(name string, c app.Connection) (app.Connection, error) {
	w.note("to", name)
	if len(w.fail) > 0 {
		err := w.fail[0]
		w.fail = w.fail[1:]
		if err != nil {
			return app.Connection{}, err
		}
	}
	c.API, c.Profile.Name, c.Close = w.client, name, func() { w.note("close", name) }
	return c, nil
}

func (w *travels) ways() app.Ways {
	return app.Ways{
		Profiles: w.profiles,
		To: func(_ context.Context, name string) (app.Connection, error) {
			return w.lead(name, app.Connection{Defaults: app.Defaults{Preset: "Monitoring", Expiry: "in 3 weeks"}, Profile: app.Profile{Environment: "staging"}, Credential: "the key in the keyring"})
		},
		Probe: func(_ context.Context, url string) (string, error) {
			if w.note("probe", url); strings.Contains(url, "nowhere") {
				return "", &api.Error{Op: "reach the instance", Kind: api.Unreachable, Message: "no such host"}
			}
			return "an instance answers there", nil
		},
		WithKey: func(_ context.Context, to app.NewProfile, key api.Secret) (app.Connection, error) {
			if to.Keep != "" {
				w.note("keep", to.Keep)
			}
			w.note("key", to.URL, to.Environment)
			if key.Reveal() != screentest.FakeValue {
				return app.Connection{}, &api.Error{Op: api.OpListKeys, Kind: api.Unauthorized, Status: 401, Message: "the key is not known"}
			}
			return w.lead(to.Name, app.Connection{Profile: app.Profile{Name: to.Name, URL: to.URL, Environment: to.Environment}})
		},
		Local: func(_ context.Context, sample bool) (app.Connection, error) {
			if sample {
				w.note("sample")
			}
			return w.lead("local", app.Connection{})
		},
	}
}

// wandering is a home without an instance.
func wandering(t *testing.T) (*home, *travels) {
	h, _ := inMemory(t.TempDir())
	w := &travels{client: h.client}
	h.client = nil
	h.change = func(e *Env) { e.Ways = w.ways() }
	return h, w
}

func (w *travels) did(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(w.done, want) {
		t.Errorf("done was %q, want %q", w.done, want)
	}
}

func TestAStartWithoutAnInstance(t *testing.T) {
	h, _ := wandering(t)
	wrong := "supascale_" + strings.Repeat("x", keys.BodyLen)
	k := h.say(t, "?", "", "?", "nowhere.example.com", "", "supascale.example.com", "", "two words", "short", "", "production",
		"?", wrong, screentest.FakeValue, "profile", "b", "q")
	screentest.Golden(t, "connect", normal(h, k.text()))
	for _, secret := range []string{screentest.FakeValue, wrong} {
		if strings.Contains(k.text(), secret) {
			t.Error("a key that was entered stands there")
		}
	}
}

func TestAnAccountLeadsToAnInstance(t *testing.T) {
	h, w := wandering(t)
	const passphrase, code = "b", "123456" // any word may be one
	var asked []app.Person
	h.change = func(e *Env) {
		e.Ways = w.ways()
		e.Ways.SignIn = func(_ context.Context, to app.NewProfile, as app.Person) (app.Connection, error) {
			asked = append(asked, as)
			switch {
			case as.Password.Reveal() != passphrase:
				return app.Connection{}, &api.Error{Op: api.OpSignIn, Kind: api.Unauthorized, Message: "name or password is wrong"}
			case as.Code.IsZero():
				return app.Connection{}, &app.AnswerError{About: app.Code, Reason: "The account wants a code."}
			}
			return w.lead(to.Name, app.Connection{Profile: app.Profile{Name: to.Name, URL: to.URL, Environment: to.Environment}})
		}
	}
	k := h.say(t, "account", "supascale.example.com", "ada", "wrong words", "main", "", "", passphrase, code, "q")
	k.says(t, "your account there", "User name", "name or password is wrong", "User name [ada]", "The account has a second factor.", "Connected to")
	if len(asked) != 3 || asked[2].User != "ada" || asked[2].Code.Reveal() != code {
		t.Errorf("it signed in %d times", len(asked))
	}
	for _, secret := range []string{"wrong words", code} {
		if strings.Contains(k.text(), secret) {
			t.Error("what was typed hidden stands there")
		}
	}
}

func TestAKeyIsKeptAsAsked(t *testing.T) {
	h, w := wandering(t)
	h.change = func(e *Env) {
		e.Ways = w.ways()
		e.Ways.Keeps = []app.Keep{{ID: "file", Says: "in a file"}, {ID: "session", Says: "until you quit"}}
	}
	k := h.say(t, "key", "supascale.example.com", screentest.FakeValue, "main", "", "session", "q")
	k.says(t, "1. file: in a file", "Keep the key [file]", "Connected to")
	if !slices.Contains(w.done, "keep session") {
		t.Errorf("done was %q", w.done)
	}
}

// What was right is not asked for again, and a key need not be pasted twice.
func TestOnlyTheWrongAnswerIsAskedForAgain(t *testing.T) {
	h, w := wandering(t)
	w.fail = []error{
		&app.AnswerError{About: app.Name, Reason: "there is a profile main already"},
		&app.AnswerError{About: app.Kept, Reason: "there is no keyring"},
		&api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "connection refused"},
		&app.AnswerError{About: app.Address, Reason: "plain http would send the key readable"},
	}
	h.change = func(e *Env) {
		e.Ways = w.ways()
		e.Ways.Keeps = []app.Keep{{ID: "keyring", Says: "in the keyring"}, {ID: "session", Says: "until you quit"}}
	}
	k := h.say(t, "key", "supascale.example.com", screentest.FakeValue, "main", "production", "", "second", "session", "", "other.example.com", "q")
	k.says(t, "there is a profile main already", "Name for it [main]: second", "there is no keyring", "connection refused", "plain http", "Connected to")
	w.did(t, "probe https://supascale.example.com",
		"keep keyring", "key https://supascale.example.com production", "to main",
		"keep keyring", "key https://supascale.example.com production", "to second",
		"keep session", "key https://supascale.example.com production", "to second",
		"probe https://supascale.example.com",
		"keep session", "key https://supascale.example.com production", "to second",
		"probe https://other.example.com",
		"keep session", "key https://other.example.com production", "to second")
	if n := strings.Count(k.text(), "paste it, it stays hidden"); n != 1 {
		t.Errorf("the key is asked for %d times", n)
	}
}

func TestASignInAsksOnlyForTheWrongAnswer(t *testing.T) {
	h, w := wandering(t)
	w.fail = []error{&app.AnswerError{About: app.Name, Reason: "there is a profile main already"}}
	h.change = func(e *Env) {
		e.Ways = w.ways()
		e.Ways.SignIn = func(_ context.Context, to app.NewProfile, as app.Person) (app.Connection, error) {
			w.note("as", as.User, as.Password.Reveal())
			return w.lead(to.Name, app.Connection{Profile: app.Profile{Name: to.Name, URL: to.URL, Environment: to.Environment}})
		}
	}
	h.say(t, "account", "supascale.example.com", "ada", "open sesame", "main", "", "second", "q").says(t, "Name for it [main]: second", "Connected to")
	w.did(t, "probe https://supascale.example.com", "as ada open sesame", "to main", "as ada open sesame", "to second")
}

func TestANameThatNoProfileCanHaveIsRefusedAtOnce(t *testing.T) {
	h, w := wandering(t)
	h.change = func(e *Env) {
		e.Ways = w.ways()
		e.Ways.CheckName = config.CheckProfileName
	}
	k := h.say(t, "key", "10.0.0.7:8443", screentest.FakeValue, "my.lab", "", "", "q")
	k.says(t, "Name for it [10-0-0-7-8443]: my.lab", "The name of a profile must have small letters", "Connected to")
	w.did(t, "probe https://10.0.0.7:8443", "key https://10.0.0.7:8443 ", "to 10-0-0-7-8443")
}

func TestAKeyIsNoAddress(t *testing.T) {
	h, w := wandering(t)
	h.say(t, "key", screentest.FakeValue, "q").says(t, "That is a key, not an address.", "Goodbye")
	w.did(t)
}

func TestALocalInstance(t *testing.T) {
	h, w := wandering(t)
	w.fail = []error{errors.New("the data folder is in use")}
	h.say(t, "local", "", "local", "empty", "keys", "b", "q").says(t, "Begin with [sample]", "Error: the data folder is in use", "Begin with", "Connected to", "keys: ")
	w.did(t, "sample", "to local", "to local")
}

func TestThereIsNothingBehindTheFirstQuestion(t *testing.T) {
	h, w := wandering(t)
	h.say(t, "b", "key", "b", "local", "b", "q").says(t, "There is no instance to go back to. q quits.", "Back one step.", "Begin with", "Back one step.", "Goodbye")
	h.say(t, ctrlC).says(t, "Connect to [key]", "Goodbye")
	h.say(t).says(t, "The input has ended. Goodbye.")
	w.did(t)
}

func TestAnotherProfile(t *testing.T) {
	h, _ := inMemory(t.TempDir())
	other, there := inMemory(t.TempDir())
	w := &travels{client: other.client, profiles: known, fail: []error{&api.Error{Op: api.OpListKeys, Kind: api.Unreachable, Message: "no route"}}}
	there.Keys = there.Keys[:1]
	h.change = func(e *Env) {
		e.Ways = w.ways()
		e.Profile = app.Profile{Name: "eu-1", Environment: "production"}
		e.Close = func() { w.note("close the first") }
	}
	k := h.say(t, "profile", "lab", "keys", "b", "profile", "lab", "keys", "b", "new", "", "", "", "b", "b", "b", "b", "profile", "eu-1", "profile", "another", "local", "", "q")
	k.says(t, ". profile", "1. lab: https://lab.example.com", "2. another instance", "Error: Can't list keys: no route", "Connected to production, staging",
		"It uses the key in the keyring.", "1 key:", "Start from [Monitoring]", "Expires [in 3 weeks]", "\n1. eu-1: production, https://eu-1.example.com")
	if strings.Count(k.text(), "\n1. eu-1:") != 1 {
		t.Error("the instance it is on is offered")
	}
	w.did(t, "to lab", "to lab", "close the first", "to eu-1", "close lab", "sample", "to local", "close eu-1")
}

// What a way that was given up still leads to is not kept open.
func TestAWayThatIsGivenUpIsReleased(t *testing.T) {
	h, w := wandering(t)
	h.change = func(e *Env) {
		e.Ways = w.ways()
		stops, to := e.In.(*talk).stops, e.Ways.Local
		e.Ways.Local = func(ctx context.Context, sample bool) (app.Connection, error) {
			stops <- os.Interrupt
			<-ctx.Done()
			return to(ctx, sample)
		}
	}
	h.say(t, "local", "", "q").says(t, "Begin with", "Stopped.", "Connect to [key]", "Goodbye")
	w.did(t, "sample", "to local", "close local")
}
