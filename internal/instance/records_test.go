package instance_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestRecordsLiveAndDie(t *testing.T) {
	t.Parallel()
	b := open(t)
	project := b.createRecord("/api/v1/projects", `{"name":"Shop","description":"web"}`)
	for _, c := range []struct{ path, body, change, field string }{
		{"/api/v1/projects", `{"name":"Blog"}`, `{"status":"running"}`, "status"},
		{"/api/v1/backups", `{"projectId":"` + project + `"}`, `{"status":"completed"}`, "status"},
		{"/api/v1/tasks", `{"name":"Nightly","schedule":"0 3 * * *"}`, `{"enabled":false}`, "enabled"},
		{"/api/v1/cloud-storage", `{"name":"Offsite","provider":"s3","bucket":"b"}`, `{"region":"eu-central-1"}`, "region"},
	} {
		id := b.createRecord(c.path, c.body)
		b.clock.add(time.Minute)
		changed := b.want(200, b.admin, "PATCH", c.path+"/"+id, c.change)
		b.reopenAfterClose()
		got := b.want(200, b.admin, "GET", c.path+"/"+id, "")
		if string(got.body) != string(changed.body) || !strings.Contains(string(got.body), strings.Trim(c.change, "{}")) {
			t.Errorf("%s: got %s, want %s", c.path, got.body, changed.body)
		}
		var list map[string]any
		b.want(200, b.admin, "GET", c.path+"?limit=1", "").into(t, &list)
		if fmt.Sprint(list["pagination"]) == "<nil>" || !strings.Contains(fmt.Sprint(list), id) {
			t.Errorf("%s: got %v", c.path, list)
		}
		b.want(200, b.admin, "DELETE", c.path+"/"+id, "")
		b.want(404, b.admin, "GET", c.path+"/"+id, "")
		b.want(404, b.admin, "PUT", c.path+"/"+id, c.change)
		b.want(404, b.admin, "DELETE", c.path+"/"+id, "")
	}
}

func TestBadRecordsNameTheirField(t *testing.T) {
	t.Parallel()
	b := open(t)
	project := b.createRecord("/api/v1/projects", `{"name":"Shop"}`)
	for _, c := range []struct{ method, path, body, field string }{
		{"POST", "/api/v1/projects", `{}`, "name"},
		{"POST", "/api/v1/projects", `{"name":"a","status":"exploded"}`, "status"},
		{"POST", "/api/v1/projects", `{"name":"a","description":"` + strings.Repeat("x", 501) + `"}`, "description"},
		{"POST", "/api/v1/projects", `{"name":"a\u001b"}`, "name"},
		{"POST", "/api/v1/projects", `{"name":"a","id":"mine"}`, "id"},
		{"POST", "/api/v1/backups", `{"projectId":"proj-unknown"}`, "projectId"},
		{"POST", "/api/v1/tasks", `{"name":"a"}`, "schedule"},
		{"POST", "/api/v1/tasks", `{"name":"a","schedule":"x","enabled":"yes"}`, "enabled"},
		{"POST", "/api/v1/cloud-storage", `{"name":"a","provider":"s3","bucket":"b","secretKey":"x"}`, "secretKey"},
		{"PATCH", "/api/v1/projects/" + project, `{}`, "body"},
		{"PATCH", "/api/v1/projects/" + project, `{"name":""}`, "name"},
		{"PATCH", "/api/v1/projects/" + project, `{"name":[]}`, "name"},
	} {
		e := b.want(400, b.admin, c.method, c.path, c.body).refusal(t)
		if e.Details["field"] != c.field {
			t.Errorf("%s %s: got %+v", c.path, c.body, e)
		}
	}
}

func TestMachineFiguresAreReal(t *testing.T) {
	t.Parallel()
	b := open(t)
	var got struct {
		CPU struct {
			Cores        int
			UsagePercent *float64
		}
		Memory struct{ TotalBytes, UsedBytes uint64 }
		Disk   struct{ TotalBytes, UsedBytes uint64 }
		Notice string
	}
	b.want(200, b.admin, "GET", "/api/v1/system/resources", "").into(t, &got)
	if got.CPU.Cores < 1 || got.Memory.TotalBytes < 1<<20 || got.Memory.UsedBytes == 0 || got.Disk.TotalBytes < 1<<20 {
		t.Errorf("got %+v", got)
	}
	if p := got.CPU.UsagePercent; p == nil || *p < 0 || *p > 100 {
		t.Errorf("got CPU %+v", got.CPU)
	}
	if !strings.Contains(got.Notice, "no Supabase containers") {
		t.Errorf("got %q", got.Notice)
	}
}
