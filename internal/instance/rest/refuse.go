package rest

import (
	"fmt"
	"math"
	"net/http"
	"strconv"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/ipaddr"
	"github.com/supascale/supascale-tui/internal/keys"
)

// deny records and gives the refusal of a valid key that lacks a level.
func (s *Service) deny(c *call, resource keys.Resource, required, granted keys.Level) *refusal {
	return s.refuseKey(c, activity.Entry{
		Resource: resource, Required: required.String(), Granted: granted.String(),
	}, denied(resource, required, granted))
}

// refuseKey records and gives the refusal of what a valid key asks for and may
// not have.
func (s *Service) refuseKey(c *call, about activity.Entry, refused *refusal) *refusal {
	c.reason = keys.PermissionDenied
	v := s.limiter.refuse(sender{key: c.keyID()}, c.now)
	if v.limited {
		refused = s.rateLimited(c, v, "Too many refused requests with this key. What the key may do is still done. ")
	}
	fold := activity.FoldKey{Key: "denied/" + c.keyID(), Method: about.Required, Route: string(about.Resource)}
	s.recordRefusal(c, v.log, fold, func() activity.Entry {
		e := s.entry(c, refused.status)
		e.Reason = keys.PermissionDenied
		e.Resource, e.Required, e.Granted = about.Resource, about.Required, about.Granted
		e.Used = c.now
		return e
	})
	return refused
}

// refuseCredential records a credential that was not accepted and counts it
// against its address.
func (s *Service) refuseCredential(c *call, why activity.Entry, refused *refusal) *refusal {
	c.reason = why.Reason
	v := s.limiter.refuse(byAddress(c.addr), c.now)
	if v.limited {
		c.reason = keys.RateLimited
		why = activity.Entry{Reason: keys.RateLimited}
		refused = s.rateLimited(c, v, "Too many refused credentials from this address. A valid key is still accepted. ")
	}
	fold := activity.FoldKey{Address: "limit/" + addressText(ipaddr.Sender(c.addr))}
	s.recordRefusal(c, v.log, fold, func() activity.Entry {
		e := s.entry(c, refused.status)
		e.Reason, e.KeyID, e.KeyPreview, e.Granted = why.Reason, why.KeyID, why.KeyPreview, why.Granted
		if why.Type != "" {
			e.Type, e.Required = why.Type, ""
		}
		return e
	})
	return refused
}

// recordRefusal is the one place where a refusal enters the log: as often as its
// sender and the minute allow.
func (s *Service) recordRefusal(c *call, how logging, fold activity.FoldKey, entry func() activity.Entry) {
	fold.Minute = activity.MinuteOf(c.now)
	switch how {
	case alone:
		s.Recorder.Record(entry())
	case folded:
		s.Recorder.Fold(fold, c.now, false, entry)
	case shared:
		// It stands for requests of many senders and says nothing of the first.
		s.Recorder.Fold(activity.FoldKey{Address: "shared", Minute: fold.Minute}, c.now, false, func() activity.Entry {
			return activity.Entry{At: c.now, Type: wire.TypeRequest, Reason: keys.RateLimited, Status: http.StatusTooManyRequests}
		})
	}
}

// rateLimited answers a request beyond the share of its sender, after a while:
// who doesn't stop is slowed down.
func (s *Service) rateLimited(c *call, v verdict, why string) *refusal {
	c.slow = true
	seconds := int(math.Ceil(v.wait.Seconds()))
	return &refusal{
		status: http.StatusTooManyRequests, code: wire.CodeRateLimited,
		message: fmt.Sprintf("%sTry again in %d s.", why, seconds),
		header:  http.Header{"Retry-After": {strconv.Itoa(seconds)}},
	}
}
