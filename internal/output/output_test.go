package output_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/testkit/contracttest"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
	"github.com/supascale/supascale-tui/internal/ui"
)

var now = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// sample is a key with everything, one with nothing, and one that is odd.
func sample() []api.Key {
	return []api.Key{
		{
			ID: "key-1", Name: "監視 東京", Preview: keys.Prefix + "Ab3d...x9Zk", Permissions: keys.Grant(keys.Projects, keys.Write),
			Created: now.AddDate(0, 0, -3), Expires: keys.ExpiresAt(now.AddDate(0, 0, 3)), LastUsed: now.Add(-time.Hour),
		},
		{ID: "key-2"},
		{ID: "key-3", Name: "=cmd()", Permissions: keys.TolerantPermissions(map[string]string{"system": "admin", "dns": "read"}), Expires: keys.ExpiresAt(now.Add(-time.Hour))},
	}
}

func printed[T any](t *testing.T, format output.Format, shape output.Shape[T], list ...T) string {
	t.Helper()
	var b bytes.Buffer
	p := output.NewPrinter(&b, format, shape)
	for _, v := range list {
		if err := p.Add(v); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.End(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func valid(t *testing.T, schema, document string) {
	t.Helper()
	if err := contracttest.CheckOutput(schema, []byte(document)); err != nil {
		t.Errorf("%v\n%s", err, document)
	}
}

func TestATableIsAlignedByWhatIsSeen(t *testing.T) {
	got := printed(t, output.Table, output.Keys(now, nil), sample()...)
	want := `NAME       STATE     PERMISSIONS                   EXPIRES    LAST USED  KEY        ID
監視 東京  expiring  P:w B:- T:- C:- S:-           in 3 days  1 h ago    Ab3d…x9Zk  key-1
           active    P:- B:- T:- C:- S:-           never      never      -          key-2
=cmd()     expired   P:- B:- T:- C:- S:? dns:read  1 h ago    never      -          key-3
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	column := -1
	for line := range strings.Lines(got) {
		at := ui.Width(line[:strings.LastIndex(line, "  ")])
		if column >= 0 && at != column {
			t.Errorf("the last column is at %d and at %d", column, at)
		}
		column = at
	}
}

// lines is a text with runs of spaces folded.
func lines(s string) string {
	var list []string
	for line := range strings.Lines(s) {
		list = append(list, strings.Join(strings.Fields(line), " "))
	}
	return strings.Join(list, "\n")
}

func TestWhatFollowsAlignsWithWhatIsThere(t *testing.T) {
	var b bytes.Buffer
	shape := output.Shape[string]{Table: []output.Column[string]{{Title: "A", Cell: func(s string) string { return s }}, {Title: "B", Cell: func(string) string { return "x" }}}}
	p := output.NewPrinter(&b, output.Table, shape)
	for _, s := range []string{"long enough", "s"} {
		if err := errors.Join(p.Add(s), p.Flush()); err != nil {
			t.Fatal(err)
		}
	}
	if want := "A            B\nlong enough  x\ns            x\n"; b.String() != want {
		t.Errorf("got %q", b.String())
	}
}

func TestKeysForPrograms(t *testing.T) {
	list := sample()
	valid(t, "keys.json", printed(t, output.JSON, output.Keys(now, nil), list...))
	valid(t, "keys.json", printed(t, output.JSON, output.Keys(now, nil)))
	for line := range strings.Lines(printed(t, output.JSONLines, output.Keys(now, nil), list...)) {
		valid(t, "key.json", line)
	}
	var got []struct {
		ID          string
		KeyPreview  *string
		Permissions map[string]string
		State       string
		CreatedAt   *time.Time
		LastUsedAt  *time.Time
	}
	if err := json.Unmarshal([]byte(printed(t, output.JSON, output.Keys(now, nil), list...)), &got); err != nil {
		t.Fatal(err)
	}
	if got[1].KeyPreview != nil || got[1].CreatedAt != nil || got[1].LastUsedAt != nil || got[1].State != "active" {
		t.Errorf("what is not there is not null: %+v", got[1])
	}
	if p := got[2].Permissions; p["system"] != "admin" || p["dns"] != "read" || p["projects"] != "none" || got[2].State != "expired" {
		t.Errorf("got %+v", got[2])
	}
	if names := printed(t, output.Name, output.Keys(now, nil), list...); names != "監視 東京\n\n=cmd()\n" {
		t.Errorf("names: %q", names)
	}
}

func TestCSVHoldsNoFormula(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		k := sample()[0]
		k.Name = rapid.StringMatching(`[=+@\-'|% a,"é監]{0,6}`).Draw(r, "name")
		records, err := csv.NewReader(strings.NewReader(printed(t, output.CSV, output.Keys(now, nil), k))).ReadAll()
		if err != nil || len(records) != 2 || records[0][1] != "name" {
			r.Fatalf("%v, %q", err, records)
		}
		cell := records[1][1]
		if cell != sanitize.SpreadsheetCell(k.Name) || strings.ContainsAny(cell[:min(len(cell), 1)], "=+-@|%") {
			r.Fatalf("%q became %q", k.Name, cell)
		}
	})
	if got := printed(t, output.CSV, output.Keys(now, nil)); !strings.HasPrefix(got, "id,name,keyPreview,state,projects,") || strings.Count(got, "\n") != 1 {
		t.Errorf("an empty list: %q", got)
	}
}

func TestACreatedKey(t *testing.T) {
	value := keys.Prefix + strings.Repeat("x", keys.BodyLen)
	for _, v := range []*string{&value, nil} {
		var b bytes.Buffer
		created := output.CreatedKey{Key: output.OfKey(&sample()[0], now), Value: v}
		if err := output.Object(&b, output.JSON, created); err != nil {
			t.Fatal(err)
		}
		valid(t, "created-key.json", b.String())
		if strings.Contains(b.String(), value) != (v != nil) {
			t.Errorf("got %s", b.String())
		}
	}
}

func TestReceipts(t *testing.T) {
	list := []lifecycle.Receipt{
		{Key: sample()[0], Result: lifecycle.Revoked}, {Key: sample()[1], Result: lifecycle.Failed, Err: errors.New("no")},
		{Key: sample()[2], Result: lifecycle.Unconfirmed, Err: lifecycle.ErrStillListed}, {Key: api.Key{Name: "gone"}, Result: lifecycle.AlreadyGone},
		{Key: sample()[2], Result: lifecycle.NotTried},
	}
	shape := output.Receipts(func(err error) string { return "because: " + err.Error() })
	got := printed(t, output.JSON, shape, list...)
	valid(t, "receipts.json", got)
	if !strings.Contains(got, `"result":"failed","error":"because: no"`) {
		t.Errorf("got %s", got)
	}
	table := printed(t, output.Table, shape, list...)
	for _, want := range []string{"revoked", "not revoked", "not confirmed: it may still work", "was gone already", "not tried"} {
		if !strings.Contains(table, want) {
			t.Errorf("“%s” is not in\n%s", want, table)
		}
	}
}

func TestAReport(t *testing.T) {
	report := health.Check(health.Input{Keys: append(sample(), sample()[0], sample()[2])}, health.Defaults(), now)
	if len(report.Findings) == 0 || len(report.Gaps) == 0 {
		t.Fatalf("the report shows nothing: %+v", report)
	}
	whole := output.OfReport(report, now)
	var b bytes.Buffer
	if err := output.Object(&b, output.JSON, whole); err != nil {
		t.Fatal(err)
	}
	valid(t, "check.json", b.String())
	if n := len(whole.Lines()); n != len(report.Findings)+len(report.Gaps) {
		t.Errorf("%d lines", n)
	}
	for _, line := range whole.Lines() {
		b.Reset()
		if err := output.Object(&b, output.JSONLines, line); err != nil || strings.Count(b.String(), "\n") != 1 {
			t.Fatal(err, b.String())
		}
		valid(t, "check-line.json", b.String())
	}
	b.Reset()
	if err := output.Object(&b, output.JSON, output.OfReport(health.Report{}, now)); err != nil {
		t.Fatal(err)
	}
	valid(t, "check.json", b.String())
}

// Every rule has its place in the schema.
func TestTheSchemaKnowsEveryRule(t *testing.T) {
	for _, rule := range health.Rules() {
		var b bytes.Buffer
		if err := output.Object(&b, output.JSON, output.Line{CantTell: &output.CantTell{Rule: rule, Keys: 1, Why: "x"}}); err != nil {
			t.Fatal(err)
		}
		valid(t, "check-line.json", b.String())
	}
	if contracttest.CheckOutput("check-line.json", []byte(`{"cantTell":{"rule":"new","keys":1,"why":"x"}}`)) == nil {
		t.Error("the schema takes any rule")
	}
}

func TestTheLog(t *testing.T) {
	entries := []*api.Activity{
		{ID: "1", Time: now, Type: "api_key.request", Failed: true, Reason: keys.PermissionDenied, KeyName: "監視", Resource: keys.Backups, Required: "write", Granted: "read", Status: 403, IP: "203.0.113.7"},
		{},
	}
	valid(t, "activities.json", printed(t, output.JSON, output.Activities(now, time.UTC), entries...))
	causes := []*cluster.Cluster{{Failed: true, Reason: keys.UnknownKey, Previews: 3, Routes: 2, Attempts: 40, Burst: 31, Spark: []int{1, 2}}, {Method: "GET", Route: "/x", Routes: 1}}
	valid(t, "causes.json", printed(t, output.JSON, output.Causes(now, time.UTC), causes...))
	if got := lines(printed(t, output.Table, output.Causes(now, time.UTC), causes...)); !strings.Contains(got, "40 unknown key, probing 3 keys tried 2 routes") {
		t.Errorf("got\n%s", got)
	}
	if got := lines(printed(t, output.Table, output.Activities(now, time.UTC), entries...)); !strings.Contains(got, "backups:write (has read)") {
		t.Errorf("got\n%s", got)
	}
}

func TestFormats(t *testing.T) {
	if f, err := output.Parse("csv", output.Table, output.CSV); f != output.CSV || err != nil {
		t.Errorf("%s, %v", f, err)
	}
	if _, err := output.Parse("\x1b[2J", output.Table, output.JSON, output.CSV); err == nil || !strings.Contains(err.Error(), "-o takes table, json or csv, not") || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("got %v", err)
	}
}

func TestDetails(t *testing.T) {
	var b bytes.Buffer
	k := sample()[0]
	if err := output.Details(&b, output.KeyDetails(&k, now, time.UTC)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Name             監視 東京\n", "Expires          Sun 29 Nov 2026, 12:00 UTC, in 3 days\n", "  Projects       write · create, update, delete projects\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("“%s” is not in\n%s", want, b.String())
		}
	}
}
