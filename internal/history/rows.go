package history

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// NoTime stands in a Row for a time that is not there.
const NoTime = math.MinInt64

// Row is a key as far as it is compared and kept.
type Row struct {
	ID, Name    string
	Preview     string
	Prefixed    bool // Preview omits keys.Prefix, which the key has
	Permissions keys.Permissions
	Created     int64       // in unix seconds, or NoTime
	Expires     keys.Expiry // in whole seconds
}

// RowOf is the row of k.
func RowOf(k *api.Key) Row {
	r := Row{ID: k.ID, Name: k.Name, Permissions: k.Permissions, Created: Seconds(k.Created), Expires: k.Expires}
	r.Preview, r.Prefixed = strings.CutPrefix(k.Preview, keys.Prefix)
	return r
}

// key makes the row what it came from.
func (r *Row) key() api.Key {
	preview := r.Preview
	if r.Prefixed {
		preview = keys.Prefix + preview
	}
	return api.Key{
		ID: strings.Clone(r.ID), Name: strings.Clone(r.Name), Preview: strings.Clone(preview),
		Permissions: r.Permissions, Created: Moment(r.Created), Expires: r.Expires,
	}
}

// Seconds is a time in a Row.
func Seconds(t time.Time) int64 {
	if t.IsZero() {
		return NoTime
	}
	return t.Unix()
}

// Moment is the time that stands in a Row.
func Moment(unix int64) time.Time {
	if unix == NoTime {
		return time.Time{}
	}
	return time.Unix(unix, 0).UTC()
}

// List is all keys of an instance, each once, in the order of their ids, none of
// which is empty. It is read away from the event loop and must not change.
type List interface {
	Len() int
	Row(i int) Row
}

// ListOf makes a List of keys; those without an id are left out.
func ListOf(all []api.Key) List {
	rows := make(rowsByID, 0, len(all))
	for i := range all {
		if all[i].ID != "" {
			rows = append(rows, RowOf(&all[i]))
		}
	}
	slices.SortFunc(rows, func(a, b Row) int { return strings.Compare(a.ID, b.ID) })
	return slices.CompactFunc(rows, func(a, b Row) bool { return a.ID == b.ID })
}

type rowsByID []Row

func (r rowsByID) Len() int { return len(r) }

func (r rowsByID) Row(i int) Row { return r[i] }
