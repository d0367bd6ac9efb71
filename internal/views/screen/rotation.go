package screen

import (
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/ui"
)

// RotationSign is how a step of a rotation is drawn, wherever it is.
func RotationSign(s rotation.Step) (mark string, tone ui.Tone) {
	switch s {
	case rotation.NotTaken, rotation.Owed, rotation.RevokeNow, rotation.NewGone:
		return "✗", ui.Danger
	case rotation.NotMade, rotation.InDoubt, rotation.BothUsed:
		return "▲", ui.Warn
	case rotation.Ready, rotation.OldExpired, rotation.Finished:
		return "✓", ui.Good
	}
	return "○", ui.Normal
}
