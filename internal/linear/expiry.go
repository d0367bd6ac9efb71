package linear

import (
	"context"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
)

// defaultExpiry is what an empty line means where nothing else is set.
const defaultExpiry = "90 days"

// usualExpiry is what a new key's expiry is unless another is chosen.
func (s *session) usualExpiry() string {
	if s.env.Expiry != "" {
		return s.env.Expiry
	}
	return defaultExpiry
}

// askExpiry takes one of the usual lengths, or what is typed.
func (s *session) askExpiry(ctx context.Context, d *draft) error {
	var options []Option
	for _, c := range keys.ExpiryChoices() {
		options = append(options, Option{Word: c.Label})
	}
	s.Say("When does it expire?")
	s.list(options)
	s.Say("Or type a day or a length of time: 2027-01-19, 2027-01-19 18:00, +90d, in 3 weeks.")
	why := ""
	for {
		word, err := s.ask(ctx, "Expires", options, d.expiry, func(text string) bool {
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

// expiryAt is what an expiry as it was answered means now, zero for never.
func (s *session) expiryAt(text string) (time.Time, error) {
	now := s.env.Now()
	for _, c := range keys.ExpiryChoices() {
		if c.Label == text {
			return c.From(now, s.env.Zone), nil
		}
	}
	return keys.ParseExpiry(text, now, s.env.Zone)
}

func (s *session) expiryWords(at time.Time) string {
	if at.IsZero() {
		return "It works until it is revoked."
	}
	return "It works until " + lifecycle.Until(at, s.env.Now(), s.env.Zone) + "."
}
