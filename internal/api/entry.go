package api

import (
	"encoding/json"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/keys"
)

// readEntry takes the contract's names first, then the tolerated ones. Texts
// are still as they were sent: filters compare those.
func readEntry(fields map[string]json.RawMessage) Activity {
	r := newRecord(fields)
	a := Activity{
		ID:         r.text("id"),
		Time:       parseMoment(r.text("timestamp", "createdat", "time", "date")),
		Type:       r.text("type", "action", "event", "eventtype"),
		Reason:     keys.Reason(r.text("reason")),
		KeyID:      r.text("keyid", "apikeyid"),
		KeyName:    r.text("keyname", "apikeyname"),
		KeyPreview: r.text("keypreview", "keyprefix"),
		Method:     r.text("method"),
		Path:       r.text("path", "url", "endpoint"),
		Resource:   keys.Resource(r.text("resource")),
		Required:   r.text("required"),
		Granted:    r.text("granted"),
		IP:         r.text("ip", "ipaddress"),
		UserAgent:  r.text("useragent"),
		Message:    r.message(),
	}
	a.Status, _ = strconv.Atoi(r.text(codeNames...))
	if a.Status < 100 || a.Status > 599 {
		a.Status = 0
	}
	a.Count, _ = number(r.text("count"))
	a.Count = max(a.Count, 1)
	a.Failed, a.Untold = r.outcome(string(a.Reason))
	return a
}

func tidyEntry(a *Activity) {
	a.ID = inert(a.ID, idMax)
	a.Type = inert(a.Type, wordMax)
	a.Reason = keys.Reason(inert(string(a.Reason), wordMax))
	a.KeyID = inert(a.KeyID, idMax)
	a.KeyName = nameOf(a.KeyName)
	a.KeyPreview = maskPreview(a.KeyPreview)
	a.Method = inert(a.Method, wordMax)
	a.Path = inert(a.Path, pathMax)
	a.Resource = keys.Resource(inert(string(a.Resource), wordMax))
	a.Required = inert(a.Required, wordMax)
	a.Granted = inert(a.Granted, wordMax)
	a.IP = inert(a.IP, wordMax)
	a.UserAgent = inert(a.UserAgent, agentMax)
	a.Message = inert(a.Message, messageMax)
}

// foldedWithin is how far the time of a folded entry may lie from a request it
// stands for (contract: folded per minute).
const foldedWithin = time.Minute

// matches reports whether an entry answers the query, as the contract defines
// its parameters.
func matches(a *Activity, q ActivityQuery) bool {
	switch {
	case q.FailuresOnly && !a.Failed,
		q.Type != "" && a.Type != q.Type,
		q.Reason != "" && a.Reason != q.Reason,
		q.KeyID != "" && a.KeyID != q.KeyID,
		q.IP != "" && !sameAddress(a.IP, q.IP),
		!q.Since.IsZero() && a.Time.Before(q.Since.Add(-foldedWithin)),
		!q.Until.IsZero() && a.Time.After(q.Until.Add(foldedWithin)):
		return false
	}
	return q.Text == "" || holds(q.Text, a.KeyName, a.Path, a.UserAgent)
}

func holds(part string, texts ...string) bool {
	part = query.Fold(part)
	for _, s := range texts {
		if strings.Contains(query.Fold(s), part) {
			return true
		}
	}
	return false
}

func sameAddress(a, b string) bool {
	x, errX := netip.ParseAddr(a)
	y, errY := netip.ParseAddr(b)
	if errX != nil || errY != nil {
		return a == b
	}
	return x.Unmap() == y.Unmap()
}
