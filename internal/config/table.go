package config

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// setting is a key of the file that is kept in a T: what it may hold, where it
// goes, and what the reference says of it. The lists of settings below are all
// there is: the decoder, its messages, "config show" and the reference in
// docs/configuration.md are made from them.
type setting[T any] struct {
	name     string
	wants    string            // what it may hold, as in "theme must be …"
	at       func(*T) any      // where it is kept: a *string, *bool, *[]string or *time.Duration
	accepts  func(string) bool // of a text; nil accepts what shows
	path     bool              // a text that names a file, relative to the configuration
	flag     string            // the flag that goes before, without --; "" none
	variable string            // the variable that goes before; "" none
	fallback string            // what holds without it, as in the file or in words
	what     string            // for the reference, in Markdown
}

func oneOf(names []string) string { return `must be one of "` + strings.Join(names, `", "`) + `"` }

var wantsNoteFields = `must be a list of "` + strings.Join(NoteFields(), `", "`) + `"`

// wantsTheme has no list of the admin's own: they are found when one is used.
var wantsTheme = oneOf(Themes()) + ", or the name of a theme of your own"

func among(names []string) func(string) bool {
	return func(text string) bool { return slices.Contains(names, text) }
}

const (
	wantsTime    = `must be a time from 1s to 24h, such as "45s" or "10m"`
	wantsExpiry  = `must be "never" or a time after which a new key expires, such as "12h", "90d", "6mo" or "1y"`
	wantsSpan    = `must be a length of time, such as "12h", "14d", "6mo" or "1y"`
	wantsBool    = "must be true or false"
	wantsFile    = `must be the path of a file, such as "cert.pem" (beside this file) or "~/cert.pem"`
	wantsProgram = `must be a program and its arguments, such as ["pass", "insert", "-e", "key"]`
	wantsURL     = `must be an instance's URL, such as "https://supascale.example.com", without user name, password, ? or #`
)

var topSettings = []setting[Settings]{
	{
		name: "profile", wants: "must be the name of a profile in quotes",
		at: func(s *Settings) any { return &s.Profile }, accepts: ProfileName, flag: "profile", variable: EnvProfile,
		fallback: "the only one there is", what: "the profile to use when none is named; `supascale-tui profile use NAME` sets it",
	},
	{
		name: "theme", wants: wantsTheme,
		at: func(s *Settings) any { return &s.Theme }, accepts: CheckTheme, flag: "theme", variable: EnvTheme,
		fallback: `"auto"`, what: "colours, see [themes.md](themes.md)",
	},
	{
		name: "mouse", wants: wantsBool,
		at: func(s *Settings) any { return &s.Mouse }, flag: "mouse",
		fallback: "false", what: "wheel and click; text can then be selected with shift only",
	},
	{
		name: "clipboard", wants: oneOf(Clipboards()),
		at: func(s *Settings) any { return &s.Clipboard }, accepts: among(Clipboards()), variable: EnvClipboard,
		fallback: `"auto"`, what: "how a new key is copied, see [Ways to copy](#ways-to-copy)",
	},
	{
		name: "clipboard_command", wants: wantsProgram,
		at:       func(s *Settings) any { return &s.ClipboardCommand },
		fallback: "none", what: "for `clipboard = \"command\"`: run without a shell, with the text on its standard input and 10 s to end",
	},
	{
		name: "clipboard_clear", wants: wantsTime,
		at:       func(s *Settings) any { return &s.ClipboardClear },
		fallback: "never", what: "clear the clipboard so long after a copy, while the console is open",
	},
	{
		name: "reveal_timeout", wants: wantsTime,
		at:       func(s *Settings) any { return &s.RevealTimeout },
		fallback: fmt.Sprintf(`"%dm"`, UsualRevealTimeout/time.Minute), what: "hide a new key so long after the last key press; any key shows it again",
	},
	{
		name: "expiry", wants: wantsExpiry,
		at: func(s *Settings) any { return &s.Expiry }, accepts: span,
		fallback: "asked for", what: "when new keys expire",
	},
	{
		name: "preset", wants: "must be the name of a preset in quotes",
		at:       func(s *Settings) any { return &s.Preset },
		fallback: "none", what: "the preset that new keys start from: a documented one, such as `\"CI/CD Pipeline\"`, or one of `[presets]`",
	},
	{
		name: "note_required", wants: wantsNoteFields,
		at: func(s *Settings) any { return &s.NoteRequired }, accepts: among(NoteFields()),
		fallback: "none", what: "what must be noted about a key when it is created here, such as `[\"owner\", \"ticket\"]`",
	},
}

