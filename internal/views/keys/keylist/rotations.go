package keylist

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// rotating is what the list knows of rotations that are not at their end.
type rotating struct {
	call screen.Call[[]rotation.Rotation]
	old  map[string]bool // ids of the keys that are being replaced
	open []rotation.Standing
}

// readRotations reads which rotations are noted. A note that can't be read is told
// of where rotations are looked at.
func (s *Screen) readRotations() tea.Cmd {
	if s.env.Rotations == nil {
		return nil
	}
	records, instance := s.env.Rotations, s.env.API.Instance().ID
	return s.rotating.call.Start(func(context.Context) ([]rotation.Rotation, error) {
		noted, _ := records.List(instance)
		return noted, nil
	})
}

// markRotations finds the keys of the noted rotations in the list, and rotations of
// which names alone tell.
func (s *Screen) markRotations(noted []rotation.Rotation) {
	known := rotation.Known{Keys: s.generations(), Partial: !s.complete}
	in := make(map[string]bool)
	for i := range known.Keys {
		in[known.Keys[i].ID] = true
	}
	for _, r := range noted {
		for _, id := range []string{r.Old.ID, r.New.ID} {
			if k, found := s.Find(id, ""); id != "" && found && !in[id] {
				in[id] = true
				known.Keys = append(known.Keys, k)
			}
		}
	}
	s.rotating.open = rotation.Unfinished(noted, known, s.env.API.Instance().ID, s.env.Now())
	s.rotating.old = make(map[string]bool, len(s.rotating.open))
	for i := range s.rotating.open {
		s.rotating.old[s.rotating.open[i].Old.ID] = true
	}
}

// generations gives the keys whose names tell of rotations. In a list without any
// rotated key it costs one look at every name.
func (s *Screen) generations() (list []api.Key) {
	newKeys := false
	for _, r := range s.list.rows.present() {
		if newKeys = rotation.IsRotatedName(s.list.name(r)); newKeys {
			break
		}
	}
	if !newKeys {
		return nil
	}
	var all []*row
	for _, r := range s.list.rows.present() {
		all = append(all, r)
	}
	for _, i := range rotation.Candidates(len(all), func(i int) string { return s.list.name(all[i]) }) {
		list = append(list, s.list.key(all[i]))
	}
	return list
}
