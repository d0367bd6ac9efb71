package config

// FieldInfo describes a setting of a profile, for whoever writes one.
type FieldInfo struct {
	Name string
	Zero any    // of the Field's Value: "", false or []string(nil)
	Path bool   // it names a file
	What string // in Markdown
}

// ProfileFields lists the settings of a profile, in the order of the reference.
func ProfileFields() []FieldInfo {
	var list []FieldInfo
	for i := range profileSettings {
		row := &profileSettings[i]
		f := FieldInfo{Name: row.name, Path: row.path, What: row.what, Zero: ""}
		switch row.at(new(Profile)).(type) {
		case *bool:
			f.Zero = false
		case *[]string:
			f.Zero = []string(nil)
		}
		list = append(list, f)
	}
	return list
}
