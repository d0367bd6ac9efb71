package keys

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/supascale/supascale-tui/internal/cli/command"
	"github.com/supascale/supascale-tui/internal/deliver"
	"github.com/supascale/supascale-tui/internal/output"
)

// severally reads where the values of a key on several instances go: to a place for each.
func (o *Delivery) severally(call *command.Call) (destination, error) {
	to, err := o.destination(call, 0)
	marked := func(text string) bool { return strings.Contains(text, deliver.ProfileMark) }
	switch {
	case errors.Is(err, errNowhere):
		err = command.Usagef("choose where to put the value of each new key, which is shown this once: --to-file 'keys/%s.env', --to-command -- COMMAND %[1]s, or -o jsonl for stdout. Nothing was created", deliver.ProfileMark)
	case err != nil:
	case to.format == output.Env || to.format == output.Value || to.format == output.Name:
		err = command.Usagef("-o %s does not say which instance a line is of: use -o jsonl, or --to-file 'keys/%s.env' for a file each", to.format, deliver.ProfileMark)
	case to.file != "" && !marked(to.file):
		err = command.Usagef("--to-file needs %s in its path, so that each key has a file of its own: --to-file 'keys/%[1]s.env'", deliver.ProfileMark)
	case to.command != nil && !slices.ContainsFunc(to.command, marked):
		err = command.Usagef("--to-command needs %s in its command, so that each key has a place of its own: --to-command -- gh secret set 'KEY_%[1]s'", deliver.ProfileMark)
	}
	return to, err
}

// of is the destination of a profile's key.
func (d destination) of(profile string) destination {
	if d.file != "" {
		d.file = deliver.FileFor(d.file, profile)
	}
	if d.command != nil {
		d.command = deliver.CommandFor(d.command, profile)
	}
	return d
}

// checkDestinations says before an instance is asked which value could not be handed over.
func (s *creations) checkDestinations() error {
	var files []string
	for _, m := range s.members {
		if err := m.to.check(); err != nil {
			return fmt.Errorf("%s: %w", m.Name, err)
		}
		if m.to.file != "" {
			files = append(files, m.to.file)
		}
	}
	if trouble := deliver.Meeting(files); trouble != "" {
		return command.Usagef("--to-file: %s Nothing was created", trouble)
	}
	return nil
}
