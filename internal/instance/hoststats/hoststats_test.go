package hoststats

import (
	"testing"
	"time"
)

// Work that keeps a core busy must show. Only the clock that ages the figures
// is made up; the figures are this machine's.
func TestBusyCoreShows(t *testing.T) {
	now := time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)
	m := &Machine{Dir: t.TempDir(), Now: func() time.Time { return now }}
	if _, err := m.Figures(t.Context()); err != nil { // the interval begins here
		t.Fatal(err)
	}
	work := 0
	for end := time.Now().Add(50 * time.Millisecond); time.Now().Before(end); { // several ticks of the kernel's counter
		work++
	}
	now = now.Add(fresh)
	f, err := m.Figures(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if p := f.CPU.UsagePercent; p <= 0 || p > 100 {
		t.Errorf("a busy core gives %v %% of %d cores after %d rounds", p, f.CPU.Cores, work)
	}
	if f.CPU.Cores < 1 || f.Memory.UsedBytes == 0 || f.Disk.TotalBytes == 0 {
		t.Errorf("got %+v", f)
	}
}

func TestFreshFiguresAreGivenAgain(t *testing.T) {
	now := time.Date(2026, 1, 19, 12, 0, 0, 0, time.UTC)
	m := &Machine{Dir: t.TempDir(), Now: func() time.Time { return now }}
	first, err := m.Figures(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(fresh - 1)
	m.Dir = "gone" // reading again would fail
	if again, err := m.Figures(t.Context()); err != nil || again != first {
		t.Errorf("got %+v, %v; want %+v", again, err, first)
	}
	now = now.Add(1)
	if _, err := m.Figures(t.Context()); err == nil {
		t.Error("old figures were given for new ones")
	}
}
