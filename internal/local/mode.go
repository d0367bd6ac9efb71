package local

import (
	"io/fs"
	"runtime"
)

// OpenToOthers reports whether a mode lets others than the owner read or change a file or
// folder. Windows has no such bits: what is in a user's own profile is the user's alone.
func OpenToOthers(mode fs.FileMode) bool {
	return runtime.GOOS != "windows" && mode&0o077 != 0
}
