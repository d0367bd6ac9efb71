package proof

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
