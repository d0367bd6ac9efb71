// Package rest is the HTTP face of an instance: one middleware that every
// request passes, and the routes behind it.
package rest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/accounts"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/instance/keyset"
	"github.com/supascale/supascale-tui/internal/instance/records"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Machine tells the figures of the machine it runs on.
type Machine interface {
	Figures(ctx context.Context) (Figures, error)
}

// Deps is what a service is made of; every field but TrustedProxies is needed.
type Deps struct {
	Keys     *keyset.Set
	Recorder *activity.Recorder
	Log      activity.Store
	Book     *records.Book
	Accounts *accounts.Book
	Machine  Machine
	Now      func() time.Time
	Logger   *slog.Logger
	Pause    func(context.Context, time.Duration) // returns after that time, or when the context ends
	// TrustedProxies are the peers whose X-Forwarded-For counts.
	TrustedProxies []netip.Prefix
}

// Service answers requests.
type Service struct {
	Deps
	router   *router
	limiter  limiter
	log      requestLog
	figures  turns
	pages    turns // of the log
	fair     *fair
	slowed   chan struct{} // a place for each answer that is held back
	forged   *forged
	idPrefix string
	requests atomic.Uint64
}

// New wires a service. It fails when a route does not say what it is about.
func New(d Deps) (*Service, error) {
	s := &Service{Deps: d, router: newRouter(), log: newRequestLog(), fair: newFair(), slowed: make(chan struct{}, slowedMost)}
	s.figures.each, s.pages.each = 1, pagesAtOnce
	s.limiter.windows = map[sender]*window{}
	var start [4]byte
	if _, err := rand.Read(start[:]); err != nil {
		return nil, fmt.Errorf("draw the prefix of request ids: %w", err)
	}
	var err error
	if s.forged, err = newForged(); err != nil {
		return nil, fmt.Errorf("draw a secret against forged requests: %w", err)
	}
	s.idPrefix = hex.EncodeToString(start[:]) + "-"
	if err := s.registerRoutes(); err != nil {
		return nil, err
	}
	return s, nil
}

// call is a request on its way.
type call struct {
	r          *http.Request
	w          http.ResponseWriter // for the limit on bodies only
	id         string
	now        time.Time
	addr       netip.Addr
	credential credential
	route      *route // nil where nothing answers
	param      string // the {id} of the route
	params     *params
	resource   keys.Resource
	required   keys.Level
	key        *keyset.Held // nil until the key is accepted, and in a session
	user       string       // whose session it is, "" outside of one
	reason     keys.Reason  // why it was refused
	slow       bool         // the answer is held back
	sent       func()       // runs when the answer was sent; nil for nothing
}

// answerWithin is how long a request may wait for the disk.
const answerWithin = 8 * time.Second

// ServeHTTP lets a request through or not, records which, and answers.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), answerWithin)
	defer cancel()
	r = r.WithContext(ctx)
	c := &call{r: r, w: w, now: s.Now().UTC()}
	c.id = s.idPrefix + strconv.FormatUint(s.requests.Add(1), 10)
	c.addr = clientAddress(r, s.TrustedProxies)
	c.credential = credentialOf(r.Header)
	h := w.Header()
	h["X-Request-Id"] = []string{c.id}
	h["Cache-Control"] = []string{"no-store"}
	h["X-Content-Type-Options"] = []string{"nosniff"}
	a := s.answer(c)
	if c.slow {
		s.slowDown(ctx)
	}
	n, err := send(w, a)
	if c.sent != nil {
		c.sent()
	}
	s.logRequest(c, a.status, n, err)
}

const (
	// slowBy is how long the answer to a sender beyond its share is held back.
	slowBy = 250 * time.Millisecond
	// slowedMost answers are held back at the same time; further ones are not.
	slowedMost = 1024
)

func (s *Service) slowDown(ctx context.Context) {
	select {
	case s.slowed <- struct{}{}:
		s.Pause(ctx, slowBy)
		<-s.slowed
	default:
	}
}

// answer goes through the steps in the contract's order: the key (or the
// session), that it is valid, the resource of the route, the level; then the route itself.
func (s *Service) answer(c *call) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = s.failed(c, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	if refused := s.checkHost(c.r); refused != nil {
		return refused.answer()
	}
	who := s.senderOf(c)
	leave, err := s.fair.enter(c.r.Context(), who)
	c.slow = s.fair.crowded(who)
	if err != nil {
		return s.failed(c, err)
	}
	defer leave()
	if act := s.signIns(c); act != nil {
		a, err := act(c)
		if err != nil {
			a = s.failed(c, err)
		}
		return a
	}
	c.route, c.param = s.router.find(c.r.URL.Path)
	c.resource = resourceOf(c.r.URL.Path)
	c.required = levelOf(c.r.Method)
	if refused := s.authenticate(c); refused != nil {
		return refused.answer()
	}
	if refused := s.authorize(c); refused != nil {
		return refused.answer()
	}
	a, err = s.actLogged(c)
	if err != nil {
		a = s.failed(c, err)
	}
	s.recordUse(c, a.status)
	return a
}

// actLogged is act, and nothing where a change would go unlogged. Reading goes on
// while the log can't be written, and so does revoking a key, whose entry is
// stored with it.
func (s *Service) actLogged(c *call) (answer, error) {
	if c.required != keys.Read && c.r.Method != http.MethodDelete {
		if err := s.Recorder.Room(c.r.Context()); err != nil {
			return answer{}, err
		}
	}
	return s.act(c)
}

func (s *Service) act(c *call) (answer, error) {
	if c.route == nil {
		return answer{}, notFound("This instance has no such path.")
	}
	act, err := c.route.action(c.r.Method)
	if err != nil {
		return answer{}, err
	}
	c.params = readParams(c.r, act.params)
	if c.params.err != nil {
		return answer{}, c.params.err
	}
	return act.run(c)
}

func (s *Service) failed(c *call, err error) answer {
	refused, known := refusalOf(err)
	if !known {
		s.Logger.Error("request failed", "request", c.id, "error", err)
	}
	return refused.answer()
}

func (c *call) keyID() string {
	if c.key == nil {
		return ""
	}
	return c.key.ID()
}

// maker is on whose behalf a call makes a key.
func (c *call) maker() keyset.Maker {
	if c.key == nil {
		return keyset.Owner()
	}
	return keyset.Maker{Permissions: c.key.Permissions(), Expires: c.key.Expires()}
}

// permissions are those of the key, or of a person: all there are.
func (c *call) permissions() keys.Permissions {
	if c.key == nil {
		return keys.AllWrite()
	}
	return c.key.Permissions()
}
