// Flood sends one instance as many requests as it takes, from several addresses of
// this machine, until its input ends. Every request differs from the one before in
// whatever its sender can choose. It prints how many were answered.
//
//	flood URL KIND [KEY]
//
// It has the lowest priority: whoever floods an instance uses processors elsewhere.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	addresses   = 3
	connections = 100 // of each address; an instance takes 128
)

// kinds give the n-th request, without its key.
var kinds = map[string]func(n int64) (method, path, body string){
	"refused": func(n int64) (string, string, string) {
		switch n % 3 {
		case 0:
			return "POST", "/api/v1/backups/" + long(n), "{}"
		case 1:
			return "POST", "/api/v1/settings/api-keys", `{"name":"x","permissions":{"system":"write"}}`
		}
		return "M" + long(n), "/nothing/" + long(n), ""
	},
	"permitted": func(n int64) (string, string, string) { return "GET", "/api/v1/projects/" + long(n), "" },
	"sign-in": func(n int64) (string, string, string) {
		return "POST", "/api/auth/callback/credentials", "username=" + long(n)
	},
}

// long is a text longer than any that is kept.
func long(n int64) string { return fmt.Sprint(n) + strings.Repeat("x", 2_000) + fmt.Sprint(n) }

func main() {
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, 19) // the figures are worse without
	url, next, key := os.Args[1], kinds[os.Args[2]], strings.Join(os.Args[3:], "")
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	var sent, answered atomic.Int64
	var wg sync.WaitGroup
	for address := range addresses {
		from := &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(address+1))}
		client := &http.Client{Transport: &http.Transport{
			DialContext:         (&net.Dialer{LocalAddr: from}).DialContext,
			MaxIdleConnsPerHost: connections,
		}}
		for range connections {
			wg.Go(func() {
				for ctx.Err() == nil {
					method, path, body := next(sent.Add(1))
					if ask(ctx, client, method, url+path, body, key) {
						answered.Add(1)
					} else {
						select {
						case <-ctx.Done():
						case <-time.After(10 * time.Millisecond):
						}
					}
				}
			})
		}
	}
	wg.Wait()
	fmt.Println(answered.Load())
}

func ask(ctx context.Context, client *http.Client, method, url, body, key string) bool {
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	r.Header.Set("User-Agent", url)
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	res, err := client.Do(r)
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	return true
}
