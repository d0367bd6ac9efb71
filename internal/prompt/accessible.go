// Package prompt asks whoever sits at a terminal, in plain lines.
package prompt

import (
	"runtime"
	"slices"
	"strings"
)

// EnvAccessible asks for plain prompts in place of a drawn console, as it does of other
// programs that use charm's libraries.
const EnvAccessible = "ACCESSIBLE"

// Wanted reports whether the environment asks for plain prompts. Words that mean no are
// no wish.
func Wanted(getenv func(string) string) bool {
	no := []string{"", "0", "false", "f", "no", "n", "off"}
	return !slices.Contains(no, strings.ToLower(strings.TrimSpace(getenv(EnvAccessible))))
}

// PlainTerminal reports whether TERM names a terminal that can do nothing but print
// lines, or none. Windows has no TERM.
func PlainTerminal(getenv func(string) string) bool {
	return slices.Contains([]string{"", "dumb", "unknown"}, getenv("TERM")) && runtime.GOOS != "windows"
}
