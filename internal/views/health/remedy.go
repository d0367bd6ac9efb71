package health

import (
	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// remedy is what enter does about a finding.
type remedy struct {
	does string
	msg  tea.Msg
}

func (s *Screen) remedy(f *health.Finding) remedy {
	help, k := f.Help(), f.Key
	var msg tea.Msg = screen.ShowUsage{Key: k}
	switch help.Act {
	case health.SeeLog:
		msg = screen.ShowAudit{Filter: screen.AuditFilter{Query: help.Log, Window: health.LogSpan}}
	case health.SeeKey:
		msg = screen.ShowKey{Key: k}
	case health.Rotate:
		msg = screen.ShowRotate{Key: k, Wish: help.Wish}
	case health.Revoke:
		msg = screen.AskRevoke{Key: k}
	case health.SeeNamesakes:
		msg = screen.ShowKeys{Filter: filter.OfName(k.Name)}
	}
	return remedy{help.Does, msg}
}

// logOf opens the log of a key, all that it was used for.
func logOf(k api.Key) tea.Msg {
	return screen.ShowAudit{Filter: screen.AuditFilter{Query: health.LogOf(&k, ""), Window: health.LogSpan}}
}
