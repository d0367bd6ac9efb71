package keylist

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// shapes are several instances, each against one with as many keys.
var shapes = []struct{ instances, each int }{{200, 500}, {5, lots}}

// perShape runs a benchmark for each shape with what opens a list of several and one of a
// single instance.
func perShape(b *testing.B, run func(b *testing.B, several, one func() *Screen)) {
	for _, shape := range shapes {
		b.Run(fmt.Sprintf("%dx%d", shape.instances, shape.each), func(b *testing.B) {
			all := manyKeys(shape.instances * shape.each)
			members := make([]fleet.Member, shape.instances)
			for i := range members {
				client := fleet.Stays(&screentest.Instance{Keys: all[i*shape.each : (i+1)*shape.each]})
				members[i] = fleet.Member{
					Profile: app.Profile{Name: fmt.Sprintf("site-%03d", i)},
					Connect: func(context.Context) (app.Client, error) { return client, nil },
				}
			}
			several := func() *Screen {
				source := fleet.NewSource(b.Context(), members)
				b.Cleanup(source.Close)
				return unread(b, source)
			}
			run(b, several, func() *Screen { return unread(b, &screentest.Instance{Keys: all}) })
		})
	}
}

// unread is a list before its first key.
func unread(b *testing.B, a app.API) *Screen {
	env := screentest.Env(b, a)
	_, env.Several = a.(*fleet.Source)
	s := New(env)
	s.SetSize(120, 37)
	return s
}

func read(s *Screen) *Screen {
	screentest.Settle(s, s.Init())
	return s
}

// bySide times two in turn, so that what else the machine does hits both, and reports the
// first as a multiple of the second.
func bySide(b *testing.B, several, one func()) {
	var ours, theirs time.Duration
	for b.Loop() {
		start := time.Now()
		several()
		middle := time.Now()
		one()
		ours, theirs = ours+middle.Sub(start), theirs+time.Since(middle)
	}
	b.ReportMetric(float64(ours)/float64(theirs), "x-vs-one")
}

// From opening the list to the first rows on the screen. The medians are compared: they
// leave out what else the machine does, such as collecting the garbage of the many keys that
// the instances here hold.
func BenchmarkFirstRowsOfSeveral(b *testing.B) {
	perShape(b, func(b *testing.B, several, one func() *Screen) {
		took := func(s *Screen) time.Duration {
			start := time.Now()
			firstRows(s)
			return time.Since(start)
		}
		var ours, theirs []time.Duration
		for b.Loop() {
			s, o := several(), one()
			ours = append(ours, took(s))
			s.env.API.(*fleet.Source).Close() // or it would go on beside the other
			theirs = append(theirs, took(o))
		}
		slices.Sort(ours)
		slices.Sort(theirs)
		median := ours[len(ours)/2]
		b.ReportMetric(float64(median)/float64(theirs[len(theirs)/2]), "x-vs-one")
		b.ReportMetric(float64(median.Microseconds())/1000, "ms-several")
	})
}

// firstRows runs what the list asks for until it shows a key.
func firstRows(s *Screen) {
	for waiting := []tea.Cmd{s.Init()}; s.list.live == 0; waiting = waiting[1:] {
		for _, msg := range screentest.Messages(waiting[0]) {
			waiting = append(waiting, s.Update(msg))
		}
	}
	_ = screentest.View(s)
}

func BenchmarkCursorMoveInSeveral(b *testing.B) {
	perShape(b, func(b *testing.B, several, one func() *Screen) {
		s, o := read(several()), read(one())
		down := screentest.Key("down")
		move := func(s *Screen) func() {
			return func() {
				s.Update(down)
				_ = screentest.View(s)
			}
		}
		bySide(b, move(s), move(o))
	})
}

func BenchmarkFilterFirstLetterInSeveral(b *testing.B) {
	perShape(b, func(b *testing.B, several, one func() *Screen) {
		s, o := read(several()), read(one())
		screentest.Press(s, "/")
		screentest.Press(o, "/")
		letter, gone := screentest.Key("r"), screentest.Key("backspace")
		press := func(s *Screen) func() {
			return func() {
				s.Update(letter)
				_ = screentest.View(s)
				s.Update(gone)
			}
		}
		bySide(b, press(s), press(o))
	})
}

// What a list that is read to its end keeps, its instances' own keys not counted.
func BenchmarkMemoryOfSeveral(b *testing.B) {
	perShape(b, func(b *testing.B, several, one func() *Screen) {
		kept := func(open func() *Screen) float64 {
			s := open()
			before := heap()
			read(s)
			after := heap()
			runtime.KeepAlive(s)
			return float64(after) - float64(before)
		}
		var ours, theirs float64
		for b.Loop() {
			ours, theirs = kept(several), kept(one)
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(ours/theirs, "x-vs-one")
		b.ReportMetric(ours/(1<<20), "MiB-several")
	})
}
