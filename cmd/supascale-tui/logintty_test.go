//go:build unix

package main

import (
	"bytes"
	"testing"
)

func TestLoginHidesWhatIsTyped(t *testing.T) {
	b := newBareBox(t)
	x := start(t, 80, 24, b.env, "login")
	x.shows("it stays hidden")
	x.press(b.key, "enter")
	if code := x.ends(); code != exitOK {
		t.Errorf("exit code %d: %s", code, x.screen())
	}
	x.shows("Stored in")
	if bytes.Contains(x.written(), []byte(b.key[10:20])) {
		t.Error("the key was shown")
	}
	b.runs(exitOK, "", nil, "audit")
}
