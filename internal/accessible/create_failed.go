package accessible

import (
	"errors"

	"github.com/supascale/supascale-tui/internal/api"
)

// refusal says why no key was made.
func (s *session) refusal(err error) {
	s.Say("Nothing was created. " + api.Explain(err))
	for _, line := range api.FieldReasons(err) {
		s.Say(line)
	}
}

// unclear says why the result of a request is not known.
func (s *session) unclear(cause error) {
	why := cause.Error()
	if failed, ok := errors.AsType[*api.Error](cause); ok {
		why = failed.Message
	}
	s.Say("There was no clear answer. " + api.Sentence(why))
}
