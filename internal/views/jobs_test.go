package views_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/notes"
)

// A key for a pipeline goes into a GitHub secret. The preset's name is taken; the example
// can't be run before the repository is in it.
func TestAPipelineKeyGoesIntoASecret(t *testing.T) {
	bin, secret := t.TempDir(), filepath.Join(t.TempDir(), "secret")
	gh := "#!/bin/sh\n[ \"$*\" = \"secret set SUPASCALE_API_KEY --repo acme/shop\" ] && cat >" + secret + "\n"
	if err := os.WriteFile(filepath.Join(bin, "gh"), []byte(gh), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	rotate(t, func(a *rotator) {
		a.key("CI/CD Pipeline")
		j := a.job()
		j.press("n", "right").shows("A key of this name exists. → takes “CI/CD Pipeline (2)”")
		j.press("tab", "right").shows("Name         CI/CD Pipeline (2)").hides("A key of this name exists")
		j.press("tab", "left", "left").shows("[30 d]").press("tab", "tab", "enter")
		value := j.revealed()
		j.press("p", "down").shows("--repo OWNER/REPO")
		j.console.press("enter").shows("Type the rest of the example.")
		j.press("text:acme/shop", "enter").shows("took the key")
		j.press("esc", "enter").shows("Created “CI/CD Pipeline (2)” · taken: accepted by a command")
		j.takes(30)
		if got, err := os.ReadFile(secret); err != nil || string(got) != value {
			a.t.Errorf("the secret has %d characters, %v", len(got), err)
		}
		list, err := api.Keys(a.t.Context(), a.client)
		if err != nil {
			a.t.Fatal(err)
		}
		for _, k := range list {
			if k.Name == "CI/CD Pipeline (2)" && (k.Lifetime().String() != "30 days" || k.Permissions != keys.Grant(keys.Projects, keys.Write).With(keys.Backups, keys.Read)) {
				a.t.Errorf("made %+v", k)
			}
		}
	})
}

// All that has expired is revoked from Health, and nothing else.
func TestWhatHasExpiredIsRevokedFromHealth(t *testing.T) {
	rotate(t, func(a *rotator) {
		for i := range 42 {
			lasts := 90 * 24 * time.Hour
			switch {
			case i < 5:
				lasts = 24 * time.Hour
			case i < 11:
				lasts = 10 * 24 * time.Hour
			}
			_, err := a.client.CreateKey(a.t.Context(), api.NewKey{Name: fmt.Sprintf("Key %d", i), Permissions: keys.Grant(keys.Projects, keys.Read), Expires: keys.ExpiresAt(time.Now().Add(lasts))})
			if err != nil {
				a.t.Fatal(err)
			}
			<-time.After(time.Minute)
		}
		days(2)
		standing := func() (expired, all int) {
			list, err := api.Keys(a.t.Context(), a.client)
			if err != nil {
				a.t.Fatal(err)
			}
			for _, k := range list {
				if k.Expires.StatusAt(time.Now()) == keys.Expired {
					expired++
				}
			}
			return expired, len(list)
		}
		expired, all := standing()
		j := a.job()
		j.press("3", "down", "down", "down", "down", "down", "down").shows("▌ · expired").press("X").shows("all with the finding “expired”")
		j.press("enter", "enter").shows("5 revoked")
		j.takes(12)
		if e, n := standing(); expired != 5 || e != 0 || n != all-5 {
			a.t.Errorf("of %d expired keys %d are left, of %d keys %d", expired, e, all, n)
		}
	})
}

// What an auditor asks of a key stands on one page, which is written to a file from there.
func TestAnAuditorsQuestionsAreAnsweredOnOnePage(t *testing.T) {
	t.Chdir(t.TempDir())
	rotate(t, func(a *rotator) {
		value := a.key("Deploy")
		list, err := api.Keys(a.t.Context(), a.client)
		if err != nil {
			a.t.Fatal(err)
		}
		a.use(value, "203.0.113.7")
		a.ask(value, http.MethodGet, "/api/v1/backups")
		j := a.job()
		text := notes.Text{Owner: "Anna", Purpose: "deploys the shop", Ticket: "OPS-12"}
		if err := notes.Open(filepath.Join(a.dir, "notes")).Put(a.client.Instance(), &list[0], text, time.Now()); err != nil {
			a.t.Fatal(err)
		}
		j.press(":", "text:review", "enter").shows("Access review", "Deploy", "Anna", "deploys the shop  OPS-12", "P:r B:- T:- C:- S:-", "in 90 days", "last used",
			"by “admin”", "203.0.113.7", "Not used", "FINDINGS")
		for _, name := range []string{"review.html", "review.csv", "review.json", "review.md"} {
			j.press("E", "ctrl+u", "text:"+name, "enter").shows(name)
			page, err := os.ReadFile(name)
			if err != nil {
				a.t.Fatal(err)
			}
			for _, want := range []string{"Deploy", "Anna", "deploys the shop", "OPS-12", "203.0.113.7", "projects", "read", "admin"} {
				if !strings.Contains(strings.ToLower(string(page)), strings.ToLower(want)) {
					a.t.Errorf("%s lacks %q", name, want)
				}
			}
		}
	})
}

// From every screen on which nothing is typed or asked, a line with a key in it leads to
// what the key did, and from there to a rotation that ends the old key at once.
func TestAFoundKeyIsIdentifiedFromAnyScreen(t *testing.T) {
	floating := []string{"undelivered", "help", "switching", "refused", "address"} // closed by esc first
	for _, m := range moments {
		if !m.text && !strings.Contains(m.name, ",") && !slices.Contains(floating, m.name) {
			w := at(t, m)
			if w.press("I"); !strings.Contains(w.frame(), "Which key is this?") {
				t.Errorf("nothing is identified from: %s", m.name)
			}
		}
	}
	rotate(t, func(a *rotator) {
		value := a.key("Deploy")
		a.use(value, "203.0.113.7")
		a.ask(value, http.MethodGet, "/api/v1/backups")
		<-time.After(2 * time.Minute)
		a.use(value, "198.51.100.9")
		<-time.After(2 * time.Minute)
		j := a.job()
		line := "paste:deploy.sh:12: curl -H 'Authorization: Bearer " + value + "' https://db.example.com"
		j.console.press("I", line, "enter").shows("Deploy", "R rotate: it leaked", "l its log")
		j.console.press("l").shows("203.0.113.7", "198.51.100.9", "GET …/projects", "GET …/backups")
		j.console.press("I", line, "enter", "R").shows("Rotate “Deploy”", "[at once, it leaked]")
	})
}

// The shift is handed over from one page, by one key: what others and oneself did, by whom,
// for any time, however often it was seen.
func TestAShiftIsHandedOver(t *testing.T) {
	visited(t, itself, func(a *visitor) {
		a.start()
		days(1)
		theirs := a.create(a.colleague, "Theirs", 30*24*time.Hour)
		<-time.After(2 * time.Minute) // the log tells one from the other by the minute
		mine := a.create(a.client, "Mine", 30*24*time.Hour)
		<-time.After(2 * time.Minute)
		j := a.job()
		j.press("H").shows("What happened since", "+ new", "Theirs", "“colleague”", "Mine", "this machine").takes(1)
		j.press("D", "r").hides("Theirs").hides("Mine").press("w").shows("Theirs", "Mine").takes(4) // seen, and not gone

		days(1)
		a.revoke(a.colleague, theirs.ID)
		<-time.After(2 * time.Minute)
		a.revoke(a.client, mine.ID)
		j = a.job()
		j.press("H").shows("− gone", "Theirs", "“colleague”", "Mine", "this machine").hides("+ new").takes(1)
		j.press("w", "w").shows("+ new", "− gone", "Theirs", "“colleague”", "Mine", "this machine").takes(3)
	})
}
