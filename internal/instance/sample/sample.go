// Package sample makes up keys, activity and records for looking at: believable,
// spread the same way every time, and of no value to anybody. Addresses are
// from the ranges for documentation only (RFC 5737, RFC 3849).
package sample

import (
	"io"
	"math/rand/v2"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/instance/keyset"
	"github.com/supascale/supascale-tui/internal/instance/records"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Set is what an empty store is filled with.
type Set struct {
	Keys     []keyset.Key
	Activity []activity.Entry // oldest first
	Records  []records.Record
}

// Variant says how sets differ that instances beside each other are filled with.
type Variant struct {
	Seed     uint64 // spreads everything but the keys' values
	Keys     int    // how many of the keys there are
	Failures int    // of a hundred failures, how many there are
}

// Usual is the set with everything in it.
var Usual = Variant{Seed: 62, Keys: len(keyPlans), Failures: 100}

// Make makes a set that ends at now. The keys are drawn from random, a CSPRNG,
// and thrown away; everything else is spread by the variant's seed.
func Make(now time.Time, random io.Reader, v Variant) (Set, error) {
	now = now.UTC().Truncate(time.Second)
	rng := rand.New(rand.NewPCG(28, v.Seed)) //nolint:gosec // the same every time is the point; keys are drawn from random
	m := &maker{now: now, random: random, rng: rng, failures: v.Failures, plans: keyPlans, byName: map[string]*keyset.Key{}}
	if v.Keys < len(keyPlans) {
		m.plans = nil
		for _, i := range rng.Perm(len(keyPlans))[:v.Keys] {
			m.plans = append(m.plans, keyPlans[i])
		}
	}
	if err := m.makeKeys(); err != nil {
		return Set{}, err
	}
	if err := m.makeRecords(); err != nil {
		return Set{}, err
	}
	m.makeActivity()
	return Set{m.keys, m.log, m.records}, nil
}

type maker struct {
	now      time.Time
	random   io.Reader
	rng      *rand.Rand
	failures int
	plans    []keyPlan
	keys     []keyset.Key
	byName   map[string]*keyset.Key
	records  []records.Record
	log      []activity.Entry
}

// NewKey draws a key and keeps its digest and preview alone.
func NewKey(random io.Reader, name string, p keys.Permissions, created, expires time.Time) (keyset.Key, error) {
	value, err := keys.Generate(random)
	if err != nil {
		return keyset.Key{}, err
	}
	id, err := keyset.NewID(random, "key")
	return keyset.Key{
		ID: id, Name: name, Preview: keys.Preview(value), Digest: keys.DigestOf(value),
		Permissions: p, Created: created, Expires: expires,
	}, err
}
