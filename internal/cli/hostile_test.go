//go:build unix

package cli

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/cli/command"
)

// marker stands in the middle of every hostile text: where it is on the screen,
// the text was shown.
const marker = "pwned"

// attacks are texts that would do something to a terminal or its reader.
func attacks() []string {
	return []string{
		"\x1b[2J" + marker,                       // clear the screen
		"\x1b]52;c;" + marker + "\x07",           // fill the clipboard
		"\x1b]0;" + marker + "\x07",              // set the title
		"\x9b31m" + marker,                       // CSI as a raw C1 byte
		"\u009b31m" + marker + "\u009d",          // C1 in UTF-8
		"\x1bP" + marker + "\x1b\\",              // DCS
		"a\r\nb\x08\x08" + marker + "\x0e",       // move the cursor, change the character set
		"\u202e" + marker + "\u2066",             // reverse the reading order
		"z\u200bw\ufeff" + marker + "\U000e0041", // invisible characters
	}
}

// hostileBorn is when the keys were made: a list that is asked for twice is the same.
var hostileBorn = time.Now()

// hostileInstance answers every question with attacks.
func hostileInstance(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, v any) {
		body, err := json.Marshal(v)
		if err != nil {
			t.Error(err)
		}
		// Marshal replaces bytes that are not UTF-8; a hostile server would not.
		body = bytes.ReplaceAll(body, []byte(`\ufffd31m`), []byte("\x9b31m"))
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body)
	}
	mux.HandleFunc("/api/v1/settings/api-keys", func(w http.ResponseWriter, _ *http.Request) {
		var list []map[string]any
		for _, attack := range attacks() {
			list = append(list, map[string]any{
				"id": "key-" + attack, "name": attack, "keyPreview": attack, "createdAt": hostileBorn,
				"permissions": map[string]string{"projects": "read", attack: attack},
			})
		}
		answer(w, map[string]any{"apiKeys": list})
	})
	mux.HandleFunc("/api/v1/system/activity", func(w http.ResponseWriter, _ *http.Request) {
		var list []map[string]any
		for i, attack := range attacks() {
			list = append(list, map[string]any{
				"id": attack, "timestamp": time.Now().Add(-time.Duration(i) * time.Second), "type": "api_key.request",
				"outcome": "failure", "reason": attack, "keyName": attack, "keyPreview": attack, "method": attack,
				"path": attack, "resource": attack, "required": attack, "granted": attack, "ip": attack, "userAgent": attack,
			})
		}
		answer(w, map[string]any{"success": true, "activities": list})
	})
	mux.HandleFunc("/api/v1/system/activity/stats", func(w http.ResponseWriter, r *http.Request) {
		since, _ := time.Parse(time.RFC3339Nano, r.URL.Query().Get("since"))
		step, _ := strconv.Atoi(r.URL.Query().Get("step"))
		var list []map[string]any
		for _, attack := range attacks() {
			list = append(list, map[string]any{
				"outcome": "failure", "reason": attack, "keyId": attack, "keyName": attack, "keyPreview": attack, "ip": attack, "method": attack,
				"route": attack, "path": attack, "userAgent": attack, "resource": attack, "required": attack, "granted": attack,
				"entries": 1, "requests": 1, "first": time.Now(), "last": time.Now(), "spark": []int{-1, 1 << 40}, "routes": 1,
			})
		}
		answer(w, map[string]any{
			"success": true, "start": since, "step": step, "buckets": []int{-5, 1 << 50}, "reasons": map[string]int{attacks()[0]: 3},
			"clusters": list, "moreClusters": -1, "requests": 3, "coverage": map[string]any{"oldestAt": attacks()[0], "total": -1},
		})
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		answer(w, map[string]any{"error": map[string]string{"code": attacks()[0], "message": attacks()[1]}})
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

func TestHostileTextIsInertOnTheWire(t *testing.T) {
	t.Parallel()
	server := hostileInstance(t)
	x := start(t, 120, 40, []string{"SUPASCALE_URL=" + server.URL, "SUPASCALE_API_KEY=test-key"})
	x.shows("9 keys")
	x.shows("␛[2J" + marker)
	for range attacks() {
		x.press("enter")
		x.shows("Recent activity")
		x.press("esc")
		x.hides("Recent activity") // what follows an esc at once would be read as one key with it
		x.press("down")
	}
	x.press("x")
	x.shows("to confirm")
	x.press("esc")
	x.hides("to confirm")
	x.press("2")
	x.shows("failed attempts in 24 h")
	for range attacks() {
		x.press("enter")
		x.shows("How often")
		x.press("esc")
		x.hides("How often")
		x.press("down")
	}
	x.press("tab")
	x.shows("listing 9")
	for range attacks() {
		x.press("enter")
		x.shows("Log entry")
		x.press("esc")
		x.hides("Log entry")
		x.press("down")
	}
	x.press("1")
	x.shows("9 keys")
	x.press("q")
	x.ends()
	raw := x.written()
	if !bytes.Contains(raw, []byte(marker)) {
		t.Fatal("no hostile text was shown: the test shows nothing")
	}
	for _, attack := range attacks() {
		// The part before the marker is what would act.
		act, _, _ := strings.Cut(attack, marker)
		if bytes.Contains(raw, []byte(act+marker)) {
			t.Errorf("the program wrote %q as it came", act+marker)
		}
	}
	for name, bad := range map[string]string{
		"an OSC 52": "\x1b]52;", "a DCS": "\x1bP", "C1 CSI": "\xc2\x9b", "a raw C1 byte": "\x9b3",
		"right-to-left override": "\u202e", "a zero-width space": "\u200b", "a byte order mark": "\ufeff", "shift out": "\x0e",
	} {
		if at := bytes.Index(raw, []byte(bad)); at >= 0 {
			t.Errorf("the program wrote %s: %q", name, raw[max(at-20, 0):min(at+40, len(raw))])
		}
	}
}

func TestHostileTextIsInertOnTheCommandLine(t *testing.T) {
	server := hostileInstance(t)
	t.Setenv("SUPASCALE_URL", server.URL)
	t.Setenv("SUPASCALE_API_KEY", "test-key")
	t.Setenv("SUPASCALE_TUI_CONFIG", "")
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	for _, args := range [][]string{
		{"-o", "table"}, {"-o", "json"}, {"-o", "jsonl"}, {"-o", "csv"}, {"--causes"}, {"--causes", "-o", "json"},
	} {
		var out, words bytes.Buffer
		if code := run(t.Context(), append([]string{"audit", "outcome:any"}, args...), strings.NewReader(""), &out, &words); code != command.ExitOK {
			t.Fatalf("%v: exit code %d: %s", args, code, words.String())
		}
		if !strings.Contains(out.String(), marker) {
			t.Errorf("%v: no hostile text was printed: the test shows nothing", args)
		}
		for _, bad := range []string{"\x1b", "\u009b", "\x9b3", "\x08", "\x0e", "\u202e", "\u200b", "\ufeff", "\U000e0041"} {
			if strings.Contains(out.String()+words.String(), bad) {
				t.Errorf("%v: printed %q as it came", args, bad)
			}
		}
	}
}
