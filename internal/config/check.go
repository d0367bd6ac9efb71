package config

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
)

var (
	profileForm = text.Pattern(`^[a-z0-9][a-z0-9_-]{0,39}$`)
	wordForm    = text.Pattern(`^[\pL\pN][\pL\pN_-]{0,19}$`)
	bare        = text.Pattern(`^[A-Za-z0-9_-]+$`)
)

const wantsName = `must have small letters, digits, "-" and "_", at most 40`

// CheckProfileName says in words what a profile's name must be, nil where it is that.
func CheckProfileName(name string) error {
	if !ProfileName(name) {
		return fmt.Errorf("the name of a profile %s", wantsName)
	}
	return nil
}

// ProfileName reports whether a profile may have this name.
func ProfileName(name string) bool { return profileForm().MatchString(name) }

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

// CheckURL says in words what is wrong with an instance's URL. It shows none
// of it: a password may be in it. Whether plain http is allowed is not decided
// here.
func CheckURL(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return errors.New("can't be read: it must have the form https://host or https://host:port/path")
	case u.Scheme != "https" && u.Scheme != "http":
		return errors.New("must start with https://")
	case u.User != nil:
		return errors.New("must not hold a user name or password: the key is given by itself")
	case u.Hostname() == "":
		return errors.New("has no host: it must have the form https://host")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return errors.New("must end with its path: leave out what follows ? or #")
	}
	return nil
}

// sameURL reports whether two URLs name one instance, however they are
// written. What can't be read is the same as nothing.
func sameURL(a, b string) bool {
	x, y := canonical(a), canonical(b)
	return x != "" && x == y
}

func canonical(text string) string {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || CheckURL(u.String()) != nil {
		return ""
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	path := strings.TrimSuffix(strings.TrimRight(u.Path, "/"), "/api/v1")
	return u.Scheme + "://" + strings.ToLower(u.Hostname()) + ":" + port + path
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
