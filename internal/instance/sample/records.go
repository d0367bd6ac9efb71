package sample

import (
	"time"

	"github.com/supascale/supascale-tui/internal/instance/keyset"
	"github.com/supascale/supascale-tui/internal/instance/records"
)

func (m *maker) makeRecords() error {
	var projects []string
	for _, p := range []struct{ name, description, status string }{
		{"storefront", "Shop and checkout, production", "running"},
		{"storefront-staging", "Shop and checkout, staging", "running"},
		{"analytics", "Events and reports", "running"},
		{"intranet", "Holidays, rooms, phone list", "paused"},
		{"mobile-api", "Backend of the app", "running"},
		{"playground", "Anything goes", "stopped"},
	} {
		id, err := m.record(&records.Projects, "proj", 200, map[string]any{
			"name": p.name, "description": p.description, "status": p.status,
		})
		if err != nil {
			return err
		}
		projects = append(projects, id)
	}
	for i := range 18 {
		status := "completed"
		if i == 11 {
			status = "failed"
		}
		if _, err := m.record(&records.Backups, "backup", 30-i, map[string]any{
			"projectId": projects[i%5], "type": []string{"full", "database", "storage"}[i%3],
			"status": status, "destination": []string{"s3-offsite", "local"}[i%2],
		}); err != nil {
			return err
		}
	}
	for i, t := range []struct{ name, kind, schedule string }{
		{"Nightly database backup", "backup", "0 3 * * *"},
		{"Weekly full backup", "backup", "0 4 * * 0"},
		{"Remove old backups", "cleanup", "30 5 * * *"},
		{"Restart playground", "restart", "0 6 * * 1"},
		{"Look for updates", "update", "15 2 * * *"},
	} {
		if _, err := m.record(&records.Tasks, "task", 120-i, map[string]any{
			"name": t.name, "type": t.kind, "schedule": t.schedule, "projectId": projects[i], "enabled": i != 3,
		}); err != nil {
			return err
		}
	}
	for i, s := range []struct{ name, provider, bucket, region string }{
		{"s3-offsite", "s3", "example-backups", "eu-central-1"},
		{"cold-archive", "backblaze", "example-archive", "eu-central-003"},
		{"office-minio", "minio", "supascale", ""},
	} {
		if _, err := m.record(&records.CloudStorage, "storage", 150-i, map[string]any{
			"name": s.name, "provider": s.provider, "bucket": s.bucket, "region": s.region,
		}); err != nil {
			return err
		}
	}
	return nil
}

func (m *maker) record(kind *records.Kind, prefix string, daysAgo int, fields map[string]any) (string, error) {
	id, err := keyset.NewID(m.random, prefix)
	if err != nil {
		return "", err
	}
	at := m.ago(time.Duration(daysAgo) * day)
	m.records = append(m.records, records.Record{ID: id, Kind: kind.Name, Created: at, Updated: at, Fields: fields})
	return id, nil
}
