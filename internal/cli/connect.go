package cli

import (
	"context"
	"io"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/build"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/text"
)

var session = newSession()

func newSession() *app.Session {
	return &app.Session{Getenv: os.Getenv, Version: build.Version(), CheckThemes: func(s config.Settings) error { _, err := readThemes(s); return err }, Announce: sayOnStderr}
}

// target is the flags that say which instance a command talks to.
type target struct{ app.Target }

func (t *target) register(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&t.Profile, "profile", "p", "", "`NAME` of the profile to use (default "+config.EnvProfile+", or the one of \"profile use\")")
	cmd.Flags().BoolVar(&t.InsecureHTTP, "insecure-http", false, "allow plain http to another machine: the key travels unencrypted")
	_ = cmd.RegisterFlagCompletionFunc("profile", completeProfile)
}

// completeProfile completes the names of profiles.
func completeProfile(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	settings, err := session.Load()
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var list []string
	for _, p := range settings.Profiles {
		list = append(list, cobra.CompletionWithDesc(p.Name, p.URL))
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}

// connect gives a client of the instance. Nothing is sent to it. Close it.
func (t *target) connect(ctx context.Context, cmd *cobra.Command) (*api.Client, error) {
	client, notice, err := session.Connect(ctx, &t.Target)
	// What a completion says would stand in the middle of the line.
	if err == nil && notice != "" && !completing(os.Args[1:]) {
		say(cmd.ErrOrStderr(), "%s", notice)
	}
	return client, err
}

// sayEvery is how often a command says how much of a long answer it has read.
const sayEvery = 10 * time.Second

// sayOnStderr has a client say on stderr what it waits for, and then what has come of
// it: a command that is silent looks as if it hung. It also says that clocks differ.
func sayOnStderr(o *api.Options) {
	w := shownOn(os.Stderr)
	o.Awaited = awaitedWords(w)
	o.ClockApart = func(words string) { say(w, "! %s", words) }
}

func awaitedWords(w io.Writer) func(api.Awaited) {
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
			say(w, "Waiting for the instance's answer (to %s). ctrl+c gives up.", a.Op)
		case a.Bytes > 0 && a.Since >= last+sayEvery:
			said[a.Op] = a.Since
			say(w, "Reading the instance's answer (to %s): %s so far.", a.Op, text.Bytes(a.Bytes))
		}
	}
}
