package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
)

// sessionLogin gets a key by signing in as a person: "login --user NAME".
// Nothing of the password or of the session outlives it.
type sessionLogin struct {
	user         string
	passwordFile string // "" asks on the terminal; - is stdin
	codeFile     string
	expires      string
	permissions  []string // RESOURCE=LEVEL; none is system=write
	revokeOlder  bool     // without asking

	options api.Options // the instance; its Key is not used
	ask     passwordPrompt
	notes   lifecycle.Notes
	now     func() time.Time
	// store keeps the key for the profile.
	store func(context.Context, api.Secret) error
	// setHeader writes the header for keys into the profile; nil without a profile.
	setHeader func(header string) error
}

// triesMax is how often a person may mistype before the instance would lock the
// address: five failures do.
const triesMax = 3

func (l *sessionLogin) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&l.user, "user", "", "sign in as this `NAME` and create a key, instead of taking one")
	f.StringVar(&l.passwordFile, "password-file", "", "read the password from this `FILE`, - for stdin, instead of asking")
	f.StringVar(&l.codeFile, "code-file", "", "read the second factor's code from this `FILE` instead of asking")
	f.StringVar(&l.expires, "expires", "90d", "when the new key expires: 90d, 2027-01-19, never")
	f.BoolVar(&l.revokeOlder, "revoke-older", false, "with --user: revoke what earlier logins of this machine and account left, without asking")
	f.StringArrayVar(&l.permissions, "permission", nil, "what the new key may do, as `RESOURCE=LEVEL`; may be given several times (default system=write)")
}

// run signs in, creates the key, hands it to store and signs out.
func (l *sessionLogin) run(ctx context.Context) error {
	wanted, err := l.wanted()
	if err != nil {
		return err
	}
	session, err := l.signIn(ctx)
	if err != nil {
		return inWords(err)
	}
	err = l.handOver(ctx, session.Client(), wanted)
	// The session has served. Should it not end, it does so by itself.
	if out := session.SignOut(context.WithoutCancel(ctx)); out != nil {
		l.ask.say("The session could not be ended: " + out.Error() + ". It expires by itself.")
	}
	return err
}

func (l *sessionLogin) wanted() (api.NewKey, error) {
	expires, err := keys.ParseExpiry(l.expires, l.now(), time.Local)
	if err != nil {
		return api.NewKey{}, usagef("--expires: %w", err)
	}
	permissions := keys.Grant(keys.System, keys.Write)
	if len(l.permissions) > 0 {
		if permissions, err = permissionsOf(l.permissions); err != nil {
			return api.NewKey{}, err
		}
	}
	return api.NewKey{Name: keyName(), Permissions: permissions, Expires: expires}, nil
}

// keyName says which machine and whose account has the key, so that it can be
// recognised in the list.
func keyName() string {
	host, err := os.Hostname()
	if err != nil || host == "" {
		host = "an unnamed machine"
	}
	name := "supascale-tui on " + host
	if u, err := user.Current(); err == nil && u.Username != "" {
		name += ", " + u.Username
	}
	runes := []rune(name)
	return string(runes[:min(len(runes), keys.NameMax)])
}

// signIn asks for what is needed, and again for what was wrong, where a person
// can be asked.
func (l *sessionLogin) signIn(ctx context.Context) (*api.Session, error) {
	form := api.SignInForm{Username: l.user}
	for try := 1; ; try++ {
		if form.Password.IsZero() {
			var err error
			if form.Password, err = l.password(ctx); err != nil {
				return nil, err
			}
		}
		session, err := api.SignIn(ctx, l.options, form)
		switch {
		case errors.Is(err, api.ErrCodeNeeded) && form.Code.IsZero():
			if form.Code, err = l.secondFactor(ctx); err != nil {
				return nil, err
			}
			try-- // nothing was wrong
		case errors.Is(err, api.ErrBadCredentials) && l.interactive() && try < triesMax:
			l.ask.say(err.Error() + ". Once more.")
			form.Password, form.Code = api.Secret{}, api.Secret{}
		default:
			return session, err
		}
	}
}

// interactive reports whether asking again can give something else.
func (l *sessionLogin) interactive() bool {
	return l.passwordFile == "" && l.codeFile == "" && l.ask.terminal() != nil
}

func (l *sessionLogin) password(ctx context.Context) (api.Secret, error) {
	if l.passwordFile != "" {
		return l.ask.fromFile(l.passwordFile)
	}
	if l.ask.terminal() == nil {
		return api.Secret{}, usagef("there is no terminal to ask for the password on: give --password-file FILE, or - for stdin")
	}
	return l.ask.hidden(ctx, "Password of "+l.user+": ")
}

func (l *sessionLogin) secondFactor(ctx context.Context) (api.Secret, error) {
	if l.codeFile != "" {
		return l.ask.fromFile(l.codeFile)
	}
	if l.ask.terminal() == nil {
		return api.Secret{}, usagef("the account has a second factor and there is no terminal to ask for its code on: give --code-file FILE")
	}
	return l.ask.hidden(ctx, "Code of your authenticator app, or a backup code: ")
}

