//go:build unix

package jobcontrol

import (
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/unix"
)

// Supported reports whether this system can suspend programs.
const Supported = true

var (
	signals = make(chan os.Signal, 4)
	follow  = sync.OnceFunc(func() {
		signal.Notify(signals, syscall.SIGCONT)
		go func() {
			for s := range signals {
				if s == syscall.SIGTSTP {
					watchers.told()
				} else {
					watchers.goesOn()
				}
			}
		}()
	})
	// stops is whether SIGTSTP is caught. It then stays so: Go's runtime doesn't give a
	// signal its default action back.
	stops atomic.Bool
)

// catch asks for the signals. Who started the program with SIGTSTP ignored doesn't want
// it to stop.
func catch(tstp bool) {
	follow()
	if tstp && !stops.Load() && !signal.Ignored(syscall.SIGTSTP) {
		stops.Store(true)
		signal.Notify(signals, syscall.SIGTSTP)
	}
}

// Stop stops the process and those of its job until the shell continues them. It
// reports false, and stops nothing, where no shell is there that could continue them.
func Stop() (stopped bool) {
	if !canContinue() {
		return false
	}
	// The job's other processes are asked as ctrl+z does it. This one catches that, so
	// it is stopped by the signal that can't be caught.
	caught := stops.Load()
	signal.Ignore(syscall.SIGTSTP)
	_ = syscall.Kill(0, syscall.SIGTSTP)
	continued := watchers.await()
	_ = syscall.Kill(syscall.Getpid(), syscall.SIGSTOP)
	<-continued
	if caught {
		signal.Notify(signals, syscall.SIGTSTP)
	}
	return true
}

// canContinue reports whether the process group has a parent outside it in the same
// session: a shell that is told of stops. POSIX calls a group without one orphaned.
func canContinue() bool {
	session, err := unix.Getsid(0)
	if err != nil {
		return false
	}
	for pid := os.Getppid(); pid > 1; pid = parentOf(pid) {
		if s, err := unix.Getsid(pid); err != nil || s != session {
			return false
		}
		if group, err := unix.Getpgid(pid); err != nil || group != unix.Getpgrp() {
			return err == nil
		}
	}
	return false
}
