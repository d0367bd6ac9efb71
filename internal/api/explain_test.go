package api

import (
	"errors"
	"testing"
)

func TestExplain(t *testing.T) {
	for want, err := range map[string]error{
		"it is full": errors.New("it is full"),
		"Can't list keys: connection refused. Check the address, or that the instance is running.": &Error{Op: OpListKeys, Kind: Unreachable, Message: "connection refused"},
		"Can't list keys: it is down. Check the address, or that the instance is running.":         &Error{Op: OpListKeys, Kind: Unreachable, Message: "it is down."},
		"Can't create the key: it was refused. Try again when you like.":                           &Error{Op: OpCreateKey, Kind: Canceled, Message: "it was refused"},
	} {
		if got := Explain(err); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestSentence(t *testing.T) {
	for reason, want := range map[string]string{
		"": "Refused without a reason.", "is taken": "Is taken.", "No!": "No!", "über 100": "Über 100.",
	} {
		if got := Sentence(reason); got != want {
			t.Errorf("%q: %q", reason, got)
		}
	}
}
