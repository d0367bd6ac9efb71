package sanitize

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// formulaStarters begin what a spreadsheet takes for a formula or a command; some
// spreadsheets take the full-width forms for the same (＝1+1).
const formulaStarters = "=+-@|%＝＋－＠｜％"

// SpreadsheetCell puts an apostrophe before a cell that a spreadsheet could take for
// a formula, and before one that begins with an apostrophe, so that taking one away
// gives the cell back. A spreadsheet set to a country where ";" separates fields
// also cuts cells there, so what follows a ";" is treated like a cell. It
// expects text without control characters, as Text gives it.
func SpreadsheetCell(cell string) string {
	parts := strings.Split(cell, ";")
	for i, part := range parts {
		// Text after a ";" often begins with a space, as in user agents: there a
		// space alone is harmless.
		first, _ := utf8.DecodeRuneInString(part)
		if i == 0 && unicode.IsSpace(first) || first == '\'' || startsFormula(part) {
			parts[i] = "'" + part
		}
	}
	return strings.Join(parts, ";")
}

// startsFormula reports whether the first character that is neither a space nor
// a quote begins a formula.
func startsFormula(text string) bool {
	text = strings.TrimLeftFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '"' })
	first, _ := utf8.DecodeRuneInString(text)
	return text != "" && strings.ContainsRune(formulaStarters, first)
}
