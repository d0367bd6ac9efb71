package output

import (
	"strconv"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/usage"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
)

// KeyUsage is what a key was used for, in JSON (assets/schema/usage.json).
type KeyUsage struct {
	Key          Key            `json:"key"`
	Since        time.Time      `json:"since"`
	LogFrom      *time.Time     `json:"logFrom"`
	Use          []UsedResource `json:"use"`
	OtherRefused int            `json:"otherRefused"`
	Addresses    []KeyAddress   `json:"addresses"`
	Unused       []string       `json:"unused"`
	Doubt        *string        `json:"doubt"`
}

// UsedResource is what the log shows of a resource, with what follows, in JSON.
type UsedResource struct {
	ResourceUse
	Verdict string `json:"verdict"`
}

// OfUsage is the use of a key as JSON has it.
func OfUsage(k *api.Key, u *usage.Usage, stats *cluster.Stats, now time.Time) KeyUsage {
	_, unused := u.Narrower()
	out := KeyUsage{
		Key: OfKey(k, now), Since: stats.Start.UTC(), LogFrom: timeOrNull(stats.Oldest), Use: []UsedResource{}, OtherRefused: u.Other,
		Addresses: []KeyAddress{}, Unused: append([]string{}, unused...), Doubt: textOrNull(usage.Doubt(stats, k, now)),
	}
	for _, r := range u.Rows {
		out.Use = append(out.Use, UsedResource{ofUse(r), r.Verdict()})
	}
	for _, a := range stats.Addresses {
		if a.KeyID == k.ID {
			out.Addresses = append(out.Addresses, KeyAddress{a.IP, a.Count, a.First.UTC(), a.Last.UTC()})
		}
	}
	return out
}

func ofUse(r usage.Row) ResourceUse {
	return ResourceUse{r.Resource, r.Granted.String(), r.Used.String(), r.Reads, r.Writes, r.Refused, timeOrNull(r.Last)}
}

// UsedResources is the shape of what the log shows of a key, with times seen from now.
func UsedResources(now time.Time) Shape[usage.Row] {
	level := func(l keys.Level) string {
		if l == keys.None {
			return "-"
		}
		return l.String()
	}
	count := func(n int) string {
		if n == 0 {
			return "-"
		}
		return text.Number(n)
	}
	return Shape[usage.Row]{
		Table: []Column[usage.Row]{
			{"RESOURCE", func(r usage.Row) string { return r.Resource.Title() }, 0},
			{"MAY", func(r usage.Row) string { return level(r.Granted) }, 0},
			{"USED", func(r usage.Row) string { return level(r.Used) }, 0},
			{"READ", func(r usage.Row) string { return count(r.Reads) }, 0},
			{"WRITE", func(r usage.Row) string { return count(r.Writes) }, 0},
			{"REFUSED", func(r usage.Row) string { return count(r.Refused) }, 0},
			{"LAST", func(r usage.Row) string { return text.Relative(r.Last, now, "-") }, 0},
			{"VERDICT", usage.Row.Verdict, 0},
		},
		CSV: []Column[usage.Row]{
			{"resource", func(r usage.Row) string { return string(r.Resource) }, 0},
			{"granted", func(r usage.Row) string { return r.Granted.String() }, 0},
			{"used", func(r usage.Row) string { return r.Used.String() }, 0},
			{"reads", func(r usage.Row) string { return strconv.Itoa(r.Reads) }, 0},
			{"writes", func(r usage.Row) string { return strconv.Itoa(r.Writes) }, 0},
			{"refused", func(r usage.Row) string { return strconv.Itoa(r.Refused) }, 0},
			{"lastAt", func(r usage.Row) string { return timestamp(r.Last) }, 0},
			{"verdict", usage.Row.Verdict, 0},
		},
	}
}
