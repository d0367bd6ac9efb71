package config

import (
	"slices"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
)

// UsualRevealTimeout is how long a new key stays in sight without a key press. A dropped SSH
// connection under tmux leaves the screen on the pane for anyone who attaches next.
const UsualRevealTimeout = 10 * time.Minute

// Settings are the admin's preferences. A zero value leaves the choice to the
// program. Each is described in docs/configuration.md.
type Settings struct {
	Clipboard        string        // one of Clipboards
	ClipboardCommand []string      // program and arguments
	ClipboardClear   time.Duration // 0 for never
	RevealTimeout    time.Duration // 0 for UsualRevealTimeout
	Theme            string        // one of Themes, or an own one
	Mouse            bool
	Expiry           string   // of new keys: "never" or a span such as "90d"
	Preset           string   // that new keys start from, by name
	NoteRequired     []string // of NoteFields: what must be noted about a new key
	Profile          string   // the one to use when none is named
	Queries          []Query
	Profiles         []Profile // in the file's order
	Presets          []Preset  // the admin's own, in the file's order
	Health           Health

	// Places says where in the file each setting stands, by its dotted name:
	// "FILE, line 3, column 8", for whoever finds it wrong.
	Places map[string]string
}

// Query is a saved query of the activity log, as it was written. Queries are
// sorted by name.
type Query struct {
	Name, Line string
	Where      string // as in Settings.Places
}

// Profile is an instance the admin works with. It holds no credential, only
// where one comes from. What is "" or nil is left to the file's top level or
// to the program.
type Profile struct {
	Name        string // "" for the instance the environment names
	URL         string
	Environment string // production, staging, development or another word; "" unknown
	AuthHeader  string // one of AuthHeaders
	RevokeStyle string // one of RevokeStyles
	Timeout     time.Duration

	CAFile       string // absolute, as all paths here
	ClientCert   string
	ClientKey    string
	Proxy        string // a URL; it may hold a password
	InsecureHTTP bool

	Theme            string
	Clipboard        string
	ClipboardCommand []string
	Expiry           string
	Preset           string
	NoteRequired     []string // nil: as at the top level

	TokenCommand []string // prints the key
	Keyring      bool     // the key may be in the system's keyring
	KeyFile      string   // holds the key
}

// Preset is a set of permissions of the admin's own to start a new key from.
type Preset struct {
	Name        string
	Description string
	Permissions map[string]string // level by resource, both by wire name
	Expiry      string            // as Settings.Expiry
}

// Health is by what keys want attention. Times are spans such as "14d", "" for
// the program's own.
type Health struct {
	Expiring, Stale, Grace, Evidence, NewAddress string

	Ignore []string // of HealthRules
}

// FindProfile gives the profile of a name.
func (s Settings) FindProfile(name string) (Profile, bool) {
	i := slices.IndexFunc(s.Profiles, func(p Profile) bool { return p.Name == name })
	if i < 0 {
		return Profile{}, false
	}
	return s.Profiles[i], true
}

// ProfileNames lists the profiles, in the file's order.
func (s Settings) ProfileNames() []string {
	names := make([]string, len(s.Profiles))
	for i, p := range s.Profiles {
		names[i] = p.Name
	}
	return names
}

// Current is the name of the profile that is used when none is named: the one
// the file says, or the only one there is. "" when that leaves it open.
func (s Settings) Current() string {
	if s.Profile == "" && len(s.Profiles) == 1 {
		return s.Profiles[0].Name
	}
	return s.Profile
}

// Clipboards are the ways to copy that may be named.
func Clipboards() []string {
	return []string{"auto", "osc52", "tmux", "screen", "native", "command", "none"}
}

// AuthHeaders are the ways to send the key (contract, "Base, authentication").
func AuthHeaders() []string { return []string{"bearer", "x-api-key"} }

// RevokeStyles are the ways to name the key to revoke (contract, "Keys").
func RevokeStyles() []string { return []string{"path", "query"} }

// Resources and Levels are the wire names in a preset (contract,
// "Permissions").
func Resources() (names []string) {
	for _, r := range keys.Resources() {
		names = append(names, string(r))
	}
	return names
}

// NoteFields are the parts of a note about a key.
func NoteFields() []string { return []string{"owner", "purpose", "ticket"} }

// Levels are the levels of a permission.
func Levels() []string { return []string{"none", "read", "write"} }

// HealthRules are the rules by which keys want attention, the most important
// first.
func HealthRules() []string {
	return []string{
		"expired-tried", "new-address", "expiring", "rotation-unfinished", "superseded", "stale", "never-used", "expired", "over-privileged", "system-write",
		"never-expiring", "duplicate-name",
	}
}
