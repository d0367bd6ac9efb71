package api

import "strings"

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
