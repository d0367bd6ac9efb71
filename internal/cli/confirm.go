package cli

import (
	"bufio"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
)

func isTerminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	return ok && term.IsTerminal(f.Fd())
}

// confirmRemoval asks on the terminal. Without one, nobody can answer: --yes
// says it.
func confirmRemoval(cmd *cobra.Command, question string) error {
	if !isTerminal(cmd.InOrStdin()) {
		return usagef("there is no terminal to ask on: say --yes to go ahead")
	}
	if answer(cmd, question+" [y/N] ") != "y" {
		return errors.New("nothing was removed")
	}
	return nil
}

// answer gives the answer to a question: its first letter, in small.
func answer(cmd *cobra.Command, question string) string {
	cmd.PrintErr(question)
	line, _ := bufio.NewReader(cmd.InOrStdin()).ReadString('\n')
	if line = strings.ToLower(strings.TrimSpace(line)); line != "" {
		return line[:1]
	}
	return ""
}
