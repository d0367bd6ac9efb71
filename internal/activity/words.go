// Package activity says in words what an entry of the log, a cause and a
// reading of the log tell: the same on the screens, in the commands and in the
// prompts.
package activity

import "github.com/supascale/supascale-tui/internal/api"

// Left says what a reading left of the log, "" where it left nothing.
func Left(p *api.ActivityPage) string {
	switch {
	case p.Cut != "":
		return "not all of the log: " + p.Cut
	case p.Next != "" && p.Sure:
		return "there are more"
	case p.Next != "":
		return "there may be more"
	}
	return ""
}
