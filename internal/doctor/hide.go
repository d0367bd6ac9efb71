package doctor

import (
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

const (
	redacted = "[redacted]"
	textMax  = 500 // characters
)

// hider takes out of a text what must not be in a bug report. It is the last
// of several nets: what is worded elsewhere holds no secret either.
type hider struct {
	secrets    []string
	home, user string
}

var proxyVariables = []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"}

func newHider(p Plan) *hider {
	h := &hider{home: strings.TrimRight(p.Home, "/\\"), user: p.User}
	for _, name := range proxyVariables {
		h.userOf(lookup(p.Environ, name))
	}
	if p.Target != nil {
		h.userOf(p.Target.URL)
	}
	return h
}

// userOf hides what a URL says about a user.
func (h *hider) userOf(address string) {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	if u, err := url.Parse(address); err == nil {
		h.userinfo(u.User)
		return
	}
	// Its password may be what can't be parsed.
	if _, rest, found := strings.Cut(address, "://"); found {
		if at := strings.LastIndex(rest, "@"); at >= 0 {
			name, password, _ := strings.Cut(rest[:at], ":")
			h.name(name)
			h.secret(password)
		}
	}
}

func (h *hider) userinfo(u *url.Userinfo) {
	if u == nil {
		return
	}
	password, _ := u.Password()
	h.secret(base64.StdEncoding.EncodeToString([]byte(u.Username() + ":" + password)))
	h.secret(password)
	h.secret(url.QueryEscape(password))
	h.name(u.Username())
}

// name hides a user's name where it stands as one: by itself it may be a word.
func (h *hider) name(user string) {
	if user != "" {
		h.secret(user + "@")
		h.secret(user + ":")
	}
}

// secret hides a text from now on. One of a few letters would take words apart.
func (h *hider) secret(text string) {
	if len(text) >= 4 {
		h.secrets = append(h.secrets, text)
	}
}

// key hides a key, and all of it that is not known by everybody.
func (h *hider) key(value string) {
	h.secret(value)
	for _, prefix := range keys.Prefixes() {
		if body, found := strings.CutPrefix(value, prefix); found {
			h.secret(body)
		}
	}
}

var (
	// keyForm is a key of either documented form; a preview has four letters.
	keyForm = text.Pattern(`(` + strings.Join(keys.Prefixes(), "|") + `)[0-9A-Za-z]{8,}`)
	// someHome is the folder of an account.
	someHome = text.Pattern(`(/home/|/Users/|\\Users\\)[^/\\\s:,"']+`)
)

func (h *hider) text(s string) string {
	for _, secret := range h.secrets {
		s = strings.ReplaceAll(s, secret, redacted)
	}
	s = keyForm().ReplaceAllLiteralString(s, redacted)
	s = h.paths(s)
	return sanitize.Limit(s, textMax)
}

// paths takes the names of accounts out of paths and addresses.
func (h *hider) paths(s string) string {
	if h.home != "" {
		s = replaceWhole(s, h.home, "~")
	}
	s = someHome().ReplaceAllString(s, "${1}[user]")
	if h.user != "" {
		s = strings.ReplaceAll(s, h.user+"@", "[user]@")
		s = replaceWhole(s, "/"+h.user, "/[user]")
		s = replaceWhole(s, `\`+h.user, `\[user]`)
	}
	return s
}

// replaceWhole replaces a path's piece that does not go on as another name.
func replaceWhole(s, piece, by string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, piece)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if goesOn(rest) {
			b.WriteString(piece)
		} else {
			b.WriteString(by)
		}
		s = rest
	}
}

func goesOn(rest string) bool {
	if rest == "" {
		return false
	}
	c := rest[0]
	return c == '-' || c == '_' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' ||
		c == '.' && len(rest) > 1 && rest[1] != ' '
}

func lookup(environ []string, name string) (value string) {
	for _, line := range environ {
		if k, v, _ := strings.Cut(line, "="); k == name {
			value = v
		}
	}
	return value
}
