package screentest

import (
	"context"
	"fmt"
	"slices"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// TestWith gives what reads resources with a key's value, by the permissions of
// the key that has it in Values or as its preview.
func (f *Instance) TestWith(key api.Secret, marker string) (api.Tester, error) {
	return &tester{f, key, marker}, nil
}

type tester struct {
	f      *Instance
	key    api.Secret
	marker string
}

// Try answers a read, and logs a refusal.
func (t *tester) Try(ctx context.Context, r keys.Resource) (api.Tried, error) {
	t.f.mu.Lock()
	defer t.f.mu.Unlock()
	t.f.Tried = append(t.f.Tried, r)
	value := t.key.Reveal()
	tried := api.Tried{Path: "/api/v1/" + string(r), Status: 200}
	if err := answer(ctx, nil); err != nil {
		return api.Tried{}, err
	}
	if t.f.Answer != nil {
		return t.f.Answer(ctx, value, r)
	}
	is := func(k api.Key) bool { return t.f.Values[k.ID] == value || k.Preview == keys.Preview(value) }
	reason := keys.UnknownKey
	if i := slices.IndexFunc(t.f.Keys, is); i >= 0 {
		k := t.f.Keys[i]
		switch {
		case k.Expires.StatusAt(Now) == keys.Expired:
			reason = keys.ExpiredKey
		case k.Permissions.Allows(r, keys.Read):
			return tried, nil
		default:
			tried.Status = 403
			return tried, &api.Error{Op: api.OpTry, Kind: api.Forbidden, Status: 403, Message: "This key does not have the level that is needed."}
		}
	}
	if slices.ContainsFunc(t.f.Gone, func(k api.RevokedKey) bool { return is(k.Key) }) {
		reason = keys.RevokedKey
	}
	tried.Status = 401
	t.f.Entries = append([]api.Activity{{
		ID: fmt.Sprint("tried-", len(t.f.Tried)), Time: Now, Type: "api_key.request", Failed: true, Reason: reason,
		Method: "GET", Path: tried.Path, Status: 401, UserAgent: "supascale-tui/test (" + t.marker + ")", Count: 1,
	}}, t.f.Entries...)
	return tried, &api.Error{Op: api.OpTry, Kind: api.Unauthorized, Status: 401, Message: "The key is not valid."}
}
