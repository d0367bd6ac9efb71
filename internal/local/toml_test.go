package local

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestTextThatHoldsAParserForLongIsRefused(t *testing.T) {
	many := func(n int, line string) string {
		var b strings.Builder
		for i := range n {
			_, _ = fmt.Fprintf(&b, line, i)
		}
		return b.String()
	}
	for text, want := range map[string]string{
		many(2000, "k%d = 1\n"):                                     "line 1001: more than 1000 keys",
		"x = {" + many(2000, "k%d = 1, "):                           "more than 1000 keys",
		many(6000, "[t%d]\n"):                                       "more than 5000 tables",
		"a = " + strings.Repeat("[", 100):                           "line 1: values are nested deeper than 16",
		"\n\na = " + strings.Repeat("{b=", 100):                     "line 3: values are nested",
		"[" + strings.Repeat("a.", 100) + "a]":                      "more than 16 parts",
		strings.Repeat("a.", 100) + "a = 1":                         "more than 16 parts",
		"x = {" + strings.Repeat("a.", 100) + "a = 1}":              "more than 16 parts",
		`a = "]" # "` + "\nb = " + strings.Repeat("[", 20):          "line 2: values",
		"a = \"\"\"\n\"x\\\"\"\"\"\nb = " + strings.Repeat("[", 20): "line 3: values",
	} {
		err := BoundTOML([]byte(text))
		if e, ok := errors.AsType[*TOMLError](err); !ok || !strings.Contains(e.Error(), want) {
			t.Errorf("%.40q: %v, want %q", text, err, want)
		}
	}
	for _, text := range []string{
		"", many(3000, "[[note]]\nid = \"k%d\"\n\n"), "a = '" + strings.Repeat("[", 100) + "'", "# " + strings.Repeat("[.=", 5000),
		"a = \"\"\"\n" + strings.Repeat("[x=\n", 5000) + "\"\"\"", "a = \"" + strings.Repeat(`\"[=`, 5000) + "\"",
		"a = [" + strings.Repeat("1.5, ", 5000) + "]", "a = \"not closed\nb = 1", many(900, "[t]\na%d = [\"x\"]\n"),
	} {
		if err := BoundTOML([]byte(text)); err != nil {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}

// Whatever comes, the scanner ends and stays inside the text.
func FuzzBoundTOML(f *testing.F) {
	f.Add([]byte("a = \"\"\"x\n[b.c]\nd = {e = [1, '2']} # f"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s := tomlScanner{text: text, line: 1, tables: make(map[string]bool)}
		for s.at < len(text) {
			before := s.at
			if s.next(); s.at <= before || s.at > len(text) {
				t.Fatalf("from %d to %d", before, s.at)
			}
		}
	})
}
