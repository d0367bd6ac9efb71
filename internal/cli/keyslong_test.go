package cli

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/instance"
)

// Pages shorter than asked for, as an instance may send them.
func TestFiveHundredKeysInPages(t *testing.T) {
	i, err := instance.Open(t.Context(), instance.Options{DataDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := i.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	for n := range 499 {
		if _, err := i.CreateLocalKey(t.Context(), fmt.Sprintf("key %d", n)); err != nil {
			t.Fatal(err)
		}
	}
	key, err := i.CreateLocalKey(t.Context(), "admin")
	if err != nil {
		t.Fatal(err)
	}
	pages := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if q := r.URL.Query(); q.Get("limit") == "1000" {
			pages++
			q.Set("limit", "100")
			r.URL.RawQuery = q.Encode()
		}
		i.Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	t.Setenv("SUPASCALE_URL", server.URL)
	t.Setenv("SUPASCALE_API_KEY", key)
	t.Setenv("SUPASCALE_TUI_CONFIG", "")
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	for format, want := range map[string]int{"table": 501, "json": 502, "jsonl": 500, "csv": 501, "name": 500} {
		var out, words bytes.Buffer
		pages = 0
		if code := run(t.Context(), []string{"keys", "list", "-o", format}, strings.NewReader(""), &out, &words); code != command.ExitOK {
			t.Fatalf("exit code %d: %s", code, words.String())
		}
		if got := strings.Count(out.String(), "\n"); got != want || pages != 6 { // the last one is empty
			t.Errorf("%s: %d lines, want %d, of %d pages", format, got, want, pages)
		}
	}
}

// A reader that stops, as head does, is no reason for words.
func TestAReaderThatStops(t *testing.T) {
	onSample(t)
	for _, args := range [][]string{{"keys", "list"}, {"keys", "list", "-o", "json"}, {"check", "-o", "csv"}, {"audit", "-o", "jsonl"}, {"audit", "--causes"}} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Close()
		var words bytes.Buffer
		code := run(t.Context(), args, strings.NewReader(""), w, &words)
		_ = w.Close()
		if code != command.ExitFailed || strings.Contains(words.String(), "supascale-tui:") {
			t.Errorf("%v: exit code %d: %s", args, code, words.String())
		}
	}
}
