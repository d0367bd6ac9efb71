package config

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/baseurl"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Given are the settings of the command line, by name and as text. What was
// not given is absent.
type Given map[string]string

// Choose finds the profile to connect with. It is, in this order: the one the
// command line names, the one EnvProfile names, an unnamed one of EnvURL, and
// the file's current one.
//
// EnvURL never changes where a named profile leads: a key of one instance would
// reach another. Where the two disagree Choose refuses. Without any instance to
// connect to it returns ErrNoInstance.
func (s Settings) Choose(getenv func(string) string, given Given) (Profile, error) {
	address := strings.TrimSpace(getenv(EnvURL))
	name, by := given["profile"], "--profile"
	if name == "" {
		name, by = getenv(EnvProfile), EnvProfile
	}
	if name == "" {
		return s.chooseUnnamed(address, getenv(keys.EnvKey) != "")
	}
	p, ok := s.FindProfile(name)
	if !ok {
		return Profile{}, fmt.Errorf("%s names no profile: %s. %s", by, cutQuoted(name), there(s))
	}
	if address != "" && !baseurl.Same(address, p.URL) {
		return Profile{}, fmt.Errorf("%s names the profile %s, but %s is set to another instance: unset %s, or leave the profile out. A key must not reach the wrong instance", by, name, EnvURL, EnvURL)
	}
	return p, nil
}

// IsAsked reports whether the command line or the environment says which instance is meant.
func IsAsked(getenv func(string) string, given Given) bool {
	return given["profile"] != "" || getenv(EnvProfile) != "" || getenv(EnvURL) != ""
}

func (s Settings) chooseUnnamed(address string, hasKey bool) (Profile, error) {
	current, ok := s.FindProfile(s.Current())
	switch {
	case address != "" && (hasKey || !ok || !baseurl.Same(address, current.URL)):
		return Profile{URL: address}, nil
	case ok:
		return current, nil
	case len(s.Profiles) > 0:
		return Profile{}, fmt.Errorf("%w: name one with --profile, or say which is the usual one with \"supascale-tui profile use NAME\". %s", ErrSeveral, there(s))
	case hasKey:
		return Profile{}, fmt.Errorf("%s is set but %s is not: set it to the instance's address, such as https://supascale.example.com", keys.EnvKey, EnvURL)
	}
	return Profile{}, ErrNoInstance
}

func cutQuoted(text string) string {
	if r := []rune(text); len(r) > 40 {
		text = string(r[:40]) + "…"
	}
	return strconv.Quote(text)
}

// With gives the settings that hold with a profile: a flag goes before a
// variable, a variable before the profile, the profile before the file's top
// level.
func (s Settings) With(p Profile, getenv func(string) string, given Given) (Settings, error) {
	where := s.Places["clipboard"]
	for i := range topSettings {
		row := &topSettings[i]
		if row.name == "profile" {
			continue // chosen by Choose
		}
		text, by := fromOutside(row, getenv, given)
		if by == "" {
			if held := inProfile(&p, row.name); held != nil && !isZero(held) {
				move(row.at(&s), held)
			}
			continue
		}
		if !assignText(row, &s, text) {
			return Settings{}, fmt.Errorf("%s %s", by, row.wants)
		}
		if row.name == "clipboard" {
			where = by
		}
	}
	if s.Clipboard == "command" && len(s.ClipboardCommand) == 0 {
		return Settings{}, fmt.Errorf(`%s: the clipboard is to be "command", but the file sets no clipboard_command. It %s`, where, wantsProgram)
	}
	return s, nil
}

// fromOutside is what the flag or the variable of a setting says, and which of
// them; by is "" when neither does.
func fromOutside[T any](row *setting[T], getenv func(string) string, given Given) (text, by string) {
	if text, ok := given[row.name]; ok {
		return text, "--" + row.flag
	}
	if row.variable != "" && getenv(row.variable) != "" {
		return getenv(row.variable), "the variable " + row.variable
	}
	return "", ""
}

// inProfile is where a profile keeps a setting; nil when it has none such.
func inProfile(p *Profile, name string) any {
	for i := range profileSettings {
		if profileSettings[i].name == name {
			return profileSettings[i].at(p)
		}
	}
	return nil
}

