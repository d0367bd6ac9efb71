package accessible

import (
	"context"
	"strings"

	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/identify"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// whose finds the key of a value that somebody found somewhere, and goes on to
// it.
func (s *session) identify(ctx context.Context) error {
	s.Say("A key that was found somewhere is compared on this machine, never sent and not kept.")
	a, err := s.askIdentify(ctx)
	if err != nil {
		return s.trouble(err)
	}
	s.Say(a.Words())
	switch len(a.Matches) {
	case 0:
		return nil
	case 1:
		s.Gap()
		return s.match(ctx, &a.Matches[0])
	}
	b := &browser{
		noun: "key", nouns: "keys",
		len:  func() int { return len(a.Matches) },
		line: func(i int) string { return s.matchLine(&a.Matches[i]) },
	}
	for {
		c, err := s.browse(ctx, b)
		if err == nil {
			s.Gap()
			err = s.match(ctx, &a.Matches[c.item])
		}
		if err != nil {
			return err
		}
		b.shown = 0
	}
}

// askIdentify takes the value hidden and compares it with the instance's lists. The
// value is gone when it returns.
func (s *session) askIdentify(ctx context.Context) (identify.Answer, error) {
	for {
		text, err := s.paste(ctx, "The key", "Paste the key and press enter.", "")
		if err != nil {
			return identify.Answer{}, err
		}
		value, trouble := identify.Check(text)
		if trouble != "" {
			s.Say(trouble + " Copy it again.")
			continue
		}
		client, exact := s.env.API, s.env.Exact
		return prompt.Await(ctx, s.Prompter, prompt.Job{}, func(ctx context.Context) (identify.Answer, error) {
			return identify.Find(ctx, client, value, exact)
		})
	}
}

// match shows a key that the value may be, or what is left of it.
func (s *session) match(ctx context.Context, m *identify.Match) error {
	if m.IsRevoked() {
		t := history.Remembered(m.Key)
		_, err := s.goneKey(ctx, &t)
		return err
	}
	k := m.Key.Key
	_, err := s.key(ctx, &k)
	return err
}

func (s *session) matchLine(m *identify.Match) string {
	k := &m.Key
	state := "revoked " + text.Relative(k.Revoked, s.env.Now(), "")
	if !m.IsRevoked() {
		state = k.Expires.StatusAt(s.env.Now()).String()
	}
	used := "never used"
	if !k.LastUsed.IsZero() {
		used = "last used " + text.Relative(k.LastUsed, s.env.Now(), "")
	}
	return nameOf(&k.Key) + ": " + strings.Join([]string{m.Certainty(), state, k.Preview, used}, ", ") + "."
}
