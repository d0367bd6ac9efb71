package app

import (
	"context"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
)

// How long each of the Ways may take.
const (
	ProbeWithin   = 15 * time.Second
	ConnectWithin = 30 * time.Second // with a key, or as a person
	// ProfileWithin is longer: a command that gives a profile's key may ask the admin for
	// something first.
	ProfileWithin = time.Minute
	LocalWithin   = time.Minute
)

// Ways lead to instances. They end when their context does, and leave nothing open when
// they fail. A nil one is not offered. Their errors are an *AnswerError, an *api.Error,
// or words for the admin.
type Ways struct {
	Profiles []Profile
	// To leads to a profile's instance.
	To func(ctx context.Context, profile string) (Connection, error)
	// Probe looks whether an instance answers at an address, and says in words what
	// does. Nothing secret is sent.
	Probe func(ctx context.Context, url string) (says string, err error)
	// WithKey connects with a key, and keeps profile and key as asked.
	WithKey func(ctx context.Context, to NewProfile, key api.Secret) (Connection, error)
	// SignIn connects as a person. An *AnswerError about the Code asks for one.
	SignIn func(ctx context.Context, to NewProfile, as Person) (Connection, error)
	// Local starts an instance on this machine; sample fills an empty one.
	Local func(ctx context.Context, sample bool) (Connection, error)
	// CheckName refuses in words what can't be the name of a profile; nil refuses nothing.
	CheckName func(name string) error
	// Keeps are the ways to keep a key, the first being proposed.
	Keeps []Keep
}

// LeadFurther reports whether there is a way to an instance that has no profile yet.
func (w *Ways) LeadFurther() bool { return w.WithKey != nil || w.SignIn != nil || w.Local != nil }

// NewProfile is an instance that has no profile yet, and what is to be kept of it.
type NewProfile struct {
	URL         string
	Name        string
	Environment string
	Keep        string // Keep.ID of what is done with the key, "" for a sign-in, of which nothing is kept
}

// Person is who signs in. Nothing of it is kept.
type Person struct {
	User     string
	Password api.Secret
	Code     api.Secret // of the second factor; zero until it is asked for
}

// Keep is a way to keep a key that was entered.
type Keep struct {
	ID    string
	Label string // "in a file"
	Says  string // where, and who can read it
}

// Answer is what was asked for on the way to an instance.
type Answer uint8

// The answers that a refusal can be about.
const (
	Address Answer = iota + 1
	Key
	Password
	Code
	Name
	Kept
)

// AnswerError is a refusal that is about one answer, which alone is asked for again.
type AnswerError struct {
	About  Answer
	Reason string // a sentence
}

func (e *AnswerError) Error() string { return e.Reason }
