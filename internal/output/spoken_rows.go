package output

import (
	"fmt"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity"
	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/identify"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/keytest"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/pending"
	"github.com/supascale/supascale-tui/internal/review"
	"github.com/supascale/supascale-tui/internal/text"
)

// SayKey is a key in a list that is read out.
func SayKey(k *api.Key, now time.Time) string {
	status := k.Expires.StatusAt(now)
	state := status.String()
	switch {
	case k.Expires.IsNever():
		state += ", never expires"
	case status == keys.Untold:
		state = "expiry " + k.Expires.Moment(time.UTC)
	case status == keys.Active:
		state += ", expires " + k.Expires.Short(now)
	case status == keys.Expiring:
		state += ", " + k.Expires.Short(now)
	default:
		state += " " + k.Expires.Short(now)
	}
	line := fmt.Sprintf("%s: %s; %s; %s.", lifecycle.Shown(k), state, k.Permissions.Spoken(), sayUsed(k, now))
	if k.CantName() != "" {
		line += " It can't be acted upon."
	}
	return line
}

func sayUsed(k *api.Key, now time.Time) string {
	if k.LastUsed.IsZero() {
		return "never used"
	}
	return "last used " + text.Relative(k.LastUsed, now, "")
}

func sayGone(t *history.GoneKey, now time.Time, zone *time.Location) string {
	by := t.KnownBy()
	if t.ByInstance {
		by = "the " + by
	}
	return lifecycle.Shown(&t.Key) + ": " + t.Words(zone, now) + ", known by " + by + "; " + t.Key.Permissions.Spoken() + "."
}

// GoneDetails is all that is left of a key that is gone, for people.
func GoneDetails(t *history.GoneKey, now time.Time, zone *time.Location) [][2]string {
	k := &t.Key
	title, unused := "Key that is gone", "never"
	if t.How() == "revoked" {
		title = "Revoked key"
	}
	if !t.ByInstance {
		unused = "not noted"
	}
	lines := [][2]string{{title, lifecycle.Shown(k)}, {"Known", t.Sentence(zone, now)}}
	if t.IsExact() {
		lines = append(lines, [2]string{"Revoked", text.When(t.Before, now, zone, "not known")})
	} else {
		lines = append(lines, [2]string{"Seen last", text.When(t.After, now, zone, "not known")}, [2]string{"Gone by", text.When(t.Before, now, zone, "not known")})
	}
	return told(append(lines, [][2]string{
		{"Preview", k.Preview}, {"Permissions", k.Permissions.Spoken()}, {"Created", text.When(k.Created, now, zone, "not told")},
		{"Expires", k.Expires.Words(now, zone)}, {"Last used", text.When(k.LastUsed, now, zone, unused)}, {"ID", k.ID},
	}...))
}

func sayMatch(m *identify.Match, now time.Time) string {
	k := &m.Key
	state := "revoked " + text.Relative(k.Revoked, now, "")
	if !m.IsRevoked() {
		state = k.Expires.StatusAt(now).String()
	}
	return lifecycle.Shown(&k.Key) + ": " + joined(m.Certainty(), state, k.Preview, sayUsed(&k.Key, now)) + "."
}

func sayFinding(f *health.Finding) string {
	return lifecycle.Shown(&f.Key) + ": " + f.Rule.Words() + ". " + f.Reason + " What to do: " + f.Remedy
}

// sayReviewed is a key of an access review.
func sayReviewed(k *review.Key, now time.Time) string {
	line := SayKey(&k.Key, now) + " Noted: " + k.Note.Words() + "."
	switch unused := unusedWords(k); unused {
	case "?":
		line += " Which levels it doesn't use can't be told."
	case "-":
	default:
		line += " Not seen in use: " + unused + "."
	}
	if words := findingWords(k); words != "" {
		line += " Findings: " + words + "."
	}
	return line
}

func sayPending(i *pending.Item, now time.Time) string {
	return i.Kind.Words() + ", " + i.Name() + ": " + i.State() + ", since " + text.Relative(i.Since, now, "") + ". " + i.Reason(now) + " What to do: " + i.Remedy()
}

func sayNote(n NotedKey) string {
	gone := ""
	if n.Known && !n.Listed {
		gone = " The key is gone."
	}
	return n.Named() + ": " + n.Words() + "." + gone
}

// sayCell is a resource of a test: what was expected, and what was found.
func sayCell(c keytest.Cell) string {
	found := c.Actual.Words()
	if c.Status > 0 {
		found += fmt.Sprintf(" (%d)", c.Status)
	}
	verdict := text.Sentence(c.Verdict.Words())
	switch c.Verdict {
	case keytest.NotAsExpected:
		verdict = "Not as expected."
	case keytest.Untried:
		return fmt.Sprintf("%s: expected %s, was not tried.", c.Resource.Title(), c.Expected.Words())
	}
	return fmt.Sprintf("%s: expected %s, was %s. %s", c.Resource.Title(), c.Expected.Words(), found, verdict)
}

func sayCause(c *cluster.Cluster, now time.Time) string {
	key := c.KeyName
	if key != "" {
		key = "key " + key
	} else if c.Previews > 1 {
		key = fmt.Sprintf("%d different keys tried", c.Previews)
	}
	needs := ""
	if c.Reason == keys.PermissionDenied {
		needs = needsOf(c.Reason, c.Resource, c.Required, c.Granted)
	}
	return joined(activity.Cause(c, ", "), text.Plural(c.Attempts, "attempt", "attempts"), routeOf(c), needs, key, from(c.IP),
		"last "+text.Relative(c.Last, now, "not told")) + "."
}

