//go:build unix

package credential

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"github.com/supascale/supascale-tui/internal/local"
)

const openFlags = syscall.O_NONBLOCK | syscall.O_NOCTTY

// exposed says why a file is not private, and the line that makes it so.
func exposed(info fs.FileInfo, path string) (why, next string) {
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "its owner can't be told", ""
	}
	if int(owner.Uid) != os.Geteuid() {
		return "it belongs to another user, who can change and read it",
			fmt.Sprintf("If the key is meant for you, make the file yours: sudo chown %d %s", os.Geteuid(), shellWord(path))
	}
	if mode := info.Mode().Perm(); local.OpenToOthers(mode) {
		return fmt.Sprintf("others on this machine can read or change it (mode %04o)", mode),
			"Make it yours alone: chmod 600 " + shellWord(path) + "; if somebody may have read it, replace the key"
	}
	return "", ""
}
