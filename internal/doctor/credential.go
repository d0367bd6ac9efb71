package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/credential"
	"github.com/supascale/supascale-tui/internal/keys"
)

// credential finds the key; it is zero when there is none.
func (r *runner) credential(ctx context.Context) api.Secret {
	c := Check{Group: Credential, ID: "credential.source", Title: "Source"}
	form := Check{Group: Credential, ID: "credential.form", Title: "Form", State: Skipped, Found: "there is no key to look at"}
	if r.Target == nil || ctx.Err() != nil {
		c.State, c.Found = Skipped, why(ctx, "it is not known which profile's")
		r.add(c)
		r.add(form)
		return api.Secret{}
	}
	found, err := r.Target.FindKey(ctx) // each of its steps has a limit of its own
	failed, isStep := errors.AsType[*credential.Error](err)
	switch {
	case err != nil && ctx.Err() != nil:
		c.State, c.Found = Skipped, why(ctx, "")
	case errors.Is(err, credential.ErrNone):
		c.State, c.Cause, c.Found = Fail, Usage, "there is no key: not in the environment, from a command, in a keyring, or in a file"
		c.Remedy = "Store one: " + r.loginLine()
	case isStep:
		// What a command said may hold a secret of any form.
		c.State, c.Found, c.Remedy = Fail, fmt.Sprintf("no key from %s: %s", failed.Source, failed.Why), failed.Next
	case err != nil:
		c.State, c.Cause = Fail, Usage
		c.Found, c.Remedy = "no key can be looked for: "+err.Error(), "Correct the profile: supascale-tui config edit"
	default:
		r.hide.key(found.Key.Reveal())
		c.State, c.Found = OK, "the key is from "+found.Source.String()+mode(found.Source)
		form.judge(found.Key.Reveal(), r.Target.AuthHeader)
	}
	r.add(c)
	r.add(form)
	return found.Key
}

func (r *runner) loginLine() string {
	if r.Settings.Profile == "" {
		return "supascale-tui login"
	}
	return "supascale-tui login --profile " + r.Settings.Profile
}

// mode is how a file is protected. One that others can read was refused.
func mode(s credential.Source) string {
	if s.Step != credential.File || runtime.GOOS == "windows" {
		return ""
	}
	info, err := os.Stat(s.Path)
	if err != nil {
		return ""
	}
	return fmt.Sprintf(", which is yours alone (mode %04o)", info.Mode().Perm())
}

// judge says of which form a key is, and nothing else of it.
func (c *Check) judge(key, header string) {
	c.State, c.Found = OK, "as documented: supascale_ and 28 letters or digits"
	switch {
	case keys.CheckFormat(key) == nil:
	case keys.CheckKnownFormat(key) == nil:
		c.Found = "of an earlier version of the documentation: sk_live_ and 32 letters or digits"
		if header != api.HeaderXAPIKey {
			c.State, c.Remedy = Warn, `Instances of that version take the key in another header: set auth_header = "x-api-key" in the profile`
		}
	case len(key) > len(keys.Prefix) && key[:len(keys.Prefix)] == keys.Prefix:
		c.State, c.Found = Warn, "it begins as documented, but 28 letters or digits don't follow: it may be cut short, or have something at its end"
		c.Remedy = "Copy it again, whole: a key can't be looked up, so if it is lost, create another"
	default:
		c.State, c.Found = Warn, "of no documented form"
		c.Remedy = "See that it is a key of this instance, and not another service's"
	}
}
