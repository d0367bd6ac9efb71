package export

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

var noon = time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)

// hostile is what senders put into a user agent. The client has made it inert
// before it gets here.
var hostile = []string{
	`=HYPERLINK("http://evil.example","x")`, "+1+1", "-2", "@SUM(A1)", "'quoted", `a "quoted" one`, "a,b;c", "two\nlines",
	"\x1b]0;title\x07", "\u202egnp.exe", "zero\u200bwidth", "\ttab", "%0A=1", "|cmd", " =1", "", "plain", "監視",
	"＝1+1", "＋1", "－1", "＠SUM(A1)", "x;=1+1", "x; ＝1+1", `x;"=1+1"`, "x;'y;-2", "Mozilla/5.0 (X11; Linux x86_64; rv:1)", "\u3000=1",
}

// pages is a log in pages of two.
type pages struct {
	entries []api.Activity
	asked   []api.ActivityQuery
	onAsk   func(n int)
	fail    int  // the page that fails, from 1
	circle  bool // the last page leads back to the first
}

func (p *pages) Activity(ctx context.Context, q api.ActivityQuery) (api.ActivityPage, error) {
	p.asked = append(p.asked, q)
	if p.onAsk != nil {
		p.onAsk(len(p.asked))
	}
	if err := ctx.Err(); err != nil {
		return api.ActivityPage{}, err
	}
	if len(p.asked) == p.fail {
		return api.ActivityPage{}, errors.New("cut")
	}
	var from int
	_, _ = fmt.Sscan(q.Cursor, &from)
	to := min(from+2, len(p.entries))
	page := api.ActivityPage{Entries: p.entries[from:to], Matching: len(p.entries), Total: 48201, Dropped: 7, Unlogged: cluster.Unlogged{Lost: 3, Waiting: 1}, Oldest: noon.Add(-time.Hour)}
	if to < len(p.entries) {
		page.Next = fmt.Sprint(to)
	} else if p.circle {
		page.Next = "0"
	}
	return page, nil
}

func job(format Format) (*Job, *pages) {
	p := &pages{}
	for i, agent := range hostile {
		p.entries = append(p.entries, api.Activity{
			ID: fmt.Sprint(i), Time: noon.Add(-time.Duration(i) * time.Second), Type: "api_key.request", Failed: true, Reason: keys.ExpiredKey,
			KeyID: "key-1", KeyName: sanitize.Text(agent), Method: "GET", Path: sanitize.Text("/" + agent), Status: 401,
			IP: "192.0.2.1", UserAgent: sanitize.Text(agent), Count: i + 1,
		})
	}
	q, _ := query.Parse(`outcome:failure agent:"=1,2"`)
	return &Job{
		Source: p, Instance: "https://supascale.example.com", Program: "supascale-tui test", Query: q,
		Since: noon.Add(-24 * time.Hour), Now: noon, Format: format,
	}, p
}

func write(t *testing.T, j *Job) []byte {
	t.Helper()
	var b bytes.Buffer
	done, err := j.Write(t.Context(), &b)
	if err != nil || done != (Written{Entries: len(hostile)}) {
		t.Fatalf("wrote %+v, %v", done, err)
	}
	return b.Bytes()
}

func TestCSVReadsBack(t *testing.T) {
	checkCSV(t, func(t *testing.T, text []byte) [][]string {
		t.Helper()
		r := csv.NewReader(bytes.NewReader(text))
		r.FieldsPerRecord = -1
		records, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return records
	})
}

// checkCSV compares what a reader makes of a file with what was written.
func checkCSV(t *testing.T, read func(*testing.T, []byte) [][]string) {
	t.Helper()
	j, p := job(CSV)
	records := read(t, write(t, j))
	var got, about [][]string
	for _, r := range records {
		if strings.HasPrefix(r[0], "# ") {
			about = append(about, r)
		} else {
			got = append(got, r)
		}
	}
	if len(got) != len(hostile)+1 || !slices.Equal(got[0], columns) {
		t.Fatalf("%d records, the first %v", len(got), got[0])
	}
	for i, r := range got[1:] {
		a := p.entries[i]
		if r[5] != sanitize.SpreadsheetCell(a.KeyName) || r[8] != sanitize.SpreadsheetCell(a.Path) || r[14] != sanitize.SpreadsheetCell(a.UserAgent) || r[16] != a.ID {
			t.Errorf("%q came back as %q", a.UserAgent, r)
		}
		for _, cell := range r {
			if strings.ContainsAny(cell, "\x1b\x07\u202e\u200b") {
				t.Errorf("%q is not inert", cell)
			}
		}
	}
	for _, want := range [][]string{{"# removed by retention", "7"}, {"# not logged", "3"}, {"# not written", "1"}} {
		if !slices.ContainsFunc(about, func(r []string) bool { return slices.Equal(r, want) }) {
			t.Errorf("%q is not among %q", want, about)
		}
	}
	first, last := about[0], about[len(about)-1]
	if first[0] != "# instance" || first[1] != j.Instance || last[0] != "# end" || last[1] != fmt.Sprint(len(hostile)) {
		t.Errorf("about the file: %q", about)
	}
}

