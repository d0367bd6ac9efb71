//go:build unix

package local

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// user is the user that the program runs as; tests take another.
var user = os.Geteuid

// owners gives the user and the group that a file belongs to.
func owners(info fs.FileInfo) (uid, gid int, known bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, false
	}
	return int(stat.Uid), int(stat.Gid), true
}

// inherit gives a new file the mode and the owners of the one that it replaces, or,
// with none to replace, those of the folder it is in. That matters to root alone,
// who would lock out the user whose home it is (sudo with HOME kept).
func inherit(f *os.File, old fs.FileInfo, dir string) error {
	if old == nil {
		return f.Chown(heir(dir))
	}
	mode := old.Mode().Perm()
	uid, gid, known := owners(old)
	if !known {
		return f.Chmod(mode)
	}
	if user() != 0 {
		uid = -1 // only root gives files away
	}
	if err := f.Chown(uid, gid); err != nil {
		if uid != -1 {
			return err
		}
		// The file is in another group now: it gets what everybody may do.
		mode = mode&^0o070 | mode&0o007<<3
	}
	return f.Chmod(mode)
}

// heir is who owns what root creates in a folder: the user whose folder it is. -1
// changes nothing.
func heir(dir string) (uid, gid int) {
	info, err := os.Stat(dir)
	if err != nil || user() != 0 {
		return -1, -1
	}
	uid, gid, known := owners(info)
	if !known || uid == 0 || info.Mode().Perm()&0o002 != 0 {
		return -1, -1
	}
	return uid, gid
}

// giveFolder gives a folder that was just created to the owner of the one above.
func giveFolder(dir string) error {
	uid, gid := heir(filepath.Dir(dir))
	if uid == -1 {
		return nil
	}
	return os.Lchown(dir, uid, gid)
}

// trustedLink reports whether a link may be followed to write. In a folder that
// everybody may write to only one's own link is, as Linux has it for opening
// (fs.protected_symlinks). Root follows the link of another user only to what that
// user owns.
func trustedLink(path string, link fs.FileInfo, to string) bool {
	owner, _, known := owners(link)
	switch {
	case !known || owner == user():
		return true
	case user() == 0:
		return owns(owner, to)
	}
	dir, err := os.Stat(filepath.Dir(path))
	if err != nil || dir.Mode().Perm()&0o002 == 0 {
		return true
	}
	above, _, _ := owners(dir)
	return owner == above
}

// owns reports whether the user owns the file, or the folder of a file that does
// not exist yet.
func owns(uid int, path string) bool {
	info, err := os.Lstat(path)
	if IsAbsent(err) {
		info, err = os.Stat(filepath.Dir(path))
	}
	if err != nil {
		return false
	}
	owner, _, known := owners(info)
	return known && owner == uid
}

// MayBeChanged says who else can change a file, "" for nobody: a user other than
// root, its group, or everybody.
func MayBeChanged(info fs.FileInfo) string {
	owner, _, known := owners(info)
	switch mode := info.Mode().Perm(); {
	case known && owner != user() && owner != 0:
		return "it belongs to another user"
	case mode&0o022 != 0:
		return fmt.Sprintf("others can write to it (mode %04o)", mode)
	}
	return ""
}

// isPrivate reports whether a folder is this user's and closed to everybody else.
func isPrivate(dir fs.FileInfo) bool {
	owner, _, known := owners(dir)
	return known && owner == user() && !OpenToOthers(dir.Mode())
}
