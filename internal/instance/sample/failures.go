package sample

import (
	"time"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/keys"
)

// failurePlan is a number of equal failures between two times before now.
type failurePlan struct {
	reason      keys.Reason
	key         string   // name of a known key
	attempts    []string // previews of unknown ones, one after the other
	what        []string
	from, agent string
	n           int
	first, last time.Duration
}

var failurePlans = []failurePlan{
	// A deployment that was told to make backups with a key that may only read.
	{keys.PermissionDenied, "CI/CD Pipeline", nil, []string{"POST backups"}, "203.0.113.7", "curl/8.14.1", 141, 9*hour + 20*time.Minute, 8*hour + 35*time.Minute},
	{keys.PermissionDenied, "CI/CD Pipeline", nil, []string{"POST backups"}, "203.0.113.7", "curl/8.14.1", 39, 55 * time.Minute, 2 * time.Minute},
	{keys.PermissionDenied, "Grafana dashboard", nil, []string{"GET cloud-storage"}, "203.0.113.41", "Grafana/12.2.0", 27, 6 * day, 5 * hour},
	{keys.PermissionDenied, "Terraform staging", nil, []string{"POST backups", "POST settings/api-keys"}, "198.51.100.14", "Terraform/1.13.4 (+https://www.terraform.io)", 34, 52 * hour, 51 * hour},
	{keys.PermissionDenied, "Slack bot", nil, []string{"POST tasks"}, "192.0.2.31", "node-fetch/3.3.2", 9, 5 * day, 20 * hour},
	{keys.PermissionDenied, "Penetration test", nil, []string{"POST projects", "DELETE backups", "POST tasks", "DELETE cloud-storage", "POST settings/api-keys"}, "198.51.100.240", "Mozilla/5.0 (compatible; Nuclei)", 85, 30 * hour, 29 * hour},
	{keys.PermissionDenied, "監視ダッシュボード", nil, []string{"GET backups"}, "192.0.2.201", "Grafana/12.2.0", 12, 3 * day, 16 * hour},
	// Somebody guessing: the limit answers after 60 a minute.
	{keys.UnknownKey, "", []string{"supascale_zz9x...", "supascale_zz9y...", "supascale_zz9z..."}, []string{"GET projects", "GET system/resources"}, "198.51.100.4", "python-requests/2.32.5", 60, 14*hour + 50*time.Second, 14*hour + 5*time.Second},
	{keys.UnknownKey, "", []string{"supascale_aaaa...", "supascale_aaab...", "supascale_test..."}, []string{"GET projects"}, "2001:db8:dead:10::66", "Go-http-client/1.1", 60, 4*day + 3*hour, 4*day + 3*hour - 40*time.Second},
	// A key of the staging instance, sent to this one.
	{keys.UnknownKey, "", []string{"supascale_Hq4T..."}, []string{"GET projects"}, "192.0.2.64", "okhttp/5.1.0", 36, 23 * hour, 14 * time.Minute},
	// Old keys that are still in use somewhere.
	{keys.ExpiredKey, "Laptop (old)", nil, []string{"GET projects"}, "198.51.100.61", "HTTPie/3.2.4", 58, 6*day + 20*hour, 61 * time.Minute},
	{keys.ExpiredKey, "Import 2026-10", nil, []string{"POST projects"}, "198.51.100.71", "Go-http-client/2.0", 22, 26 * hour, 19 * hour},
	{keys.ExpiredKey, "Contractor: schema review", nil, []string{"GET tasks"}, "198.51.100.190", "PostmanRuntime/7.49.0", 5, 92 * hour, 70 * hour},
	{keys.RevokedKey, "Jenkins (retired)", nil, []string{"GET projects", "POST projects"}, "203.0.113.8", "Jenkins/2.528.1", 118, 5*day + 2*hour, 32 * time.Minute},
	{keys.RevokedKey, "Backup Script (leaked)", nil, []string{"GET backups", "GET cloud-storage", "GET projects"}, "203.0.113.177", "Wget/1.21.4", 17, 35 * hour, 21 * hour},
	{keys.RevokedKey, "Intern laptop", nil, []string{"GET projects"}, "198.51.100.203", "curl/8.11.0", 3, 68 * hour, 66 * hour},
	// A client whose variable was empty, and one that lost the header.
	{keys.MalformedKey, "", []string{""}, []string{"GET projects"}, "192.0.2.119", "node-fetch/3.3.2", 44, 28 * hour, 27 * hour},
	{keys.MalformedKey, "", []string{"supascale_Ab3d..."}, []string{"POST backups"}, "203.0.113.22", "python-requests/2.32.5", 6, 47 * hour, 45 * hour},
	{keys.MissingKey, "", nil, []string{"GET projects"}, "192.0.2.77", "Uptime-Kuma/2.0.2", 31, 6*day + 2*hour, 3 * hour},
	{keys.MissingKey, "", nil, []string{"GET system/resources", "GET projects", "GET tasks", "GET backups"}, "203.0.113.250", "Mozilla/5.0 zgrab/0.x", 48, 75 * hour, 74*hour + 30*time.Minute},
	{keys.BadCredentials, "", nil, nil, "203.0.113.199", "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0", 5, 31*hour + 4*time.Minute, 31 * hour},
	{keys.BadCredentials, "", nil, nil, "2001:db8:dead:10::66", "Go-http-client/1.1", 19, 4*day + 2*hour, 4*day + hour},
}

