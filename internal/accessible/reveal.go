package accessible

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// reveal is a new key on its way to the admin.
type reveal struct {
	*session
	key    api.Key
	secret api.Secret
	note   string // its note among the undelivered keys
	shown  bool   // it was printed, which it is once
	taken  deliver.Taken
}

// reveal hands a new key over. Until it is taken, leaving asks, and its note
// keeps it.
func (s *session) reveal(ctx context.Context, created api.CreatedKey, note string) error {
	r := &reveal{session: s, key: created.Key, secret: created.Secret, note: note}
	defer func() { r.secret = api.Secret{} }()
	s.Gap()
	s.Sayf("Key created: %s, %s.", lifecycle.Shown(&r.key), r.key.Preview)
	if warning := created.Warning(); warning != "" {
		s.Say("Warning: " + warning)
	}
	s.Say("Its value can be had now and never again: the instance keeps none.")
	s.Say("A screen reader and the terminal keep what is printed in their history. A file or a command leaves nothing there, so these come first.")
	for {
		done, err := r.step(ctx)
		switch {
		case done:
			return nil
		case err == nil:
			continue
		case r.taken == "" && !errors.Is(err, prompt.ErrEnd):
			leave, sure := r.sure(ctx)
			if sure != nil {
				err = sure
			} else if !leave {
				continue
			}
		}
		r.leave()
		if errors.Is(err, prompt.ErrBack) {
			return nil
		}
		return err
	}
}

// sure asks before a key that was not taken is left. A second ctrl+c leaves it.
func (r *reveal) sure(ctx context.Context) (leave bool, err error) {
	leave, err = r.Confirm(ctx, "You have not taken the key, and it can't be had again. Leave without it?", false)
	switch {
	case errors.Is(err, prompt.ErrInterrupt), errors.Is(err, prompt.ErrQuit):
		return true, nil
	case errors.Is(err, prompt.ErrBack):
		return false, nil
	}
	return leave, err
}

// leave reports how the key was delivered, or that it was not.
func (r *reveal) leave() {
	if r.taken != "" {
		r.Sayf("“%s” is created, and taken: %s.", lifecycle.Shown(&r.key), r.taken)
	} else {
		r.Sayf("Nobody has the value of “%s”, and it stays valid. The next start asks what to do with it, and so does pending in the main menu.", lifecycle.Shown(&r.key))
	}
}

// take counts the key as taken. how says by what it is known.
func (r *reveal) take(how deliver.Taken) {
	if r.taken == "" {
		r.taken = how
		r.env.Undelivered.Settle(r.note)
	}
}

// step offers the ways to take the key. It reports whether the admin is done.
func (r *reveal) step(ctx context.Context) (done bool, err error) {
	options := []prompt.Option{
		{Word: "file", Text: "save it to a new file"},
		{Word: "command", Text: "hand it to a command's standard input"},
	}
	if r.copies() {
		options = append(options, prompt.Option{Word: "copy", Text: "put it on the clipboard, " + r.title()})
	}
	if !r.shown {
		options = append(options, prompt.Option{Word: "show", Text: "print it here, once, alone on its line"})
	}
	options = append(options, prompt.Option{Word: "test", Text: "try out what it really lets through"}, prompt.Option{Word: "check", Text: "paste it back, to see that you have it"},
		prompt.Option{Word: "done", Text: "I have the key, go on"})
	preset := "file"
	if r.taken != "" {
		preset = "done"
	}
	r.Gap()
	word, err := r.Select(ctx, "Take the key by", options, preset)
	if err != nil {
		return false, err
	}
	ways := map[string]func(context.Context) error{
		"file": r.file, "command": r.command, "copy": r.copy, "show": r.show, "check": r.check,
		"test": func(ctx context.Context) error { return r.test(ctx, api.RevokedKey{Key: r.key}, r.secret) },
	}
	if word == "done" {
		r.take(deliver.ByWord)
		r.Say("Noted: you have the key.")
		return true, nil
	}
	if err = ways[word](ctx); errors.Is(err, prompt.ErrBack) {
		err = nil // out of this way, to the others
	}
	return false, err
}

