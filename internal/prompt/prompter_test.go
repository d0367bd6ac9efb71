package prompt

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// talk is what was said, and ctrl+c.
type talk struct {
	mu    sync.Mutex
	said  strings.Builder
	asked chan struct{} // told of what is written, where somebody waits for it
	stops chan os.Signal
}

func (k *talk) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.asked != nil {
		k.asked <- struct{}{}
	}
	return k.said.Write(p)
}

func (k *talk) text() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.said.String()
}

func prompter(k *talk, after func(time.Duration) <-chan time.Time) *Prompter {
	p := New(strings.NewReader(""), k)
	p.Stops, p.After = k.stops, after
	return p
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
	n, err := Await(t.Context(), p, Job{Fixed: true}, ask)
	if n != 7 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if said := k.text(); !strings.Contains(said, "Working…") || !strings.Contains(said, "can't be taken back") {
		t.Errorf("it says %q", said)
	}

	k = &talk{}
	if _, err := Await(t.Context(), prompter(k, func(time.Duration) <-chan time.Time { return nil }), Job{}, ask); err != nil || k.text() != "" {
		t.Errorf("%q, %v", k.text(), err)
	}
}

func TestCtrlCGivesUpOnARequest(t *testing.T) {
	k := &talk{stops: make(chan os.Signal)}
	_, err := Await(t.Context(), prompter(k, func(time.Duration) <-chan time.Time { return nil }), Job{}, func(ctx context.Context) (int, error) {
		k.stops <- os.Interrupt
		<-ctx.Done()
		return 0, ctx.Err()
	})
	if !errors.Is(err, ErrStopped) {
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
	p := New(r, k)
	cancel()
	if _, err := p.Input(ctx, Question{Ask: "Name"}); !errors.Is(err, ErrEnd) {
		t.Errorf("%v", err)
	}
	if _, err := Await(ctx, p, Job{Fixed: true}, func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, nil }); !errors.Is(err, ErrEnd) {
		t.Errorf("%v", err)
	}
}

// Ctrl+c is the answer to an open question, and gives up on what is done where none is.
func TestCtrlCIsForTheQuestionFirst(t *testing.T) {
	r, w := io.Pipe()
	defer func() { _ = w.Close() }()
	k := &talk{asked: make(chan struct{}, 2), stops: make(chan os.Signal)}
	p := New(r, k)
	p.Stops = k.stops
	err := p.Run(t.Context(), func(ctx context.Context) error {
		go func() { <-k.asked; k.stops <- os.Interrupt }()
		if _, err := p.Input(ctx, Question{Ask: "Name"}); !errors.Is(err, ErrInterrupt) {
			t.Errorf("the question ended with %v", err)
		}
		if ctx.Err() != nil {
			t.Error("what asks is given up")
		}
		go func() { k.stops <- os.Interrupt }()
		<-ctx.Done()
		return ctx.Err()
	})
	if !errors.Is(err, ErrStopped) || !errors.Is(err, context.Canceled) {
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

func TestNumbers(t *testing.T) {
	for text, want := range map[string][]int{
		"1": {0}, "1,3-5": {0, 2, 3, 4}, " 5 , 3 - 4,4": {2, 3, 4}, "5-5": {4}, "0": nil, "6": nil, "4-3": nil, "": nil, "1,": nil, "-1": nil, "1-": nil, "a": nil, "1 2": nil,
		"99999999999999999999": nil, "1-99999999999": nil,
	} {
		if got, ok := numbered(text, 5); ok != (want != nil) || !slices.Equal(got, want) {
			t.Errorf("%q: %v, %v", text, got, ok)
		}
	}
}
