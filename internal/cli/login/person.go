package login

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
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/prompt"
)

// SignIn gets a key by signing in as a person: "login --user NAME".
// Nothing of the password or of the session outlives it.
type SignIn struct {
	User         string
	PasswordFile string // "" asks on the terminal; - is stdin
	CodeFile     string
	Expires      string
	Permissions  []string // RESOURCE=LEVEL; none is system=write
	RevokeOlder  bool     // without asking

	Options api.Options // the instance; its Key is not used
	Call    *command.Call
	Notes   lifecycle.Notes
	Now     func() time.Time
	// store keeps the key for the profile.
	Store func(context.Context, api.Secret) error
	// setHeader writes the header for keys into the profile; nil without a profile.
	SetHeader func(header string) error
}

// triesMax is how often a person may mistype before the instance would lock the
// address: five failures do.
const triesMax = 3

// Register adds the flags.
func (l *SignIn) Register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&l.User, "user", "", "sign in as this `NAME` and create a key, instead of taking one")
	f.StringVar(&l.PasswordFile, "password-file", "", "read the password from this `FILE`, - for stdin, instead of asking")
	f.StringVar(&l.CodeFile, "code-file", "", "read the second factor's code from this `FILE` instead of asking")
	f.StringVar(&l.Expires, "expires", keys.UsualExpiry, "when the new key expires: 90d, 2027-01-19, never")
	f.BoolVar(&l.RevokeOlder, "revoke-older", false, "with --user: revoke what earlier logins of this machine and account left, without asking")
	f.StringArrayVar(&l.Permissions, "permission", nil, "what the new key may do, as `RESOURCE=LEVEL`; may be given several times (default system=write)")
}

// Run signs in, creates the key, hands it to store and signs out.
func (l *SignIn) Run(ctx context.Context) error {
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
		l.Call.Say("The session could not be ended: %s. It expires by itself.", out.Error())
	}
	return err
}

