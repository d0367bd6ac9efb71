package keys

import (
	"strings"
	"testing"
)

func TestAKeyIsReadOutOfWhatStandsAroundIt(t *testing.T) {
	key := Prefix + strings.Repeat("Fake", 7)
	earlier := "sk_live_" + strings.Repeat("Fake", 8)
	odd := "another-form=="
	for text, want := range map[string]string{
		key: key, key + "\n": key, key + "\r\n": key, " " + key + " \n\n": key, "\uFEFF" + key: key,
		`"` + key + `"`: key, "'" + key + "'": key, "“" + key + "”": key,
		"Bearer " + key: key, "Authorization: Bearer " + key + "\n": key, "X-API-Key: " + earlier: earlier,
		"SUPASCALE_API_KEY=" + key: key, `export SUPASCALE_API_KEY="` + key + `"`: key, "$env:SUPASCALE_API_KEY = '" + key + "'": key,
		"# made today\nSUPASCALE_URL=https://a.example\nSUPASCALE_API_KEY=" + key + "\n": key,
		`{"apiKey":{"name":"x","key":"` + key + `"}}`:                                    key,
		`curl -H "Authorization: Bearer ` + key + `" https://a.example/api/v1/projects`:  key,
		"export OLD=" + key + "\nexport NEW=" + key:                                      key, key + "\u200b": key,
		odd: odd, "export SUPASCALE_API_KEY=" + odd: odd, "Bearer " + odd: odd, "'" + odd + "'\n": odd,
	} {
		if got, err := ReadPasted(text); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

func TestWhatIsNoKeyIsNamedAndNotRepeated(t *testing.T) {
	key := Prefix + strings.Repeat("Fake", 7)
	for text, want := range map[string]string{
		"": "there is no key", " \n": "there is no key", `""`: "there is no key",
		key[:20] + "\u200b" + key[20:]:                  "invisible character in it (U+200B, a zero-width space)",
		key[:20] + "\u00a0" + key[20:]:                  "U+00A0, a no-break space",
		key[:20] + "\u202e" + key[20:]:                  "invisible character in it (U+202E)",
		key[:20] + "\ufeff" + key[20:]:                  "a byte order mark",
		key[:20] + " " + key[20:]:                       "a space",
		key[:20] + "\n" + key[20:]:                      "a line break",
		key + "\x1b[2J":                                 "control character in it (U+001B)",
		key[:37] + "é":                                  "that no key has",
		key + "\n" + Prefix + strings.Repeat("Ekaf", 7): "more than one key",
		"Fake Fake":                                     "a space", strings.Repeat("Fake", 2000): "far too long",
	} {
		got, err := ReadPasted(text)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "Fake") || strings.Contains(got, "\n") && err == nil {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// What is read can be sent, and reading it again changes nothing.
func FuzzReadPasted(f *testing.F) {
	f.Add("export SUPASCALE_API_KEY='" + Prefix + strings.Repeat("Fake", 7) + "'")
	f.Add("Bearer \u200b\"\"''")
	f.Fuzz(func(t *testing.T, text string) {
		key, err := ReadPasted(text)
		if err != nil {
			return
		}
		if CheckSendable(key) != nil || !strings.Contains(text, key) {
			t.Fatalf("%q became %q", text, key)
		}
		if again, err := ReadPasted(key); err != nil || again != key {
			t.Fatalf("%q became %q, and then %q, %v", text, key, again, err)
		}
	})
}