var profileSettings = []setting[Profile]{
	{
		name: "url", wants: wantsURL,
		at: func(p *Profile) any { return &p.URL }, accepts: isURL, variable: EnvURL,
		fallback: "must be given", what: "the instance's address; a path prefix is kept",
	},
	{
		name: "environment", wants: `must be a word of at most 20 letters, digits, "-" and "_", such as "production"`,
		at: func(p *Profile) any { return &p.Environment }, accepts: word,
		fallback: "none", what: "what the header says this is: `\"production\"`, `\"staging\"`, `\"development\"` or a word of your own",
	},
	{
		name: "auth_header", wants: oneOf(AuthHeaders()),
		at: func(p *Profile) any { return &p.AuthHeader }, accepts: among(AuthHeaders()),
		fallback: `"bearer"`, what: "how the key is sent; instances of an earlier version take `\"x-api-key\"`",
	},
	{
		name: "revoke_style", wants: oneOf(RevokeStyles()),
		at: func(p *Profile) any { return &p.RevokeStyle }, accepts: among(RevokeStyles()),
		fallback: `"path"`, what: "how a revocation names the key: in the path, or as `?id=`",
	},
	{
		name: "timeout", wants: wantsTime,
		at:       func(p *Profile) any { return &p.Timeout },
		fallback: `"15s"`, what: "a request fails after this time without any answer, and when less than 10 KiB of its answer arrived in ten times this time",
	},
	{
		name: "ca_file", wants: wantsFile,
		at: func(p *Profile) any { return &p.CAFile }, path: true,
		fallback: "none", what: "certificates (PEM) of an authority to trust beside the system's",
	},
	{
		name: "client_cert", wants: wantsFile,
		at: func(p *Profile) any { return &p.ClientCert }, path: true,
		fallback: "none", what: "certificate (PEM) to show to an instance that asks for one; with `client_key`",
	},
	{
		name: "client_key", wants: wantsFile,
		at: func(p *Profile) any { return &p.ClientKey }, path: true,
		fallback: "none", what: "private key (PEM) of `client_cert`",
	},
	{
		name: "proxy", wants: `must be a proxy's URL, such as "http://proxy.example.com:3128" or "socks5://127.0.0.1:1080"`,
		at: func(p *Profile) any { return &p.Proxy }, accepts: proxyURL,
		fallback: "`HTTPS_PROXY`, `NO_PROXY`", what: "the proxy to go through: `http`, `https`, `socks5` or `socks5h`",
	},
	{
		name: "insecure_http", wants: wantsBool,
		at: func(p *Profile) any { return &p.InsecureHTTP }, flag: "insecure-http",
		fallback: "false", what: "allow plain http to another machine: the key then travels unencrypted",
	},
	{
		name: "theme", wants: wantsTheme,
		at: func(p *Profile) any { return &p.Theme }, accepts: CheckTheme,
		fallback: sameAbove, what: "colours with this profile",
	},
	{
		name: "clipboard", wants: oneOf(Clipboards()),
		at: func(p *Profile) any { return &p.Clipboard }, accepts: among(Clipboards()),
		fallback: sameAbove, what: "how a new key of this profile is copied",
	},
	{
		name: "clipboard_command", wants: wantsProgram,
		at:       func(p *Profile) any { return &p.ClipboardCommand },
		fallback: sameAbove, what: "for `clipboard = \"command\"`",
	},
	{
		name: "expiry", wants: wantsExpiry,
		at: func(p *Profile) any { return &p.Expiry }, accepts: span,
		fallback: sameAbove, what: "when new keys of this profile expire",
	},
	{
		name: "preset", wants: "must be the name of a preset in quotes",
		at:       func(p *Profile) any { return &p.Preset },
		fallback: sameAbove, what: "the preset that new keys of this profile start from",
	},
	{
		name: "note_required", wants: wantsNoteFields,
		at: func(p *Profile) any { return &p.NoteRequired }, accepts: among(NoteFields()),
		fallback: sameAbove, what: "what must be noted about a new key of this profile",
	},
	{
		name: "token_command", wants: `must be a program and its arguments, such as ["pass", "show", "supascale/production"]`,
		at:       func(p *Profile) any { return &p.TokenCommand },
		fallback: "none", what: "prints the key on its standard output; run without a shell",
	},
	{
		name: "keyring", wants: wantsBool,
		at:       func(p *Profile) any { return &p.Keyring },
		fallback: "false", what: "look for the key in the system's keyring",
	},
	{
		name: "key_file", wants: `must be the path of a file, such as "~/.config/supascale-tui/production.key"`,
		at: func(p *Profile) any { return &p.KeyFile }, path: true,
		fallback: "none", what: "a file with the key alone, mode 0600; refused when others can read it",
	},
}

