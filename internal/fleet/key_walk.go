package fleet

import (
	"context"
	"errors"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
)

// WalkKeys begins a walk over the keys of all instances; api.NewKeyWalk asks for it. Each
// instance is read by a walk of its own, and its pages come as it answers.
func (s *Source) WalkKeys(first int) api.KeyWalk {
	w := &keyWalk{source: s, first: first, parts: make(map[string]*part, len(s.members))}
	for _, m := range s.members {
		w.parts[m.Name] = &part{}
	}
	w.life, w.stop = context.WithCancel(s.life)
	w.left = len(s.members)
	return w
}

// keyWalk joins the walks over the lists of the instances. Each goes on when whoever reads
// comes back from its page: keys are not held twice, and what was read is shown before
// more is read.
type keyWalk struct {
	source *Source
	first  int // keys to ask each instance for first
	life   context.Context
	stop   context.CancelFunc
	news   chan news     // nil before the first step
	given  chan struct{} // of the news that were given last, closed when they are taken in
	parts  map[string]*part
	left   int // instances that have not come to their end
	passes int // of all of them so far
	seen   int
}

// part is how far the walk over an instance's list has come.
type part struct {
	passes []int // the numbers of its own passes among those of all
	seen   int   // keys, by the latest of them
	ended  bool
	absent bool
}

// news are a step over an instance's list, or its end.
type news struct {
	instance string
	step     api.KeyStep
	taken    chan struct{} // closed when whoever reads comes back from it
	ended    bool
	err      error // why it did not tell all, at its end
}

// Next gives the next page of any instance. Whoever gives up waiting for it has stopped the
// walk.
func (w *keyWalk) Next(ctx context.Context) (api.KeyStep, error) {
	if w.news == nil {
		w.news = make(chan news)
		go w.gather(context.WithoutCancel(ctx))
	}
	if w.given != nil {
		close(w.given)
		w.given = nil
	}
	for {
		if w.left == 0 {
			return w.end(api.KeyStep{}), nil
		}
		select {
		case n := <-w.news:
			if step, tells := w.take(&n); tells {
				w.given = n.taken
				return step, nil
			}
		case <-w.life.Done():
			return api.KeyStep{}, ended(context.Canceled, listWithin)
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.Canceled) {
				w.stop()
			}
			return api.KeyStep{}, ended(ctx.Err(), listWithin)
		}
	}
}

// Stop ends all that is under way.
func (w *keyWalk) Stop() { w.stop() }

// gather asks every instance for its keys. It outlasts the request that began it.
func (w *keyWalk) gather(ctx context.Context) {
	ctx, end := context.WithCancel(ctx)
	defer end()
	defer context.AfterFunc(w.life, end)()
	for a := range Ask(ctx, w.source.all(), listWithin, w.read) {
		if ctx.Err() != nil {
			return // it says nothing about the instance
		}
		w.source.note(a.Member.Name, api.OpListKeys, a.Err)
		if w.tell(ctx, news{instance: a.Member.Name, ended: true, err: a.Err}) != nil {
			return
		}
	}
}

// read reads the list of an instance.
func (w *keyWalk) read(ctx context.Context, m Member, client app.Client) (struct{}, error) {
	own := api.NewKeyWalk(client, w.first)
	defer own.Stop()
	for {
		step, err := own.Next(ctx)
		if err == nil && len(step.Keys)+len(step.Void) > 0 { // the last page is often empty
			mark(m.Name, step.Keys)
			err = w.tell(ctx, news{instance: m.Name, step: step, taken: make(chan struct{})})
		}
		switch {
		case err != nil:
			return struct{}{}, err
		case step.Done && step.Partial != nil:
			return struct{}{}, step.Partial
		case step.Done:
			return struct{}{}, nil
		}
	}
}

// tell waits until the news are taken in. Of an instance whose time has passed none are.
func (w *keyWalk) tell(ctx context.Context, n news) error {
	if ctx.Err() == nil {
		select {
		case w.news <- n:
		case <-ctx.Done():
		}
	}
	if n.ended {
		return ctx.Err()
	}
	select {
	case <-n.taken:
		return nil
	case <-ctx.Done():
		return ended(ctx.Err(), listWithin)
	}
}

// take makes news a step of all, and reports whether that tells anything.
func (w *keyWalk) take(n *news) (step api.KeyStep, tells bool) {
	p := w.parts[n.instance]
	switch {
	case p.ended: // a page that came together with the deadline
		return step, false
	case !n.ended:
		return w.step(n.instance, p, n.step), true
	}
	p.ended, p.absent = true, n.err != nil
	if p.absent && api.PartOf(n.err) == nil {
		step.Void = p.passes
		w.seen -= p.seen
	}
	if w.left--; w.left == 0 {
		return w.end(step), true
	}
	step.Seen, step.Total = w.seen, -1
	return step, len(step.Void) > 0
}

// step makes a step over the list of one instance one of all.
func (w *keyWalk) step(instance string, p *part, own api.KeyStep) api.KeyStep {
	for len(p.passes) < own.Pass {
		w.passes++
		p.passes = append(p.passes, w.passes)
	}
	w.seen, p.seen = w.seen+own.Seen-p.seen, own.Seen
	step := api.KeyStep{Keys: own.Keys, Pass: p.passes[own.Pass-1], Seen: w.seen, Total: -1}
	for _, id := range own.Shared {
		step.Shared = append(step.Shared, api.JoinID(instance, id))
	}
	for _, pass := range own.Void {
		step.Void = append(step.Void, p.passes[pass-1])
	}
	return step
}

// end makes a step the last one, which says who is absent.
func (w *keyWalk) end(step api.KeyStep) api.KeyStep {
	var absent []string
	for _, m := range w.source.members {
		if w.parts[m.Name].absent {
			absent = append(absent, m.Name)
		}
	}
	step.Done, step.Seen, step.Total = true, w.seen, w.seen
	if len(absent) > 0 {
		step.Partial = &api.PartialError{Got: w.seen, Total: w.seen, Cut: w.source.lacking(absent)}
	}
	w.stop()
	return step
}
