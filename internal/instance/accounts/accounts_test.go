package accounts_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/supascale/supascale-tui/internal/instance/accounts"
	"github.com/supascale/supascale-tui/internal/instance/activity"
	"github.com/supascale/supascale-tui/internal/instance/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// cheap keeps the suite quick; TestTheRealCost hashes for real.
var cheap = accounts.Cost{Memory: 8, Passes: 1}

const password = "a passphrase of tests"

var home = netip.MustParseAddr("192.0.2.1")

func noEntry(accounts.Session) activity.Entry {
	return activity.Entry{Type: "session.signin", Count: 1}
}

// bench is a book on a real store, with a time that stands still until moved.
type bench struct {
	*accounts.Book
	t     *testing.T
	dir   string
	store *store.Store
	mu    sync.Mutex
	time  time.Time
}

func open(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, dir: t.TempDir(), time: time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)}
	b.load()
	t.Cleanup(b.close)
	return b
}

func (b *bench) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.time
}

func (b *bench) add(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.time = b.time.Add(d)
}

func (b *bench) load() {
	b.t.Helper()
	var err error
	if b.store, err = store.Open(b.t.Context(), b.dir); err != nil {
		b.t.Fatal(err)
	}
	if b.Book, err = accounts.Load(b.t.Context(), b.store, b.now, rand.Reader, cheap); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) close() {
	if err := b.store.Close(context.Background()); err != nil { // the test's own context has ended
		b.t.Error(err)
	}
}

// reload is what a restart does.
func (b *bench) reload() {
	b.t.Helper()
	b.close()
	b.load()
}

func (b *bench) make(totp bool) accounts.Made {
	b.t.Helper()
	made, err := b.Make(b.t.Context(), accounts.Wanted{Name: "Ada", Password: password, TOTP: totp, Reset: true})
	if err != nil {
		b.t.Fatal(err)
	}
	return made
}

func (b *bench) try(from netip.Addr, name, pass, code string) (string, error) {
	token, _, err := b.SignIn(context.Background(), from, accounts.Form{Name: name, Password: pass, Code: code}, noEntry)
	return token, err
}

func (b *bench) want(want error, pass, code string) string {
	b.t.Helper()
	token, err := b.try(home, "ada", pass, code)
	if !errors.Is(err, want) || (err == nil) != (token != "") {
		b.t.Fatalf("got %v, want %v", err, want)
	}
	return token
}

func waitOf(err error) time.Duration {
	if locked, ok := errors.AsType[*accounts.LockedError](err); ok {
		return locked.Wait
	}
	return 0
}

func TestLocksDouble(t *testing.T) {
	b := open(t)
	b.make(false)
	want := 15 * time.Minute
	for range 10 {
		for range 5 {
			b.want(accounts.ErrRefused, "wrong", "")
		}
		_, err := b.try(home, "ada", password, "")
		if waitOf(err) != want {
			t.Fatalf("after five failures: %v, want a lock of %s", err, want)
		}
		if _, err := b.try(netip.MustParseAddr("192.0.2.2"), "ada", password, ""); err != nil {
			t.Fatalf("another address: %v", err)
		}
		b.reload() // a restart forgives nothing
		b.add(want - time.Second)
		if _, err := b.try(home, "ada", password, ""); waitOf(err) != time.Second {
			t.Fatalf("a second before the end: %v", err)
		}
		b.add(time.Second)
		want = min(2*want, 24*time.Hour)
	}
	b.want(nil, password, "")
	b.reload()
	for range 5 {
		b.want(accounts.ErrRefused, "wrong", "")
	}
	if _, err := b.try(home, "ada", password, ""); waitOf(err) != 15*time.Minute {
		t.Errorf("after a success the locks do not begin anew: %v", err)
	}
}

func TestFailuresOfANetworkCountTogether(t *testing.T) {
	b := open(t)
	b.make(false)
	for _, host := range []string{"1", "2", "3", "4", "5"} {
		if _, err := b.try(netip.MustParseAddr("2001:db8::"+host), "nobody", "wrong", ""); !errors.Is(err, accounts.ErrRefused) {
			t.Fatal(err)
		}
	}
	if _, err := b.try(netip.MustParseAddr("2001:db8::6"), "ada", password, ""); waitOf(err) == 0 {
		t.Errorf("the sixth of a /64: %v", err)
	}
}

