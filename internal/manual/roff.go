package manual

import (
	"strings"
	"unicode/utf8"
)

// lineWidth is where a line of the source ends: mandoc -Tlint wants 80 at most.
const lineWidth = 78

// escape makes text inert: nothing in it is a request or an escape of roff. A
// hyphen becomes a minus, so that what is copied from the page can be run.
func escape(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(text)
	if strings.HasPrefix(text, ".") {
		text = `\&` + text
	}
	return text
}

func bold(text string) string   { return `\fB` + escape(text) + `\fR` }
func italic(text string) string { return `\fI` + escape(text) + `\fR` }

// quote makes text one argument of a request.
func quote(text string) string {
	return `"` + strings.ReplaceAll(escape(text), `"`, `\(dq`) + `"`
}

// flow writes text filled, as short lines.
func (p *page) flow(text string) {
	width := 0
	for i, word := range strings.Fields(text) {
		word = escape(word)
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case width+1+n > lineWidth:
			p.out.WriteByte('\n')
			width = 0
		default:
			p.out.WriteByte(' ')
			width++
		}
		p.out.WriteString(word)
		width += n
	}
	p.out.WriteByte('\n')
}

// verbatim writes lines as they are.
func (p *page) verbatim(lines []string) {
	p.line(".EX")
	for _, line := range lines {
		p.line(escape(line))
	}
	p.line(".EE")
}

// text writes paragraphs as help texts have them: filled, but for lines that
// are indented, which stay as they are.
func (p *page) text(text string) {
	for i, block := range paragraphs(text) {
		if i > 0 {
			p.line(".PP")
		}
		if title, is := strings.CutPrefix(block[0], "#### "); is {
			// So cobra heads the parts of what it says about completion.
			p.line(bold(strings.TrimSuffix(title, ":")))
			continue
		}
		if !indented(block[0]) {
			p.flow(strings.Join(block, " "))
			continue
		}
		p.line(".RS 4")
		p.verbatim(outdent(block))
		p.line(".RE")
	}
}

func indented(line string) bool {
	return strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "\t")
}

// paragraphs splits a text at empty lines, and where the indentation begins or
// ends.
func paragraphs(text string) (blocks [][]string) {
	open := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\r\n")
		if line == "" {
			open = false
			continue
		}
		last := len(blocks) - 1
		if !open || indented(line) != indented(blocks[last][0]) {
			blocks = append(blocks, []string{line})
		} else {
			blocks[last] = append(blocks[last], line)
		}
		open = true
	}
	return blocks
}

// outdent takes away the indentation that all lines share.
func outdent(lines []string) []string {
	shared := -1
	for _, line := range lines {
		n := len(line) - len(strings.TrimLeft(line, " \t"))
		if shared < 0 || n < shared {
			shared = n
		}
	}
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = line[shared:]
	}
	return out
}
