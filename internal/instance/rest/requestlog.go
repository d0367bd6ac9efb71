package rest

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/activity"
)

// allowance is how many lines of one sort the request log takes: so many at once,
// and so many a second in the long run.
type allowance struct {
	burst, perSecond float64

	left  float64
	since time.Time
}

func (a *allowance) take(now time.Time) bool {
	if a.since.IsZero() {
		a.left = a.burst
	} else if d := now.Sub(a.since).Seconds(); d > 0 {
		a.left = min(a.burst, a.left+d*a.perSecond)
	}
	a.since = now
	if a.left < 1 {
		return false
	}
	a.left--
	return true
}

// requestLog keeps a flood from filling a disk with lines. Each sort of request
// has lines of its own: refusals can't crowd out what was let through.
type requestLog struct {
	mu                    sync.Mutex
	done, refused, failed allowance
	leftOut               int
}

func newRequestLog() requestLog {
	return requestLog{
		done:    allowance{burst: 200, perSecond: 10},
		refused: allowance{burst: 100, perSecond: 5},
		failed:  allowance{burst: 100, perSecond: 5},
	}
}

// take reports whether a line may be written now, and how many were left out
// since the last one.
func (l *requestLog) take(c *call, status int, now time.Time) (write bool, leftOut int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	sort := &l.done
	switch {
	case status >= http.StatusInternalServerError:
		sort = &l.failed
	case c.reason != "":
		sort = &l.refused
	}
	if !sort.take(now) {
		l.leftOut++
		return false, 0
	}
	leftOut, l.leftOut = l.leftOut, 0
	return true, leftOut
}

// EndLog writes how many lines the request log left out at last.
func (s *Service) EndLog() {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.sayLeftOut(context.Background(), s.log.leftOut)
	s.log.leftOut = 0
}

func (s *Service) sayLeftOut(ctx context.Context, n int) {
	if n > 0 {
		s.Logger.LogAttrs(ctx, slog.LevelWarn, "requests left out of this log: there were too many", slog.Int("requests", n))
	}
}

// logRequest writes the request log. Like the activity log it has no query and
// no header but the agent.
func (s *Service) logRequest(c *call, status, bytes int, err error) {
	level := slog.LevelInfo
	if status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	ctx := c.r.Context()
	if !s.Logger.Enabled(ctx, level) {
		return
	}
	write, leftOut := s.log.take(c, status, s.Now())
	if !write {
		return
	}
	s.sayLeftOut(ctx, leftOut)
	bounded := activity.Entry{Method: c.r.Method, Path: c.r.URL.Path, UserAgent: c.r.UserAgent()}
	bounded.Bound()
	attrs := []slog.Attr{
		slog.String("request", c.id), slog.String("method", bounded.Method), slog.String("path", bounded.Path),
		slog.Int("status", status), slog.Int("bytes", bytes), slog.Duration("took", s.Now().Sub(c.now)),
		slog.String("ip", addressText(c.addr)), slog.String("agent", bounded.UserAgent),
	}
	if c.reason != "" {
		attrs = append(attrs, slog.String("reason", string(c.reason)))
	}
	if c.key != nil {
		attrs = append(attrs, slog.String("key", c.key.ID()), slog.String("name", c.key.Name()))
	}
	if c.user != "" {
		attrs = append(attrs, slog.String("user", c.user))
	}
	if err != nil {
		attrs = append(attrs, slog.String("unsent", err.Error()))
	}
	s.Logger.LogAttrs(ctx, level, "request", attrs...)
}
