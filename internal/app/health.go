package app

import (
	"context"
	"errors"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
)

// Judge is by what the health of keys is judged, as the configuration has it.
func (s *Session) Judge(h config.Health, now time.Time) (Standard, error) {
	th, err := Thresholds(h, now)
	if err != nil {
		return Standard{}, UsageError{err}
	}
	store, err := s.Snoozed()
	if err != nil {
		return Standard{}, err
	}
	return Standard{Thresholds: th, Ignore: Ignored(h), Snooze: store, Rotations: s.UnfinishedRotations}, nil
}

// Thresholds are by what keys want attention, as the configuration has it.
func Thresholds(h config.Health, now time.Time) (health.Thresholds, error) {
	th := health.Defaults()
	for _, s := range []struct {
		text string
		to   *time.Duration
	}{{h.Expiring, &th.Expiring}, {h.Stale, &th.Stale}, {h.Grace, &th.Grace}, {h.Evidence, &th.Evidence}, {h.NewAddress, &th.NewAddress}} {
		if s.text == "" {
			continue
		}
		var err error
		if *s.to, err = keys.ParseLength(s.text, now); err != nil {
			return th, err
		}
	}
	return th, nil
}

// Reason is what is wrong with a field, without its name.
func Reason(err error) string {
	if wrong, ok := errors.AsType[*keys.FieldError](err); ok {
		return wrong.Reason
	}
	return err.Error()
}

// Ignored are the rules that the configuration leaves out.
func Ignored(h config.Health) []health.Rule {
	list := make([]health.Rule, len(h.Ignore))
	for i, name := range h.Ignore {
		list[i] = health.Rule(name)
	}
	return list
}

// UnfinishedRotations are those of an instance that were begun and not finished,
// as far as this machine's notes and the keys' names tell.
func (s *Session) UnfinishedRotations(instance string, list []api.Key, now time.Time) ([]health.Rotation, error) {
	store, err := s.Rotations()
	if err != nil {
		return nil, err
	}
	noted, err := store.List(instance)
	found := []health.Rotation{} // none is known, which is not the same as not knowing
	for _, u := range rotation.Unfinished(noted, rotation.Known{Keys: list}, instance, now) {
		found = append(found, health.Rotation{Old: u.Old.ID, New: u.New.ID, Begun: u.Begun, Ends: u.End.At})
	}
	return found, err
}

// FindHealth judges the keys of an instance by rules. What was snoozed is left out and
// counted, or not. Untold are the reasons why the log or the notes could not be read.
func (s *Session) FindHealth(ctx context.Context, client API, rules []health.Rule, th health.Thresholds, withSnoozed bool, now time.Time) (report health.Report, untold []error, err error) {
	in, err := health.Gather(ctx, client, rules, th, now)
	if err != nil {
		return report, nil, err
	}
	return s.JudgeHealth(in, client.Instance().ID, rules, th, withSnoozed, now)
}

// JudgeHealth is FindHealth for keys that were gathered.
func (s *Session) JudgeHealth(in health.Input, instance string, rules []health.Rule, th health.Thresholds, withSnoozed bool, now time.Time) (report health.Report, untold []error, err error) {
	if in.LogErr != nil {
		untold = append(untold, in.LogErr)
	}
	in.Rotations, in.RotationsErr = s.UnfinishedRotations(instance, in.Keys, now)
	report = health.Check(in, th, now).Only(rules...)
	if withSnoozed {
		return report, untold, nil
	}
	store, err := s.Snoozed()
	if err != nil {
		return report, untold, err
	}
	notes, err := store.List(instance)
	if err != nil {
		untold = append(untold, err)
	}
	shown, away := notes.Split(report.Findings, now)
	report.Findings, report.Snoozed = shown, len(away)
	return report, untold, nil
}
