package api

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
)

const (
	apiPath  = "/api/v1"
	authPath = "/api/auth" // of NextAuth.js
)

// parseURL checks an instance's URL. Errors never repeat what was given: it
// may hold credentials.
func parseURL(given string, insecure bool) (*url.URL, error) {
	given = strings.TrimSpace(given)
	if given == "" {
		return nil, errors.New("the instance's URL is missing: give one such as https://supascale.example.com")
	}
	if !strings.Contains(given, "://") {
		return nil, errors.New("the instance's URL must start with https://")
	}
	given, err := bracketIPv6(given)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(given)
	if err != nil {
		return nil, errors.New("the instance's URL can't be read: it must have the form https://host or https://host:port/path")
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("the instance's URL must start with https://")
	case u.User != nil:
		return nil, errors.New("the instance's URL must not hold a user name or password: the key is given by itself")
	case u.Hostname() == "":
		return nil, errors.New("the instance's URL has no host: it must have the form https://host")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("the instance's URL must end with its path: leave out what follows ? or #")
	case u.Scheme == "http" && !insecure && !IsLoopback(u.Hostname()):
		return nil, errors.New("plain http would send the key readable over the network: use https://, or --insecure-http if the way there is safe")
	}
	u.Host = strings.ToLower(u.Host)
	// The documentation writes its routes with the base path, so that is what
	// people paste.
	u.Path = strings.TrimSuffix(strings.TrimRight(u.Path, "/"), apiPath)
	u.RawPath = ""
	return u, nil
}

// IsLoopback reports whether a host is this machine, by its name or its address. The
// names below localhost are, too (RFC 6761, section 6.3): dialHere sees to it.
func IsLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") || isBelowLocalhost(host) {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

func isBelowLocalhost(host string) bool {
	return strings.HasSuffix(strings.ToLower(host), ".localhost")
}

// originOf is scheme, host and port, as RFC 6454 defines an origin.
func originOf(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "80"
		if strings.EqualFold(u.Scheme, "https") {
			port = "443"
		}
	}
	return strings.ToLower(u.Scheme + "://" + net.JoinHostPort(u.Hostname(), port))
}

// CheckKey refuses a key that can't be sent in a header, in words. Other forms
// than the documented one are let through: an earlier version had another.
func CheckKey(key string) error {
	if key == "" {
		return errors.New("the API key is missing")
	}
	return keys.CheckSendable(key)
}

// Origin is scheme, host and port of an instance's URL, as "https://host:443"
// (RFC 6454): what a key may be sent to. Its errors don't repeat the URL.
func Origin(given string) (string, error) {
	u, err := parseURL(given, true)
	if err != nil {
		return "", err
	}
	return originOf(u), nil
}
