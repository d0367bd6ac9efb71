// Package jobcontrol lets a program that changes the terminal's settings be suspended
// and continued by a shell.
package jobcontrol

import (
	"slices"
	"sync"
)

// Watcher is told what job control does to this process. Of several the last is told.
type Watcher struct {
	suspend, resumed func()
	calls            chan func() // one after another, away from the signals
	done             chan struct{}
}

// Watch calls suspend in the place of the system's own action when the process is told
// to stop (SIGTSTP: ctrl+z, or kill -TSTP), and resumed when it was continued after a
// stop that no process can catch (SIGSTOP). Suspend is expected to bring the terminal
// into order, to call Stop, and to set the terminal up again. A nil suspend leaves the
// terminal alone; resumed is then called after every stop.
func Watch(suspend, resumed func()) *Watcher {
	w := &Watcher{suspend: suspend, resumed: resumed, calls: make(chan func(), 1), done: make(chan struct{})}
	go w.run()
	watchers.add(w)
	return w
}

// Close ends the watching. A call that has begun goes on.
func (w *Watcher) Close() {
	if watchers.remove(w) {
		close(w.done)
	}
}

func (w *Watcher) run() {
	for {
		select {
		case call := <-w.calls:
			call()
		case <-w.done:
			return
		}
	}
}

// call has f called, unless one call is waiting already.
func (w *Watcher) call(f func()) {
	select {
	case w.calls <- f:
	default:
	}
}

// list is the watchers of the process, and who waits for its continuation.
type list struct {
	mu        sync.Mutex
	all       []*Watcher
	continued chan struct{} // nil while Stop doesn't wait
}

var watchers list

func (l *list) add(w *Watcher) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, w)
	catch(w.suspend != nil)
}

func (l *list) remove(w *Watcher) (found bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.Index(l.all, w)
	if i >= 0 {
		l.all = slices.Delete(l.all, i, i+1)
	}
	return i >= 0
}

func (l *list) last() *Watcher {
	if len(l.all) == 0 {
		return nil
	}
	return l.all[len(l.all)-1]
}

// told handles that the process is to stop.
func (l *list) told() {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.last()
	switch {
	case w == nil:
		go Stop()
	case w.suspend == nil:
		w.call(func() { Stop(); w.resumed() })
	default:
		w.call(w.suspend)
	}
}

// goesOn handles that the process was continued.
func (l *list) goesOn() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.continued != nil {
		close(l.continued)
		l.continued = nil
	} else if w := l.last(); w != nil {
		w.call(w.resumed)
	}
}

// await gives what is closed when the process was continued.
func (l *list) await() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.continued = make(chan struct{})
	return l.continued
}
