// Package baseurl says what the URL of an instance may be, and which URLs name the same
// instance.
package baseurl

import (
	"errors"
	"net"
	"net/url"
	"strings"
)

// APIPath is where the routes of the API are below an instance's URL.
const APIPath = "/api/v1"

// Parse reads an instance's URL. The error goes on from "the URL". It shows none of what was
// given: a password may be in it. Whether plain http is allowed is not decided here.
func Parse(given string) (*url.URL, error) {
	given = strings.TrimSpace(given)
	switch {
	case given == "":
		return nil, errors.New("is missing: give one such as https://supascale.example.com")
	case !strings.Contains(given, "://"):
		return nil, errors.New("must start with https://")
	}
	given, err := bracketIPv6(given)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(given)
	switch {
	case err != nil:
		return nil, errors.New("can't be read: it must have the form https://host or https://host:port/path")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("must start with https://")
	case u.User != nil:
		return nil, errors.New("must not hold a user name or password: the key is given by itself")
	case u.Hostname() == "":
		return nil, errors.New("has no host: it must have the form https://host")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("must end with its path: leave out what follows ? or #")
	}
	u.Host = strings.ToLower(u.Host)
	// The documentation writes its routes with the base path, so that is what
	// people paste.
	u.Path = strings.TrimSuffix(strings.TrimRight(u.Path, "/"), APIPath)
	u.RawPath = ""
	return u, nil
}

// Origin is scheme, host and port of a URL, as "https://host:443" (RFC 6454): what a key may
// be sent to.
func Origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "80"
		if strings.EqualFold(u.Scheme, "https") {
			port = "443"
		}
	}
	return strings.ToLower(u.Scheme + "://" + net.JoinHostPort(u.Hostname(), port))
}

// Same reports whether two URLs name one instance, however they are written. What can't be
// read names none.
func Same(a, b string) bool {
	x, errX := Parse(a)
	y, errY := Parse(b)
	return errX == nil && errY == nil && Origin(x) == Origin(y) && x.Path == y.Path
}
