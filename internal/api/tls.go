package api

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"strings"

	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// pemMax bounds a file of certificates: the path may name anything.
const pemMax = 4 << 20

// TLSConfig reads what an instance behind an authority of its own, or one that
// asks for a client certificate, needs. caFile holds certificates (PEM) that
// are trusted beside the system's; certFile and keyFile hold the certificate to
// show and its private key (PEM). Each may be "", the last two together. The
// errors name the file and hold nothing of it.
func TLSConfig(caFile, certFile, keyFile string) (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if caFile != "" {
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool() // a machine without any
		}
		text, err := readPEM(caFile)
		if err != nil {
			return nil, fmt.Errorf("the CA file %s", err) //nolint:errorlint // worded by readPEM
		}
		if !pool.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("the CA file %s holds no certificate (PEM)", shown(caFile))
		}
		config.RootCAs = pool
	}
	if certFile == "" && keyFile == "" {
		return config, nil
	}
	if certFile == "" || keyFile == "" {
		return nil, errors.New("a client certificate and its private key belong together: give both, or neither")
	}
	cert, err := clientCertificate(certFile, keyFile)
	if err != nil {
		return nil, err
	}
	config.Certificates = []tls.Certificate{cert}
	return config, nil
}

func clientCertificate(certFile, keyFile string) (tls.Certificate, error) {
	cert, err := readPEM(certFile)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("the client certificate %s", err) //nolint:errorlint // worded by readPEM
	}
	key, err := readPEM(keyFile)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("the client certificate's key %s", err) //nolint:errorlint // worded by readPEM
	}
	if block, _ := pem.Decode(key); block != nil && (block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "") {
		return tls.Certificate{}, fmt.Errorf("the client certificate's key %s is encrypted: only one without a passphrase can be used", shown(keyFile))
	}
	if block, _ := pem.Decode(cert); block == nil || !bytes.Contains(cert, []byte("CERTIFICATE")) {
		return tls.Certificate{}, fmt.Errorf("the client certificate %s holds no certificate (PEM)", shown(certFile))
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		// Its text may quote what it could not read.
		return tls.Certificate{}, fmt.Errorf("the client certificate %s and the key %s do not belong together, or one can't be read", shown(certFile), shown(keyFile))
	}
	return pair, nil
}

// readPEM reads a file; its errors begin with the file's name.
func readPEM(path string) ([]byte, error) {
	f, err := os.Open(path) //nolint:gosec // the admin named the file
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer f.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(io.LimitReader(f, pemMax))
	if err != nil {
		return nil, unreadable(path, err)
	}
	return text, nil
}

func unreadable(path string, err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	}
	return fmt.Errorf("%s can't be read: %w", shown(path), err)
}

func shown(path string) string { return sanitize.Limit(path, 200) }

// ParseProxy reads the URL of a proxy: http, https, socks5 or socks5h (which
// are the same: the proxy looks the name up). Its errors repeat nothing of it,
// and so must whoever shows it: a password may be in it.
func ParseProxy(given string) (*url.URL, error) {
	u, err := url.Parse(given)
	switch {
	case err != nil || u.Hostname() == "":
		return nil, errProxyForm
	case u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5" && u.Scheme != "socks5h":
		return nil, errors.New("the proxy's URL must start with http://, https://, socks5:// or socks5h://")
	case strings.Trim(u.Path, "/") != "" || u.Fragment != "" || u.RawQuery != "":
		// A password with a “/” or “#” in it makes a host of its beginning.
		return nil, errProxyForm
	}
	return u, nil
}
