package notes_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/notes"
)

// 400 KB of small keys held the parser for 22 seconds.
func TestAFileThatWouldHoldTheParserIsRefusedAtItsPlace(t *testing.T) {
	var b strings.Builder
	b.WriteString("version = 1\n")
	for i := range 50000 {
		_, _ = fmt.Fprintf(&b, "k%d=1\n", i)
	}
	for text, line := range map[string]int{b.String(): 1001, "version = 1\nx = " + strings.Repeat("[", 400000): 2} {
		_, err := notes.Decode([]byte(text))
		if e, ok := errors.AsType[*notes.Mistake](err); !ok || e.Line != line {
			t.Errorf("%.30q: %v", text, err)
		}
	}
}
