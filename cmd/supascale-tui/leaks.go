package main

import (
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
)

// refuseLeaks stops what would give a key away before anything else is done: a
// key among the arguments, which every user of the machine can list and no error
// may repeat, and the debug output of Go's HTTP/2, which holds every header.
func refuseLeaks(args []string, getenv func(string) string) error {
	if slices.ContainsFunc(args, keys.HoldsKey) {
		return usagef("an argument holds an API key. Other users of this machine can see arguments, and the shell may have saved the line: rotate that key. Commands read a key from standard input, a file or a hidden prompt")
	}
	if strings.Contains(getenv("GODEBUG"), "http2debug=") {
		return usagef("GODEBUG asks for http2debug, which prints every request with its key. Remove http2debug from GODEBUG")
	}
	return nil
}
