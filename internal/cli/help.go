package cli

import (
	"bytes"
	"fmt"

	"github.com/spf13/cobra"
)

// checkHelp gives what tells after the commands whether a help text could be written:
// cobra drops that error.
func checkHelp(root *cobra.Command) (failed func() error) {
	var failure error
	help := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		out := cmd.OutOrStdout()
		var text bytes.Buffer
		cmd.SetOut(&text)
		help(cmd, args)
		cmd.SetOut(out)
		if _, err := out.Write(text.Bytes()); err != nil {
			failure = fmt.Errorf("can't write the help: %w", err)
		}
	})
	return func() error { return failure }
}
