//go:build unix && !linux

package monitor

import "golang.org/x/sys/unix"

// duplicate makes to another descriptor of from.
func duplicate(from, to int) error { return unix.Dup2(from, to) }
