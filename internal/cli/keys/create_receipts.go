package keys

import (
	"context"
	"errors"
	"fmt"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/lifecycle"
)

// receipt is the result for the instance.
func (m *recipient) receipt(asked api.NewKey) lifecycle.Creation {
	r := lifecycle.Creation{Instance: m.Name, Outcome: m.result, Key: api.Key{Name: asked.Name, Expires: asked.Expires}, Err: m.err}
	if m.c != nil && m.result == lifecycle.OutcomeCreated {
		r.Key = m.c.made
	}
	if left, ok := errors.AsType[*leftError](m.err); ok {
		r.Key.ID = left.id
	}
	return r
}

// print gives what prints an instance's key with its value, nil where that goes elsewhere.
func (s *creations) print(m *recipient) func(api.CreatedKey) error {
	if !s.toStdout {
		return nil
	}
	return func(created api.CreatedKey) error {
		return s.printer.Add(lifecycle.Creation{Instance: m.Name, Outcome: lifecycle.OutcomeCreated, Key: created.Key, Value: created.Secret})
	}
}

// end says how many instances have the key, and prints the receipts that were not printed
// yet. It gives the error to end with.
func (s *creations) end(ctx context.Context) error {
	made, code := 0, 0
	for _, m := range s.members {
		switch own := command.ExitCode(m.err); {
		case m.result == lifecycle.OutcomeCreated:
			made++
		case code == 0:
			code = own
		case own != code:
			code = command.ExitFailed
		}
	}
	stopped := ""
	if ctx.Err() != nil {
		stopped = "Stopped. "
	}
	s.call.Say("%sCreated on %d of %d instances.", stopped, made, len(s.members))
	for _, m := range s.members {
		if s.toStdout && m.result == lifecycle.OutcomeCreated {
			continue
		}
		if err := s.printer.Add(m.receipt(s.wanted.key)); err != nil {
			return fmt.Errorf("print the receipts: %w", err)
		}
	}
	if err := s.printer.End(); err != nil {
		return fmt.Errorf("print the receipts: %w", err)
	}
	switch {
	case made == len(s.members):
		return nil
	case made > 0:
		code = command.ExitPartial
	case code == 0: // none was tried
		code = command.ExitFailed
	}
	return command.Exit{Code: code}
}
