package accessible

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"
)

func prompter(k *talk, after func(time.Duration) <-chan time.Time) *Prompter {
	return &Prompter{in: newLines(k), out: k, stops: k.stops, after: after, hide: k.hide}
}

func TestOnlySlowRequestsAreTold(t *testing.T) {
	late, answer := make(chan time.Time), make(chan struct{})
	k := &talk{stops: make(chan os.Signal)}
	p := prompter(k, func(d time.Duration) <-chan time.Time {
		if d != time.Second {
			t.Errorf("it waits %v", d)
		}
		return late
	})
	ask := func(context.Context) (int, error) { <-answer; return 7, nil }
	go func() { late <- time.Time{}; k.stops <- os.Interrupt; close(answer) }()
	n, err := await(t.Context(), p, job{fixed: true}, ask)
	if n != 7 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	k.says(t, "Working…", "can't be taken back")

	k = &talk{}
	if _, err := await(t.Context(), prompter(k, func(time.Duration) <-chan time.Time { return nil }), job{}, ask); err != nil || k.text() != "" {
		t.Errorf("%q, %v", k.text(), err)
	}
}

func TestCtrlCGivesUpOnARequest(t *testing.T) {
	k := &talk{stops: make(chan os.Signal)}
	go func() { k.stops <- os.Interrupt }()
	_, err := await(t.Context(), prompter(k, func(time.Duration) <-chan time.Time { return nil }), job{}, func(ctx context.Context) (int, error) {
		<-ctx.Done()
		return 0, ctx.Err()
	})
	if !errors.Is(err, errStopped) {
		t.Errorf("%v", err)
	}
}

// A program that is told to go doesn't wait for its input or the instance.
func TestTheEndOfTheProgramEndsAPrompt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = w.Close(), r.Close() }()
	k := &talk{}
	p := &Prompter{in: newLines(r), out: k, after: time.After}
	cancel()
	if _, err := p.Line(ctx, Question{Ask: "Name"}); !errors.Is(err, errEnd) {
		t.Errorf("%v", err)
	}
	if _, err := await(ctx, p, job{fixed: true}, func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, nil }); !errors.Is(err, errEnd) {
		t.Errorf("%v", err)
	}
}

func TestChoosing(t *testing.T) {
	options := []Option{{Word: "keys"}, {Word: "keep"}, {Word: "90 days"}, {Word: "quit", Number: "0"}}
	for text, want := range map[string]string{
		"1": "keys", "0": "quit", "KEYS": "keys", "key": "keys", "ke": "", "q": "quit", "9": "", "90": "", "90 days": "90 days", "4": "", "": "",
	} {
		if got, found := chosen(options, text); found != (want != "") || found && got != want {
			t.Errorf("%q: %q, %v", text, got, found)
		}
	}
}
