// Package credential finds the key a profile is used with, and stores and
// removes it. A key comes from the environment, a command, the system's keyring
// or a file, in this order; each says which it was. A step that is set up and
// fails is an error: going on would use another key than the one meant.
package credential

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// Profile is what a profile says about its key.
type Profile struct {
	Name         string   // "" for an instance that is named by its URL alone
	URL          string   // a stored key is bound to its origin
	TokenCommand []string // program and arguments; nil for none
	Keyring      bool     // whether the system's keyring is asked
	KeyFile      string   // "" for the default; "~/" is the home directory
}

// Credential is a key and where it is from.
type Credential struct {
	Key    api.Secret
	Source Source
}

// Step is a way to come by a key. Their order is the one in which they are tried.
type Step uint8

// The steps of Find.
const (
	Environment Step = iota + 1
	Command
	Keyring
	File
)

// Source says in words where a key is from.
type Source struct {
	Step    Step
	Profile string // its name, "" without one
	Path    string // of a File
}

// String fits into "the key is from …". It holds no key.
func (s Source) String() string {
	switch s.Step {
	case Environment:
		return "the environment (" + keys.EnvKey + ")"
	case Command:
		return "token_command" + ofProfile(s.Profile)
	case Keyring:
		return "the keyring"
	case File:
		return "the file " + shownPath(s.Path)
	}
	return "nowhere"
}

// ErrNone says that no step has a key. What Find returns wraps it and names the
// profile.
var ErrNone = errors.New("no key is set up")

// noneError is ErrNone for one profile.
type noneError struct{ profile string }

func (e *noneError) Unwrap() error { return ErrNone }
func (e *noneError) Error() string {
	login, where := "supascale-tui login", "of the instance"
	if e.profile != "" {
		name := sanitize.Limit(e.profile, nameMax)
		login, where = login+" --profile "+name, "for profile "+name
	}
	return fmt.Sprintf("there is no key %s. Store one with \"%s\", or set %s, or let a password manager give it (token_command in a profile)", where, login, keys.EnvKey)
}

// Error is a step that is set up and failed. Its words are safe to show: they
// hold no key.
type Error struct {
	Source Source
	Why    string // what is wrong
	Next   string // what to do
	Said   string // what a command said about it, with what looks like a key taken out; it may hold another secret
	Cause  error  // for errors.Is alone, never shown; may be nil
}

func (e *Error) Error() string {
	text := fmt.Sprintf("no key from %s: %s", e.Source, e.Why)
	if e.Said != "" {
		text += ". It said: " + strings.TrimRight(e.Said, ".")
	}
	if e.Next != "" {
		text += ". " + e.Next
	}
	return text
}

func (e *Error) Unwrap() error { return e.Cause }

// System is the surroundings keys are found in and stored to. The zero value of
// a field is the real thing.
type System struct {
	Getenv         func(string) string
	Secrets        Secrets       // the keyring
	CommandTimeout time.Duration // of a token_command; 0 is 10 s
	KeyringTimeout time.Duration // of each call of the keyring; 0 is 3 s
}

const (
	// keyMax bounds what is read where a key should be.
	keyMax  = 4 << 10
	nameMax = 64
)

// Find looks for the key of a profile. Its errors are an *Error, ErrNone, or
// about the profile's URL.
func Find(ctx context.Context, p Profile, getenv func(string) string) (Credential, error) {
	return System{Getenv: getenv}.Find(ctx, p)
}

// Find looks for the key of a profile.
func (s System) Find(ctx context.Context, p Profile) (Credential, error) {
	for _, step := range []func(context.Context, Profile) (api.Secret, Source, error){
		s.fromEnvironment, s.fromCommand, s.fromKeyring, s.fromFile,
	} {
		key, source, err := step(ctx, p)
		if err != nil {
			return Credential{}, err
		}
		if !key.IsZero() {
			return Credential{key, source}, nil
		}
	}
	return Credential{}, &noneError{p.Name}
}

// ErrTwoSources says that the environment has a key and the profile a source of its
// own: which one is meant can't be told.
var ErrTwoSources = errors.New("two sources of the key")

// ownSource is where a profile has a key of its own, "" for nowhere.
func (s System) ownSource(p Profile) string {
	switch {
	case p.Name == "":
	case len(p.TokenCommand) > 0:
		return "token_command"
	case p.Keyring:
		return "keyring"
	case p.KeyFile != "":
		return "key_file"
	default:
		path, err := s.path(p)
		if err != nil {
			return ""
		}
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) { //nolint:gosec // the path is the program's own
			return "stored in " + shownPath(path)
		}
	}
	return ""
}

// Notice is what should be said before a profile's instance is asked with a key that the
// profile says nothing of, "" for nothing. An address and a key that are both in the
// environment were put there together.
func (s Source) Notice() string {
	if s.Step != Environment || s.Profile == "" {
		return ""
	}
	return fmt.Sprintf("The key in %s is used for the profile %s.", keys.EnvKey, sanitize.Limit(s.Profile, nameMax))
}

func (s System) fromEnvironment(_ context.Context, p Profile) (api.Secret, Source, error) {
	source := Source{Step: Environment, Profile: p.Name}
	value := s.getenv(keys.EnvKey)
	if value == "" {
		return api.Secret{}, source, nil
	}
	if own := s.ownSource(p); own != "" {
		return api.Secret{}, source, &Error{
			Source: source, Cause: ErrTwoSources,
			Why:  fmt.Sprintf("%s is set, but the profile %s has a key of its own (%s), and a key must not reach the wrong instance", keys.EnvKey, sanitize.Limit(p.Name, nameMax), own),
			Next: "Unset " + keys.EnvKey + ", or leave the profile out and name the instance in SUPASCALE_URL",
		}
	}
	key, err := keys.ReadPasted(value)
	if err != nil {
		return api.Secret{}, source, &Error{Source: source, Why: err.Error(), Next: "Set " + keys.EnvKey + " to the key alone, or unset it"}
	}
	return api.NewSecret(key), source, nil
}

func (s System) getenv(name string) string {
	if s.Getenv == nil {
		return ""
	}
	return s.Getenv(name)
}

func ofProfile(name string) string {
	if name == "" {
		return ""
	}
	return " of profile " + sanitize.Limit(name, nameMax)
}

func or(d, otherwise time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return otherwise
}