// Somebody with any number of addresses locks out nobody elsewhere: not with those
// of one network, and not with more than the table holds.
func TestManyAddressesLockNobodyElse(t *testing.T) {
	b := open(t)
	b.make(false)
	fromNet := func(n int) netip.Addr { return netip.MustParseAddr(fmt.Sprintf("2001:db8:1:%x::1", n)) }
	refused := 0
	for n := range 20_000 {
		if _, err := b.try(fromNet(n), "nobody", "wrong", ""); errors.Is(err, accounts.ErrRefused) {
			refused++
		}
	}
	if refused != 50 {
		t.Errorf("%d guesses of one network were looked at", refused)
	}
	for n := range 20_000 {
		_, _ = b.try(netip.MustParseAddr(fmt.Sprintf("2a00:%x:%x::1", n/100, n%100)), "nobody", "wrong", "")
		if n%25 == 0 {
			b.add(time.Minute) // within a day
		}
	}
	b.add(time.Minute)
	for n := range 20 {
		if _, err := b.try(netip.AddrFrom4([4]byte{198, 51, byte(n), 1}), "ada", password, ""); err != nil {
			t.Fatalf("a new address: %v", err)
		}
	}
}

// A hundred guesses at the same moment are no way around five.
func TestGuessesAtTheSameTimeAreCounted(t *testing.T) {
	b := open(t)
	b.make(false)
	var wg sync.WaitGroup
	var mu sync.Mutex
	refused := 0
	for range 100 {
		wg.Go(func() {
			_, err := b.try(home, "ada", "wrong", "")
			mu.Lock()
			defer mu.Unlock()
			if errors.Is(err, accounts.ErrRefused) {
				refused++
			} else if waitOf(err) == 0 {
				t.Errorf("got %v", err)
			}
		})
	}
	wg.Wait()
	if refused != 5 {
		t.Errorf("%d guesses were looked at", refused)
	}
}

func secretOf(t *testing.T, made accounts.Made) func(time.Time) string {
	t.Helper()
	u, err := url.Parse(made.TOTPURL)
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Query().Get("issuer") != "Supascale" {
		t.Fatalf("got %q, %v", made.TOTPURL, err)
	}
	return func(at time.Time) string { return accounts.CodeOf(u.Query().Get("secret"), at) }
}

func TestACodeIsGoodForAStepEitherWayAndOnce(t *testing.T) {
	b := open(t)
	code := secretOf(t, b.make(true))
	b.want(accounts.ErrCodeNeeded, password, "")
	for _, off := range []time.Duration{-60 * time.Second, 60 * time.Second, -time.Hour} {
		b.want(accounts.ErrRefused, password, code(b.now().Add(off)))
	}
	b.want(nil, password, code(b.now().Add(-30*time.Second)))
	b.want(nil, password, code(b.now()))
	b.want(accounts.ErrRefused, password, code(b.now()))
	b.want(accounts.ErrRefused, password, code(b.now().Add(-30*time.Second))) // older than one that was used
	b.reload()
	b.want(accounts.ErrRefused, password, code(b.now()))
	ahead := code(b.now().Add(30 * time.Second))
	b.want(nil, password, ahead[:3]+" "+ahead[3:])
	b.add(30 * time.Second)
	b.want(accounts.ErrRefused, password, ahead)
	b.add(30 * time.Second)
	b.want(nil, password, code(b.now()))
}

func TestACodeOpensOneSessionAlone(t *testing.T) {
	b := open(t)
	made := b.make(true)
	for _, code := range []string{secretOf(t, made)(b.now()), made.Backup[0]} {
		var wg sync.WaitGroup
		var mu sync.Mutex
		opened := 0
		for n := range 8 {
			wg.Go(func() {
				token, _ := b.try(netip.AddrFrom4([4]byte{198, 51, 100, byte(n)}), "ada", password, code)
				mu.Lock()
				defer mu.Unlock()
				if token != "" {
					opened++
				}
			})
		}
		wg.Wait()
		if opened != 1 {
			t.Errorf("a code opened %d sessions", opened)
		}
	}
}

func TestEveryBackupCodeIsGoodOnce(t *testing.T) {
	b := open(t)
	made := b.make(true)
	if len(made.Backup) != 10 {
		t.Fatalf("%d codes", len(made.Backup))
	}
	for n, code := range made.Backup {
		if len(code) != 8 {
			t.Errorf("a code has %d characters", len(code))
		}
		if n%2 == 1 {
			code = strings.ToUpper(code[:4] + "-" + code[4:])
		}
		b.want(nil, password, code)
		if n%3 == 0 {
			b.reload()
		}
		b.want(accounts.ErrRefused, password, code)
	}
}

