package accessible

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

// refusal says why no key was made.
func (s *session) refusal(err error) {
	s.Say("Nothing was created. " + api.Explain(err))
	failed, ok := errors.AsType[*api.Error](err)
	if !ok {
		return
	}
	for _, field := range slices.Sorted(maps.Keys(failed.Fields)) {
		name := field
		if r, found := strings.CutPrefix(field, "permissions."); found {
			name = keys.Resource(r).Title()
		}
		s.Say(name + ": " + api.Sentence(failed.Fields[field]))
	}
}

// unclear says why it is not known what became of a request.
func (s *session) unclear(cause error) {
	why := cause.Error()
	if failed, ok := errors.AsType[*api.Error](cause); ok {
		why = failed.Message
	}
	s.Say("There was no clear answer. " + api.Sentence(why))
}
