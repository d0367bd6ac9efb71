package config

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
)

// Parse reads the text of a configuration file. The path is for the errors,
// which name file, line and column and what is allowed there and show no value,
// and for the paths in it, which start from its folder.
func Parse(path string, text []byte) (Settings, error) {
	// An editor of Windows may have put a byte order mark in front.
	text = bytes.TrimPrefix(text, byteOrderMark)
	entries, err := scan(path, text)
	if err != nil {
		return Settings{}, err
	}
	d := decoder{path: path, text: text, firstAt: map[string]int{}}
	for _, e := range entries {
		if err := d.take(e); err != nil {
			return Settings{}, err
		}
	}
	if err := d.finish(); err != nil {
		return Settings{}, err
	}
	return d.s, nil
}

var byteOrderMark = []byte("\uFEFF")

type decoder struct {
	path    string
	text    []byte
	s       Settings
	firstAt map[string]int // where a table is first mentioned, by its dotted name
}

// wrong is the mistake at an offset.
func (d *decoder) wrong(offset int, format string, args ...any) error {
	line, column := position(d.text, offset)
	return mistake(d.path, line, column, fmt.Sprintf(format, args...))
}

func (d *decoder) place(offset int) string {
	line, column := position(d.text, offset)
	return fmt.Sprintf("%s, line %d, column %d", d.path, line, column)
}

// The tables at the top level, and what they want.
var tables = map[string]string{
	"profiles": `must be tables of profiles, such as [profiles.production] and below it: url = "https://supascale.example.com"`,
	"presets":  `must be tables of presets, such as [presets.deploy] and below it: projects = "write"`,
	"health":   `must be a table, such as [health] and below it: expiring = "14d"`,
	"queries":  `must be a table of queries, such as [queries] and below it: nightly = "agent:cron since:24h"`,
}

func (d *decoder) take(e entry) error {
	top := e.path[0]
	want, isTable := tables[top]
	if !isTable {
		return put(d, e, &d.s, topSettings, e.path, "a setting")
	}
	if e.array || len(e.path) == 1 && !e.table {
		return d.wrong(e.valueAt, "%s %s", top, want)
	}
	if len(e.path) == 1 {
		return nil
	}
	switch top {
	case "queries":
		return d.takeQuery(e)
	case "health":
		return put(d, e, &d.s.Health, healthSettings, e.path[1:], "a setting of [health]")
	}
	table := dotted(e.path[:2])
	if _, seen := d.firstAt[table]; !seen {
		if err := d.newTable(e); err != nil {
			return err
		}
		d.firstAt[table] = e.keyAt
	}
	if len(e.path) == 2 {
		if !e.table {
			return d.wrong(e.valueAt, "%s must be a table: write [%s] and its settings below it", table, table)
		}
		return nil
	}
	if top == "profiles" {
		i := slices.IndexFunc(d.s.Profiles, func(p Profile) bool { return p.Name == e.path[1] })
		return put(d, e, &d.s.Profiles[i], profileSettings, e.path[2:], "a setting of a profile")
	}
	i := slices.IndexFunc(d.s.Presets, func(p Preset) bool { return p.Name == e.path[1] })
	return put(d, e, &d.s.Presets[i], presetSettings, e.path[2:], "a setting of a preset")
}

// newTable notes a profile or preset that is mentioned for the first time.
func (d *decoder) newTable(e entry) error {
	name := e.path[1]
	if e.path[0] == "profiles" {
		if !ProfileName(name) {
			return d.wrong(e.keyAt, "the name of a profile %s", wantsName)
		}
		d.s.Profiles = append(d.s.Profiles, Profile{Name: name})
		return nil
	}
	if !shows(name) || len([]rune(name)) > 100 {
		return d.wrong(e.keyAt, "the name of a preset must have from 1 to 100 characters, all of which show")
	}
	d.s.Presets = append(d.s.Presets, Preset{Name: name, Permissions: map[string]string{}})
	return nil
}

func (d *decoder) takeQuery(e entry) error {
	line, ok := e.value.(string)
	if !ok || len(e.path) != 2 {
		return d.wrong(e.valueAt, `%s must be a query in quotes, such as "agent:cron since:24h"`, dotted(e.path))
	}
	d.s.Queries = append(d.s.Queries, Query{e.path[1], line, d.place(e.valueAt)})
	return nil
}

// secretNames are what people call a key. The file is no place for one.
var secretNames = []string{"key", "api_key", "apikey", "token", "secret", "password"}

