package api

import (
	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/query"
)

// Event is the entry as queries see it.
func (a *Activity) Event() query.Event {
	return query.Event{
		At: a.Time, Failed: a.Failed, Untold: a.Untold, Type: a.Type, Reason: string(a.Reason),
		KeyID: a.KeyID, KeyName: a.KeyName, KeyPreview: a.KeyPreview,
		Method: a.Method, Path: a.Path, Resource: string(a.Resource), Status: a.Status,
		IP: a.IP, Agent: a.UserAgent, Instance: a.Instance,
	}
}

// Counted is the entry as clusters are made of.
func (a *Activity) Counted() cluster.Event {
	return cluster.Event{Event: a.Event(), Required: a.Required, Granted: a.Granted, Message: a.Message, Entries: 1, Counts: a.Count}
}
