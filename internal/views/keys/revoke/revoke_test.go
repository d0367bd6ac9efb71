package revoke

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/notes"
	"github.com/supascale/supascale-tui/internal/views/screen"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

func TestMain(m *testing.M) { screentest.Main(m) }

func open(t testing.TB, client app.API, key api.Key) *Dialog {
	t.Helper()
	return New(screentest.Env(t, client), key)
}

func pipeline() api.Key { return screentest.Keys()[2] }

func frame(d *Dialog) string { return screentest.Plain(screentest.ViewAt(d, 118, 38)) }

// words is the frame as running text, without border and line breaks.
func words(d *Dialog) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(frame(d), "│", " ")), " ")
}

func mustSay(t *testing.T, d *Dialog, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(words(d), p) {
			t.Errorf("%q is not in\n%s", p, frame(d))
		}
	}
}

func TestFrames(t *testing.T) {
	d := open(t, &screentest.Instance{Keys: screentest.Keys()}, pipeline())
	screentest.Frame(t, "ask", d)
	screentest.Press(d, "text:CI/CD Pipeline")
	screentest.Frame(t, "typed", d)
	screentest.GoldenANSI(t, "typed", screentest.ViewAt(d, 78, 22))
	own := open(t, &screentest.Instance{Own: pipeline().Preview}, pipeline())
	screentest.Frame(t, "own", own)
}