func TestASessionEnds(t *testing.T) {
	b := open(t)
	b.make(false)
	valid := func(token string) bool { _, ok := b.Session(token); return ok }
	out, late := b.want(nil, password, ""), b.want(nil, password, "")
	if s, _ := b.Session(out); s.Name != "ada" || !s.Expires.Equal(b.now().Add(accounts.SessionLife)) {
		t.Errorf("got %+v", s)
	}
	s, _ := b.Session(out)
	if err := b.SignOut(t.Context(), s, noEntry); err != nil {
		t.Fatal(err)
	}
	b.reload()
	if valid(out) || !valid(late) || valid("") || valid(late+"x") {
		t.Error("signing out ended another session, or none")
	}
	b.add(accounts.SessionLife - time.Millisecond)
	if !valid(late) {
		t.Error("it ended too early")
	}
	b.add(time.Millisecond)
	if valid(late) {
		t.Error("it outlives its time")
	}
	last := b.want(nil, password, "")
	b.make(false) // a reset
	if valid(last) {
		t.Error("it outlives the password")
	}
	b.reload()
	if valid(last) || valid(late) {
		t.Error("a restart brings it back")
	}
}

func TestAccountsAreRefusedWithReason(t *testing.T) {
	b := open(t)
	b.make(false)
	for name, w := range map[string]accounts.Wanted{
		"short": {Name: "bob", Password: "eleven char"}, "long": {Name: "bob", Password: strings.Repeat("x", 1025)},
		"no name": {Name: " ", Password: password}, "odd name": {Name: "b\x1bb", Password: password},
		"long name": {Name: strings.Repeat("n", 65), Password: password},
	} {
		if _, err := b.Make(t.Context(), w); err == nil {
			t.Errorf("%s: made", name)
		}
	}
	if _, err := b.Make(t.Context(), accounts.Wanted{Name: "ADA", Password: password}); !errors.Is(err, accounts.ErrExists) {
		t.Errorf("a second of that name: %v", err)
	}
	made, err := b.Make(t.Context(), accounts.Wanted{Name: "bob"})
	if err != nil || len(made.Password) != 20 {
		t.Fatalf("got %d characters, %v", len(made.Password), err)
	}
	if _, err := b.try(home, " BOB ", made.Password, ""); err != nil {
		t.Errorf("the drawn password: %v", err)
	}
}

// Whatever is tried, from wherever, however long one waits: without the password
// there is no session, and nothing tells whether the name is right.
func TestNoWrongPasswordsOpenASession(t *testing.T) {
	b := open(t)
	made := b.make(true)
	code := secretOf(t, made)
	rapid.Check(t, func(t *rapid.T) {
		for range rapid.IntRange(1, 12).Draw(t, "tries") {
			b.add(time.Duration(rapid.IntRange(0, 3600).Draw(t, "seconds")) * time.Second)
			from := netip.AddrFrom4([4]byte{203, 0, 113, rapid.Byte().Draw(t, "address")})
			name := rapid.SampledFrom([]string{"ada", "Ada", "bob", "", "ada'--"}).Draw(t, "name")
			pass := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", password + " ", password[1:], strings.ToUpper(password)})).
				Filter(func(s string) bool { return s != password }).Draw(t, "password")
			with := rapid.SampledFrom([]string{"", code(b.now()), made.Backup[0], made.Backup[9]}).Draw(t, "code")
			token, err := b.try(from, name, pass, with)
			if token != "" || !errors.Is(err, accounts.ErrRefused) && waitOf(err) == 0 {
				t.Fatalf("%q with %q: %v", name, pass, err)
			}
		}
	})
	b.add(48 * time.Hour)
	b.want(nil, password, made.Backup[0]) // and none of it used a code up
}

func TestTheRealCost(t *testing.T) {
	b := open(t)
	costly, err := accounts.Load(t.Context(), b.store, b.now, rand.Reader, accounts.OWASP)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := costly.Make(t.Context(), accounts.Wanted{Name: "ada", Password: password}); err != nil {
		t.Fatal(err)
	}
	list, err := b.store.LoadAccounts(t.Context())
	if err != nil || len(list) != 1 || !strings.HasPrefix(list[0].Password, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("got %+v, %v", list, err)
	}
	b.reload() // a book of another cost still opens it
	b.want(accounts.ErrRefused, password+"x", "")
	b.want(nil, password, "")
}
