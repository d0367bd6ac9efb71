package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/text"
)

const (
	entries = 20 // of the log, enough to see their shape
)

var (
	apiKey         = Check{Group: Instance, ID: "instance.key", Title: "Key"}
	apiPermissions = Check{Group: Instance, ID: "instance.permissions", Title: "Permissions"}
	apiList        = Check{Group: Instance, ID: "instance.list", Title: "List of keys"}
	apiRevoke      = Check{Group: Instance, ID: "instance.revoke", Title: "Revoking"}
	apiRevoked     = Check{Group: Instance, ID: "instance.revoked", Title: "Revoked keys"}
	apiActivity    = Check{Group: Instance, ID: "instance.activity", Title: "Activity log"}
	apiReach       = Check{Group: Instance, ID: "instance.reach", Title: "Log's reach"}
	apiFigures     = Check{Group: Instance, ID: "instance.figures", Title: "Log's figures"}
)

// instance looks at what the API offers this key. It only reads.
func (r *runner) instance(ctx context.Context, key api.Secret, l *look) {
	reason := ""
	switch {
	case ctx.Err() != nil:
		reason = why(ctx, "")
	case r.Target == nil:
		reason = "there is no profile"
	case key.IsZero():
		reason = "there is no key"
	case l == nil:
		reason = "the URL is not usable"
	case l.seen.Away:
		reason = "it redirects to another address, and the key is sent to neither"
	case !l.reached():
		reason = "the instance is not reached"
	}
	if reason != "" {
		r.skipAPI(reason, apiKey, apiPermissions, apiList, apiRevoked, apiActivity, apiReach, apiFigures)
		r.add(r.revoking())
		return
	}
	client, err := r.client(key, "")
	if err != nil {
		c := apiKey.is(Fail, "%s", err)
		c.Cause = Usage
		r.add(c)
		r.skipAPI("there is no client", apiPermissions, apiList, apiRevoked, apiActivity, apiReach, apiFigures)
		r.add(r.revoking())
		return
	}
	defer client.Close()
	if !r.keys(ctx, client, key) {
		r.skipAPI("the list of keys can't be read", apiPermissions, apiList, apiRevoked, apiActivity, apiReach, apiFigures)
		r.add(r.revoking())
		return
	}
	r.add(r.revoking())
	r.add(within(ctx, r.Step, apiRevoked, func(ctx context.Context) Check { return revoked(ctx, client) }))
	r.log(ctx, client)
}

func (r *runner) skipAPI(reason string, checks ...Check) {
	for _, c := range checks {
		r.add(c.is(Skipped, "%s", reason))
	}
}

func (r *runner) client(key api.Secret, header string) (*api.Client, error) {
	o, err := r.Target.Options(key, header)
	if err != nil {
		return nil, err
	}
	o.Timeout = r.Step
	return api.New(o)
}

// within gives a check that asks the instance a deadline.
func within(ctx context.Context, limit time.Duration, c Check, ask func(context.Context) Check) Check {
	if ctx.Err() != nil {
		return c.is(Skipped, "%s", why(ctx, ""))
	}
	step, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return ask(step)
}

// keys lists the keys: whether the instance takes the key, and what it tells.
func (r *runner) keys(ctx context.Context, client *api.Client, key api.Secret) bool {
	step, cancel := context.WithTimeout(ctx, r.Step)
	defer cancel()
	page, err := client.ListKeys(api.Checking(step), 0, 1000)
	if err != nil {
		r.add(r.refused(ctx, err, key))
		return false
	}
	r.add(apiKey.is(OK, "accepted, sent in %s", headerWords(r.Target.AuthHeader)))
	list, err := api.Keys(step, client)
	r.add(permissions(client, list))
	r.add(listShape(page, len(list), err))
	return true
}

func headerWords(header string) string {
	if header == api.HeaderXAPIKey {
		return `X-API-Key (auth_header = "x-api-key")`
	}
	return `Authorization (auth_header = "bearer")`
}

func other(header string) string {
	if header == api.HeaderXAPIKey {
		return api.HeaderBearer
	}
	return api.HeaderXAPIKey
}

// refused words why the list of keys was not given.
func (r *runner) refused(ctx context.Context, err error, key api.Secret) Check {
	c := failure(apiKey, err)
	if api.KindOf(err) != api.Unauthorized {
		return c
	}
	c.Found = "refused, sent in " + headerWords(r.Target.AuthHeader) + " (401): the instance does not say why"
	set := fmt.Sprintf("auth_header = %q", other(r.Target.AuthHeader))
	c.Remedy = "See that the key is whole, not expired and not revoked. If the instance takes keys in another header, set " + set + " in the profile; --try-headers tries that"
	if !r.TryHeaders {
		return c
	}
	client, err := r.client(key, other(r.Target.AuthHeader))
	if err != nil {
		return c
	}
	defer client.Close()
	step, cancel := context.WithTimeout(ctx, r.Step)
	defer cancel()
	_, err = client.ListKeys(api.Checking(step), 0, 1)
	if err != nil {
		c.Found += "; sent in " + headerWords(other(r.Target.AuthHeader)) + " it did not help: " + words(err)
		c.Remedy = "See that the key is whole, not expired and not revoked, and of this instance"
		return c
	}
	c.Found += "; sent in " + headerWords(other(r.Target.AuthHeader)) + " it is accepted"
	c.Remedy = "Set " + set + " in the profile: supascale-tui config edit"
	return c
}

