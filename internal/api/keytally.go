package api

// KeyTally tells what counts of the steps of a walk that it was given.
type KeyTally struct {
	void   map[int]bool
	shared map[string]int // ids, with the latest pass that found them shared
}

// Take takes in a step.
func (t *KeyTally) Take(step *KeyStep) {
	if t.void == nil {
		t.void, t.shared = make(map[int]bool), make(map[string]int)
	}
	for _, id := range step.Shared {
		t.shared[id] = step.Pass
	}
	for _, pass := range step.Void {
		t.void[pass] = true
	}
}

// Counts reports whether the keys that a pass met count.
func (t *KeyTally) Counts(pass int) bool { return !t.void[pass] }

// Shares reports whether more than one key has the id.
func (t *KeyTally) Shares(id string) bool {
	pass, found := t.shared[id]
	return found && t.Counts(pass)
}

// AnyShared reports whether any id was found to be shared.
func (t *KeyTally) AnyShared() bool { return len(t.shared) > 0 }

func (t *KeyTally) mark(list []Key) []Key {
	if !t.AnyShared() {
		return list
	}
	for i := range list {
		if t.Shares(list[i].ID) {
			list[i].IDFlaw = IDShared
		}
	}
	return list
}
