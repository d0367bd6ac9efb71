package app

import (
	"os"
	"strings"
	"time"
	_ "time/tzdata" // for machines and containers that have no time zones installed

	"github.com/supascale/supascale-tui/internal/text/sanitize"
)

// zoneOf gives the environment's time zone, and says what is wrong with it, ""
// for nothing. Go takes a zone that it can't load for UTC and tells nobody, so
// that dates in a query or an expiry would mean other moments than the admin's.
// Go looks for the zone of /etc/localtime in the file alone: readLink finds its
// name where the file is missing.
func zoneOf(lookup func(string) (string, bool), readLink func(string) (string, error)) (zone *time.Location, problem string) {
	const say = " is no time zone that this program knows, so dates and times are UTC. Set TZ to a name such as Europe/Berlin."
	name, set := lookup("TZ")
	name = strings.TrimPrefix(name, ":")
	switch {
	case time.Local.String() != "UTC" || set && name == "":
		return time.Local, ""
	case set:
		if _, err := time.LoadLocation(name); err == nil {
			return time.Local, "" // UTC, by whatever name
		}
		return time.UTC, "TZ=" + sanitize.Limit(name, 40) + say
	}
	link, err := readLink("/etc/localtime")
	if err != nil {
		return time.Local, ""
	}
	_, name, _ = strings.Cut(link, "zoneinfo/")
	zone, err = time.LoadLocation(name)
	if name == "" || err != nil {
		return time.UTC, "/etc/localtime leads to " + sanitize.Limit(link, 60) + ", which" + say
	}
	return zone, ""
}

// LoadZone makes the environment's time zone that of the program.
func LoadZone() (problem string) {
	zone, problem := zoneOf(os.LookupEnv, os.Readlink)
	if zone != time.Local {
		time.Local = zone
	}
	return problem
}
