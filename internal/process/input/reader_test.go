package input

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"pgregory.net/rapid"
)

// chunks gives one of its texts a read.
type chunks []string

func (c *chunks) Read(p []byte) (int, error) {
	if len(*c) == 0 {
		return 0, io.EOF
	}
	n := copy(p, (*c)[0])
	if (*c)[0] = (*c)[0][n:]; (*c)[0] == "" {
		*c = (*c)[1:]
	}
	return n, nil
}

// passed is what the reader makes of what is read in pieces.
func passed(t testing.TB, pieces ...string) string {
	t.Helper()
	list := chunks(pieces)
	out, err := io.ReadAll(NewReader(&list))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// events is what Bubble Tea's parser makes of what is read in pieces. It panics
// where the console would.
func events(r io.Reader) (list []uv.Event) {
	channel, done := make(chan uv.Event), make(chan struct{})
	go func() {
		defer close(done)
		for e := range channel {
			list = append(list, e)
		}
	}()
	_ = uv.NewTerminalReader(r, "xterm-256color").StreamEvents(context.Background(), channel) // the end of r is no error
	close(channel)
	<-done
	return list
}

func bounded(pieces ...string) io.Reader {
	list := chunks(pieces)
	return NewReader(&list)
}

var many = strings.Repeat("1;", 40)

// deadly ends the process in the parser, unless it is bounded.
var deadly = map[string]string{
	"CSI":                         "\x1b[" + many + "1m",
	"CSI with colons":             "\x1b[" + strings.Repeat("1:", 40) + "1m",
	"CSI without end":             "\x1b[" + many + "1",
	"CSI of empty parameters":     "\x1b[" + strings.Repeat(";", 40) + "1m",
	"device attributes":           "\x1b[?" + many + "1c",
	"8-bit CSI":                   "\x9b" + many + "1m",
	"DCS":                         "\x1bP" + many + "1$r0m\x1b\\",
	"8-bit DCS":                   "\x90" + many + "1q",
	"in a paste":                  "\x1b[200~key\x1b[" + many + "1m\x1b[201~",
	"8-bit in a paste":            "\x1b[200~key\x9b" + many + "1m\x1b[201~",
	"8-bit mouse":                 "\x9b\x4d\x21\x21\x21",
	"8-bit mouse in a paste":      "\x1b[200~\x9b\x4d\x21\x21\x21\x1b[201~",
	"after a cut character":       "\xe2\x9b" + many + "1m",
	"around a dropped byte":       "\x1b\x80[" + many + "1m",
	"in a mouse report":           "\x1b[M \x9b1;" + many + "1m",
	"in a string":                 "\x1b]0;\u271b" + many + "1m",
	"after a cancelled DCS":       "\x1bP1q\x18\x1b[" + many + "1m",
	"after a string that is long": "\x1b]52;c;" + strings.Repeat("a", 2*stringMax) + "\x9b" + many + "1m",
	"after a key of Windows":      "ś\x1b[0;0;65;1;0;1_\x1b[0;0;65;1;0;1_" + strings.Repeat("ś", 40) + many + "1\x1b[",
}

func TestNothingEndsTheParser(t *testing.T) {
	for name, text := range deadly {
		t.Run(name, func(*testing.T) {
			for _, size := range []int{1, 2, 3, 7, len(text)} {
				events(bounded(cut("a"+text+"b", size)...))
			}
			events(NewReader(iotest.OneByteReader(strings.NewReader(text))))
		})
	}
}

func cut(text string, size int) (pieces []string) {
	for len(text) > size {
		pieces, text = append(pieces, text[:size]), text[size:]
	}
	return append(pieces, text)
}

func TestLongParameterListsAreCut(t *testing.T) {
	for text, want := range map[string]string{
		"\x1b[" + strings.Repeat("1;", 40) + "1m":     "\x1b[" + strings.Repeat("1;", 31) + "1m",
		"\x1b[?" + strings.Repeat("1:", 40) + "1c":    "\x1b[?" + strings.Repeat("1:", 31) + "1c",
		"\x1bP" + strings.Repeat(";", 99) + "r\x1b\\": "\x1bP" + strings.Repeat(";", 31) + "r\x1b\\",
		"\x1b[" + strings.Repeat("9", 999) + "A":      "\x1b[" + strings.Repeat("9", paramsMax) + "A",
		"\x1bO" + strings.Repeat("9", 999) + "A":      "\x1bO" + strings.Repeat("9", paramsMax) + "A",
		"\x1b]0;" + strings.Repeat("a", 9999) + "\ax": "\x1b]0;" + strings.Repeat("a", stringMax-2) + "\x1b\\x",
		"\x9bA":                   "\x1b[A",
		"\x8fP":                   "\x1bOP",
		"\x9b\x4d\x21\x21\x21q":   "q",
		"\x1b[M !!q":              "\x1b[M !!q",
		"\x1b[M \xc8!q":           "\x1b[M#!!q",
		"a\x80\xff\xc3(\xe2\x9bM": "a(M",
	} {
		for _, size := range []int{1, 5, len(text)} {
			if got := passed(t, cut(text, size)...); got != want {
				t.Errorf("%.40q in pieces of %d became %.60q, want %.60q", text, size, got, want)
			}
		}
	}
}

// replies are what real terminals send: keys in their several forms, the mouse,
// and answers to questions.
var replies = []string{
	"a", "\r", "\t", "\x7f", "\x1b", "\x1b\x1b", "\x00", "\x03", "\x1a", "é", "日本", "👩‍👩‍👧‍👦", "\x1bé", "ś1;1;1",
	"\x1b[A", "\x1bOA", "\x1b\x1b[A", "\x1b[1;5C", "\x1b[1;2P", "\x1b[15~", "\x1b[24;6~", "\x1b[Z", "\x1b[3$", "\x1b[7^", "\x1b[8@",
	"\x1b[97;5u", "\x1b[97:65;2:1;65u", "\x1b[57441;2:3u", "\x1b[27;5;13~", "\x1b[1;1:3A",
	"\x1b[I", "\x1b[O", "\x1b[M !!", "\x1b[<0;10;5M", "\x1b[<65;10;5m", "\x1b[<35;300;80M",
	"\x1b[?65;1;2;4;6;9;15;16;17;18;21;22;28;29c", "\x1b[>41;388;0c", "\x1b[?1;2c", "\x1b[12;40R", "\x1b[?12;40;1R",
	"\x1b[?2026;2$y", "\x1b[?2027;0$y", "\x1b[4;1$y", "\x1b[?31u", "\x1b[8;24;80t", "\x1b[48;24;80;480;800t", "\x1b[?997;1n", "\x1b[>4;2m",
	"\x1b]10;rgb:ffff/ffff/ffff\x1b\\", "\x1b]11;rgb:1e1e/1e1e/2e2e\a", "\x1b]12;#ff00ff\x1b\\", "\x1b]52;c;aGVsbG8=\a",
	"\x1bP>|XTerm(388)\x1b\\", "\x1bP1+r524742=38\x1b\\", "\x1bP!|00000000\x1b\\", "\x1bP1$r0 q\x1b\\", "\x1b_Gi=31;OK\x1b\\",
	"\x1b[200~a pasted line\rand another\x1b[201~", "\x1b[200~\x1b[201~",
}

func TestWhatTerminalsSendIsPassedOn(t *testing.T) {
	for _, reply := range replies {
		for _, size := range []int{1, 2, len(reply)} {
			if got := passed(t, cut(reply, size)...); got != reply {
				t.Errorf("%q in pieces of %d became %q", reply, size, got)
			}
		}
	}
}

func TestTextIsPassedOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ReplaceAll(rapid.String().Draw(t, "text"), "\x1b", "")
		size := rapid.IntRange(1, 40).Draw(t, "size")
		list := chunks(cut(text, size))
		out, err := io.ReadAll(NewReader(&list))
		if err != nil || string(out) != text {
			t.Fatalf("%q became %q (%v)", text, out, err)
		}
	})
}

