package audit

import (
	"fmt"
	"testing"

	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// A cursor move must cost the same however many attempts are held.
func BenchmarkMove(b *testing.B) {
	for _, n := range []int{200, mostHeld} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := loadedFor(b, n)
			down, up := screentest.Key("down"), screentest.Key("up")
			for i := 0; b.Loop(); i++ {
				if i%100 < 50 {
					s.Update(down)
				} else {
					s.Update(up)
				}
				_ = s.View()
			}
		})
	}
}

// A letter of the filter looks through all attempts held.
func BenchmarkFilterKey(b *testing.B) {
	s := loadedFor(b, mostHeld)
	s.Update(screentest.Key("/"))
	letter, back := screentest.Key("p"), screentest.Key("backspace")
	for b.Loop() {
		s.Update(letter)
		_ = s.View()
		s.Update(back)
		_ = s.View()
	}
}

func loadedFor(b *testing.B, n int) screen.Screen {
	s := New(screentest.Env(b, &screentest.Instance{Entries: many(n)}))
	s.SetSize(120, 37)
	screentest.Settle(s, s.Init())
	return s
}
