package fleet

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/slots"
)

// opAsk is what Ask does, for api.Error.Op.
const opAsk = "ask the instance"

// Answer is what came of asking a member.
type Answer[T any] struct {
	Member Member
	Value  T
	Err    error
}

// Ask asks the members at once and gives their answers as they come, one for each. Each
// has its own deadline, within the time given, 0 for none. Whoever stops reading ends all
// that is under way.
//
// A member that hangs delays no other. Its answer ends at the deadline, even where the command
// that gives its key, or its instance, ignores the deadline; and after a while it no longer
// counts among those that are asked at once. Where ctx is of Waiting and the caller has waited
// enough, all members that have not answered get an error.
func Ask[T any](ctx context.Context, members []Member, within time.Duration, ask func(context.Context, Member, app.Client) (T, error)) iter.Seq[Answer[T]] {
	return func(yield func(Answer[T]) bool) {
		enough := patience(ctx)
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(enough, cancel)()
		answers := make(chan Answer[T], len(members)) // none is left waiting when nobody reads on
		go func() {
			free := slots.New()
			for _, m := range members {
				slot := free.Take(ctx)
				go func() {
					defer slot.Leave()
					answers <- askOne(ctx, m, within, ask)
				}()
			}
		}()
		for range members {
			a := <-answers
			if enough.Err() != nil && errors.Is(a.Err, context.Canceled) && api.PartOf(a.Err) == nil {
				a.Err = &api.Error{Op: opAsk, Kind: api.Timeout, Message: "it was no longer waited for", Cause: context.Canceled}
			}
			if !yield(a) {
				return
			}
		}
	}
}

// waiting is the key of a context's value that ends the waiting.
type waiting struct{}

// Waiting is a ctx with which Ask waits for no member any longer once enough has ended. The
// answers that came by then are kept.
func Waiting(ctx, enough context.Context) context.Context {
	return context.WithValue(ctx, waiting{}, enough)
}

func patience(ctx context.Context) context.Context {
	if enough, bounded := ctx.Value(waiting{}).(context.Context); bounded {
		return enough
	}
	return context.Background()
}

// each asks every instance for what is told and kept by each alone, and gives the answers in
// the order of the profiles. What came may be a part, which its error then says.
func each[T any](ctx context.Context, s *Source, ask func(context.Context, Member, app.Client) (T, error)) []Answer[T] {
	list := make([]Answer[T], len(s.members))
	for a := range Ask(ctx, s.all(), listWithin, ask) {
		s.note(a.Member.Name, api.OpListKeys, a.Err)
		list[slices.IndexFunc(s.members, func(m *kept) bool { return m.Name == a.Member.Name })] = a
	}
	return list
}

// came reports whether there is an answer, be it a part.
func (a *Answer[T]) came() bool { return a.Err == nil || api.PartOf(a.Err) != nil }

// askOne asks a member.
func askOne[T any](ctx context.Context, m Member, within time.Duration, ask func(context.Context, Member, app.Client) (T, error)) Answer[T] {
	a := Answer[T]{Member: m}
	cancel := func() {}
	if within > 0 {
		ctx, cancel = context.WithTimeout(ctx, within)
	}
	defer cancel()
	if ctx.Err() != nil {
		a.Err = ended(ctx.Err(), within)
		return a
	}
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		client, err := m.Connect(ctx)
		if err != nil {
			done <- result{err: err}
			return
		}
		defer client.Close()
		value, err := ask(ctx, m, client)
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		a.Value, a.Err = r.value, r.err
	case <-ctx.Done():
		a.Err = ended(ctx.Err(), within)
		select {
		case r := <-done:
			if r.err == nil { // it came all the same
				a.Value, a.Err = r.value, nil
			}
		default:
		}
	}
	return a
}

// ended words why a member is waited for no longer.
func ended(err error, within time.Duration) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return &api.Error{Op: opAsk, Kind: api.Timeout, Message: "no answer within " + within.String(), Cause: context.DeadlineExceeded}
	}
	return &api.Error{Op: opAsk, Kind: api.Canceled, Message: "canceled", Cause: context.Canceled}
}
