package manual

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"pgregory.net/rapid"
)

// tool has a command of each kind: with a flag of each kind, hidden, deprecated.
func tool() *cobra.Command {
	run := func(*cobra.Command, []string) {}
	root := &cobra.Command{Use: "tool", Short: "Do things", Long: "It does things.\n\n  tool dig\n    tool fill\n\nAnd more.", Run: run}
	root.PersistentFlags().Bool("quiet", false, "say nothing")
	dig := &cobra.Command{Use: "dig [HOLE]...", Short: "Dig holes", Example: "  tool dig 'deep one' \\\n    --depth 3", Run: run}
	dig.Flags().IntP("depth", "d", 2, "`METRES` to dig")
	dig.Flags().String("spade", "", "which spade")
	dig.Flags().Bool("blast", false, "")
	_ = dig.Flags().MarkHidden("blast")
	_ = dig.Flags().MarkDeprecated("spade", "hands are better")
	root.AddCommand(dig, &cobra.Command{Use: "fill", Short: "Fill holes", Run: run}, &cobra.Command{Use: "secret", Hidden: true, Run: run})
	return root
}

func TestPageOfACommand(t *testing.T) {
	dig := tool().Commands()[0]
	want := `.TH "TOOL\-DIG" 1 "2026-11-20" "tool 1.2.3" "User Commands"
.nh
.ad l
.SH NAME
tool\-dig \- Dig holes
.SH SYNOPSIS
\fBtool dig\fR [\fIOPTION\fR]\&.\&.\&. [\fIHOLE\fR]\&.\&.\&.
.SH DESCRIPTION
Dig holes.
.SH "OPTIONS"
.TP
\fB\-d\fR, \fB\-\-depth\fR=\fIMETRES\fR
METRES to dig (default 2)
.TP
\fB\-h\fR, \fB\-\-help\fR
help for dig
.SH "OPTIONS OF EVERY COMMAND"
.TP
\fB\-\-quiet\fR
say nothing
.SH EXAMPLES
.EX
tool dig \(aqdeep one\(aq \e
  \-\-depth 3
.EE
.SH SEE ALSO
.BR tool (1),
.BR tool\-fill (1)
`
	o := Options{Date: time.Date(2026, 11, 21, 1, 0, 0, 0, time.FixedZone("", 2*60*60)), Source: "tool 1.2.3"}
	if got := Page(dig, o); got != want {
		t.Errorf("the page is\n%s", got)
	}
}

func TestRootPageHasTheSections(t *testing.T) {
	page := Page(tool(), Options{Sections: []Section{{Title: "EXIT STATUS", Entries: []Entry{{"0", "All is dug."}}}}})
	for _, want := range []string{
		".SH \"EXIT STATUS\"\n.TP\n\\fB0\\fR\nAll is dug.\n",
		".RS 4\n.EX\ntool dig\n  tool fill\n.EE\n.RE\n.PP\nAnd more.\n",
		".TP\n\\fBtool\\-fill\\fR(1)\nFill holes.\n",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no\n%s\nin\n%s", want, page)
		}
	}
	if strings.Contains(page, "secret") {
		t.Error("the page names a hidden command")
	}
}

// TestTextIsInert: whatever a help text holds, no line of it is a request, and
// roff's own escapes are the only ones.
func TestTextIsInert(t *testing.T) {
	requests := regexp.MustCompile(`^\.(PP|RS 4|RE|EX|EE)$`)
	escapes := regexp.MustCompile(`\\(&|e|-|fB|fR|\(aq|\(ga|\(ha|\(ti)`)
	rapid.Check(t, func(t *rapid.T) {
		var p page
		text := rapid.StringOf(rapid.SampledFrom([]rune(".'\\-^~` \n\tab\"#é"))).Draw(t, "text")
		p.text(text)
		for line := range strings.Lines(p.out.String()) {
			line = strings.TrimSuffix(line, "\n")
			if strings.HasPrefix(line, "'") || strings.HasPrefix(line, ".") && !requests.MatchString(line) {
				t.Fatalf("%q is a request", line)
			}
			if strings.Contains(escapes.ReplaceAllString(line, ""), `\`) {
				t.Fatalf("%q has an escape of its own", line)
			}
		}
	})
}

func TestLinesAreShort(t *testing.T) {
	var p page
	p.text(strings.Repeat("a few words that go on and on ", 40))
	for line := range strings.Lines(p.out.String()) {
		if len(line) > lineWidth+1 {
			t.Errorf("%d bytes: %s", len(line), line)
		}
	}
}

func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "share", "man1")
	n, err := Write(dir, tool(), Options{})
	list, _ := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || n != 3 || len(list) != 3 {
		t.Fatalf("%d pages, %v: %v", n, list, err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "tool-dig.1"))
	if err != nil || !strings.HasPrefix(string(page), `.TH "TOOL\-DIG" 1 "" `) {
		t.Errorf("%v, %s", err, page)
	}
	if _, err := Write(filepath.Join(dir, "tool.1"), tool(), Options{}); err == nil || !strings.Contains(err.Error(), "can't make the folder") {
		t.Errorf("writing below a file: %v", err)
	}
}
