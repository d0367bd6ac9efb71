package command

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/supascale/supascale-tui/internal/instance"
)

const (
	day     = 24 * time.Hour
	maxDays = 100 * 366

	maxMegabytes = 1 << 30
)

// StoreFlags say how much of a local instance's activity log is kept.
type StoreFlags struct {
	days, entries, megabytes int
	AcceptLoss               bool
}

// Register adds the flags.
func (k *StoreFlags) Register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.IntVar(&k.days, "keep-days", int(instance.DefaultKeep.Age/day), "keep the activity log for so many `DAYS`; 0 for ever")
	f.IntVar(&k.entries, "keep-entries", instance.DefaultKeep.Entries, "keep about so many `ENTRIES` of the activity log; 0 for all")
	f.BoolVar(&k.AcceptLoss, "accept-loss", false, "start on what is left of a data folder that has lost its database or a part of it")
	f.IntVar(&k.megabytes, "keep-megabytes", int(instance.DefaultKeep.Bytes>>20), "keep about so many `MEGABYTES` of the activity log; 0 for all")
}

// Read gives what they say.
func (k *StoreFlags) Read() (instance.Keep, error) {
	if k.days < 0 || k.days > maxDays {
		return instance.Keep{}, Usagef("--keep-days takes a number from 0 to %d", maxDays)
	}
	if k.entries < 0 {
		return instance.Keep{}, Usagef("--keep-entries takes a number from 0 on")
	}
	if k.megabytes < 0 || k.megabytes > maxMegabytes {
		return instance.Keep{}, Usagef("--keep-megabytes takes a number from 0 to %d", maxMegabytes)
	}
	return instance.Keep{Age: time.Duration(k.days) * day, Entries: k.entries, Bytes: int64(k.megabytes) << 20}, nil
}
