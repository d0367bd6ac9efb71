package command

import (
	"strings"

	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/output"
)

// settingRow is a setting as it holds: the names are documented.
type settingRow struct {
	Name    string        `json:"name"`
	Value   any           `json:"value"`
	Default string        `json:"default"`
	Source  config.Source `json:"source"`
	Where   string        `json:"where"`
}

// PrintSettings prints settings with their values, and where each comes from.
func PrintSettings(call *Call, values []config.Value, format output.Format) error {
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
	if format == output.JSON {
		return PrintJSON(call.Out, rows)
	}
	return output.Rows(call.Out, table)
}
