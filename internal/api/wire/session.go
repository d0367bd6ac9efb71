package wire

import "time"

// CSRF is the answer to GET /api/auth/csrf.
type CSRF struct {
	Token string `json:"csrfToken"`
}

// Providers is the answer to GET /api/auth/providers.
type Providers struct {
	Credentials Provider `json:"credentials"`
}

// Provider is a way to sign in.
type Provider struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Type        string `json:"type"`
	SigninURL   string `json:"signinUrl"`
	CallbackURL string `json:"callbackUrl"`
}

// Session is the answer to GET /api/auth/session: empty where nobody is signed
// in.
type Session struct {
	User    *SessionUser `json:"user,omitempty"`
	Expires *time.Time   `json:"expires,omitempty"`
}

// SessionUser is whose session it is.
type SessionUser struct {
	Name string `json:"name"`
}

// AuthDone is the answer to a form of NextAuth's that was accepted: where a
// browser goes next.
type AuthDone struct {
	URL string `json:"url"`
}

// SignInRefused is the answer to a sign-in that was not: the URL's query has
// NextAuth's error and code.
type SignInRefused struct {
	Success bool        `json:"success"`
	URL     string      `json:"url"`
	Error   ErrorDetail `json:"error"`
}
