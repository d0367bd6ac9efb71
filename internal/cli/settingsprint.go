package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// tableOrJSON gives a command -o table|json, and refuses anything else.
func tableOrJSON(cmd *cobra.Command, format *string) {
	cmd.Flags().StringVarP(format, "output", "o", "table", "how to print: table or json")
	_ = cmd.RegisterFlagCompletionFunc("output", cobra.FixedCompletions([]string{"table", "json"}, cobra.ShellCompDirectiveNoFileComp))
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if *format != "table" && *format != "json" {
			return usagef("-o takes table or json, not %q", *format)
		}
		return nil
	}
}

func jsonTo(cmd *cobra.Command, value any) error {
	e := json.NewEncoder(cmd.OutOrStdout())
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(value)
}

// rowsTo prints rows in aligned columns, without spaces at the end of a line.
func rowsTo(cmd *cobra.Command, rows [][]string) error {
	var aligned strings.Builder
	w := tabwriter.NewWriter(&aligned, 0, 8, 2, ' ', 0)
	for _, row := range rows {
		for i, cell := range row {
			row[i] = sanitize.Text(cell)
		}
		_, _ = fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	_ = w.Flush() // a Builder takes everything
	for line := range strings.Lines(aligned.String()) {
		if _, err := fmt.Fprintln(cmd.OutOrStdout(), strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}

// settingRow is a setting as it holds: the names are documented.
type settingRow struct {
	Name    string        `json:"name"`
	Value   any           `json:"value"`
	Default string        `json:"default"`
	Source  config.Source `json:"source"`
	Where   string        `json:"where"`
}

func printValues(cmd *cobra.Command, values []config.Value, format string) error {
	rows := []settingRow{}
	table := [][]string{{"SETTING", "VALUE", "FROM", "WHERE"}}
	for _, v := range values {
		rows = append(rows, settingRow(v))
		shown := strings.ReplaceAll(v.Default, "`", "") // it is Markdown
		if v.Value != nil {
			shown = config.Literal(v.Value)
		}
		table = append(table, []string{v.Name, shown, string(v.Source), v.Where})
	}
	if format == "json" {
		return jsonTo(cmd, rows)
	}
	return rowsTo(cmd, table)
}
