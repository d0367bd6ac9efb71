package prompt

import (
	"context"
	"strings"
)

// Paste asks for a key without showing it, and gives what was pasted as it is. How says
// what to do.
func (p *Prompter) Paste(ctx context.Context, ask, how string) (string, error) {
	for {
		typed, err := p.Secret(ctx, ask)
		if err != nil {
			return "", err
		}
		switch strings.ToLower(strings.TrimSpace(typed)) {
		case "":
			p.Say("Nothing was entered. " + how)
		case "?", "help":
			p.Say(how + " b goes back, q quits.")
		case "b", "back", "\x1b":
			return "", ErrBack
		case "q", "quit":
			return "", ErrQuit
		default:
			return typed, nil
		}
	}
}
