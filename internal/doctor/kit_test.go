package doctor

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/credential"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/testkit/contracttest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newKey(t *testing.T) string {
	t.Helper()
	key, err := keys.Generate(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// planFor is a plan for an instance at a URL, with a key at hand.
func planFor(t *testing.T, address, key string) Plan {
	t.Helper()
	p := Plan{Program: "test", Settings: Settings{Path: filepath.Join(t.TempDir(), "config.toml"), Chosen: "the test names it"}}
	p.Target = &Target{
		URL: address, ProxyFrom: "the environment",
		Options: func(key api.Secret, header string) (api.Options, error) {
			return api.Options{URL: address, Key: key, AuthHeader: header}, nil
		},
		FindKey: func(context.Context) (credential.Credential, error) {
			return credential.Credential{Key: api.NewSecret(key), Source: credential.Source{Step: credential.Environment}}, nil
		},
	}
	return p
}

// examine runs a plan and holds what it says against the schema.
func examine(t *testing.T, p Plan) Report {
	t.Helper()
	r := Run(t.Context(), p)
	document, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := contracttest.CheckOutput("doctor.json", document); err != nil {
		t.Errorf("%v\n%s", err, document)
	}
	ids := map[string]bool{}
	for _, c := range r.Checks {
		if ids[c.ID] {
			t.Errorf("%s is there twice", c.ID)
		}
		ids[c.ID] = true
		if (c.State == Fail || c.State == Warn) && c.Remedy == "" && c.ID != "connection.tls" {
			t.Errorf("%s %s without a remedy: %s", c.ID, c.State, c.Found)
		}
	}
	for _, id := range []string{"configuration.file", "credential.form", "connection.clock", "instance.figures", "instance.revoke", "terminal.trace"} {
		if !ids[id] {
			t.Errorf("%s is missing", id)
		}
	}
	return r
}

// finds wants a check to have a state and to say something, in what was found
// or in the remedy.
func (r Report) finds(t *testing.T, id string, state State, says ...string) {
	t.Helper()
	for _, c := range r.Checks {
		if c.ID != id {
			continue
		}
		if c.State != state {
			t.Errorf("%s is %s, want %s: %s", id, c.State, state, c.Found)
		}
		for _, text := range says {
			if !strings.Contains(c.Found+" → "+c.Remedy, text) {
				t.Errorf("%s: “%s → %s” doesn't say %q", id, c.Found, c.Remedy, text)
			}
		}
		return
	}
	t.Errorf("there is no check %s", id)
}

// failsWith wants the first failure to be of a cause.
func (r Report) failsWith(t *testing.T, id string, cause Cause) {
	t.Helper()
	c, failed := r.FirstFailure()
	if !failed || c.ID != id || c.Cause != cause {
		t.Errorf("the first failure is %q of cause %d, want %q of %d", c.ID, c.Cause, id, cause)
	}
}

func printed(t *testing.T, r Report) string {
	t.Helper()
	var out bytes.Buffer
	if err := r.Print(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// fake answers routes below /api/v1 by path, and everything else with 404.
type fake map[string]http.HandlerFunc

const (
	list = "/api/v1/settings/api-keys"
	logs = "/api/v1/system/activity"
)

func (f fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if answer := f[r.URL.Path]; answer != nil {
		answer(w, r)
		return
	}
	says(404, `{"error":"no such route"}`)(w, r)
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		kind := "application/json"
		if strings.HasPrefix(body, "<") {
			kind = "text/html"
		}
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func (f fake) serve(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	return server.URL
}

// secure serves with a certificate of its own authority, which is in the file
// it gives.
func (f fake) secure(t *testing.T, until time.Time, change func(*x509.Certificate)) (address, caFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	cert := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Fake instance", Organization: []string{"Fake Org"}},
		NotBefore: until.Add(-1000 * time.Hour), NotAfter: until,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"scale.example.com"},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if change != nil {
		change(cert)
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, cert, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	caFile = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(caFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(f)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // the refused handshakes
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL, caFile
}

// trust makes the plan trust an authority.
func (p *Plan) trust(t *testing.T, caFile string) {
	t.Helper()
	security, err := api.TLSConfig(caFile, "", "")
	if err != nil {
		t.Fatal(err)
	}
	options := p.Target.Options
	p.Target.OwnCA = true
	p.Target.Options = func(key api.Secret, header string) (api.Options, error) {
		o, err := options(key, header)
		o.TLS = security
		return o, err
	}
}
