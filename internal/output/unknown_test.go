package output_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/pending"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/output"
)

// What can't be read is neither never nor no access, whatever the format.
func TestWhatCantBeReadIsSaid(t *testing.T) {
	now := time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)
	k := api.Key{
		ID: "1", Name: "CI", Expires: keys.UnreadableExpiry("soon"),
		Permissions: keys.TolerantPermissions(map[string]string{"projects": "admin", "backups": "read"}),
	}
	raw, err := json.Marshal(output.OfKey(&k, now))
	valid(t, "key.json", string(raw))
	for _, want := range []string{`"state":"unknown"`, `"expiresAt":"unreadable: soon"`, `"projects":"admin"`, `"backups":"read"`} {
		if err != nil || !strings.Contains(string(raw), want) {
			t.Errorf("JSON lacks %s: %s (%v)", want, raw, err)
		}
	}
	var details strings.Builder
	for _, l := range output.KeyDetails(&k, now, time.UTC) {
		details.WriteString(strings.TrimSpace(l[0]) + ": " + l[1] + "\n")
	}
	for _, want := range []string{"State: unknown\n", "Projects: can't be read: “admin”\n", "Backups: read · list backups\n", "Expires: can't be read: “soon”\n"} {
		if !strings.Contains(details.String(), want) {
			t.Errorf("the details lack %q:\n%s", want, details.String())
		}
	}
	shape := output.Keys(now, nil)
	cell := func(list []output.Column[api.Key]) string {
		var b strings.Builder
		for _, c := range list {
			b.WriteString(c.Cell(k) + "|")
		}
		return b.String()
	}
	if got := cell(shape.Table); !strings.Contains(got, "|unknown|P:? B:r T:- C:- S:-|?|") {
		t.Errorf("table: %s", got)
	}
	if got := cell(shape.CSV); !strings.Contains(got, "|admin|read|") || !strings.Contains(got, "|unreadable: soon|") {
		t.Errorf("CSV: %s", got)
	}
}

// A rotation whose keys can't all be read has a step of its own, and the schema knows it.
func TestARotationThatCantBeReadFitsTheSchema(t *testing.T) {
	now := time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)
	for _, step := range []rotation.Step{rotation.Unlisted, rotation.Untold, rotation.InDoubt, rotation.Due} {
		item := &pending.Item{Kind: pending.Rotation, Since: now, Rotation: &rotation.Standing{Rotation: rotation.Rotation{Begun: now}, Step: step}}
		raw, err := json.Marshal(output.PendingItems(now).Wire(item))
		if err != nil {
			t.Fatal(err)
		}
		valid(t, "pending.json", "["+string(raw)+"]")
	}
}
