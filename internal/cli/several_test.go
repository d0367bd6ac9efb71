//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
)

// ofInstances counts lines of JSON by their instance.
func ofInstances(t *testing.T, schema, out string, instance func(line string) string) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for line := range strings.Lines(out) {
		valid(t, schema, line, &struct{}{})
		counts[instance(line)]++
	}
	return counts
}

func instanceOf(t *testing.T, schema string) func(line string) string {
	return func(line string) string {
		var row struct {
			Instance  string
			Instances []string
			Finding   struct{ Instance string }
			CantTell  struct{ Instance string }
		}
		valid(t, schema, line, &row)
		return row.Instance + strings.Join(row.Instances, ",") + row.Finding.Instance + row.CantTell.Instance
	}
}

// Each command tells of every row which instance it is of, and of every instance that did
// not answer why.
func TestCommandsWorkOnSeveralInstancesAsOnOne(t *testing.T) {
	on, alpha, beta := onSeveral(t)
	const gone = "2 of 3 answered, 1 unreachable\n! gone: Can't list keys: connection refused"
	code, out, words := on("keys", "list", "--all", "-o", "jsonl")
	if counts := ofInstances(t, "key.json", out, instanceOf(t, "key.json")); code != command.ExitPartial || counts["alpha"] < 5 || counts["beta"] != 1 || len(counts) != 2 || !strings.Contains(words, gone) {
		t.Errorf("keys list: exit code %d, %v: %s", code, counts, words)
	}
	code, out, words = on("keys", "list", "--on", "alpha beta", "First")
	if code != command.ExitOK || !strings.HasPrefix(out, "INSTANCE") || strings.Count(out, "First key") != 2 || !strings.Contains(words, "2 of 2 answered") || strings.Contains(out, "beta/") {
		t.Errorf("keys list: exit code %d: %s%s", code, out, words)
	}
	if code, out, _ = on("keys", "list", "--on", "alpha", "-o", "csv"); code != command.ExitOK || !strings.HasPrefix(out, "instance,id,name") {
		t.Errorf("keys list: exit code %d: %s", code, out)
	}
	code, out, words = on("check", "--all", "-o", "jsonl")
	if counts := ofInstances(t, "check-line.json", out, instanceOf(t, "check-line.json")); code != command.ExitFound || counts["alpha"] == 0 || counts["beta"] == 0 || len(counts) != 2 || !strings.Contains(words, gone) {
		t.Errorf("check: exit code %d, %v: %s", code, counts, words)
	}
	if code, out, words = on("check", "--on", "beta gone", "--expiring", "7d", "-o", "json"); code != command.ExitPartial || !strings.Contains(words, "1 of 2 answered") {
		t.Errorf("check: exit code %d: %s%s", code, out, words)
	}
	code, out, words = on("audit", "--all", "-o", "jsonl", "since:7d")
	if counts := ofInstances(t, "activity.json", out, instanceOf(t, "activity.json")); code != command.ExitPartial || counts["alpha"] == 0 || counts[""] > 0 || !strings.Contains(words, "2 of 3 answered") {
		t.Errorf("audit: exit code %d, %v: %s", code, counts, words)
	}
	code, out, words = on("audit", "--on", "alpha beta", "--causes", "-o", "jsonl", "since:7d")
	if counts := ofInstances(t, "cause.json", out, instanceOf(t, "cause.json")); code != command.ExitOK || counts["alpha"] == 0 || !strings.Contains(words, "2 of 2 answered") {
		t.Errorf("audit --causes: exit code %d, %v: %s", code, counts, words)
	}
	file := filepath.Join(t.TempDir(), "found")
	if err := os.WriteFile(file, []byte(beta.key), 0o600); err != nil {
		t.Fatal(err)
	}
	var found []struct{ Instance, ID, Name string }
	code, out, words = on("keys", "identify", "--on", "alpha beta", "--key-file", file, "-o", "json")
	valid(t, "identify.json", out, &found)
	if code != command.ExitOK || len(found) != 1 || found[0].Instance != "beta" || strings.Contains(found[0].ID, "/") {
		t.Errorf("identify: exit code %d: %s%s", code, out, words)
	}
	if code, _, words = on("keys", "identify", "--all", "--key-file", file); code != command.ExitPartial || !strings.Contains(words, gone) {
		t.Errorf("identify: exit code %d: %s", code, words)
	}
	if strings.Contains(out+words, alpha.key) || strings.Contains(out+words, beta.key) {
		t.Error("a key is told")
	}
}

