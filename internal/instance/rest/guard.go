package rest

import (
	"net/http"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance/accounts"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/keys"
)

// authenticate finds the key of a call, or the session where it carries no key.
// Its refusals all look the same.
func (s *Service) authenticate(c *call) *refusal {
	cred := c.credential
	if cred.reason == keys.MissingKey {
		if session, found := s.sessionOf(c.r); found {
			return s.admit(c, session)
		}
	}
	if cred.ambiguous {
		r := invalid("X-API-Key", "differs from the Authorization header: send one key")
		return s.refuseCredential(c, activity.Entry{Reason: cred.reason}, r)
	}
	if cred.reason != "" {
		return s.refuseCredential(c, activity.Entry{
			Reason: cred.reason, KeyPreview: keys.AttemptPreview(cred.value),
		}, unauthorized())
	}
	held, found := s.Keys.Find(keys.DigestOf(cred.value))
	if !found {
		return s.refuseCredential(c, activity.Entry{
			Reason: keys.UnknownKey, KeyPreview: keys.AttemptPreview(cred.value),
		}, unauthorized())
	}
	if reason := held.Refusal(c.now); reason != "" {
		return s.refuseCredential(c, activity.Entry{
			Reason: reason, KeyID: held.ID(), KeyName: held.Name(), Granted: grantedText(held.Permissions(), c.resource),
		}, unauthorized())
	}
	c.key = held
	held.Touch(c.now)
	return nil
}

// admit lets a person do all there is. What changes something must come from this
// instance's own pages or from a program that says so: a browser sends the cookie
// along whoever asks it to.
func (s *Service) admit(c *call, session accounts.Session) *refusal {
	if c.required != keys.Read && !s.fromSameOrigin(c.r) {
		return &refusal{
			status: http.StatusForbidden, code: wire.CodePermissionDenied,
			message: "In a session, what changes something must carry this instance's own address as its Origin.",
		}
	}
	c.user = session.Name
	return nil
}

// authorize checks the level. A path that belongs to no resource needs none:
// nothing answers there, whatever the key.
func (s *Service) authorize(c *call) *refusal {
	if c.resource == "" {
		return nil
	}
	granted := c.permissions().Level(c.resource)
	if granted.Includes(c.required) {
		return nil
	}
	return s.deny(c, c.resource, c.required, granted)
}

// recordUse counts a request that was let through with a key.
func (s *Service) recordUse(c *call, status int) {
	if c.reason != "" || c.key == nil {
		return // refused by its action, and recorded as that; or no key's use
	}
	pattern := "-"
	if c.route != nil {
		pattern = c.route.pattern
	}
	k := activity.FoldKey{Key: c.key.ID(), Method: foldMethod(c.r.Method), Route: pattern, Minute: activity.MinuteOf(c.now)}
	s.Recorder.Fold(k, c.now, true, func() activity.Entry { return s.entry(c, status) })
}

// foldMethod is the method that uses are folded by. A sender can make up as many
// others as it likes: those are one.
func foldMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

// entry is what every entry says of its request. The query is left out: it can
// hold secrets.
func (s *Service) entry(c *call, status int) activity.Entry {
	e := activity.Entry{
		At: c.now, Type: wire.TypeRequest, Method: c.r.Method, Path: c.r.URL.Path,
		Resource: c.resource, Status: status, IP: addressText(c.addr), UserAgent: c.r.UserAgent(),
	}
	if c.resource != "" {
		e.Required = c.required.String()
	}
	if c.key != nil {
		e.KeyID = c.key.ID()
		e.Granted = grantedText(c.key.Permissions(), c.resource)
	}
	return e
}

func grantedText(p keys.Permissions, r keys.Resource) string {
	if r == "" {
		return ""
	}
	return p.Level(r).String()
}
