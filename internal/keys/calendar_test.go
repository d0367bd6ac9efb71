package keys_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/keys"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestParseExpiryReadsWhatPeopleType(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	now := time.Date(2026, 1, 19, 13, 0, 0, 999, berlin)
	for text, want := range map[string]string{
		"2027-01-19":                "2027-01-18T23:00:00Z",
		"2027-1-9":                  "2027-01-08T23:00:00Z",
		" 2027-01-19  18:00 ":       "2027-01-19T17:00:00Z",
		"2027-01-19T18:00":          "2027-01-19T17:00:00Z",
		"2027-07-19 18:00":          "2027-07-19T16:00:00Z",
		"2027-01-19 18:00:59":       "2027-01-19T17:00:59Z",
		"2027-01-19 18:00 UTC":      "2027-01-19T18:00:00Z",
		"2027-01-19T00:00:00Z":      "2027-01-19T00:00:00Z",
		"2027-01-19T00:00:00.75Z":   "2027-01-19T00:00:00Z",
		"2027-01-19T00:00:00+02:00": "2027-01-18T22:00:00Z",
		"2026-01-19 13:01":          "2026-01-19T12:01:00Z",
		"+90d":                      "2026-04-19T11:00:00Z", // 13:00, now in summer time
		"90d":                       "2026-04-19T11:00:00Z",
		"90 Days":                   "2026-04-19T11:00:00Z",
		"in 3 weeks":                "2026-02-09T12:00:00Z",
		"3w":                        "2026-02-09T12:00:00Z",
		"a week":                    "2026-01-26T12:00:00Z",
		"one week from now":         "2026-01-26T12:00:00Z",
		"1y":                        "2027-01-19T12:00:00Z",
		"2 months":                  "2026-03-19T12:00:00Z",
		"1 year 6 months":           "2027-07-19T11:00:00Z",
		"1y, 2w and 3 d":            "2027-02-05T12:00:00Z",
		"+12h":                      "2026-01-20T00:00:00Z",
		"30 min":                    "2026-01-19T12:30:00Z",
	} {
		got, err := keys.ParseExpiry(text, now, berlin)
		if err != nil || got.Stamp() != want {
			t.Errorf("%q: %v, %v, want %s", text, got.Stamp(), err, want)
		}
	}
	if got, err := keys.ParseExpiry("Never", now, berlin); err != nil || !got.IsNever() {
		t.Errorf("never: %v, %v", got, err)
	}
}

func TestParseExpirySaysHowToWriteIt(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	now := time.Date(2026, 1, 19, 13, 0, 0, 0, berlin)
	for text, want := range map[string]string{
		"":                    "type a date or a length of time",
		"2027-13-01":          "there is no month 13",
		"2027-02-29":          "February 2027 has 28 days",
		"2027-04-31 10:00":    "April 2027 has 30 days",
		"2027-04-00":          "April 2027 has 30 days",
		"2027-01-19 24:00":    "write 00:00 of the next day",
		"2027-01-19 25:10":    "there is no time 25:10",
		"2027-03-28 02:30":    "02:30 does not exist that day",
		"19.01.2027":          "write it as 2027-01-19",
		"19.1.2027 18:00":     "write it as 2027-01-19",
		"19/01/2027":          "write it as 2027-01-19",
		"01/19/2027":          "write it as 2027-01-19",
		"01/02/2027":          "day or month first?",
		"2027/01/19":          "write it as 2027-01-19",
		"2027.1.9":            "write it as 2027-01-09",
		"2027-01":             "not a whole date",
		"18:00":               "add the day: 2027-01-19 18:00",
		"90":                  "90 what? Write 90d",
		"3m":                  "write 3 months or 3 min",
		"3 fortnights":        "“fortnights” is no unit of time",
		"next friday":         "not a date: use 2027-01-19",
		"0d":                  "lasts no time",
		"-3d":                 "is in the past",
		"3 days ago":          "is in the past",
		"2026-01-19":          "today began at 00:00, which is in the past: add a time",
		"2026-01-18":          "18 Jan 2026, 00:00 is in the past",
		"2026-01-19 13:00":    "is in the past",
		"101y":                "more than 100 years ahead: use never",
		"9999-12-31":          "more than 100 years ahead: use never",
		"99999999999999999 d": "more than 100 years ahead: use never",
		"800000h 800000h 800000h 800000h 800000h": "more than 100 years ahead: use never",
	} {
		got, err := keys.ParseExpiry(text, now, berlin)
		wrong, ok := errors.AsType[*keys.FieldError](err)
		if !ok || wrong.Field != "expiresAt" || !strings.Contains(wrong.Reason, want) {
			t.Errorf("%q: %v, %v, want “%s”", text, got, err, want)
		}
	}
}

