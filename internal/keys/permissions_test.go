package keys_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/assets"
	"github.com/supascale/supascale-tui/internal/keys"
)

func drawPermissions(t *rapid.T, label string) keys.Permissions {
	var p keys.Permissions
	for _, r := range keys.Resources() {
		p = p.With(r, rapid.SampledFrom(keys.Levels()).Draw(t, label+" "+string(r)))
	}
	return p
}

func TestPermissionsSurviveTheWire(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPermissions(t, "p")
		strict, err := keys.ParsePermissions(p.Wire())
		if err != nil || strict != p {
			t.Fatalf("ParsePermissions(%v) = %v, %v", p.Wire(), strict, err)
		}
		if tolerant := keys.TolerantPermissions(p.Wire()); tolerant != p {
			t.Fatalf("TolerantPermissions(%v) = %v", p.Wire(), tolerant)
		}
	})
}

func TestExceedingNamesExactlyTheHigherLevels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, limit := drawPermissions(t, "p"), drawPermissions(t, "limit")
		over := map[keys.Resource]bool{}
		for _, r := range p.Exceeding(limit) {
			over[r] = true
		}
		for _, r := range keys.Resources() {
			if want := !limit.Allows(r, p.Level(r)); over[r] != want {
				t.Fatalf("%s: %v over %v: got %v, want %v", r, p.Level(r), limit.Level(r), over[r], want)
			}
		}
	})
}

func TestWriteIncludesRead(t *testing.T) {
	p := keys.Grant(keys.Projects, keys.Write)
	if !p.Allows(keys.Projects, keys.Read) || p.Allows(keys.Backups, keys.Read) {
		t.Error("write must include read, on its own resource alone")
	}
}

func TestUnknownPermissions(t *testing.T) {
	for _, sent := range []map[string]string{{"rockets": "read"}, {"projects": "admin"}, {"projects": ""}} {
		_, err := keys.ParsePermissions(sent)
		if _, ok := errors.AsType[*keys.FieldError](err); !ok {
			t.Errorf("a request with %v: got %v, want a FieldError", sent, err)
		}
	}
	p := keys.TolerantPermissions(map[string]string{"rockets": "launch", "projects": "read", "tasks": "admin"})
	if !p.Allows(keys.Projects, keys.Read) || p.Allows(keys.Tasks, keys.Read) {
		t.Errorf("an unknown level must grant nothing and leave the rest: %v", p.Wire())
	}
	if got, want := p.Summary(), "P:r B:- T:? C:- S:- rockets:launch"; got != want {
		t.Errorf("Summary() = %q, want %q", got, want)
	}
}

func TestSentence(t *testing.T) {
	for want, p := range map[string]keys.Permissions{
		"may do nothing":                                                    {},
		"may change projects and view backups":                              keys.Grant(keys.Projects, keys.Write).With(keys.Backups, keys.Read),
		"may view projects and the system":                                  keys.Grant(keys.Projects, keys.Read).With(keys.System, keys.Read),
		"may change projects, backups, tasks, cloud storage and the system": keys.AllWrite(),
		"may change projects and tasks, and view backups":                   keys.Grant(keys.Projects, keys.Write).With(keys.Tasks, keys.Write).With(keys.Backups, keys.Read),
	} {
		if got := p.Sentence(); got != want {
			t.Errorf("Sentence() = %q, want %q", got, want)
		}
	}
}

func TestWarnings(t *testing.T) {
	count := func(p keys.Permissions, outlasts bool) int { return len(p.Warnings(outlasts)) }
	if n := count(keys.Grant(keys.Backups, keys.Write), false); n != 0 {
		t.Errorf("a narrow key that expires: %d warnings, want none", n)
	}
	for name, n := range map[string]int{
		"never expires": count(keys.Grant(keys.Backups, keys.Read), true),
		"system write":  count(keys.Grant(keys.System, keys.Write), false),
		"all write":     count(keys.AllWrite(), false),
	} {
		if n != 1 {
			t.Errorf("%s: %d warnings, want 1", name, n)
		}
	}
}

func TestDocumentedPresets(t *testing.T) {
	presets, err := keys.ParsePresets(assets.Presets)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{ // "Example Use Cases" of the documentation
		"CI/CD Pipeline": "P:w B:r T:- C:- S:-",
		"Backup Script":  "P:- B:w T:- C:r S:-",
		"Monitoring":     "P:r B:- T:- C:- S:r",
	}
	for _, p := range presets {
		if p.Permissions.Summary() != want[p.Name] {
			t.Errorf("%s: %s, want %s", p.Name, p.Permissions.Summary(), want[p.Name])
		}
		delete(want, p.Name)
	}
	if len(want) > 0 {
		t.Errorf("missing presets: %v", want)
	}
}
