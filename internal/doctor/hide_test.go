package doctor

import (
	"net/url"
	"strings"
	"testing"
)

func TestHiding(t *testing.T) {
	key := newKey(t)
	h := newHider(Plan{
		Home: "/home/alice", User: "alice",
		Environ: []string{"HTTPS_PROXY=http://proxyuser:hunter2@proxy:3128", "http_proxy=lone:sw%rdfish@proxy"},
		Target:  &Target{URL: "https://admin:pass%zzword@scale.example.com"},
	})
	h.key(key)
	h.userinfo(url.UserPassword("other", "battery staple"))
	for given, want := range map[string]string{
		"see /home/alice/.config/x":             "see ~/.config/x",
		"see /home/alice2/x and /home/alice":    "see /home/[user]/x and ~",
		"in /Users/bob/x: no":                   "in /Users/[user]/x: no",
		"run /run/user/alice/x, alice@box":      "run /run/user/[user]/x, [user]@box",
		"malice and alice":                      "malice and alice",
		"sent " + key + "!":                     "sent [redacted]!",
		"cut " + key[len("supascale_"):]:        "cut [redacted]",
		"another " + newKey(t):                  "another [redacted]",
		"a preview supascale_Ab3d...x9Zk stays": "a preview supascale_Ab3d...x9Zk stays",
		"hunter2 sw%rdfish proxyuser:x":         "[redacted] [redacted] [redacted]x",
		"pass%zzword of admin@scale":            "[redacted] of [redacted]scale",
		"battery staple, battery+staple":        "[redacted], [redacted]",
		"Basic cHJveHl1c2VyOmh1bnRlcjI=":        "Basic [redacted]",
		"\x1b[2Jred\u202e":                      "␛[2Jred⟨U+202E⟩",
	} {
		if got := h.text(given); got != want {
			t.Errorf("%q became %q, want %q", given, got, want)
		}
	}
	if long := h.text(strings.Repeat("word ", 1000)); len([]rune(long)) > textMax {
		t.Errorf("%d characters are left", len([]rune(long)))
	}
}
