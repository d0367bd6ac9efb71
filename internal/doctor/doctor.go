// Package doctor looks at everything that lies between an admin and an
// instance: the configuration, the key, the way there, what the instance
// offers, the terminal. What it says is safe to paste into a bug report.
package doctor

import (
	"context"
	"runtime"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/clipboard"
	"github.com/supascale/supascale-tui/internal/credential"
)

// State is the outcome of a check.
type State string

// The states. Info is a fact that is neither good nor bad.
const (
	OK      State = "ok"
	Warn    State = "warn"
	Fail    State = "fail"
	Skipped State = "skipped"
	Info    State = "info"
)

// Cause classes a failure, for the exit code.
type Cause uint8

// The causes. The zero value is any other.
const (
	Other         Cause = iota
	Usage               // a mistake in the configuration
	NotAuthorised       // the instance refuses the key, or it lacks a level
	NotFound
	Unreachable
)

// Group is what a check is about.
type Group string

// The groups, in the order in which they are looked at.
const (
	Configuration Group = "configuration"
	Credential    Group = "credential"
	Connection    Group = "connection"
	Instance      Group = "instance"
	Terminal      Group = "terminal"
	Folders       Group = "folders"
)

// Check is one thing that was looked at. Its texts are inert, on one line, and
// hold no secret. The field names of the JSON are documented
// (assets/schema/doctor.json).
type Check struct {
	Group  Group  `json:"group"`
	ID     string `json:"id"` // unique, and the same in every version
	Title  string `json:"title"`
	State  State  `json:"state"`
	Found  string `json:"found"`
	Remedy string `json:"remedy"` // "" where there is nothing to do
	Cause  Cause  `json:"-"`
}

// Summary counts the checks by state.
type Summary struct {
	OK      int `json:"ok"`
	Warn    int `json:"warn"`
	Fail    int `json:"fail"`
	Skipped int `json:"skipped"`
	Info    int `json:"info"`
}

// Report is what was found.
type Report struct {
	Program     string  `json:"program"` // the version
	Platform    string  `json:"platform"`
	Checks      []Check `json:"checks"`
	Summary     Summary `json:"summary"`
	Interrupted bool    `json:"interrupted"` // before all was looked at
}

// FirstFailure is the check that decides the exit code.
func (r Report) FirstFailure() (Check, bool) {
	for _, c := range r.Checks {
		if c.State == Fail {
			return c, true
		}
	}
	return Check{}, false
}

// Settings is what was made of the configuration before the checks.
type Settings struct {
	Path      string // of the file, which need not exist; "" for an account without a home
	Mistake   string // in the file, in words that repeat no value; "" for none
	Profile   string // the chosen one's name, "" for an instance that the environment names
	Chosen    string // why it was chosen, as part of a sentence
	NoProfile string // why none could be chosen
	Overrides []string
}

// Target is the instance of the chosen profile.
type Target struct {
	URL         string
	AuthHeader  string // api.HeaderBearer or api.HeaderXAPIKey, "" for the default
	RevokeStyle string
	OwnCA       bool // certificates of the profile's own are trusted
	ClientCert  bool
	ProxyFrom   string // where a proxy is set, as part of a sentence
	Options     func(key api.Secret, authHeader string) (api.Options, error)
	FindKey     func(context.Context) (credential.Credential, error)
}

// Screen is the terminal the program runs in.
type Screen struct {
	Width, Height int // in cells; 0 without a terminal
	// MinWidth and MinHeight are the least that the console works in.
	MinWidth, MinHeight int
	Clipboard           *clipboard.Clipboard
	Zone                *time.Location // that times are shown in
	ZoneProblem         string         // why that is not the one that was asked for, "" for nothing
}

// Folder is where the program writes.
type Folder struct {
	ID, Title string
	Path      string
	Problem   string // why there is no path
	Doubt     string // why what is kept there may be lost
	Variable  string // that names another
}

// Plan is what to look at, and how.
type Plan struct {
	Program    string
	Settings   Settings
	Target     *Target // nil when no profile could be chosen
	TryHeaders bool    // send a refused key in the other header too
	Screen     Screen
	Folders    []Folder
	Environ    []string // as os.Environ
	Home, User string   // the account's: not shown
	Now        func() time.Time
	Step       time.Duration // the longest a step may take; 0 is 10 s
	Total      time.Duration // the longest the steps over the network may take; 0 is 50 s
}

type runner struct {
	Plan
	report Report
	hide   *hider
}

// Run looks at everything, and goes on after failures where that makes sense.
// When ctx ends it leaves out what is left.
func Run(ctx context.Context, p Plan) Report {
	if p.Step <= 0 {
		p.Step = 10 * time.Second
	}
	if p.Total <= 0 {
		p.Total = 50 * time.Second
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	r := &runner{Plan: p, hide: newHider(p)}
	r.report.Program, r.report.Platform = p.Program, runtime.GOOS+"/"+runtime.GOARCH
	r.configuration()
	bounded, cancel := context.WithTimeout(ctx, p.Total)
	defer cancel()
	key := r.credential(bounded)
	seen := r.connection(bounded)
	r.instance(bounded, key, seen)
	r.report.Interrupted = ctx.Err() != nil
	r.terminal(ctx)
	r.folders()
	for i := range r.report.Checks {
		c := &r.report.Checks[i]
		c.Found, c.Remedy = r.hide.text(c.Found), r.hide.text(c.Remedy)
		r.report.Summary.count(c.State)
	}
	return r.report
}

func (s *Summary) count(state State) {
	switch state {
	case OK:
		s.OK++
	case Warn:
		s.Warn++
	case Fail:
		s.Fail++
	case Skipped:
		s.Skipped++
	case Info:
		s.Info++
	}
}

// add notes a check.
func (r *runner) add(c Check) { r.report.Checks = append(r.report.Checks, c) }

// getenv is os.Getenv of the plan's environment.
func (r *runner) getenv(name string) string { return lookup(r.Environ, name) }

// why says why a step is left out.
func why(ctx context.Context, otherwise string) string {
	switch ctx.Err() {
	case nil:
		return otherwise
	case context.DeadlineExceeded:
		return "there was no time left"
	}
	return "interrupted"
}
