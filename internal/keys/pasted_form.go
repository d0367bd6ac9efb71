package keys

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// FormStep is a step of the documentation's troubleshooting that the text of a
// key alone decides.
type FormStep string

// The steps, in the documentation's order.
const (
	StepPrefix     FormStep = "prefix"
	StepLength     FormStep = "length"
	StepCharacters FormStep = "characters"
	StepSpaces     FormStep = "spaces"
	StepHeader     FormStep = "header"
)

// FormCheck is the result of a step. Words say it in a sentence that holds
// nothing of the text.
type FormCheck struct {
	Step  FormStep
	Fine  bool
	Words string
}

// CheckPasted takes a key from text that somebody pasted, as ReadPasted reads it, and
// checks its form. Where no whole key is in it each step looks at its own matter
// alone: a space is no wrong character, and what was copied along with the key does
// not hide its prefix.
func CheckPasted(text string) (value string, checks []FormCheck) {
	value = strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
	alone := "Nothing was copied along with it."
	if read, err := ReadPasted(text); err == nil && CheckKnownFormat(read) == nil {
		if read != value {
			alone = "What was copied along with it was left out."
		}
		value = read
	}
	lead, core := splitPasted(value)
	prefix, size := Prefix, BodyLen
	if IsEarlier(core) {
		prefix, size = earlierPrefix, earlierLen
	}
	body, found := strings.CutPrefix(core, prefix)
	add := func(step FormStep, fine bool, yes, no string) {
		c := FormCheck{step, fine, yes}
		if !fine {
			c.Words = no
		}
		checks = append(checks, c)
	}
	no := "It does not begin with " + Prefix + ": the prefix is part of the key."
	if core == "" {
		no = "It is empty."
	}
	add(StepPrefix, found, "It begins with "+prefix+".", no)
	length, want := utf8.RuneCountInString(core), len(prefix)+size
	add(StepLength, length == want, fmt.Sprintf("It has %d characters.", want),
		fmt.Sprintf("It has %d characters, a key has %d: was it copied whole, and alone?", length, want))
	add(StepCharacters, strings.Trim(body, alphabet) == "", "There are letters and digits alone behind the prefix.",
		"There is a character in it that no key has: behind the prefix there are letters and digits alone.")
	spaced := keyOf(value)
	add(StepSpaces, !strings.ContainsFunc(spaced, unicode.IsSpace), "There is no space and no line break in it.", spaceWords(spaced))
	add(StepHeader, lead == "", alone,
		"There is more than the key: only what begins with "+prefix+" belongs behind “Authorization: Bearer ”.")
	return value, checks
}

// splitPasted gives what stands around a key, and the key without white space.
func splitPasted(value string) (lead, core string) {
	core = strings.Join(strings.Fields(value), "")
	for _, prefix := range Prefixes() {
		if at := strings.Index(core, prefix); at > 0 {
			lead, core = core[:at], core[at:]
			break
		}
	}
	if bare := strings.TrimRight(core, `"'`); bare != core {
		lead, core = lead+core[len(bare):], bare
	}
	return lead, core
}

// keyOf is the text from the key on, where words stand before it: the space
// behind “Bearer” is none of the key's.
func keyOf(value string) string {
	for _, prefix := range Prefixes() {
		if at := strings.Index(value, prefix); at > 0 && strings.TrimSpace(value[:at]) != "" {
			return value[at:]
		}
	}
	return value
}

func spaceWords(value string) string {
	what := "a space"
	if strings.ContainsAny(value, "\r\n") {
		what = "a line break"
	}
	if strings.TrimSpace(value) != value {
		return "There is " + what + " before or behind it."
	}
	return "There is " + what + " in it."
}
