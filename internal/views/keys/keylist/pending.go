package keylist

import (
	"strings"

	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
)

// pendingWords is the line about rotations and revocations that are not finished, ""
// for none. Where there is little room it leaves out which keys they are about.
func (s *Screen) pendingWords() string {
	var short, long []string
	if u := &s.unfinished; u.revocations > 0 {
		words := text.Plural(u.revocations, "revocation", "revocations") + " of many unfinished"
		short, long = append(short, words), append(long, words+", "+text.Plural(u.keys, "key", "keys")+" left")
	}
	if n := len(s.rotating.open); n > 0 && s.complete {
		var named []string
		for i := range min(n, 2) {
			named = append(named, "“"+ui.Cut(s.rotating.open[i].Old.Shown(), 24)+"”")
		}
		if n > len(named) {
			named = append(named, "…")
		}
		words := text.Plural(n, "rotation", "rotations") + " unfinished"
		short, long = append(short, words), append(long, words+": "+strings.Join(named, ", "))
	}
	if len(short) == 0 {
		return ""
	}
	const command = ":pending"
	words := strings.Join(long, " · ")
	if ui.Width(words)+len(command)+8 >= s.Width {
		words = strings.Join(short, " · ")
	}
	t := s.env.Theme
	return " " + t.Paint(ui.Warn, "▲ ") + t.Paint(ui.Muted, words+" · ") + t.Paint(ui.Accent, command)
}
