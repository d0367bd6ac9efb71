package health

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

const day = 24 * time.Hour

func TestMain(m *testing.M) { screentest.Main(m) }

// open gives the view of an instance, looked at once, at 80×21.
func open(t testing.TB, instance *screentest.Instance, change ...func(*screen.Env)) *Screen {
	t.Helper()
	env := screentest.Env(t, instance)
	for _, c := range change {
		c(&env)
	}
	s := New(env)
	s.SetSize(80, 21)
	screentest.Settle(s, s.Init())
	return s
}

func plain(s *Screen) string { return screentest.Plain(screentest.View(s)) }

// flat is the frame without line breaks, for sentences that wrap.
func flat(s *Screen) string { return strings.Join(strings.Fields(plain(s)), " ") }

// key is one that no rule has anything against, with changes.
func key(name string, change ...func(*api.Key)) api.Key {
	k := api.Key{
		ID: "id-" + name, Name: name, Permissions: keys.Grant(keys.Projects, keys.Read),
		Created: screentest.Now.Add(-100 * day), Expires: keys.ExpiresAt(screentest.Now.Add(60 * day)), LastUsed: screentest.Now.Add(-time.Hour),
	}
	for _, c := range change {
		c(&k)
	}
	return k
}

func created(ago time.Duration) func(*api.Key) {
	return func(k *api.Key) { k.Created = screentest.Now.Add(-ago) }
}

func expires(in time.Duration) func(*api.Key) {
	return func(k *api.Key) { k.Expires = keys.ExpiresAt(screentest.Now.Add(in)) }
}

func used(ago time.Duration) func(*api.Key) {
	return func(k *api.Key) { k.LastUsed = screentest.Now.Add(-ago) }
}

func may(p keys.Permissions) func(*api.Key) { return func(k *api.Key) { k.Permissions = p } }

func never(k *api.Key)   { k.Expires = keys.Expiry{} }
func unused(k *api.Key)  { k.LastUsed = time.Time{} }
func undated(k *api.Key) { k.Created = time.Time{} }
func unread(k *api.Key)  { k.Expires = keys.UnreadableExpiry("soon") }

// use is an entry of the log: a request that needed read on projects.
func use(k api.Key, ago time.Duration, ip string, change ...func(*api.Activity)) api.Activity {
	e := api.Activity{
		ID: fmt.Sprint(k.ID, ago), Time: screentest.Now.Add(-ago), Type: "api_key.request", KeyID: k.ID, KeyName: k.Name,
		Method: "GET", Path: "/api/v1/projects", Resource: keys.Projects, Required: "read", Status: 200, IP: ip, Count: 1,
	}
	for _, c := range change {
		c(&e)
	}
	return e
}

func refused(e *api.Activity) { e.Failed, e.Reason, e.Status = true, keys.ExpiredKey, 401 }

// long makes the log reach back: its oldest entry is about no key there is.
func long(entries ...api.Activity) []api.Activity {
	return append(entries, use(api.Key{ID: "gone"}, 200*day, "192.0.2.200"))
}

