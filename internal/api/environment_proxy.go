package api

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"golang.org/x/net/http/httpproxy"

	"github.com/supascale/supascale-tui/internal/baseurl"
)

// environmentProxy gives the proxy that the environment names for an instance, nil
// for none. net/http takes no proxy where the variable can't be read, and would
// connect directly, which the admin did not ask for: here it is an error. The error
// names the variable and repeats nothing of it: a password may be in it.
func environmentProxy(base *url.URL) (*url.URL, error) {
	if baseurl.IsLoopback(base.Hostname()) {
		return nil, nil
	}
	environment := httpproxy.FromEnvironment()
	name, given := "HTTPS_PROXY", environment.HTTPSProxy
	if base.Scheme == "http" {
		name, given = "HTTP_PROXY", environment.HTTPProxy
	}
	if os.Getenv(name) == "" {
		name = strings.ToLower(name) // both spellings are in use
	}
	// Whether NO_PROXY leaves this instance out does not depend on the proxy's address.
	all := httpproxy.Config{HTTPProxy: "http://proxy.invalid", HTTPSProxy: "http://proxy.invalid", NoProxy: environment.NoProxy}
	if applies, err := all.ProxyFunc()(base); given == "" || err != nil || applies == nil {
		return nil, nil
	}
	if base.Scheme == "http" {
		return nil, fmt.Errorf("%s is set: the proxy would get the key unencrypted. Use https, or unset %s, or name the proxy in the profile (proxy) if it may read the key", name, name)
	}
	if !strings.Contains(given, "://") {
		given = "http://" + given
	}
	proxy, err := ParseProxy(given)
	if err != nil {
		return nil, fmt.Errorf("%s can't be used, and nothing was sent: %w. In a name or password write %% as %%25, # as %%23, / as %%2F, @ as %%40 and a space as %%20", name, err)
	}
	return proxy, nil
}

// errProxyForm is what ParseProxy says of what is no URL of a proxy.
var errProxyForm = errors.New("the proxy's URL can't be read: it must have the form http://host:port or socks5://host:port")
