package api

import (
	"encoding/json"
	"slices"
)

// KeyShape is what the list of keys looked like, of what the contract leaves
// open ("Keys").
type KeyShape struct {
	// List is where the list stood: "apiKeys" as documented, "keys", "data",
	// "data.apiKeys"; "" for a bare array.
	List  string
	Paged bool // the answer tells its total and offset
	// LastUsed and Preview are the names under which the keys had these, "" where
	// no key had one. A last use of null is told: the key was never used.
	LastUsed string
	Preview  string
}

// see notes the names a key had.
func (s *KeyShape) see(r *keyRow) {
	switch {
	case s.LastUsed != "":
	case r.LastUsed.told:
		s.LastUsed = "lastUsed"
	case r.LastUsedAt.told:
		s.LastUsed = "lastUsedAt"
	}
	switch {
	case s.Preview != "":
	case r.KeyPreview != "":
		s.Preview = "keyPreview"
	case r.KeyPrefix != "":
		s.Preview = "keyPrefix"
	case r.Prefix != "":
		s.Preview = "prefix"
	}
}

// ActivityShape is what the activity log looked like, of what the contract
// leaves open ("Activity and failed attempts").
type ActivityShape struct {
	List     string // where the list stood, as in KeyShape
	Coverage bool   // the answer tells how far the log reaches
	Cursor   bool   // it is paged by cursor
	Paged    bool   // it tells its total and offset
	// Others are the names, of those the client knows, that the newest entry had
	// in place of the contract's own.
	Others []string
}

// otherNames are the tolerated names of an entry's fields (contract,
// "Activity": tolerate).
var otherNames = []string{
	"_id", "action", "apiKeyId", "apiKeyName", "createdAt", "date", "description", "details", "endpoint", "event",
	"ipAddress", "keyPrefix", "message", "metadata", "result", "statusCode", "time", "url",
}

func (s *ActivityShape) see(fields map[string]json.RawMessage) {
	for _, name := range otherNames {
		if _, has := fields[name]; has && !slices.Contains(s.Others, name) {
			s.Others = append(s.Others, name)
		}
	}
}

// toldMoment is a moment that knows whether it was sent at all.
type toldMoment struct {
	moment
	told bool
}

func (m *toldMoment) UnmarshalJSON(raw []byte) error {
	m.told = true
	return m.moment.UnmarshalJSON(raw)
}