// show prints the key, after a last question.
func (r *reveal) show(ctx context.Context) error {
	sure, err := r.Confirm(ctx, "The key stays in the history of your screen reader and of your terminal. Show it now?", false)
	if err != nil || !sure {
		return err
	}
	r.shown = true
	r.Say("The next line is the key and nothing else.")
	r.Verbatim(r.secret.Reveal())
	r.Say("That was the key. Check it, or say done when you have it.")
	return nil
}

// check compares what is pasted.
func (r *reveal) check(ctx context.Context) error {
	ask := "Paste the key and press enter; b goes back"
	if r.Hide != nil {
		ask += "; what you paste is not shown"
	}
	pasted, err := r.Secret(ctx, ask+": ")
	switch strings.ToLower(strings.TrimSpace(pasted)) {
	case "b", "back":
		return prompt.ErrBack
	}
	if err != nil {
		return err
	}
	f, around, same := deliver.Match(pasted, r.secret.Reveal(), deliver.URL(r.env.API.Instance().URL, r.key.Permissions))
	if same {
		r.take(deliver.PastedBack)
		r.Say(deliver.Matched(f, around) + " It counts as taken.")
		return nil
	}
	count := utf8.RuneCountInString(strings.TrimSpace(pasted))
	r.Say(deliver.Mismatch(count, utf8.RuneCountInString(r.secret.Reveal()), text.Plural(count, "character", "characters")))
	return nil
}

// copies reports whether the clipboard can be reached without a control sequence
// in the output.
func (r *reveal) copies() bool {
	for _, c := range r.env.Clipboard.Choices() {
		if c.Name == r.env.Clipboard.Chosen() {
			return c.Usable && c.Name.Direct()
		}
	}
	return false
}

func (r *reveal) title() string {
	for _, c := range r.env.Clipboard.Choices() {
		if c.Name == r.env.Clipboard.Chosen() {
			return c.Title
		}
	}
	return ""
}

// copyForms are what can be copied.
var copyForms = []struct {
	word, text string
	form       deliver.Form
}{
	{"key", "the key alone", deliver.Bare},
	{"curl", "a curl line that works with it", deliver.Curl},
	{"export", "a line that sets SUPASCALE_API_KEY in a shell", deliver.Export},
}

// copy puts the key, or a line with it, on the clipboard. Only what was read
// back counts as taken.
func (r *reveal) copy(ctx context.Context) error {
	options := make([]prompt.Option, len(copyForms))
	for i, f := range copyForms {
		options[i] = prompt.Option{Word: f.word, Text: f.text}
	}
	word, err := r.Select(ctx, "Copy", options, copyForms[0].word)
	if err != nil {
		return err
	}
	form := deliver.Bare
	for _, f := range copyForms {
		if f.word == word {
			form = f.form
		}
	}
	text := form.Write(r.secret.Reveal(), deliver.URL(r.env.API.Instance().URL, r.key.Permissions))
	clip := r.env.Clipboard
	result, err := prompt.Await(ctx, r.Prompter, prompt.Job{Fixed: true}, func(context.Context) (clipboard.Result, error) {
		return clip.CopyDirect(form.Subject(), text), nil
	})
	if err != nil {
		return err
	}
	r.Say(result.Words)
	for _, a := range result.Advice {
		r.Say(a)
	}
	if result.Verdict == clipboard.Confirmed {
		r.take(deliver.ReadBack)
	}
	r.clearLater(ctx, result, text)
	return nil
}

// clearLater clears the clipboard again where the admin wants it.
func (r *reveal) clearLater(ctx context.Context, result clipboard.Result, text string) {
	clip := r.env.Clipboard
	after, words := clip.ClearAfter(result)
	if after == 0 {
		return
	}
	r.Say(words)
	due := r.After(after)
	go func() {
		select {
		case <-due:
			clip.Clear(result, text)()
		case <-ctx.Done():
		}
	}()
}
