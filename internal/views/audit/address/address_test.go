package address

import (
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

func TestKeysOfAnAddress(t *testing.T) {
	at := func(id, key, name string, failed bool, ago time.Duration) api.Activity {
		e := api.Activity{ID: id, Time: screentest.Now.Add(-ago), KeyID: key, KeyName: name, IP: "203.0.113.7", Method: "GET", Path: "/x" + id, Count: 3, Failed: failed}
		if failed {
			e.Reason = keys.ExpiredKey
			if key == "" {
				e.Reason = keys.UnknownKey
			}
		}
		return e
	}
	elsewhere := at("9", "key-002", "admin console", false, time.Hour)
	elsewhere.IP = "192.0.2.1"
	d := New(screentest.Env(t, &screentest.Instance{Entries: []api.Activity{
		at("1", "key-004", "CI/CD Pipeline", false, time.Hour), at("2", "key-004", "CI/CD Pipeline", true, 2*time.Hour),
		elsewhere, at("3", "", "", true, 3*time.Hour), at("4", "key-001", "Laptop (old)", true, 400*24*time.Hour),
	}}), "203.0.113.7")
	screentest.Settle(d, d.Init())
	screentest.Frame(t, "address", d)
	if len(d.keys) != 3 || d.keys[0].used != 3 || d.keys[0].refused != 3 || d.keys[2].id != "" {
		t.Errorf("got %+v", d.keys)
	}
	if msg, _ := screentest.Find[screen.FindKey](screentest.Press(d, "enter")); msg.ID != "key-004" {
		t.Errorf("enter looks for %+v", msg)
	}
	if _, closed := screentest.Find[screen.CloseDialog](screentest.Press(d, "esc")); !closed {
		t.Error("esc does not close it")
	}
}
