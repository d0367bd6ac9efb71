// Supascale-tui is a terminal console for the API keys of a Supascale instance.
package main

import (
	"os"

	"github.com/supascale/supascale-tui/internal/cli"
	"github.com/supascale/supascale-tui/internal/credential"
	"github.com/supascale/supascale-tui/internal/process/monitor"
)

func main() {
	if monitor.Requested() {
		monitor.Run(credential.Redact)
		return
	}
	// First of all: every command handles keys, of the instance or its admin.
	shieldMemory()
	os.Exit(cli.Main(os.Args[1:]))
}
