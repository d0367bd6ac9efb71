//go:build !unix

package monitor

import "os"

// Monitor does nothing: the console of this system restores itself when its
// process ends.
type Monitor struct{}

// Start watches nothing here.
func Start(_, _ *os.File, _ string) (*Monitor, error) { return nil, nil }

// Await does nothing here.
func (m *Monitor) Await() {}

// Suspend does nothing here.
func (m *Monitor) Suspend() {}

// Resume does nothing here.
func (m *Monitor) Resume() {}

// Stop does nothing here.
func (m *Monitor) Stop(bool) {}

// Run does nothing here.
func Run(func(string) string) {}
