package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/baseurl"
	"github.com/supascale/supascale-tui/internal/text"
)

const (
	certificateSoon = 14 * 24 * time.Hour
	skewWarn        = 30 * time.Second
	skewFail        = 5 * time.Minute
)

// unsent stands for a key where nothing is sent.
var unsent = api.NewSecret("unsent")

// look is a first look at the instance, and what it is judged by.
type look struct {
	seen api.Seen
	err  *api.Error // nil when there was an answer
	url  *url.URL
	now  time.Time
	plan *Target
}

// reached reports whether an instance's answer came from where it should.
func (l *look) reached() bool { return l != nil && l.err == nil && !l.seen.Away }

// connection looks at the way to the instance. Nothing that it sends holds the
// key. It gives nil when there is nothing to look at.
func (r *runner) connection(ctx context.Context) *look {
	address := Check{Group: Connection, ID: "connection.url", Title: "URL"}
	give := func(state State, found, remedy string) *look {
		address.State, address.Found, address.Remedy = state, found, remedy
		r.add(address)
		r.skipWay("the URL is not looked up")
		return nil
	}
	if r.Target == nil || ctx.Err() != nil {
		return give(Skipped, why(ctx, "there is no profile that names one"), "")
	}
	o, err := r.Target.Options(unsent, "")
	if err == nil {
		r.hideProxy(o.Proxy)
		_, err = api.New(o)
	}
	if err != nil {
		address.Cause = Usage
		return give(Fail, err.Error(), "Correct it in the profile: supascale-tui config edit")
	}
	l := &look{now: r.Now(), plan: r.Target}
	if l.url, err = url.Parse(strings.TrimSpace(o.URL)); err != nil {
		address.Cause = Usage
		return give(Fail, "the URL can't be read", "Correct it in the profile: supascale-tui config edit")
	}
	address.State, address.Found = OK, l.addressWords()
	if l.url.Scheme == "http" && !baseurl.IsLoopback(l.url.Hostname()) {
		address.State = Warn
		address.Found += ": plain http, so that everybody on the way can read the key"
		address.Remedy = "Let the instance be reached by https, then set url, and take insecure_http out of the profile"
	}
	r.add(address)
	step, cancel := context.WithTimeout(ctx, r.Step)
	defer cancel()
	o.Timeout = r.Step
	l.seen, err = api.Look(step, o)
	if err != nil {
		var worded bool
		if l.err, worded = errors.AsType[*api.Error](err); !worded {
			l.err = &api.Error{Op: api.OpLook, Message: err.Error()}
		}
	}
	for _, c := range []Check{l.proxy(), l.name(), l.connect(), l.tls(), l.certificate(), l.answer(), l.clock()} {
		r.add(c)
	}
	return l
}

func (r *runner) hideProxy(proxy *url.URL) {
	if proxy != nil {
		r.hide.userinfo(proxy.User)
	}
}

func (r *runner) skipWay(reason string) {
	for _, c := range []Check{wayProxy, wayName, wayConnect, wayTLS, wayCertificate, wayAnswer, wayClock} {
		c.State, c.Found = Skipped, reason
		r.add(c)
	}
}

var (
	wayProxy       = Check{Group: Connection, ID: "connection.proxy", Title: "Proxy"}
	wayName        = Check{Group: Connection, ID: "connection.name", Title: "Name"}
	wayConnect     = Check{Group: Connection, ID: "connection.connect", Title: "Connection"}
	wayTLS         = Check{Group: Connection, ID: "connection.tls", Title: "TLS"}
	wayCertificate = Check{Group: Connection, ID: "connection.certificate", Title: "Certificate"}
	wayAnswer      = Check{Group: Connection, ID: "connection.answer", Title: "Answer"}
	wayClock       = Check{Group: Connection, ID: "connection.clock", Title: "Clock"}
)

func (c Check) is(state State, found string, args ...any) Check {
	c.State, c.Found = state, fmt.Sprintf(found, args...)
	return c
}