// put checks a value and keeps it in to. name is the entry's within its table.
func put[T any](d *decoder, e entry, to *T, list []setting[T], name []string, kind string) error {
	row, ok := find(list, name[0])
	switch {
	case !ok && slices.Contains(secretNames, strings.ToLower(name[0])) && !e.array:
		return d.wrong(e.keyAt, "%s: a key never stands in this file. Set %s, or let token_command, key_file or keyring of a profile say where it is; \"supascale-tui login\" stores one", dotted(e.path), keys.EnvKey)
	case !ok:
		return d.wrong(e.keyAt, "%q is not %s. There are: %s", strings.Join(e.path, "."), kind, strings.Join(namesOf(list), ", "))
	case len(name) > 1 || e.table || !assign(row, to, e.value, d.path):
		return d.wrong(e.valueAt, "%s %s", dotted(e.path), row.wants)
	}
	if d.s.Places == nil {
		d.s.Places = map[string]string{}
	}
	d.s.Places[dotted(e.path)] = d.place(e.valueAt)
	return nil
}

func namesOf[T any](list []setting[T]) []string {
	var names []string
	for _, s := range list {
		names = append(names, s.name)
	}
	if _, top := any(list).([]setting[Settings]); top {
		for name := range tables {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// assign keeps a value where the setting has its place, and reports whether it
// is allowed there.
func assign[T any](s *setting[T], to *T, value any, file string) bool {
	switch at := s.at(to).(type) {
	case *bool:
		b, ok := value.(bool)
		*at = b
		return ok
	case *[]string:
		list, ok := value.([]string)
		*at = list
		if s.accepts != nil {
			return ok && !slices.ContainsFunc(list, func(text string) bool { return !s.accepts(text) })
		}
		return ok && len(list) > 0 && strings.TrimSpace(list[0]) != ""
	case *time.Duration:
		text, _ := value.(string)
		d, err := time.ParseDuration(text)
		*at = d
		return err == nil && d >= time.Second && d <= 24*time.Hour
	case *string:
		text, ok := value.(string)
		if s.path {
			*at = expand(text, file)
		} else {
			*at = text
		}
		return ok && s.allows(text)
	case *level:
		text, ok := value.(string)
		at.preset.Permissions[at.resource] = text
		return ok && s.allows(text)
	}
	return false
}

func (s *setting[T]) allows(text string) bool {
	if s.accepts != nil {
		return s.accepts(text)
	}
	return shows(text)
}

// expand makes a path absolute: ~/ is the home directory, and what is relative
// starts from the configuration file's folder.
func expand(path, file string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	if absolute, err := filepath.Abs(file); err == nil {
		file = absolute
	}
	return filepath.Join(filepath.Dir(file), path)
}

// finish checks what only the whole file can tell.
func (d *decoder) finish() error {
	slices.SortFunc(d.s.Queries, func(a, b Query) int { return strings.Compare(a.Name, b.Name) })
	for _, p := range d.s.Profiles {
		table := "profiles." + p.Name
		at := d.firstAt[table]
		switch {
		case p.URL == "":
			return d.wrong(at, "%s has no url: it %s", table, wantsURL)
		case (p.ClientCert == "") != (p.ClientKey == ""):
			return d.wrong(at, "%s must set both client_cert and client_key, or neither", table)
		case p.Clipboard == "command" && len(p.ClipboardCommand) == 0 && len(d.s.ClipboardCommand) == 0:
			return d.wrong(at, `%s: the clipboard is to be "command", but there is no clipboard_command. It %s`, table, wantsProgram)
		}
	}
	if d.s.Clipboard == "command" && len(d.s.ClipboardCommand) == 0 {
		return fmt.Errorf(`%s: the clipboard is to be "command", but the file sets no clipboard_command. It %s`, d.s.Places["clipboard"], wantsProgram)
	}
	if name := d.s.Profile; name != "" {
		if _, ok := d.s.FindProfile(name); !ok {
			return fmt.Errorf("%s: profile must be the name of a profile. %s", d.s.Places["profile"], there(d.s))
		}
	}
	return nil
}

// there lists the profiles there are.
func there(s Settings) string {
	if len(s.Profiles) == 0 {
		return `There is none: "supascale-tui profile add NAME --url URL" makes one`
	}
	return "There are: " + strings.Join(s.ProfileNames(), ", ")
}

// dotted is a name as it could stand in the file.
func dotted(path []string) string {
	parts := make([]string, len(path))
	for i, part := range path {
		parts[i] = part
		if !bare().MatchString(part) {
			parts[i] = strconv.Quote(part)
		}
	}
	return strings.Join(parts, ".")
}
