package output

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// metrics writes figures in the text format of Prometheus, as node_exporter's textfile
// collector reads it.
type metrics struct {
	text strings.Builder
	seen map[string]bool // series that are there: one that comes twice spoils the whole file
}

// gauge begins a figure.
func (m *metrics) gauge(name, help string) {
	_, _ = fmt.Fprintf(&m.text, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name)
}

// add adds a value; labels are names and values in turn.
func (m *metrics) add(name string, value string, labels ...string) {
	pairs := make([]string, 0, len(labels)/2)
	for pair := range slices.Chunk(labels, 2) {
		pairs = append(pairs, pair[0]+`="`+escapeLabel(pair[1])+`"`)
	}
	series := name + "{" + strings.Join(pairs, ",") + "}"
	if !m.seen[series] {
		m.seen[series] = true
		m.text.WriteString(series + " " + value + "\n")
	}
}

// escapeLabel makes a text the value of a label.
func escapeLabel(text string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(sanitize.Text(text))
}

// WritePrometheus writes how instances stand, as figures for rules. What isn't known has no
// value.
func WritePrometheus(out io.Writer, rows []fleet.Row, rules []health.Rule) error {
	m := &metrics{seen: map[string]bool{}}
	each := func(name, help string, value func(r fleet.Row) (string, bool)) {
		m.gauge(name, help)
		for _, r := range rows {
			if v, known := value(r); known {
				m.add(name, v, "profile", r.Name, "environment", r.Environment)
			}
		}
	}
	figure := func(name, help string, of func(fleet.Row) fleet.Figure) {
		each(name, help, func(r fleet.Row) (string, bool) { return strconv.Itoa(of(r).N), of(r).Known })
	}
	each("supascale_up", "Whether the instance listed its keys.", func(r fleet.Row) (string, bool) {
		return map[bool]string{true: "1", false: "0"}[r.Keys.Known], true
	})
	m.gauge("supascale_state", "How the instance stands: 1 for the state that it has.")
	for _, r := range rows {
		for _, s := range fleet.States() {
			m.add("supascale_state", map[bool]string{true: "1", false: "0"}[s == r.State], "profile", r.Name, "environment", r.Environment, "state", s.Word())
		}
	}
	each("supascale_asked_timestamp_seconds", "When the instance was asked.", func(r fleet.Row) (string, bool) { return strconv.FormatInt(r.Asked.Unix(), 10), true })
	each("supascale_round_trip_seconds", "How long a small question took.", func(r fleet.Row) (string, bool) {
		return strconv.FormatFloat(r.RoundTrip.Seconds(), 'f', -1, 64), r.RoundTrip > 0
	})
	figure("supascale_keys", "Keys of the instance.", func(r fleet.Row) fleet.Figure { return r.Keys })
	figure("supascale_expired_keys", "Keys that have expired.", func(r fleet.Row) fleet.Figure { return r.Expired })
	figure("supascale_failed_requests", fmt.Sprintf("Requests that were refused in the last %d hours.", fleet.Hours), func(r fleet.Row) fleet.Figure { return r.Failures })
	m.findings(rows, rules)
	m.expiries(rows)
	_, err := io.WriteString(out, m.text.String())
	return err
}

// findings counts them by rule, those of which there are none too: a rule that finds no more
// must not keep its last figure.
func (m *metrics) findings(rows []fleet.Row, rules []health.Rule) {
	m.gauge("supascale_findings", "Keys that want attention, by rule.")
	for _, r := range rows {
		if !r.Findings.Known {
			continue
		}
		counts := map[health.Rule]int{}
		for _, f := range r.Report.Findings {
			counts[f.Rule]++
		}
		for _, rule := range rules {
			m.add("supascale_findings", strconv.Itoa(counts[rule]), "profile", r.Name, "environment", r.Environment, "rule", string(rule), "severity", string(rule.Severity()))
		}
	}
}

func (m *metrics) expiries(rows []fleet.Row) {
	m.gauge("supascale_key_expiry_timestamp_seconds", "When a key expires; keys that never do have no value.")
	for _, r := range rows {
		for i := range r.List {
			k := &r.List[i]
			if at, limited := k.Expires.At(); limited {
				m.add("supascale_key_expiry_timestamp_seconds", strconv.FormatInt(at.Unix(), 10),
					"profile", r.Name, "environment", r.Environment, "key_id", k.ID, "name", k.Name, "preview", keys.ShortPreview(k.Preview))
			}
		}
	}
}
