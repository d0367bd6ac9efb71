package screen

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/supascale/supascale-tui/internal/activity/query"
	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/history"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/revokemany"
	"github.com/supascale/supascale-tui/internal/lifecycle/rotation"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/ui"
)

// The messages that screens send to the root.
type (
	// Back leaves the screen for the one before it.
	Back struct{}
	// ShowKeys opens the key list, with a filter where there is one to set.
	ShowKeys struct{ Filter string }
	// ShowKey opens a key's details.
	ShowKey struct{ Key api.Key }
	// ShowAudit opens the audit view with a filter.
	ShowAudit struct{ Filter AuditFilter }
	// FindKey opens the details of the key with this id, when the list has it.
	FindKey struct{ ID, Name string }
	// ShowCreate opens the form for a new key. With Again it is filled in and
	// sent at once: the key before was lost. With From it is filled in and waits. Note is
	// what is noted about the key.
	ShowCreate struct {
		Again *api.NewKey
		From  *keys.Template
		Note  notes.Text
	}
	// ShowCreateMany opens the page that creates a key on several instances.
	ShowCreateMany struct {
		Key  api.NewKey
		Note notes.Text
	}
	// CreatedThere says to the screen of several instances, to which the console comes back,
	// that a key was made and shown on the one where it was.
	CreatedThere struct{}
	// ShowRevoked opens what is left of a revoked key. Gone is what this console
	// knows of it, nil where the instance tells all there is.
	ShowRevoked struct {
		Key  api.RevokedKey
		Gone *history.GoneKey
	}
	// ShowHistory tells what happened to keys since a time, as history.ParsePeriod reads
	// it; "" is the last visit. Gone shows all keys that are known to be gone.
	ShowHistory struct {
		Since string
		Gone  bool
	}
	// ChangesSeen says to every screen that the admin has seen what changed.
	ChangesSeen struct{}
	// ShowUsage opens what a key was used for against what it may do.
	ShowUsage struct{ Key api.Key }
	// ShowRotate opens the rotation of a key: the one that was begun if there is one, or a
	// plan with what is wished for.
	ShowRotate struct {
		Key  api.Key
		Wish rotation.Wish
	}
	// ShowTest opens the test of a key. The value is that of a key just revealed,
	// zero where it is to be asked for; a zero Revoked is a key there is.
	ShowTest struct {
		Key   api.RevokedKey
		Value api.Secret
	}
	// Question asks before what can't be taken back. Stay, which does nothing, is the
	// answer that enter takes; Then follows the answer Go.
	Question struct {
		Title, Text, Stay, Go string
		Then                  func() tea.Cmd
	}
	// AskAddress opens the list of all keys that an address ever used.
	AskAddress struct{ IP string }
	// AskExport opens the dialog that writes the log to a file: all that the
	// query selects between the times, a zero time being no bound.
	AskExport struct {
		Query        query.Query
		Since, Until time.Time
	}
	// AskRevoke opens the dialog that revokes a key. Known is what is known of
	// the key's use, as a warning; "" for nothing. Phrase is what must be typed, the zero
	// one for what the key alone asks for. Then is sent once the key is seen to be gone,
	// nil for nothing.
	AskRevoke struct {
		Key    api.Key
		Known  string
		Phrase lifecycle.Phrase
		Then   tea.Msg
	}
	// UndeliveredGone says that a key whose value nobody had is revoked or is to stay: Note is its
	// note among the undelivered keys, Again what is to be created in its place, nil for nothing.
	UndeliveredGone struct {
		Note  string
		Again *api.NewKey
	}
	// ShowReview opens the access review.
	ShowReview struct{}
	// ShowPending lists what is not at its end.
	ShowPending struct{}
	// AskUndelivered opens the dialog about a key whose value nobody has.
	AskUndelivered struct{ Orphan undelivered.Orphan }
	// ShowRevokeMany opens the page that revokes many keys. Why says in words how they
	// were chosen: "marked in the list".
	ShowRevokeMany struct {
		Keys []api.Key
		Why  string
	}
	// ShowReceipts opens a revocation of many keys that was begun before.
	ShowReceipts struct{ Revocation revokemany.Revocation }
	// ShowNote opens the form for the note about a key.
	ShowNote struct{ KeyID, KeyName string }
	// ShowNotes lists the notes about the instance's keys.
	ShowNotes struct{}
	// AskNotesFile asks for the file that notes are exported to or imported from;
	// with a Path it goes on at once.
	AskNotesFile struct {
		Export bool
		Path   string
	}
	// ShowNotesImport opens the page about what an import of a file does.
	ShowNotesImport struct {
		Path string
		File notes.File
	}
	// NotesChanged tells every screen that notes were.
	NotesChanged struct{}
	// KeyCreated carries a new key and its value to the reveal screen. It is
	// the value's only journey. Note is its note among the undelivered keys, which is
	// settled when the key is taken; By is Env.API of the screen that made it.
	KeyCreated struct {
		Created api.CreatedKey
		Note    string
		By      app.API
	}
	// KeyRevoked tells every screen that a key is gone.
	KeyRevoked struct{ Key api.Key }
	// KeysRevoked tells every screen that keys are gone, and that what is noted about
	// the revocation of many may have changed.
	KeysRevoked struct{ Keys []api.Key }
	// Taken says that the admin has the revealed key with this id. It is sent
	// once.
	Taken struct{ ID string }
	// Notice is shown on the bottom line until the next key press.
	Notice struct {
		Tone ui.Tone
		Text string
	}
	// SwitchProfile leaves the instance for that of another profile.
	SwitchProfile struct{ Name string }
	// AtInstance carries out a request on one of several instances.
	AtInstance struct {
		Name string
		Msg  tea.Msg
	}
	// ShowSeveral shows the keys of several instances as one list.
	ShowSeveral struct{ Profiles []string }
	// StopSwitch gives that up while it is under way.
	StopSwitch struct{}
	// ShowConnect opens the screen that connects to an instance the console
	// doesn't know yet.
	ShowConnect struct{}
	// Connected hands over an instance that was connected to.
	Connected struct{ Connection app.Connection }
	// Unauthorized says that the instance refused the console's own key.
	Unauthorized struct{ Err *api.Error }
)

// AuditFilter is what the audit view opens with. Zero fields filter nothing.
type AuditFilter struct {
	Query  query.Query
	Window time.Duration
}

// OfKey is the filter for everything that the log has about one key.
func OfKey(id string) AuditFilter {
	return AuditFilter{Query: query.Query{}.With(query.KeyID, id).With(query.Outcome, query.Any)}
}

// Send makes a command of a message.
func Send(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }

// Say is Send of a notice.
func Say(tone ui.Tone, text string) tea.Cmd { return Send(Notice{tone, text}) }