func (c Check) cure(remedy string) Check {
	c.Remedy = remedy
	return c
}

// failed is a step of the way that failed.
func (l *look) failed(c Check, remedy string) Check {
	if l.err.Kind == api.Canceled {
		return c.is(Skipped, "interrupted")
	}
	c = c.is(Fail, "%s", l.err.Message).cure(remedy)
	c.Cause = Unreachable
	return c
}

func (l *look) addressWords() string {
	words := l.url.Scheme + "://" + l.url.Host + strings.TrimRight(l.url.EscapedPath(), "/")
	if strings.Trim(l.url.Path, "/") != "" {
		words += ", with a path"
	}
	return words
}

func (l *look) proxy() Check {
	if l.seen.Proxy == "" {
		return wayProxy.is(Info, "none on the way")
	}
	return wayProxy.is(Info, "%s, from %s", l.seen.Proxy, l.plan.ProxyFrom)
}

// lookedAt is whose name and address the first steps are about.
func (l *look) lookedAt() string {
	if l.seen.Proxy != "" {
		return "the proxy"
	}
	return "the instance"
}

func (l *look) unknownName() bool {
	if l.err == nil || l.seen.Connected {
		return false
	}
	_, dns := errors.AsType[*net.DNSError](l.err.Cause)
	return dns || l.seen.Looked && l.seen.Addresses == 0
}

func (l *look) name() Check {
	switch {
	case l.unknownName():
		return l.failed(wayName, "Check the spelling of url, and that this machine's name server knows it (a VPN may be missing)")
	case l.seen.Addresses > 0:
		return wayName.is(OK, "%s has %s", l.lookedAt(), text.Plural(l.seen.Addresses, "address", "addresses"))
	case l.seen.Connected:
		return wayName.is(OK, "an address, which needs no looking up")
	}
	return wayName.is(Info, "nothing was looked up")
}

func (l *look) connect() Check {
	switch {
	case l.unknownName():
		return wayConnect.is(Skipped, "the name is not known")
	case !l.seen.Connected:
		remedy := "See that the instance runs and listens there, and that no firewall is between"
		if l.seen.Proxy != "" {
			remedy = "See that the proxy runs, or take it out of " + l.plan.ProxyFrom
		}
		return l.failed(wayConnect, remedy)
	case l.blocked():
		return l.failed(wayConnect, "Ask who runs the proxy whether it lets you through to the instance, and check its user name and password")
	}
	return wayConnect.is(OK, "to %s within %s", l.lookedAt(), short(l.seen.Connect))
}

// blocked reports that a proxy did not let the connection through.
func (l *look) blocked() bool {
	return l.err != nil && l.seen.Proxy != "" && l.url.Scheme == "https" && l.seen.TLS == nil && len(l.seen.Chain) == 0
}

func (l *look) tls() Check {
	switch {
	case l.url.Scheme == "http" && baseurl.IsLoopback(l.url.Hostname()):
		return wayTLS.is(OK, "none, and on this machine it needs none")
	case l.url.Scheme == "http":
		return wayTLS.is(Warn, "none: what is sent can be read on the way")
	case !l.seen.Connected, l.blocked():
		return wayTLS.is(Skipped, "there is no connection")
	case l.seen.TLS != nil:
		words := tls.VersionName(l.seen.TLS.Version)
		if l.plan.ClientCert {
			words += ", with a client certificate at hand"
		}
		return wayTLS.is(OK, "%s", words)
	case len(l.seen.Chain) > 0:
		return wayTLS.is(Skipped, "the certificate is not trusted")
	}
	return l.failed(wayTLS, "See that url has the port of https. Where the instance asks for a client certificate, set client_cert and client_key in the profile")
}