var healthSettings = []setting[Health]{
	{
		name: "expiring", wants: wantsSpan,
		at: func(h *Health) any { return &h.Expiring }, accepts: length, flag: "expiring",
		fallback: `"14d"`, what: "a key that expires within it wants attention",
	},
	{
		name: "stale", wants: wantsSpan,
		at: func(h *Health) any { return &h.Stale }, accepts: length, flag: "stale",
		fallback: `"90d"`, what: "so does a key that was not used for so long",
	},
	{
		name: "grace", wants: wantsSpan,
		at: func(h *Health) any { return &h.Grace }, accepts: length, flag: "grace",
		fallback: `"7d"`, what: "a younger key is left alone where disuse is concerned",
	},
	{
		name: "evidence", wants: wantsSpan,
		at: func(h *Health) any { return &h.Evidence }, accepts: length, flag: "evidence",
		fallback: `"90d"`, what: "how far the log must reach back before a level counts as not needed; a rotation to what a key uses reads the log as far back",
	},
	{
		name: "new_address", wants: wantsSpan,
		at: func(h *Health) any { return &h.NewAddress }, accepts: length, flag: "new-address",
		fallback: `"7d"`, what: "how long an address from where a key was not used before is new",
	},
	{
		name: "ignore", wants: `must be a list of rules, of "` + strings.Join(HealthRules(), `", "`) + `"`,
		at: func(h *Health) any { return &h.Ignore }, accepts: among(HealthRules()),
		fallback: "none", what: "rules that are not applied, unless a flag of `check` asks for one",
	},
}

const sameAbove = "as at the top level"

var presetSettings = makePresetSettings()

func makePresetSettings() []setting[Preset] {
	list := []setting[Preset]{{
		name: "description", wants: "must be a text in quotes",
		at:       func(p *Preset) any { return &p.Description },
		fallback: "none", what: "what keys of this preset are for",
	}}
	for _, resource := range Resources() {
		list = append(list, setting[Preset]{
			name: resource, wants: oneOf(Levels()), accepts: among(Levels()),
			at:       func(p *Preset) any { return &level{p, resource} },
			fallback: `"none"`, what: "level of the permission",
		})
	}
	return append(list, setting[Preset]{
		name: "expiry", wants: wantsExpiry,
		at: func(p *Preset) any { return &p.Expiry }, accepts: span,
		fallback: "as for other keys", what: "when keys of this preset expire",
	})
}

// level is where a preset keeps the level of a resource.
type level struct {
	preset   *Preset
	resource string
}
