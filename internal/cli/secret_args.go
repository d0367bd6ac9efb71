package cli

import (
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
)

// refuseLeaks stops what would give a key away before anything else is done: a
// key among the arguments, which every user of the machine can list and no error
// may repeat, and the debug output of Go's HTTP/2, which holds every header.
func refuseLeaks(args []string, getenv func(string) string) error {
	if slices.ContainsFunc(args, keys.HoldsKey) {
		return command.Usagef("an API key doesn't belong on a command line: other users of this machine can see it, and the shell's history may keep it. Rotate that key. Commands read a key from standard input, a file or a hidden prompt, and take the name, id or preview of a key as an argument")
	}
	if strings.Contains(getenv("GODEBUG"), "http2debug=") {
		return command.Usagef("GODEBUG asks for http2debug, which prints every request with its key. Remove http2debug from GODEBUG")
	}
	return nil
}
