// Package machine reads the figures of the machine an instance runs on.
package machine

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"time"

	"github.com/shirou/gopsutil/v4/disk"
	"github.com/shirou/gopsutil/v4/load"
	"github.com/shirou/gopsutil/v4/mem"

	"github.com/supascale/supascale-tui/internal/instance/rest"
)

// fresh is how long figures are given again, so that asking for them often
// costs nothing.
const fresh = time.Second

// Machine reads figures. Dir is a directory on the disk to report.
type Machine struct {
	Dir string
	Now func() time.Time

	mu   sync.Mutex
	at   time.Time
	last rest.Figures
}

// Figures implements rest.Machine.
func (m *Machine) Figures(ctx context.Context) (rest.Figures, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.Now()
	if !m.at.IsZero() && now.Sub(m.at) < fresh {
		return m.last, nil
	}
	var f rest.Figures
	busy, err := load.AvgWithContext(ctx)
	if err != nil {
		return f, fmt.Errorf("processor: %w", err)
	}
	memory, err := mem.VirtualMemoryWithContext(ctx)
	if err != nil {
		return f, fmt.Errorf("memory: %w", err)
	}
	usage, err := disk.UsageWithContext(ctx, m.Dir)
	if err != nil {
		return f, fmt.Errorf("disk: %w", err)
	}
	f.CPU.Cores = runtime.NumCPU()
	f.CPU.Load1, f.CPU.Load5, f.CPU.Load15 = busy.Load1, busy.Load5, busy.Load15
	f.Memory = rest.Space{TotalBytes: memory.Total, UsedBytes: memory.Used, UsagePercent: round(memory.UsedPercent)}
	f.Disk = rest.Space{TotalBytes: usage.Total, UsedBytes: usage.Used, UsagePercent: round(usage.UsedPercent)}
	m.at, m.last = now, f
	return f, nil
}

func round(percent float64) float64 { return math.Round(percent*10) / 10 }
