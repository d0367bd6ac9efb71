package local

import (
	"context"
	"errors"
	"testing"
)

func TestAReadingThatDoesNotEndIsLeft(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	held := make(chan struct{})
	defer close(held)
	if _, err := Await(ctx, func() (int, error) { cancel(); <-held; return 1, nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if n, err := Await(t.Context(), func() (int, error) { return 2, nil }); n != 2 || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
}
