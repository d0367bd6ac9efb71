package fleet

import (
	"context"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/lifecycle/pending"
)

// Pending lists what is pending on the instances that the client works on, the most urgent
// first. What is noted on this machine is kept by instance.
func Pending(ctx context.Context, client app.API, session *app.Session, now func() time.Time, zone *time.Location) (pending.Seen, error) {
	look := func(ctx context.Context, client app.API) (pending.Seen, error) {
		return lookPending(ctx, client, session, now, zone)
	}
	if s, several := client.(*Source); several {
		return s.Pending(ctx, look)
	}
	return look(ctx, client)
}

// Pending lists what is pending on each instance as look does, the most urgent first.
func (s *Source) Pending(ctx context.Context, look func(context.Context, app.API) (pending.Seen, error)) (pending.Seen, error) {
	var all pending.Seen
	for _, a := range each(ctx, s, func(ctx context.Context, _ Member, client app.Client) (pending.Seen, error) {
		seen, err := look(ctx, client)
		return seen, whole(err, seen.Partial)
	}) {
		if a.Value.Unread != nil {
			a.Value.Unread = &Untold{a.Member.Name, a.Value.Unread}
		}
		all.Add(a.Member.Name, a.Value)
	}
	if cut := s.cut(); cut != "" {
		all.Partial = &api.PartialError{Total: -1, Cut: cut}
	}
	return all, ctx.Err()
}

func lookPending(ctx context.Context, client app.API, session *app.Session, now func() time.Time, zone *time.Location) (pending.Seen, error) {
	notes, rotator, err := session.Rotator(client)
	if err != nil {
		return pending.Seen{}, err
	}
	defer app.CloseUndelivered(notes)
	rotator.Now, rotator.Zone = now, zone
	revocations, err := session.Many()
	if err != nil {
		return pending.Seen{}, err
	}
	return pending.Look(ctx, pending.Source{Rotator: rotator, Client: client, Notes: notes, Many: revocations}, client.Instance().ID, now)
}