func TestJSONLinesReadBack(t *testing.T) {
	j, p := job(JSONLines)
	lines := strings.Split(strings.TrimSpace(string(write(t, j))), "\n")
	if len(lines) != len(hostile)+2 {
		t.Fatalf("%d lines", len(lines))
	}
	var about struct {
		Export struct {
			Query                 string
			Matching              int
			Dropped               int `json:"removedByRetention"`
			NotLogged, NotWritten int
		}
	}
	if err := json.Unmarshal([]byte(lines[0]), &about); err != nil || about.Export.Query != j.Query.String() ||
		about.Export.Matching != len(hostile) || about.Export.Dropped != 7 || about.Export.NotLogged != 3 || about.Export.NotWritten != 1 {
		t.Errorf("%s: %v", lines[0], err)
	}
	for i, line := range lines[1 : len(lines)-1] {
		var a struct {
			UserAgent string
			Count     int
		}
		if err := json.Unmarshal([]byte(line), &a); err != nil || a.UserAgent != p.entries[i].UserAgent || a.Count != i+1 {
			t.Errorf("%s: %v", line, err)
		}
	}
	if want := fmt.Sprintf(`{"end":{"entries":%d}}`, len(hostile)); lines[len(lines)-1] != want {
		t.Errorf("it ends with %s", lines[len(lines)-1])
	}
}

func TestExportAsksForOneMomentOfTheLog(t *testing.T) {
	j, p := job(CSV)
	j.Until = noon.Add(time.Hour) // still to come
	write(t, j)
	for _, q := range p.asked {
		if !q.Until.Equal(noon) || !q.Since.Equal(j.Since) || q.Where.String() != j.Query.String() {
			t.Errorf("asked for %+v", q)
		}
	}
}

func TestFileIsNewAndItsOwners(t *testing.T) {
	j, _ := job(CSV)
	path := filepath.Join(t.TempDir(), "log.csv")
	if _, err := j.File(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
	before, _ := os.ReadFile(path)
	if _, err := j.File(t.Context(), path); !errors.Is(err, ErrExists) {
		t.Errorf("a second time: %v", err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the file was written over")
	}
}

// Only what is whole has an end mark: what an instance cut, and what nobody asked
// for, is told at the end of the file.
func TestWhatIsNotWholeHasNoEndMark(t *testing.T) {
	for _, format := range []Format{CSV, JSONLines} {
		for name, c := range map[string]struct {
			most   int
			circle bool
			want   Written
		}{
			"cut by the instance": {0, true, Written{len(hostile), "not all of the log: the instance gives the same entries again when it is asked for more", true, 0}},
			"limited":             {3, false, Written{3, "there are more", false, 0}},
			"limited to all":      {len(hostile), false, Written{Entries: len(hostile)}},
		} {
			j, p := job(format)
			j.Most, p.circle = c.most, c.circle
			path := filepath.Join(t.TempDir(), "log")
			done, err := j.File(t.Context(), path)
			text, _ := os.ReadFile(path)
			lines := strings.Split(strings.TrimSpace(string(text)), "\n")
			last := lines[len(lines)-1]
			if err != nil || done != c.want {
				t.Errorf("%s as %s: %+v, %v", name, format, done, err)
			}
			ended := strings.HasPrefix(last, "# end,") || strings.HasPrefix(last, `{"end"`)
			if ended != (c.want.Left == "") || !strings.Contains(last, c.want.Left) {
				t.Errorf("%s as %s ends with %s", name, format, last)
			}
		}
	}
}

func TestNothingIsLeftOfWhatWasNotFinished(t *testing.T) {
	dir := t.TempDir()
	j, p := job(CSV)
	p.fail = 3
	if _, err := j.File(t.Context(), filepath.Join(dir, "a.csv")); err == nil {
		t.Error("no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	j, p = job(CSV)
	p.onAsk = func(n int) {
		if n == 3 {
			cancel()
		}
	}
	if _, err := j.File(ctx, filepath.Join(dir, "b.csv")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	if _, err := j.File(t.Context(), filepath.Join(dir, "no", "such", "folder.csv")); err == nil || strings.Contains(err.Error(), dir) {
		t.Errorf("got %v", err)
	}
	if _, err := j.Write(t.Context(), failing{}); err == nil {
		t.Error("a full disk was not noticed")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
