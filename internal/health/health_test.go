package health_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cluster"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys"
)

const day = 24 * time.Hour

var now = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// key is one that no rule has anything against.
func key(name string, change ...func(*api.Key)) api.Key {
	k := api.Key{
		ID: "id of " + name, Name: name, Permissions: keys.Grant(keys.Projects, keys.Read),
		Created: now.Add(-100 * day), Expires: now.Add(60 * day), LastUsed: now.Add(-time.Hour),
	}
	for _, c := range change {
		c(&k)
	}
	return k
}

func created(ago time.Duration) func(*api.Key) {
	return func(k *api.Key) { k.Created = now.Add(-ago) }
}

func used(ago time.Duration) func(*api.Key) {
	return func(k *api.Key) { k.LastUsed = now.Add(-ago) }
}

func expires(in time.Duration) func(*api.Key) {
	return func(k *api.Key) { k.Expires = now.Add(in) }
}

func may(p keys.Permissions) func(*api.Key) { return func(k *api.Key) { k.Permissions = p } }

func unused(k *api.Key)   { k.LastUsed = time.Time{} }
func unexpiry(k *api.Key) { k.Expires = time.Time{} }
func undated(k *api.Key)  { k.Created = time.Time{} }

// use is a request that a key was let through with, or refused for a reason.
func use(k api.Key, r keys.Resource, level keys.Level, reason keys.Reason) cluster.Use {
	return cluster.Use{KeyID: k.ID, Resource: r, Required: level.String(), Failed: reason != "", Reason: reason, Count: 3, Last: now.Add(-2 * time.Hour)}
}

// reaching is a log that is whole from so long ago on.
func reaching(back time.Duration, uses ...cluster.Use) *health.Log {
	return &health.Log{Uses: uses, From: now.Add(-back)}
}

var (
	plain   = key("plain")
	expired = key("expired", expires(-10*day))
	broad   = key("broad", may(keys.Grant(keys.Projects, keys.Write).With(keys.Tasks, keys.Read)))
	reads   = use(broad, keys.Projects, keys.Read, "")
	tried   = use(expired, keys.Projects, keys.Read, keys.ExpiredKey)
	young   = key("young", created(20*day), may(broad.Permissions))
	others  = keys.TolerantPermissions(map[string]string{"system": "admin"})
)

