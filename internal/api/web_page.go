package api

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
)

// isWebPage recognises HTML, which proxies and wrong addresses answer with.
func isWebPage(contentType string, start []byte) bool {
	if strings.Contains(strings.ToLower(contentType), "html") {
		return true
	}
	return bytes.HasPrefix(bytes.TrimLeft(start, "\ufeff \t\r\n"), []byte("<"))
}

// pageWords says from whom a web page came that stands where an answer of the API
// should.
func pageWords(answer *http.Response) string {
	status := statusWords(answer.StatusCode)
	switch answer.StatusCode {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return "a proxy in front of the instance answered with " + status
	}
	switch {
	case bySomeProxy(answer.Header):
		return fmt.Sprintf("a proxy on the way answered with a web page of its own (%s), not the API", status)
	case answer.StatusCode >= 500:
		return fmt.Sprintf("answered with %s and a web page, from the instance or a proxy in front of it", status)
	}
	return fmt.Sprintf("%s (%s)", messageWebPage, status)
}
