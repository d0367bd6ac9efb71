package accessible

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keytest"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// testTimeout bounds a whole test with its look into the log.
const testTimeout = 3 * time.Minute

// test tries out what a key lets through, a revoked one too. The value is that of
// a key just made; a zero one is asked for.
func (s *session) test(ctx context.Context, k api.RevokedKey, value api.Secret) error {
	if value.IsZero() {
		s.Say(keytest.AskWords)
		var err error
		if value, err = s.askValue(ctx, k.Key); err != nil {
			return err
		}
	}
	expect := keytest.OfKey(k.Key, s.env.Now())
	if !k.Revoked.IsZero() {
		expect = keytest.OfRevoked(k)
	}
	s.Say(keytest.HowWords)
	s.Say("Warning: " + keytest.Warning)
	s.Say(expect.Words())
	sure, err := s.Confirm(ctx, "Test it?", false)
	if err != nil || !sure {
		return err
	}
	return s.try(ctx, value, expect)
}

// askValue takes the value of a key hidden, until it can be of that key.
func (s *session) askValue(ctx context.Context, k api.Key) (api.Secret, error) {
	for {
		text, err := s.paste(ctx, "Value of the key", "Paste the value and press enter.", "")
		if err != nil {
			return api.Secret{}, err
		}
		value, trouble := keytest.Pasted(k, text)
		if trouble == "" {
			return value, nil
		}
		s.Say(trouble)
	}
}

// try makes the test and reads out what came of it. ctrl+c stops it, and what was
// read by then is told.
func (s *session) try(ctx context.Context, value api.Secret, expect keytest.Expectation) error {
	client := s.env.API
	clock := keytest.Clock{Now: s.env.Now, Pause: s.pause}
	var t *keytest.Test
	var logged keytest.Logged
	_, err := prompt.Await(ctx, s.Prompter, prompt.Job{Timeout: testTimeout}, func(ctx context.Context) (_ struct{}, err error) {
		t, logged, err = keytest.Run(ctx, client, value, expect, clock)
		return struct{}{}, err
	})
	switch {
	case prompt.Left(err):
		return err
	case err != nil && !errors.Is(err, prompt.ErrStopped):
		s.Say("Not tested. " + text.Sentence(api.Explain(err)))
		return nil
	case t == nil:
		return s.trouble(err)
	}
	s.Gap()
	s.tellTest(t, t.Walk(value, logged, s.env.Now(), func(at time.Time) string { return s.when(at, "") }))
	return nil
}

// pause waits by the session's clock.
func (s *session) pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.After(d):
		return nil
	}
}

// tellTest reads a test out: what came of it, resource by resource, and why a key
// fails.
func (s *session) tellTest(t *keytest.Test, walk keytest.Walk) {
	s.Say(t.Words())
	if why := walk.Words(); why != "" {
		s.Say(why)
	}
	for i := range t.Cells {
		s.Say(cellLine(&t.Cells[i]))
	}
	s.Say(keytest.WriteWords)
	if len(walk) == 0 {
		return
	}
	s.Say(keytest.WalkWords + ":")
	for _, step := range walk {
		s.Say(step.Title() + ": " + stateWords(step.State) + text.Sentence(step.Words))
	}
}

// cellLine is a resource of the test: what was expected, and what was found.
func cellLine(c *keytest.Cell) string {
	found := c.Actual.Words()
	if c.Status > 0 {
		found += fmt.Sprintf(" (%d)", c.Status)
	}
	verdict := text.Sentence(c.Verdict.Words())
	switch c.Verdict {
	case keytest.NotAsExpected:
		verdict = "Not as expected."
	case keytest.Untried:
		return fmt.Sprintf("%s: expected %s, was not tried.", c.Resource.Title(), c.Expected.Words())
	}
	return fmt.Sprintf("%s: expected %s, was %s. %s", c.Resource.Title(), c.Expected.Words(), found, verdict)
}

// stateWords mark a step that explains the failure, or that can't be told.
func stateWords(s keytest.State) string {
	switch s {
	case keytest.Cause:
		return "the cause. "
	case keytest.Unclear:
		return "can't tell. "
	}
	return "fine. "
}
