package history

import (
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
)

// Difference is one thing that was altered.
type Difference struct{ What, From, To string }

// SeenWords are said when the admin has seen what changed, NoneGone where no key is
// known to be gone.
const (
	SeenWords = "Noted: your last visit is now. Earlier times can be looked at again."
	NoneGone  = "The instance remembers none, and this console saw none vanish between two visits."
)

// Nothing says since when nothing has changed.
func (n *News) Nothing(zone *time.Location, now time.Time) string {
	if n.Since.IsZero() || n.First {
		return "The list of this instance's keys was not read to its end from here before. From now on the console remembers what was there, and tells what others change."
	}
	return "Every key is as you last saw it, " + At(n.Since, zone, now) + ". Changes made on this machine are not listed."
}

// Differences are what was altered about a key, with times in zone.
func (c *Change) Differences(zone *time.Location) []Difference {
	if c.Kind != Altered {
		return nil
	}
	var list []Difference
	if c.Was.Name != c.Key.Name {
		list = append(list, Difference{"name", "“" + c.Was.Name + "”", "“" + c.Key.Name + "”"})
	}
	for _, r := range keys.Resources() {
		if was, is := c.Was.Permissions.Level(r), c.Key.Permissions.Level(r); was != is {
			list = append(list, Difference{r.Noun(), was.String(), is.String()})
		}
	}
	if was, is := others(c.Was.Permissions), others(c.Key.Permissions); was != is {
		list = append(list, Difference{"other permissions", was, is})
	}
	if c.Was.Expires != c.Key.Expires {
		list = append(list, Difference{"expires", expiry(c.Was.Expires, zone), expiry(c.Key.Expires, zone)})
	}
	return list
}

// Words say what happened, in a line.
func (c *Change) Words(zone *time.Location, now time.Time) string {
	switch c.Kind {
	case Gone:
		return Between(c.After, c.Before, zone, now)
	case Altered:
		var parts []string
		for _, d := range c.Differences(zone) {
			parts = append(parts, d.What+": "+d.From+" → "+d.To)
		}
		return strings.Join(parts, "; ")
	}
	words := c.Key.Permissions.Sentence() + ", expires " + expiry(c.Key.Expires, zone)
	if c.Key.Expires.IsNever() {
		words = c.Key.Permissions.Sentence() + ", never expires"
	}
	return words
}

// Summary counts what happened and names the period.
func (r *Report) Summary(zone *time.Location, now time.Time) string {
	if len(r.Changes) == 0 {
		return "Nothing is known to have changed " + r.Words(zone, now) + "."
	}
	var counts []string
	for _, c := range r.Counts() {
		counts = append(counts, text.Number(c.Keys)+" "+c.Kind.String())
	}
	return strings.Join(counts, ", ") + " " + r.Words(zone, now)
}

// When says when it happened, as short as it fits into a list.
func (c *Change) When(zone *time.Location, now time.Time) string {
	return span(c.After, c.Before, zone, now)
}

// Who says who did it, as short as it fits into a list.
func (c *Change) Who() string {
	switch {
	case c.Own && c.By.KeyName == "":
		return "this machine"
	case c.Own:
		return "this machine, with “" + c.By.KeyName + "”"
	case c.By.IsZero():
		return "can't tell"
	}
	return c.By.Words()
}

// What says what a key may do, could do, or what was altered about it.
func (c *Change) What(zone *time.Location, now time.Time) string {
	switch {
	case c.Bare:
		return "the log tells no more of it than its name"
	case c.Kind == Gone:
		return strings.Replace(c.Key.Permissions.Sentence(), "may ", "could ", 1)
	case c.Kind == FirstUsed:
		return c.Key.Permissions.Sentence()
	}
	return c.Words(zone, now)
}

func others(p keys.Permissions) string {
	var list []string
	for _, o := range p.Others() {
		list = append(list, o.Resource+" "+o.Level)
	}
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}

func expiry(e keys.Expiry, zone *time.Location) string {
	if at, limited := e.At(); limited {
		return at.In(zone).Format("2 Jan 2006, 15:04")
	}
	return e.Moment(zone)
}

// Between says between which looks a key went: "gone between Mon 10:00 and Tue
// 14:05".
func Between(after, before time.Time, zone *time.Location, now time.Time) string {
	switch {
	case after.Equal(before):
		return "gone " + At(before, zone, now)
	case after.IsZero():
		return "gone before " + At(before, zone, now)
	}
	from, to := At(after, zone, now), At(before, zone, now)
	if from == to {
		return "gone " + to
	}
	return "gone between " + from + " and " + to
}

// At writes a moment of the past as short as it is clear: "today 14:05", "Tue
// 14:05" within the last days, "12 Jan 14:05", "12 Jan 2025".
func At(t time.Time, zone *time.Location, now time.Time) string {
	t, now = t.In(zone), now.In(zone)
	const day = 24 * time.Hour
	switch age := now.Sub(t); {
	case t.Format(time.DateOnly) == now.Format(time.DateOnly):
		return "today " + t.Format("15:04")
	case age >= 0 && age < 6*day:
		return t.Format("Mon 15:04")
	case age >= 0 && age < 300*day:
		return t.Format("2 Jan 15:04")
	}
	return t.Format("2 Jan 2006")
}

// Words say when a key went and who knows it.
func (t *GoneKey) Words(zone *time.Location, now time.Time) string {
	switch {
	case t.ByInstance && t.Own:
		return "revoked " + At(t.Before, zone, now) + " from this machine"
	case t.ByInstance:
		return "revoked " + At(t.Before, zone, now)
	case t.Own:
		return "revoked " + At(t.Before, zone, now) + " from this machine"
	}
	return Between(t.After, t.Before, zone, now)
}

// Sentence says what happened to the key, and whose knowledge of it this is.
func (t *GoneKey) Sentence(zone *time.Location, now time.Time) string {
	switch {
	case t.ByInstance:
		return "This key was revoked: this is what the instance keeps of it."
	case t.Own:
		return "This key was revoked from this machine: this is what the console saw of it last."
	}
	return "This key vanished from the instance: " + t.Words(zone, now) + ", seen by this console. This is what it saw of it last; who or what took it isn't known."
}

// How says in a word how the key went: "revoked", or "gone" where that isn't known.
func (t *GoneKey) How() string {
	if t.ByInstance || t.Own {
		return "revoked"
	}
	return "gone"
}

// When is when a key went, as short as it fits into a list.
func (t *GoneKey) When(zone *time.Location, now time.Time) string {
	return span(t.After, t.Before, zone, now)
}

func span(after, before time.Time, zone *time.Location, now time.Time) string {
	to := At(before, zone, now)
	switch {
	case after.Equal(before):
		return to
	case after.IsZero():
		return "before " + to
	}
	if from := At(after, zone, now); from != to {
		return from + " – " + to
	}
	return to
}

// KnownBy says who knows that the key is gone, in a word or two.
func (t *GoneKey) KnownBy() string {
	if t.ByInstance {
		return "instance"
	}
	return "this console"
}
