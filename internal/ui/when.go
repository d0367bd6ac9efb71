package ui

import (
	"time"

	"github.com/supascale/supascale-tui/internal/text"
)

// Relative is text.Relative.
func Relative(t, now time.Time, none string) string { return text.Relative(t, now, none) }

// Span is text.Span.
func Span(d time.Duration) string { return text.Span(d) }

// Moment is text.Moment.
func Moment(t time.Time, loc *time.Location) string { return text.Moment(t, loc) }

// MomentUTC is text.MomentUTC.
func MomentUTC(t time.Time) string { return text.MomentUTC(t) }
