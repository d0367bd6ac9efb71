package usage

import (
	"fmt"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/text"
)

const day = 24 * time.Hour

// Asked is what the log is asked about the use of a key since then.
func Asked(k *api.Key, since, until time.Time) api.StatsQuery {
	q := query.Query{}.With(query.KeyID, k.ID).With(query.Outcome, query.Any)
	return api.StatsQuery{Since: since.Truncate(day), Until: until, Step: day, Where: q, Clusters: 1, Uses: true}
}

// Doubt says why the log can't tell all of a key's use, "" when it can.
func Doubt(stats *cluster.Stats, k *api.Key, now time.Time) string {
	switch {
	case stats.Partial:
		return fmt.Sprintf("This instance keeps no figures: they are from the newest %s entries alone. A level that does not appear may still be needed.", text.Number(stats.Examined))
	case stats.Oldest.IsZero() && stats.Total != 0:
		return "This instance does not tell how far back its log reaches. A level that does not appear may still be needed."
	case stats.Oldest.IsZero():
		return "The log is empty: nothing can be concluded."
	case stats.Oldest.After(stats.Start.Add(day)) && k.Created.Before(stats.Oldest):
		return fmt.Sprintf("The log reaches back %s only: too short to conclude. A level that does not appear may still be needed.", text.Span(now.Sub(stats.Oldest)))
	}
	return ""
}

// Words say what follows from the use, in a sentence.
func (u Usage) Words() string {
	p, dropped := u.Narrower()
	switch {
	case len(dropped) == 0:
		return "The key uses all that it may do."
	case p.IsNone():
		return "There is no evidence of any use. If nobody needs the key, revoke it."
	}
	return "There is no evidence that it needs: " + strings.Join(dropped, ", ") + "."
}

// TestsWords are said beside the figures.
const TestsWords = "Tests of the key are not counted."
