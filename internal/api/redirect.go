package api

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/supascale/supascale-tui/internal/baseurl"
)

const redirectsMax = 5

// followSameOrigin lets a GET follow redirects within its origin. Everything
// else stops at the redirect, which is then reported: the key must not reach
// another origin, and a change must not be made somewhere else than asked.
func followSameOrigin(next *http.Request, via []*http.Request) error {
	first := via[0]
	if first.Method != http.MethodGet || len(via) > redirectsMax || baseurl.Origin(next.URL) != baseurl.Origin(first.URL) {
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

// noRedirects stops at the first, which is then looked at.
type noRedirects struct{}

func (noRedirects) Apply(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// redirected says why a redirect was not followed, and where the instance may be.
func (c *Client) redirected(e *Error, answer *http.Response) *Error {
	to := redirectTarget(answer)
	if to == nil {
		e.Message = "answered with " + statusWords(e.Status) + " to nowhere"
		return e
	}
	e.Message = c.tidy("redirects to "+to.String()+", where the "+c.credential.noun()+" is not sent", messageMax)
	if baseurl.Origin(to) == baseurl.Origin(answer.Request.URL) {
		e.Message = c.tidy("redirects to "+to.String()+" and further, without end", messageMax)
		if e.Op == OpCreateKey || e.Op == OpRevokeKey {
			e.Message = c.tidy("redirects to "+to.String()+", where a change is not sent", messageMax)
		}
	}
	e.Location = c.tidy(baseurl.Origin(to), messageMax)
	for _, root := range []string{baseurl.APIPath, authPath} {
		if base, _, found := strings.Cut(to.String(), root+"/"); found {
			e.Location = c.tidy(base, messageMax)
			break
		}
	}
	return e
}
