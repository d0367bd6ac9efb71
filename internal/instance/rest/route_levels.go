package rest

import (
	"net/http"
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
)

// resourceOf says which resource a path is about, "" for none. A path within one needs
// its resource even if no route answers there.
func resourceOf(path string) keys.Resource {
	below, found := strings.CutPrefix(path, apiRoot)
	if !found {
		return ""
	}
	segment, _, _ := strings.Cut(below, "/")
	return keys.ResourceAt(segment)
}

// levelOf is the level that a method needs: GET and HEAD read, every other one
// write.
func levelOf(method string) keys.Level {
	if method == http.MethodGet || method == http.MethodHead {
		return keys.Read
	}
	return keys.Write
}
