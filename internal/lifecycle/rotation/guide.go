package rotation

import (
	"time"

	"github.com/supascale/supascale-tui/internal/lifecycle"
)

// What is said before a rotation begins.
const (
	planWords = "Both work until the old one is revoked: put the new one in place, come back here when you like, " +
		"and see which of them is used. You may close the console meanwhile."
	expiredPlanWords = "The old key has expired and lets nobody in any more: put the new one in place, " +
		"come back here when you like, and see who still tries the old one. You may close the console meanwhile."
	nowPlanWords = "The old one is revoked as soon as you have the new one."
	OwnPlanWords = "This is the key this console uses: give the console the new one before you revoke this one."

	LeakedWords   = "Somebody else may have this key: it must go at once."
	NewFirstWords = "New key first: it is made and shown, and when you have it the old one is revoked. What uses the key can go on; " +
		"so can whoever else has it, for those minutes."
	RevokeFirstWords = "Revoke first: the old key stops working now, for everybody, and then the new one is made. " +
		"What uses the key stands still until it has the new one."
	EitherWords = "Either way the old key's name must be typed before it is revoked."
	// OwnFirstWords say why the console's own key can't be revoked first.
	OwnFirstWords = "This is the key this console uses: once it is revoked nothing here could create the new one. Create that first."
)

// What is said of one that is under way.
const (
	OwnWords     = "The old key is the one this console uses: give the console the new one before you revoke it."
	GuessedWords = "No note of this rotation is on this machine: the keys' names, permissions and times tell of it."
	UnreadWords  = "The log can't be read: who uses the keys can't be told."
	// TakenWords answer SayTaken.
	TakenWords = "Noted: you have the new key."
)

// Move is something that can be done about a rotation under way.
type Move uint8

// The moves.
const (
	MakeNew        Move = iota // the new key, which is missing
	RevokeThenMake             // the old key leaked and was to go first
	SayTaken                   // somebody has the new key's value
	RevokeNew
	EndOld
	Stop // with the keys as they are
)

// Choice is a move as it is offered.
type Choice struct {
	Move Move
	Does string // in a few words
	Not  string // why it can't be done now, "" where it can
}

// Choices are what can be done about the rotation, what leads on first.
func (s *Standing) Choices() (list []Choice) {
	switch {
	case s.LacksNew():
		if s.RevokeFirst && s.OldKey != nil && s.Step != NewGone {
			list = []Choice{{RevokeThenMake, "revoke the old key, then create", ""}}
		} else {
			list = []Choice{{MakeNew, "create the new key", ""}}
		}
	case s.Step == NotTaken:
		list = []Choice{{SayTaken, "I have its value", ""}, {RevokeNew, "revoke the new key", ""}}
	default:
		_, _, why := s.May()
		list = []Choice{{EndOld, "revoke the old key", why}}
	}
	stop := "keep both"
	if s.lacksOne() && s.Step != Unlisted {
		stop = "forget it"
	}
	return append(list, Choice{Stop, stop, ""})
}

// EndStays says why the time can't be moved at which the old key is to go, "" where it can.
func (s *Standing) EndStays() string {
	switch {
	case s.OldKey != nil:
		return ""
	case s.Step == Unlisted:
		return "The old key isn't listed: whether it is there can't be told."
	}
	return "The old key is gone already."
}

// LacksNew reports whether the new key is to be made, for the first time or once more.
func (s *Standing) LacksNew() bool {
	return s.Step == NotMade || s.Step == InDoubt || s.Step == Owed || s.Step == NewGone
}

func (s *Standing) lacksOne() bool { return s.OldKey == nil || s.NewKey == nil }

// StopQuestion says before Stop what it does.
func (s *Standing) StopQuestion() string {
	if s.lacksOne() {
		return "What is noted of the rotation on this machine is forgotten."
	}
	return "Both keys stay valid, and nothing reminds you of the old one any more."
}

// StopWords answer Stop.
func (s *Standing) StopWords() string {
	if s.lacksOne() {
		return "The rotation is forgotten."
	}
	return "Both keys stay. This rotation is not asked about again."
}

// Phrase is what must be typed before the old key is revoked: less where the keys' use
// shows that nothing needs it any more. Own says that it is the key that the program
// itself uses.
func (s *Standing) Phrase(own bool, now time.Time) lifecycle.Phrase {
	if s.Use == Ready && !own {
		return lifecycle.UnusedPhrase()
	}
	return lifecycle.PhraseFor(s.OldKey, own, now)
}

// Warning says before the old key is revoked what is known of its use, and what
// becomes of it with the new one, "" for nothing.
func (s *Standing) Warning(now time.Time) string {
	said := s.OldUse(now)
	switch s.use() {
	case Waiting:
		said += " The new key has not been used yet: whatever uses this one stops working."
	case NotMade, InDoubt:
		said += " There is no new key yet: it is made right after."
	}
	return said
}

// EndWords say what is left where a key of the last look takes part in no rotation
// any more and is gone: in a sentence and in another about the keys.
func (s *Seen) EndWords(last *Standing) (title, about string) {
	title = "There is no such key any more."
	if last == nil {
		return title, ""
	}
	if k := s.Key(last.New.ID); k != nil {
		return "The rotation is finished.", "“" + last.Old.Shown() + "” is gone, and “" + k.Name + "” is in its place."
	}
	return title, "“" + last.Old.Shown() + "” is gone, and so is what was to take its place."
}