// What is noted about a key is found by its own instance.
func TestNotesAreThoseOfAKeysInstance(t *testing.T) {
	on, _, _ := onSeveral(t)
	for profile, owner := range map[string]string{"alpha": "anna", "beta": "ben"} {
		if code, _, words := on("keys", "note", "First key", "--owner", owner, "--profile", profile); code != command.ExitOK {
			t.Fatal(words)
		}
	}
	for owner, want := range map[string]string{"anna": "alpha", "ben": "beta"} {
		code, out, words := on("keys", "list", "--on", "alpha beta", "owner:"+owner, "-o", "jsonl")
		if counts := ofInstances(t, "key.json", out, instanceOf(t, "key.json")); code != command.ExitOK || len(counts) != 1 || counts[want] != 1 || !strings.Contains(out, owner) {
			t.Errorf("%s: exit code %d, %v: %s", owner, code, counts, words)
		}
	}
}

// A review of several names each key's instance in every format, and who did not answer.
func TestReviewOfSeveralInstances(t *testing.T) {
	on, alpha, beta := onSeveral(t)
	if code, _, words := on("keys", "note", "First key", "--owner", "ben", "--profile", "beta"); code != command.ExitOK {
		t.Fatal(words)
	}
	code, out, words := on("review", "--all", "-o", "json")
	var whole struct {
		Instances []struct {
			Instance string
			Keys     *int
			Lacks    *string
		}
		Keys []struct {
			Instance string
			Owner    string
			Key      struct{ ID, Instance string }
			Findings []struct{ Rule string }
		}
		Failures []struct{ Count int }
	}
	valid(t, "review.json", out, &whole)
	if code != command.ExitPartial || !strings.Contains(words, "2 of 3 answered, 1 unreachable\n! gone: Can't list keys: connection refused") {
		t.Errorf("exit code %d: %s", code, words)
	}
	if i := whole.Instances; len(i) != 3 || *i[0].Keys < 5 || i[0].Lacks != nil || *i[1].Keys != 1 || i[2].Instance != "gone" || i[2].Keys != nil || !strings.Contains(*i[2].Lacks, "connection refused") {
		t.Errorf("instances: %s", out)
	}
	of := map[string]int{}
	for _, k := range whole.Keys {
		of[k.Instance]++
		if k.Key.Instance != k.Instance || strings.Contains(k.Key.ID, "/") || (k.Owner == "ben") != (k.Instance == "beta") || len(k.Findings) == 0 && k.Instance == "beta" {
			t.Errorf("got %+v", k)
		}
	}
	if len(of) != 2 || of["alpha"] != *whole.Instances[0].Keys || of["beta"] != 1 || len(whole.Failures) == 0 {
		t.Errorf("keys of %v, %d causes", of, len(whole.Failures))
	}
	for format, want := range map[string][]string{
		"table": {"INSTANCE", "beta "}, "csv": {"instance,id,name", "beta,"},
		"md":   {"| Instance | Key |", "| beta | First key (", "| gone | " + "http://", "| did not answer |", "2 of 3 answered, not gone"},
		"html": {"<th>Instance</th><th>Key</th>", "<td>beta</td>", "<td><b>gone</b></td>", "did not answer", "connection refused", "2 of 3 answered, not gone"},
	} {
		code, out, words := on("review", "--all", "-o", format)
		for _, part := range want {
			if code != command.ExitPartial || !strings.Contains(out, part) {
				t.Errorf("-o %s: exit code %d, no %q: %s%s", format, code, part, out, words)
			}
		}
		if strings.Contains(out+words, alpha.key) || strings.Contains(out+words, beta.key) {
			t.Errorf("-o %s tells a key", format)
		}
	}
	if code, out, words := on("review", "--on", "beta", "-o", "csv"); code != command.ExitOK || strings.Count(out, "\r\n") != 2 || !strings.Contains(words, "1 of 1 answered") {
		t.Errorf("--on beta: exit code %d: %s%s", code, out, words)
	}
	code, out, _ = on("review", "--profile", "beta", "-o", "html")
	if code != command.ExitOK || strings.Contains(out, "<th>Instance</th>") {
		t.Errorf("one alone: exit code %d: %s", code, out)
	}
}

