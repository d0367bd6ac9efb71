package revokemany

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
)

// lookWithin is how long several instances are waited for; one that hangs holds up none of
// the others for longer.
const lookWithin = 30 * time.Second

// Find looks the chosen keys up on their instances. Where one of several does not tell, the
// list lacks its keys.
func Find(ctx context.Context, parts []Part, chosen []api.Key) (Found, error) {
	own := OwnsOf(parts)
	var names []string
	for i := range chosen {
		if !slices.Contains(names, chosen[i].Instance) {
			names = append(names, chosen[i].Instance)
		}
	}
	if len(names) > 1 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, lookWithin)
		defer cancel()
	}
	lists := listAll(ctx, parts, names)
	var all []api.Key
	var silent []string
	var failed error
	var partial *api.PartialError
	for _, name := range names {
		l := lists[name]
		part := api.PartOf(l.err)
		switch {
		case part != nil:
			partial = part
		case l.err != nil:
			silent, failed = append(silent, name), l.err
		}
		for _, k := range l.keys {
			all = append(all, k.Of(name))
		}
	}
	if len(silent) == len(names) {
		return Found{}, failed
	}
	if len(silent) > 0 {
		partial = &api.PartialError{Got: len(all), Total: -1, Cut: fmt.Sprintf("%d of %d answered, not %s", len(names)-len(silent), len(names), strings.Join(silent, ", "))}
	}
	return FoundIn(all, partial, chosen, own), nil
}

type listed struct {
	name string
	keys []api.Key
	err  error
}

// listAll reads the lists of the named instances at once.
func listAll(ctx context.Context, parts []Part, names []string) map[string]listed {
	answers := make(chan listed, len(names)) // none is left waiting
	lists := map[string]listed{}
	asked := 0
	for _, name := range names {
		lists[name] = listed{err: errAbsent}
		for _, p := range parts {
			if p.Name == name {
				asked++
				go func() {
					list, err := api.Keys(ctx, p.Client)
					answers <- listed{name, list, err}
				}()
			}
		}
	}
	for range asked {
		select {
		case l := <-answers:
			lists[l.name] = l
		case <-ctx.Done():
			for _, name := range names {
				if l := lists[name]; errors.Is(l.err, errAbsent) {
					l.err = ctx.Err()
					lists[name] = l
				}
			}
			return lists
		}
	}
	return lists
}
