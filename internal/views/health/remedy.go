package health

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/query"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

const day = 24 * time.Hour

// remedy is what enter does about a finding.
type remedy struct {
	does string
	msg  tea.Msg
}

func (s *Screen) remedy(f *health.Finding) remedy {
	k := f.Key
	switch f.Rule {
	case health.ExpiredTried:
		return remedy{"who tries it", logOf(k, "")}
	case health.NewAddress:
		return remedy{"what came from there", logOf(k, f.Addresses[0])}
	case health.Superseded:
		return remedy{"who uses it", logOf(k, "")}
	case health.Expiring:
		if s.env.Health.Rotates {
			return remedy{"rotate", screen.ShowRotate{Key: k}}
		}
		return remedy{"create its replacement", twin(k, k.Permissions, lifetime(k), "Replaces “"+k.Name+"”, with its permissions and lifetime.")}
	case health.RotationUnfinished:
		if s.env.Health.Rotates {
			return remedy{"go on with the rotation", screen.ShowRotate{Key: k}}
		}
		return remedy{"its details", screen.ShowKey{Key: k}}
	case health.Stale, health.NeverUsed:
		return remedy{"revoke", screen.AskRevoke{Key: k}}
	case health.OverBroad:
		return remedy{"create a narrower twin", twin(k, f.Narrower, lifetime(k),
			fmt.Sprintf("As “%s”, with only what it was seen to use. Revoke the old one when the new one is in place.", k.Name))}
	case health.NeverExpiring:
		return remedy{"create a twin that expires", twin(k, k.Permissions, 90*day,
			fmt.Sprintf("As “%s”, but it expires. Revoke the old one when the new one is in place.", k.Name))}
	case health.DuplicateName:
		return remedy{"list them", screen.ShowKeys{Filter: wordsOf(k.Name)}}
	}
	return remedy{"what it is used for", screen.ShowUsage{Key: k}}
}

// logOf opens the log of a key, all that it was used for, from one address or
// from all.
func logOf(k api.Key, ip string) tea.Msg {
	filter := screen.OfKey(k.ID)
	filter.Query, filter.Window = filter.Query.With(query.Outcome, query.Any), 30*day
	if ip != "" {
		filter.Query = filter.Query.With(query.IP, ip)
	}
	return screen.ShowAudit{Filter: filter}
}

// twin opens the form for a key like k.
func twin(k api.Key, p keys.Permissions, lifetime time.Duration, why string) tea.Msg {
	from := screen.Template{Name: k.Name, Permissions: p, Lifetime: lifetime, Why: why}
	if p != k.Permissions {
		base := k.Permissions
		from.Base = &base
	}
	return screen.ShowCreate{From: &from}
}

// lifetime is how long a key was made for, 0 for ever or where that isn't told.
func lifetime(k api.Key) time.Duration {
	if k.Created.IsZero() || !k.Expires.After(k.Created) {
		return 0
	}
	return k.Expires.Sub(k.Created)
}

// wordsOf is a name as a filter of the list: without what a filter would take
// for something else.
func wordsOf(name string) string {
	var words []string
	for word := range strings.FieldsSeq(name) {
		if !strings.HasPrefix(word, "-") && !strings.Contains(word, ":") {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}