// Each rule: a case that fires, some that don't, and what the data can't say.
func TestRules(t *testing.T) {
	for name, c := range map[string]struct {
		rule  health.Rule
		keys  []api.Key
		log   *health.Log
		err   error
		found []string // names of keys
		gap   string   // part of why it can't tell, "" for a rule that can
	}{
		"an expired key that is tried":      {rule: health.ExpiredTried, keys: []api.Key{expired}, log: reaching(90*day, tried), found: []string{"expired"}},
		"tried, in a part of the log":       {rule: health.ExpiredTried, keys: []api.Key{expired}, log: &health.Log{Uses: []cluster.Use{tried}, Partial: true}, found: []string{"expired"}},
		"an expired key nobody tries":       {rule: health.ExpiredTried, keys: []api.Key{expired}, log: reaching(90 * day)},
		"a key that is tried and live":      {rule: health.ExpiredTried, keys: []api.Key{plain}, log: reaching(90*day, use(plain, keys.Tasks, keys.Read, keys.PermissionDenied))},
		"expired, a log of an hour":         {rule: health.ExpiredTried, keys: []api.Key{expired}, log: reaching(time.Hour), gap: "reaches back 1 hour"},
		"expired after the log begins":      {rule: health.ExpiredTried, keys: []api.Key{key("e", expires(-time.Minute))}, log: reaching(time.Hour)},
		"expired, no log":                   {rule: health.ExpiredTried, keys: []api.Key{expired}, err: errors.New("x"), gap: "could not be read"},
		"expired, the log was not asked":    {rule: health.ExpiredTried, keys: []api.Key{expired}, gap: "was not asked"},
		"no expired key and no log":         {rule: health.ExpiredTried, keys: []api.Key{plain}},
		"expires at the threshold":          {rule: health.Expiring, keys: []api.Key{key("soon", expires(14*day))}, found: []string{"soon"}},
		"expires after it":                  {rule: health.Expiring, keys: []api.Key{key("later", expires(14*day+time.Second)), expired, key("never", unexpiry)}},
		"the sooner first":                  {rule: health.Expiring, keys: []api.Key{key("b", expires(2*day)), key("a", expires(3*day)), key("c", expires(day))}, found: []string{"c", "b", "a"}},
		"used after its replacement":        {rule: health.Superseded, keys: []api.Key{key("CI"), key("CI (2026)", created(10*day))}, found: []string{"CI"}},
		"quiet since its replacement":       {rule: health.Superseded, keys: []api.Key{key("CI", used(20*day)), key("CI", created(10*day))}},
		"another purpose":                   {rule: health.Superseded, keys: []api.Key{key("CI"), key("CIO", created(10*day))}},
		"replaced, no last use told":        {rule: health.Superseded, keys: []api.Key{key("CI", unused), key("CI", created(10*day), unused)}, gap: "tells of no key"},
		"not used for long":                 {rule: health.Stale, keys: []api.Key{key("idle", used(91*day)), plain}, found: []string{"idle"}},
		"used within the threshold":         {rule: health.Stale, keys: []api.Key{key("just", used(90*day))}},
		"stale, no last use told":           {rule: health.Stale, keys: []api.Key{key("a", unused)}, gap: "tells of no key"},
		"never used":                        {rule: health.NeverUsed, keys: []api.Key{key("forgotten", unused), plain}, found: []string{"forgotten"}},
		"never used and new":                {rule: health.NeverUsed, keys: []api.Key{key("new", unused, created(7*day)), plain}},
		"never used, of unknown age":        {rule: health.NeverUsed, keys: []api.Key{key("undated", unused, undated), plain}, gap: "does not tell when it was made"},
		"never used, no last use told":      {rule: health.NeverUsed, keys: []api.Key{key("a", unused)}, gap: "tells of no key"},
		"more than it uses":                 {rule: health.OverBroad, keys: []api.Key{broad}, log: reaching(90*day, reads), found: []string{"broad"}},
		"all of a short life":               {rule: health.OverBroad, keys: []api.Key{young}, log: reaching(20*day, use(young, keys.Projects, keys.Read, "")), found: []string{"young"}},
		"all that it may":                   {rule: health.OverBroad, keys: []api.Key{broad}, log: reaching(day, use(broad, keys.Projects, keys.Write, ""), use(broad, keys.Tasks, keys.Read, ""))},
		"too young to judge":                {rule: health.OverBroad, keys: []api.Key{key("new", created(7*day), may(broad.Permissions))}, log: reaching(90 * day)},
		"a log too short":                   {rule: health.OverBroad, keys: []api.Key{broad}, log: reaching(89*day, reads), gap: "reaches back 89 days"},
		"a log of failures alone":           {rule: health.OverBroad, keys: []api.Key{broad}, log: reaching(90 * day), gap: "may not log those"},
		"not used at all":                   {rule: health.OverBroad, keys: []api.Key{key("idle", used(95*day)), key("b", unused)}, log: reaching(90 * day)},
		"a part of the log":                 {rule: health.OverBroad, keys: []api.Key{broad}, log: &health.Log{Uses: []cluster.Use{reads}, From: now.Add(-90 * day), Partial: true}, gap: "Only a part"},
		"a log of untold reach":             {rule: health.OverBroad, keys: []api.Key{broad}, log: &health.Log{Uses: []cluster.Use{reads}}, gap: "does not tell how far"},
		"no log":                            {rule: health.OverBroad, keys: []api.Key{broad}, err: errors.New("x"), gap: "could not be read"},
		"system: write":                     {rule: health.SystemWrite, keys: []api.Key{key("root", may(keys.Grant(keys.System, keys.Write))), plain}, found: []string{"root"}},
		"system: read, and expired: write":  {rule: health.SystemWrite, keys: []api.Key{key("r", may(keys.Grant(keys.System, keys.Read))), key("e", expires(-day), may(keys.AllWrite()))}},
		"a level of system unknown here":    {rule: health.SystemWrite, keys: []api.Key{key("odd", may(others))}, gap: "not known here"},
		"never expires":                     {rule: health.NeverExpiring, keys: []api.Key{key("ever", unexpiry), plain}, found: []string{"ever"}},
		"every key expires":                 {rule: health.NeverExpiring, keys: []api.Key{plain, expired}},
		"one name, two keys":                {rule: health.DuplicateName, keys: []api.Key{key("Backup"), key("backup ", created(day)), plain}, found: []string{"Backup"}},
		"one name, one of them has expired": {rule: health.DuplicateName, keys: []api.Key{key("Backup"), key("Backup", expires(-day))}},
	} {
		t.Run(name, func(t *testing.T) {
			report := health.Check(health.Input{Keys: c.keys, Log: c.log, LogErr: c.err}, health.Defaults(), now).Only(c.rule)
			var got []string
			for _, f := range report.Findings {
				got = append(got, f.Key.Name)
				if f.Reason == "" || f.Remedy == "" || f.Rule != c.rule || f.Rule.Words() == string(f.Rule) {
					t.Errorf("a finding without words: %+v", f)
				}
			}
			if !slices.Equal(got, c.found) {
				t.Errorf("found %q, want %q", got, c.found)
			}
			switch {
			case c.gap == "" && len(report.Gaps) > 0:
				t.Errorf("can't tell: %+v", report.Gaps)
			case c.gap != "" && (len(report.Gaps) != 1 || !strings.Contains(report.Gaps[0].Why, c.gap)):
				t.Errorf("gaps %+v, want “%s”", report.Gaps, c.gap)
			}
		})
	}
}

