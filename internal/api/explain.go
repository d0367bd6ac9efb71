package api

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
	words "github.com/supascale/supascale-tui/internal/text"
)

// Explain says on one line what failed, why, and what to do next. An error that
// is not of an instance says it itself.
func Explain(err error) string {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err.Error()
	}
	line := "Can't " + e.Op + ": " + e.Message
	next := e.Next()
	if next == "" {
		return line
	}
	if !strings.ContainsAny(line[len(line)-1:], ".!?") {
		line += "."
	}
	return line + " " + next
}

// Sentence gives a reason, as instances word them, a capital and a full stop.
func Sentence(reason string) string {
	if reason == "" {
		return "Refused without a reason."
	}
	return words.Sentence(reason)
}

// FieldReasons says of each field of a request that an instance refused why, a sentence
// each, in the order of their names.
func FieldReasons(err error) (sentences []string) {
	failed, ok := errors.AsType[*Error](err)
	if !ok {
		return nil
	}
	for _, field := range slices.Sorted(maps.Keys(failed.Fields)) {
		name := field
		if r, found := strings.CutPrefix(field, "permissions."); found {
			name = keys.Resource(r).Title()
		}
		sentences = append(sentences, name+": "+Sentence(failed.Fields[field]))
	}
	return sentences
}