// The parser alone never sees the end of the paste that holds "ESC ] 0 ; a".
func TestAPasteArrivesWholeWhateverItHolds(t *testing.T) {
	for text, want := range map[string]string{
		"a key":                         "a key",
		strings.Repeat("long ", 9000):   strings.Repeat("long ", 9000),
		"ż·日本·👩‍👩‍👧‍👦":                  "ż·日本·👩‍👩‍👧‍👦",
		"one\x1b]0;a":                   "one␛]0;a",
		"one\x1b":                       "one␛",
		"one\x1b[":                      "one",
		"one\x1bPtwo":                   "one␛Ptwo",
		"\x1b[31mred\x1b[0m":            "red",
		"\x1b[" + many + "1mafter":      "after",
		"a\x1b[200~b\x1b[2010~c\x1b[~d": "abcd",
		"\x1b[M\u00e9!x":                "\u00e9!x",
	} {
		whole := "\x1b[200~" + text + "\x1b[201~k"
		for _, size := range []int{1, 3, 4096} {
			list := events(bounded(cut(whole, size)...))
			pastes, key := 0, false
			for _, e := range list {
				switch e := e.(type) {
				case uv.PasteEvent:
					if pastes++; e.Content != want {
						t.Errorf("%.40q in pieces of %d arrived as %.60q", text, size, e.Content)
					}
				case uv.KeyPressEvent:
					key = e.Text == "k"
				}
			}
			if pastes != 1 || !key {
				t.Errorf("%.40q in pieces of %d: %d pastes; the key after it came: %t", text, size, pastes, key)
			}
		}
	}
}

