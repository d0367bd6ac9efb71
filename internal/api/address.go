package api

import (
	"errors"
	"fmt"
	"net/url"

	"github.com/supascale/supascale-tui/internal/baseurl"
	"github.com/supascale/supascale-tui/internal/keys"
)

const authPath = "/api/auth" // of NextAuth.js

// parseURL reads an instance's URL to which a key may be sent: over plain http only to this
// machine, or where insecure says so.
func parseURL(given string, insecure bool) (*url.URL, error) {
	u, err := baseurl.Parse(given)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the instance's URL %w", err)
	case u.Scheme == "http" && !insecure && !baseurl.IsLoopback(u.Hostname()):
		return nil, errors.New("plain http would send the key readable over the network: use https://, or --insecure-http if the way there is safe")
	}
	return u, nil
}

// CheckKey refuses a key that can't be sent in a header, in words. Other forms
// than the documented one are let through: an earlier version had another.
func CheckKey(key string) error {
	if key == "" {
		return errors.New("the API key is missing")
	}
	return keys.CheckSendable(key)
}

// Origin is baseurl.Origin of an instance's URL. Its errors don't repeat the URL.
func Origin(given string) (string, error) {
	u, err := parseURL(given, true)
	if err != nil {
		return "", err
	}
	return baseurl.Origin(u), nil
}
