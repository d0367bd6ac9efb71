package rest

import (
	"net/http"
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
)

// credential is what a request carries as its key.
type credential struct {
	value  string
	reason keys.Reason // why it can't be a key, "" if it can
	// ambiguous says that the request carries two different ones: which of
	// them counts must not depend on who reads the request.
	ambiguous bool
}

// credentialOf reads the two headers of the contract, "Base, authentication".
func credentialOf(h http.Header) credential {
	var found credential
	note := func(value string, reason keys.Reason) {
		switch {
		case value == "":
		case found.value == "":
			found.value, found.reason = value, reason
		case found.value != value:
			found.ambiguous, found.reason = true, keys.MalformedKey
		}
	}
	for _, sent := range h["Authorization"] {
		if token, ok := bearerToken(sent); ok {
			note(token, "")
		} else {
			note(sent, keys.MalformedKey)
		}
	}
	for _, sent := range h["X-Api-Key"] {
		note(sent, "")
	}
	switch {
	case found.value == "":
		found.reason = keys.MissingKey
	case found.reason == "" && keys.CheckFormat(found.value) != nil:
		found.reason = keys.MalformedKey
	}
	return found
}

// bearerToken reads a Bearer credential. The scheme's name is
// case-insensitive (RFC 9110, 11.1).
func bearerToken(header string) (string, bool) {
	scheme, token, found := strings.Cut(header, " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return "", false
	}
	return strings.TrimLeft(token, " "), true
}
