package credential

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// record is a stored key with the origin it may be sent to. An empty origin
// stands for a key that was put into a file by hand.
type record struct {
	origin string
	key    api.Secret
}

// stored is a record on disk and in the keyring.
type stored struct {
	Version int    `json:"version"`
	Origin  string `json:"origin"`
	Key     string `json:"key"`
}

const recordVersion = 1

func (r record) encode() (string, error) {
	text, err := json.Marshal(stored{recordVersion, r.origin, r.key.Reveal()})
	if err != nil {
		return "", errors.New("the key can't be written down")
	}
	return string(text) + "\n", nil
}

var errNoRecord = errors.New("what is in it is neither what login writes nor one key")

// decode reads what encode wrote, or a bare key on one line. Errors never
// repeat the text.
func decode(text string) (record, error) {
	if len(text) > keyMax {
		return record{}, errNoRecord
	}
	if !strings.HasPrefix(text, "{") {
		if strings.TrimSpace(text) == "" {
			return record{}, errors.New("it is empty")
		}
		key, err := keys.ReadPasted(text)
		if err != nil {
			return record{}, fmt.Errorf("%w (%w)", errNoRecord, err)
		}
		return record{key: api.NewSecret(key)}, nil
	}
	var s stored
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return record{}, errNoRecord
	}
	switch {
	case s.Version > recordVersion:
		return record{}, errors.New("a newer supascale-tui wrote it")
	case s.Version != recordVersion, s.Origin == "", keys.CheckSendable(s.Key) != nil:
		return record{}, errNoRecord
	}
	return record{s.Origin, api.NewSecret(s.Key)}, nil
}

// bound gives the record's key if it may be sent to url.
func (r record) bound(url string, source Source) (api.Secret, error) {
	if r.origin == "" {
		return r.key, nil
	}
	origin, err := api.Origin(url)
	if err != nil {
		return api.Secret{}, err
	}
	if origin == r.origin {
		return r.key, nil
	}
	return api.Secret{}, &Error{
		Source: source, Cause: ErrOtherOrigin,
		Why:  fmt.Sprintf("the key there was stored for %s and is not sent to %s", shown(r.origin), shown(origin)),
		Next: "If the instance has moved, store its key anew: " + loginLine(source.Profile),
	}
}

// ErrOtherOrigin says that a stored key belongs to another address than the
// profile's: it would be sent to strangers.
var ErrOtherOrigin = errors.New("the stored key is for another instance")
