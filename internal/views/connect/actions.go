// Package connect is the screen that connects to an instance the console does
// not know yet: by a key, by signing in, or on a local instance to try it on.
package connect

import (
	"context"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// Actions do what the screen offers. They run away from the event loop, with a
// deadline, and end when their context does. A nil one is not offered. Their
// errors are a *FieldError, an *api.Error, or words for the admin.
type Actions struct {
	// Probe looks whether an instance answers at an address. Nothing secret is
	// sent.
	Probe func(ctx context.Context, url string) (Found, error)
	// WithKey connects with a key, and keeps profile and key as asked.
	WithKey func(ctx context.Context, to Target, key api.Secret) (screen.Connection, error)
	// SignIn connects as a person. A *FieldError about the Code asks for one.
	SignIn func(ctx context.Context, to Target, as Credentials) (screen.Connection, error)
	// Local starts an instance on this machine; sample fills an empty one.
	Local func(ctx context.Context, sample bool) (screen.Connection, error)
	// CheckName refuses in words what can't be the name of a profile; nil refuses nothing.
	CheckName func(name string) error
	// Keeps are the ways to keep a key, the first being proposed.
	Keeps []Keep
}

// Possible reports whether there is any way to connect.
func (a Actions) Possible() bool { return a.WithKey != nil || a.SignIn != nil || a.Local != nil }

// Found is what Probe learnt.
type Found struct {
	Says string // in words: "an instance answers there"
}

// Target is the instance and what is to be kept of it.
type Target struct {
	URL         string
	Name        string // of the profile
	Environment screen.Environment
	Keep        string // Keep.ID of what is done with the key, "" for a sign-in, of which nothing is kept
}

// Credentials are those of a person. Code is a one-time or backup code, zero
// until it is asked for.
type Credentials struct {
	User     string
	Password api.Secret
	Code     api.Secret
}

// Keep is a way to keep a key.
type Keep struct {
	ID    string
	Label string // "in a file"
	Says  string // where, and who can read it
}

// Field is a part of the form.
type Field uint8

// The fields, in the form's order. Buttons and Aside take what is said of none.
const (
	Way Field = iota
	Address
	Key
	User
	Password
	Code
	Sample
	Name
	Environment
	Word
	Kept
	Buttons
	Aside
)

// FieldError is a refusal that is about one field.
type FieldError struct {
	Field  Field
	Reason string // a sentence
}

func (e *FieldError) Error() string { return e.Reason }
