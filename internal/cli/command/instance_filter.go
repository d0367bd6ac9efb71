package command

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/api"
	"github.com/supascale/supascale-tui/internal/app"
	"github.com/supascale/supascale-tui/internal/config"
	"github.com/supascale/supascale-tui/internal/fleet"
	"github.com/supascale/supascale-tui/internal/keys"
)

// Members reads a filter of instances and gives those of the profiles that fit it.
func (t *Target) Members(call *Call, line string) (fleet.Filter, []fleet.Member, error) {
	filter, err := fleet.ParseFilter(line)
	if err != nil {
		return filter, nil, Usagef("filter of instances, %w", err)
	}
	all, err := t.everyMember()
	if err != nil {
		return filter, nil, err
	}
	if len(all) == 0 {
		return filter, nil, Usagef("there are no profiles. Make one for each instance with \"supascale-tui profile add NAME --url URL\"")
	}
	members, err := filter.Select(all)
	switch {
	case err != nil:
		return filter, nil, Usagef("filter of instances, %w", err)
	case len(members) == 0:
		return filter, nil, Usagef("no profile fits the filter of instances. See them with \"supascale-tui profile list\"")
	}
	for _, name := range []string{keys.EnvKey, config.EnvURL} {
		if t.At == nil && t.Session.Getenv(name) != "" {
			call.Say("%s is for one instance, and is not used for several.", name)
		}
	}
	return filter, members, nil
}

// everyMember gives the instances of all profiles, or those where a run is already.
func (t *Target) everyMember() ([]fleet.Member, error) {
	if t.At != nil {
		return fleet.MembersOn(t.At), nil
	}
	quiet := *t.Session
	quiet.Announce = announceNamed
	return fleet.Members(&quiet, t.InsecureHTTP)
}

// announceNamed is Announce for one of several instances, whose name it tells.
func announceNamed(o *api.Options) {
	w, name := ShownOn(os.Stderr), o.Name
	o.Awaited = awaitedWords(w, name+"'s")
	o.ClockApart = func(words string) { Say(w, "! %s: %s", name, words) }
}

// CompleteInstances completes the words of a filter of instances.
func CompleteInstances(s *app.Session) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		settings, err := s.Load()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var list []string
		seen := map[string]bool{}
		for _, p := range settings.Profiles {
			list = append(list, cobra.CompletionWithDesc(p.Name, p.URL))
			if p.Environment != "" && !seen[p.Environment] {
				seen[p.Environment] = true
				list = append(list, "env:"+p.Environment)
			}
		}
		for _, state := range fleet.States() {
			list = append(list, fmt.Sprintf("state:%s", state.Word()))
		}
		return list, cobra.ShellCompDirectiveNoFileComp
	}
}
