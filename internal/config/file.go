package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
)

// Names of the environment variables about the configuration file.
const (
	EnvFile      = "SUPASCALE_TUI_CONFIG"
	EnvClipboard = "SUPASCALE_CLIPBOARD"
)

// Settings are the admin's preferences. A zero value leaves the choice to the
// program. Each is described in docs/configuration.md.
type Settings struct {
	Clipboard        string        // one of Clipboards
	ClipboardCommand []string      // program and arguments
	ClipboardClear   time.Duration // 0 for never
	RevealTimeout    time.Duration
	Theme            string // one of Themes
	Mouse            bool
	Queries          []Query // by name
}

// Query is a saved query of the activity log, as it was written.
type Query struct {
	Name, Line string
	Where      string // "FILE, line 3, column 8", for whoever finds it wrong
}

// Clipboards are the ways to copy that may be named.
func Clipboards() []string {
	return []string{"auto", "osc52", "tmux", "screen", "native", "command", "none"}
}

// Themes are the colours that may be named.
func Themes() []string { return []string{"auto", "dark", "light", "none"} }

// file is the configuration file as it is written; nil is what it leaves out.
type file struct {
	Clipboard        *string           `toml:"clipboard"`
	ClipboardCommand []string          `toml:"clipboard_command"`
	ClipboardClear   *string           `toml:"clipboard_clear"`
	RevealTimeout    *string           `toml:"reveal_timeout"`
	Theme            *string           `toml:"theme"`
	Mouse            bool              `toml:"mouse"`
	Queries          map[string]string `toml:"queries"`
}

// wants says for each key what it may hold.
var wants = map[string]string{
	"clipboard":         oneOf(Clipboards()),
	"clipboard_command": `must be a program and its arguments, such as ["pass", "insert", "-e", "key"]`,
	"clipboard_clear":   `must be a time from 1s to 24h, such as "45s" or "2m"`,
	"reveal_timeout":    `must be a time from 1s to 24h, such as "10m"`,
	"theme":             oneOf(Themes()),
	"mouse":             "must be true or false",
	"queries":           `must be a table of queries, such as [queries] and below it: nightly = "agent:cron since:24h"`,
}

func oneOf(names []string) string { return `must be one of "` + strings.Join(names, `", "`) + `"` }

// Load reads the configuration file, and the variables that override it. There
// need not be a file, unless EnvFile names one. An error names file, line and
// column, and what is allowed there; it shows no value from the file.
func Load(getenv func(string) string) (Settings, error) {
	path, named := filePath(getenv)
	s, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		s, err = Settings{}, nil
	}
	if err != nil {
		return Settings{}, err
	}
	where := path
	if v := getenv(EnvClipboard); v != "" {
		if !slices.Contains(Clipboards(), v) {
			return Settings{}, fmt.Errorf("the variable %s %s", EnvClipboard, wants["clipboard"])
		}
		s.Clipboard, where = v, EnvClipboard
	}
	if s.Clipboard == "command" && len(s.ClipboardCommand) == 0 {
		return Settings{}, fmt.Errorf(`%s: the clipboard is to be "command", but the file sets no clipboard_command. It %s`, where, wants["clipboard_command"])
	}
	return s, nil
}

// filePath is where the file is, and whether the admin named it: otherwise it
// is supascale-tui/config.toml in the XDG configuration directory.
func filePath(getenv func(string) string) (path string, named bool) {
	if path := getenv(EnvFile); path != "" {
		return path, true
	}
	dir := getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(dir) {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", false // an account without a home has no file
		}
		dir = filepath.Join(home, ".config")
	}
	return filepath.Join(dir, "supascale-tui", "config.toml"), false
}

// maxFile bounds what is read: the path may name anything.
const maxFile = 1 << 20

