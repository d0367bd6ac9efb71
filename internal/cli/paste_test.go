//go:build unix

package cli

import (
	"strings"
	"testing"
)

// A terminal that doesn't mark a paste types it, and ctrl+c comes behind it.
func TestCtrlCIsHeardBehindALongPaste(t *testing.T) {
	t.Parallel()
	x := start(t, 80, 24, nil, "local", "--data-dir", t.TempDir(), "--sample")
	x.shows("42 keys")
	x.press("/", strings.Repeat("zx ", 43<<10), "ctrl+c", "ctrl+c")
	x.x.Ends()
}
