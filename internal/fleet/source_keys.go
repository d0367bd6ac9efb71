package fleet

import (
	"context"
	"errors"
	"slices"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
)

// ListKeys gives the keys of all instances in one page, as an instance does that knows no
// pages. WalkKeys gives them as they come.
func (s *Source) ListKeys(ctx context.Context, _, _ int) (api.KeyPage, error) {
	list, err := api.Keys(ctx, s)
	page := api.KeyPage{Keys: list, Total: len(list)}
	if part := api.PartOf(err); part != nil {
		page.Cut, err = part.Short(), nil
	}
	return page, err
}

// CreateKey is refused: nothing says on which of the instances.
func (s *Source) CreateKey(context.Context, api.NewKey) (api.CreatedKey, error) {
	return api.CreatedKey{}, &api.Error{Op: api.OpCreateKey, Kind: api.Invalid, Message: "nothing says on which instance: name one of " + s.names()}
}

// RevokeKey revokes a key on its own instance.
func (s *Source) RevokeKey(ctx context.Context, id string) error {
	instance, own := api.SplitID(id)
	m := s.find(instance)
	if m == nil {
		return &api.Error{Op: api.OpRevokeKey, Kind: api.Invalid, Message: "its id does not say which instance it is of: " + s.names()}
	}
	client, err := m.connect(ctx)
	if err != nil {
		return err
	}
	return client.RevokeKey(ctx, own)
}

// TestWith is refused: nothing says with which of the instances. Member gives one.
func (s *Source) TestWith(api.Secret, string) (api.Tester, error) {
	return nil, errors.New("nothing says of which instance the key is: name one of " + s.names())
}

// RevokedKeys joins what the instances remember, the latest first. Beside an error there is
// what the others gave.
func (s *Source) RevokedKeys(ctx context.Context) ([]api.RevokedKey, error) {
	var list []api.RevokedKey
	for a := range Ask(ctx, s.all(), listWithin, func(ctx context.Context, _ Member, client app.Client) ([]api.RevokedKey, error) {
		return client.RevokedKeys(ctx)
	}) {
		s.note(a.Member.Name, api.OpRevoked, a.Err)
		for _, k := range a.Value {
			k.Key = k.Of(a.Member.Name)
			list = append(list, k)
		}
	}
	slices.SortStableFunc(list, func(a, b api.RevokedKey) int { return b.Revoked.Compare(a.Revoked) })
	if cut := s.cut(); cut != "" {
		return list, &api.PartialError{Got: len(list), Total: -1, Cut: cut}
	}
	return list, nil
}
