package cluster

import (
	"strings"

	"github.com/supascale/supascale-tui/internal/activity/query"
)

// TestMarker begins what the console puts in brackets into the user agent when it
// tests a key: "(key test 0123456789ab)". That is no use of the key.
const TestMarker = "key test "

// IsTest reports whether a request's user agent says that it was a test of a key.
// Whoever has a key can say so, too: nothing may be thought safe for it.
func IsTest(agent string) bool { return strings.Contains(agent, "("+TestMarker) }

// WithoutTests is the query without the requests that IsTest is true of.
func WithoutTests(q query.Query) query.Query {
	return q.And(query.Query{Terms: []query.Term{{Field: query.Agent, Value: "(" + TestMarker, Not: true}}})
}

// CheckMarker is what the program puts in brackets into the user agent when it
// sees whether an instance takes a key: login, doctor, and the form to connect.
const CheckMarker = "key check"

// IsOwnTry reports whether a request's user agent says that a console tried a
// key: a test of it, or a check. Whoever has a key can say so, too: such requests
// are named, and counted like others.
func IsOwnTry(agent string) bool {
	return IsTest(agent) || strings.Contains(agent, "("+CheckMarker+")")
}
