package rotation

import "time"

// Grace is how long the old key must not have been used, since the rotation began,
// before it may be revoked without a warning.
const Grace = 24 * time.Hour

// SilenceLeast is how long the old key must have been silent at least before it counts
// as replaced everywhere.
const SilenceLeast = 10 * time.Minute

// overlap tells the steps between which both keys are valid.
func (s *Standing) overlap(now time.Time) Step {
	switch {
	case s.NewUsed.IsZero() && !s.NewTold:
		return Untold
	case s.NewUsed.IsZero():
		return Waiting
	case s.Moved:
		return Ready
	case s.OldUsed.After(s.Begun) && now.Sub(s.Quiet) < Grace:
		return BothUsed
	case !s.OldTold:
		return Untold
	case now.Sub(s.Quiet) < Grace:
		return Settling
	}
	return Ready
}

// moved reports whether the new key is used for all that the old key was used for. The log must
// be whole. For each kind of request of the old key, a later one from the same address and
// program was let through with the new key, and the old key has been silent for twice its
// longest pause.
func (s *Standing) moved(oldLog, newLog Use, now time.Time) bool {
	if s.OldKey == nil || s.NewKey == nil || len(oldLog.Kinds) == 0 || oldLog.From.IsZero() ||
		oldLog.From.After(later(s.OldKey.Created, now.Add(-logSpan))) || s.OldUsed.After(last(oldLog.Users).Add(testLag)) {
		return false
	}
	for _, old := range oldLog.Kinds {
		if old.Pause == 0 || now.Sub(old.Last) < max(2*old.Pause, SilenceLeast) || !newLog.has(old) {
			return false
		}
	}
	return true
}

// has reports whether what was asked for with another key was let through with this one
// since.
func (u *Use) has(old RequestKind) bool {
	for _, a := range u.Done {
		if a.Let && a.Method == old.Method && a.Route == old.Route && a.IP == old.IP && a.Agent == old.Agent && a.Last.After(old.Last) {
			return true
		}
	}
	return false
}
