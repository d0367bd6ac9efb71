package keys

// Reason is why an attempt failed, by its wire name (contract, "Activity and
// failed attempts").
type Reason string

// The reasons of the contract.
const (
	MissingKey       Reason = "missing_key"
	MalformedKey     Reason = "malformed_key"
	UnknownKey       Reason = "unknown_key"
	RevokedKey       Reason = "revoked_key"
	ExpiredKey       Reason = "expired_key"
	PermissionDenied Reason = "permission_denied"
	RateLimited      Reason = "rate_limited"
	BadCredentials   Reason = "bad_credentials"
)

// UntoldReason counts what failed without a reason, or may have: the log doesn't
// tell. No entry has it.
const UntoldReason Reason = "unknown"

// trait is what is told of a reason besides its words.
type trait uint8

const (
	keyless trait = 1 << iota // no key of this instance is behind it
	guess                     // somebody may be guessing
)

type reasonFacts struct {
	reason Reason
	traits trait
	words  string
	means  string
	next   []string
}

var reasonTable = []reasonFacts{
	{MissingKey, keyless, "no key", "The request carried no API key.", []string{
		"Send the header  Authorization: Bearer supascale_…",
		"Check that the client does not drop the header on a redirect.",
	}},
	{MalformedKey, keyless | guess, "malformed key", "What was sent cannot be a key: a key is supascale_ and 28 letters or digits.", []string{
		"Check that the whole key was copied, with the supascale_ prefix and no spaces.",
		"Check the form of the header:  Authorization: Bearer supascale_…",
	}},
	{UnknownKey, keyless | guess, "unknown key", "The key has the right form but was never issued by this instance.", []string{
		"Check the key for typing errors and that it belongs to this instance.",
		"Many of these from one address can be somebody guessing.",
	}},
	{RevokedKey, 0, "revoked key", "The key was revoked; it is still in use somewhere.", []string{
		"Create the key again, and put it in place where the request comes from.",
		"If nobody should be using it, find out who is: address and agent tell.",
	}},
	{ExpiredKey, 0, "expired key", "The key's expiry has passed; it is still in use somewhere.", []string{
		"Rotate the key, and put the new one in place where the request comes from.",
	}},
	{PermissionDenied, 0, "permission denied", "The key is valid but does not have the level this request needs.", []string{
		"If the request is right, rotate the key with the level that is missing. Levels of an existing key can't be changed.",
		"If it is not, correct the client: the key works as intended.",
	}},
	{RateLimited, keyless | guess, "rate limited", "Too many refused credentials came from this address within a minute.", []string{
		"Look at the failures before this one: they are the cause.",
		"A valid key from the same address still works.",
	}},
	{BadCredentials, keyless | guess, "wrong sign-in", "A sign-in to the web interface failed.", []string{
		"Check user name, password and second factor. The address is locked out for a while after five failures.",
	}},
}

// Reasons lists the reasons of the contract, in its order.
func Reasons() []Reason {
	list := make([]Reason, len(reasonTable))
	for i, facts := range reasonTable {
		list[i] = facts.reason
	}
	return list
}

func (r Reason) facts() reasonFacts {
	for _, facts := range reasonTable {
		if facts.reason == r {
			return facts
		}
	}
	if r == UntoldReason {
		return reasonFacts{reason: r, words: "no reason told", means: "The log does not tell a reason."}
	}
	return reasonFacts{reason: r, words: string(r), means: "This instance gives a reason that is not documented."}
}

// Words names the reason for people: "permission denied". An undocumented
// reason is its own name.
func (r Reason) Words() string { return r.facts().words }

// Means explains the reason in a sentence.
func (r Reason) Means() string { return r.facts().means }

// Next lists what an admin can do about it, from the documentation's
// troubleshooting.
func (r Reason) Next() []string { return r.facts().next }

// Keyless reports whether no key of the instance is behind such an attempt: the address
// alone tells who made it.
func (r Reason) Keyless() bool { return r.facts().traits&keyless != 0 }

// Guess reports whether somebody may be guessing keys or passwords.
func (r Reason) Guess() bool { return r.facts().traits&guess != 0 }
