package config

import (
	"fmt"
	"strings"
	"time"
)

// Reference describes every setting, in Markdown: what docs/configuration.md
// holds between its markers ("make docs").
func Reference() string {
	var b strings.Builder
	b.WriteString("### At the top level\n\n")
	describe(&b, topSettings)
	b.WriteString("\n### Profiles: `[profiles.NAME]`\n\nA name has small letters, digits, `-` and `_`, at most 40.\n\n")
	describe(&b, profileSettings)
	b.WriteString("\n### Presets of your own: `[presets.NAME]`\n\nA name with other characters than letters, digits, `-` and `_` stands in quotes: `[presets.\"Nightly deploy\"]`.\n\n")
	describe(&b, presetSettings)
	b.WriteString("\n### Which keys want attention: `[health]`\n\nFor the health view and for `supascale-tui check`, whose flags go before it.\n\n")
	describe(&b, healthSettings)
	b.WriteString("\n### Saved queries: `[queries]`\n\nA table of queries of the activity log: `nightly = \"agent:cron since:24h\"` is then\n`@nightly` ([audit.md](audit.md)). Names have small letters, digits and `-`.\n")
	return b.String()
}

func describe[T any](b *strings.Builder, list []setting[T]) {
	b.WriteString("| setting | holds | default | what |\n| --- | --- | --- | --- |\n")
	for i := range list {
		row := &list[i]
		what := row.what
		var before []string
		if row.flag != "" {
			before = append(before, "`--"+row.flag+"`")
		}
		if row.variable != "" {
			before = append(before, "`"+row.variable+"`")
		}
		switch {
		case row.name == "url":
			what += "; for `" + row.variable + "` see [Which instance is used](#which-instance-is-used)"
		case len(before) > 0:
			goes := map[bool]string{true: " goes", false: " go"}[len(before) == 1]
			what += "; " + strings.Join(before, " and ") + goes + " before it"
		}
		fallback := row.fallback
		if strings.HasPrefix(fallback, `"`) || fallback == "false" {
			fallback = "`" + fallback + "`"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", row.name, row.holds(), fallback, what)
	}
}

// holds is what a setting may hold, for the reference.
func (s *setting[T]) holds() string {
	words := strings.TrimPrefix(strings.TrimPrefix(s.wants, "must be "), "one of ")
	if example := strings.Index(words, "such as ["); example >= 0 {
		return words[:example] + "such as `" + words[example+len("such as "):] + "`"
	}
	var zero T
	switch s.at(&zero).(type) {
	case *bool:
		return "`true` or `false`"
	case *string, *[]string, *time.Duration, *level:
		parts := strings.Split(words, `"`)
		for i := range parts {
			if i%2 == 1 {
				parts[i] = "`\"" + parts[i] + "\"`"
			}
		}
		return strings.Join(parts, "")
	}
	return words
}