func readFile(path string) (Settings, error) {
	if path == "" {
		return Settings{}, nil
	}
	f, err := os.Open(path) //nolint:gosec // the admin's own file
	if err != nil {
		return Settings{}, fmt.Errorf("read the configuration: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return Settings{}, fmt.Errorf("read the configuration: %w", err)
	}
	if len(text) > maxFile {
		return Settings{}, fmt.Errorf("read the configuration: %s is larger than 1 MiB", path)
	}
	return parse(path, text)
}

func parse(path string, text []byte) (Settings, error) {
	var f file
	// An editor of Windows may have put a byte order mark in front.
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&f); err != nil {
		return Settings{}, explain(path, err)
	}
	s, err := f.settings(func(key string) error {
		line, column := find(text, key)
		return mistake(path, line, column, key+" "+wants[key])
	})
	for _, name := range slices.Sorted(maps.Keys(f.Queries)) {
		line, column := find(text, regexp.QuoteMeta(name))
		s.Queries = append(s.Queries, Query{name, f.Queries[name], fmt.Sprintf("%s, line %d, column %d", path, line, column)})
	}
	return s, err
}

// settings checks the values; wrong makes the error about a key.
func (f *file) settings(wrong func(key string) error) (Settings, error) {
	s := Settings{ClipboardCommand: f.ClipboardCommand, Mouse: f.Mouse}
	for _, v := range []struct {
		key     string
		from    *string
		to      *string
		allowed []string
	}{{"clipboard", f.Clipboard, &s.Clipboard, Clipboards()}, {"theme", f.Theme, &s.Theme, Themes()}} {
		if v.from == nil {
			continue
		}
		if !slices.Contains(v.allowed, *v.from) {
			return Settings{}, wrong(v.key)
		}
		*v.to = *v.from
	}
	for _, v := range []struct {
		key  string
		from *string
		to   *time.Duration
	}{{"clipboard_clear", f.ClipboardClear, &s.ClipboardClear}, {"reveal_timeout", f.RevealTimeout, &s.RevealTimeout}} {
		if v.from == nil {
			continue
		}
		d, err := time.ParseDuration(*v.from)
		if err != nil || d < time.Second || d > 24*time.Hour {
			return Settings{}, wrong(v.key)
		}
		*v.to = d
	}
	if c := f.ClipboardCommand; c != nil && (len(c) == 0 || strings.TrimSpace(c[0]) == "") {
		return Settings{}, wrong("clipboard_command")
	}
	return s, nil
}

// explain words the decoder's error for the admin.
func explain(path string, err error) error {
	if unknown, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(unknown.Errors) > 0 {
		e := &unknown.Errors[0]
		line, column := e.Position()
		return mistake(path, line, column, fmt.Sprintf("%q is not a setting. There are: %s", strings.Join(e.Key(), "."), strings.Join(known(), ", ")))
	}
	e, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		return fmt.Errorf("%s: %w", path, err)
	}
	line, column := e.Position()
	if key := strings.Join(e.Key(), "."); strings.HasPrefix(key, "queries.") && !strings.Contains(e.Error(), "already defined") {
		return mistake(path, line, column, key+` must be a query in quotes, such as "agent:cron since:24h"`)
	} else if wants[key] != "" && !strings.Contains(e.Error(), "already defined") {
		return mistake(path, line, column, key+" "+wants[key])
	}
	return mistake(path, line, column, strings.TrimPrefix(e.Error(), "toml: "))
}

func mistake(path string, line, column int, what string) error {
	return fmt.Errorf("%s, line %d, column %d: %s", path, line, column, what)
}

func known() []string {
	var names []string
	for name := range wants {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// find is where the value of a key stands in a file that was decoded.
func find(text []byte, key string) (line, column int) {
	at := regexp.MustCompile(`(?m)^[ \t]*["']?` + key + `["']?[ \t]*=[ \t]*`).FindIndex(text)
	if at == nil {
		return 1, 1
	}
	before := text[:at[1]]
	start := bytes.LastIndexByte(before, '\n') + 1
	return 1 + bytes.Count(before, []byte("\n")), 1 + utf8.RuneCount(before[start:])
}
