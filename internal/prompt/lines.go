package prompt

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// lineMost bounds what is kept of a line, in bytes. The rest of a longer one is
// read and dropped: no answer is that long.
const lineMost = 8 << 10

type line struct {
	text string
	err  error
}

// lines reads an input line by line, each only when it is asked for: what comes
// after may be meant for a program that is started meanwhile. A read can't be
// taken back: what a question that was given up had begun to wait for is the
// answer to the next.
type lines struct {
	from    *bufio.Reader
	pending chan line
}

func newLines(in io.Reader) *lines { return &lines{from: bufio.NewReader(in)} }

// next gives the next line when it is there.
func (l *lines) next() <-chan line {
	if l.pending == nil {
		pending := make(chan line, 1)
		l.pending = pending
		go func() { pending <- readLine(l.from) }()
	}
	return l.pending
}

// taken says that the line was received.
func (l *lines) taken() { l.pending = nil }

// readLine reads up to the end of a line. A last line needs none.
func readLine(from *bufio.Reader) line {
	var text strings.Builder
	for {
		part, err := from.ReadSlice('\n')
		if room := lineMost - text.Len(); room > 0 {
			text.Write(part[:min(len(part), room)])
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case err != nil && text.Len() == 0:
			return line{err: err}
		default:
			return line{text: strings.TrimRight(text.String(), "\r\n")}
		}
	}
}
