package app

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestZoneOfTheEnvironment(t *testing.T) {
	before := time.Local
	defer func() { time.Local = before }()
	for name, c := range map[string]struct {
		local, tz, link string // tz "-": not set
		zone, problem   string
	}{
		"loaded by Go":        {"Europe/Berlin", "Europe/Berlin", "", "Europe/Berlin", ""},
		"a mistake":           {"UTC", "Europe/Berlim", "", "UTC", "TZ=Europe/Berlim is no time zone"},
		"a rule":              {"UTC", "CET-1CEST", "", "UTC", "TZ=CET-1CEST is no time zone"},
		"empty means UTC":     {"UTC", "", "", "UTC", ""},
		"UTC by another name": {"UTC", ":Etc/UTC", "", "UTC", ""},
		"hostile":             {"UTC", "x\x1b[2J", "", "UTC", "is no time zone"},
		"no zones installed":  {"UTC", "-", "/usr/share/zoneinfo/America/Santiago", "America/Santiago", ""},
		"a link to nothing":   {"UTC", "-", "/usr/share/zoneinfo/Mars/Base", "UTC", "/etc/localtime leads to"},
		"no link at all":      {"UTC", "-", "", "UTC", ""},
	} {
		zone, err := time.LoadLocation(c.local)
		if err != nil {
			t.Fatal(err)
		}
		time.Local = zone
		got, problem := zoneOf(
			func(string) (string, bool) { return c.tz, c.tz != "-" },
			func(string) (string, error) {
				if c.link == "" {
					return "", errors.New("no link")
				}
				return c.link, nil
			})
		if got.String() != c.zone || !strings.Contains(problem, c.problem) || (c.problem == "") != (problem == "") || strings.Contains(problem, "\x1b") {
			t.Errorf("%s: got %v, %q", name, got, problem)
		}
	}
}