// sayInstance is an instance among all. Why one did not answer is said after them.
func sayInstance(r *fleet.Row) string {
	figure := func(f fleet.Figure, one, many string) string {
		if !f.Known {
			return ""
		}
		return text.Plural(f.N, one, many)
	}
	within := fmt.Sprintf(" in %d hours", fleet.Hours)
	trip := ""
	if r.RoundTrip > 0 {
		trip = "answers in " + roundTrip(*r, " ms")
	}
	return joined(r.Name, r.Environment) + ": " + joined(r.State.Words(), figure(r.Keys, "key", "keys"), figure(r.Expired, "expired", "expired"),
		figure(r.Expiring, "expires soon", "expire soon"), figure(r.Findings, "finding", "findings"), figure(r.Failures, "failure"+within, "failures"+within), trip) + "."
}

// routeOf is what the attempts of a cause asked for.
func routeOf(c *cluster.Cluster) string {
	if c.Routes > 1 {
		return fmt.Sprintf("%d different routes", c.Routes)
	}
	return strings.TrimSpace(c.Method + " " + c.Route)
}

// sayEntry is an entry of the log in a list.
func sayEntry(a *api.Activity, now time.Time) string {
	key, times := "", ""
	if a.KeyName != "" {
		key = "key " + a.KeyName
	}
	if a.Count > 1 {
		times = text.Number(a.Count) + " times"
	}
	needs := ""
	if a.Reason == keys.PermissionDenied {
		needs = needsOf(a.Reason, a.Resource, a.Required, a.Granted)
	}
	return joined(text.Relative(a.Time, now, "time not told")+": "+howEnded(a), asked(a), needs, key, from(a.IP), times) + "."
}

// CauseDetails is all that is known of a cause, for people.
func CauseDetails(c *cluster.Cluster, now time.Time, zone *time.Location) [][2]string {
	count := text.Plural(c.Attempts, "attempt", "attempts")
	if c.Burst > 0 {
		count += ", " + text.Number(c.Burst) + " of them within " + text.Length(cluster.BurstSpan)
	}
	return told([][2]string{
		{"Cause", activity.Cause(c, ", ")}, {"Instances", strings.Join(c.Instances, ", ")}, {"How often", count}, {"First", text.When(c.First, now, zone, "not told")}, {"Last", text.When(c.Last, now, zone, "not told")},
		{"Asked for", routeOf(c)}, {"Levels", needsOf(c.Reason, c.Resource, c.Required, c.Granted)}, {"Key", joined(c.KeyName, c.KeyPreview)},
		{"From", c.IP}, {"Agent", c.Agent}, {"Message", c.Message},
	})
}

// EntryDetails is all that is known of an entry, for people.
func EntryDetails(a *api.Activity, now time.Time, zone *time.Location) [][2]string {
	status := ""
	if a.Status != 0 {
		status = fmt.Sprint(a.Status)
	}
	_, keyID := api.SplitID(a.KeyID)
	if a.Instance == "" {
		keyID = a.KeyID
	}
	return told([][2]string{
		{"Instance", a.Instance}, {"When", text.When(a.Time, now, zone, "not told")}, {"Outcome", howEnded(a)}, {"Message", a.Message}, {"Asked for", asked(a)},
		{"Levels", needsOf(a.Reason, a.Resource, a.Required, a.Granted)}, {"Key", joined(a.KeyName, a.KeyPreview)}, {"Key id", keyID},
		{"From", a.IP}, {"Agent", a.UserAgent}, {"Answered", status},
	})
}

// told leaves out what has no text.
func told(lines [][2]string) (list [][2]string) {
	for _, line := range lines {
		if line[1] != "" {
			list = append(list, line)
		}
	}
	return list
}

// howEnded says how an attempt ended.
func howEnded(a *api.Activity) string {
	switch {
	case a.Reason != "":
		return "refused, " + activity.Outcome(a)
	case a.Failed || a.Untold:
		return activity.Outcome(a)
	}
	done := activity.Done(a.Type, a.Method+a.Path)
	switch {
	case done == "used" && a.Status != 0:
		return fmt.Sprintf("let through, answered %d", a.Status)
	case done == "used":
		return "let through"
	}
	return done
}

// asked names what was done: the request, or the event where there was none.
func asked(a *api.Activity) string {
	if a.Method == "" && a.Path == "" {
		return activity.Done(a.Type, "")
	}
	return strings.TrimSpace(a.Method + " " + a.Path)
}

// needsOf says which level a request needed: "needs backups write, has read".
func needsOf(reason keys.Reason, resource keys.Resource, required, granted string) string {
	if required == "" {
		return ""
	}
	words := "needs " + strings.TrimSpace(strings.ToLower(resource.Title())+" "+required)
	if had := activity.Had(reason, granted); had != "" {
		words += ", has " + had
	}
	return words
}

func from(ip string) string {
	if ip == "" {
		return ""
	}
	return "from " + ip
}

// joined puts commas between the texts that are there.
func joined(parts ...string) string {
	var there []string
	for _, p := range parts {
		if p != "" {
			there = append(there, p)
		}
	}
	return strings.Join(there, ", ")
}
