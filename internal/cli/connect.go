package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/build"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/credential"
	"github.com/supascale/supascale-tui/internal/text"
)

// target says which instance a command talks to.
type target struct {
	profile      string
	insecureHTTP bool
}

func (t *target) register(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&t.profile, "profile", "p", "", "`NAME` of the profile to use (default "+config.EnvProfile+", or the one of \"profile use\")")
	cmd.Flags().BoolVar(&t.insecureHTTP, "insecure-http", false, "allow plain http to another machine: the key travels unencrypted")
	_ = cmd.RegisterFlagCompletionFunc("profile", completeProfile)
}

// completeProfile completes the names of profiles.
func completeProfile(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	settings, err := config.Load(os.Getenv)
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var list []string
	for _, p := range settings.Profiles {
		list = append(list, cobra.CompletionWithDesc(p.Name, p.URL))
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}

// given are the settings the command line makes for the instance.
func (t *target) given() config.Given {
	given := config.Given{}
	if t.profile != "" {
		given["profile"] = t.profile
	}
	if t.insecureHTTP {
		given["insecure_http"] = strconv.FormatBool(true)
	}
	return given
}

// choose finds the profile to connect with: a usage error where there is none.
func (t *target) choose(settings config.Settings) (config.Profile, error) {
	p, err := settings.Choose(os.Getenv, t.given())
	if errors.Is(err, config.ErrNoInstance) {
		return p, usagef("no instance to connect to. Make a profile with \"supascale-tui profile add NAME --url URL\", set %s and %s, or try \"supascale-tui local --sample\"", config.EnvURL, config.EnvKey)
	}
	if err != nil {
		return p, usageError{err}
	}
	return p, nil
}

// resolve gives the profile to connect with, as the flags leave it.
func (t *target) resolve() (config.Profile, error) {
	settings, err := config.Load(os.Getenv)
	if err != nil {
		return config.Profile{}, usageError{err}
	}
	p, err := t.choose(settings)
	if err != nil {
		return p, err
	}
	p.InsecureHTTP = p.InsecureHTTP || t.insecureHTTP
	return p, nil
}

// connect gives a client of the instance. Nothing is sent to it. Close it.
func (t *target) connect(ctx context.Context, cmd *cobra.Command) (*api.Client, error) {
	p, err := t.resolve()
	if err != nil {
		return nil, err
	}
	return connectTo(ctx, cmd, p)
}

// connectTo gives a client of a profile's instance. Nothing is sent to it.
func connectTo(ctx context.Context, cmd *cobra.Command, p config.Profile) (*api.Client, error) {
	found, err := credential.Find(ctx, keySettings(p), os.Getenv)
	if errors.Is(err, credential.ErrNone) || errors.Is(err, credential.ErrTwoSources) {
		return nil, usageError{err}
	}
	if err != nil {
		return nil, err
	}
	// What a completion says would stand in the middle of the line.
	if notice := found.Source.Notice(); notice != "" && !completing(os.Args[1:]) {
		say(cmd.ErrOrStderr(), "%s", notice)
	}
	return clientWith(p, found.Key, sayOnStderr)
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

// keySettings is what a profile says about its key.
func keySettings(p config.Profile) credential.Profile {
	return credential.Profile{Name: p.Name, URL: p.URL, TokenCommand: p.TokenCommand, Keyring: p.Keyring, KeyFile: p.KeyFile}
}

// clientWith gives a client of a profile's instance with a key.
func clientWith(p config.Profile, key api.Secret, change ...func(*api.Options)) (*api.Client, error) {
	o, err := optionsFor(p)
	if err != nil {
		return nil, usageError{err}
	}
	o.Key = key
	for _, f := range change {
		f(&o)
	}
	client, err := api.New(o)
	if err != nil {
		return nil, usageError{err}
	}
	return client, nil
}

// optionsFor are a profile's, without a key.
func optionsFor(p config.Profile) (o api.Options, err error) {
	o = api.Options{
		URL:          p.URL,
		Name:         p.Name,
		AuthHeader:   p.AuthHeader,
		RevokeStyle:  p.RevokeStyle,
		InsecureHTTP: p.InsecureHTTP,
		Timeout:      p.Timeout,
		UserAgent:    "supascale-tui/" + build.Version(),
		Did:          noteDeed,
	}
	if o.TLS, err = api.TLSConfig(p.CAFile, p.ClientCert, p.ClientKey); err != nil {
		return o, err
	}
	if p.Proxy != "" {
		o.Proxy, err = api.ParseProxy(p.Proxy)
	}
	return o, err
}
