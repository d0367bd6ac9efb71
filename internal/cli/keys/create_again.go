package keys

import (
	"context"

	"github.com/supascale/supascale-tui/internal/activity/remedy"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
)

// checkAgain refuses what can't be meant beside --again.
func (o *CreateOptions) checkAgain(call *command.Call) error {
	if o.Name != "" || o.Preset != "" || len(o.Permissions) > 0 || !o.Note.IsZero() {
		return command.Usagef("--again takes name, permissions and note from the key that is gone: --expires and where the value goes may stand beside it")
	}
	if o.Expires != "" {
		if _, err := ReadExpiry(call, o.Expires); err != nil {
			return command.Usagef("--expires: %s", app.Reason(err))
		}
	}
	return nil
}

// again says what the key shall be, from what is left of the one that is gone.
func (o *CreateOptions) again(ctx context.Context, call *command.Call, client app.API) (keys.Template, error) {
	gone, err := goneKeys(ctx, o.Session, call, client)
	if err != nil {
		return keys.Template{}, err
	}
	living, err := command.ListAll(ctx, client)
	if err != nil {
		return keys.Template{}, err
	}
	living.Warn(call.Err)
	t, err := pickGone(gone, o.Again, len(lifecycle.Pick(living.Keys, o.Again)) > 0)
	if err != nil {
		return keys.Template{}, err
	}
	again := remedy.CreateAgain(&t.Key, t.How())
	if _, err := keys.SanitizeName(again.Name); err != nil {
		return again, command.Usagef("“%s” has no name that a key may have now (%s): make it with keys create", t.Key.ID, app.Reason(err))
	}
	if again.Permissions.IsNone() {
		return again, command.Usagef("“%s” could do nothing that is known here: there is nothing to create again", again.Name)
	}
	call.Say("%s It was %s.", again.Why, t.Words(call.Local(), call.Now()))
	return again, nil
}

// rememberedKeys are those that the instance remembers to be gone.
func rememberedKeys(ctx context.Context, client app.API) (list []api.Key) {
	gone, _ := client.RevokedKeys(ctx)
	for _, k := range gone {
		list = append(list, k.Key)
	}
	return list
}
