package rotation

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
)

// Words names the step where people read it.
func (s Step) Words() string {
	switch s {
	case NotTaken:
		return "new key not taken"
	case Owed:
		return "new key still to be made"
	case RevokeNow:
		return "old key must go now"
	case Due:
		return "old key due to go"
	case NewGone:
		return "new key gone"
	case NotMade:
		return "new key not made"
	case InDoubt:
		return "no answer so far"
	case Unlisted:
		return "a key isn't listed"
	case OldExpired:
		return "old key expired"
	case Ready:
		return "ready to revoke"
	case BothUsed:
		return "both in use"
	case Settling:
		return "old key quiet"
	case Waiting:
		return "waiting for the new key"
	case Untold:
		return "can't tell"
	case Finished:
		return "finished"
	}
	return "both keys gone"
}

// Reason says in a sentence or two how the rotation stands.
func (s *Standing) Reason(now time.Time) string {
	said := s.reason(s.Step, now)
	if s.Use != "" && s.Step != Due && !s.End.At.IsZero() {
		said += " The old key is to go " + text.Relative(s.End.At, now, "") + "."
	}
	return said
}

func (s *Standing) reason(step Step, now time.Time) string {
	switch step {
	case NotTaken:
		return "The new key was made, and as far as is known nobody has its value." + s.oldGone()
	case Owed:
		return "The old key is revoked, and the new one was not made."
	case RevokeNow:
		return "The old key was to go at once and is still valid." + s.oldUse(now)
	case Due:
		return "The old key was to go " + ago(s.End.At, now) + ". " + s.reason(s.Use, now)
	case NewGone:
		if s.NewKey != nil {
			return "The new key has expired " + s.NewKey.Expires.Short(now) + ", before the old one was revoked."
		}
		return "The new key was revoked before the old one was revoked."
	case NotMade:
		return "The rotation was begun " + ago(s.Begun, now) + ", and the new key was not made."
	case InDoubt:
		return "The new key was asked for " + ago(s.Begun, now) + " and no answer came. It isn't listed so far; it may still come to be."
	case Unlisted:
		return s.unlisted()
	case OldExpired:
		return "The old key expired " + s.OldKey.Expires.Short(now) + ": nothing can use it any more." + s.stillTried(now)
	case Ready:
		said := "The new key is in use" + s.newUse(now) + s.quiet(now)
		if s.Moved && now.Sub(s.Quiet) < Grace {
			said += " All that the log shows of it is done with the new key since."
		}
		return said
	case BothUsed:
		return "The new key is in use, and so is the old one, last " + ago(s.OldUsed, now) + by(s.OldUsers) + "."
	case Settling:
		return "The new key is in use" + s.newUse(now) + s.quiet(now) + " That is too short to be sure."
	case Waiting:
		return "The new key has not been used yet" + s.tested(now) + "." + s.oldUse(now)
	case Untold:
		return s.untold(now)
	case Finished:
		return "The old key is gone and the new one is there."
	}
	return "Both keys are gone."
}

// Remedy says in a sentence what to do next.
func (s *Standing) Remedy() string {
	switch s.Step {
	case NotTaken:
		return "If you have the value, say so; if not, revoke the new key and begin again."
	case Owed:
		return "Make the new key now."
	case RevokeNow:
		return "Revoke the old key now."
	case NewGone:
		return "Make another, or stop the rotation and keep the old key."
	case NotMade:
		return "Make it now, or forget about this rotation."
	case InDoubt:
		return "Look again in a few minutes."
	case Unlisted:
		return "Look for it in the instance's web interface, and go on there."
	case Due:
		return s.dueRemedy()
	case OldExpired:
		return "Revoke the old key, to take it off the list."
	case Ready:
		if s.End.At.After(s.Begun) && s.Step != Due {
			return "Wait until the time that you set, or revoke the old key now."
		}
		return "Revoke the old key."
	case BothUsed:
		return "Put the new key in place there too, and look again later."
	case Settling:
		return "Look again in a day."
	case Waiting:
		return "Put the new key in place wherever the old one is used."
	case Untold:
		return "Ask whoever uses the old key, then revoke it."
	}
	return "Nothing is left to do."
}

// dueRemedy says what to do when the time has come.
func (s *Standing) dueRemedy() string {
	switch s.Use {
	case Ready, Settling:
		return "Revoke the old key now."
	case BothUsed:
		return "Put the new key in place there too, then revoke the old one."
	case Waiting:
		return "Put the new key in place wherever the old one is used, then revoke the old one."
	}
	return "Ask whoever uses the old key, then revoke it."
}

