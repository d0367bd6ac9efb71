package api

import (
	"errors"
	"strconv"
)

// PartialError says that the list of keys could not be had whole. The keys that came
// are there; that another one isn't among them means nothing.
type PartialError struct {
	Got        int // keys
	Total      int // as the instance tells, -1 for not told
	Unreadable int // entries of the list that are no keys
	Changed    bool
	TooLong    bool
	Cut        string // KeyPage.Cut: why, in words
}

// Short says it in a few words.
func (e *PartialError) Short() string {
	got := strconv.Itoa(e.Got)
	switch {
	case e.Cut != "":
		return e.Cut
	case e.TooLong:
		return got + " keys were read, and the list goes on"
	case e.Changed:
		return "the list kept changing while it was read"
	case e.Total > e.Got+e.Unreadable:
		return got + " of " + strconv.Itoa(e.Total) + ": this instance gives no more"
	case e.Unreadable == 1:
		return "1 entry of the list can't be read as a key"
	case e.Unreadable > 1:
		return strconv.Itoa(e.Unreadable) + " entries of the list can't be read as keys"
	}
	return got + " keys: this instance gives no more, and doesn't tell how many there are"
}

// Error says it with what to do next.
func (e *PartialError) Error() string {
	switch {
	case e.Cut != "":
		return e.Cut
	case e.Changed:
		return e.Short() + ": a key may have slipped through. Try again in a moment"
	}
	return e.Short() + ". Look for the others in its web interface"
}

// PartOf gives what err says about a list that is not whole, nil where it says
// something else or nothing.
func PartOf(err error) *PartialError {
	e, _ := errors.AsType[*PartialError](err)
	return e
}
