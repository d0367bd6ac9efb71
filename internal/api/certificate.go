package api

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// certificateError is the Cause where the instance's certificate is not accepted: why,
// and what to do about it.
type certificateError struct{ why, next string }

func (e *certificateError) Error() string { return e.why }

// refusedCertificate gives nil where err is not about the instance's certificate.
func refusedCertificate(err error, now time.Time) *certificateError {
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return &certificateError{
			"its certificate is signed by an unknown authority",
			`If it is an authority of your own, save its certificate and set ca_file = "/path/to/ca.pem" in the profile. If not, somebody may be in between.`,
		}
	}
	if other, ok := errors.AsType[x509.HostnameError](err); ok {
		return &certificateError{"its certificate is for another name", "Set the URL to a name that the certificate holds" + namesOf(other.Certificate) + "."}
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		if invalid.Reason != x509.Expired {
			return &certificateError{why: "its certificate is not valid"}
		}
		return outOfDate(invalid.Cert, now)
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return &certificateError{why: "its certificate can't be verified"}
	}
	return nil
}

// outOfDate is about a certificate that this machine's clock finds expired, or not valid
// yet.
func outOfDate(cert *x509.Certificate, now time.Time) *certificateError {
	const form = "2006-01-02 15:04 UTC"
	clock := ", and this machine's clock says " + now.UTC().Format(form)
	next := "Check this machine's clock and date."
	if now.Before(cert.NotBefore) {
		return &certificateError{"its certificate is not valid before " + cert.NotBefore.UTC().Format(form) + clock, next}
	}
	return &certificateError{
		"its certificate has expired: it was valid until " + cert.NotAfter.UTC().Format(form) + clock,
		next + " If they are right, the certificate must be renewed on the instance.",
	}
}

// namesOf lists the first names of a certificate after a colon, "" where it has none.
func namesOf(cert *x509.Certificate) string {
	names := slices.Clone(cert.DNSNames)
	for _, ip := range cert.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return ""
	}
	return ": " + sanitize.Limit(strings.Join(names[:min(len(names), 3)], ", "), 200)
}
