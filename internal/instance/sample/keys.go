package sample

import (
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
)

const (
	hour = time.Hour
	day  = 24 * hour
)

// keyPlan is a key in short: p, b, t, c and s are the levels of the five
// resources. Times are before now; expires is after now, never if zero, past if
// negative.
type keyPlan struct {
	name          string
	p, b, t, c, s keys.Level
	created       time.Duration
	expires       time.Duration
	revoked       time.Duration // 0: not
	traffic       *traffic      // nil: never used
}

// traffic is how a key is used: every so often, from where, for what.
type traffic struct {
	every   time.Duration // between uses
	burst   int           // requests in each use
	office  bool          // on working days only
	from    string
	agent   string
	paths   []string // of GET, or with the method in front
	stopped time.Duration
}

// Short names, so that a plan's levels stand in columns.
const (
	x = keys.None
	r = keys.Read
	w = keys.Write
)

var keyPlans = []keyPlan{
	{"CI/CD Pipeline", w, r, x, x, x, 212 * day, 58*day + 5*hour, 0, &traffic{29 * time.Minute, 4, true, "203.0.113.7", "curl/8.14.1", []string{"GET projects", "POST projects", "GET backups"}, 0}},
	{"Backup Script", x, w, x, r, x, 85 * day, 5*day + 2*hour, 0, &traffic{6 * hour, 14, false, "203.0.113.21", "backup.sh curl/8.5.0", []string{"POST backups", "GET cloud-storage", "GET backups"}, 0}},
	{"Monitoring", r, x, x, x, r, 402 * day, 0, 0, &traffic{15 * time.Minute, 2, false, "203.0.113.40", "Prometheus/3.5.0", []string{"GET system/resources", "GET projects"}, 0}},
	{"Laptop (old)", w, w, w, w, w, 370 * day, -12 * day, 0, &traffic{7 * hour, 3, true, "198.51.100.61", "HTTPie/3.2.4", []string{"GET projects", "GET tasks"}, 12 * day}},
	{"Grafana dashboard", r, r, r, x, r, 167 * day, 198 * day, 0, &traffic{25 * time.Minute, 6, false, "203.0.113.41", "Grafana/12.2.0", []string{"GET system/resources", "GET projects", "GET backups"}, 0}},
	{"GitHub Actions deploy", w, r, x, x, x, 44 * day, 46 * day, 0, &traffic{50 * time.Minute, 9, true, "192.0.2.118", "actions/deploy node/24.9.0", []string{"GET projects", "POST projects"}, 0}},
	{"Terraform staging", w, x, w, w, r, 61 * day, 29 * day, 0, &traffic{11 * hour, 22, true, "198.51.100.14", "Terraform/1.13.4 (+https://www.terraform.io)", []string{"GET projects", "GET tasks", "GET cloud-storage", "POST tasks"}, 0}},
	{"Terraform production", w, x, w, w, r, 61 * day, 29 * day, 0, &traffic{23 * hour, 31, true, "198.51.100.14", "Terraform/1.13.4 (+https://www.terraform.io)", []string{"GET projects", "GET tasks", "GET cloud-storage"}, 0}},
	{"Nightly cleanup", x, w, r, x, x, 133 * day, 47 * day, 0, &traffic{24 * hour, 40, false, "203.0.113.22", "python-requests/2.32.5", []string{"GET backups", "DELETE backups"}, 0}},
	{"Status page", r, x, x, x, r, 320 * day, 0, 0, &traffic{22 * time.Minute, 1, false, "192.0.2.77", "Uptime-Kuma/2.0.2", []string{"GET system/resources"}, 0}},
	{"Ansible playbooks", w, w, w, r, r, 29 * day, 61 * day, 0, &traffic{30 * hour, 18, true, "198.51.100.20", "ansible-httpget", []string{"GET projects", "GET tasks", "POST tasks"}, 0}},
	{"On-call runbook", r, r, r, r, w, 18 * day, 72 * day, 0, &traffic{53 * hour, 5, false, "198.51.100.33", "curl/8.14.1", []string{"GET system/resources", "GET system/activity"}, 0}},
	{"Break-glass admin", w, w, w, w, w, 290 * day, 0, 0, nil},
	{"Zoë's laptop", w, r, r, r, r, 12 * day, 18 * day, 0, &traffic{4 * hour, 6, true, "2001:db8:4a::1f", "HTTPie/3.2.4", []string{"GET projects", "GET backups", "GET tasks"}, 0}},
	{"Jörg · Notebook", r, r, r, r, r, 75 * day, 15 * day, 0, &traffic{9 * hour, 4, true, "2001:db8:4a::23", "curl/8.14.1", []string{"GET projects", "GET cloud-storage"}, 0}},
	{"監視ダッシュボード", r, x, r, x, r, 51 * day, 129 * day, 0, &traffic{30 * time.Minute, 3, false, "192.0.2.201", "Grafana/12.2.0", []string{"GET system/resources", "GET tasks"}, 0}},
	{"Billing export", r, x, x, r, x, 140 * day, 2*day + 7*hour, 0, &traffic{24 * hour, 7, false, "203.0.113.88", "Go-http-client/2.0", []string{"GET projects", "GET cloud-storage"}, 0}},
	{"Preview environments", w, x, w, x, x, 24 * day, 6*day + 20*hour, 0, &traffic{35 * time.Minute, 5, true, "192.0.2.119", "node-fetch/3.3.2", []string{"GET projects", "POST projects", "DELETE projects"}, 0}},
	{"Penetration test", r, r, r, r, r, 27 * day, 3 * day, 0, &traffic{16 * hour, 12, true, "198.51.100.240", "Mozilla/5.0 (compatible; Nuclei)", []string{"GET projects", "GET system/activity"}, 0}},
	{"Datadog agent", r, x, x, x, r, 98 * day, 82 * day, 0, &traffic{23 * time.Minute, 2, false, "203.0.113.43", "datadog-agent/7.71.1", []string{"GET system/resources"}, 0}},
	{"Log shipper", x, x, x, x, r, 186 * day, 0, 0, &traffic{25 * time.Minute, 1, false, "203.0.113.44", "Vector/0.50.0", []string{"GET system/activity"}, 0}},
	{"Kubernetes operator", w, r, w, r, r, 39 * day, 141 * day, 0, &traffic{35 * time.Minute, 8, false, "2001:db8:10::5", "supascale-operator/0.9.1 Go-http-client/2.0", []string{"GET projects", "GET tasks", "PUT projects"}, 0}},
	{"S3 lifecycle job", x, r, x, w, x, 72 * day, 108 * day, 0, &traffic{12 * hour, 6, false, "203.0.113.23", "Boto3/1.40.61", []string{"GET cloud-storage", "GET backups"}, 0}},
	{"Disaster recovery drill", w, w, x, r, r, 6 * day, 24 * day, 0, &traffic{41 * hour, 26, true, "198.51.100.33", "restic-helper/0.4", []string{"GET backups", "POST backups", "GET projects"}, 0}},
	{"Customer portal", r, r, x, x, x, 255 * day, 110 * day, 0, &traffic{24 * time.Minute, 7, false, "192.0.2.12", "okhttp/5.1.0", []string{"GET projects", "GET backups"}, 0}},
	{"Mobile app staging", r, x, x, x, x, 34 * day, 56 * day, 0, &traffic{2 * hour, 9, true, "192.0.2.64", "okhttp/5.1.0", []string{"GET projects"}, 0}},
	{"Data warehouse sync", r, r, x, r, x, 149 * day, 31 * day, 0, &traffic{3 * hour, 11, false, "203.0.113.90", "airbyte/1.8.4", []string{"GET projects", "GET backups"}, 0}},
	{"Slack bot", r, r, r, x, r, 118 * day, 0, 0, &traffic{73 * time.Minute, 3, true, "192.0.2.31", "node-fetch/3.3.2", []string{"GET projects", "GET tasks"}, 0}},
	{"Scheduler sync", x, x, w, x, x, 47 * day, 43 * day, 0, &traffic{20 * time.Minute, 2, false, "203.0.113.24", "python-httpx/0.28.1", []string{"GET tasks", "PUT tasks"}, 0}},
	{"Import 2026-10", w, w, x, w, x, 31 * day, -1*day - 3*hour, 0, &traffic{5 * hour, 33, true, "198.51.100.71", "Go-http-client/2.0", []string{"POST projects", "POST backups"}, 27 * hour}},
	{"Contractor: schema review", r, x, r, x, x, 64 * day, -4 * day, 0, &traffic{8 * hour, 6, true, "198.51.100.190", "PostmanRuntime/7.49.0", []string{"GET projects", "GET tasks"}, 4 * day}},
	{"Trade fair demo", w, r, r, x, r, 96 * day, -66 * day, 0, nil},
	{"Load test", w, r, r, r, r, 120 * day, -30 * day, 0, nil},
	{"Quarterly audit", r, r, r, r, r, 9 * day, 81 * day, 0, &traffic{62 * hour, 15, true, "198.51.100.52", "curl/8.14.1", []string{"GET system/activity", "GET projects"}, 0}},
	{"Home Assistant", r, x, x, x, x, 203 * day, 0, 0, &traffic{30 * time.Minute, 1, false, "2001:db8:77::9", "HomeAssistant/2025.11", []string{"GET projects"}, 0}},
	{"n8n workflows", r, w, w, x, x, 82 * day, 98 * day, 0, &traffic{45 * time.Minute, 4, false, "192.0.2.140", "n8n/1.119.0", []string{"GET tasks", "POST backups"}, 0}},
	{"Certificate renewal", w, x, x, x, r, 56 * day, 34 * day, 0, &traffic{24 * hour, 2, false, "203.0.113.25", "certbot-hook/1.2", []string{"GET projects"}, 0}},
	{"Cost report", r, r, x, r, r, 40 * day, 50 * day, 0, nil},
	{"Edge proxy warm-up", r, x, x, x, x, 3 * day, 4 * day, 0, nil},
	{"Migration to v2", w, w, w, w, r, 2 * day, 12 * day, 0, &traffic{5 * hour, 17, true, "198.51.100.14", "supascale-migrate/2.0.0-rc3", []string{"GET projects", "GET backups", "POST projects"}, 0}},
	{"New hire sandbox", r, r, r, x, x, 26 * hour, 29 * day, 0, nil},
	// Tombstones: they are in the log only.
	{"Jenkins (retired)", w, r, x, x, x, 380 * day, 0, 5*day + 3*hour, &traffic{40 * time.Minute, 5, false, "203.0.113.8", "Jenkins/2.528.1", []string{"GET projects", "POST projects"}, 5*day + 3*hour}},
	{"Intern laptop", r, r, r, x, x, 95 * day, 20 * day, 3 * day, &traffic{6 * hour, 3, true, "198.51.100.203", "curl/8.11.0", []string{"GET projects"}, 3 * day}},
	{"Backup Script (leaked)", x, w, x, r, x, 88 * day, 40 * day, 36 * hour, &traffic{6 * hour, 14, false, "203.0.113.21", "backup.sh curl/8.5.0", []string{"POST backups"}, 36 * hour}},
}

func (m *maker) makeKeys() error {
	for _, plan := range m.plans {
		p := keys.Grant(keys.Projects, plan.p).With(keys.Backups, plan.b).With(keys.Tasks, plan.t).
			With(keys.CloudStorage, plan.c).With(keys.System, plan.s)
		var expires time.Time
		if plan.expires != 0 {
			expires = m.now.Add(plan.expires)
		}
		k, err := NewKey(m.random, plan.name, p, m.ago(plan.created), expires)
		if err != nil {
			return err
		}
		if plan.revoked != 0 {
			k.Revoked = m.now.Add(-plan.revoked)
		}
		m.keys = append(m.keys, k)
	}
	for i := range m.keys {
		m.byName[m.keys[i].Name] = &m.keys[i]
	}
	return nil
}

// ago is a time before now, not on a round second of the clock: real keys are
// made whenever.
func (m *maker) ago(d time.Duration) time.Time {
	return m.now.Add(-d).Add(-time.Duration(m.rng.IntN(50*60)) * time.Second)
}
