package keys

import (
	"crypto/rand"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPreviewsFitTheirKeys(t *testing.T) {
	const key = "supascale_Ab3dKq0PzT7vWm2Yc5Rn8Lx9ZkFa"
	for preview, want := range map[string]bool{
		"supascale_Ab3d...ZkFa": true, "supascale_Ab3d…ZkFa": true, "Ab3d…ZkFa": true, "supascale_Ab3d****ZkFa": true,
		"supascale_Ab3d": true, "supascale_Ab3d...": true, "...ZkFa": true, " supascale_Ab3d...ZkFa ": true,
		"supascale_Ab3e...ZkFa": false, "supascale_Ab3d...ZkFb": false, "": false, "supascale_": false, "supascale_...": false,
		"supascale_Ab3...": false, "…": false, "sk_live_Ab3d...ZkFa": false, key + "x": false,
	} {
		if got := Fits(preview, key); got != want {
			t.Errorf("%q: %v", preview, got)
		}
	}
}

func TestOnlyItsOwnPreviewFitsAKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, _ := Generate(rand.Reader)
		b, _ := Generate(rand.Reader)
		for _, preview := range []string{Preview(a), ShortPreview(Preview(a)), AttemptPreview(a)} {
			if !Fits(preview, a) {
				t.Fatalf("%q does not fit its own key", preview)
			}
		}
		if Fits(Preview(a), b) {
			t.Fatal("one fits another key")
		}
	})
}

func TestCheckPasted(t *testing.T) {
	key := Prefix + strings.Repeat("Fake", 7)
	earlier := "sk_live_" + strings.Repeat("Fake", 8)
	for text, want := range map[string]FormStep{
		key: "", key + "\n": "", key + "\r\n": "", earlier: "",
		"": StepPrefix, "Fake": StepPrefix, strings.ToUpper(key): StepPrefix, "\n": StepPrefix,
		key[:20]: StepLength, key + "x": StepLength, key + key: StepLength, Prefix: StepLength,
		key[:37] + "-": StepCharacters, key[:37] + "é": StepCharacters, key[:36] + "\u200bx": StepCharacters,
		" " + key: "", key + " ": "", key[:20] + "\n" + key[20:]: StepSpaces, key + "\n\n": "", key + "\t": "",
		"Bearer" + key: StepHeader, "Authorization: Bearer " + key + "\n": "", "Bearer " + key + " ": "", `"` + key + `"`: "", "KEY=" + key: "",
		" " + key[:30] + " ": StepLength,
	} {
		value, checks := CheckPasted(text)
		var first FormStep
		for _, c := range checks {
			if !c.Fine && first == "" {
				first = c.Step
			}
			if strings.Contains(c.Words, "Fake") || c.Words == "" {
				t.Errorf("%q: says %q", text, c.Words)
			}
		}
		if first != want || len(checks) != 5 {
			t.Errorf("%q: stops at %q, want %q", text, first, want)
		}
		if first == "" && CheckKnownFormat(value) != nil {
			t.Errorf("%q: takes %q", text, value)
		}
	}
}

// What passes is a key, and what is a key passes, whatever comes.
func FuzzCheckPasted(f *testing.F) {
	f.Add(Prefix + strings.Repeat("Fake", 7))
	f.Add("Authorization: Bearer \u202esupascale_\xff")
	f.Fuzz(func(t *testing.T, text string) {
		value, checks := CheckPasted(text)
		fine := true
		for _, c := range checks {
			fine = fine && c.Fine
		}
		if fine != (CheckKnownFormat(value) == nil) {
			t.Errorf("%q: fine is %v", text, fine)
		}
	})
}