func (m *maker) makeFailures() {
	for _, plan := range failurePlans {
		if plan.key != "" && m.byName[plan.key] == nil {
			continue
		}
		plan.n = m.share(plan.n)
		for i := range plan.n {
			m.log = append(m.log, m.failure(plan, i))
		}
	}
	// What came after the limit stands in one entry a minute.
	for minute, n := range []int{388, 415, 402, 397, 91} {
		m.log = append(m.log, m.limited("198.51.100.4", "python-requests/2.32.5", 14*hour-time.Duration(minute)*time.Minute, n))
	}
	for minute, n := range []int{1204, 733} {
		m.log = append(m.log, m.limited("2001:db8:dead:10::66", "Go-http-client/1.1", 4*day+3*hour-time.Duration(minute+1)*time.Minute, n))
	}
}

// share is how many of so many failures there are.
func (m *maker) share(n int) int { return (n*m.failures + 99) / 100 }

func (m *maker) failure(plan failurePlan, i int) activity.Entry {
	span := plan.first - plan.last
	at := m.now.Add(-plan.first)
	if plan.n > 1 { // evenly, each a little off; the last one exactly
		at = at.Add(span * time.Duration(i) / time.Duration(plan.n-1))
		if i < plan.n-1 {
			at = at.Add(time.Duration(m.rng.Int64N(int64(span)/int64(plan.n) + 1)))
		}
	}
	at = at.Truncate(time.Millisecond)
	if plan.reason == keys.BadCredentials {
		return activity.Entry{
			At: at, Type: wire.TypeSignin, Reason: plan.reason, Method: "POST", Path: "/api/auth/signin",
			Status: 401, IP: plan.from, UserAgent: plan.agent, Count: 1,
		}
	}
	e := m.request(plan.what[i%len(plan.what)], at, plan.from, plan.agent)
	e.Reason, e.Status = plan.reason, 401
	if k := m.byName[plan.key]; k != nil {
		e.KeyID, e.Granted = k.ID, k.Permissions.Level(e.Resource).String()
		if plan.reason == keys.PermissionDenied {
			e.Status = 403
			if at.After(k.LastUsed) {
				k.LastUsed = at
			}
		}
	}
	if len(plan.attempts) > 0 {
		e.KeyPreview = plan.attempts[i%len(plan.attempts)]
	}
	return e
}

func (m *maker) limited(from, agent string, ago time.Duration, n int) activity.Entry {
	e := m.request("GET projects", m.now.Add(-ago), from, agent)
	e.Reason, e.Status, e.Count = keys.RateLimited, 429, m.share(n)
	return e
}
