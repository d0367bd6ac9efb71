package api

import (
	"strings"
	"testing"
)

func TestAProxyOfTheEnvironmentThatCantBeReadIsNeverPassedOver(t *testing.T) {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
		for _, value := range []string{
			"http://user:hun%ter2@proxy.example:3128", "http://user:hun#ter2@proxy.example:3128", "http://user:1#2@proxy.example:3128",
			"http://user:hun/ter2@proxy.example:3128", "http://user:1/2@proxy.example:3128", "http://user:hun ter2@proxy.example:3128",
			"ftp://user:hunter2@proxy.example", "http://",
		} {
			t.Setenv("HTTPS_PROXY", "")
			t.Setenv("https_proxy", "")
			t.Setenv("NO_PROXY", "")
			t.Setenv(name, value)
			_, err := New(Options{URL: "https://supascale.example.com", Key: NewSecret(fakeKey)})
			if err == nil || !strings.Contains(err.Error(), name+" can't be used") || strings.Contains(err.Error(), "ter2") {
				t.Errorf("%s=%s: %v", name, value, err)
			}
			if _, err := Look(t.Context(), Options{URL: "https://supascale.example.com"}); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("the doctor: %s=%s: %v", name, value, err)
			}
			t.Setenv("NO_PROXY", "supascale.example.com")
			if _, err := New(Options{URL: "https://supascale.example.com", Key: NewSecret(fakeKey)}); err != nil {
				t.Errorf("an instance that needs no proxy: %v", err)
			}
		}
	}
	t.Setenv("NO_PROXY", "")
	for _, value := range []string{"proxy.example:3128", "http://user:hun%25ter2@proxy.example:3128", "socks5://proxy.example:1080/"} {
		t.Setenv("https_proxy", "")
		t.Setenv("HTTPS_PROXY", value)
		if _, err := New(Options{URL: "https://supascale.example.com", Key: NewSecret(fakeKey)}); err != nil {
			t.Errorf("%s: %v", value, err)
		}
	}
}

// A proxy reads all that goes through it over plain http.
func TestNoProxyOfTheEnvironmentGetsAKeyInClear(t *testing.T) {
	t.Setenv("NO_PROXY", "")
	t.Setenv("HTTP_PROXY", "http://proxy.example:3128")
	_, err := New(Options{URL: "http://10.0.0.7:8787", Key: NewSecret(fakeKey), InsecureHTTP: true})
	if err == nil || !strings.Contains(err.Error(), "HTTP_PROXY is set: the proxy would get the key unencrypted") {
		t.Errorf("got %v", err)
	}
	if _, err := New(Options{URL: "http://127.0.0.1:8787", Key: NewSecret(fakeKey)}); err != nil {
		t.Errorf("loopback needs no proxy: %v", err)
	}
}