func TestTheWordsOfFindings(t *testing.T) {
	report := health.Check(health.Input{Keys: []api.Key{expired, broad}, Log: reaching(90*day, tried, reads)}, health.Defaults(), now)
	want := []string{
		"Expired 10 days ago, and still tried: 3 attempts in the log, the last one 2 hours ago.",
		"In the log since 2026-08-28 (90 days) it never needed write on projects, tasks.",
	}
	var got []string
	for _, f := range report.Findings {
		got = append(got, f.Reason)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if remedy := report.Findings[1].Remedy; !strings.Contains(remedy, "a twin that may view projects and nothing else") {
		t.Errorf("got %q", remedy)
	}
}

// The order of the keys changes nothing, and rules come in their order.
func TestTheOrderIsStable(t *testing.T) {
	list := []api.Key{
		expired, broad, plain, key("root", may(keys.AllWrite())), key("ever", unexpiry), key("plain", created(day)),
		key("idle", used(91*day)), key("never", unused), key("soon", expires(day)),
	}
	in := health.Input{Keys: list, Log: reaching(90*day, tried, reads)}
	report := func() string {
		var b strings.Builder
		for _, f := range health.Check(in, health.Defaults(), now).Findings {
			fmt.Fprintln(&b, f.Rule, f.Key.ID)
		}
		return b.String()
	}
	want := report()
	rapid.Check(t, func(t *rapid.T) {
		in.Keys = rapid.Permutation(list).Draw(t, "keys")
		if got := report(); got != want {
			t.Fatalf("got\n%swant\n%s", got, want)
		}
	})
	rank := 0
	for line := range strings.Lines(want) {
		rule, _, _ := strings.Cut(line, " ")
		at := slices.Index(health.Rules(), health.Rule(rule))
		if at < rank {
			t.Errorf("%s comes late in\n%s", rule, want)
		}
		rank = at
	}
}

type source struct {
	stats cluster.Stats
	err   error
	asked api.StatsQuery
}

func (s *source) Stats(_ context.Context, q api.StatsQuery) (cluster.Stats, error) {
	s.asked = q
	return s.stats, s.err
}

func TestReadingTheLog(t *testing.T) {
	since := now.Add(-90 * day).Truncate(day)
	for name, c := range map[string]struct {
		stats   cluster.Stats
		from    time.Time
		partial bool
	}{
		"a log older than needed": {cluster.Stats{Oldest: now.Add(-300 * day)}, since, false},
		"a younger log":           {cluster.Stats{Oldest: now.Add(-day)}, now.Add(-day), false},
		"of untold reach":         {cluster.Stats{}, time.Time{}, false},
		"looked at in part":       {cluster.Stats{Oldest: now.Add(-day), Partial: true}, now.Add(-day), true},
		"cut off":                 {cluster.Stats{Oldest: now.Add(-day), Uses: make([]cluster.Use, api.UsesMax)}, now.Add(-day), true},
	} {
		s := &source{stats: c.stats}
		log, err := health.ReadLog(t.Context(), s, health.Defaults(), now)
		if err != nil || !log.From.Equal(c.from) || log.Partial != c.partial {
			t.Errorf("%s: %v, %v, %v", name, log.From, log.Partial, err)
		}
		if !s.asked.Uses || !s.asked.Since.Equal(since) {
			t.Errorf("%s: asked %+v", name, s.asked)
		}
	}
	if _, err := health.ReadLog(t.Context(), &source{err: errors.New("no")}, health.Defaults(), now); err == nil {
		t.Error("an error is lost")
	}
}
