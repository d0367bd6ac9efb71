package history

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/author"
	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/api"
)

// Source is what a report is made of besides what this machine knows; *api.Client is one.
type Source interface {
	api.KeyLister
	api.LogSource
	RevokedKeys(ctx context.Context) ([]api.RevokedKey, error)
	Stats(ctx context.Context, q api.StatsQuery) (cluster.Stats, error)
}

// Report is what happened to an instance's keys in a period, or to those of several.
type Report struct {
	Period
	Instance string // by its ID, "" for several
	Parts    []Part // by instance, where there are several
	Until    time.Time
	Changes  []Change // the latest first
	Gaps     []string // what can't be told, and why, each in a sentence
	// Looked is when the list was looked at: what Dismiss takes. Zero where nothing is
	// noted.
	Looked time.Time
	// Partial is why not all keys were listed, nil where they were.
	Partial *api.PartialError
}

// Counts are those of the kinds that are not zero, in the order in which they are told.
func (r *Report) Counts() (list []Count) {
	for _, kind := range []Kind{Added, Gone, Altered, FirstUsed} {
		n := 0
		for i := range r.Changes {
			if r.Changes[i].Kind == kind {
				n++
			}
		}
		if n > 0 {
			list = append(list, Count{kind, n})
		}
	}
	return list
}

// Gather reads the list of keys, compares it with what this machine saw before, and joins
// that with what the instance remembers and what its log tells. A log that can't be read
// leaves its part out, and a gap says so. Records may be nil.
func Gather(ctx context.Context, source Source, records Records, instance string, p Period, now func() time.Time) (Report, error) {
	began := now()
	listed, err := api.Keys(ctx, source)
	part := api.PartOf(err)
	if err != nil && part == nil {
		return Report{}, err
	}
	remembered, err := source.RevokedKeys(ctx)
	if err != nil {
		return Report{}, err
	}
	g := gathering{Report: Report{Period: p, Instance: instance, Until: now(), Partial: part}, listed: listed, remembered: remembered, at: make(map[event]int)}
	if part != nil {
		g.gap("Not all keys were listed, so keys that vanished can't be told: " + part.Short())
	}
	g.look(ctx, records, instance, part == nil, began)
	if err := g.readLog(ctx, source); err != nil {
		return Report{}, err
	}
	g.join()
	return g.Report, ctx.Err()
}

// gathering is a report under way.
type gathering struct {
	Report
	listed     []api.Key
	remembered []api.RevokedKey
	past       Past
	deeds      author.Deeds
	logErr     error
	first      []Change      // of first uses
	at         map[event]int // where a change stands in Changes
}

type event struct {
	kind Kind
	id   string
}

func (g *gathering) gap(words string) { g.Gaps = append(g.Gaps, strings.TrimSuffix(words, ".")+".") }

// look compares the list with what was seen, and reads what this machine knows.
func (g *gathering) look(ctx context.Context, records Records, instance string, whole bool, began time.Time) {
	if records == nil {
		g.resolve(time.Time{})
		return
	}
	var news News
	var err error
	if whole && !slices.ContainsFunc(g.listed, func(k api.Key) bool { return k.CantName() != "" }) {
		news, err = records.Look(ctx, instance, ListOf(g.listed), began, g.Until)
	} else {
		news, err = records.Read(ctx, instance)
	}
	if err == nil {
		g.past, err = records.Past(ctx, instance)
	}
	if err != nil {
		g.gap(err.Error())
	}
	g.Looked = news.Looked
	if news.First {
		news.Since = time.Time{}
	}
	g.resolve(news.Since)
}

// resolve gives the period its beginning, where that is the last visit.
func (g *gathering) resolve(visit time.Time) {
	switch {
	case !g.Visit:
	case visit.IsZero():
		g.Since, g.Visit = g.Until.Add(-day), false
		g.gap("There was no visit before this one: it is what happened in the last 24 hours")
	default:
		g.Since = visit
	}
}

// within reports whether what happened between two times may have happened in the period.
// Who looked when it began had seen what was found by then.
func (g *gathering) within(after, before time.Time) bool {
	exact := after.Equal(before)
	return (before.After(g.Since) || exact && before.Equal(g.Since)) && !after.After(g.Until)
}

// join puts together what is known of each key.
func (g *gathering) join() {
	for i := range g.listed {
		g.made(g.listed[i])
	}
	for i := range g.remembered {
		k := &g.remembered[i]
		g.made(k.Key)
		g.add(Change{Kind: Gone, Key: k.Key, After: k.Revoked, Before: k.Revoked, ByInstance: true})
	}
	for i := range g.past.Changes {
		g.recall(g.past.Changes[i])
	}
	g.attribute(Added, g.deeds.Created)
	g.attribute(Gone, g.deeds.Revoked)
	for _, c := range g.first {
		g.add(c)
	}
	g.order()
	g.gaps()
}

// made adds that a key was created, where it tells when.
func (g *gathering) made(k api.Key) {
	if !k.Created.IsZero() {
		g.add(Change{Kind: Added, Key: k, After: k.Created, Before: k.Created})
	}
}

// add adds a change of the period, once for each key but for alterations.
func (g *gathering) add(c Change) {
	e := event{c.Kind, c.Key.ID}
	_, known := g.at[e]
	if !g.within(c.After, c.Before) || known && c.Kind != Altered && c.Key.ID != "" {
		return
	}
	g.at[e] = len(g.Changes)
	g.Changes = append(g.Changes, c)
}

// recall adds what this machine knows. Who has told it already knows better when it was.
func (g *gathering) recall(c Change) {
	i, known := g.at[event{c.Kind, c.Key.ID}]
	switch {
	case known && c.Kind != Altered:
		g.Changes[i].Own = g.Changes[i].Own || c.Own
	case c.Kind == Added && !c.Key.Created.IsZero() && c.After.Before(g.Since):
		// It was created before the period, and seen in it.
	default:
		g.add(c)
	}
}

// attribute says who did what, and adds what the log alone knows of.
func (g *gathering) attribute(kind Kind, deeds map[string]author.Deed) {
	for id, d := range deeds {
		i, known := g.at[event{kind, id}]
		if !known {
			g.add(Change{Kind: kind, Key: d.Key, After: d.At, Before: d.At, By: d.Author, ByInstance: true, Bare: true})
			continue
		}
		c := &g.Changes[i]
		c.By = d.Author
		if !c.After.Equal(c.Before) {
			c.After, c.Before, c.ByInstance = d.At, d.At, true
		}
	}
}
