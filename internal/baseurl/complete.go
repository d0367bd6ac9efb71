package baseurl

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Complete adds the scheme to an instance's address that was typed without one:
// http for this machine's own names and addresses, else https. An IPv6 address gets
// its brackets where only one reading is possible.
func Complete(typed string) string {
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