// What happened on several instances is told in one order, and a visit is each one's own.
func TestHistoryOfSeveralInstances(t *testing.T) {
	on, _, _ := onSeveral(t)
	for _, args := range [][]string{
		{"history", "--profile", "beta"},
		{"keys", "create", "--name", "Shift", "--permission", "backups=read", "--expires", "7d", "-o", "value", "--profile", "beta"},
		{"keys", "revoke", "Monitoring", "--yes", "--profile", "alpha"},
	} {
		if code, _, words := on(args...); code != command.ExitOK {
			t.Fatal(words)
		}
	}
	type report struct {
		SinceLastVisit bool
		Since          *string
		Instances      []struct {
			Instance       string
			SinceLastVisit bool
			Since, Lacks   *string
		}
		Changes []struct {
			Kind, Instance string
			Before         time.Time
			Own            bool
			Key            struct{ ID, Name, Instance string }
		}
		CantTell []string
	}
	code, out, words := on("history", "--all", "-o", "json")
	var told report
	valid(t, "history.json", out, &told)
	if code != command.ExitPartial || !strings.Contains(words, "2 of 3 answered, 1 unreachable\n! gone: Can't list keys: connection refused") || strings.Count(words, "gone: ") != 1 {
		t.Errorf("exit code %d: %s", code, words)
	}
	var own []string
	for i, c := range told.Changes {
		if c.Own {
			own = append(own, c.Instance+" "+c.Kind+" "+c.Key.Name)
		}
		if c.Key.Instance != c.Instance || strings.Contains(c.Key.ID, "/") || i > 0 && c.Before.After(told.Changes[i-1].Before) {
			t.Errorf("%d: %+v", i, c)
		}
	}
	slices.Sort(own)
	if !slices.Equal(own, []string{"alpha gone Monitoring", "beta new Shift"}) {
		t.Errorf("own: %q in %s", own, out)
	}
	if i := told.Instances; !told.SinceLastVisit || told.Since != nil || len(i) != 3 || i[0].SinceLastVisit || !i[1].SinceLastVisit || i[1].Since == nil || i[1].Lacks != nil || !strings.Contains(*i[2].Lacks, "connection refused") {
		t.Errorf("visits: %s", out)
	}
	if !slices.ContainsFunc(told.CantTell, func(words string) bool { return strings.HasPrefix(words, "alpha: There was no visit before") }) {
		t.Errorf("can't tell: %q", told.CantTell)
	}
	code, out, words = on("history", "--on", "alpha beta", "--since", "24h", "--seen")
	if code != command.ExitOK || !strings.HasPrefix(out, "INSTANCE") || !strings.Contains(words, "Noted") || !strings.Contains(words, "2 of 2 answered") {
		t.Errorf("exit code %d: %s%s", code, out, words)
	}
	// Seen on both.
	if _, out, _ = on("history", "--on", "alpha beta", "-o", "json"); strings.Count(out, `"sinceLastVisit": true`) != 3 {
		t.Errorf("got %s", out)
	}
	if code, out, _ = on("history", "--on", "beta", "--since", "24h", "-o", "csv"); code != command.ExitOK || !strings.HasPrefix(out, "instance,kind,id") || !strings.Contains(out, "beta,new,") || strings.Contains(out, "beta/") {
		t.Errorf("exit code %d: %s", code, out)
	}
}