// Mended says in a sentence since when the request that was refused passes, or that it
// is waited for; "" where none was refused, or nothing can be told of it.
func (s *Standing) Mended(now time.Time, zone *time.Location) string {
	switch {
	case s.Lack.IsZero() || s.NewKey == nil:
		return ""
	case s.Passed.Last.IsZero():
		return "With the new key, " + s.Lack.request() + " has not been let through yet."
	}
	at := s.Passed.Last.In(zone).Format("15:04:05 MST")
	if now.Sub(s.Passed.Last) > 12*time.Hour {
		at = text.Moment(s.Passed.Last, zone)
	}
	return s.Lack.request() + ", which was refused, was let through with the new key at " + at + by([]User{{IP: s.Passed.IP, Agent: s.Passed.Agent}}) + "."
}

// OldUse says what is known of the old key's use, "" for nothing: the warning
// before it is revoked.
func (s *Standing) OldUse(now time.Time) string {
	switch {
	case s.OldKey == nil:
		return ""
	case s.use() == Untold && s.OldUsed.IsZero():
		return "It can't be told whether this key is still in use."
	case s.OldUsed.IsZero():
		return "It was not used as far as is known."
	case s.use() == BothUsed, s.use() == Waiting && s.OldUsed.After(now.Add(-Grace)), s.Step == RevokeNow && s.OldUsed.After(now.Add(-Grace)):
		return "Still used " + ago(s.OldUsed, now) + by(s.OldUsers) + "."
	}
	return "Last used " + ago(s.OldUsed, now) + by(s.OldUsers) + "."
}

// use is the step that the keys' use makes of it.
func (s *Standing) use() Step { return cmp.Or(s.Use, s.Step) }

func (s *Standing) tested(now time.Time) string {
	if s.NewTested.IsZero() {
		return ""
	}
	return ", but for a test " + ago(s.NewTested, now)
}

func (s *Standing) oldUse(now time.Time) string {
	switch {
	case !s.OldUsed.IsZero():
		return " The old one was last used " + ago(s.OldUsed, now) + by(s.OldUsers) + "."
	case s.OldTold:
		return " The old one was not used either, as far as is known."
	}
	return " Whether the old one is used can't be told."
}

func (s *Standing) oldGone() string {
	if s.OldKey == nil {
		return " The old one is gone."
	}
	return ""
}

// unlisted says which key is missing from a list that is not whole.
func (s *Standing) unlisted() string {
	which := "The new key is"
	switch {
	case s.OldKey == nil && s.NewKey == nil:
		which = "Both keys are"
	case s.OldKey == nil:
		which = "The old key is"
	}
	return which + " missing from the keys that this instance lists. It doesn't list all of them, so that says nothing."
}

func (s *Standing) newUse(now time.Time) string {
	return ", last " + ago(s.NewUsed, now) + by(s.NewUsers) + "."
}

func (s *Standing) quiet(now time.Time) string {
	if s.OldUsed.IsZero() {
		return " The old one was not used since the rotation began " + ago(s.Begun, now) + "."
	}
	return " The old one was last used " + ago(s.OldUsed, now) + by(s.OldUsers) + "."
}

func (s *Standing) stillTried(now time.Time) string {
	if len(s.OldUsers) > 0 && s.OldKey != nil && s.OldKey.Expires.StatusAt(s.OldUsers[0].Last) == keys.Expired {
		return " It is still tried, last " + ago(s.OldUsers[0].Last, now) + by(s.OldUsers) + ": put the new key in place there."
	}
	return ""
}

func (s *Standing) untold(now time.Time) string {
	switch {
	case !s.NewUsed.IsZero():
		return "The new key is in use" + s.newUse(now) + " Whether the old one is can't be told."
	case !s.NewTested.IsZero():
		return "The new key was tested " + ago(s.NewTested, now) + ". Whether it is used otherwise can't be told." + s.oldUse(now)
	case !s.OldUsed.IsZero():
		return "Whether the new key is used can't be told." + s.oldUse(now)
	}
	words := "This instance doesn't tell when keys were last used"
	if s.Dated {
		words = "This instance tells of no use of these keys after they were made"
	}
	if s.LogErr != nil {
		return words + ", and its log can't be read."
	}
	return words + ", and its log doesn't show it."
}

// usersShown is how many programs a sentence names.
const usersShown = 2

// by names who made the requests.
func by(users []User) string {
	var named []string
	for _, u := range users {
		words := u.IP
		switch {
		case u.IP == "":
			words = u.Agent
		case u.Agent != "":
			words += " (" + u.Agent + ")"
		}
		if words != "" {
			named = append(named, words)
		}
	}
	if len(named) == 0 {
		return ""
	}
	more := ""
	if n := len(named) - usersShown; n > 0 {
		named, more = named[:usersShown], fmt.Sprintf(" and %d more", n)
	}
	return " by " + strings.Join(named, ", ") + more
}

func ago(at, now time.Time) string {
	d := now.Sub(at)
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", d/time.Minute)
	case d < 2*day:
		return fmt.Sprintf("%d h ago", d/time.Hour)
	}
	return fmt.Sprintf("%d days ago", d/day)
}
