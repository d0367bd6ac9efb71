package instance

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"github.com/supascale/supascale-tui/internal/instance/accounts"
)

// Options say how to open an instance.
type Options struct {
	// DataDir holds the store. It is made, mode 0700, if it is not there; the
	// files in it have mode 0600.
	DataDir string
	// AcceptLoss opens a directory that Open refuses with ErrLost, on what is left.
	AcceptLoss bool
	Now        func() time.Time // nil: time.Now
	Random     io.Reader        // a CSPRNG; nil: crypto/rand.Reader
	Logger     *slog.Logger     // the request log, without secrets; nil: none
	// TrustedProxies are the peers whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix
	Keep           Keep
	// PasswordCost is what hashing a password costs; the zero value is
	// accounts.OWASP.
	PasswordCost accounts.Cost
	// pause waits, or does not in a test; nil: it does.
	pause func(context.Context, time.Duration)
	// wrap stands between the instance and its store in a test of faults.
	wrap func(Store) Store
	// touch is called before the state of the directory is written, in such a test.
	touch func() error
}

// Keep says how much of the activity log is kept; zero values keep all. What is
// older, or more, is removed by whole hours, and the log's coverage says so.
type Keep struct {
	Age     time.Duration
	Entries int
	Bytes   int64
}

// DefaultKeep is what the program keeps unless told otherwise.
var DefaultKeep = Keep{Age: 400 * 24 * time.Hour, Entries: 2_000_000, Bytes: 1 << 30}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.PasswordCost == (accounts.Cost{}) {
		o.PasswordCost = accounts.OWASP
	}
	if o.pause == nil {
		o.pause = pause
	}
	if o.touch == nil {
		o.touch = func() error { return nil }
	}
	o.Random = &lockedReader{r: o.Random}
	return o
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// lockedReader lets requests share a reader that was made for one.
type lockedReader struct {
	mu sync.Mutex
	r  io.Reader
}

func (l *lockedReader) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(p)
}
