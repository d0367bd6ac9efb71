// Package hoststats reads the figures of the machine an instance runs on.
package hoststats

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"time"

	"github.com/shirou/gopsutil/v4/cpu"
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
	// An interval of 0 compares with the reading before and waits for nothing.
	// The first reading is taken at the start of the process.
	busy, err := cpu.PercentWithContext(ctx, 0, false)
	if err != nil {
		return f, fmt.Errorf("processor: %w", err)
	}
	queue, err := load.AvgWithContext(ctx)
	if err != nil {
		return f, fmt.Errorf("load: %w", err)
	}
	memory, err := mem.VirtualMemoryWithContext(ctx)
	if err != nil {
		return f, fmt.Errorf("memory: %w", err)
	}
	usage, err := disk.UsageWithContext(ctx, m.Dir)
	if err != nil {
		return f, fmt.Errorf("disk: %w", err)
	}
	f.CPU = rest.Processor{
		Cores: runtime.NumCPU(), UsagePercent: round(busy[0]),
		Load1: queue.Load1, Load5: queue.Load5, Load15: queue.Load15,
	}
	f.Memory = rest.Space{TotalBytes: memory.Total, UsedBytes: memory.Used, UsagePercent: round(memory.UsedPercent)}
	f.Disk = rest.Space{TotalBytes: usage.Total, UsedBytes: usage.Used, UsagePercent: round(usage.UsedPercent)}
	m.at, m.last = now, f
	return f, nil
}

func round(percent float64) float64 { return math.Round(percent*10) / 10 }