// A terminal that doesn't mark a paste types it, and the key after it must be heard.
func TestALongPasteThatIsNotMarkedIsOne(t *testing.T) {
	text := strings.Repeat("zx 日本\r", 20_000)
	source := strings.NewReader(text + "\x03")
	pastes, keys, content := 0, 0, strings.Builder{}
	for _, e := range events(NewReader(source)) {
		switch e := e.(type) {
		case uv.PasteEvent:
			pastes++
			content.WriteString(e.Content)
		case uv.KeyPressEvent:
			keys++
		}
	}
	if pastes == 0 || content.Len()+pastedMin+heldMax < len(text) || keys > pastedMin {
		t.Errorf("%d of %d bytes in %d pastes, and %d keys", content.Len(), len(text), pastes, keys)
	}
	for _, typed := range []string{strings.Repeat("j", pastedMin-1), strings.Repeat("j", pastedMin) + "\x03", strings.Repeat("\x1b[B", pastedMin)} {
		for _, e := range events(bounded(typed)) {
			if _, pasted := e.(uv.PasteEvent); pasted {
				t.Errorf("%.20q… is taken for a paste", typed)
			}
		}
	}
}

func TestWhatIsTypedSlowlyIsNoPasteAndNoString(t *testing.T) {
	now := time.Unix(0, 0)
	typed := make(chunks, 0)
	for _, b := range "\x1b[200~\x1bz\x1b]x" + strings.Repeat("typed ", stringMax) {
		typed = append(typed, string(b))
	}
	want := strings.Join(typed, "")
	r := newReader(&typed, func() time.Time { now = now.Add(300 * time.Millisecond); return now })
	if out, err := io.ReadAll(r); err != nil || string(out) != want {
		t.Errorf("%.40q became %.40q (%v)", want, out, err)
	}
}

func TestCtrlCEndsALongString(t *testing.T) {
	if got := passed(t, "\x1bP1q"+strings.Repeat("a", 2*stringMax), "\x03q"); !strings.HasSuffix(got, "a\x1b\\\x03q") {
		t.Errorf("ended with %q", got[len(got)-8:])
	}
}

// What overwrites a paste in the parser's buffer is no event, wherever the paste ends.
func TestThePasteIsFollowedByFillerThatIsNoEvent(t *testing.T) {
	for _, after := range []string{"", "q", "\x1b", "\x1b[A", "\x1b[200~two\x1b[201~"} {
		whole := "a\x1b[200~a key\x1b[201~" + after + "z"
		for _, size := range []int{1, 3, 4096} {
			want := events(bounded(cut(whole, size)...))
			list := chunks(cut(whole, size))
			var sent strings.Builder
			got := events(io.TeeReader(NewReader(&list).OverwritePastes(), &sent))
			if !slices.Equal(got, want) {
				t.Errorf("%q in pieces of %d: %q instead of %q", whole, size, got, want)
			}
			if filler := strings.Count(sent.String(), "x"); filler < parserBuffer*9/10 {
				t.Errorf("%q in pieces of %d: %d bytes of filler", whole, size, filler)
			}
		}
	}
}

// A call that reads twice would block with something to give.
func TestEachCallReadsTheTerminalOnceAtMost(t *testing.T) {
	reads := 0
	counted := readerFunc(func(p []byte) (int, error) {
		reads++
		return copy(p, strings.Repeat("\x1b", len(p))), nil
	})
	r := NewReader(counted)
	r.feed([]byte("\x1b[200~"))
	r.ready = nil
	for want := 1; want < 9; want++ {
		n, err := r.Read(make([]byte, 4096))
		if err != nil || n == 0 || reads != want || len(r.ready) > 0 {
			t.Fatalf("read %d, %v, after %d reads, %d bytes are left", n, err, reads, len(r.ready))
		}
	}
}

func TestTheEndIsToldAfterWhatIsReady(t *testing.T) {
	broken := errors.New("broken")
	r := NewReader(io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(broken)))
	if out, err := io.ReadAll(r); string(out) != "abc" || !errors.Is(err, broken) {
		t.Errorf("got %q, %v", out, err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
