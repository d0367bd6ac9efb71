// Package snooze remembers the findings that the admin knows about and wants to
// hear no more of for a time. What is kept is ids, times and digests.
package snooze

import (
	"time"

	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/local"
)

// Note is one finding that was snoozed.
type Note struct {
	Rule  health.Rule
	KeyID string
	At    time.Time // when it was snoozed
	Until time.Time // zero: until something changes about it
	facts string    // the digest of what the finding rested on
}

// Notes are those of an instance, or of several.
type Notes map[id]Note

type id struct {
	instance string // the one of several, "" for the only one
	rule     health.Rule
	key      string // its own id there
}

func of(f *health.Finding) id { return id{f.Key.Instance, f.Rule, f.Key.OwnID()} }

// Add takes the notes of one of several instances in; Split then knows their findings.
func (n Notes) Add(instance string, other Notes) {
	for _, note := range other {
		n[id{instance, note.Rule, note.KeyID}] = note
	}
}

// Snoozed is a finding with the note that snoozes it.
type Snoozed struct {
	health.Finding
	Note Note
}

// Split parts findings into those that want attention and those that are
// snoozed: their snooze has not ended, and their facts are those that were snoozed.
func (n Notes) Split(findings []health.Finding, now time.Time) (shown []health.Finding, snoozed []Snoozed) {
	if len(n) == 0 {
		return findings, nil
	}
	for i := range findings {
		f := &findings[i]
		if note, found := n[of(f)]; found && note.holds(f, now) {
			snoozed = append(snoozed, Snoozed{*f, note})
		} else {
			shown = append(shown, *f)
		}
	}
	return shown, snoozed
}

func (n *Note) holds(f *health.Finding, now time.Time) bool {
	return (n.Until.IsZero() || now.Before(n.Until)) && n.facts == local.Digest(f.Facts())
}

// Words say how long the finding is snoozed.
func (n *Note) Words(zone *time.Location) string {
	if n.Until.IsZero() {
		return "until it changes"
	}
	return "until " + n.Until.In(zone).Format("2 Jan 2006")
}