// Whoever is noted as the owner is named before the key goes.
func TestTheOwnerIsNamed(t *testing.T) {
	env := screentest.Env(t, &screentest.Instance{})
	_, err := env.Notes.Edit(env.API.Instance(), "key-004", "CI/CD Pipeline", screentest.Now, func(notes.Text) (notes.Text, error) {
		return notes.Text{Owner: "Anna", Purpose: "deploys", Ticket: "OPS-1"}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	d := New(env, pipeline())
	screentest.Settle(d, d.Init())
	mustSay(t, d, "Owner (your note): Anna", "deploys", "OPS-1")
	env.Notes = nil
	if d = New(env, pipeline()); d.Init() != nil || strings.Contains(words(d), "Owner") {
		t.Errorf("says %s", words(d))
	}
}

// The friction follows the harm: what has expired goes by enter alone.
func TestAnExpiredKeyTakesEnterAlone(t *testing.T) {
	in := &screentest.Instance{Keys: screentest.Keys()}
	expired := in.Keys[5]
	d := open(t, in, expired)
	mustSay(t, d, "This key has expired: nothing can use it any more.", "enter revokes the key")
	if view := frame(d); strings.Contains(view, "to confirm") || screentest.Cursor(d) != nil {
		t.Errorf("asks for more:\n%s", view)
	}
	screentest.Sizes(t, d)
	screentest.Press(d, "text:y", "enter")
	if len(in.Revoked) != 1 || in.Revoked[0] != expired.ID {
		t.Errorf("revoked %v", in.Revoked)
	}
	// The console's own key takes its phrase whatever its expiry says.
	own := open(t, &screentest.Instance{Own: expired.Preview}, expired)
	mustSay(t, own, "revoke my own key")
}

func TestEverySize(t *testing.T) {
	d := open(t, &screentest.Instance{}, pipeline())
	screentest.Press(d, "text:CI", "enter")
	screentest.Sizes(t, d)
	long := pipeline()
	long.Name = strings.Repeat("監⟨U+202E⟩ ", 30)
	screentest.Sizes(t, open(t, &screentest.Instance{Own: long.Preview}, long))
	screentest.Sizes(t, open(t, &screentest.Instance{}, long))
}

// Where the box is too low for everything, what is typed stays to be seen.
func TestFieldIsSeenInALowBox(t *testing.T) {
	d := open(t, &screentest.Instance{Own: pipeline().Preview}, pipeline())
	screentest.Press(d, "text:revoke my")
	view := screentest.Plain(screentest.ViewAt(d, 58, 12))
	if !strings.Contains(view, "> revoke my") || !strings.Contains(view, "CI/CD Pipeline") {
		t.Errorf("\n%s", view)
	}
	c := screentest.Cursor(d)
	if c == nil || !strings.Contains(strings.Split(view, "\n")[c.Y], "> revoke my") {
		t.Errorf("the cursor %+v is not in the field", c)
	}
}

func TestSaysWhatStopsWorking(t *testing.T) {
	d := open(t, &screentest.Instance{}, pipeline())
	mustSay(t, d, "CI/CD Pipeline", "production · https://supascale.example.com", "supascale_4Ab3...x9Zk", "P:w B:r T:- C:- S:-",
		"Whatever uses this key stops working at once: it may change projects and view backups. Last used 2 min ago.")
	mustSay(t, open(t, &screentest.Instance{}, screentest.Keys()[0]), "It was never used.")
	mustSay(t, open(t, &screentest.Instance{}, screentest.Keys()[5]), "This key has expired")
}

func TestRevokesOnlyWhenTheNameIsTypedExactly(t *testing.T) {
	for _, typed := range []string{"", "ci/cd pipeline", "CI/CD Pipelin", "CI/CD Pipeline ", "4Ab3x9Zk"} {
		instance := &screentest.Instance{Keys: screentest.Keys()}
		d := open(t, instance, pipeline())
		screentest.Press(d, "text:"+typed, "enter")
		if len(instance.Revoked) != 0 {
			t.Errorf("%q revoked the key", typed)
		}
		if d.Actions()[0].Hint {
			t.Errorf("enter is offered for %q", typed)
		}
		if d.field.Value() != typed {
			t.Errorf("%q is left of %q", d.field.Value(), typed)
		}
	}
}

func TestRevokedKeyIsConfirmedGone(t *testing.T) {
	instance := &screentest.Instance{Keys: screentest.Keys()}
	d := open(t, instance, pipeline())
	msgs := screentest.Press(d, "paste:CI/CD Pipeline\n", "enter")
	if len(instance.Revoked) != 1 || instance.Revoked[0] != "key-004" || instance.Lists != 2 {
		t.Fatalf("revoked %v, listed %d times", instance.Revoked, instance.Lists)
	}
	if len(msgs) != 3 {
		t.Fatalf("%d messages: %v", len(msgs), msgs)
	}
	if _, ok := msgs[0].(screen.CloseDialog); !ok {
		t.Errorf("first %T", msgs[0])
	}
	if m, ok := msgs[1].(screen.KeyRevoked); !ok || m.Key.ID != "key-004" {
		t.Errorf("second %T", msgs[1])
	}
	if m, ok := msgs[2].(screen.Notice); !ok || m.Text != "Revoked “CI/CD Pipeline”; it is gone from the list." {
		t.Errorf("third %+v", msgs[2])
	}
}

func TestConfirmationReadsTheListToItsEnd(t *testing.T) {
	instance := &screentest.Instance{KeepsRevoked: true}
	for i := range 2500 {
		instance.Keys = append(instance.Keys, api.Key{ID: fmt.Sprint("other ", i)})
	}
	instance.Keys = append(instance.Keys, pipeline())
	d := open(t, instance, pipeline())
	screentest.Press(d, "text:CI/CD Pipeline", "enter")
	if instance.Lists != 4 {
		t.Errorf("%d pages read, want 3 and an empty one", instance.Lists)
	}
	mustSay(t, d, "but still lists it: the key may still work")
}

func TestStillListedKeyIsNotCalledGone(t *testing.T) {
	instance := &screentest.Instance{Keys: screentest.Keys(), KeepsRevoked: true}
	d := open(t, instance, pipeline())
	msgs := screentest.Press(d, "text:CI/CD Pipeline", "enter")
	if _, found := screentest.Find[screen.KeyRevoked](msgs); found {
		t.Error("a key that is still listed is called revoked")
	}
	instance.Keys = nil
	if _, found := screentest.Find[screen.KeyRevoked](screentest.Press(d, "enter")); !found {
		t.Error("listing again, when it is gone, does not end it")
	}
	if len(instance.Revoked) != 1 {
		t.Errorf("%d requests to revoke", len(instance.Revoked))
	}
}

func TestFailedConfirmationIsSaid(t *testing.T) {
	instance := &screentest.Instance{Keys: screentest.Keys()}
	instance.ListErr = &api.Error{Op: api.OpListKeys, Kind: api.Timeout, Message: "timed out after 15 s"}
	d := open(t, instance, pipeline())
	screentest.Press(d, "text:CI/CD Pipeline", "enter")
	mustSay(t, d, "The instance says the key is revoked, but listing again to confirm that failed. Can't list keys: timed out after 15 s.")
	msgs := screentest.Press(d, "esc")
	told, _ := screentest.Find[screen.Notice](msgs)
	if !strings.Contains(told.Text, "was not confirmed") {
		t.Errorf("%v", msgs)
	}
}

func TestRefusalStaysInTheDialog(t *testing.T) {
	instance := &screentest.Instance{Keys: screentest.Keys()}
	instance.RevokeErr = &api.Error{Op: api.OpRevokeKey, Kind: api.Forbidden, Message: "this key may not", Resource: "system", Required: "write"}
	d := open(t, instance, pipeline())
	screentest.Press(d, "text:CI/CD Pipeline", "enter")
	mustSay(t, d, "Can't revoke the key: this key may not.", "system: write", "> CI/CD Pipeline")
	instance.RevokeErr = nil
	if _, found := screentest.Find[screen.KeyRevoked](screentest.Press(d, "enter")); !found {
		t.Error("enter does not try again")
	}
}

func TestUnknownRouteStops(t *testing.T) {
	for _, status := range []int{404, 405} {
		instance := &screentest.Instance{Keys: screentest.Keys()}
		instance.RevokeErr = &api.Error{Op: api.OpRevokeKey, Kind: api.NotFound, Status: status, Message: "the instance knows no such thing"}
		d := open(t, instance, pipeline())
		screentest.Press(d, "text:CI/CD Pipeline", "enter", "enter", "enter")
		if len(instance.Revoked) != 1 {
			t.Errorf("%d: %d requests, want 1", status, len(instance.Revoked))
		}
		if _, found := screentest.Find[screen.CloseDialog](screentest.Press(d, "esc")); !found {
			t.Error("esc does not close")
		}
	}
}

func TestBrokenOffRequestIsLookedUp(t *testing.T) {
	lost := &api.Error{Op: api.OpRevokeKey, Kind: api.Timeout, Message: "timed out; it is not known whether the key was revoked", MaybeDone: true}
	instance := &screentest.Instance{RevokeErr: lost} // and the key is gone
	d := open(t, instance, pipeline())
	if _, found := screentest.Find[screen.KeyRevoked](screentest.Press(d, "text:CI/CD Pipeline", "enter")); !found {
		t.Error("the list shows it gone, the dialog does not")
	}
	instance = &screentest.Instance{RevokeErr: lost, Keys: screentest.Keys()}
	d = open(t, instance, pipeline())
	if _, found := screentest.Find[screen.KeyRevoked](screentest.Press(d, "text:CI/CD Pipeline", "enter")); found {
		t.Error("called revoked although listed")
	}
	mustSay(t, d, "still listed, so it was not revoked")
}

func TestEscWhileTheRequestIsOut(t *testing.T) {
	instance := &screentest.Instance{Keys: screentest.Keys()}
	d := open(t, instance, pipeline())
	screentest.Press(d, "text:CI/CD Pipeline")
	pending := d.Update(screentest.Key("enter"))
	if msgs := screentest.Press(d, "esc", "enter", "x"); len(msgs) != 0 {
		t.Errorf("%v", msgs)
	}
	mustSay(t, d, "can't be taken back", "> CI/CD Pipeline")
	if _, found := screentest.Find[screen.KeyRevoked](screentest.Settle(d, pending)); !found {
		t.Error("the answer is lost")
	}
	if len(instance.Revoked) != 1 {
		t.Errorf("%d requests", len(instance.Revoked))
	}
}

func TestEscCancels(t *testing.T) {
	instance := &screentest.Instance{}
	d := open(t, instance, pipeline())
	if _, found := screentest.Find[screen.CloseDialog](screentest.Press(d, "text:CI", "esc")); !found || len(instance.Revoked) > 0 {
		t.Error("esc does not just close")
	}
}

func TestOwnKeyWantsTheWholePhrase(t *testing.T) {
	own := pipeline()
	instance := &screentest.Instance{Keys: screentest.Keys(), Own: own.Preview}
	d := open(t, instance, own)
	mustSay(t, d, "This is the key this console uses", "revoke my own key")
	screentest.Press(d, "text:CI/CD Pipeline", "enter")
	if len(instance.Revoked) != 0 {
		t.Fatal("its name was enough")
	}
	screentest.Press(d, "ctrl+u", "text:revoke my own key")
	instance.ListErr = &api.Error{Op: api.OpListKeys, Kind: api.Unauthorized, Message: "not accepted"}
	msgs := screentest.Press(d, "enter")
	if _, found := screentest.Find[screen.KeyRevoked](msgs); !found || len(instance.Revoked) != 1 {
		t.Errorf("revoked %v, %v", instance.Revoked, msgs)
	}
	if _, found := screentest.Find[screen.Unauthorized](msgs); !found {
		t.Error("the root does not learn that the console's key is gone")
	}
}

func TestNamesThatAreHardToType(t *testing.T) {
	for _, name := range []string{"監視 monitoring 東京", "two  spaces", "evil⟨U+202E⟩name", strings.Repeat("long ", 10), ""} {
		for _, typed := range []string{name, "4Ab3x9Zk", "4Ab3…x9Zk", "supascale_4Ab3...x9Zk"} {
			key := pipeline()
			key.Name = name
			instance := &screentest.Instance{}
			d := open(t, instance, key)
			if name != "" {
				mustSay(t, d, "4Ab3x9Zk")
			}
			screentest.Press(d, "paste:"+typed, "enter")
			if want := typed != "" && (name != "" || strings.HasPrefix(typed, "supascale_")); (len(instance.Revoked) == 1) != want {
				t.Errorf("name %q, typed %q: revoked %v, want %v", name, typed, instance.Revoked, want)
			}
		}
	}
}

// canceled sees that a dialog left while it confirms gives the request up.
type canceled struct {
	app.API
	ctx context.Context
}

func (c *canceled) ListKeys(ctx context.Context, _, _ int) (api.KeyPage, error) {
	c.ctx = ctx
	return api.KeyPage{Keys: []api.Key{pipeline()}}, nil
}

func TestLeavingWhileConfirmingSaysWhatIsKnown(t *testing.T) {
	d := open(t, &canceled{API: &screentest.Instance{}}, pipeline())
	screentest.Press(d, "text:CI/CD Pipeline")
	sent := screentest.Messages(d.Update(screentest.Key("enter")))
	for _, m := range sent {
		d.Update(m)
	}
	told, _ := screentest.Find[screen.Notice](screentest.Press(d, "esc"))
	if !strings.Contains(told.Text, "The instance says “CI/CD Pipeline” is revoked; that was not confirmed") {
		t.Errorf("%q", told.Text)
	}
}

func TestNamesProduction(t *testing.T) {
	env := screentest.Env(t, &screentest.Instance{Keys: screentest.Keys()})
	env.Environment = "prod"
	d := New(env, pipeline())
	mustSay(t, d, "on prod (production) · https://supascale.example.com", "Type CI/CD Pipeline to confirm:")
}

func TestWhatIsKnownOfItsUseIsSaid(t *testing.T) {
	d := New(screentest.Env(t, &screentest.Instance{Keys: screentest.Keys()}), screentest.Keys()[2])
	d.known = "Still used 2 h ago by 203.0.113.7 (curl/8.5)."
	screentest.Frame(t, "known", d)
	if msgs := screentest.Press(d, "enter"); len(msgs) != 0 {
		t.Errorf("enter alone sent %+v", msgs)
	}
}
