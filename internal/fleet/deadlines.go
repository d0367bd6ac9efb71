package fleet

import "time"

const (
	// listWithin bounds the reading of an instance's whole list, in which as long as keys
	// come the client itself gives up for no other reason.
	listWithin = 5 * time.Minute
	// answerWithin bounds a single answer.
	answerWithin = 30 * time.Second
)
