package rotation

// May reports whether the old key may be revoked: safe, or after a confirmed warning.
// Where it may not, why says in a sentence what is in the way.
func (s *Standing) May() (safe, warned bool, why string) {
	switch s.Step {
	case Ready, OldExpired, RevokeNow:
		return true, false, ""
	case Due:
		return s.Use == Ready, s.Use != Ready, ""
	case BothUsed, Settling, Waiting, Untold:
		return false, true, ""
	case Unlisted:
		return false, false, "Not all keys are listed: whether both are there can't be told."
	case Finished, BothGone, Owed:
		return false, false, "The old key is gone already."
	case NotTaken:
		return false, false, "Nobody has the new key's value: without the old key nothing would be left that works."
	}
	return false, false, "There is no new key that could take the old one's place."
}