// handOver creates the key and gives it away. A key that nobody could keep is
// revoked again.
func (l *sessionLogin) handOver(ctx context.Context, c *api.Client, wanted api.NewKey) error {
	at := l.now()
	made, note, err := lifecycle.Create(ctx, c, l.notes, undelivered.Entry{Instance: c.Instance().ID, Asked: wanted, At: at, Last: at})
	if err != nil {
		return inWords(err) // a note that is left is for the next start of the console
	}
	header, err := l.tryHeaders(ctx, made.Secret)
	if err == nil && l.setHeader == nil && !l.isOwn(header) {
		// Stored without a place for the header it would be a key that works nowhere.
		err = fmt.Errorf("the instance takes keys in another header. Make a profile for it (supascale-tui profile add), "+
			"write auth_header = %q into it (supascale-tui config edit), and log in again", header)
	}
	if err == nil {
		err = l.store(ctx, made.Secret)
	}
	if err == nil {
		l.notes.Settle(note)
		l.ask.say(fmt.Sprintf("Created the key “%s” (%s).", made.Name, made.Preview))
		return errors.Join(l.keepHeader(header), l.offerOlder(ctx, c, made.Key))
	}
	err = fmt.Errorf("the key was created and could not be kept: %w", err)
	if revoke := c.RevokeKey(context.WithoutCancel(ctx), made.ID); revoke != nil {
		return fmt.Errorf("%w. Nor could it be revoked again: revoke “%s” (%s) yourself", err, made.Name, made.Preview)
	}
	l.notes.Settle(note)
	return fmt.Errorf("%w. It is revoked again", err)
}

// tryHeaders asks the instance with the new key and gives the header in which it
// takes it: the profile's own if that does. A key that may not list keys is known
// all the same.
func (l *sessionLogin) tryHeaders(ctx context.Context, key api.Secret) (header string, err error) {
	own := cmp.Or(l.options.AuthHeader, api.HeaderBearer)
	headers := []string{own, api.HeaderXAPIKey}
	if own == api.HeaderXAPIKey {
		headers[1] = api.HeaderBearer
	}
	for _, header = range headers {
		o := l.options
		o.Key, o.AuthHeader = key, header
		client, failed := api.New(o)
		if failed != nil {
			return "", failed
		}
		_, err = client.ListKeys(ctx, 0, 1)
		client.Close()
		if err == nil || api.KindOf(err) == api.Forbidden {
			return header, nil
		}
		if api.KindOf(err) != api.Unauthorized {
			break
		}
	}
	return "", fmt.Errorf("the new key was tried: %w", err)
}

// isOwn reports whether keys are sent in that header already.
func (l *sessionLogin) isOwn(header string) bool {
	return header == cmp.Or(l.options.AuthHeader, api.HeaderBearer)
}

// keepHeader writes the header that the instance takes the key in into the profile,
// where it is another than the profile's.
func (l *sessionLogin) keepHeader(header string) error {
	if l.isOwn(header) {
		return nil
	}
	if err := l.setHeader(header); err != nil {
		return fmt.Errorf("the key is stored, but the instance takes keys in another header, and that could not be written into the profile: %w. Write auth_header = %q into it (supascale-tui config edit)", err, header)
	}
	l.ask.say(fmt.Sprintf("The instance takes the key in another header: auth_header = %q is written into the profile.", header))
	return nil
}

// offerOlder names the keys that earlier logins of this machine left, each of which may
// do what the new one may, and revokes those that it is told to. That they can't be
// listed is no reason to fail.
func (l *sessionLogin) offerOlder(ctx context.Context, c *api.Client, made api.Key) error {
	list, _ := api.Keys(ctx, c)
	var failed []error
	for i := range list {
		k := &list[i]
		if k.Name != made.Name || k.ID == made.ID {
			continue
		}
		l.ask.say(fmt.Sprintf("An older key of the same name is still there: %s (%s). It may still be used by another profile or account of this machine.", k.ID, k.Preview))
		switch why := k.CantName(); {
		case why != "":
			l.ask.say(why)
		case l.revokeOlder, l.interactive() && l.ask.agrees("Revoke it? What still uses it stops working. [y/N] "):
			if _, err := lifecycle.Revoke(ctx, c, k); err != nil {
				failed = append(failed, fmt.Errorf("the new key is stored, but the older key %s could not be revoked: %w", k.ID, inWords(err)))
				continue
			}
			l.ask.say("Revoked the older key " + k.ID + ".")
		default:
			l.ask.say(fmt.Sprintf("To revoke it: supascale-tui keys revoke %s", k.ID))
		}
	}
	return errors.Join(failed...)
}

// inWords adds what to do next. The kind of the error stays, for the exit code.
func inWords(err error) error {
	if e, ok := errors.AsType[*api.Error](err); ok {
		return fmt.Errorf("%w. %s", err, e.Next())
	}
	return err
}