// assignText keeps the text of a flag or variable.
func assignText[T any](row *setting[T], to *T, text string) bool {
	if _, ok := row.at(to).(*bool); ok {
		b, err := strconv.ParseBool(text)
		return err == nil && assign(row, to, b, "")
	}
	return assign(row, to, text, "")
}

func isZero(at any) bool { return held(at) == nil }

// held is what stands at a place: a string, []string or true; nil for what is
// not set.
func held(at any) any {
	switch at := at.(type) {
	case *string:
		if *at != "" {
			return *at
		}
	case *[]string:
		if len(*at) > 0 {
			return *at
		}
	case *bool:
		if *at {
			return true
		}
	case *time.Duration:
		if *at > 0 {
			return at.String()
		}
	}
	return nil
}

func move(to, from any) {
	switch to := to.(type) {
	case *string:
		*to = *from.(*string)
	case *[]string:
		*to = *from.(*[]string)
	}
}

// Source says where a setting comes from.
type Source string

// The sources, the first goes before the others.
const (
	FromFlag     Source = "flag"
	FromVariable Source = "variable"
	FromProfile  Source = "profile"
	FromFile     Source = "file"
	FromDefault  Source = "default"
)

// Value is a setting as it holds.
type Value struct {
	Name    string
	Value   any    // string, bool or []string; nil where nothing is set
	Default string // what then holds, in words or as it would stand in the file
	Source  Source
	Where   string // the flag, the variable, or the place in the file; "" for a default
}

// Values lists the settings as they hold with a profile, in the order of the
// reference. It hides what a proxy's URL holds of a password. The settings are
// those of the file, before With.
func (s Settings) Values(p Profile, getenv func(string) string, given Given) ([]Value, error) {
	with, err := s.With(p, getenv, given)
	if err != nil {
		return nil, err
	}
	with.Profile = p.Name
	var list []Value
	for i := range topSettings {
		row := &topSettings[i]
		v := Value{Name: row.name, Value: held(row.at(&with)), Default: row.fallback, Source: FromDefault}
		place := "profiles." + p.Name + "." + row.name
		if _, by := fromOutside(row, getenv, given); by != "" {
			v.outside(by)
		} else if s.Places[place] != "" && p.Name != "" {
			v.Source, v.Where = FromProfile, s.Places[place]
		} else if s.Places[row.name] != "" && v.Value != nil {
			v.Source, v.Where = FromFile, s.Places[row.name]
		}
		list = append(list, v)
	}
	for i := range healthSettings {
		row := &healthSettings[i]
		v := Value{Name: "health." + row.name, Value: held(row.at(&s.Health)), Default: row.fallback, Source: FromDefault}
		if place := s.Places[v.Name]; place != "" && v.Value != nil {
			v.Source, v.Where = FromFile, place
		}
		list = append(list, v)
	}
	for i := range profileSettings {
		row := &profileSettings[i]
		if _, shared := find(topSettings, row.name); shared {
			continue
		}
		v := Value{Name: row.name, Value: held(row.at(&p)), Default: row.fallback, Source: FromDefault}
		switch _, by := fromOutside(row, getenv, given); {
		case row.name == "proxy" && v.Value != nil:
			v.Value = withoutPassword(p.Proxy)
		case by != "" && (row.name != "url" || p.Name == ""):
			v.outside(by)
		}
		if place := s.Places["profiles."+p.Name+"."+row.name]; v.Source == FromDefault && place != "" {
			v.Source, v.Where = FromProfile, place
		}
		list = append(list, v)
	}
	return list, nil
}

func (v *Value) outside(by string) {
	v.Source, v.Where = FromFlag, by
	if variable, ok := strings.CutPrefix(by, "the variable "); ok {
		v.Source, v.Where = FromVariable, variable
	}
}

func find[T any](list []setting[T], name string) (*setting[T], bool) {
	for i := range list {
		if list[i].name == name {
			return &list[i], true
		}
	}
	return nil, false
}

// withoutPassword is a proxy's URL as it may be shown.
func withoutPassword(proxy string) string {
	u, err := url.Parse(proxy)
	if err != nil {
		return "[redacted]"
	}
	if u.User == nil {
		return proxy
	}
	return u.Scheme + "://[redacted]@" + u.Host
}
