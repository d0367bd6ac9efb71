package doctor

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/keys"
)

// serveReal serves an instance and gives its first key.
func serveReal(t *testing.T) (address, key string) {
	t.Helper()
	i, err := instance.Open(t.Context(), instance.Options{DataDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(i.Handler())
	t.Cleanup(func() {
		server.Close()
		if err := i.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if key, err = i.CreateLocalKey(t.Context(), "admin"); err != nil {
		t.Fatal(err)
	}
	return server.URL, key
}

func TestARealInstanceIsWell(t *testing.T) {
	address, key := serveReal(t)
	r := examine(t, planFor(t, address, key))
	for id, says := range map[string]string{
		"credential.source":    "the environment (SUPASCALE_API_KEY)",
		"credential.form":      "as documented",
		"connection.url":       address,
		"connection.answer":    "after",
		"connection.clock":     "agree",
		"instance.key":         `Authorization (auth_header = "bearer")`,
		"instance.permissions": "may change projects",
		"instance.list":        "the documented object, in pages, 1 key, the last use is told as lastUsed",
		"instance.activity":    "in the contract's form, with its reach",
		"instance.reach":       "back to",
		"instance.figures":     "counts its log itself",
	} {
		r.finds(t, id, OK, says)
	}
	r.finds(t, "instance.revoke", Info, "not tried")
	r.finds(t, "instance.revoked", Info)
	if _, failed := r.FirstFailure(); failed || !strings.Contains(printed(t, r), "0 failed") {
		t.Errorf("something failed:\n%s", printed(t, r))
	}
}

func TestAKeyForLookingOnly(t *testing.T) {
	address, admin := serveReal(t)
	client, err := api.New(api.Options{URL: address, Key: api.NewSecret(admin)})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for level, state := range map[keys.Level]State{keys.Read: OK, keys.None: Fail} {
		made, err := client.CreateKey(t.Context(), api.NewKey{Name: "k", Permissions: keys.Grant(keys.Projects, keys.Write).With(keys.System, level), Expires: keys.ExpiresAt(time.Now().Add(time.Hour))})
		if err != nil {
			t.Fatal(err)
		}
		r := examine(t, planFor(t, address, made.Secret.Reveal()))
		r.finds(t, "instance.key", state)
		if level == keys.Read {
			r.finds(t, "instance.permissions", OK, "can't create or revoke keys, which takes system: write")
			continue
		}
		r.finds(t, "instance.key", Fail, "(403)", "system: read")
		r.failsWith(t, "instance.key", NotAuthorised)
	}
}

// A refused key goes into the other header only when the user says so.
func TestTheOtherHeaderIsTriedOnlyWhenAsked(t *testing.T) {
	key := "sk_live_" + strings.Repeat("Fake", 8)
	var headers []string
	older := fake{list: func(w http.ResponseWriter, r *http.Request) {
		if sent := r.Header.Get("X-API-Key"); sent != "" {
			headers = append(headers, "x-api-key")
			says(200, `[{"id":"1","name":"a"}]`)(w, r)
			return
		}
		headers = append(headers, "bearer")
		says(401, `{"error":"refused `+r.Header.Get("Authorization")+`"}`)(w, r)
	}}
	p := planFor(t, older.serve(t), key)
	r := examine(t, p)
	r.finds(t, "credential.form", Warn, `auth_header = "x-api-key"`)
	r.finds(t, "instance.key", Fail, "refused, sent in Authorization", `auth_header = "x-api-key"`, "--try-headers")
	r.failsWith(t, "instance.key", NotAuthorised)
	if len(headers) != 1 || headers[0] != "bearer" {
		t.Errorf("the key was sent by %v", headers)
	}
	p.TryHeaders = true
	examine(t, p).finds(t, "instance.key", Fail, "it is accepted", `Set auth_header = "x-api-key"`)
}

func TestShapesThatAreTolerated(t *testing.T) {
	row := `{"id":"1","name":"a","prefix":"supascale_Fake"}`
	for name, c := range map[string]struct {
		routes fake
		wants  map[string]string // by id: state and what is said
	}{
		"bare array, no log": {fake{list: says(200, `[`+row+`]`)}, map[string]string{
			"instance.list":     "ok a bare array, without pages, 1 key, the last use is not told",
			"instance.activity": "warn not offered: answered with 404",
			"instance.reach":    "skipped ",
		}},
		"names of its own": {
			fake{
				list: says(200, `{"data":{"keys":[`+row+`]}}`),
				logs: says(200, `{"logs":[{"_id":"1","action":"x","createdAt":"2026-01-19T12:00:00Z"}]}`),
			},
			map[string]string{
				"instance.list":     "ok an object with the list under data.keys",
				"instance.activity": "ok readable, the list under logs, with names of its own (_id, action, createdAt)",
				"instance.reach":    "ok back to 2026-01-19 12:00 UTC, with 1 entry in all",
				"instance.figures":  "info not offered; the console counts the newest entries itself",
			},
		},
		"log forbidden": {fake{list: says(200, `{"apiKeys":[]}`), logs: says(403, `{}`)}, map[string]string{
			"instance.activity": "warn not offered: the key is accepted, but lacks the level",
		}},
		"no such API": {fake{}, map[string]string{"instance.key": "fail answered with 404"}},
		"broken":      {fake{list: says(500, `{"error":"boom"}`)}, map[string]string{"instance.key": "fail answered with 500"}},
		"no list":     {fake{list: says(200, `{"message":"hello"}`)}, map[string]string{"instance.key": "fail the answer holds no list"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := examine(t, planFor(t, c.routes.serve(t), newKey(t)))
			for id, want := range c.wants {
				state, found, _ := strings.Cut(want, " ")
				r.finds(t, id, State(state), found)
			}
		})
	}
}

func TestTheFormOfAKey(t *testing.T) {
	for key, c := range map[string]struct {
		header string
		state  State
		says   string
	}{
		newKey(t):                            {"", OK, "as documented"},
		newKey(t)[:30]:                       {"", Warn, "cut short"},
		"sk_live_" + strings.Repeat("0", 32): {api.HeaderXAPIKey, OK, "earlier version"},
		"hunter2hunter2":                     {"", Warn, "no documented form"},
	} {
		form := Check{}
		form.judge(key, c.header)
		if form.State != c.state || !strings.Contains(form.Found, c.says) {
			t.Errorf("%d letters: %+v", len(key), form)
		}
		if piece := key[len(key)-6:]; strings.Contains(fmt.Sprint(form), piece) {
			t.Errorf("a piece of the key is in %+v", form)
		}
	}
}
