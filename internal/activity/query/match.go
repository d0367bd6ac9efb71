package query

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Event is what a filter looks at. Texts are as they are shown.
type Event struct {
	At         time.Time
	Failed     bool
	Untold     bool // nothing tells how it ended
	Type       string
	Reason     string
	KeyID      string
	KeyName    string
	KeyPreview string
	Method     string
	Path       string
	Resource   string
	Status     int
	IP         string
	Agent      string
	Instance   string // the one of several, "" for the only one
}

// Match reports whether the filter selects the event. Times are compared in
// milliseconds, as the log has them.
func (f *Filter) Match(e *Event) bool {
	if !f.Since.IsZero() && e.At.UnixMilli() < f.Since.UnixMilli() ||
		!f.Until.IsZero() && e.At.UnixMilli() > f.Until.UnixMilli() ||
		f.Outcome != "" && f.Outcome != e.outcome() {
		return false
	}
	for i := range f.Groups {
		g := &f.Groups[i]
		if slices.ContainsFunc(g.Values, func(v Value) bool { return v.match(g.Field, e) }) == g.Not {
			return false
		}
	}
	return true
}

func (e *Event) outcome() string {
	switch {
	case e.Failed:
		return Failure
	case e.Untold:
		return Unknown
	}
	return Success
}

func (v Value) match(f Field, e *Event) bool {
	switch f {
	case Reason:
		if v.Text == Unknown && e.Reason == "" {
			return e.Failed || e.Untold
		}
	case KeyID:
		return e.KeyID == v.Text
	case Key:
		return v.within(e.KeyName) || v.within(e.KeyPreview) || e.KeyID != "" && Fold(e.KeyID) == v.Text
	case Word:
		return v.within(e.KeyName) || v.within(e.Path) || v.within(e.Agent) ||
			v.within(e.KeyPreview) || v.within(e.IP) || v.within(e.Reason)
	case IP:
		return v.matchAddress(e.IP)
	case Status:
		return strconv.Itoa(e.Status) == v.Text
	}
	text := Fold(e.text(f))
	switch v.Mode {
	case Prefix:
		return strings.HasPrefix(text, v.Text)
	case Contains:
		return strings.Contains(text, v.Text)
	}
	return text == v.Text
}

// text is what the event has in a field of plain text.
func (e *Event) text(f Field) string {
	switch f {
	case Reason:
		return e.Reason
	case Method:
		return e.Method
	case Path:
		return e.Path
	case Route:
		return RouteOf(e.Path)
	case Resource:
		return e.Resource
	case Agent:
		return e.Agent
	case Type:
		return e.Type
	case Instance:
		return e.Instance
	}
	return ""
}

func (v Value) within(text string) bool { return strings.Contains(Fold(text), v.Text) }

func (v Value) matchAddress(text string) bool {
	if v.Mode == Prefix {
		return strings.HasPrefix(Fold(text), v.Text)
	}
	addr, err := netip.ParseAddr(text)
	if v.Mode == Network {
		return err == nil && v.Net.Contains(addr.Unmap())
	}
	if err != nil {
		return Fold(text) == v.Text
	}
	return addr.Unmap().String() == v.Text
}
