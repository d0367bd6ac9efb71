package theme

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"github.com/supascale/supascale-tui/internal/local"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
)

// file is a theme as it is written; nil is what it leaves out.
type file struct {
	Extends    *string `toml:"extends"`
	OnLight    *string `toml:"on_light"`
	Background *colour `toml:"background"`

	Normal *ink `toml:"normal"`
	Strong *ink `toml:"strong"`
	Muted  *ink `toml:"muted"`
	Faint  *ink `toml:"faint"`
	Accent *ink `toml:"accent"`
	Good   *ink `toml:"good"`
	Warn   *ink `toml:"warn"`
	Danger *ink `toml:"danger"`
	Marked *ink `toml:"marked"`
}

type ink struct {
	Foreground *colour `toml:"foreground"`
	Background *colour `toml:"background"`
	Bold       *bool   `toml:"bold"`
	Underline  *bool   `toml:"underline"`
	Reverse    *bool   `toml:"reverse"`
}

// Keys of a theme, and of each of its tones.
var (
	ofTheme = []string{"extends", "on_light", "background"}
	ofTone  = []string{"foreground", "background", "bold", "underline", "reverse"}
)

func (f *file) tones() map[ui.Tone]*ink {
	return map[ui.Tone]*ink{
		ui.Normal: f.Normal, ui.Strong: f.Strong, ui.Muted: f.Muted, ui.Faint: f.Faint, ui.Accent: f.Accent,
		ui.Good: f.Good, ui.Warn: f.Warn, ui.Danger: f.Danger, ui.Marked: f.Marked,
	}
}

// over gives the palette p with what the file says differently. A tone of a
// theme that extends none is all in the file.
func (f *file) over(p ui.Palette) ui.Palette {
	for tone, i := range f.tones() {
		if i == nil {
			continue
		}
		to := &p[tone]
		if f.Extends == nil {
			*to = ui.Ink{}
		}
		to.Foreground = i.Foreground.or(to.Foreground)
		to.Background = i.Background.or(to.Background)
		to.Bold = *cmp.Or(i.Bold, &to.Bold)
		to.Underline = *cmp.Or(i.Underline, &to.Underline)
		to.Reverse = *cmp.Or(i.Reverse, &to.Reverse)
	}
	return p
}

// decode reads the text of a theme; where names it in an error.
func decode(where string, text []byte) (*file, error) {
	var f file
	if e, tooMuch := errors.AsType[*local.TOMLError](local.BoundTOML(text)); tooMuch {
		return nil, at(where, e.Line, 1, e.What)
	}
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&f); err != nil {
		return nil, explain(where, text, err)
	}
	return &f, nil
}

// explain words the decoder's error for the admin.
func explain(where string, text []byte, err error) error {
	if unknown, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(unknown.Errors) > 0 {
		err = &unknown.Errors[0]
	}
	e, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		// The decoder loses the place of a colour that is no string.
		return mistake(where, text, badColour(text), errColour.Error())
	}
	line, column := e.Position()
	return at(where, line, column, what(e))
}

// what says what is allowed where a decoder's error is.
func what(e *toml.DecodeError) string {
	key, said := e.Key(), strings.TrimPrefix(e.Error(), "toml: ")
	switch {
	case strings.Contains(said, "already"):
		return said
	case strings.Contains(said, errColour.Error()):
		return strings.Join(key, ".") + " " + errColour.Error()
	case len(key) == 0:
		return said
	case !slices.Contains(settings(), key[0]):
		return fmt.Sprintf("%q is not a setting or a tone. There are: %s", key[0], strings.Join(settings(), ", "))
	case isTone(key[0]) && len(key) == 1:
		return fmt.Sprintf(`%s must be a table, such as [%s] and below it: foreground = "#ffaf00"`, key[0], key[0])
	case isTone(key[0]) && !slices.Contains(ofTone, key[1]):
		return fmt.Sprintf("%q is not a setting of a tone. There are: %s", key[1], strings.Join(ofTone, ", "))
	case key[len(key)-1] == "background" || key[len(key)-1] == "foreground":
		return strings.Join(key, ".") + " " + errColour.Error()
	case isTone(key[0]):
		return key[0] + "." + key[1] + " must be true or false"
	case key[0] == "background":
		return key[0] + " " + errColour.Error()
	}
	return key[0] + " must be the name of a theme, in quotes"
}

func isTone(key string) bool {
	return slices.ContainsFunc(ui.Tones(), func(t ui.Tone) bool { return t.String() == key })
}

// settings lists what may stand in a theme.
func settings() []string {
	list := slices.Clone(ofTheme)
	for _, t := range ui.Tones() {
		list = append(list, t.String())
	}
	return list
}

// place is an offset into the text of a theme.
type place int

// placeOf is where the value of a key stands, or the head of a table, in a
// file that was decoded.
func placeOf(text []byte, key string) place {
	find := regexp.MustCompile(`(?m)^[ \t]*(?:\[[ \t]*["']?` + key + `["']?[ \t]*\]|["']?` + key + `["']?[ \t]*=[ \t]*)`).FindIndex(text)
	switch {
	case find == nil:
		return 0
	case text[find[1]-1] == ']':
		return place(find[0])
	}
	return place(find[1])
}

// bare is a colour that stands without quotes.
var bare = text.Pattern(`\b(?:fore|back)ground["']?[ \t]*=[ \t]*([^"'\s,}#]+)`)

// badColour is where the first of them stands that is none.
func badColour(text []byte) place {
	for _, m := range bare().FindAllSubmatchIndex(text, -1) {
		line := text[bytes.LastIndexByte(text[:m[0]], '\n')+1 : m[0]]
		if c := new(colour); !bytes.ContainsRune(line, '#') && c.UnmarshalText(text[m[2]:m[3]]) != nil {
			return place(m[2])
		}
	}
	return 0
}

func mistake(where string, text []byte, p place, what string) error {
	before := text[:p]
	start := bytes.LastIndexByte(before, '\n') + 1
	return at(where, 1+bytes.Count(before, []byte("\n")), 1+utf8.RuneCount(before[start:]), what)
}

func at(where string, line, column int, what string) error {
	return fmt.Errorf("%s, line %d, column %d: %s", where, line, column, what)
}
