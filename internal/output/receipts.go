package output

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/lifecycle"
)

// Receipt is the result of revoking a key, in JSON
// (assets/schema/receipt.json).
type Receipt struct {
	// Instance is the one of several, absent where there is only one.
	Instance   string           `json:"instance,omitempty"`
	ID         string           `json:"id"`
	Name       string           `json:"name"`
	KeyPreview *string          `json:"keyPreview"`
	Result     lifecycle.Result `json:"result"`
	Error      *string          `json:"error"`
	AnswerLost bool             `json:"answerLost"`
	AskedAt    *time.Time       `json:"askedAt"`
}

// Receipts is the shape of receipts; words puts an error into words.
func Receipts(words func(error) string) Shape[lifecycle.Receipt] {
	why := func(r lifecycle.Receipt) string {
		if r.Err == nil {
			return ""
		}
		return words(r.Err)
	}
	return Shape[lifecycle.Receipt]{
		Table: []Column[lifecycle.Receipt]{
			{"NAME", func(r lifecycle.Receipt) string { return or(r.Key.Name) }, nameMax},
			{"ID", func(r lifecycle.Receipt) string { return r.Key.OwnID() }, 0},
			{"RESULT", func(r lifecycle.Receipt) string { return r.Words() }, 0},
		},
		CSV: []Column[lifecycle.Receipt]{
			{"id", func(r lifecycle.Receipt) string { return r.Key.OwnID() }, 0},
			{"name", func(r lifecycle.Receipt) string { return r.Key.Name }, 0},
			{"keyPreview", func(r lifecycle.Receipt) string { return r.Key.Preview }, 0},
			{"result", func(r lifecycle.Receipt) string { return string(r.Result) }, 0},
			{"error", why, 0},
			{"answerLost", func(r lifecycle.Receipt) string { return map[bool]string{false: "false", true: "true"}[r.Lost] }, 0},
			{"askedAt", func(r lifecycle.Receipt) string { return timestamp(r.At) }, 0},
		},
		Wire: func(r lifecycle.Receipt) any {
			return Receipt{r.Key.Instance, r.Key.OwnID(), r.Key.Name, textOrNull(r.Key.Preview), r.Result, textOrNull(why(r)), r.Lost, timeOrNull(r.At)}
		},
		Name: func(r lifecycle.Receipt) string { return r.Key.Name },
	}
}

var errEnding = errors.New("end the file's name in .csv or .json, which says how it is written")

// ReceiptFormat is how receipts are written to a file of that name, by its ending.
func ReceiptFormat(path string) (Format, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv":
		return CSV, nil
	case ".json":
		return JSON, nil
	}
	return "", errEnding
}

// ReceiptFile is what a file of that name holds about receipts.
func ReceiptFile(path string, receipts []lifecycle.Receipt, words func(error) string) (string, error) {
	format, err := ReceiptFormat(path)
	if err != nil {
		return "", err
	}
	var text bytes.Buffer
	shape := Receipts(words)
	if slices.ContainsFunc(receipts, func(r lifecycle.Receipt) bool { return r.Key.Instance != "" }) {
		shape = shape.OfSeveral(func(r lifecycle.Receipt) string { return r.Key.Instance })
	}
	printer := NewPrinter(&text, format, shape)
	for _, r := range receipts {
		if err := printer.Add(r); err != nil {
			return "", err
		}
	}
	err = printer.End()
	return text.String(), err
}
