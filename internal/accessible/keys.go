package accessible

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// keyList is the keys as the task about them shows them.
type keyList struct {
	all     []api.Key
	part    *api.PartialError       // why all are not all there are, nil where they are
	notes   map[string]*filter.Note // by key id
	news    history.News
	untold  string // why there is no news
	batches string // what is said of revocations that are not finished
	shown   []api.Key
	filter  string
}

// keys lists the keys, and goes on to the one that is chosen.
func (s *session) keys(ctx context.Context) error { return s.keysBy(ctx, "") }

// keysBy lists the keys that fit a filter.
func (s *session) keysBy(ctx context.Context, words string) error {
	l, err := s.loadList(ctx)
	if err != nil {
		return s.trouble(err)
	}
	if err := l.apply(s, words); err != nil {
		return err
	}
	for {
		s.summary(l)
		gone, err := s.chooseKey(ctx, l)
		switch {
		case err != nil:
			return err
		case !gone:
			continue
		}
		words := l.filter
		if l, err = s.loadList(ctx); err != nil {
			return s.trouble(err)
		}
		if err := l.apply(s, words); err != nil {
			return err
		}
	}
}

// loadList asks for the keys, what needs attention first.
func (s *session) loadList(ctx context.Context) (*keyList, error) {
	began := s.env.Now()
	all, part, err := s.load(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b api.Key) int {
		return cmp.Or(a.Expires.Compare(b.Expires), filter.Compare(a.Name, b.Name))
	})
	l := &keyList{all: all, shown: all, part: part}
	if err := s.compare(ctx, l, began); err != nil {
		return nil, err
	}
	if l.batches, err = s.pendingWords(ctx); err != nil {
		return nil, err
	}
	l.notes, err = s.filterNotes(ctx)
	return l, err
}

func (s *session) summary(l *keyList) {
	if l.part != nil {
		s.Say("Warning: " + api.Sentence(l.part.Error()))
	}
	if l.filter != "" {
		s.Sayf("%s of %d fit the filter %s.", text.Plural(len(l.shown), "key", "keys"), len(l.all), l.filter)
		return
	}
	var n [keys.Active + 1]int
	for i := range l.all {
		n[l.all[i].Expires.StatusAt(s.env.Now())]++
	}
	untold := ""
	if n[keys.Untold] > 0 {
		untold = fmt.Sprintf(", %d with an expiry that can't be read", n[keys.Untold])
	}
	s.Sayf("%s: %d active, %d expire within 7 days, %d expired%s. What expires first comes first.",
		text.Plural(len(l.all), "key", "keys"), n[keys.Active], n[keys.Expiring], n[keys.Expired], untold)
	if l.batches != "" {
		s.Say(l.batches)
	}
	if l.part == nil && l.untold != "" {
		s.Say(l.untold)
		l.untold = "" // once
	}
	if words := s.newsWords(&l.news); words != "" {
		s.Say(words + " The word changes tells more, seen says that you know.")
	}
}

// chooseKey reads the list out until a key is chosen and left again. It reports
// whether the list has changed.
func (s *session) chooseKey(ctx context.Context, l *keyList) (changed bool, err error) {
	b := &browser{
		noun: "key", nouns: "keys",
		len:   func() int { return len(l.shown) },
		line:  func(i int) string { return s.keyLine(&l.shown[i]) },
		named: func(i int) (name, id string) { return l.shown[i].Name, l.shown[i].ID },
		also:  func(text string) bool { return strings.HasPrefix(text, revokeWord+" ") },
		extra: []prompt.Option{
			{Word: "filter", Text: "list only the keys that fit some words"},
			{Word: revokeWord, Text: "revoke several by their numbers, or all shown: revoke 1,3-5"},
			{Word: "all", Text: "list all keys again"},
			{Word: "refresh", Text: "ask the instance again"},
		},
	}
	if l.news.Count() > 0 {
		b.extra = append([]prompt.Option{
			{Word: "changes", Text: "what changed since your last visit"},
			{Word: "seen", Text: "you have seen what changed"},
		}, b.extra...)
	}
	c, err := s.browse(ctx, b)
	switch {
	case err != nil:
		return false, err
	case c.item >= 0:
		s.Gap()
		return s.key(ctx, &l.shown[c.item])
	case c.word == "changes":
		if changed, err = s.tellChanges(ctx, l); errors.Is(err, prompt.ErrBack) {
			err = nil
		}
		return changed, err
	case c.word == "seen":
		return false, s.seen(ctx, &l.news)
	case strings.HasPrefix(c.word, revokeWord):
		if changed, err = s.revokeShown(ctx, l, strings.TrimSpace(strings.TrimPrefix(c.word, revokeWord))); errors.Is(err, prompt.ErrBack) {
			err = nil
		}
		return changed, err
	case c.word == "filter":
		return false, s.askFilter(ctx, l)
	case c.word == "all":
		return false, l.apply(s, "")
	}
	return true, nil
}

// keyLine is a key in the list.
func (s *session) keyLine(k *api.Key) string {
	now := s.env.Now()
	status := k.Expires.StatusAt(now)
	state := status.String()
	switch {
	case k.Expires.IsNever():
		state += ", never expires"
	case status == keys.Untold:
		state = "expiry " + k.Expires.Moment(s.env.Zone)
	case status == keys.Active:
		state += ", expires " + k.Expires.Short(now)
	case status == keys.Expiring:
		state += ", " + k.Expires.Short(now)
	default:
		state += " " + k.Expires.Short(now)
	}
	used := "never used"
	if !k.LastUsed.IsZero() {
		used = "last used " + text.Relative(k.LastUsed, now, "")
	}
	line := fmt.Sprintf("%s: %s; %s; %s.", nameOf(k), state, levels(k.Permissions), used)
	if k.CantName() != "" {
		line += " It can't be acted upon."
	}
	return line
}

// nameOf is a key's name, or that it has none.
func nameOf(k *api.Key) string {
	if k.Name == "" {
		return "key without a name, " + k.Preview
	}
	return k.Name
}

// levels lists what a key may use: "projects write, backups read".
func levels(p keys.Permissions) string {
	var parts []string
	for _, r := range keys.Resources() {
		if l := p.Level(r); l != keys.None {
			level := l.String()
			if l == keys.Unknown {
				level = "can't be read: “" + p.Told(r) + "”"
			}
			parts = append(parts, strings.ToLower(r.Title())+" "+level)
		}
	}
	for _, o := range p.Others() {
		if !keys.Resource(o.Resource).Known() {
			parts = append(parts, o.Resource+" “"+o.Level+"”")
		}
	}
	if len(parts) == 0 {
		return "no permissions"
	}
	return strings.Join(parts, ", ")
}