// What is pending is listed with its instance, the most urgent of all first.
func TestPendingOnSeveralInstances(t *testing.T) {
	on, _, _ := onSeveral(t)
	if code, out, words := on("pending", "--on", "alpha beta"); code != command.ExitOK || out != "" || !strings.Contains(words, "Nothing is pending.\n2 of 2 answered") {
		t.Fatalf("exit code %d: %s%s", code, out, words)
	}
	if code, out, words := on("pending", "--all"); code != command.ExitPartial || out != "" || strings.Contains(words, "Nothing") || !strings.Contains(words, "! gone: ") {
		t.Errorf("exit code %d: %s%s", code, out, words)
	}
	at := map[string]*api.Client{}
	for _, profile := range []string{"alpha", "beta"} {
		client, _, err := session.Connect(t.Context(), &app.Target{Profile: profile})
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		at[profile] = client
	}
	if code, _, words := on("keys", "rotate", "Monitoring", "-o", "value", "--profile", "alpha"); code != command.ExitOK {
		t.Fatal(words)
	}
	list, err := api.Keys(t.Context(), at["beta"])
	if err != nil {
		t.Fatal(err)
	}
	leaveUndelivered(t, at["beta"], list[0])
	code, out, words := on("pending", "--all", "-o", "json")
	var items []struct{ Kind, Name, KeyID, Instance string }
	valid(t, "pending.json", out, &items)
	if code != command.ExitPartial || len(items) != 2 || items[0].Kind != "undelivered" || items[0].Instance != "beta" || items[0].KeyID != list[0].ID || items[1].Kind != "rotation" || items[1].Instance != "alpha" {
		t.Errorf("exit code %d: %s%s", code, out, words)
	}
	if code, out, _ = on("pending", "--on", "alpha beta"); code != command.ExitOK || !strings.HasPrefix(out, "INSTANCE") || strings.Count(out, "\n") != 3 {
		t.Errorf("exit code %d: %s", code, out)
	}
	if code, out, _ = on("pending", "--profile", "alpha", "-o", "json"); code != command.ExitOK || strings.Contains(out, `"instance"`) {
		t.Errorf("exit code %d: %s", code, out)
	}
}

// A word may mean a key on each of several instances: all are shown.
func TestKeysThatAWordMeansOnSeveralInstances(t *testing.T) {
	on, _, _ := onSeveral(t)
	if code, _, words := on("keys", "note", "First key", "--owner", "ben", "--profile", "beta"); code != command.ExitOK {
		t.Fatal(words)
	}
	var keys []struct {
		ID, Name, Instance string
		LocalNote          *struct{ Owner string }
	}
	code, out, words := on("keys", "show", "--all", "First key", "-o", "json")
	valid(t, "keys.json", out, &keys)
	if code != command.ExitPartial || len(keys) != 2 || keys[0].Instance != "alpha" || keys[0].LocalNote != nil || keys[1].Instance != "beta" || keys[1].LocalNote.Owner != "ben" || !strings.Contains(words, "! gone: ") {
		t.Fatalf("exit code %d: %s%s", code, out, words)
	}
	code, out, words = on("keys", "show", "--on", "alpha beta", keys[1].ID)
	if code != command.ExitOK || strings.Count(out, "Instance") != 1 || !strings.Contains(out, "beta") || !strings.Contains(out, "ben") || strings.Contains(out, "beta/") {
		t.Errorf("exit code %d: %s%s", code, out, words)
	}
	if code, out, _ = on("keys", "show", "--on", "alpha beta", "first key"); code != command.ExitOK || strings.Count(out, "Instance") != 2 {
		t.Errorf("exit code %d: %s", code, out)
	}
	if code, out, words = on("keys", "show", "--on", "alpha beta", "nobody's"); code != command.ExitNotFound || out != "" {
		t.Errorf("exit code %d: %s%s", code, out, words)
	}
	if code, _, words = on("keys", "show", "--all", "nobody's"); code != command.ExitPartial || !strings.Contains(words, "It may be one of the keys that aren't listed") || !strings.Contains(words, "! gone: ") {
		t.Errorf("exit code %d: %s", code, words)
	}
}

// An export of several says of each entry whose it is, and at its end that it is not whole.
func TestExportOfSeveralInstances(t *testing.T) {
	on, _, _ := onSeveral(t)
	path := filepath.Join(t.TempDir(), "x.csv")
	code, _, words := on("audit", "--all", "--export", path, "since:7d")
	file, err := os.ReadFile(path)
	if err != nil || code != command.ExitPartial || strings.Count(words, "2 of 3 answered") == 0 {
		t.Fatalf("exit code %d: %s, %v", code, words, err)
	}
	_, printed, _ := on("audit", "--on", "alpha beta", "-o", "csv", "since:7d")
	for what, out := range map[string]string{"file": string(file), "stdout": printed} {
		if !strings.Contains(out, "\ninstance,timestamp,type") || !strings.Contains(out, "\nalpha,20") || strings.Contains(out, "alpha/") {
			t.Errorf("%s: %s", what, out)
		}
	}
	if !strings.Contains(string(file), "# not whole") || !strings.Contains(string(file), "# instance,3 instances") || strings.Contains(string(file), "# end") {
		t.Errorf("got %s", file)
	}
	lines := filepath.Join(t.TempDir(), "x.jsonl")
	if code, _, words := on("audit", "--on", "alpha beta", "--export", lines, "since:7d"); code != command.ExitOK {
		t.Fatalf("exit code %d: %s", code, words)
	}
	if file, err = os.ReadFile(lines); err != nil || !strings.Contains(string(file), `"instance":"alpha"`) || strings.Contains(string(file), "alpha/") || !strings.Contains(string(file), `{"end":`) {
		t.Errorf("%v: %s", err, file)
	}
}

