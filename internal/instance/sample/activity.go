package sample

import (
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/instance/keyset"
	"github.com/supascale/supascale-tui/internal/instance/records"
	"github.com/supascale/supascale-tui/internal/keys"
)

// week is how far back the log reaches.
const week = 7 * day

func (m *maker) makeActivity() {
	for _, plan := range m.plans {
		if plan.traffic != nil {
			m.useKey(m.byName[plan.name], *plan.traffic)
		}
	}
	for i := range m.keys {
		m.keyEvents(&m.keys[i])
	}
	m.makeFailures()
	slices.SortFunc(m.log, func(a, b activity.Entry) int { return a.At.Compare(b.At) })
}

// useKey adds the folded successes of a key.
func (m *maker) useKey(k *keyset.Key, t traffic) {
	at := m.now.Add(-t.stopped)
	if t.stopped == 0 { // the last use is within one period
		at = at.Add(-time.Duration(m.rng.Int64N(int64(t.every))))
	}
	start := m.now.Add(-week)
	if k.Created.After(start) {
		start = k.Created
	}
	for at.After(k.Created) {
		if !t.office || working(at) {
			if at.After(k.LastUsed) {
				k.LastUsed = at
			}
			if at.Before(start) {
				return // only the last use is known of times before the log
			}
			for i, path := range t.paths {
				if i == 0 || m.rng.IntN(i+2) == 0 {
					m.log = append(m.log, m.use(k, t, path, at))
				}
			}
		}
		at = at.Add(-t.every*9/10 - time.Duration(m.rng.Int64N(int64(t.every)/5+1)))
	}
}

func (m *maker) use(k *keyset.Key, t traffic, path string, at time.Time) activity.Entry {
	e := m.request(path, at, t.from, t.agent)
	e.Status = map[string]int{"POST": 201}[e.Method]
	if e.Status == 0 {
		e.Status = 200
	}
	e.KeyID, e.Granted = k.ID, k.Permissions.Level(e.Resource).String()
	e.Count = 1 + m.rng.IntN(t.burst)
	return e
}

// request is what an entry says of a request for "METHOD path", below /api/v1.
func (m *maker) request(what string, at time.Time, from, agent string) activity.Entry {
	method, path, _ := strings.Cut(what, " ")
	space, _, _ := strings.Cut(path, "/")
	required := keys.Write
	if method == "GET" {
		required = keys.Read
	}
	resource := keys.ResourceAt(space)
	path = "/api/v1/" + path
	if method == "PUT" || method == "DELETE" {
		path += "/" + m.recordID(resource)
	}
	return activity.Entry{
		At: at, Type: wire.TypeRequest, Method: method, Path: path, Resource: resource,
		Required: required.String(), IP: from, UserAgent: agent, Count: 1,
	}
}

func (m *maker) recordID(of keys.Resource) string {
	kind := records.KindOf(of)
	for _, r := range m.records {
		if kind != nil && r.Kind == kind.Name {
			return r.ID
		}
	}
	return "unknown"
}

// keyEvents adds when a key was made and revoked, as far as the log reaches.
func (m *maker) keyEvents(k *keyset.Key) {
	from := m.now.Add(-week)
	if k.Created.After(from) {
		m.log = append(m.log, m.keyEvent(wire.TypeCreated, "POST", "/api/v1/settings/api-keys", 201, k, k.Created))
	}
	if k.Revoked.After(from) {
		m.log = append(m.log, m.keyEvent(wire.TypeRevoked, "DELETE", "/api/v1/settings/api-keys/"+k.ID, 200, k, k.Revoked))
	}
}

func (m *maker) keyEvent(kind, method, path string, status int, k *keyset.Key, at time.Time) activity.Entry {
	return activity.Entry{
		At: at, Type: kind, KeyID: k.ID, Method: method, Path: path, Resource: keys.System,
		Required: keys.Write.String(), Granted: keys.Write.String(), Status: status,
		IP: "198.51.100.33", UserAgent: "supascale-tui", Count: 1,
	}
}

// working reports whether people are at work, by the clock of UTC.
func working(at time.Time) bool {
	if d := at.Weekday(); d == time.Saturday || d == time.Sunday {
		return false
	}
	return at.Hour() >= 7 && at.Hour() < 18
}
