package text

import (
	"regexp"
	"sync"
)

// Pattern returns a function that gives the compiled expr. It is compiled at the
// first call: a program that compiles all of its patterns before main starts later
// for those that it never uses.
func Pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
