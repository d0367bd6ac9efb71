package deliver

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// CheckFile says what keeps a new file from being written, as far as that can be
// seen before there is a key to write; "" for nothing.
func CheckFile(path string) (trouble string) {
	if _, err := os.Lstat(path); err == nil {
		return FileTrouble(path, fs.ErrExist)
	}
	folder, err := os.Stat(filepath.Dir(path))
	switch {
	case err != nil:
		return FileTrouble(path, err)
	case !folder.IsDir():
		return sanitize.Text(filepath.Dir(path)) + " is no folder. Choose another."
	}
	return ""
}

// CheckCommand says what keeps a command from being started; "" for nothing.
func CheckCommand(name string) (trouble string) {
	if _, err := exec.LookPath(name); err != nil {
		return notStarted(sanitize.Limit(name, 40), err)
	}
	return ""
}
