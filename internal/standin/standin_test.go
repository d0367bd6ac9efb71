package standin

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestTheSecretTakesThePlaceOfItsStandIns(t *testing.T) {
	cleared := 0
	table := New(func() { cleared++ })
	if !table.Show("key_A1b2") {
		t.Fatal("refused")
	}
	text := Text(8)
	if ansi.StringWidth(text) != 8 {
		t.Errorf("%d cells stand for 8 characters", ansi.StringWidth(text))
	}
	for _, c := range []struct{ output, want string }{
		{"\x1b[1m" + text + "\x1b[m\xff é", "\x1b[1mkey_A1b2\x1b[m\xff é"},
		// A renderer writes what has changed, and that may be any part.
		{"\x1b[7G" + Text(8)[4*4:4*6] + "x", "\x1b[7GA1x"},
		{"\U000F1001", "\U000F1001"},
	} {
		got, holds := table.Fill([]byte(c.output))
		if string(got) != c.want || holds != (c.output != c.want) {
			t.Errorf("%q became %q, %v", c.output, got, holds)
		}
	}
	if got, holds := table.Fill([]byte("a" + Nothing(4095) + "b")); len(Nothing(4095)) < 4095 || string(got) != "ab" || holds {
		t.Errorf("%d bytes of nothing became %q, %v", len(Nothing(4095)), got, holds)
	}
	table.Clear()
	table.Clear()
	if got, holds := table.Fill([]byte("a" + text[:8] + "b")); string(got) != "a  b" || holds {
		t.Errorf("after the secret was cleared: %q, %v", got, holds)
	}
	if cleared != 1 {
		t.Errorf("told %d times that it was cleared", cleared)
	}
}

func TestWhatCanNotStandInIsRefused(t *testing.T) {
	for _, secret := range []string{"", "with space", "line\nend", "ké"} {
		if New(nil).Show(secret) {
			t.Errorf("%q was taken", secret)
		}
	}
	var none *Table
	if none.Show("key") {
		t.Error("no table took one")
	}
	none.Clear()
	if got, _ := none.Fill([]byte(Text(3))); string(got) != Text(3) {
		t.Errorf("no table made %q", got)
	}
}
