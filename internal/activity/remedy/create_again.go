package remedy

import (
	"fmt"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// CreateAgain is a key like one that no longer works, with a value of its own. What
// says in a word why that one doesn't: "revoked", "expired", "gone".
func CreateAgain(k *api.Key, what string) keys.Template {
	t := k.Template()
	return t.Because(fmt.Sprintf("Replaces the %s key “%s”, with its name, %s.", what, k.Name, t.Takes()))
}
