package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/clean"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/journal"
	"github.com/supascale/supascale-tui/internal/keys"
	"github.com/supascale/supascale-tui/internal/lifecycle"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/ui"
)

type keysRevokeOptions struct {
	target        target
	output        outputFlag
	yes           bool
	ignoreMissing bool
}

func newKeysRevokeCommand() *cobra.Command {
	var o keysRevokeOptions
	cmd := &cobra.Command{
		Use:   "revoke NAME|ID|PREVIEW...",
		Short: "Revoke keys",
		Long: `Revoke keys: each is invalid for its very next request, and no value brings it back.

On a terminal every key's name is to be typed first; --yes says so beforehand and is
needed where nobody can be asked. All keys are found before the first is revoked: one
that is not there, or a name that several have, stops it before anything is done. The
list is read again to see that they are gone, and every key has a line that says what
became of it.`,
		Example: `  supascale-tui keys revoke "Laptop (old)"
  supascale-tui keys revoke key-123 key-124 --yes -o json
  supascale-tui keys revoke "CI (old)" --yes --ignore-missing`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("name the keys: by name, id or preview")
			}
			return nil
		},
		RunE:              o.run,
		ValidArgsFunction: completeKeys(&o.target, 0),
	}
	o.target.register(cmd)
	o.output.register(cmd, output.Table, output.JSON, output.JSONLines, output.CSV, output.Name)
	cmd.Flags().BoolVar(&o.yes, "yes", false, "revoke without asking")
	cmd.Flags().BoolVar(&o.ignoreMissing, "ignore-missing", false, "a key that is gone already is no failure")
	return cmd
}

func (o *keysRevokeOptions) run(cmd *cobra.Command, words []string) error {
	format, err := o.output.read()
	if err != nil {
		return err
	}
	if err := checkWords(words); err != nil {
		return err
	}
	if !o.yes && !onTerminal(cmd.InOrStdin()) {
		return usagef("there is nobody to ask: say --yes to revoke without being asked")
	}
	client, err := o.target.connect(cmd.Context(), cmd)
	if err != nil {
		return err
	}
	defer client.Close()
	all, err := listAll(cmd.Context(), client)
	if err != nil {
		return err
	}
	list, missing, err := o.find(all, words)
	if err != nil {
		return err
	}
	if !o.yes {
		if err := confirm(cmd.InOrStdin(), cmd.ErrOrStderr(), list, client.OwnPreview()); err != nil {
			return err
		}
	}
	// From here on ctrl+c stops between two keys; what is done is still told.
	ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second ctrl+c ends it at once
	receipts := append(lifecycle.RevokeKeys(ctx, client, list), missing...)
	settle(client.Instance().ID, receipts)
	return o.tell(cmd, format, receipts)
}

// find gives the keys that are meant, each once, and receipts for those that are
// gone already where that is no failure.
func (o *keysRevokeOptions) find(all []api.Key, words []string) (list []api.Key, missing []lifecycle.Receipt, err error) {
	chosen := make(map[string]bool)
	for _, word := range words {
		k, err := pickOne(all, word)
		if coded, ok := errors.AsType[codedError](err); ok && coded.code == exitNotFound && o.ignoreMissing {
			missing = append(missing, lifecycle.Receipt{Key: api.Key{Name: clean.Limit(word, 200)}, Result: lifecycle.AlreadyGone})
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		if !chosen[k.ID] {
			chosen[k.ID] = true
			list = append(list, k)
		}
	}
	return list, missing, nil
}

// confirm has the name of each key typed.
func confirm(in io.Reader, words io.Writer, list []api.Key, own string) error {
	lines := bufio.NewScanner(in)
	now := time.Now()
	for _, k := range list {
		want := k.Name
		say(words, "“%s” (%s, %s) %s; last used %s. Whatever uses it stops working at once.", k.Name, k.ID, keys.ShortPreview(k.Preview),
			k.Permissions.Sentence(), ui.Relative(k.LastUsed, now, "never"))
		switch {
		case lifecycle.IsOwn(&k, own):
			want = lifecycle.OwnPhrase
			say(words, "It is the key that this command uses: after it you need another.")
		case want == "":
			want = k.ID
		}
		_, _ = fmt.Fprintf(words, "Type %s to revoke it: ", want)
		if !lines.Scan() || strings.TrimSpace(lines.Text()) != strings.TrimSpace(want) {
			return errors.New("what was typed is not that: nothing was revoked")
		}
	}
	return nil
}

// settle forgets the notes about keys that are gone: nobody needs to take them
// any more.
func settle(instance string, receipts []lifecycle.Receipt) {
	dir, err := config.StateDir(os.Getenv)
	if err != nil {
		return
	}
	notes := journal.Open(dir)
	defer closeJournal(notes)
	gone := make(map[string]bool)
	for _, r := range receipts {
		gone[r.Key.ID] = r.Result == lifecycle.Revoked || r.Result == lifecycle.AlreadyGone
	}
	entries, _ := notes.Unsettled(instance) // what can't be read is told of by the console
	for _, e := range entries {
		if e.KeyID != "" && gone[e.KeyID] {
			notes.Settle(e.ID)
		}
	}
}

// tell prints what became of each key. The first that is not gone decides the
// exit code.
func (o *keysRevokeOptions) tell(cmd *cobra.Command, format output.Format, receipts []lifecycle.Receipt) error {
	printer := output.NewPrinter(cmd.OutOrStdout(), format, output.Receipts(func(err error) string { return explained(err).Error() }))
	var failed error
	left := 0
	for _, r := range receipts {
		if err := printer.Add(r); err != nil {
			return err
		}
		switch {
		case r.Result == lifecycle.Revoked, r.Result == lifecycle.AlreadyGone && o.ignoreMissing:
			continue
		case r.Err != nil && failed == nil:
			failed = explained(r.Err)
		case r.Result == lifecycle.AlreadyGone && failed == nil:
			failed = codedError{exitNotFound, fmt.Errorf("“%s” was gone already", r.Key.Name)}
		}
		left++
	}
	if err := printer.End(); err != nil {
		return err
	}
	switch {
	case left == 0:
		return nil
	case failed == nil: // interrupted between two keys
		failed = errors.New("stopped")
	}
	return fmt.Errorf("%d of %d keys were not revoked by this: %w", left, len(receipts), failed)
}
