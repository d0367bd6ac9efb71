package deliver

import (
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/keys"
)

func TestForms(t *testing.T) {
	const value, odd = "supascale_FakeFakeFakeFakeFakeFakeFake", "it's $odd"
	url := URL("https://supascale.example.com/", keys.Permissions{}.With(keys.System, keys.Read))
	for f, want := range map[Form][2]string{
		Bare:   {value, odd},
		Curl:   {`curl -H "Authorization: Bearer ` + value + `" https://supascale.example.com/api/v1/system/resources`, `curl -H 'Authorization: Bearer it'\''s $odd' https://supascale.example.com/api/v1/system/resources`},
		Export: {"export SUPASCALE_API_KEY=" + value, `export SUPASCALE_API_KEY='it'\''s $odd'`},
		Dotenv: {"SUPASCALE_API_KEY=" + value, `SUPASCALE_API_KEY='it'\''s $odd'`},
	} {
		if got := [2]string{f.Write(value, url), f.Write(odd, url)}; got != want {
			t.Errorf("%s: %q", f.Subject(), got)
		}
	}
}

func TestMatch(t *testing.T) {
	const value, url = "supascale_FakeFakeFakeFakeFakeFakeFake", "https://supascale.example.com/api/v1/projects"
	for pasted, want := range map[string]string{
		value:                            "The key",
		value + "\r\n":                   "The key, with a line end at its end",
		"  " + value:                     "The key, with spaces around it",
		" " + value + " \n":              "The key, with spaces and a line end around it",
		Curl.Write(value, url):           "The curl line",
		Export.Write(value, url) + "\n":  "The export line, with a line end at its end",
		value[:len(value)-1]:             "",
		value + "x":                      "",
		"":                               "",
		strings.ToLower(value):           "",
		strings.Repeat(value+"\n", 1000): "",
	} {
		f, around, found := Match(pasted, value, url)
		got := ""
		if found {
			got = f.Subject() + around
		}
		if got != want {
			t.Errorf("%.60q: %q, want %q", pasted, got, want)
		}
	}
}

func TestSlug(t *testing.T) {
	for name, want := range map[string]string{
		"CI/CD Pipeline": "ci-cd-pipeline", "監視": "supascale-key", "": "supascale-key", "--x--": "x", strings.Repeat("a", 60): strings.Repeat("a", 40),
	} {
		if got := Slug(name); got != want {
			t.Errorf("%q: %q", name, got)
		}
	}
}
