package activity

import (
	"testing"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Attempts that a console made when it tried a key are told apart.
func TestTriesOfAConsoleAreNamed(t *testing.T) {
	for agent, want := range map[string]string{
		"supascale-tui/1.0 (key check)":             "unknown key, a console's own try",
		"supascale-tui/1.0 (key test 0123456789ab)": "unknown key, a console's own try",
		"supascale-tui/1.0":                         "unknown key",
	} {
		c := cluster.Cluster{Failed: true, Reason: keys.UnknownKey, Agent: agent}
		if got := Cause(&c, ", "); got != want {
			t.Errorf("%s: got %q, want %q", agent, got, want)
		}
	}
}

func TestOutcomesInWords(t *testing.T) {
	for want, a := range map[string]api.Activity{
		"expired key":                   {Failed: true, Reason: keys.ExpiredKey, Message: "x"},
		"failed: no such key":           {Failed: true, Message: "no such key"},
		"failed, no reason told":        {Failed: true},
		"outcome not told":              {Untold: true, Type: "api_key.request", Path: "/x"},
		"outcome not told: no such key": {Untold: true, Message: "no such key"},
		"key created":                   {Type: "api_key.created", Method: "POST", Path: "/api/v1/settings/api-keys"},
		"key revoked":                   {Type: "api_key.revoked"},
		"signed in":                     {Type: "session.signin"},
		"used":                          {Type: "api_key.request", Method: "GET", Path: "/x"},
		"user login ok":                 {Type: "user.login_ok"},
	} {
		if got := Outcome(&a); got != want {
			t.Errorf("%+v: got %q, want %q", a, got, want)
		}
		c := cluster.Cluster{Failed: a.Failed, Untold: a.Untold, Reason: a.Reason, Type: a.Type, Method: a.Method, Path: a.Path, Message: a.Message, Burst: 30}
		if got := Cause(&c, ", "); got != want+", burst" {
			t.Errorf("%+v: got %q, want %q", c, got, want)
		}
	}
}
