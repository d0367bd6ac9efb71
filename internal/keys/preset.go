package keys

import (
	"encoding/json"
	"fmt"
)

// Preset is a named set of permissions to start a new key from.
type Preset struct {
	Name        string
	Description string
	Permissions Permissions
}

// ParsePresets reads a preset file: a JSON array of objects with name,
// description and permissions by wire name.
func ParsePresets(file []byte) ([]Preset, error) {
	var rows []struct {
		Name        string            `json:"name"`
		Description string            `json:"description"`
		Permissions map[string]string `json:"permissions"`
	}
	if err := json.Unmarshal(file, &rows); err != nil {
		return nil, fmt.Errorf("read presets: %w", err)
	}
	presets := make([]Preset, len(rows))
	for i, row := range rows {
		p, err := ParsePermissions(row.Permissions)
		if err != nil {
			return nil, fmt.Errorf("preset %q: %w", row.Name, err)
		}
		presets[i] = Preset{row.Name, row.Description, p}
	}
	return presets, nil
}
