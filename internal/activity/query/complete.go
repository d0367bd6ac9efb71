package query

import (
	"slices"
	"strings"
)

// Completion is what the word under the cursor can become.
type Completion struct {
	Start, End int    // the part of the line it replaces, in characters
	Text       string // what it is replaced by
	Hint       string // what that means, "" where it speaks for itself
}

// Apply gives the line with the completion in it, and the cursor after it.
func (c Completion) Apply(line string) (completed string, cursor int) {
	text := []rune(line)
	start, end := min(max(c.Start, 0), len(text)), min(max(c.End, 0), len(text))
	return string(text[:start]) + c.Text + string(text[end:]), start + len([]rune(c.Text))
}

// Complete lists what the word under the cursor, which is in characters, can
// become: fields, the values seen of a field, saved queries. Nothing is offered
// for a free word that begins none of them, nor the field of the instance where none was seen.
func Complete(line string, cursor int, seen func(Field) []string, saved ...Saved) []Completion {
	text := []rune(line)
	cursor = min(max(cursor, 0), len(text))
	start, end := wordAt(text, cursor)
	word := string(text[start:cursor])
	if rest, found := strings.CutPrefix(word, "-"); found {
		word = rest
		start++
	}
	if name, found := strings.CutPrefix(word, "@"); found {
		return completeSaved(name, start, end, saved)
	}
	field, value, colon := strings.Cut(word, ":")
	f := Field(strings.ToLower(field))
	if colon && f.known() {
		return completeValue(f, value, start, end, seen)
	}
	var list []Completion
	for _, facts := range fieldTable {
		if facts.field == Instance && (seen == nil || len(seen(Instance)) == 0) {
			continue
		}
		if !colon && strings.HasPrefix(string(facts.field), Fold(word)) {
			list = append(list, Completion{start, end, string(facts.field) + ":", facts.help})
		}
	}
	return list
}

// wordAt gives the ends of the word that the cursor is in or after. Spaces
// within quotes don't end a word.
func wordAt(text []rune, cursor int) (start, end int) {
	quoted := false
	for i := 0; i < cursor; i++ {
		switch {
		case text[i] == '\\' && quoted:
			i++
		case text[i] == '"':
			quoted = !quoted
		case isSpace(text[i]) && !quoted:
			start = i + 1
		}
	}
	for end = cursor; end < len(text) && (quoted || !isSpace(text[end])); end++ {
		if text[end] == '"' {
			quoted = !quoted
		}
	}
	return min(start, cursor), end
}

func completeSaved(name string, start, end int, saved []Saved) []Completion {
	var list []Completion
	for _, s := range saved {
		if strings.HasPrefix(s.Name, Fold(name)) {
			hint := s.Title
			if hint == "" {
				hint = s.Line
			}
			list = append(list, Completion{start, end, "@" + s.Name + " ", hint})
		}
	}
	return list
}

// completeValue offers the values that begin with what is typed, then those
// that contain it.
func completeValue(f Field, typed string, start, end int, seen func(Field) []string) []Completion {
	typed = strings.ReplaceAll(Fold(strings.Trim(typed, `"`)), " ", "_")
	values := f.Known()
	if seen != nil {
		for _, v := range seen(f) {
			if v != "" && !slices.Contains(values, v) {
				values = append(values, v)
			}
		}
	}
	var begun, within []Completion
	for _, v := range values {
		c := Completion{start, end, string(f) + ":" + Quote(v, false) + " ", ""}
		switch folded := strings.ReplaceAll(Fold(v), " ", "_"); {
		case strings.HasPrefix(folded, typed):
			begun = append(begun, c)
		case strings.Contains(folded, typed):
			within = append(within, c)
		}
	}
	return append(begun, within...)
}
