// Package review joins what an access review asks about every key: who owns it, what
// it may do, what the log shows in use, and which findings there are.
package review

import (
	"context"
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/author"
	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/activity/usage"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/health"
	"github.com/supascale/supascale-tui/internal/notes"
)

// Source is what a review reads; *api.Client is one.
type Source interface {
	health.Source
	api.LogSource
}

// Options say how a review judges, and add what this machine knows.
type Options struct {
	Rules      []health.Rule     // the findings that it reports
	Thresholds health.Thresholds // Evidence is how far back the log is read
	Notes      []notes.Note
	NotesErr   error // why there are no notes
	// Rotations lists the unfinished rotations of the instance's keys.
	Rotations func(instance string, list []api.Key, now time.Time) ([]health.Rotation, error)
	Now       time.Time
}

// Report is a review of one instance, or of several.
type Report struct {
	Instance api.Instance
	At       time.Time
	Since    time.Time // from when on the log was read
	Keys     []Key     // in the order of the list: the newest first
	Checked  health.Report
	LogErr   error // why the log could not be read
	NotesErr error // why there are no notes
	Failures Failures
	Parts    []Part // by instance, where it is of several
}

// Key is what a review tells of a key.
type Key struct {
	api.Key
	Note      notes.Text
	Creator   string // who created it, "" where the log doesn't tell
	Usage     usage.Usage
	Addresses []cluster.Address // from which it was used, the latest first
	Findings  []health.Finding
	// Doubt says why the log can't tell that a level is not used, "" where it can.
	Doubt string
}

// Unused lists the permissions that the log shows no use of.
func (k *Key) Unused() []string {
	_, dropped := k.Usage.Narrower()
	return dropped
}

// Gather reads the keys and the log, and joins them with the notes. A log that can't
// be read leaves its part out, and Report.LogErr says why.
func Gather(ctx context.Context, source Source, instance api.Instance, o Options) (Report, error) {
	now := o.Now
	in, err := health.Gather(ctx, source, append(slices.Clone(o.Rules), health.OverPrivileged), o.Thresholds, now)
	if err != nil {
		return Report{}, err
	}
	if o.Rotations != nil {
		in.Rotations, in.RotationsErr = o.Rotations(instance.ID, in.Keys, now)
	}
	r := Report{
		Instance: instance, At: now, Since: now.Add(-o.Thresholds.Evidence), NotesErr: o.NotesErr, LogErr: in.LogErr,
		Checked: health.Check(in, o.Thresholds, now).Only(o.Rules...),
	}
	var deeds author.Deeds
	if r.LogErr == nil {
		deeds, r.LogErr = author.Read(ctx, source, r.Since, now)
	}
	if r.LogErr == nil {
		r.Failures, r.LogErr = readFailures(ctx, source, r.Since, now)
	}
	if err := ctx.Err(); err != nil {
		return Report{}, err
	}
	r.join(in, o.Notes, deeds.Created)
	return r, nil
}

// join puts together what belongs to each key.
func (r *Report) join(in health.Input, noted []notes.Note, creators map[string]author.Deed) {
	byKey := make(map[string]notes.Text, len(noted))
	for _, n := range noted {
		byKey[n.KeyID] = n.Text
	}
	found := make(map[string][]health.Finding)
	for _, f := range r.Checked.Findings {
		found[f.Key.ID] = append(found[f.Key.ID], f)
	}
	uses := make(map[string][]cluster.Use)
	from := make(map[string][]cluster.Address)
	if in.Log != nil {
		for _, u := range in.Log.Uses {
			uses[u.KeyID] = append(uses[u.KeyID], u)
		}
		for _, a := range in.Log.Addresses {
			from[a.KeyID] = append(from[a.KeyID], a)
		}
	}
	r.Keys = make([]Key, len(in.Keys))
	for i, k := range in.Keys {
		row := Key{
			Key: k, Note: byKey[k.ID], Creator: creators[k.ID].Words(), Findings: found[k.ID],
			Usage: usage.Of(k, uses[k.ID]), Addresses: from[k.ID], Doubt: "The activity log could not be read.",
		}
		if in.Log != nil {
			row.Doubt = usage.Doubt(&in.Log.Figures, &k, r.At)
		}
		slices.SortStableFunc(row.Addresses, func(a, b cluster.Address) int { return b.Last.Compare(a.Last) })
		r.Keys[i] = row
	}
}
