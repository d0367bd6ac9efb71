//go:build e2e && unix

package e2e

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	bigendian "encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
)

const (
	authUser     = "ada"
	authPassword = "test-only passphrase"
	authSecret   = "tests-only-secret-20"
)

// authServer starts e2e/authjs/server.mjs and gives its URL.
func authServer(t *testing.T, flavour, totpSecret string) string {
	t.Helper()
	if _, err := os.Stat("authjs/node_modules"); err != nil {
		t.Fatal(`e2e/authjs has no packages: run "make e2e", or "npm ci --prefix e2e/authjs"`)
	}
	var stderr bytes.Buffer
	cmd := exec.Command("node", "server.mjs")
	cmd.Dir, cmd.Stderr = "authjs", &stderr
	cmd.Env = append(os.Environ(), "FLAVOUR="+flavour, "USERNAME="+authUser, "PASSWORD="+authPassword, "TOTP_SECRET="+totpSecret)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	url, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the server does not start (%v):\n%s", err, stderr.String())
	}
	return strings.TrimSpace(url)
}

// totpAt is RFC 6238, written once more: the instance's own is what is tested.
func totpAt(at time.Time) string {
	mac := hmac.New(sha1.New, []byte(authSecret))
	_ = bigendian.Write(mac, bigendian.BigEndian, at.Unix()/30)
	sum := mac.Sum(nil)
	from := sum[19] & 15
	return fmt.Sprintf("%06d", (bigendian.BigEndian.Uint32(sum[from:])&0x7fffffff)%1_000_000)
}

// From a password to a key, on servers that know nothing of ours.
func TestSignInToServersThatAreNotOurs(t *testing.T) {
	for _, flavour := range []string{"next-auth", "authjs"} {
		for _, secret := range []string{"", authSecret} {
			t.Run(fmt.Sprintf("%s, second factor %v", flavour, secret != ""), func(t *testing.T) {
				t.Parallel()
				options := api.Options{URL: authServer(t, flavour, secret)}
				signIn := func(password, code string) (*api.Session, error) {
					return api.SignIn(t.Context(), options, api.SignInForm{
						Username: authUser, Password: api.NewSecret(password), Code: api.NewSecret(code),
					})
				}
				want := func(err, kind error) {
					t.Helper()
					if !errors.Is(err, kind) {
						t.Errorf("got %v, want %v", err, kind)
					}
					if err != nil && strings.Contains(err.Error(), authPassword) {
						t.Error("the error tells the password")
					}
				}
				_, err := signIn("another passphrase", "")
				want(err, api.ErrBadCredentials)
				session, err := signIn(authPassword, "")
				if secret != "" {
					want(err, api.ErrCodeNeeded)
					_, err = signIn(authPassword, "000 00x")
					want(err, api.ErrBadCredentials)
					session, err = signIn(authPassword, totpAt(time.Now()))
				}
				if err != nil {
					t.Fatal(err)
				}
				firstKey(t, session)
			})
		}
	}
}

func firstKey(t *testing.T, session *api.Session) {
	t.Helper()
	who, err := session.Who(t.Context(), "ask who is signed in")
	if err != nil || who.User != authUser || !who.Expires.After(time.Now()) {
		t.Errorf("got %+v, %v", who, err)
	}
	c := session.Client()
	made, err := c.CreateKey(t.Context(), api.NewKey{Name: "First", Permissions: keys.Grant(keys.System, keys.Write)})
	if err != nil || keys.CheckFormat(made.Secret.Reveal()) != nil {
		t.Fatalf("got %+v, %v", made, err)
	}
	if page, err := c.ListKeys(t.Context(), 0, 0); err != nil || len(page.Keys) != 1 || page.Keys[0].Name != "First" {
		t.Errorf("listed %+v, %v", page, err)
	}
	if err := session.SignOut(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := c.ListKeys(t.Context(), 0, 0); !errors.Is(err, api.ErrSessionEnded) {
		t.Errorf("after signing out: %v", err)
	}
}
