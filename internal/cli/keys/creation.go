package keys

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/keys/filter"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/lifecycle/undelivered"
)

// creation is a key on its way.
type creation struct {
	wanted
	call   *command.Call
	client app.API
	of     string // the profile of its instance, "" where that is the only one
	notes  *undelivered.Store
	to     destination
	reveal func(ctx context.Context, created api.CreatedKey, note string) error
	words  io.Writer
	note   func(made *api.Key) error // notes whose the key is; nil notes nothing
	entry  undelivered.Entry
	made   api.Key // once it is there
}

// notCreatedError says that there is no key.
type notCreatedError struct{ err error }

func (e *notCreatedError) Error() string { return command.Explain(e.err).Error() }
func (e *notCreatedError) Unwrap() error { return e.err }

// revokeWithin bounds what is done about a key after a failure, which happens
// also when the caller has given up.
const revokeWithin = 30 * time.Second

// make looks what there is, creates the key and hands its value over.
func (c *creation) make(ctx context.Context) error {
	if !c.confirmed {
		c.warn(c.words)
	}
	if c.to.nowhere {
		if err := c.to.ask(ctx, c.call, c.key.Name); err != nil {
			return err
		}
	}
	if err := c.look(ctx); err != nil {
		return err
	}
	return c.create(ctx)
}

// warn says what is to be minded about the key.
func (w *wanted) warn(words io.Writer) {
	for _, warning := range w.key.Permissions.Warnings(w.key.Expires.Outlasts(w.now)) {
		command.Say(words, "! %s", warning)
	}
}

// look finds what has the name already, to be told from what will. Who asked for the key goes
// on without: that only makes a lost key harder to find again.
func (c *creation) look(ctx context.Context) error {
	list, unread := command.ListAll(ctx, c.client)
	if unread != nil && !c.confirmed {
		return unread
	}
	list.Warn(c.words)
	c.entry = undelivered.Entry{Instance: c.client.Instance().ID, Asked: c.key}
	c.entry.SeeBefore(list.Keys, unread == nil && list.Part == nil)
	if len(c.entry.Before) > 0 {
		command.Say(c.words, "! There is a key of this name already (%s). To replace it, revoke it once the new one is in place.", strings.Join(c.entry.Before, ", "))
	}
	return nil
}

// create notes the key, creates it and hands its value over.
func (c *creation) create(ctx context.Context) error {
	// A reader that has gone must not end the program between the key's making
	// and its revocation.
	pipe := make(chan os.Signal, 1)
	signal.Notify(pipe, syscall.SIGPIPE)
	defer signal.Stop(pipe)
	c.entry.At = c.call.Now()
	c.entry.Last = c.entry.At
	created, note, err := lifecycle.Create(ctx, c.client, c.notes, c.entry)
	if err != nil {
		if note == "" {
			return &notCreatedError{err}
		}
		c.entry.ID = note
		return c.lost(ctx, c.entry, err)
	}
	if c.reveal != nil {
		if c.note != nil {
			warnOfNote(c.words, c.note(&created.Key))
		}
		return c.reveal(ctx, created, note)
	}
	if trouble := c.to.deliver(ctx, created, c.now); trouble != "" {
		return c.undo(ctx, created, note, trouble)
	}
	c.notes.Settle(note)
	c.made = created.Key
	command.Say(c.words, "Created “%s” (%s), which %s. Expires: %s.", created.Name, created.ID, created.Permissions.Sentence(), created.Expires.Words(c.now, c.call.Local()))
	warnOfAnother(c.words, &created, c.at())
	if c.note != nil {
		warnOfNote(c.words, c.note(&created.Key))
	}
	if words := c.to.words(); words != "" {
		command.Say(c.words, "%s", words)
	}
	if c.of != "" {
		return nil // its receipt is printed with those of the others
	}
	return c.to.print(created, c.now)
}

// at is the flag that leads a command to the instance, where it is one of several.
func (c *creation) at() string {
	if c.of == "" {
		return ""
	}
	return " --profile " + deliver.ShellWord(c.of)
}

// warnOfAnother says at once where a new key is not what was asked for, and how to be
// rid of it. At is the flag that leads to its instance.
func warnOfAnother(words io.Writer, made *api.CreatedKey, at string) {
	if warning := made.Warning(); warning != "" {
		command.Say(words, "! %s To revoke it: supascale-tui keys revoke %s%s", warning, made.ID, at)
	}
}

// warnOfNote says why nothing was noted about a new key.
func warnOfNote(words io.Writer, err error) {
	if err != nil {
		command.Say(words, "! Nothing was noted about the key: %s", err)
	}
}

// sayExpires is what a command answers that would have to make up an expiry.
const sayExpires = "how long the old key was made for isn't known: say when the new one expires, as in --expires 90d or --expires never"

// leftError is the result for a key whose value nobody has.
type leftError struct {
	error
	outcome lifecycle.Outcome
	id      string // "" where there is no key, or none is known
}

func (c *creation) left(outcome lifecycle.Outcome, id, format string, args ...any) error {
	return &leftError{fmt.Errorf(format, args...), outcome, id}
}

// lost looks for the key of a creation whose answer never came. Its note
// stays: the next start of the console asks about it again.
func (c *creation) lost(ctx context.Context, entry undelivered.Entry, err error) error {
	why := err.Error()
	if failed, ok := errors.AsType[*api.Error](err); ok {
		why = strings.TrimSuffix(failed.Message, ".")
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), revokeWithin)
	defer cancel()
	key, err := lifecycle.Find(ctx, c.client, c.notes, entry)
	list := deliver.ShellWord(filter.OfName(c.key.Name)) + c.at()
	switch {
	case err != nil:
		return c.left(lifecycle.OutcomeUnknown, "", "no answer with the key came: %s. Listing the keys to find out failed too: %s. When the instance is back, run: supascale-tui keys list %s. If a new key of that name is there, revoke it, since its value is lost",
			why, strings.TrimSuffix(command.Explain(err).Error(), "."), list)
	case key == nil:
		return c.left(lifecycle.OutcomeUnknown, "", "no answer with the key came: %s. %s. See whether it has arrived: supascale-tui keys list %s", why, lifecycle.NotListedYet, list)
	}
	return c.left(lifecycle.OutcomeUndelivered, key.ID, "the key was created (%s), but its value was lost with the answer: %s. Nobody can use it, and it stays valid until it is revoked: supascale-tui keys revoke %s%s",
		key.ID, why, deliver.ShellWord(key.ID), c.at())
}

// undo revokes a key whose value could not be handed over.
func (c *creation) undo(ctx context.Context, created api.CreatedKey, note, why string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), revokeWithin)
	defer cancel()
	if _, err := lifecycle.Revoke(ctx, c.client, &created.Key); err != nil {
		return c.left(lifecycle.OutcomeUndelivered, created.ID, "%s The new key (%s) could not be revoked again: %s. Revoke it: supascale-tui keys revoke %s%s",
			why, created.ID, strings.TrimSuffix(command.Explain(err).Error(), "."), deliver.ShellWord(created.ID), c.at())
	}
	c.notes.Settle(note)
	return c.left(lifecycle.OutcomeNotCreated, "", "%s The new key was revoked again: there is none", why)
}
