package credential

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/local"
)

// Store keeps a key for a profile: where is Keyring or File. It is bound to the
// origin of the profile's URL. The other place is cleared if Find would look
// there first, so that the key stored last is the one used.
func Store(ctx context.Context, p Profile, key api.Secret, where Step, getenv func(string) string) (Source, error) {
	return System{Getenv: getenv}.Store(ctx, p, key, where)
}

// Store keeps a key for a profile.
func (s System) Store(ctx context.Context, p Profile, key api.Secret, where Step) (Source, error) {
	source := Source{Step: where, Profile: p.Name}
	if err := keys.CheckSendable(key.Reveal()); err != nil {
		return source, fmt.Errorf("this is no key: %w", err)
	}
	origin, err := api.Origin(p.URL)
	if err != nil {
		return source, err
	}
	text, err := record{origin, key}.encode()
	if err != nil {
		return source, err
	}
	switch where {
	case Keyring:
		if !p.Keyring {
			return source, &StoreError{Why: "the keyring is not asked for a key" + ofProfile(p.Name), Next: "Set keyring = true in the profile first"}
		}
		return source, s.keyringStore(ctx, p, text)
	case File:
	default:
		return source, errors.New("a key is stored in the keyring or a file")
	}
	if source.Path, err = s.path(p); err != nil {
		return source, err
	}
	if err := writeFile(source, text, p.KeyFile == ""); err != nil {
		return source, err
	}
	if p.Keyring {
		if _, err := s.keyringRemove(ctx, p); err != nil {
			return source, fmt.Errorf("the key is in %s now, but an older one may be in the keyring, which is asked first: %w", source, err)
		}
	}
	return source, nil
}

// StoreError says why a key was not stored, or not removed. It holds no key.
type StoreError struct {
	Why, Next string
	Cause     error // for errors.Is alone, never shown
}

func (e *StoreError) Error() string {
	if e.Next == "" {
		return e.Why
	}
	return e.Why + ". " + e.Next
}

func (e *StoreError) Unwrap() error { return e.Cause }

func asStored(e *Error) *StoreError {
	return &StoreError{fmt.Sprintf("the key is not stored in %s: %s", e.Source, e.Why), e.Next, e.Cause}
}

func asRemoved(e *Error) *StoreError {
	return &StoreError{fmt.Sprintf("what %s holds is not removed: %s", e.Source, e.Why), e.Next, e.Cause}
}

// writeFile puts the record in place as a whole and on the disk. It replaces
// what it wrote itself and nothing else: a key that was put there by hand may
// exist nowhere else.
func writeFile(source Source, text string, ours bool) error {
	path, dir := source.Path, filepath.Dir(source.Path)
	fail := func(err error) error {
		return &StoreError{fmt.Sprintf("the key is not stored in %s: %s", source, reason(err)), "See that the folder is yours to write to, or name another file (key_file)", err}
	}
	if kept, err := byHand(path); err != nil {
		return fail(err)
	} else if kept != "" {
		return &StoreError{
			Why:  fmt.Sprintf("the key is not stored: %s %s", source, kept),
			Next: "If it is not needed, remove it first: rm " + shellWord(path),
		}
	}
	makeDir := local.MakeParents
	if ours {
		makeDir = local.MakeDir
	}
	if err := makeDir(dir); err != nil {
		return fail(err)
	}
	if err := local.WriteFile(path, []byte(text)); err != nil {
		return fail(err)
	}
	return nil
}

// byHand says what is at path if Store did not write it; "" if it did, or if
// nothing is there.
func byHand(path string) (string, error) {
	info, err := os.Lstat(path)
	if local.IsAbsent(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		return "is a link to another file", nil
	}
	if !info.Mode().IsRegular() {
		return "is not a regular file", nil
	}
	text, err := local.ReadFile(path, keyMax)
	if err != nil && !errors.Is(err, local.ErrTooLarge) {
		return "", err
	}
	if found, bad := decode(string(text)); err != nil || bad != nil || found.origin == "" {
		return "was not written by login", nil
	}
	return "", nil
}

// Removal is what Remove did.
type Removal struct {
	Removed []Source
	Kept    []string // what it left, and why, in words
}

// Remove takes away what Store has stored for a profile, in the keyring (if the
// profile uses it) and the file. A file that was made by hand stays. What was
// removed before an error is told along with it.
func Remove(ctx context.Context, p Profile, getenv func(string) string) (Removal, error) {
	return System{Getenv: getenv}.Remove(ctx, p)
}

// Remove takes away what Store has stored for a profile.
func (s System) Remove(ctx context.Context, p Profile) (Removal, error) {
	var r Removal
	path, err := s.path(p)
	if err != nil {
		return r, err
	}
	source := Source{Step: File, Profile: p.Name, Path: path}
	switch removed, kept, err := removeFile(path); {
	case err != nil:
		return r, &StoreError{fmt.Sprintf("%s is not removed: %s", source, reason(err)), "Remove it by hand: rm " + shellWord(path), err}
	case kept != "":
		r.Kept = append(r.Kept, fmt.Sprintf("%s %s. If it is not needed: rm %s", source, kept, shellWord(path)))
	case removed:
		r.Removed = append(r.Removed, source)
	}
	if !p.Keyring {
		return r, nil
	}
	removed, err := s.keyringRemove(ctx, p)
	if removed {
		r.Removed = append(r.Removed, Source{Step: Keyring, Profile: p.Name})
	}
	return r, err
}

// removeFile unlinks a file that Store wrote. Nothing is overwritten: on
// today's file systems that would reach other blocks than the file's.
func removeFile(path string) (removed bool, kept string, err error) {
	kept, err = byHand(path)
	if err != nil || kept != "" {
		return false, kept, err
	}
	if _, err := os.Lstat(path); local.IsAbsent(err) {
		return false, "", nil
	}
	if err := local.Remove(path); err != nil {
		return false, "", err
	}
	return true, "", nil
}
