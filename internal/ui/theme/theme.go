// Package theme reads the console's themes: those built in, from assets/themes,
// and the admin's own. The format is described in docs/themes.md.
package theme

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"image/color"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/assets"
	"github.com/supascale/supascale-tui/internal/local"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
)

// Auto is the theme that is dark or light, as the terminal is.
const Auto = "auto"

// Theme is a theme as its file and those it extends describe it.
type Theme struct {
	Name    string
	Path    string // its file; "" for a built-in one
	Palette ui.Palette
	// Background is the one its colours were chosen for, nil for any. It is
	// never painted.
	Background color.Color
	OnLight    string // the theme for a light terminal instead; "" for none
}

// BuiltIn names the built-in themes, Auto among them.
func BuiltIn() []string {
	return []string{Auto, "dark", "light", "high-contrast", "high-contrast-light", "none"}
}

// Set is the built-in themes and those in a folder.
type Set struct{ dir string }

// In returns the built-in themes and those in the folder dir. It need not
// exist; "" is no folder.
func In(dir string) Set { return Set{dir} }

// name is what a theme can be called, as config.CheckTheme has it.
var name = text.Pattern(`^[a-z0-9][a-z0-9-]{0,39}$`)

// Names lists what can be asked for: the built-in themes first, then the
// admin's own, whether or not there is a mistake in them.
func (s Set) Names() []string { return append(BuiltIn(), s.own()...) }

func (s Set) own() []string {
	if s.dir == "" {
		return nil
	}
	files, err := os.ReadDir(s.dir)
	if err != nil {
		return nil // Find says why, to whoever wants one
	}
	var list []string
	for _, f := range files {
		own, ok := strings.CutSuffix(f.Name(), ".toml")
		if ok && !f.IsDir() && name().MatchString(own) && !slices.Contains(BuiltIn(), own) {
			list = append(list, own)
		}
	}
	return list
}

// Look gives the palettes of a theme. An error says where the theme is looked
// for; about a file it names line and column, what is allowed there, and shows
// no value.
func (s Set) Look(name string) (ui.Look, error) {
	dark, onLight := name, ""
	if name == Auto {
		dark, onLight = "dark", "light"
	}
	t, err := s.Find(dark)
	if err != nil {
		return ui.Look{}, err
	}
	look := ui.Look{Dark: t.Palette, Light: t.Palette}
	if onLight = cmp.Or(onLight, t.OnLight); onLight != "" {
		if t, err = s.Find(onLight); err != nil {
			return ui.Look{}, err
		}
		look.Light = t.Palette
	}
	return look, nil
}

// Find reads one theme, which can't be Auto.
func (s Set) Find(name string) (Theme, error) { return s.find(name, nil) }

// find reads a theme that those in chain extend.
func (s Set) find(called string, chain []string) (Theme, error) {
	path, text, err := s.read(called)
	if err != nil {
		return Theme{}, err
	}
	where := path
	if where == "" {
		where = "the built-in theme " + called
	}
	f, err := decode(where, text)
	if err != nil {
		return Theme{}, err
	}
	var base Theme
	if f.Extends != nil || called != "none" {
		parent := "none"
		if f.Extends != nil {
			parent = *f.Extends
		}
		chain = append(chain, called)
		if err := s.mayNext(where, text, "extends", parent, chain); err != nil {
			return Theme{}, err
		}
		if base, err = s.find(parent, chain); err != nil {
			return Theme{}, err
		}
	}
	t := Theme{Name: called, Path: path, Palette: f.over(base.Palette), Background: f.Background.or(base.Background)}
	if !visible(t.Palette[ui.Marked]) {
		return Theme{}, mistake(where, text, placeOf(text, "marked"), "marked must have reverse or underline = true, to be seen without colour")
	}
	if f.OnLight != nil {
		t.OnLight = *f.OnLight
		if err := s.mayNext(where, text, "on_light", t.OnLight, []string{called}); err != nil {
			return Theme{}, err
		}
	}
	return t, nil
}

// visible reports whether a cell in this ink differs from its neighbours where
// there are no colours. Bold does not: the text beside it may be bold too.
func visible(i ui.Ink) bool { return i.Reverse || i.Underline }

// mayNext checks the name of another theme that a file gives for key.
func (s Set) mayNext(where string, text []byte, key, next string, chain []string) error {
	if slices.Contains(chain, next) {
		return mistake(where, text, placeOf(text, key), key+" leads back to the theme itself")
	}
	if others := s.others(); !slices.Contains(others, next) {
		return mistake(where, text, placeOf(text, key), key+" must be one of "+quoted(others))
	}
	return nil
}

// others lists the themes that a file may name.
func (s Set) others() []string { return s.Names()[1:] }

// maxFile bounds what is read: the name may lead to anything.
const maxFile = 64 << 10

// read gives a theme's file, and its path if it is the admin's.
func (s Set) read(called string) (path string, text []byte, err error) {
	if text, err := assets.Themes.ReadFile("themes/" + called + ".toml"); err == nil {
		return "", text, nil
	}
	if !name().MatchString(called) || s.dir == "" {
		return "", nil, s.unknown()
	}
	path = filepath.Join(s.dir, called+".toml")
	text, err = local.ReadFile(path, maxFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil, s.unknown()
	case errors.Is(err, local.ErrNotFile):
		return "", nil, fmt.Errorf("read the theme: %s is not a file", path)
	case errors.Is(err, local.ErrTooLarge):
		return "", nil, fmt.Errorf("read the theme: %s is larger than 64 KiB", path)
	case err != nil:
		return "", nil, fmt.Errorf("read the theme: %w", err)
	}
	// An editor of Windows may have put a byte order mark in front.
	return path, bytes.TrimPrefix(text, []byte("\uFEFF")), nil
}

// ErrUnknown is wrapped by the error about a name that no theme has.
var ErrUnknown = errors.New("there is no such theme")

// unknown does not repeat the name: it may be anything that was pasted.
func (s Set) unknown() error {
	said := strings.Join(s.Names(), ", ")
	if s.dir != "" {
		said += "; your own would be " + filepath.Join(s.dir, "NAME.toml")
	}
	return fmt.Errorf("%w: use %s", ErrUnknown, said)
}

func quoted(names []string) string { return `"` + strings.Join(names, `", "`) + `"` }
