//go:build unix

package monitor

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"

	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

const (
	reportMax = 256 << 10 // bytes of a crash that are kept
	// restoreWithin ends a monitor whose terminal doesn't read any more.
	restoreWithin = 5 * time.Second
	// sayWithin is how long the last words of a console are waited for.
	sayWithin = time.Second
	quietFor  = 100 * time.Millisecond
)

// Run is the whole of a monitor's process. Redact takes out of a crash's words what
// looks like a key.
func Run(redact func(string) string) {
	signal.Ignore(syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGTTOU, syscall.SIGPIPE)
	told := bufio.NewReader(os.NewFile(3, "told"))
	line, err := told.ReadBytes('\n')
	if err != nil {
		return // the console did not come about
	}
	w := watch{redact: redact}
	if err := json.Unmarshal(line, &w.setup); err != nil {
		return
	}
	w.follow(events(told), chunks(os.NewFile(4, "crashed")))
}

// watch is what a monitor knows of its console.
type watch struct {
	setup
	redact    func(string) string
	suspended bool
	restored  bool
	explained bool
	text      []byte // what Go, or the console, wrote to stderr
}

// events gives what the console tells, and ends with it.
func events(told io.ByteReader) <-chan byte {
	list := make(chan byte)
	go func() {
		defer close(list)
		for b, err := told.ReadByte(); err == nil; b, err = told.ReadByte() {
			list <- b
		}
	}()
	return list
}

// chunks gives what the console says of its crash, one piece after another: the
// console waits while nobody takes the next.
func chunks(crashed io.Reader) <-chan []byte {
	list := make(chan []byte)
	go func() {
		defer close(list)
		for {
			buffer := make([]byte, 512)
			n, err := crashed.Read(buffer)
			if err != nil {
				return
			}
			list <- buffer[:n]
		}
	}()
	return list
}

func (w *watch) follow(told <-chan byte, said <-chan []byte) {
	for {
		select {
		case what := <-told:
			switch what {
			case tellSuspended, tellResumed:
				w.suspended = what == tellSuspended
			default:
				w.end(what, said)
				return
			}
		case text, more := <-said:
			if !more {
				said = nil
			}
			w.take(text)
		}
	}
}

// take adds to the words of a crash, and acts as soon as the process is about to
// end: the console can't say more until they are taken.
func (w *watch) take(text []byte) {
	if len(w.text) < reportMax {
		w.text = append(w.text, text...)
	}
	if !w.suspended && crashIn(w.text).fatal {
		w.restore()
		w.explain()
	}
}

// end is the console's end, by the last that it said of itself: nothing, if it
// died.
func (w *watch) end(last byte, said <-chan []byte) {
	w.takeRest(last == tellFault, said)
	if !w.suspended && last != tellDone {
		w.restore()
		w.explain()
		if !w.explained && last != tellFault {
			w.print("The console was killed. The screen was cleared.\r\n")
		}
	}
	if crashIn(w.text).reason != "" {
		w.writeReport()
	}
}

// takeRest takes what the console wrote before its end, which comes through another
// pipe than the end. After a fault Bubble Tea may be about to write, and the other
// end stays open until all is taken.
func (w *watch) takeRest(fault bool, said <-chan []byte) {
	patience := time.After(sayWithin)
	for said != nil {
		var quiet <-chan time.Time
		if fault && crashIn(w.text).reason != "" {
			quiet = time.After(quietFor)
		}
		select {
		case text, more := <-said:
			if w.take(text); !more {
				return
			}
		case <-quiet:
			return
		case <-patience: // a program that the console started may have the pipe
			return
		}
	}
}

// explain says once why the console ends.
func (w *watch) explain() {
	reason := crashIn(w.text).reason
	if reason == "" || w.explained {
		return
	}
	w.explained = true
	w.print("The console ended by a fault of its own: " + sanitize.Limit(w.redact(reason), 200) + ".\r\n" +
		"The screen was cleared. What the program was doing, without keys, is in the file\r\n" +
		sanitize.Limit(w.Report, 300) + "\r\nPlease send it to the maintainers.\r\n")
}

// restore blanks the screen, line by line: terminals put what a clearing of the
// whole screen removes into the scrollback.
func (w *watch) restore() {
	if w.restored {
		return
	}
	w.restored = true
	time.AfterFunc(restoreWithin, func() { os.Exit(1) })
	_ = term.Restore(os.Stdin.Fd(), w.Modes) // nobody is left to tell
	dropOutput(os.Stdout)
	_, height, _ := term.GetSize(os.Stdout.Fd()) // 0 where it is not known
	w.print(LeaveScreen(height))
}

func (w *watch) print(text string) { _, _ = os.Stdout.WriteString(text) }

// writeReport keeps the crash. The words of a panic may hold what the program was
// working on; the goroutines behind them are names of functions and numbers.
func (w *watch) writeReport() {
	words, goroutines, _ := strings.Cut(string(w.text), "\ngoroutine ")
	var b strings.Builder
	for line := range strings.Lines(words) {
		_, _ = fmt.Fprintln(&b, w.redact(strings.TrimRight(line, "\r\n")))
	}
	_, _ = b.WriteString("\ngoroutine " + goroutines)
	if os.MkdirAll(filepath.Dir(w.Report), 0o700) != nil {
		return // the message names the file; there is nothing else to do
	}
	_ = os.WriteFile(w.Report, []byte(b.String()), 0o600)
}
