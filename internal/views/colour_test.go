package views_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

// painted is a piece of a golden frame in one of the colours that tell a state.
var painted = regexp.MustCompile(`\\e\[([0-9;]*)m([^\\]*)\\e\[m`)

// told is text that tells something: no frames, and no cursor, which has the
// colour of what is well.
var told = regexp.MustCompile(`[^─│╭╮╰╯▌> ]`)

// Whoever sees no colour reads the same words: no text is painted as well in
// one place, and as a warning in another.
func TestNoStateIsToldByColourAlone(t *testing.T) {
	theme := ui.NewTheme(screentest.Palette("dark"))
	states := map[string]ui.Tone{}
	for _, tone := range []ui.Tone{ui.Warn, ui.Danger, ui.Good} {
		sgr, _, _ := strings.Cut(theme.Paint(tone, "x"), "mx")
		states[strings.TrimPrefix(sgr, "\x1b[")] = tone
	}
	if len(states) != 3 {
		t.Fatalf("two states have one colour: %v", states)
	}
	var files []string
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".ansi.golden") {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) < 7 {
		t.Fatalf("found only %d frames, %v", len(files), err)
	}
	seen := map[string]ui.Tone{}
	found := map[ui.Tone]int{}
	for _, file := range files {
		frame, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		wants := map[string]ui.Tone{} // what wants attention in this frame
		rest := painted.ReplaceAllStringFunc(string(frame), func(piece string) string {
			m := painted.FindStringSubmatch(piece)
			tone, ok := states[m[1]]
			text := strings.TrimSpace(m[2])
			if !ok || !told.MatchString(text) {
				return m[2]
			}
			found[tone]++
			if before, ok := seen[text]; ok && before != tone {
				t.Errorf("%s: %q is %s, and %s elsewhere: without colour they are the same", file, text, tone, before)
			}
			seen[text] = tone
			if tone != ui.Good { // whose colour is also that of what can be pressed
				wants[text] = tone
			}
			return "  "
		})
		for _, cell := range regexp.MustCompile(`[ \n]{2,}`).Split(rest, -1) {
			if tone, ok := wants[strings.TrimSpace(cell)]; ok {
				t.Errorf("%s: %q is %s in one place, and nothing in another: without colour they are the same", file, cell, tone)
			}
		}
	}
	for _, tone := range states {
		if found[tone] == 0 {
			t.Errorf("no frame shows anything %s: the test sees nothing", tone)
		}
	}
}

// Each state of a key has a glyph and a word, in every width.
func TestStatesReadWithoutColour(t *testing.T) {
	for _, size := range [][2]int{{120, 40}, {80, 24}, {60, 16}} {
		c := open(t, size[0], size[1]).press(":", "text:theme none", "enter")
		for name, state := range map[string]string{"Laptop (old)": "○ expired", "Backup Script": "◐ expir", "CI/CD Pipeline": "● active"} {
			row := ""
			for _, line := range strings.Split(c.frame(), "\n") {
				if strings.Contains(line, name) {
					row = line
				}
			}
			if !strings.Contains(row, state) {
				t.Errorf("%d×%d: the row of %s doesn't say %q: %q", size[0], size[1], name, state, row)
			}
		}
	}
}
