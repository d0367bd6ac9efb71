package api

import (
	"net/http"
	"net/url"
)

// followSameOrigin lets a GET follow redirects within its origin. Everything
// else stops at the redirect, which is then reported: the key must not reach
// another origin, and a change must not be made somewhere else than asked.
func followSameOrigin(next *http.Request, via []*http.Request) error {
	first := via[0]
	if first.Method != http.MethodGet || len(via) > redirectsMax || originOf(next.URL) != originOf(first.URL) {
		return http.ErrUseLastResponse
	}
	return nil
}

// redirectTarget is where an answer redirects to, without what could be secret
// in it; nil when it doesn't say.
func redirectTarget(answer *http.Response) *url.URL {
	to, err := answer.Location()
	if err != nil || to.Host == "" {
		return nil
	}
	return &url.URL{Scheme: to.Scheme, Host: to.Host, Path: to.Path}
}
