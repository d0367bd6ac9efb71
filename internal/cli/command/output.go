package command

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/output"
)

// Output is -o with the formats that a command has, the first by default.
type Output struct {
	text    string
	allowed []output.Format
}

// Register adds the flag.
func (o *Output) Register(cmd *cobra.Command, allowed ...output.Format) {
	o.allowed = allowed
	names := make([]string, len(allowed))
	for i, f := range allowed {
		names[i] = string(f)
	}
	last := len(names) - 1
	cmd.Flags().StringVarP(&o.text, "output", "o", names[0], "how to print: "+strings.Join(names[:last], ", ")+" or "+names[last])
	if slices.Contains(allowed, output.Table) {
		registerNoTrunc(cmd)
	}
	_ = cmd.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
}

// Format reads the flag. Who has none is given a table.
func (o *Output) Format() (output.Format, error) {
	if o.allowed == nil {
		return output.Table, nil
	}
	format, err := output.Parse(o.text, o.allowed...)
	if err != nil {
		return "", app.UsageError{Err: err}
	}
	return format, nil
}

// PrintJSON prints a value.
func PrintJSON(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(value); err != nil {
		return fmt.Errorf("write to stdout: %w", err)
	}
	return nil
}
