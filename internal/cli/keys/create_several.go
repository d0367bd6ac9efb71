package keys

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/prompt"
	"github.com/supascale/supascale-tui/internal/text"
)

// lookWithin is how long an instance may take to list its keys before any is made.
const lookWithin = 2 * time.Minute

// creations make one key on several instances: a creation on each.
type creations struct {
	o        *CreateOptions
	call     *command.Call
	source   command.Client
	notes    *undelivered.Store
	members  []*recipient // in the order of the profiles
	printer  *output.Printer[lifecycle.Creation]
	toStdout bool // values are printed as they come
	wanted   wanted
}

// recipient is an instance that is to get the key.
type recipient struct {
	fleet.Member
	to     destination
	c      *creation // nil while the instance was not reached
	words  *bytes.Buffer
	result lifecycle.Outcome
	err    error // why it is not created
}

// runSeveral creates a key on several instances and delivers each value by itself.
func (o *CreateOptions) runSeveral(ctx context.Context, call *command.Call) error {
	if o.Again != "" {
		return command.Usagef("--again is about a key of one instance: leave out --all and --on")
	}
	to, err := o.Handing.severally(call)
	if err != nil {
		return err
	}
	client, err := o.Connect(ctx, call)
	if err != nil {
		return err
	}
	defer client.Close()
	s := creations{o: o, call: call, source: client, toStdout: to.toStdout()}
	s.printer = output.NewPrinter(call.Out, to.format, output.Creations(call.Now(), func(err error) string { return err.Error() }))
	var names []string
	members := fleet.MembersOn(client)
	for i, m := range members {
		if first := fleet.SameInstance(members, i); first != "" {
			return command.Usagef("%s and %s are profiles of the same instance, which would get the key twice: leave one out, as in --on '-%[2]s'. Nothing was created", first, m.Name)
		}
		names = append(names, m.Name)
		s.members = append(s.members, &recipient{Member: m, to: to.of(m.Name), words: &bytes.Buffer{}, result: lifecycle.OutcomeNotTried})
	}
	if o.Presets, o.Defaults, err = o.Session.NewKeyDefaultsOf(names); err != nil {
		return err
	}
	d, err := o.draft(call)
	if err != nil {
		return err
	}
	if err := s.checkDestinations(); err != nil {
		return err
	}
	if s.notes, err = o.Session.Undelivered(); err != nil {
		return err
	}
	defer app.CloseUndelivered(s.notes)
	return o.settle(ctx, call, client, d, s.run)
}

// run looks at all instances, asks once, and creates the key on each that can have it.
func (s *creations) run(ctx context.Context, w wanted) error {
	if !w.confirmed {
		w.warn(s.call.Err)
	}
	w.confirmed, s.wanted = false, w
	if err := s.look(ctx); err != nil {
		return err
	}
	ready := slices.DeleteFunc(slices.Clone(s.members), func(m *recipient) bool { return m.c == nil })
	if len(ready) > 0 {
		if err := s.ask(ctx, ready); err != nil {
			return err
		}
	}
	s.create(ctx, ready)
	return s.end(ctx)
}

// look asks every instance for what it has, before the key is created on any.
func (s *creations) look(ctx context.Context) error {
	asked := make([]fleet.Member, len(s.members))
	for i, m := range s.members {
		asked[i] = m.Member
	}
	for a := range fleet.Ask(ctx, asked, lookWithin, func(ctx context.Context, m fleet.Member, client app.Client) (*creation, error) {
		c := &creation{wanted: s.wanted, call: s.call, client: client, of: m.Name, notes: s.notes, words: &bytes.Buffer{}, note: s.o.noteOf(client, s.wanted)}
		return c, c.look(ctx)
	}) {
		m := s.find(a.Member)
		if m.c = a.Value; a.Err != nil {
			m.c, m.result, m.err = nil, lifecycle.OutcomeNotCreated, command.Explain(a.Err)
			continue
		}
		m.words = m.c.words.(*bytes.Buffer)
		m.c.to = m.to
		m.c.to.receipt = s.print(m)
	}
	if ctx.Err() != nil {
		return errors.New("given up: nothing was created")
	}
	for _, m := range s.members {
		if m.c == nil {
			s.call.Say("! %s: %s", m.Name, m.err)
			continue
		}
		m.tell(s.call)
	}
	return nil
}

