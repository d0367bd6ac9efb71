package command

import (
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/output"
)

// noTrunc is the flag that prints tables as wide as they are.
const noTrunc = "no-trunc"

// registerNoTrunc adds the flag to a command that prints tables.
func registerNoTrunc(cmd *cobra.Command) {
	cmd.Flags().Bool(noTrunc, false, "print a table as wide as it is; on a terminal it is cut to fit otherwise")
}

// fitted is a terminal into which tables are to fit.
type fitted struct{ TerminalOutput }

// Columns implements output.Terminal.
func (f fitted) Columns() int {
	columns, _, err := term.GetSize(f.Fd())
	if err != nil {
		return 0
	}
	return columns
}

// fit has the tables of a call fit into the terminal, where it prints any, to one, and
// not as wide as they are.
func fit(cmd *cobra.Command, c *Call) {
	out, ok := c.Out.(TerminalOutput)
	_, spoken := c.Out.(output.Spoken)
	wide, err := cmd.Flags().GetBool(noTrunc)
	if ok && !spoken && err == nil && !wide && term.IsTerminal(out.Fd()) {
		c.Out = fitted{out}
	}
}