func permissions(client *api.Client, list []api.Key) Check {
	own := client.OwnPreview()
	if own == "" {
		return apiPermissions.is(Info, "it may list keys; the rest can't be told, as a key of this form is not recognised in the list")
	}
	if k := api.OwnKey(list, own); k != nil {
		c := apiPermissions.is(OK, "it %s", k.Permissions.Sentence())
		if k.Permissions.Level(keys.System) != keys.Write {
			c.Found += "; it can't create or revoke keys, which takes system: write"
		}
		return c
	}
	return apiPermissions.is(Info, "it may list keys; the rest can't be told, as it is not among the %d keys that were listed", len(list))
}

// listShape words which of the tolerated lists it is, and of how many keys; unread is
// why there may be more.
func listShape(page api.KeyPage, n int, unread error) Check {
	s := page.Shape
	shape := "the documented object"
	switch s.List {
	case "apiKeys":
	case "":
		shape = "a bare array"
	default:
		shape = "an object with the list under " + s.List
	}
	parts := []string{shape, "without pages"}
	if s.Paged {
		parts[1] = "in pages"
	}
	if page.Total < 0 && s.Paged {
		parts = append(parts, "without a total")
	}
	parts = append(parts, text.Plural(n, "key", "keys"))
	if len(page.Keys) > 0 {
		switch s.LastUsed {
		case "":
			parts = append(parts, "the last use is not told, so disuse can't be seen")
		default:
			parts = append(parts, "the last use is told as "+s.LastUsed)
		}
		if s.Preview == "" {
			parts = append(parts, "previews are not told")
		}
	}
	c := apiList.is(OK, "%s", strings.Join(parts, ", "))
	switch part := api.PartOf(unread); {
	case part != nil:
		c = apiList.is(Warn, "%s; %s", strings.Join(parts, ", "), part.Short()).cure("What needs the whole list, as seeing that a key is gone, can't be done here. Use the instance's web interface for the other keys")
	case unread != nil:
		c = apiList.is(Warn, "%s; its further pages can't be read: %s", strings.Join(parts, ", "), words(unread))
	}
	return c
}

func (r *runner) revoking() Check {
	if r.Target == nil {
		return apiRevoke.is(Skipped, "there is no profile")
	}
	style := or(r.Target.RevokeStyle, api.RevokeByPath)
	return apiRevoke.is(Info, "revoke_style = %q is set; whether the instance takes it shows only when a key is revoked, so it was not tried", style)
}

func revoked(ctx context.Context, client *api.Client) Check {
	list, err := client.RevokedKeys(ctx)
	switch {
	case err != nil:
		return apiRevoked.is(Info, "not offered: %s", words(err))
	case len(list) == 0:
		return apiRevoked.is(Info, "none, or the instance remembers none")
	}
	return apiRevoked.is(OK, "the instance remembers %s", text.Plural(len(list), "key", "keys"))
}

// failure words an answer that is not what was asked for.
func failure(c Check, err error) Check {
	c = c.is(Fail, "%s", words(err))
	e, ok := errors.AsType[*api.Error](err)
	if !ok {
		return c
	}
	c.Remedy = e.Next()
	switch e.Kind {
	case api.Unauthorized:
		c.Cause = NotAuthorised
	case api.Forbidden:
		// The level is the contract's: what the instance names is its own text.
		c.Cause, c.Remedy = NotAuthorised, "Use a key with system: read, or write to manage keys"
	case api.NotFound:
		c.Cause = NotFound
	case api.Unreachable, api.Timeout:
		c.Cause = Unreachable
	case api.Canceled:
		return c.is(Skipped, "interrupted").cure("")
	case api.Internal:
		c.Remedy = "The fault is on the instance's side: look at its logs"
	}
	return c
}

// words says what failed without the instance's own words: those may hold what
// does not belong into a bug report.
func words(err error) string {
	e, ok := errors.AsType[*api.Error](err)
	if !ok {
		return "it failed"
	}
	switch {
	case e.Kind == api.Forbidden:
		return "the key is accepted, but lacks the level that this takes (403)"
	case e.Kind == api.Unexpected && strings.HasPrefix(e.Message, "answered: "):
		return "the answer holds no list"
	case e.Status == 0, e.Kind == api.Unexpected:
		return e.Message
	case e.WebPage:
		return "answered with a web page (" + status(e.Status) + "), not with the API"
	}
	return "answered with " + status(e.Status)
}
