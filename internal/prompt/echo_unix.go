//go:build unix

package prompt

import (
	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// withoutEcho switches off that the terminal shows what is typed.
func withoutEcho(s *term.State) { s.Lflag &^= unix.ECHO }