// Each rule: a key that it names, one that it doesn't, and one of which the data
// can't tell, which the screen says.
func TestEveryRuleOnTheScreen(t *testing.T) {
	forbidden := &api.Error{Op: api.OpStats, Kind: api.Forbidden, Status: 403, Message: "the key lacks system: read."}
	old := key("old")
	type data struct {
		keys      []api.Key
		entries   []api.Activity
		statsErr  error
		rotations func(string, []api.Key, time.Time) ([]health.Rotation, error)
	}
	noted := func(list ...health.Rotation) func(string, []api.Key, time.Time) ([]health.Rotation, error) {
		return func(string, []api.Key, time.Time) ([]health.Rotation, error) {
			return append([]health.Rotation{}, list...), nil
		}
	}
	expired := key("k", expires(-10*day))
	broad := key("k", may(keys.Grant(keys.Projects, keys.Write)))
	odd := may(keys.TolerantPermissions(map[string]string{"system": "admin"}))
	for rule, c := range map[health.Rule]struct {
		fires, quiet, untold data
		why                  string
	}{
		health.ExpiredTried: {
			fires:  data{keys: []api.Key{expired}, entries: long(use(expired, time.Hour, "192.0.2.1", refused))},
			quiet:  data{keys: []api.Key{expired}, entries: long()},
			untold: data{keys: []api.Key{expired}, statsErr: forbidden}, why: "could not be read. Can't read",
		},
		health.NewAddress: {
			fires:  data{keys: []api.Key{old}, entries: long(use(old, day, "203.0.113.9"), use(old, 50*day, "192.0.2.1"))},
			quiet:  data{keys: []api.Key{old}, entries: long(use(old, day, "192.0.2.1"), use(old, 50*day, "192.0.2.1"))},
			untold: data{keys: []api.Key{old}, entries: []api.Activity{use(old, day, "203.0.113.9"), use(old, 9*day, "192.0.2.1")}}, why: "The activity log reaches back 9 days",
		},
		health.Expiring: {
			fires:  data{keys: []api.Key{key("k", expires(3*day))}},
			quiet:  data{keys: []api.Key{key("k", expires(30*day))}},
			untold: data{keys: []api.Key{key("k", unread)}}, why: "tells an expiry that can't be read",
		},
		health.RotationUnfinished: {
			fires:  data{keys: []api.Key{old, key("new")}, rotations: noted(health.Rotation{Old: old.ID, New: "id-new", Begun: screentest.Now.Add(-3 * day)})},
			quiet:  data{keys: []api.Key{old, key("new")}, rotations: noted(health.Rotation{Old: "gone", New: "id-new"})},
			untold: data{keys: []api.Key{old}, rotations: func(string, []api.Key, time.Time) ([]health.Rotation, error) { return nil, errors.New("x") }}, why: "could be read",
		},
		health.Superseded: {
			fires:  data{keys: []api.Key{key("CI"), key("CI 2", created(20*day))}},
			quiet:  data{keys: []api.Key{key("CI", used(30*day)), key("CI 2", created(20*day))}},
			untold: data{keys: []api.Key{key("CI"), key("CI 2", undated)}}, why: "does not tell which of them was made later",
		},
		health.Stale: {
			fires:  data{keys: []api.Key{key("k", used(91*day))}},
			quiet:  data{keys: []api.Key{key("k", used(89*day))}},
			untold: data{keys: []api.Key{key("k", unused)}}, why: "tells of no key when it was last used",
		},
		health.NeverUsed: {
			fires:  data{keys: []api.Key{key("k", unused), old}},
			quiet:  data{keys: []api.Key{key("k", unused, created(day)), old}},
			untold: data{keys: []api.Key{key("k", unused, undated), old}}, why: "does not tell when it was made",
		},
		health.OverPrivileged: {
			fires:  data{keys: []api.Key{broad}, entries: long(use(broad, day, "192.0.2.1"))},
			quiet:  data{keys: []api.Key{old}, entries: long(use(old, day, "192.0.2.1"))},
			untold: data{keys: []api.Key{broad}, entries: []api.Activity{use(broad, day, "192.0.2.1"), use(broad, 9*day, "192.0.2.1")}}, why: "takes 90 days",
		},
		health.SystemWrite: {
			fires:  data{keys: []api.Key{key("k", may(keys.Grant(keys.System, keys.Write)))}},
			quiet:  data{keys: []api.Key{key("k", may(keys.Grant(keys.System, keys.Read)))}},
			untold: data{keys: []api.Key{key("k", odd)}}, why: "a level of system that is not known",
		},
		health.NeverExpiring: {
			fires:  data{keys: []api.Key{key("k", never)}},
			quiet:  data{keys: []api.Key{old}},
			untold: data{keys: []api.Key{key("k", unread)}}, why: "tells an expiry that can't be read",
		},
		health.DuplicateName: {
			fires:  data{keys: []api.Key{key("CI"), key("ci", created(99*day))}},
			quiet:  data{keys: []api.Key{key("CI"), key("CIO")}},
			untold: data{keys: []api.Key{key(""), old}}, why: "tells no name",
		},
	} {
		only := func(d data) *Screen {
			return open(t, &screentest.Instance{Keys: d.keys, Entries: d.entries, StatsErr: d.statsErr}, func(env *screen.Env) {
				for _, other := range health.Rules() {
					if other != rule {
						env.Health.Ignore = append(env.Health.Ignore, other)
					}
				}
				if d.rotations != nil {
					env.Health.Rotations = d.rotations
				}
			})
		}
		if s := only(c.fires); !strings.Contains(plain(s), "1 finding on 1 key") || !strings.Contains(plain(s), rule.Words()) || strings.Contains(plain(s), "? Can't tell") {
			t.Errorf("%s does not fire:\n%s", rule, plain(s))
		}
		if s := only(c.quiet); !strings.Contains(plain(s), "✓ Nothing wants attention.") {
			t.Errorf("%s fires, or can't tell:\n%s", rule, plain(s))
		}
		s := only(c.untold)
		if got := flat(s); !strings.Contains(got, "Nothing wants attention, as far as can be told") || !strings.Contains(got, "? Can't tell “"+rule.Words()+"”: ") || strings.Contains(got, "✓") {
			t.Errorf("%s: the screen does not say that it can't tell:\n%s", rule, plain(s))
		}
		screentest.Press(s, "W")
		if got := flat(s); !strings.Contains(got, c.why) || !strings.Contains(got, health.NotFine) {
			t.Errorf("%s: the screen does not say “%s”:\n%s", rule, c.why, plain(s))
		}
	}
}

// some is an instance with something of most rules.
func some() *screentest.Instance {
	list := screentest.Keys()
	list[3].Created = screentest.Now.Add(-200 * day)
	list = append(list, key("Backup Script", used(95*day)), key("Terraform", may(keys.Grant(keys.Projects, keys.Write))))
	last := list[len(list)-1]
	return &screentest.Instance{Keys: list, Entries: long(
		use(list[5], time.Hour, "192.0.2.10", refused), use(last, 2*time.Hour, "203.0.113.9"), use(last, 40*day, "192.0.2.1"),
	)}
}

func TestHealthFrames(t *testing.T) {
	s := open(t, some())
	screentest.Frames(t, "health", s)
	screentest.Press(s, "end")
	screentest.Frame(t, "health-end", s)
	screentest.Press(s, "home", "z")
	screentest.Frame(t, "health-snoozed", s)
	screentest.Press(s, "esc", "W")
	screentest.Frame(t, "health-why", s)
	screentest.Sizes(t, s)
	none := open(t, &screentest.Instance{Keys: []api.Key{key("plain", created(20*day))}, Entries: long(use(key("plain"), day, "192.0.2.1"), use(key("plain"), 15*day, "192.0.2.1"))})
	screentest.Frame(t, "nothing", none)
	screentest.Sizes(t, open(t, &screentest.Instance{ListErr: &api.Error{Op: api.OpListKeys, Kind: api.Forbidden, Message: "no."}}))
}

// to puts the cursor on a rule's first finding.
func to(t *testing.T, s *Screen, rule health.Rule) {
	t.Helper()
	for i := range s.shown {
		if s.shown[i].Rule == rule {
			s.list.SetCursor(i)
			return
		}
	}
	t.Fatalf("nothing of %s in\n%s", rule, plain(s))
}
