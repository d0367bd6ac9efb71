package credential

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/local"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// fromFile reads the profile's file. The default one may be absent; one that
// the profile names may not.
func (s System) fromFile(_ context.Context, p Profile) (api.Secret, Source, error) {
	path, err := s.path(p)
	if errors.Is(err, errHomeless) && p.KeyFile == "" {
		return api.Secret{}, Source{}, nil // nothing can be stored there
	}
	if err != nil {
		return api.Secret{}, Source{}, err
	}
	source := Source{Step: File, Profile: p.Name, Path: path}
	found, err := readFile(path, source)
	if errors.Is(err, fs.ErrNotExist) && p.KeyFile == "" {
		return api.Secret{}, source, nil
	}
	if err != nil {
		return api.Secret{}, source, err
	}
	key, err := found.bound(p.URL, source)
	return key, source, err
}

// readFile reads a credential file that nobody else can read. Checked is what
// is open, which can't be swapped any more, so a link counts as what it leads to.
func readFile(path string, source Source) (record, error) {
	fail := func(cause error, why, next string) (record, error) {
		return record{}, &Error{Source: source, Why: why, Next: next, Cause: cause}
	}
	// O_NONBLOCK: a pipe that nobody writes to must not hold us.
	f, err := os.OpenFile(path, os.O_RDONLY|openFlags, 0) //nolint:gosec // the profile's file
	if errors.Is(err, fs.ErrNotExist) {
		return fail(err, "there is no such file", "Store a key there: "+loginLine(source.Profile)+", or take key_file out of the profile")
	}
	if err != nil {
		return fail(err, "it can't be read: "+reason(err), "See that it is yours: ls -l "+shellWord(path))
	}
	defer f.Close() //nolint:errcheck // nothing was written
	info, err := f.Stat()
	if err != nil {
		return fail(err, "it can't be looked at: "+reason(err), "")
	}
	if !info.Mode().IsRegular() {
		return fail(nil, "it is not a regular file", "Let key_file name a file that holds the key")
	}
	if why, next := exposed(info, path); why != "" {
		return fail(ErrExposed, why, next)
	}
	text, err := io.ReadAll(io.LimitReader(f, keyMax+1))
	if err != nil {
		return fail(err, "it can't be read: "+reason(err), "")
	}
	found, err := decode(string(text))
	if err != nil {
		return fail(err, err.Error(), "Store the key anew ("+loginLine(source.Profile)+"), or put the key alone into it")
	}
	return found, nil
}

// ErrExposed says that others can read, or own, the file a key is in.
var ErrExposed = errors.New("the file is not private")

// path is where the profile's file is.
func (s System) path(p Profile) (string, error) {
	if p.KeyFile != "" {
		return s.expand(p.KeyFile)
	}
	name, err := entryName(p)
	if err != nil {
		return "", err
	}
	data := s.getenv("XDG_DATA_HOME")
	if !filepath.IsAbs(data) { // the specification asks to ignore a relative one
		home, err := s.home()
		if err != nil {
			return "", fmt.Errorf("%w; set XDG_DATA_HOME to a folder", err)
		}
		data = filepath.Join(home, ".local", "share")
	}
	return filepath.Join(data, "supascale-tui", "credentials", name), nil
}

func (s System) expand(path string) (string, error) {
	rest, inHome := strings.CutPrefix(path, "~/")
	if !inHome {
		return path, nil
	}
	home, err := s.home()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, rest), nil
}

func (s System) home() (string, error) {
	home, err := local.Home(s.getenv)
	if err != nil {
		return "", fmt.Errorf("%w (%w)", errHomeless, err)
	}
	return home, nil
}

var errHomeless = errors.New("this account has no home folder")

var fitsName = text.Pattern(`^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$`)

// entryName is what a profile's key is stored under. Without a profile it is
// made of the instance's origin; no profile's name begins with "@".
func entryName(p Profile) (string, error) {
	if p.Name != "" {
		if !fitsName().MatchString(p.Name) {
			return "", errors.New("the profile's name can't name a file: letters, digits, \".\", \"_\" and \"-\" can, 64 at most")
		}
		return p.Name, nil
	}
	origin, err := api.Origin(p.URL)
	if err != nil {
		return "", err
	}
	scheme, host, _ := strings.Cut(origin, "://")
	name := "@" + scheme + "_" + unfit().ReplaceAllLiteralString(host, "_")
	return name[:min(len(name), 200)], nil
}

var unfit = text.Pattern(`[^0-9a-z.-]`)

func loginLine(profile string) string {
	if profile == "" {
		return "supascale-tui login"
	}
	return "supascale-tui login --profile " + sanitize.Limit(profile, nameMax)
}

// shownPath is a path as people write it, inert.
func shownPath(path string) string {
	if home, err := os.UserHomeDir(); err == nil && home != "/" {
		if rest, inHome := strings.CutPrefix(path, home+string(filepath.Separator)); inHome {
			path = "~/" + rest
		}
	}
	return shown(path)
}

func shown(text string) string { return sanitize.Limit(text, 200) }

// shellWord quotes a path for a line that is meant to be copied.
func shellWord(path string) string {
	if plain().MatchString(path) {
		return path
	}
	return sanitize.Text("'" + strings.ReplaceAll(path, "'", `'\''`) + "'")
}

var plain = text.Pattern(`^[0-9A-Za-z/._@+:-]+$`)

// reason is why a file can't be used, without the call and path of a Go error.
func reason(err error) string {
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return errno.Error()
	}
	return Redact(err.Error())
}
