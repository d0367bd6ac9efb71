package keytest

import (
	"fmt"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Mismatch says in words why value can't be of the key, by the preview, "" where
// it may be. Nothing is sent for it.
func Mismatch(k api.Key, value string) string {
	if !keys.Telling(k.Preview) || keys.Fits(k.Preview, value) {
		return ""
	}
	return fmt.Sprintf("This is not the value of “%s”: that one is %s. Nothing was sent.", k.Name, k.Preview)
}

// Pasted takes the value of a key from what somebody pasted. It looks at the form,
// and whether it can be of this key; nothing is sent for that. Trouble says in
// sentences why it can't be tested, "" where it can.
func Pasted(k api.Key, text string) (value api.Secret, trouble string) {
	taken, checks := keys.CheckPasted(text)
	if cause := OfForm(checks).Cause(); cause != "" {
		return api.Secret{}, cause + " Nothing was sent."
	}
	if trouble = Mismatch(k, taken); trouble != "" {
		return api.Secret{}, trouble
	}
	return api.NewSecret(taken), ""
}
