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

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys"
)

const day = 24 * time.Hour

var now = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

// key is one that no rule has anything against.
func key(name string, change ...func(*api.Key)) api.Key {
	k := api.Key{
		ID: "id of " + name, Name: name, Permissions: keys.Grant(keys.Projects, keys.Read),
		Created: now.Add(-100 * day), Expires: keys.ExpiresAt(now.Add(60 * day)), LastUsed: now.Add(-time.Hour),
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
	return func(k *api.Key) { k.Expires = keys.ExpiresAt(now.Add(in)) }
}

func may(p keys.Permissions) func(*api.Key) { return func(k *api.Key) { k.Permissions = p } }

func unused(k *api.Key)   { k.LastUsed = time.Time{} }
func unexpiry(k *api.Key) { k.Expires = keys.Expiry{} }
func undated(k *api.Key)  { k.Created = time.Time{} }
func unread(k *api.Key)   { k.Expires = keys.UnreadableExpiry("soon") }

// use is a request that a key was let through with, or refused for a reason.
func use(k api.Key, r keys.Resource, level keys.Level, reason keys.Reason) cluster.Use {
	return cluster.Use{KeyID: k.ID, Resource: r, Required: level.String(), Failed: reason != "", Reason: reason, Count: 3, Last: now.Add(-2 * time.Hour)}
}

// at is a use of a key from an address, first and last so long ago.
func at(k api.Key, ip string, first, last time.Duration) cluster.Address {
	return cluster.Address{KeyID: k.ID, IP: ip, Count: 2, First: now.Add(-first), Last: now.Add(-last)}
}

// from is a log that is whole from so long ago on, with addresses.
func from(back time.Duration, addresses ...cluster.Address) *health.Log {
	return &health.Log{Addresses: addresses, From: now.Add(-back)}
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

		rotations []health.Rotation
		unnoted   error
	}{
		"from a new address":                {rule: health.NewAddress, keys: []api.Key{plain}, log: from(90*day, at(plain, "192.0.2.1", 60*day, day), at(plain, "203.0.113.9", 2*day, day)), found: []string{"plain"}},
		"from the addresses it always had":  {rule: health.NewAddress, keys: []api.Key{plain}, log: from(90*day, at(plain, "192.0.2.1", 60*day, day), at(plain, "192.0.2.2", 7*day, day))},
		"the same network of IPv6":          {rule: health.NewAddress, keys: []api.Key{plain}, log: from(90*day, at(plain, "2001:db8::1", 60*day, 9*day), at(plain, "2001:db8::2", day, day))},
		"another network of IPv6":           {rule: health.NewAddress, keys: []api.Key{plain}, log: from(90*day, at(plain, "2001:db8::1", 60*day, 9*day), at(plain, "2001:db8:0:1::1", day, day)), found: []string{"plain"}},
		"a new key has new addresses":       {rule: health.NewAddress, keys: []api.Key{key("new", created(6*day))}, log: from(90 * day)},
		"taken into use":                    {rule: health.NewAddress, keys: []api.Key{key("k", created(60*day))}, log: from(90*day, at(key("k"), "192.0.2.1", day, day))},
		"not used of late":                  {rule: health.NewAddress, keys: []api.Key{key("k", used(8*day))}, err: errors.New("x")},
		"an address, a log of a week":       {rule: health.NewAddress, keys: []api.Key{plain}, log: from(8*day, at(plain, "192.0.2.1", 8*day, day), at(plain, "192.0.2.2", day, day)), gap: "reaches back 8 days"},
		"an address, all of a short life":   {rule: health.NewAddress, keys: []api.Key{key("k", created(10*day))}, log: from(10*day, at(key("k"), "192.0.2.1", 9*day, day), at(key("k"), "192.0.2.2", day, day)), found: []string{"k"}},
		"an address, nothing to compare":    {rule: health.NewAddress, keys: []api.Key{plain}, log: from(90*day, at(plain, "192.0.2.2", day, day)), gap: "no earlier use"},
		"an address, no log":                {rule: health.NewAddress, keys: []api.Key{plain}, err: errors.New("x"), gap: "could not be read"},
		"an address, a part of the log":     {rule: health.NewAddress, keys: []api.Key{plain}, log: &health.Log{From: now.Add(-90 * day), Partial: true}, gap: "Only a part"},
		"too many addresses":                {rule: health.NewAddress, keys: []api.Key{plain}, log: &health.Log{From: now.Add(-90 * day), AddressesCut: true}, gap: "more addresses than"},
		"a log without addresses":           {rule: health.NewAddress, keys: []api.Key{plain}, log: from(90 * day), gap: "from where the key is used"},
		"neither last use nor addresses":    {rule: health.NewAddress, keys: []api.Key{key("k", unused)}, log: from(90 * day), gap: "from where the key is used"},
		"no last use, not in the log":       {rule: health.NewAddress, keys: []api.Key{key("k", unused)}, log: from(90*day, at(plain, "192.0.2.2", 60*day, day))},
		"a rotation begun":                  {rule: health.RotationUnfinished, keys: []api.Key{plain, young}, rotations: []health.Rotation{{Old: plain.ID, New: young.ID, Begun: now.Add(-20 * day)}}, found: []string{"plain"}},
		"a rotation without a replacement":  {rule: health.RotationUnfinished, keys: []api.Key{plain}, rotations: []health.Rotation{{Old: plain.ID, New: "gone"}}, found: []string{"plain"}},
		"the old key is revoked":            {rule: health.RotationUnfinished, keys: []api.Key{young}, rotations: []health.Rotation{{Old: plain.ID, New: young.ID}}},
		"no rotation":                       {rule: health.RotationUnfinished, keys: []api.Key{plain}, rotations: []health.Rotation{}},
		"rotations can't be read":           {rule: health.RotationUnfinished, keys: []api.Key{plain}, unnoted: errors.New("x"), gap: "could be read"},
		"some rotations can't be read":      {rule: health.RotationUnfinished, keys: []api.Key{plain}, rotations: []health.Rotation{{Old: plain.ID}}, unnoted: errors.New("x"), found: []string{"plain"}, gap: "could be read"},
		"rotations were not looked at":      {rule: health.RotationUnfinished, keys: []api.Key{plain}, gap: "not looked at"},
		"a rotation says it already":        {rule: health.Superseded, keys: []api.Key{key("CI"), key("CI 2", created(10*day))}, rotations: []health.Rotation{{Old: "id of CI", New: "id of CI 2"}}},
		"replaced, no age told":             {rule: health.Superseded, keys: []api.Key{key("CI"), key("CI 2", undated)}, gap: "which of them was made later"},
		"an expiry that can't be read":      {rule: health.Expiring, keys: []api.Key{key("odd", unread)}, gap: "can't be read"},
		"perhaps it never expires":          {rule: health.NeverExpiring, keys: []api.Key{key("odd", unread)}, gap: "can't be read"},
		"perhaps it has expired":            {rule: health.ExpiredTried, keys: []api.Key{key("odd", unread)}, log: reaching(90 * day), gap: "can't be read"},
		"keys without names":                {rule: health.DuplicateName, keys: []api.Key{key(""), key(" "), plain}, gap: "no name"},
		"an expired key that is tried":      {rule: health.ExpiredTried, keys: []api.Key{expired}, log: reaching(90*day, tried), found: []string{"expired"}},
		"tried, in a part of the log":       {rule: health.ExpiredTried, keys: []api.Key{expired}, log: &health.Log{Uses: []cluster.Use{tried}, Partial: true}, found: []string{"expired"}},
		"an expired key nobody tries":       {rule: health.ExpiredTried, keys: []api.Key{expired}, log: reaching(90 * day)},
		"a key that is tried and live":      {rule: health.ExpiredTried, keys: []api.Key{plain}, log: reaching(90*day, use(plain, keys.Tasks, keys.Read, keys.PermissionDenied))},
		"expired, a log of an hour":         {rule: health.ExpiredTried, keys: []api.Key{expired}, log: reaching(time.Hour), gap: "reaches back 60 minutes"},
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
		"expired, and others not":           {rule: health.Expired, keys: []api.Key{expired, plain, key("ever", unexpiry), key("last minute", expires(time.Minute))}, found: []string{"expired"}},
		"more than it uses":                 {rule: health.OverPrivileged, keys: []api.Key{broad}, log: reaching(90*day, reads), found: []string{"broad"}},
		"all of a short life":               {rule: health.OverPrivileged, keys: []api.Key{young}, log: reaching(20*day, use(young, keys.Projects, keys.Read, "")), found: []string{"young"}},
		"all that it may":                   {rule: health.OverPrivileged, keys: []api.Key{broad}, log: reaching(day, use(broad, keys.Projects, keys.Write, ""), use(broad, keys.Tasks, keys.Read, ""))},
		"too young to judge":                {rule: health.OverPrivileged, keys: []api.Key{key("new", created(7*day), may(broad.Permissions))}, log: reaching(90 * day)},
		"a log too short":                   {rule: health.OverPrivileged, keys: []api.Key{broad}, log: reaching(89*day, reads), gap: "reaches back 89 days"},
		"a log of failures alone":           {rule: health.OverPrivileged, keys: []api.Key{broad}, log: reaching(90 * day), gap: "may not log those"},
		"not used at all":                   {rule: health.OverPrivileged, keys: []api.Key{key("idle", used(95*day)), key("b", unused)}, log: reaching(90 * day)},
		"a part of the log":                 {rule: health.OverPrivileged, keys: []api.Key{broad}, log: &health.Log{Uses: []cluster.Use{reads}, From: now.Add(-90 * day), Partial: true}, gap: "Only a part"},
		"a log of untold reach":             {rule: health.OverPrivileged, keys: []api.Key{broad}, log: &health.Log{Uses: []cluster.Use{reads}}, gap: "does not tell how far"},
		"no log":                            {rule: health.OverPrivileged, keys: []api.Key{broad}, err: errors.New("x"), gap: "could not be read"},
		"system: write":                     {rule: health.SystemWrite, keys: []api.Key{key("root", may(keys.Grant(keys.System, keys.Write))), plain}, found: []string{"root"}},
		"system: read, and expired: write":  {rule: health.SystemWrite, keys: []api.Key{key("r", may(keys.Grant(keys.System, keys.Read))), key("e", expires(-day), may(keys.AllWrite()))}},
		"a level of system unknown here":    {rule: health.SystemWrite, keys: []api.Key{key("odd", may(others))}, gap: "not known here"},
		"never expires":                     {rule: health.NeverExpiring, keys: []api.Key{key("ever", unexpiry), plain}, found: []string{"ever"}},
		"every key expires":                 {rule: health.NeverExpiring, keys: []api.Key{plain, expired}},
		"one name, two keys":                {rule: health.DuplicateName, keys: []api.Key{key("Backup"), key("backup ", created(day)), plain}, found: []string{"Backup"}},
		"one name, one of them has expired": {rule: health.DuplicateName, keys: []api.Key{key("Backup"), key("Backup", expires(-day))}},
	} {
		t.Run(name, func(t *testing.T) {
			report := health.Check(health.Input{Keys: c.keys, Log: c.log, LogErr: c.err, Rotations: c.rotations, RotationsErr: c.unnoted}, health.Defaults(), now).Only(c.rule)
			var got []string
			for _, f := range report.Findings {
				got = append(got, f.Key.Name)
				if f.Reason == "" || f.Remedy == "" || f.Rule != c.rule ||
					f.Rule.Words() == string(f.Rule) && f.Rule != health.OverPrivileged && f.Rule != health.Expired {
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
		"Expired 10 days ago.",
		"In the log since 2026-08-28 (90 days) it never needed write on projects, tasks.",
	}
	var got []string
	for _, f := range report.Findings {
		got = append(got, f.Reason)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if remedy := report.Findings[2].Remedy; !strings.Contains(remedy, "a key that may view projects and nothing else") {
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
	keys    []api.Key
	stats   cluster.Stats
	err     error
	listErr error
	asked   *api.StatsQuery
}

func (s *source) ListKeys(context.Context, int, int) (api.KeyPage, error) {
	return api.KeyPage{Keys: s.keys, Total: len(s.keys)}, s.listErr
}

func (s *source) Stats(_ context.Context, q api.StatsQuery) (cluster.Stats, error) {
	s.asked = &q
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

// What ends a check, and what it only can't tell.
func TestGathering(t *testing.T) {
	failed := func(kind api.Kind) error { return &api.Error{Kind: kind} }
	for name, c := range map[string]struct {
		source source
		rules  []health.Rule
		asked  bool
		ends   bool
	}{
		"all that is needed":       {source: source{keys: []api.Key{plain}}, rules: health.Rules(), asked: true},
		"no rule asks the log":     {source: source{keys: []api.Key{plain}}, rules: []health.Rule{health.Expiring, health.Stale}},
		"the keys can't be listed": {source: source{listErr: failed(api.Forbidden)}, rules: health.Rules(), ends: true},
		"the log may not be read":  {source: source{keys: []api.Key{plain}, err: failed(api.Forbidden)}, rules: health.Rules(), asked: true},
		"the link drops":           {source: source{keys: []api.Key{plain}, err: failed(api.Unreachable)}, rules: health.Rules(), asked: true, ends: true},
		"the credential is gone":   {source: source{keys: []api.Key{plain}, err: failed(api.Unauthorized)}, rules: health.Rules(), asked: true, ends: true},
	} {
		in, err := health.Gather(t.Context(), &c.source, c.rules, health.Defaults(), now)
		if (err != nil) != c.ends || (c.source.asked != nil) != c.asked {
			t.Errorf("%s: %v, asked: %v", name, err, c.source.asked)
		}
		if c.source.err != nil && !c.ends && in.LogErr == nil {
			t.Errorf("%s: nothing says that the log could not be read", name)
		}
	}
}

// The order in which rules are listed and how much they matter never contradict each other.
func TestRulesAreInTheOrderOfTheirSeverity(t *testing.T) {
	order := []health.Severity{health.Critical, health.Warning, health.Info}
	rank := func(r health.Rule) int { return slices.Index(order, r.Severity()) }
	rules := health.Rules()
	if !slices.IsSortedFunc(rules, func(a, b health.Rule) int { return rank(a) - rank(b) }) {
		t.Errorf("the severities of %v don't fall", rules)
	}
	if rank(rules[0]) != 0 || rank(rules[len(rules)-1]) != 2 {
		t.Errorf("the severities go from %s to %s", rules[0].Severity(), rules[len(rules)-1].Severity())
	}
}

func TestRulesWithoutTheIgnored(t *testing.T) {
	left := health.Except([]health.Rule{health.SystemWrite, "no-such-rule"})
	if len(left) != len(health.Rules())-1 || slices.Contains(left, health.SystemWrite) {
		t.Errorf("got %v", left)
	}
}

// Facts stay the same while time goes by and change with what is found.
func TestFactsOfAFinding(t *testing.T) {
	all := []api.Key{
		expired, broad, plain, key("root", may(keys.AllWrite())), key("ever", unexpiry), key("plain", created(day), func(k *api.Key) { k.ID = "twin" }),
		key("idle", used(91*day)), key("never", unused), key("soon", expires(3*day)),
	}
	in := health.Input{Keys: all, Log: reaching(90*day, tried, reads), Rotations: []health.Rotation{{Old: broad.ID, New: plain.ID}}}
	in.Log.Addresses = []cluster.Address{at(plain, "192.0.2.1", 60*day, day), at(plain, "192.0.2.2", day, day)}
	facts := func(now time.Time) map[string]string {
		m := make(map[string]string)
		for _, f := range health.Check(in, health.Defaults(), now).Findings {
			m[string(f.Rule)+" "+f.Key.ID] = f.Facts()
		}
		return m
	}
	before, after := facts(now), facts(now.Add(time.Hour))
	rules := make(map[string]bool)
	for id, was := range before {
		rule, _, _ := strings.Cut(id, " ")
		rules[rule] = true
		if after[id] != was {
			t.Errorf("%s: %s became %s", id, was, after[id])
		}
	}
	if len(rules) != len(health.Rules()) {
		t.Errorf("only %d rules found something: %v", len(rules), rules)
	}
	in.Keys[len(all)-1].Expires = keys.ExpiresAt(now.Add(4 * day))
	if id := "expiring id of soon"; facts(now)[id] == before[id] {
		t.Errorf("another expiry changes nothing: %s", before[id])
	}
	in.Log.Addresses = append(in.Log.Addresses, at(plain, "192.0.2.3", time.Hour, time.Hour))
	if id := "new-address " + plain.ID; facts(now)[id] == before[id] {
		t.Errorf("one more address changes nothing: %s", before[id])
	}
}

// Many keys, of one name or of many, take about as long for each as a few.
func BenchmarkCheck(b *testing.B) {
	const many = 100_000
	for _, one := range []bool{false, true} {
		var short float64
		for _, n := range []int{1000, many} {
			b.Run(fmt.Sprintf("one name %v/%dk", one, n/1000), func(b *testing.B) {
				in := health.Input{Log: reaching(90 * day), Rotations: []health.Rotation{}}
				for i := range n {
					name := fmt.Sprintf("Deploy %d", i%(n/2+1))
					if one {
						name = "Deploy"
					}
					k := key(name, created(time.Duration(i)*time.Minute), used(time.Duration(i%200)*day))
					k.ID = fmt.Sprint(i)
					in.Keys = append(in.Keys, k)
					if i < n/10 {
						in.Log.Uses = append(in.Log.Uses, use(k, keys.Projects, keys.Read, ""))
						in.Log.Addresses = append(in.Log.Addresses, at(k, "192.0.2.1", 60*day, day))
					}
				}
				for b.Loop() {
					health.Check(in, health.Defaults(), now)
				}
				if each := float64(b.Elapsed()) / float64(b.N) / float64(n); n != many {
					short = each
				} else if short > 0 {
					b.ReportMetric(each/short, "x-vs-1k-per-key")
				}
			})
		}
	}
}
