package accessible

import (
	"context"
	"fmt"
	"strings"

	"github.com/supascale/supascale-tui/internal/activity"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// logPage is how many entries are asked for at a time.
const logPage = 200

// log reads a part of the activity log out, page by page.
func (s *session) log(ctx context.Context, q api.ActivityQuery) error {
	walk := api.NewLogWalk(s.env.API, q)
	ask := func(ctx context.Context) (api.ActivityPage, error) {
		return prompt.Await(ctx, s.Prompter, prompt.Job{}, func(ctx context.Context) (api.ActivityPage, error) { return walk.Page(ctx, logPage) })
	}
	page, err := ask(ctx)
	if err != nil {
		return s.trouble(err)
	}
	entries := page.Entries
	s.coverage(&page)
	if len(entries) == 0 {
		s.Say("There is nothing in the time the log covers.")
		return nil
	}
	b := &browser{
		noun: "entry", nouns: "entries",
		len:  func() int { return len(entries) },
		line: func(i int) string { return s.entryLine(&entries[i]) },
		rest: func() bool { return walk.More() },
		more: func(ctx context.Context) (bool, error) {
			next, err := ask(ctx)
			if err != nil {
				return false, err
			}
			entries = append(entries, next.Entries...)
			if next.Cut != "" {
				s.Say(cutWords(&next))
			}
			return len(next.Entries) > 0, nil
		},
	}
	for {
		c, err := s.browse(ctx, b)
		if err != nil {
			return err
		}
		s.entry(&entries[c.item])
	}
}

// coverage says how much of the log there is.
func (s *session) coverage(page *api.ActivityPage) {
	words := "This instance does not tell how far back its log reaches."
	if !page.Oldest.IsZero() {
		words = "The log reaches back " + text.Span(s.env.Now().Sub(page.Oldest)) + "."
	}
	switch {
	case page.Examined > 0:
		words += " Only the newest " + text.Plural(page.Examined, "entry", "entries") + " were looked at."
	case page.Matching >= 0:
		words += " " + text.Plural(page.Matching, "entry matches", "entries match") + "."
	}
	if missing := activity.Unlogged(page.Unlogged, false); missing != "" {
		words += " Warning: " + missing + "."
	}
	if page.Cut != "" {
		words += " " + cutWords(page)
	}
	s.Say(words)
}

func cutWords(page *api.ActivityPage) string { return text.Sentence(activity.Left(page)) + "." }

// entryLine is an entry of the log in a list.
func (s *session) entryLine(a *api.Activity) string {
	parts := []string{text.Relative(a.Time, s.env.Now(), "time not told") + ": " + outcome(a), asked(a)}
	if a.Reason == keys.PermissionDenied {
		parts = append(parts, needs(a.Reason, a.Resource, a.Required, a.Granted))
	}
	if a.KeyName != "" {
		parts = append(parts, "key "+a.KeyName)
	}
	if a.IP != "" {
		parts = append(parts, "from "+a.IP)
	}
	if a.Count > 1 {
		parts = append(parts, fmt.Sprintf("%s times", text.Number(a.Count)))
	}
	return joined(parts) + "."
}

// entry says all that is known of an entry.
func (s *session) entry(a *api.Activity) {
	s.Sayf("When: %s.", s.when(a.Time, "not told"))
	s.Sayf("Outcome: %s.", outcome(a))
	if a.Message != "" {
		s.Sayf("Message: %s", a.Message)
	}
	s.fact("Asked for", asked(a))
	s.fact("Levels", needs(a.Reason, a.Resource, a.Required, a.Granted))
	s.fact("Key", joined([]string{a.KeyName, a.KeyPreview}))
	s.fact("Key id", a.KeyID)
	s.fact("From", a.IP)
	s.fact("Agent", a.UserAgent)
	if a.Status != 0 {
		s.Sayf("Answered: %d", a.Status)
	}
}

// outcome says how an attempt ended.
func outcome(a *api.Activity) string {
	switch {
	case a.Reason != "":
		return "refused, " + activity.Outcome(a)
	case a.Failed || a.Untold:
		return activity.Outcome(a)
	}
	done := activity.Done(a.Type, a.Method+a.Path)
	switch {
	case done == "used" && a.Status != 0:
		return fmt.Sprintf("let through, answered %d", a.Status)
	case done == "used":
		return "let through"
	}
	return done
}

// asked names what was done: the request, or the event where there was none.
func asked(a *api.Activity) string {
	if a.Method == "" && a.Path == "" {
		return activity.Done(a.Type, "")
	}
	return strings.TrimSpace(a.Method + " " + a.Path)
}

// needs says which level a request needed: "needs backups write, has read".
func needs(reason keys.Reason, resource keys.Resource, required, granted string) string {
	if required == "" {
		return ""
	}
	words := "needs " + strings.TrimSpace(strings.ToLower(resource.Title())+" "+required)
	// What an expired or revoked key was once granted explains nothing.
	if granted != "" && reason == keys.PermissionDenied {
		words += ", has " + granted
	}
	return words
}

// joined puts commas between the texts that are there.
func joined(parts []string) string {
	var there []string
	for _, p := range parts {
		if p != "" {
			there = append(there, p)
		}
	}
	return strings.Join(there, ", ")
}
