package accessible

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/cli/audit"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// causesMost is how many causes are listed.
const causesMost = 500

// audit tells what fails, folded by cause.
func (s *session) audit(ctx context.Context) error {
	line := ""
	for {
		o := audit.Options{Target: s.target(), Causes: true, Limit: causesMost}
		l, err := s.list(ctx, o.Run, line)
		if l == nil {
			return err
		}
		s.Say(text.Plural(len(l.rows), "cause", "causes") + ". The largest comes first.")
		if line != "" {
			s.Say("Query: " + line)
		}
		if line, err = s.causes(ctx, line, l.rows); err != nil {
			return err
		}
	}
}

// causes reads the causes out and follows what is chosen, until another query
// is asked for, or the same once more.
func (s *session) causes(ctx context.Context, line string, rows []row) (next string, err error) {
	b := &browser{
		noun: "cause", nouns: "causes", rows: rows,
		extra: []prompt.Option{
			{Word: "query", Text: "search for something else"},
			{Word: "attempts", Text: "the attempts themselves, the newest first"},
			{Word: "refresh", Text: "ask the instance again"},
		},
	}
	for {
		c, err := s.browse(ctx, b)
		switch {
		case err != nil:
			return "", err
		case c.item >= 0:
			s.Gap()
			err = s.cause(ctx, s.parsed(line), rows[c.item].about.(*cluster.Cluster))
		case c.word == "attempts":
			err = s.log(ctx, s.parsed(line), noTime, noTime)
		case c.word == "query":
			if next, err = s.askQuery(ctx, line); err == nil {
				return next, nil
			}
		default:
			return line, nil // refresh
		}
		if err != nil && !errors.Is(err, prompt.ErrBack) {
			return "", err
		}
		b.shown = 0
		s.Gap()
	}
}

// parsed is the query of a line that has no mistake.
func (s *session) parsed(line string) query.Query {
	q, _ := s.parse(line) // it was read before
	return q
}

func (s *session) parse(line string) (query.Query, error) {
	q, err := query.Parse(line, append(query.BuiltIn(), s.env.Saved...)...)
	if err == nil && s.several() == nil {
		err = q.OnOne()
	}
	if err == nil {
		_, err = q.Bind(s.env.Now(), s.env.Zone)
	}
	return q, err
}

// queryHelp says what a query can be.
func (s *session) queryHelp() []string {
	help := []string{
		"Words look in names, paths, agents and addresses. Fields look at what they are called:",
		"reason:expired, key:ci, ip:203.0.113.7, path:/api/v1/backups, resource:backups, agent:curl, status:403, since:7d, until:1h.",
		"Terms of one field are alternatives, different ones must all hold. A minus before a term leaves out what fits it; quotes hold spaces.",
		"The word all looks for every failure in the last " + text.Length(query.DefaultWindow) + ".",
	}
	if s.several() != nil {
		help = append(help, "instance:eu looks at the names of the instances.")
	}
	for _, q := range append(query.BuiltIn(), s.env.Saved...) {
		line := "@" + q.Name
		if q.Title != "" {
			line += ": " + q.Title
		}
		help = append(help, line)
	}
	return help
}

// askQuery asks what to search for.
func (s *session) askQuery(ctx context.Context, before string) (line string, err error) {
	preset := before
	if preset == "" {
		preset = "all"
	}
	for {
		line, err := s.Input(ctx, prompt.Question{Ask: "Query", Default: preset, Help: s.queryHelp()})
		if err != nil {
			return "", err
		}
		if line == "all" {
			line = ""
		}
		if _, err = s.parse(line); err == nil {
			return line, nil
		}
		s.Sayf("That is no query: %s.", err)
	}
}
