package api

import (
	"strings"
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

// JoinID is the id of a key or an entry among those of several instances.
func JoinID(instance, id string) string {
	if instance == "" || id == "" {
		return id
	}
	return instance + "/" + id
}

// SplitID reverses JoinID.
func SplitID(id string) (instance, own string) {
	instance, own, found := strings.Cut(id, "/")
	if !found {
		return "", id
	}
	return instance, own
}

// OwnID is the id by which the key's own instance knows it.
func (k *Key) OwnID() string {
	if k.Instance == "" {
		return k.ID
	}
	_, own := SplitID(k.ID)
	return own
}

// Of is the key as one of those of several instances.
func (k Key) Of(instance string) Key {
	k.Instance, k.ID = instance, JoinID(instance, k.ID)
	return k
}

// Own is the key as its own instance knows it. It reverses Of.
func (k Key) Own() Key {
	k.ID, k.Instance = k.OwnID(), ""
	return k
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
