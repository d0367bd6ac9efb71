package config

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/supascale/supascale-tui/internal/baseurl"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
)

var (
	wordForm = text.Pattern(`^[\pL\pN][\pL\pN_-]{0,19}$`)
	bare     = text.Pattern(`^[A-Za-z0-9_-]+$`)
)

func word(text string) bool { return wordForm().MatchString(text) }

// span reports whether text says when a new key expires: never, or after a length of time.
func span(text string) bool { return text == "never" || length(text) }

// length reports whether text is a length of time.
func length(text string) bool {
	_, err := keys.ParseSpan(text)
	return err == nil
}

// shows reports whether a text has something to show and nothing that doesn't.
func shows(text string) bool {
	return strings.TrimSpace(text) != "" && utf8.ValidString(text) &&
		strings.IndexFunc(text, hidden) < 0
}

// hidden reports whether a character does not show.
func hidden(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }

func isURL(text string) bool {
	_, err := baseurl.Parse(text)
	return err == nil
}

func proxyURL(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
		return true
	}
	return false
}
