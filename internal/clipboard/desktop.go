package clipboard

import (
	"context"
	"os"
	"os/exec"
	"time"

	"github.com/atotto/clipboard"
)

// The tools of X11 and Wayland are run by this package, the rest (macOS,
// Windows, WSL, Termux) by the library. It can't end a tool that hangs, which
// would then hold the text for as long; and the tool that serves a selection
// must not end with the terminal.
type desktopTool struct{ write, read []string }

// findDesktopTool looks in the library's order, and finds nothing where the
// library is to do it.
func findDesktopTool() (desktopTool, bool) {
	wayland := desktopTool{[]string{"wl-copy"}, []string{"wl-paste", "--no-newline"}}
	if os.Getenv("WAYLAND_DISPLAY") != "" && wayland.installed() {
		return wayland, true
	}
	if os.Getenv("DISPLAY") == "" {
		return desktopTool{}, false
	}
	for _, t := range []desktopTool{
		{[]string{"xclip", "-in", "-selection", "clipboard"}, []string{"xclip", "-out", "-selection", "clipboard"}},
		{[]string{"xsel", "--input", "--clipboard"}, []string{"xsel", "--output", "--clipboard"}},
	} {
		if t.installed() {
			return t, true
		}
	}
	return desktopTool{}, false
}

func (t desktopTool) installed() bool {
	for _, argv := range [][]string{t.write, t.read} {
		if _, err := exec.LookPath(argv[0]); err != nil {
			return false
		}
	}
	return true
}

// toolTimeout ends a tool shortly before it is given up on.
const toolTimeout = timeout - 200*time.Millisecond

func writeDesktop(text string) error {
	t, ok := findDesktopTool()
	if !ok {
		return clipboard.WriteAll(text)
	}
	ctx, cancel := context.WithTimeout(context.Background(), toolTimeout)
	defer cancel()
	_, err := run(ctx, call{argv: t.write, stdin: text})
	return err
}

func readDesktop() (string, error) {
	t, ok := findDesktopTool()
	if !ok {
		return clipboard.ReadAll()
	}
	ctx, cancel := context.WithTimeout(context.Background(), toolTimeout)
	defer cancel()
	return run(ctx, call{argv: t.read, reads: true})
}
