package accessible

import (
	"context"

	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// filterHelp says what a filter can be.
var filterHelp = []string{
	"Words look in name, id, preview and your note; all of them must be there.",
	"state:expired, state:expiring and state:active look at the state.",
	"projects:write looks at a level; so do backups, tasks, storage and system, with none, read or write.",
	"owner:, purpose: and ticket: look in that part of your note; owner:any means that there is one.",
	"A minus before a word leaves out what fits it. Quotes hold spaces and colons. The word all lists everything.",
}

// askFilter asks for a filter until it has no mistake.
func (s *session) askFilter(ctx context.Context) (string, error) {
	for {
		text, err := s.Input(ctx, prompt.Question{Ask: "Filter", Default: "all", Help: filterHelp})
		if err != nil {
			return "", err
		}
		if text == "all" {
			return "", nil
		}
		if _, err = filter.Parse(text); err == nil {
			return text, nil
		}
		s.Say("Filter, " + err.Error() + ".")
	}
}
