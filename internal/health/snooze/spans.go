package snooze

import "time"

// Span is how long a finding can be snoozed.
type Span struct {
	Word string
	For  time.Duration // 0: until it changes
}

// Spans are those offered.
func Spans() []Span {
	const day = 24 * time.Hour
	return []Span{{"30 days", 30 * day}, {"90 days", 90 * day}, {"until it changes", 0}}
}

// From is when the span ends that begins now; zero where it has no end.
func (s Span) From(now time.Time) time.Time {
	if s.For == 0 {
		return time.Time{}
	}
	return now.Add(s.For)
}
