package command

import (
	"context"
	"io"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/output"
	"github.com/supascale/supascale-tui/internal/text"
)

// Target is the instance that a command works on, as its flags say.
type Target struct {
	app.Target
	Session *app.Session
	// At is the instance, or the several, where a run is on one already; nil connects as the
	// flags say.
	At      app.API
	Several Several
}

// Register adds the flags.
func (t *Target) Register(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&t.Profile, "profile", "p", "", "`NAME` of the profile to use (default "+config.EnvProfile+", or the one of \"profile use\")")
	t.RegisterInsecure(cmd)
	_ = cmd.RegisterFlagCompletionFunc("profile", CompleteProfile(t.Session))
}

// RegisterInsecure adds the flag of a command that names its profile otherwise.
func (t *Target) RegisterInsecure(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&t.InsecureHTTP, "insecure-http", false, "allow plain http to another machine: the key travels unencrypted")
}

// CompleteProfile completes the names of profiles.
func CompleteProfile(s *app.Session) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		settings, err := s.Load()
		if err != nil || len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var list []string
		for _, p := range settings.Profiles {
			list = append(list, cobra.CompletionWithDesc(p.Name, p.URL))
		}
		return list, cobra.ShellCompDirectiveNoFileComp
	}
}

// Client is an instance to work on, until it is closed.
type Client = app.Client

// Begin reads -o and connects, as every command does that prints something of an
// instance.
func (t *Target) Begin(ctx context.Context, call *Call, o *Output) (Client, output.Format, error) {
	format, err := o.Format()
	if err != nil {
		return nil, "", err
	}
	client, err := t.Connect(ctx, call)
	return client, format, err
}

// Connect gives a client of the instance, and says what there is to say about its key.
// Nothing is sent. Close the client.
func (t *Target) Connect(ctx context.Context, call *Call) (Client, error) {
	if t.At != nil {
		return fleet.Stays(t.At), nil
	}
	if t.Several.Asked() {
		return t.source(ctx, call)
	}
	client, notice, err := t.Session.Connect(ctx, &t.Target)
	if err != nil {
		return nil, err
	}
	if notice != "" {
		call.Say("%s", notice)
	}
	return client, nil
}

// sayEvery is how often a command says how much of a long answer it has read.
const sayEvery = 10 * time.Second

// Announce has a client say on stderr what it waits for, and then what has come of
// it: a command that is silent looks as if it hung. It also says that clocks differ.
func Announce(o *api.Options) {
	w := ShownOn(os.Stderr)
	o.Awaited = awaitedWords(w, "the instance's")
	o.ClockApart = func(words string) { Say(w, "! %s", words) }
}

// awaitedWords says what is waited for, and whose it is.
func awaitedWords(w io.Writer, whose string) func(api.Awaited) {
	var mu sync.Mutex
	said := make(map[string]time.Duration) // since when, by what is asked
	return func(a api.Awaited) {
		mu.Lock()
		defer mu.Unlock()
		last, before := said[a.Op]
		switch {
		case a.Done:
			if before {
				said[a.Op] = 0
			}
		case !before:
			said[a.Op] = a.Since
			Say(w, "Waiting for %s answer (to %s). ctrl+c gives up.", whose, a.Op)
		case a.Bytes > 0 && a.Since >= last+sayEvery:
			said[a.Op] = a.Since
			Say(w, "Reading %s answer (to %s): %s so far.", whose, a.Op, text.Bytes(a.Bytes))
		}
	}
}
