package keylist

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

const lots = 100_000

func loaded(t testing.TB, n int) *Screen {
	t.Helper()
	s := open(t, &screentest.Instance{Keys: manyKeys(n)})
	s.SetSize(120, 37)
	return s
}

// A cursor move must cost the same whatever the length of the list.
func BenchmarkCursorMove(b *testing.B) {
	var short float64
	for _, n := range []int{1000, lots} {
		b.Run(fmt.Sprintf("%dk", n/1000), func(b *testing.B) {
			s := loaded(b, n)
			down, up := screentest.Key("down"), screentest.Key("up")
			i := 0
			for b.Loop() {
				if i++; i%(n*2) < n {
					s.Update(down)
				} else {
					s.Update(up)
				}
				_ = screentest.View(s)
			}
			compare(b, n, &short)
		})
	}
}

// compare reports a long list's time as a multiple of the short one's in the
// same run: the figure that means the same on every machine.
func compare(b *testing.B, n int, short *float64) {
	each := float64(b.Elapsed()) / float64(b.N)
	if n != lots {
		*short = each
	} else if *short > 0 {
		b.ReportMetric(each / *short, "x-vs-1k")
	}
}

// The first letter of a filter looks at every key, and here at as many notes.
func BenchmarkFilterFirstLetterOfNotes(b *testing.B) {
	s := loaded(b, lots)
	byID := make(map[string]*filter.Note)
	for _, k := range manyKeys(lots) {
		byID[k.ID] = filter.NoteOf("Anna", "deploys", "OPS-"+k.ID)
	}
	s.takeNotes(byID)
	screentest.Press(s, "/")
	letter, gone := screentest.Key("r"), screentest.Key("backspace")
	for b.Loop() {
		s.Update(letter)
		_ = screentest.View(s)
		b.StopTimer()
		s.Update(gone)
		b.StartTimer()
	}
}

// The first letter of a filter looks at every key.
func BenchmarkFilterFirstLetter(b *testing.B) {
	var short float64
	for _, n := range []int{1000, lots} {
		b.Run(fmt.Sprintf("%dk", n/1000), func(b *testing.B) {
			s := loaded(b, n)
			screentest.Press(s, "/")
			letter, gone := screentest.Key("r"), screentest.Key("backspace")
			for b.Loop() {
				s.Update(letter)
				_ = screentest.View(s)
				b.StopTimer()
				s.Update(gone)
				b.StartTimer()
			}
			compare(b, n, &short)
		})
	}
}

// One keystroke in the filter, of a word: each letter after the first looks at
// what is left.
func BenchmarkFilterKeystroke(b *testing.B) {
	var short float64
	for _, n := range []int{1000, lots} {
		b.Run(fmt.Sprintf("%dk", n/1000), func(b *testing.B) {
			s := loaded(b, n)
			screentest.Press(s, "/")
			word := []string{"r", "u", "n", "n"}
			i := 0
			for b.Loop() {
				if i%(len(word)+1) == len(word) {
					b.StopTimer()
					screentest.Press(s, "esc", "/")
					b.StartTimer()
				} else {
					s.Update(screentest.Key(word[i%(len(word)+1)]))
					_ = screentest.View(s)
				}
				i++
			}
			compare(b, n, &short)
		})
	}
}

func BenchmarkSort(b *testing.B) {
	for name, by := range map[string]order{"name": byName, "expires": byExpiry} {
		b.Run(fmt.Sprintf("%s/100k", name), func(b *testing.B) {
			s := loaded(b, lots)
			for b.Loop() {
				s.list.sortBy(sorting{by: byCreated})
				s.list.sortBy(sorting{by: by})
			}
		})
	}
}

// A hundred thousand keys, page by page.
func BenchmarkLoad(b *testing.B) {
	list := manyKeys(lots)
	for b.Loop() {
		open(b, &screentest.Instance{Keys: list})
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestBytesPerKey(t *testing.T) {
	const n = 20_000
	list := manyKeys(n)
	before := heap()
	l := newListing()
	for i := 0; i < n; i += 1000 {
		l.take(pack(list[i:i+1000]), 1, nil)
	}
	each := float64(heap()-before) / n
	t.Logf("%.0f bytes for a key", each)
	if each > 140 {
		t.Errorf("%.0f bytes for a key, want at most 140", each)
	}
	runtime.KeepAlive(l)
	runtime.KeepAlive(list)
}
