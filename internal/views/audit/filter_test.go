package audit

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestFilterAsYouType(t *testing.T) {
	d := enter(t, sample())
	asked := len(d.inst.Queries)
	d.press("/", "text:PIPE")
	if !d.Capturing() || d.Cursor() == nil {
		t.Fatal("the field has no focus")
	}
	d.shows("showing 3 of 47", "3 failed attempts")
	d.press("text:q")
	d.shows("No failed attempt in the last 24 h matches.")
	d.press("esc")
	if d.Capturing() {
		t.Error("esc leaves the focus on the field")
	}
	d.shows("showing 46 of 47")
	d.press("/", "paste:pipe\r\n", "enter")
	d.shows("holding “pipe”", "showing 3 of 47", "esc clears")
	if len(d.inst.Queries) != asked {
		t.Error("the instance was asked though everything is held")
	}
}

func TestEnteredTextAsksTheInstanceWhereNotAllIsHeld(t *testing.T) {
	list := many(fewHeld + 10)
	rare := expired("rare", ago(10*time.Hour))
	d := enter(t, append(list, rare))
	d.press("/", "text:laptop")
	d.shows("0+ failed attempts")
	asked := len(d.inst.Queries)
	d.press("enter")
	if len(d.inst.Queries) != asked+1 || d.inst.Queries[asked].Text != "laptop" {
		t.Fatalf("the instance was not asked for the text")
	}
	d.shows("1 failed attempt in 24 h", "監視 Laptop")
	d.press("esc")
	d.shows("3,000+ failed attempts")
}

func TestReasonsInTurn(t *testing.T) {
	d := enter(t, sample())
	var seen []keys.Reason
	for range 5 {
		d.press("c")
		seen = append(seen, d.filter.Reason)
		for _, e := range d.listing.rows {
			if d.filter.Reason != "" && e.Reason != d.filter.Reason {
				t.Errorf("%s is listed under %s", e.Reason, d.filter.Reason)
			}
		}
	}
	want := []keys.Reason{keys.RateLimited, keys.UnknownKey, keys.PermissionDenied, keys.ExpiredKey, ""}
	if !slices.Equal(seen, want) {
		t.Errorf("c went through %q, want %q", seen, want)
	}
	d.press("c", "c")
	d.shows("40 failed attempts", "[unknown key 40] · rate limited 180", "reason: unknown key")
}

func TestOnlyThisAddressAndKey(t *testing.T) {
	d := enter(t, sample())
	d.press("i")
	d.shows("from 203.0.113.7", "showing 3 of")
	d.press("i")
	d.shows("showing 46 of")
	d.press("o")
	d.shows("key: CI/CD Pipeline", "showing 3 of")
	d.press("o", "down", "down", "down")
	if b := binding(t, d.Screen, "o"); b.Enabled() || b.Why == "" {
		t.Error("o is enabled on an attempt without a key")
	}
	said, ok := screentest.Find[screen.Notice](d.press("o"))
	if !ok || !strings.Contains(said.Text, "isn't known") {
		t.Errorf("pressing a disabled key said %q", said.Text)
	}
}

func TestEscClearsOneAfterTheOther(t *testing.T) {
	d := enter(t, sample())
	d.press("end", "up", "c", "c", "c", "c", "o", "i", "/", "text:lap", "enter")
	for _, want := range []string{
		"reason: expired key · key: 監視 Laptop 東京 · from 2001:db8::17 · holding “lap”",
		"reason: expired key · key: 監視 Laptop 東京 · from 2001:db8::17   esc",
		"reason: expired key · key: 監視 Laptop 東京   esc",
		"reason: expired key   esc",
	} {
		d.shows(want)
		d.press("esc")
	}
	d.hides("reason:", "esc clears")
	for _, b := range d.Bindings() {
		if b.Matches(screentest.Key("esc")) {
			t.Error("esc is bound though there is nothing to clear: it must lead back")
		}
	}
}

func TestOpenedFilterStaysUnderEsc(t *testing.T) {
	d := enter(t, sample())
	d.Pause()
	d.Open(screen.AuditFilter{KeyID: "key-004", KeyName: "CI/CD Pipeline"})
	d.settle(d.Init())
	d.shows("key: CI/CD Pipeline", "showing 3 of")
	d.hides("esc clears")
	d.press("i", "esc")
	d.shows("key: CI/CD Pipeline")
	d.hides("from 203")
	for _, b := range d.Bindings() {
		if b.Matches(screentest.Key("esc")) {
			t.Error("esc would clear what the screen was opened with, and not lead back")
		}
	}
	d.press("o")
	d.shows("showing 46 of")
}

func TestFilterWhileLoadingAsksAnew(t *testing.T) {
	d := idle(t, many(2500))
	next := d.Update(results(d.Init())[0])
	narrower := d.Update(screentest.Key("c"))
	d.shows("permission denied 334")
	d.settle(next)
	d.settle(narrower)
	if f := d.scope.filter; f.Reason != d.filter.Reason || !d.scope.complete {
		t.Errorf("what is held is of %+v", f)
	}
	d.press("esc")
	d.shows("2,500 failed attempts")
}

func TestUndocumentedReasonIsShownAsItIs(t *testing.T) {
	e := denied("x", ago(time.Minute))
	e.Reason = "quota_exceeded"
	d := enter(t, []api.Activity{e})
	d.shows("quota_exceeded 1")
	d.press("c")
	d.shows("[quota_exceeded 1]", "reason: quota_exceeded")
	d.press("enter")
	d.shows("not documented")
}
