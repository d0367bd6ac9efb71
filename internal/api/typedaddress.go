package api

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	words "github.com/supascale/supascale-tui/internal/text"
)

// CompleteURL adds the scheme to an instance's address that was typed without one:
// http for this machine's own names and addresses, else https. An IPv6 address gets
// its brackets where only one reading is possible.
func CompleteURL(typed string) string {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return ""
	}
	if !strings.Contains(typed, "://") {
		typed = "//" + typed
	}
	if bracketed, err := bracketIPv6(typed); err == nil {
		typed = bracketed
	}
	rest, found := strings.CutPrefix(typed, "//")
	if !found {
		return typed
	}
	if u, err := url.Parse(typed); err == nil && IsLoopback(u.Hostname()) {
		return "http://" + rest
	}
	return "https://" + rest
}

var errIPv6 = errors.New("an IPv6 address must be in brackets, so that its port can be told from it: https://[2001:db8::1]:8443")

// bracketIPv6 puts the brackets around a URL's IPv6 address that was written without
// them. Where its last group may also be a port, it is an error, but for ::1:8787,
// since no other host than ::1 has an address of that form.
func bracketIPv6(given string) (string, error) {
	scheme, rest, found := strings.Cut(given, "//")
	if !found {
		return given, nil
	}
	host, path := rest, ""
	if at := strings.IndexAny(rest, "/?#"); at >= 0 {
		host, path = rest[:at], rest[at:]
	}
	if strings.Count(host, ":") < 2 || strings.ContainsAny(host, "[]@") {
		return given, nil
	}
	last := strings.LastIndexByte(host, ':')
	before, port := host[:last], host[last+1:]
	whole, beforePort := isIPv6(host), isIPv6(before) && isPort(port)
	switch {
	case beforePort && (!whole || IsLoopback(before)):
		return scheme + "//[" + before + "]:" + port + path, nil
	case beforePort:
		return "", errIPv6
	case whole:
		return scheme + "//[" + host + "]" + path, nil
	}
	return given, nil
}

func isIPv6(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Is6() && ip.Zone() == ""
}

func isPort(text string) bool {
	n, err := strconv.ParseUint(text, 10, 16)
	return err == nil && n > 0
}

// profileNameMax is how long a profile's name may be.
const profileNameMax = 40

var notInNames = words.Pattern(`[^a-z0-9_]+`)

// NameFor proposes the name of a profile for the instance at a URL, other than those
// that are taken; "" where the URL has no host. It has the characters that the
// configuration file takes in such a name.
func NameFor(address string, taken []string) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return ""
	}
	base := notInNames().ReplaceAllString(strings.TrimPrefix(strings.ToLower(u.Host), "www."), "-")
	if base = strings.Trim(base, "-_"); base == "" {
		base = "instance" // nothing of the host can be in a name
	}
	for n := 1; ; n++ {
		end := ""
		if n > 1 {
			end = fmt.Sprintf("-%d", n)
		}
		name := strings.TrimRight(base[:min(len(base), profileNameMax-len(end))], "-_") + end
		if !slices.Contains(taken, name) {
			return name
		}
	}
}
