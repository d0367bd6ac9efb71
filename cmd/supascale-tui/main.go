// Supascale-tui is a terminal console for the API keys of a Supascale instance.
package main

import (
	"context"
	"fmt"
	"os"

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
	// Whatever it holds counts (no-color.org); the libraries take "yes" for no.
	if os.Getenv("NO_COLOR") != "" {
		_ = os.Setenv("NO_COLOR", "1") // it only fails for a name that is none
	}
	if problem := loadZone(); problem != "" && !completing(os.Args[1:]) {
		_, _ = fmt.Fprintln(shownOn(os.Stderr), "supascale-tui: "+problem)
	}
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, shownOn(os.Stdout), shownOn(os.Stderr)))
}
