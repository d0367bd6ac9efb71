package local

import (
	"fmt"
	"io/fs"
	"runtime"
)

// MakeOwn is the command by which a file becomes this user's, and nobody else can change it.
func MakeOwn(path string) string {
	return fmt.Sprintf("chown $(id -u) %s && chmod go-w %s", path, path)
}

// OpenToOthers reports whether a mode lets others than the owner read or change a file or
// folder. Windows has no such bits: what is in a user's own profile is the user's alone.
func OpenToOthers(mode fs.FileMode) bool {
	return runtime.GOOS != "windows" && mode&0o077 != 0
}
