package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/activity"
	"github.com/supascale/supascale-tui/internal/activity/cluster"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// causes is the log folded by what went wrong.
type causes struct {
	table  *ui.List
	list   []cluster.Cluster
	newest bool // the latest first, and not the largest
}

// identityOf tells causes apart from one counting to the next.
func identityOf(c *cluster.Cluster) string {
	return strings.Join([]string{string(c.Reason), c.KeyID, c.KeyName, c.IP, c.Method, c.Route, c.Type, fmt.Sprint(c.Failed, c.Untold)}, "\n")
}

// fill lists the causes. With keep, the one under the cursor stays there, on the
// same line of the screen; at the top the cursor stays at the top.
func (c *causes) fill(list []cluster.Cluster, keep bool) {
	row, line, current := c.table.Cursor(), c.table.Cursor()-c.table.Top(), ""
	if at := c.current(); at != nil {
		current = identityOf(at)
	}
	c.list = slices.Clone(list)
	c.order()
	if keep && row > 0 {
		if i := slices.IndexFunc(c.list, func(x cluster.Cluster) bool { return identityOf(&x) == current }); i >= 0 {
			c.table.Place(i, i-line)
			return
		}
	}
	if !keep {
		row = 0
	}
	c.table.SetCursor(row)
}

func (c *causes) order() {
	slices.SortStableFunc(c.list, func(a, b cluster.Cluster) int {
		if c.newest {
			return b.Last.Compare(a.Last)
		}
		return b.Attempts - a.Attempts
	})
}

// current is the cause under the cursor, nil for none.
func (c *causes) current() *cluster.Cluster {
	if i := c.table.Cursor(); i < len(c.list) {
		return &c.list[i]
	}
	return nil
}

// Len is the number of causes.
func (c *causes) Len() int { return len(c.list) }

// causeRows are the causes as a table shows them.
type causeRows struct{ s *Screen }

func (r causeRows) Len() int { return r.s.causes.Len() }

func (r causeRows) Cell(row int, column string) ui.Cell {
	s, c := r.s, &r.s.causes.list[row]
	switch column {
	case colTime:
		return ui.Cell{Text: s.when(c.Last), Tone: ui.Muted}
	case colReason:
		return ui.Cell{Text: activity.Cause(c, " · "), Tone: reasonTone(c.Reason)}
	case screen.ColInstance:
		if len(c.Instances) > 1 {
			return ui.Cell{Text: text.Number(len(c.Instances)) + " of them", Tone: ui.Warn}
		}
		return ui.Cell{Text: strings.Join(c.Instances, "")}
	case colKey:
		return s.causeKey(c)
	case colAsked:
		if c.Routes > 1 {
			return ui.Cell{Text: text.Number(c.Routes) + " routes", Tone: ui.Muted}
		}
		return known(s.askedFor(c.Method, c.Route), ui.Normal)
	case colNeeds:
		return known(needs(c.Reason, c.Resource, c.Required, c.Granted), ui.Normal)
	case colFrom:
		return known(c.IP, ui.Normal)
	case colSpark:
		return ui.Cell{Text: ui.Spark(c.Spark), Tone: ui.Muted}
	case colCount:
		return ui.Cell{Text: text.Number(c.Attempts)}
	}
	return ui.Cell{}
}

func (s *Screen) causeKey(c *cluster.Cluster) ui.Cell {
	if c.Previews > 1 {
		return ui.Cell{Text: text.Number(c.Previews) + " keys tried", Tone: ui.Muted}
	}
	return s.keyCell(c.KeyName, c.KeyPreview)
}

// burstWords say how much came at once.
func burstWords(c *cluster.Cluster) string {
	if c.Burst == 0 {
		return ""
	}
	return fmt.Sprintf("%s failures within %s", text.Number(c.Burst), text.Length(cluster.BurstSpan))
}
