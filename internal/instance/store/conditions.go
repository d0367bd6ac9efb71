package store

import (
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/instance/activity"
)

// conditions is a query as SQL: what entries (e) must fulfil, and what their
// shapes (s, with their keys k) must.
type conditions struct {
	entry, shape         []string
	entryArgs, shapeArgs []any
}

func (c *conditions) onEntry(sql string, args ...any) {
	c.entry = append(c.entry, sql)
	c.entryArgs = append(c.entryArgs, args...)
}

func (c *conditions) onShape(sql string, args ...any) {
	c.shape = append(c.shape, sql)
	c.shapeArgs = append(c.shapeArgs, args...)
}

// conditionsOf turns a query into SQL. Constants that stand in the conditions
// of the partial indexes are written out, or SQLite would not use those.
func conditionsOf(q *activity.Query) *conditions {
	c := &conditions{}
	outcome, one := outcomeOf(q)
	c.entry = failedClause(outcome, `e.failed`)
	if !one {
		c.onEntry(`false`)
	}
	if q.Type != "" {
		c.onShape(`s.type = ?`, q.Type)
	}
	if q.Reason != "" {
		c.onShape(`s.failed = 1 AND s.reason = ?`, string(q.Reason))
	}
	if q.KeyID != "" {
		c.onShape(`s.key_id <> '' AND s.key_id = ?`, q.KeyID)
	}
	if q.IP != "" {
		c.onShape(`s.ip = ?`, q.IP)
	}
	if q.Text != "" {
		text := query.Fold(q.Text)
		c.onShape(`(instr(s.folded_path, ?) OR instr(s.folded_agent, ?) OR instr(coalesce(k.folded, ''), ?))`, text, text, text)
	}
	for i := range q.Where.Groups {
		c.group(&q.Where.Groups[i])
	}
	if len(c.shape) > 0 {
		c.shape = append(c.shape, failedClause(outcome, `s.failed`)...)
	}
	return c
}

// times adds the bounds of the query.
func (c *conditions) times(since, until time.Time) {
	if !since.IsZero() {
		c.onEntry(`e.at >= ?`, since.UnixMilli())
	}
	if !until.IsZero() {
		c.onEntry(`e.at <= ?`, until.UnixMilli())
	}
}

func (c *conditions) group(g *query.Group) {
	parts := make([]string, len(g.Values))
	var args []any
	for i, v := range g.Values {
		var more []any
		parts[i], more = comparison(g.Field, v)
		args = append(args, more...)
	}
	sql := "(" + strings.Join(parts, " OR ") + ")"
	if g.Not {
		sql = "NOT " + sql
	}
	c.onShape(sql, args...)
}

// preview is what is shown of a shape's key.
const preview = `lower(coalesce(k.preview, s.attempt))`

// columns are those whose texts are plain: ASCII, which lower folds, or folded
// when they were written.
var columns = map[query.Field]string{
	query.Reason: `s.reason`, query.Method: `lower(s.method)`, query.Path: `s.folded_path`, query.Route: `s.route`,
	query.Resource: `lower(s.resource)`, query.Agent: `s.folded_agent`, query.Type: `s.type`, query.Status: `CAST(s.status AS TEXT)`,
	query.IP: `s.ip`,
}

// comparison must select exactly what query.Filter.Match does.
func comparison(f query.Field, v query.Value) (string, []any) {
	switch f {
	case query.Reason:
		if v.Text == query.Unknown {
			return `(s.reason = ? OR s.failed = 1 AND s.reason = '')`, []any{v.Text}
		}
	case query.KeyID:
		if v.Text != "" {
			return `(s.key_id <> '' AND s.key_id = ?)`, []any{v.Text}
		}
		return `s.key_id = ?`, []any{v.Text}
	case query.Key:
		return `(instr(coalesce(k.folded, ''), ?) OR instr(` + preview + `, ?) OR s.key_id <> '' AND lower(s.key_id) = ?)`,
			[]any{v.Text, v.Text, v.Text}
	case query.Word:
		return `(instr(coalesce(k.folded, ''), ?) OR instr(s.folded_path, ?) OR instr(s.folded_agent, ?) OR instr(` + preview +
			`, ?) OR instr(s.ip, ?) OR instr(s.reason, ?))`, []any{v.Text, v.Text, v.Text, v.Text, v.Text, v.Text}
	}
	column := columns[f]
	switch v.Mode {
	case query.Network:
		return `in_network(` + column + `, ?)`, []any{v.Text}
	case query.Prefix:
		return `instr(` + column + `, ?) = 1`, []any{v.Text}
	case query.Contains:
		return `instr(` + column + `, ?)`, []any{v.Text}
	}
	return column + ` = ?`, []any{v.Text}
}

// withKeys is the join for the names and previews of keys.
const withKeys = ` LEFT JOIN keys k ON k.id = s.key_id`

// matching selects the ids of the shapes that match, and more of them.
func (c *conditions) matching(more string) string {
	from := ` FROM shape s`
	if slices.ContainsFunc(c.shape, func(sql string) bool { return strings.Contains(sql, `k.`) }) {
		from += withKeys
	}
	return `SELECT s.id` + more + from + clause(c.shape)
}

// with puts the ids of the shapes that match before a statement, as m.
func (c *conditions) with(sql string) string {
	return `WITH m AS MATERIALIZED (` + c.matching("") + `) ` + sql
}

func clause(where []string) string {
	if len(where) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(where, " AND ")
}