func (s *creations) find(member fleet.Member) *recipient {
	return s.members[slices.IndexFunc(s.members, func(m *recipient) bool { return m.Name == member.Name })]
}

// ask names the instances and asks whether they are to get the key, where somebody is there
// to answer. Production comes first.
func (s *creations) ask(ctx context.Context, ready []*recipient) error {
	if s.o.Yes || !s.call.CanAsk() {
		return nil
	}
	p := s.call.Prompter()
	of := map[string][]string{}
	var environments []string
	production := 0
	for _, m := range ready {
		if of[m.Environment] == nil {
			environments = append(environments, m.Environment)
		}
		if of[m.Environment] = append(of[m.Environment], m.Name); app.IsProduction(m.Environment) {
			production++
		}
	}
	slices.SortStableFunc(environments, func(a, b string) int { return rank(a) - rank(b) })
	for _, e := range environments {
		line := strings.Join(of[e], ", ")
		if e != "" {
			line = e + ": " + line
		}
		if app.IsProduction(e) {
			line = "! " + line
		}
		p.Say(line)
	}
	question := "Create “" + s.wanted.key.Name + "” on " + text.Plural(len(ready), "instance", "instances")
	if production > 0 {
		question += ", " + text.Number(production) + " of them production"
	}
	yes, err := p.Confirm(ctx, question+"?", false)
	if err == nil && !yes {
		err = prompt.ErrBack
	}
	if err != nil {
		s.call.Say("Nothing was created.")
	}
	return err
}

// rank orders environments for a question.
func rank(environment string) int {
	if app.IsProduction(environment) {
		return 0
	}
	return 1
}

// create creates the key on each instance. What is under way is brought to its end also where
// the caller has given up: only what has not begun is left. Files are written at once; a
// command's store takes one value at a time, and of what is printed no more than one value
// can be lost.
func (s *creations) create(ctx context.Context, ready []*recipient) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	together := 1
	if len(ready) > 0 && ready[0].to.file != "" {
		together = len(ready)
	}
	for some := range slices.Chunk(ready, together) {
		asked := make([]fleet.Member, len(some))
		for i, m := range some {
			asked[i] = m.Member
		}
		for a := range fleet.Ask(context.WithoutCancel(ctx), asked, 0, func(_ context.Context, member fleet.Member, _ app.Client) (struct{}, error) {
			return struct{}{}, s.find(member).create(ctx)
		}) {
			m := s.find(a.Member)
			m.tell(s.call)
			if m.err = a.Err; m.err != nil && m.result != lifecycle.OutcomeNotTried {
				s.call.Say("! %s: %s", m.Name, m.err)
			}
			if m.c.to.broken {
				stop()
			}
		}
	}
}

// create creates the key on the instance, unless it was stopped before.
func (m *recipient) create(ctx context.Context) error {
	if ctx.Err() != nil {
		return nil
	}
	err := m.c.create(context.WithoutCancel(ctx))
	m.result = outcomeOf(err)
	return err
}

// outcomeOf is what a creation that ended so has come to.
func outcomeOf(err error) lifecycle.Outcome {
	if left, ok := errors.AsType[*leftError](err); ok {
		return left.outcome
	}
	if err != nil {
		return lifecycle.OutcomeNotCreated
	}
	return lifecycle.OutcomeCreated
}

// tell says what a creation has said, each line with its instance.
func (m *recipient) tell(call *command.Call) {
	for line := range strings.Lines(m.words.String()) {
		mark, words := "", strings.TrimSuffix(line, "\n")
		if warning, is := strings.CutPrefix(words, "! "); is {
			mark, words = "! ", warning
		}
		call.Say("%s%s: %s", mark, m.Name, words)
	}
	m.words.Reset()
}
