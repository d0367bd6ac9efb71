package identify

import (
	"fmt"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
)

// Check says in a sentence why text can't be a key, "" if it can be, and takes
// the key from it. The sentence holds nothing of the text.
func Check(text string) (value api.Secret, trouble string) {
	taken, checks := keys.CheckPasted(text)
	for _, c := range checks {
		if !c.Fine {
			return api.Secret{}, c.Words
		}
	}
	return api.NewSecret(taken), ""
}

// Words say what was found, in a sentence or two.
func (a Answer) Words() string {
	words := a.found()
	if a.Partial != nil && !a.IsExact && len(a.Matches) > 0 {
		words += " Not all keys were compared: " + a.Partial.Short() + "."
	}
	return words
}

func (a Answer) found() string {
	switch n := len(a.Matches); {
	case n == 0:
		return a.noneWords()
	case a.IsExact && a.Matches[0].IsRevoked():
		return "It is exactly this key, which was revoked: it lets nobody in any more."
	case a.IsExact:
		return "It is exactly this key: the instance in this program has its digest."
	case n == 1 && a.Matches[0].Seen != nil && !a.Matches[0].Seen.Own:
		return "Probably it is this key, which is gone: its preview fits, and this console saw it go. If it is, it lets nobody in any more."
	case n == 1 && a.Matches[0].IsRevoked():
		return "Probably it is this key, which was revoked: its preview fits. If it is, it lets nobody in any more."
	case n == 1:
		return "Probably it is this key: its preview fits. The instance keeps no more of a key that could be compared here."
	default:
		return fmt.Sprintf("It may be any of these %d keys: the preview of each fits.", n)
	}
}

// noneWords say that there is none, and what that means.
func (a Answer) noneWords() string {
	compared := fmt.Sprintf("%s and %s were compared", text.Plural(a.Keys, "key", "keys"), text.Plural(a.Revoked, "revoked one", "revoked ones"))
	switch {
	case a.IsExact:
		return "This instance never made such a key: it is of another instance, or mistyped. Nothing is to be revoked here."
	case a.Partial != nil:
		return fmt.Sprintf("None fits (%s). It may be one of those that were not compared, or of another instance: %s.", compared, a.Partial.Short())
	case a.RevokedErr != nil:
		return fmt.Sprintf("None of the %s fits, and the revoked ones can't be read. It may be one that was revoked, or of another instance.", text.Plural(a.Keys, "key", "keys"))
	case a.Blind > 0:
		return fmt.Sprintf("None fits, but the preview of %s says too little to be compared (%s). It may be one of those, or of another instance.", text.Plural(a.Blind, "key", "keys"), compared)
	case a.Revoked == 0:
		return fmt.Sprintf("None of the %s fits: it is of another instance, mistyped, or was revoked here, which this instance does not tell. It lets nobody in here unless the list is wrong; keys test finds out.", text.Plural(a.Keys, "key", "keys"))
	}
	return fmt.Sprintf("None fits (%s): it is of another instance, mistyped, or was revoked longer ago than this one remembers.", compared)
}