func TestExpiryFollowsTheCalendar(t *testing.T) {
	berlin, cairo := zone(t, "Europe/Berlin"), zone(t, "Africa/Cairo")
	for _, c := range []struct {
		what, text string
		now        time.Time
		want       string // in the zone of now
	}{
		{"a day over the spring change is 23 hours", "1d", time.Date(2026, 3, 28, 12, 0, 0, 0, berlin), "2026-03-29 12:00"},
		{"a day over the autumn change is 25 hours", "1d", time.Date(2026, 10, 24, 12, 0, 0, 0, berlin), "2026-10-25 12:00"},
		{"an hour is an hour over the change", "24h", time.Date(2026, 10, 24, 12, 0, 0, 0, berlin), "2026-10-25 11:00"},
		{"a month clips at its end", "1 month", time.Date(2026, 1, 31, 9, 0, 0, 0, berlin), "2026-02-28 09:00"},
		{"also in a leap year", "1 month", time.Date(2028, 1, 31, 9, 0, 0, 0, berlin), "2028-02-29 09:00"},
		{"a year after a leap day", "1y", time.Date(2028, 2, 29, 9, 0, 0, 0, berlin), "2029-02-28 09:00"},
		{"four years after a leap day", "4y", time.Date(2028, 2, 29, 9, 0, 0, 0, berlin), "2032-02-29 09:00"},
		{"months over the end of a year", "14 months", time.Date(2026, 12, 31, 9, 0, 0, 0, berlin), "2028-02-29 09:00"},
		{"a day without a midnight begins at one", "2026-04-24", time.Date(2026, 1, 1, 0, 0, 0, 0, cairo), "2026-04-24 01:00"},
	} {
		got, err := keys.ParseExpiry(c.text, c.now, c.now.Location())
		at, _ := got.At()
		if err != nil || at.In(c.now.Location()).Format("2006-01-02 15:04") != c.want {
			t.Errorf("%s: %v, %v", c.what, at.In(c.now.Location()), err)
		}
	}
}

func TestExpiryChoices(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	now := time.Date(2026, 1, 19, 13, 0, 0, 5e8, berlin)
	var got []string
	for _, c := range keys.ExpiryChoices() {
		at := "never"
		if !c.Never() {
			at = c.From(now, berlin).Stamp()
		}
		got = append(got, c.Label+" "+at)
	}
	want := []string{
		"never never", "7 days 2026-01-26T12:00:00Z", "30 days 2026-02-18T12:00:00Z",
		"60 days 2026-03-20T12:00:00Z", "90 days 2026-04-19T11:00:00Z", "1 year 2027-01-19T12:00:00Z",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q", got)
	}
}

func FuzzParseExpiry(f *testing.F) {
	for _, seed := range []string{"2027-01-19", "2027-01-19 18:00", "+90d", "in 3 weeks", "1 year 6 months", "never", "19.01.2027", "99999999d", "2027-03-28 02:30"} {
		f.Add(seed, int64(1768824000))
	}
	berlin := zone(f, "Europe/Berlin")
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		now := time.Unix(unix%(200*365*24*3600), 0)
		got, err := keys.ParseExpiry(text, now, berlin)
		if err != nil {
			if wrong, ok := errors.AsType[*keys.FieldError](err); !ok || wrong.Reason == "" || len(wrong.Reason) > 200 {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		at, limited := got.At()
		if !limited {
			return // never
		}
		if !at.After(now) || at.Nanosecond() != 0 || at.Location() != time.UTC {
			t.Errorf("%q at %v gives %v", text, now, at)
		}
		again, err := keys.ParseExpiry(at.Format(time.RFC3339), now, berlin)
		if err != nil || again != got {
			t.Errorf("%q gives %v, which is read as %v, %v", text, at, again, err)
		}
	})
}
