package api

import (
	"unicode/utf8"
)

// IDFlaw is why a key can't be named to its instance.
type IDFlaw uint8

// The flaws of an id.
const (
	IDFine    IDFlaw = iota
	IDMissing        // the instance lists the key without one
	IDTooLong        // it has more than idMax characters
	IDOdd            // it has characters that would not survive being shown and sent
	IDShared         // another key has the same
)

// readID gives an id that can be sent back as it came, "" for any other.
func readID(raw string) (id string, flaw IDFlaw) {
	switch {
	case raw == "":
		return "", IDMissing
	case utf8.RuneCountInString(raw) > idMax:
		return "", IDTooLong
	case raw == ".", raw == "..", inert(raw, idMax) != raw:
		return "", IDOdd
	}
	return raw, IDFine
}

// CantName says why the instance can't be asked for this very key, to revoke it or to
// find it in the log, and what to do instead; "" where it can.
func (k *Key) CantName() string {
	var why string
	switch {
	case k.IDFlaw == IDTooLong:
		why = "Its id is longer than 200 characters"
	case k.IDFlaw == IDOdd:
		why = "Its id has characters that can't be sent back safely"
	case k.IDFlaw == IDShared:
		why = "Another key has the same id"
	case k.ID == "":
		why = "The instance lists it without an id"
	default:
		return ""
	}
	return why + ", so the instance can't be asked for this key alone. Use its web interface."
}

// OwnKey gives the key with the preview of the client's own, nil where the list has
// none.
func OwnKey(list []Key, own string) *Key {
	for i := range list {
		if own != "" && list[i].Preview == own {
			return &list[i]
		}
	}
	return nil
}