func (l *look) certificate() Check {
	if len(l.seen.Chain) == 0 {
		reason := "none was shown"
		if l.url.Scheme == "http" {
			reason = "there is no TLS"
		}
		return wayCertificate.is(Skipped, "%s", reason)
	}
	cert := l.seen.Chain[0]
	words := certificateWords(cert)
	if l.plan.OwnCA {
		words += "; the profile's ca_file is trusted too"
	}
	left := cert.NotAfter.Sub(l.now)
	switch {
	case l.seen.TLS == nil && l.err != nil:
		c := l.failed(wayCertificate, strings.TrimSuffix(l.err.Next(), "."))
		c.Found += " (" + words + ")"
		return c
	case left < certificateSoon:
		return wayCertificate.is(Warn, "%s: that is in %s", words, text.Length(left)).
			cure("Renew it on the instance, or see why it isn't renewed by itself")
	}
	return wayCertificate.is(OK, "%s: in %s", words, text.Length(left))
}

func certificateWords(cert *x509.Certificate) string {
	subject := cert.Subject.CommonName
	if subject == "" && len(cert.DNSNames) > 0 {
		subject = cert.DNSNames[0]
	}
	issuer := cert.Issuer.CommonName
	if len(cert.Issuer.Organization) > 0 {
		issuer += " (" + cert.Issuer.Organization[0] + ")"
	}
	return fmt.Sprintf("for %s, by %s, until %s", cut(subject), cut(issuer), cert.NotAfter.UTC().Format(time.DateOnly))
}

func (l *look) answer() Check {
	s := l.seen
	switch {
	case l.err != nil && (!s.Connected || l.url.Scheme == "https" && s.TLS == nil):
		return wayAnswer.is(Skipped, "the instance is not reached")
	case l.err != nil:
		return l.failed(wayAnswer, "See that the instance is well: something listens there and does not answer")
	case s.Away:
		c := wayAnswer.is(Fail, "redirects to %s, another address, where the key is not sent", s.Redirect)
		return c.cure("If that is the instance, set url = \"" + l.redirected() + "\" in the profile")
	case s.Redirect != "":
		return wayAnswer.is(OK, "after %s, with a redirect to %s, which is followed", short(s.Took), s.Redirect)
	case s.Status >= 500:
		return wayAnswer.is(Warn, "%s, from the instance or a proxy in front of it", status(s.Status)).
			cure("See that the instance is well, and look at its logs")
	case s.WebPage:
		return wayAnswer.is(Warn, "after %s, with a web page (%s), not with the API", short(s.Took), status(s.Status)).
			cure("If the API is refused below too: set url to the instance's own address, with its path if it has one")
	case s.SignIn:
		return wayAnswer.is(OK, "after %s; people can sign in there", short(s.Took))
	}
	return wayAnswer.is(OK, "after %s", short(s.Took))
}

// redirected is the url to set instead.
func (l *look) redirected() string {
	base, _, _ := strings.Cut(l.seen.Redirect, "/api/")
	if u, err := url.Parse(base); err == nil && base == l.seen.Redirect {
		return u.Scheme + "://" + u.Host
	}
	return base
}

func (l *look) clock() Check {
	if l.err != nil || l.seen.Date.IsZero() {
		return wayClock.is(Skipped, "there is no answer that tells the time")
	}
	// The header has whole seconds, and was made while the answer was on its way.
	skew := l.seen.Date.Sub(l.now.Add(l.seen.Took)).Truncate(time.Second)
	if skew.Abs() <= skewWarn {
		return wayClock.is(OK, "this machine's and the other side's agree")
	}
	direction := "behind"
	if skew < 0 {
		direction = "ahead of"
	}
	c := wayClock.is(Warn, "this machine's is %s %s the other side's: times of expiry and in the log are off by as much", text.Length(skew.Abs()), direction)
	if skew.Abs() > skewFail {
		c.State = Fail
	}
	return c.cure("Set the clock of the one that is wrong, by NTP: timedatectl set-ntp true")
}

func status(code int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", code, http.StatusText(code)))
}

func short(d time.Duration) string {
	if d < time.Millisecond {
		return "1 ms"
	}
	return fmt.Sprintf("%d ms", d.Milliseconds())
}

// cut bounds a text from outside that stands within a sentence.
func cut(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:79]) + "…"
	}
	return s
}
