package accessible

import (
	"context"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// defaultExpiry is what an empty line means where nothing else is set.
const defaultExpiry = "90 days"

// usualExpiry is what a new key's expiry is unless another is chosen.
func (s *session) usualExpiry() string {
	if s.env.Defaults.Expiry != "" {
		return s.env.Defaults.Expiry
	}
	return defaultExpiry
}

// askExpiry takes one of the usual lengths, or what is typed.
func (s *session) askExpiry(ctx context.Context, d *draft) error {
	var options []prompt.Option
	for _, c := range keys.ExpiryChoices() {
		options = append(options, prompt.Option{Word: c.Label})
	}
	s.Say("When does it expire?")
	s.List(options)
	s.Say("Or type a day or a length of time: 2027-01-19, 2027-01-19 18:00, +90d, in 3 weeks.")
	why := ""
	for {
		word, err := s.Answer(ctx, "Expires", options, d.expiry, func(text string) bool {
			_, err := s.expiryAt(text)
			if why = ""; err != nil {
				why = reasonOf(err)
			}
			return true
		})
		switch {
		case err != nil:
			return err
		case why != "":
			s.Say("That can't be the expiry: " + why)
			why = ""
			continue
		}
		d.expiry = word
		at, err := s.expiryAt(word)
		if err != nil {
			s.Say("That can't be the expiry: " + reasonOf(err))
			continue
		}
		s.Say(s.expiryWords(at))
		return nil
	}
}

// expiryOf is the answer to when a key of a lifetime expires that is created at
// now, "" where somebody must choose.
func expiryOf(l keys.Lifetime, now time.Time) string {
	e, known := l.From(now)
	at, limited := e.At()
	switch {
	case !known:
		return ""
	case !limited:
		return "never"
	}
	return at.Format("2006-01-02 15:04:05 UTC")
}

// expiryAt is what an expiry as it was answered means now.
func (s *session) expiryAt(text string) (keys.Expiry, error) {
	now := s.env.Now()
	for _, c := range keys.ExpiryChoices() {
		if c.Label == text {
			return c.From(now, s.env.Zone), nil
		}
	}
	return keys.ParseExpiry(text, now, s.env.Zone)
}

func (s *session) expiryWords(e keys.Expiry) string {
	at, limited := e.At()
	if !limited {
		return "It works until it is revoked."
	}
	return "It works until " + lifecycle.Until(at, s.env.Now(), s.env.Zone) + "."
}
