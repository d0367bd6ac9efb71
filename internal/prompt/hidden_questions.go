package prompt

import (
	"context"
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// Key asks for a key of the instance at an address, "" for one that is not known, without
// showing it. It asks until what was pasted is not refused, and gives that as it is. Refuse
// says in sentences what is wrong, "" for nothing; nil refuses what keys.ReadPasted does.
func (p *Prompter) Key(ctx context.Context, address string, refuse func(pasted string) string) (string, error) {
	const how = "Paste the key and press enter."
	what := "The key"
	if address != "" {
		what = "Key of " + sanitize.Limit(address, 100)
	}
	if refuse == nil {
		refuse = unreadable
	}
	for {
		typed, err := p.Secret(ctx, what+" (paste it, it stays hidden): ")
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
			trouble := refuse(typed)
			if trouble == "" {
				return typed, nil
			}
			p.Say(trouble)
		}
	}
}

func unreadable(pasted string) string {
	if _, err := keys.ReadPasted(pasted); err != nil {
		return text.Sentence(err.Error())
	}
	return ""
}

// Password asks for the password with which a person signs in.
func (p *Prompter) Password(ctx context.Context, user string) (string, error) {
	return p.asTyped(ctx, "Password of "+sanitize.Limit(user, 100))
}

// Code asks for the code of the second factor, for which an instance asks once name and
// password are right.
func (p *Prompter) Code(ctx context.Context) (string, error) {
	p.Say("Name and password are right. The account has a second factor.")
	return p.asTyped(ctx, "Code of your authenticator app, or a backup code")
}

// asTyped takes what is typed as it is: a password may be any word.
func (p *Prompter) asTyped(ctx context.Context, ask string) (string, error) {
	typed, err := p.Secret(ctx, ask+" (it stays hidden; an empty line goes back): ")
	if err == nil && typed == "" {
		err = ErrBack
	}
	return typed, err
}
