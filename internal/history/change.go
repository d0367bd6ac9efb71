// Package history remembers what the admin last saw of an instance's keys, so that
// the next visit can say what was added, what is gone and what was altered. What
// is kept is ids, names, previews, permissions and times, never a value.
package history

import (
	"time"

	"github.com/supascale/supascale-tui/internal/activity/author"
	"github.com/supascale/supascale-tui/internal/api"
)

// Kind is what happened to a key.
type Kind uint8

// The kinds.
const (
	Added Kind = iota
	Gone
	Altered
	FirstUsed
)

// String is the word for it in lists.
func (k Kind) String() string { return [...]string{"new", "gone", "altered", "first used"}[k] }

// Mark is a glyph that tells it without colour.
func (k Kind) Mark() string { return [...]string{"+", "−", "~", "•"}[k] }

// Change is what happened to a key since the admin last looked. It happened
// between After and Before: the looks before it and after it. After is zero where
// no look was before it.
type Change struct {
	Kind          Kind
	Key           api.Key // as it was seen last
	Was           api.Key // of Altered: its name, permissions and expiry before
	After, Before time.Time
	// Own says that this machine did it.
	Own bool
	By  author.Author // who did it, as far as the log tells
	// ByInstance says that the instance remembers a key that is gone, or its log does;
	// Bare that the log alone knows the key: its name and preview.
	ByInstance, Bare bool
}
