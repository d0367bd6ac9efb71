package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/assets"
)

// dependsOn is what cobra's script for bash needs and ours doesn't.
const dependsOn = `This script depends on the 'bash-completion' package.
If it is not installed already, you can install it via your OS's package manager.

`

// addCompletion gives root cobra's completion command, with scripts of our own for the
// shells in which cobra's complete nothing in quotes and run what stands on the line.
func addCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for shell, file := range map[string]string{"bash": "supascale-tui.bash", "zsh": "_supascale-tui"} {
		cmd, _, err := root.Find([]string{"completion", shell})
		if err != nil {
			panic(err) // cobra has no such command any more
		}
		cmd.ResetFlags() // --no-descriptions
		cmd.Long = strings.Replace(cmd.Long, dependsOn, "", 1)
		cmd.RunE = func(cmd *cobra.Command, _ []string) error {
			script, err := assets.Completion.ReadFile("completion/" + file)
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(script)
			return err
		}
	}
}