// The log of several is narrowed down by the names of instances, its causes and its export
// too; the log of one has none.
func TestTheLogOfSomeOfSeveralInstances(t *testing.T) {
	on, _, _ := onSeveral(t)
	for _, as := range [][]string{nil, {"--causes"}} {
		code, out, words := on(append([]string{"audit", "--all", "-o", "jsonl", "since:7d", "instance:ALPH"}, as...)...)
		if code != command.ExitOK || !strings.Contains(out, "alpha") || strings.Contains(out, "beta") {
			t.Errorf("%v: exit code %d: %s%s", as, code, out, words)
		}
		if code, out, words = on(append([]string{"audit", "--all", "-o", "jsonl", "instance:nowhere"}, as...)...); code != command.ExitOK || out != "" {
			t.Errorf("%v, of none: exit code %d: %s%s", as, code, out, words)
		}
		if code, _, words = on(append([]string{"audit", "-p", "alpha", "key:x", "instance:alpha"}, as...)...); code != command.ExitUsage || !strings.Contains(words, "position 7: “instance:” tells the logs of several instances apart, and this is the log of one") {
			t.Errorf("%v, on one: exit code %d: %s", as, code, words)
		}
	}
	path := filepath.Join(t.TempDir(), "x.csv")
	code, _, words := on("audit", "--all", "--export", path, "since:7d", "instance:alpha")
	if file, err := os.ReadFile(path); err != nil || code != command.ExitOK || !strings.Contains(string(file), "\nalpha,20") || strings.Contains(string(file), "\nbeta,20") {
		t.Errorf("exit code %d: %s%s, %v", code, words, file, err)
	}
}

func TestMistakesAboutSeveralInstances(t *testing.T) {
	on, _, _ := onSeveral(t)
	for _, args := range [][]string{{"keys", "list"}, {"keys", "show", "x"}, {"keys", "identify"}, {"check"}, {"audit"}, {"review"}, {"history"}, {"pending"}} {
		for want, flags := range map[string][]string{
			"--profile names one instance": {"--all", "--profile", "alpha"}, "nothing is known of states": {"--on", "state:ok"},
			"position 1: no profile has": {"--on", "nobody"}, "position 5: ": {"--on", "env:"},
		} {
			if code, out, words := on(slices.Concat(args, flags)...); code != command.ExitUsage || !strings.Contains(words, want) || out != "" {
				t.Errorf("%q %q: exit code %d, %s", args, flags, code, words)
			}
		}
	}
}

// An instance that is away is a figure, and the others have theirs.
func TestFiguresOfSeveralInstancesForPrometheus(t *testing.T) {
	on, alpha, _ := onSeveral(t)
	code, out, words := on("check", "--all", "-o", "prometheus")
	for _, line := range []string{
		`supascale_up{profile="alpha",environment="production"} 1`, `supascale_up{profile="gone",environment="staging"} 0`,
		`supascale_state{profile="gone",environment="staging",state="unreachable"} 1`, `supascale_keys{profile="beta",environment="staging"} 1`,
	} {
		if !strings.Contains(out, line+"\n") {
			t.Errorf("%s is not there", line)
		}
	}
	if code != command.ExitPartial || !strings.Contains(out, `supascale_key_expiry_timestamp_seconds{profile="alpha"`) || !strings.Contains(words, "2 of 3 answered, 1 unreachable") {
		t.Errorf("exit code %d: %s%s", code, out, words)
	}
	if code, out, words = on("check", "--profile", "beta", "--never-expiring", "-o", "prometheus"); code != command.ExitOK || strings.Count(out, "supascale_findings{") != 1 || !strings.Contains(out, `rule="never-expiring",severity="info"} 1`) {
		t.Errorf("exit code %d: %s%s", code, out, words)
	}
	if strings.Contains(out, alpha.key) {
		t.Error("a key is told")
	}
}
