package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/supascale/supascale-tui/internal/local"
)

func (r *runner) configuration() {
	r.add(r.configFile())
	r.add(r.profile())
	c := Check{Group: Configuration, ID: "configuration.environment", Title: "Variables", State: Info, Found: "none changes what the file says"}
	if len(r.Settings.Overrides) > 0 {
		c.Found = "set, and going before the file: " + strings.Join(r.Settings.Overrides, ", ")
	}
	r.add(c)
}

func (r *runner) configFile() Check {
	s := r.Settings
	c := Check{Group: Configuration, ID: "configuration.file", Title: "File", State: OK, Found: s.Path + " is in order"}
	if s.Mistake != "" {
		c.State, c.Cause = Fail, Usage
		c.Found, c.Remedy = s.Mistake, "Correct it: supascale-tui config edit"
		return c
	}
	if s.Path == "" {
		c.State, c.Found = Info, "there is no home directory, so there is no file: the defaults hold"
		return c
	}
	info, err := os.Stat(s.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c.State, c.Found = Info, "there is no "+s.Path+": the defaults hold"
	case err == nil && local.MayBeChanged(info) != "":
		c.State = Warn
		c.Found = fmt.Sprintf("%s is in order, but %s. Whoever changes it changes where the key is sent", s.Path, local.MayBeChanged(info))
		c.Remedy = "If the file says what you want, make it yours alone: " + local.MakeOwn(s.Path)
	}
	return c
}

func (r *runner) profile() Check {
	s := r.Settings
	c := Check{Group: Configuration, ID: "configuration.profile", Title: "Profile"}
	switch {
	case r.Target == nil && s.Mistake != "":
		c.State, c.Found = Skipped, "the file can't be read"
	case r.Target == nil:
		c.State, c.Cause, c.Found = Fail, Usage, s.NoProfile
		c.Remedy = "See which there are (supascale-tui profile list), or make one: supascale-tui profile add NAME --url URL"
	case s.Profile == "":
		c.State, c.Found = OK, "none: "+s.Chosen
	default:
		c.State, c.Found = OK, s.Profile+": "+s.Chosen
	}
	return c
}