func (l *SignIn) wanted() (api.NewKey, error) {
	expires, err := keys.ParseExpiry(l.Expires, l.Now(), time.Local)
	if err != nil {
		return api.NewKey{}, command.Usagef("--expires: %w", err)
	}
	permissions := keys.Grant(keys.System, keys.Write)
	if len(l.Permissions) > 0 {
		if permissions, err = command.ReadPermissions("permission", l.Permissions); err != nil {
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
func (l *SignIn) signIn(ctx context.Context) (*api.Session, error) {
	form := api.SignInForm{Username: l.User}
	for try := 1; ; try++ {
		if form.Password.IsZero() {
			var err error
			if form.Password, err = l.password(ctx); err != nil {
				return nil, err
			}
		}
		session, err := api.SignIn(ctx, l.Options, form)
		switch {
		case errors.Is(err, api.ErrCodeNeeded) && form.Code.IsZero():
			if form.Code, err = l.secondFactor(ctx); err != nil {
				return nil, err
			}
			try-- // nothing was wrong
		case errors.Is(err, api.ErrBadCredentials) && l.interactive() && try < triesMax:
			l.Call.Say("%s. Once more.", err)
			form.Password, form.Code = api.Secret{}, api.Secret{}
		default:
			return session, err
		}
	}
}

// interactive reports whether asking again can give something else.
func (l *SignIn) interactive() bool {
	return l.PasswordFile == "" && l.CodeFile == "" && l.Call.CanAsk()
}

func (l *SignIn) password(ctx context.Context) (api.Secret, error) {
	if l.PasswordFile != "" {
		return l.Call.ReadPassword(l.PasswordFile)
	}
	return l.Call.Hidden(ctx, "give the password with --password-file FILE, or - for stdin",
		func(p *prompt.Prompter) (string, error) { return p.Password(ctx, l.User) })
}

func (l *SignIn) secondFactor(ctx context.Context) (api.Secret, error) {
	if l.CodeFile != "" {
		return l.Call.ReadPassword(l.CodeFile)
	}
	return l.Call.Hidden(ctx, "the account has a second factor: give its code with --code-file FILE",
		func(p *prompt.Prompter) (string, error) { return p.Code(ctx) })
}

// handOver creates the key and gives it away. A key that nobody could keep is
// revoked again.
func (l *SignIn) handOver(ctx context.Context, c *api.Client, wanted api.NewKey) error {
	at := l.Now()
	made, note, err := lifecycle.Create(ctx, c, l.Notes, undelivered.Entry{Instance: c.Instance().ID, Asked: wanted, At: at, Last: at})
	if err != nil {
		return inWords(err) // a note that is left is for the next start of the console
	}
	header, err := l.tryHeaders(ctx, made.Secret)
	if err == nil && l.SetHeader == nil && !l.isOwn(header) {
		// Stored without a place for the header it would be a key that works nowhere.
		err = fmt.Errorf("the instance takes keys in another header. Make a profile for it (supascale-tui profile add), "+
			"write auth_header = %q into it (supascale-tui config edit), and log in again", header)
	}
	if err == nil {
		err = l.Store(ctx, made.Secret)
	}
	if err == nil {
		l.Notes.Settle(note)
		l.Call.Say("Created the key “%s” (%s).", made.Name, made.Preview)
		return errors.Join(l.keepHeader(header), l.offerOlder(ctx, c, made.Key))
	}
	err = fmt.Errorf("the key was created and could not be kept: %w", err)
	if revoke := c.RevokeKey(context.WithoutCancel(ctx), made.ID); revoke != nil {
		return fmt.Errorf("%w. Nor could it be revoked again: revoke “%s” (%s) yourself", err, made.Name, made.Preview)
	}
	l.Notes.Settle(note)
	return fmt.Errorf("%w. It is revoked again", err)
}

// tryHeaders asks the instance with the new key and gives the header in which it
// takes it: the profile's own if that does. A key that may not list keys is known
// all the same.
func (l *SignIn) tryHeaders(ctx context.Context, key api.Secret) (header string, err error) {
	own := cmp.Or(l.Options.AuthHeader, api.HeaderBearer)
	headers := []string{own, api.HeaderXAPIKey}
	if own == api.HeaderXAPIKey {
		headers[1] = api.HeaderBearer
	}
	for _, header = range headers {
		o := l.Options
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
func (l *SignIn) isOwn(header string) bool {
	return header == cmp.Or(l.Options.AuthHeader, api.HeaderBearer)
}

// keepHeader writes the header that the instance takes the key in into the profile,
// where it is another than the profile's.
func (l *SignIn) keepHeader(header string) error {
	if l.isOwn(header) {
		return nil
	}
	if err := l.SetHeader(header); err != nil {
		return fmt.Errorf("the key is stored, but the instance takes keys in another header, and that could not be written into the profile: %w. Write auth_header = %q into it (supascale-tui config edit)", err, header)
	}
	l.Call.Say("The instance takes the key in another header: auth_header = %q is written into the profile.", header)
	return nil
}

// offerOlder names the keys that earlier logins of this machine left, each of which may
// do what the new one may, and revokes those that it is told to. That they can't be
// listed is no reason to fail.
func (l *SignIn) offerOlder(ctx context.Context, c *api.Client, made api.Key) error {
	list, _ := api.Keys(ctx, c)
	var failed []error
	for i := range list {
		k := &list[i]
		if k.Name != made.Name || k.ID == made.ID {
			continue
		}
		l.Call.Say("An older key of the same name is still there: %s (%s). It may still be used by another profile or account of this machine.", k.ID, k.Preview)
		switch why := k.CantName(); {
		case why != "":
			l.Call.Say("%s", why)
		case l.RevokeOlder, l.interactive() && l.Call.Answer("Revoke it? What still uses it stops working. [y/N] ") == "y":
			if _, err := lifecycle.Revoke(ctx, c, k); err != nil {
				failed = append(failed, fmt.Errorf("the new key is stored, but the older key %s could not be revoked: %w", k.ID, inWords(err)))
				continue
			}
			l.Call.Say("Revoked the older key %s.", k.ID)
		default:
			l.Call.Say("To revoke it: supascale-tui keys revoke %s", k.ID)
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
