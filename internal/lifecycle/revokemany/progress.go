package revokemany

import (
	"slices"
	"sync"

	"github.com/supascale/supascale-tui/internal/lifecycle"
)

// Progress is how far a revocation is on all its instances.
type Progress struct {
	lifecycle.Progress // what was told last, with the keys of all instances counted together

	Instances int
	Ended     int // instances on which nothing more is done
	Stopped   int // those of them on which some keys are left
	Waiting   int // instances that want a pause
}

// teller makes one progress of those of several instances.
type teller struct {
	to func(Progress)
	mu sync.Mutex
	Progress
	runs []lifecycle.Progress
	of   []string // the names of their instances
}

func newTeller(all *Revocations, to func(Progress)) *teller {
	t := &teller{to: to, runs: make([]lifecycle.Progress, len(all.Runs))}
	for i := range all.Runs {
		t.runs[i].Of = all.Runs[i].Tally().Left()
		t.Of += t.runs[i].Of
		if !slices.Contains(t.of, all.Runs[i].Name) {
			t.Instances++
		}
		t.of = append(t.of, all.Runs[i].Name)
	}
	return t
}

func (t *teller) tell(i int, at lifecycle.Progress) {
	t.mu.Lock()
	defer t.mu.Unlock()
	was := t.runs[i]
	if at.Stage == lifecycle.Looking {
		at.Of = was.Of // nothing is counted before the list is read
	}
	t.runs[i] = at
	tried, of := t.Tried+at.Tried-was.Tried, t.Of+at.Of-was.Of
	t.Waiting += isWaiting(at) - isWaiting(was)
	at.Key = at.Key.Of(t.of[i])
	t.Progress.Progress = at
	t.Tried, t.Of = tried, of
	t.send()
}

func isWaiting(at lifecycle.Progress) int {
	if at.Stage == lifecycle.Waiting {
		return 1
	}
	return 0
}

// end says that an instance is at its end with all its runs.
func (t *teller) end(all *Revocations, runs []int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	stopped := 0
	for _, i := range runs {
		t.Waiting -= isWaiting(t.runs[i])
		t.runs[i].Stage = lifecycle.Confirming
		if all.Runs[i].Stopped != nil {
			stopped = 1
		}
	}
	t.Ended++
	t.Stopped += stopped
	t.send()
}

func (t *teller) send() {
	if t.to != nil {
		t.to(t.Progress)
	}
}
