package cli

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/health/snooze"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// thresholds are by what keys want attention, as the configuration has it.
func thresholds(h config.Health, now time.Time) (health.Thresholds, error) {
	th := health.Defaults()
	for _, s := range []struct {
		text string
		to   *time.Duration
	}{{h.Expiring, &th.Expiring}, {h.Stale, &th.Stale}, {h.Grace, &th.Grace}, {h.Evidence, &th.Evidence}, {h.NewAddress, &th.NewAddress}} {
		if s.text == "" {
			continue
		}
		var err error
		if *s.to, err = length(s.text, now); err != nil {
			return th, err
		}
	}
	return th, nil
}

// length reads a length of time, which for months and years depends on the day.
func length(text string, now time.Time) (time.Duration, error) {
	end, err := keys.ParseExpiry(text, now, time.UTC)
	at, limited := end.At()
	switch {
	case err != nil:
		return 0, errors.New(reasonOf(err))
	case !limited:
		return 0, errors.New("it takes a length of time, as 14d")
	}
	return at.Sub(now.Truncate(time.Second)), nil
}

// ignored are the rules that the configuration leaves out.
func ignored(h config.Health) []health.Rule {
	list := make([]health.Rule, len(h.Ignore))
	for i, name := range h.Ignore {
		list[i] = health.Rule(name)
	}
	return list
}

// healthBy is by what the console's health view judges.
func healthBy(h config.Health, now time.Time) (screen.Standard, error) {
	th, err := thresholds(h, now)
	if err != nil {
		return screen.Standard{}, usageError{err}
	}
	store, err := snoozeStore()
	if err != nil {
		return screen.Standard{}, err
	}
	return screen.Standard{Thresholds: th, Ignore: ignored(h), Snooze: store, Rotations: unfinishedRotations, Rotates: true}, nil
}

// snoozeStore is where the findings are noted that were snoozed.
func snoozeStore() (*snooze.Store, error) {
	undelivered, err := config.StateDir(os.Getenv)
	if err != nil {
		return nil, err
	}
	return snooze.Open(filepath.Join(filepath.Dir(undelivered), "health")), nil
}

// unfinishedRotations are those of an instance that were begun and not finished,
// as far as this machine's notes and the keys' names tell.
func unfinishedRotations(instance string, list []api.Key, now time.Time) ([]health.Rotation, error) {
	store, err := rotationStore()
	if err != nil {
		return nil, err
	}
	noted, err := store.List(instance)
	found := []health.Rotation{} // none is known, which is not the same as not knowing
	for _, s := range rotation.Unfinished(noted, rotation.Known{Keys: list}, instance, now) {
		found = append(found, health.Rotation{Old: s.Old.ID, New: s.New.ID, Begun: s.Begun})
	}
	return found, err
}
