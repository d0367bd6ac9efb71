package revokemany

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/text"
)

// ResumeWords say what going on does first.
const ResumeWords = "Going on reads the list first: it settles what was not answered or not confirmed."

// Why says what a receipt rests on.
func Why(r *lifecycle.Receipt) string {
	switch {
	case r.Err != nil:
		return text.Sentence(api.Explain(r.Err))
	case r.Result == lifecycle.Revoked && r.Lost:
		return "No clear answer came, but the list shows that it is gone."
	case r.Result == lifecycle.Revoked:
		return "The instance said so, and it is gone from the list."
	case r.Result == lifecycle.AlreadyGone:
		return "Somebody else revoked it."
	}
	return "It was not asked for."
}

// Halted says why a run ended before its end, "" where it didn't.
func Halted(stopped error) string {
	switch {
	case stopped == nil:
		return ""
	case errors.Is(stopped, lifecycle.ErrStopped):
		return "You stopped it."
	}
	return text.Sentence(api.Explain(stopped))
}

// Halted says of each instance why it ended before its end: once what is the same for all.
func (r *Revocations) Halted() []string {
	var list []string
	said := map[string]int{}
	for i := range r.Runs {
		words := Halted(r.Runs[i].Stopped)
		if words == "" {
			continue
		}
		if said[words]++; said[words] == len(r.Runs) || errors.Is(r.Runs[i].Stopped, lifecycle.ErrStopped) {
			list = append(slices.DeleteFunc(list, func(s string) bool { return strings.HasSuffix(s, words) }), words)
			continue
		}
		list = append(list, r.Runs[i].Name+": "+words)
	}
	return list
}

// Words count the results: what was revoked first, and then what there is
// of the rest.
func (t Tally) Words() []string {
	words := []string{text.Number(t.Revoked) + " revoked"}
	for _, part := range []struct {
		n     int
		words string
	}{{t.AlreadyGone, "gone already"}, {t.Unconfirmed, "not confirmed"}, {t.Failed, "not revoked"}, {t.NotTried, "not tried"}} {
		if part.n > 0 {
			words = append(words, text.Number(part.n)+" "+part.words)
		}
	}
	return words
}

// FileName is the one for receipts where nobody said another, of letters that every
// file system takes.
func FileName(instance string, now time.Time) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return '-'
	}, instance)
	return fmt.Sprintf("supascale-revoked-%s-%s.csv", name, now.UTC().Format("20060102-150405"))
}
