package views_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/ui/press"
	"github.com/supascale/supascale-tui/internal/views/screentest"
)

var sequences = flag.Int("sequences", 300, "of random keys that TestRandomKeys presses")

// presses is how many keys a sequence has.
const presses = 40

// moved is a console and what its instances and its machine had before a key was pressed.
type moved struct {
	*world
	name  string // of the key
	does  string // what help says that it does, "" where it doesn't list it
	frame string
	asked bool // a question with a highlighted answer was in front

	reveals       bool
	again         bool           // an answer was chosen by which a new key follows a revocation
	revoked, made map[string]int // by profile
	expired       map[string]bool
	kept
}

// kept is what this machine keeps about keys: which were not delivered, and the admin's own
// notes.
type kept struct {
	undelivered map[string]string // the key's id by that of its entry
	notes       map[string]string
}

func (w *world) about(name, frame string, before kept) *moved {
	m := &moved{world: w, name: name, frame: frame, asked: isQuestion(w.root.Front()), reveals: w.root.Reveals(), expired: map[string]bool{}, kept: before}
	for _, b := range w.root.Listed() {
		if b.Enabled() && b.Key.Has(name) {
			m.does = b.Does
			break
		}
	}
	m.revoked, m.made = map[string]int{}, map[string]int{}
	for profile, instance := range w.behind {
		m.revoked[profile], m.made[profile] = len(instance.Revoked), len(instance.Created)
		for _, k := range instance.Keys {
			m.expired[k.ID] = k.Expires.StatusAt(w.clock.At) == keys.Expired
		}
	}
	return m
}

func (w *world) keeps() kept {
	k := kept{map[string]string{}, map[string]string{}}
	here := w.env.API.Instance()
	left, err := w.env.Undelivered.Unsettled(here.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range left {
		k.undelivered[e.ID] = e.KeyID
	}
	list, err := w.env.Notes.List(here)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, n := range list {
		k.notes[n.KeyID] = fmt.Sprint(n.Text)
	}
	return k
}

var (
	phrase  = regexp.MustCompile(`Type  (.+?)  to confirm`)
	entered = regexp.MustCompile(`(?m)> (.+?)\s*(│.*)?$`)
)

// isTyped reports whether the phrase that is asked for stands in its field, and enter was
// pressed.
func (m *moved) isTyped() bool {
	wanted, typed := phrase.FindStringSubmatch(m.frame), entered.FindStringSubmatch(m.frame)
	return m.name == "enter" && wanted != nil && typed != nil && wanted[1] == typed[1]
}

// isButton reports whether a highlighted button or answer was pressed that says one of
// these words.
func (m *moved) isButton(words string) bool {
	return (m.name == "enter" || m.name == "space") && regexp.MustCompile(words).MatchString(m.does)
}

// isRevoked reports whether an instance was asked to revoke the key, which check allows only
// to who confirmed it.
func (m *moved) isRevoked(key string) bool {
	for _, instance := range m.behind {
		if slices.Contains(instance.Revoked, key) {
			return true
		}
	}
	return false
}

// check says what was done that the key must not do, "" for nothing. did counts what was.
func (m *moved) check(did map[string]int) string {
	for profile, instance := range m.behind {
		for _, id := range instance.Revoked[m.revoked[profile]:] {
			if did["revoked"]++; !m.isTyped() && (!m.expired[id] || !m.isButton("^revoke")) {
				return "revokes " + id
			}
		}
		if len(instance.Created) > m.made[profile] {
			if did["created"]++; !m.isTyped() && !m.isButton("create|New key first|again$") && (!m.again || !m.isButton("^revoke")) {
				return "creates a key"
			}
		}
	}
	if m.reveals && !m.root.Reveals() {
		if did["closed"]++; !m.asked || !m.isButton("close|leave") {
			return "closes the key that is shown"
		}
	}
	now := m.keeps()
	for id, key := range m.undelivered {
		if _, left := now.undelivered[id]; !left {
			// That of a revoked key is settled once the list is looked at again.
			if did["settled"]++; !m.isRevoked(key) && !m.isTyped() && !m.isButton("I have the key|I have it|keep|Keep|^revoke|compare") && m.name != "paste" {
				return "settles what was not delivered"
			}
		}
	}
	for id, text := range m.notes {
		if now.notes[id] != text {
			if did["notes"]++; !m.isButton("^save$|^Remove it$|^import$") {
				return "changes a note"
			}
		}
	}
	m.kept = now
	return ""
}

// keyboard is what sequences are made of: all keys of the table, those that lead on more
// often.
var keyboard = func() []string {
	list := slices.Concat(others, slices.Repeat([]string{"enter", "down", "tab", "right", "esc"}, 12), []string{"time", "time", "paste", "paste"}, slices.Repeat([]string{"click"}, 12))
	for _, l := range press.Table() {
		list = append(list, l.Name)
	}
	return list
}()

// writes are the actions that would run a command or write a file.
var writes = regexp.MustCompile(`^(run it|write.*|export)$`)

// next chooses the keys to press: one, those of a click (TestAClickIsItsKeys shows that it
// is these), or the phrase that is asked for.
func (w *world) next(frame string, r *rand.Rand) []string {
	if wanted := phrase.FindStringSubmatch(frame); wanted != nil && r.IntN(4) == 0 {
		return []string{"text:" + wanted[1]}
	}
	if name := keyboard[r.IntN(len(keyboard))]; name != "click" {
		return []string{name}
	}
	keysAt := w.root.Clickable()
	for range 5 { // until something is there
		if keys := keysAt(r.IntN(80), r.IntN(24)); keys != nil {
			return keys
		}
	}
	return nil
}

func (w *world) push(name string) {
	w.clock.At = w.clock.At.Add(time.Second)
	switch name {
	case "time":
		for _, msg := range w.timers.Fire(w.clock.At) {
			w.send(msg)
		}
	case "paste":
		w.press("paste:" + screentest.FakeValue)
	default:
		w.press(name)
	}
}

// No sequence of keys revokes, creates, keeps or loses anything without the phrase that
// has to be typed or the answer that has to be highlighted for it. It is looked at from
// outside: what arrives at the instances, and what is kept afterwards.
func TestRandomKeys(t *testing.T) {
	t.Chdir(t.TempDir()) // where a file would be written
	did := map[string]int{}
	for n := range *sequences {
		r := rand.New(rand.NewPCG(1, uint64(n)))
		start := moments[r.IntN(len(moments))]
		w := at(t, start)
		var pressed, keys []string
		keeps, again := w.keeps(), false
		for range presses {
			frame := w.frame()
			for len(keys) == 0 {
				keys = w.next(frame, r)
			}
			name := keys[0]
			keys = keys[1:]
			m := w.about(name, frame, keeps)
			again = again || m.isButton("create it again|create again|Revoke first")
			m.again = again
			if writes.MatchString(m.does) && !strings.HasPrefix(lastLine(m.frame), " :") {
				continue
			}
			pressed = append(pressed, name)
			w.push(name)
			if wrong := m.check(did); wrong != "" {
				t.Fatalf("sequence %d, from %q by %q: %s (%q) %s\n%s", n, start.name, pressed, name, m.does, wrong, m.frame)
			}
			if keeps = m.kept; w.quit {
				break
			}
		}
	}
	t.Logf("%d sequences: %v", *sequences, did)
	for _, what := range []string{"revoked", "created", "closed", "settled"} {
		if did[what] == 0 {
			t.Errorf("nothing was ever %s, of %v", what, slices.Sorted(maps.Keys(did)))
		}
	}
}

func lastLine(frame string) string { return frame[strings.LastIndex(frame, "\n")+1:] }
