package main

import "golang.org/x/sys/unix"

// shieldMemory keeps secrets out of core dumps, and other processes of the same
// user from reading them. It is best effort: a system that refuses is not a
// reason not to work.
func shieldMemory() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}
