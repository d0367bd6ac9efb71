package accessible

import (
	"context"
	"strings"

	"github.com/supascale/supascale-tui/internal/prompt"
)

// paste asks for a key without showing it, and gives what was pasted as it is.
// How says what to do, more what else is good to know, "" for nothing.
func (s *session) paste(ctx context.Context, ask, how, more string) (string, error) {
	for {
		typed, err := s.Secret(ctx, ask+", which is not shown; b goes back: ")
		if err != nil {
			return "", err
		}
		switch strings.ToLower(strings.TrimSpace(typed)) {
		case "":
			s.Say("Nothing was entered. " + how)
		case "?", "help":
			words := how
			if more != "" {
				words += " " + more
			}
			s.Say(words + " b goes back, q quits.")
		case "b", "back", "\x1b":
			return "", prompt.ErrBack
		case "q", "quit":
			return "", prompt.ErrQuit
		default:
			return typed, nil
		}
	}
}
