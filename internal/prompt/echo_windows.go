package prompt

import (
	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/windows"
)

// withoutEcho switches off that the console shows what is typed.
func withoutEcho(s *term.State) { s.Mode &^= windows.ENABLE_ECHO_INPUT }
