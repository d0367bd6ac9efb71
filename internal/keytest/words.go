package keytest

import "github.com/supascale/supascale-tui/internal/keys"

// AskWords say why the value of a key has to be pasted.
const AskWords = "The instance keeps no value of a key: paste the one that you want to test. Its form and its preview are compared first; nothing is sent for that."

// HowWords say what a test does.
const HowWords = "Each resource is read once with this key, and the answer held against what the list says of the key. Nothing is changed."

// WalkWords head the steps of the troubleshooting.
const WalkWords = "What was checked, in the documentation's order"

// Words say what should come of a test, nothing where nothing is expected.
func (e Expectation) Words() string {
	switch {
	case !e.known:
		return ""
	case e.Refused == keys.ExpiredKey:
		return "Expected: the key has expired, so the first read is refused and the rest is not tried."
	case e.Refused == keys.RevokedKey:
		return "Expected: the key was revoked, so the first read is refused and the rest is not tried."
	case e.Refused != "":
		return "Expected: the first read is refused, and the rest is not tried."
	}
	return "Expected: it " + e.Key.Permissions.Sentence() + ", and is denied the rest."
}

// Title names the step for people.
func (s Step) Title() string {
	switch s.Name {
	case string(keys.StepPrefix):
		return "Prefix"
	case string(keys.StepLength):
		return "Length"
	case string(keys.StepCharacters):
		return "Characters"
	case string(keys.StepSpaces):
		return "Spaces"
	case string(keys.StepHeader):
		return "Header"
	case StepExpired:
		return "Expiry"
	case StepRevoked:
		return "Revoked"
	case StepLevel:
		return "Level"
	}
	return s.Name
}
