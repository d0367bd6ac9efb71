package screen

import (
	"errors"
	"path/filepath"
	"strings"

	"github.com/supascale/supascale-tui/internal/deliver"
)

// FilePath makes a whole path of what was typed.
func (e Env) FilePath(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return "", errors.New("name a file")
	}
	path := deliver.ExpandHome(typed, e.Getenv("HOME"))
	if path == "" {
		return "", errors.New("only ~ and ~/ stand for a home folder here, your own: type the whole path")
	}
	return filepath.Abs(path)
}
