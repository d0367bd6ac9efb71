package connect

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/baseurl"
	"github.com/supascale/supascale-tui/internal/ui"
	"github.com/supascale/supascale-tui/internal/views/screen"
)

// ID owns the requests.
const ID = "connect"

// way is how to connect.
type way uint8

const (
	withKey way = iota
	signIn
	local
)

var wayLabels = map[way]string{withKey: "an API key", signIn: "your account", local: "a local instance"}

// environments are the choices; the first says nothing, the last is typed.
var environments = []string{"", screen.Production, screen.Staging, screen.Development}

// Screen is the form.
type Screen struct {
	screen.Base
	env     screen.Env
	do      app.Ways
	taken   []string // names of profiles there are
	canBack bool     // an instance is behind it

	ways        []way
	way         int
	address     *ui.Field
	key         hidden
	user        *ui.Field
	password    hidden
	code        hidden
	codeAsked   bool
	sample      int // 0: samples, 1: empty
	name        *ui.Field
	named       bool // the name was typed, and follows the address no longer
	environment int
	word        *ui.Field
	keep        int
	button      ui.Buttons

	focus   Field
	refused ui.Refusals[Field]

	probe  screen.Call[string]
	probed string // the address that was looked at last
	found  string
	lost   error // why nothing was found there

	call    screen.Call[app.Connection]
	spinner *ui.Spinner
}

// New returns an empty form. Taken are the names of the profiles there are, and
// canBack says that an instance is behind the screen.
func New(env screen.Env, do app.Ways, taken []string, canBack bool) *Screen {
	s := &Screen{
		env: env, do: do, taken: taken, canBack: canBack,
		address: ui.NewField(env.Theme, "https://supascale.example.com", 500),
		user:    ui.NewField(env.Theme, "name or e-mail", 200),
		name:    ui.NewField(env.Theme, "a name to find it by", 60),
		word:    ui.NewField(env.Theme, "a word of your own", 24),
		probe:   screen.Call[string]{Owner: ID, Name: "probe", Timeout: app.ProbeWithin},
		call:    screen.Call[app.Connection]{Owner: ID, Name: "connect", Timeout: app.ConnectWithin},
		spinner: ui.NewSpinner(env.Theme),
		refused: make(ui.Refusals[Field]),
	}
	if do.WithKey != nil {
		s.ways = append(s.ways, withKey)
	}
	if do.SignIn != nil {
		s.ways = append(s.ways, signIn)
	}
	if do.Local != nil {
		s.ways = append(s.ways, local)
	}
	return s
}

// SignInTo fills in the form for somebody whose session there has ended: only the
// person's name and password are left to type.
func (s *Screen) SignInTo(to app.NewProfile) {
	s.way = max(slices.Index(s.ways, signIn), 0)
	s.address.SetValue(to.URL)
	s.probed = to.URL // an instance answered there before
	if to.Name != "" {
		s.name.SetValue(to.Name)
		s.named = true
	}
	if s.environment = slices.Index(environments, to.Environment); s.environment < 0 {
		s.environment = len(environments)
		s.word.SetValue(to.Environment)
	}
	_ = s.focusOn(User)
	s.suggest()
}

// Title is the header's.
func (s *Screen) Title() string { return "Connect to an instance" }

// Forget wipes what is secret, and gives up what is under way.
func (s *Screen) Forget() {
	s.key.wipe()
	s.password.wipe()
	s.code.wipe()
	s.probe.Cancel()
	s.call.Cancel()
	s.spinner.Stop()
}

// Update changes the form.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if r, mine := s.probe.Take(msg); mine {
		s.looked(r.Value, r.Err)
		return nil
	}
	if r, ok := msg.(screen.Result[app.Connection]); ok {
		if _, mine := s.call.Take(msg); mine {
			return s.answered(r.Value, r.Err)
		}
		return screen.Discard(r.Value) // it was stopped, and came all the same
	}
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		s.refused[Aside] = ""
		if cmd, taken := screen.Press(s.Actions(), msg); taken {
			return cmd
		}
		if s.Capturing() {
			s.edit(msg)
		}
		return nil
	case tea.PasteMsg:
		return s.paste(msg)
	}
	return s.spinner.Update(msg)
}

// paste puts an address where it belongs, also while the choice above has the
// focus: that is where the form begins.
func (s *Screen) paste(msg tea.PasteMsg) tea.Cmd {
	switch {
	case s.call.Running():
		return nil
	case s.focus == Way && strings.Contains(msg.Content, "://") && slices.Contains(s.fields(), Address):
		_ = s.focusOn(Address)
	case !s.Capturing():
		return nil
	}
	s.edit(msg)
	return nil
}

// edit hands the field that has the focus a key or a paste.
func (s *Screen) edit(msg tea.Msg) {
	if h := s.hidden(); h != nil {
		if s.env.Tracing() {
			return
		}
		if h.update(msg) {
			s.refused[s.focus] = ""
		}
		return
	}
	f := s.field()
	before := f.Value()
	f.Update(msg)
	if f.Value() == before {
		return
	}
	s.refused[s.focus] = ""
	switch s.focus {
	case Address:
		s.probe.Cancel()
		s.probed, s.found, s.lost = "", "", nil
		s.suggest()
	case Name:
		s.named = f.Value() != ""
	}
}

// Capturing reports whether a text field has the focus.
func (s *Screen) Capturing() bool {
	return !s.call.Running() && (s.field() != nil || s.hidden() != nil)
}

func (s *Screen) by() way {
	if len(s.ways) == 0 {
		return local
	}
	return s.ways[s.way]
}

// fields lists the parts of the form there are now.
func (s *Screen) fields() []Field {
	switch s.by() {
	case local:
		return []Field{Way, Sample, Buttons}
	case signIn:
		list := []Field{Way, Address, User, Password}
		if s.codeAsked {
			list = append(list, Code)
		}
		return append(list, s.keeping()...)
	}
	return append([]Field{Way, Address, Key}, s.keeping()...)
}

func (s *Screen) keeping() []Field {
	list := []Field{Name, Environment}
	if s.ownWord() {
		list = append(list, Word)
	}
	if len(s.do.Keeps) > 0 && s.by() == withKey {
		list = append(list, Kept)
	}
	return append(list, Buttons)
}

func (s *Screen) ownWord() bool { return s.environment == len(environments) }

// field is the text field that has the focus, nil for none.
func (s *Screen) field() *ui.Field {
	switch s.focus {
	case Address:
		return s.address
	case User:
		return s.user
	case Name:
		return s.name
	case Word:
		return s.word
	}
	return nil
}

// hidden is the hidden field that has the focus, nil for none.
func (s *Screen) hidden() *hidden {
	switch s.focus {
	case Key:
		return &s.key
	case Password:
		return &s.password
	case Code:
		return &s.code
	}
	return nil
}

// target is what the form says.
func (s *Screen) target() app.NewProfile {
	to := app.NewProfile{URL: s.address.Value(), Name: strings.TrimSpace(s.name.Value())}
	if s.ownWord() {
		to.Environment = strings.TrimSpace(s.word.Value())
	} else {
		to.Environment = environments[s.environment]
	}
	if s.by() == withKey && s.keep < len(s.do.Keeps) {
		to.Keep = s.do.Keeps[s.keep].ID
	}
	return to
}

// suggest names the profile after the address until a name is typed.
func (s *Screen) suggest() {
	if s.named {
		return
	}
	s.name.SetValue(baseurl.NameFor(s.address.Value(), s.taken))
}
