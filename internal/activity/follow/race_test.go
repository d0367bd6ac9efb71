//go:build race

package follow_test

// minutes is how long events are followed. The race detector makes each of them
// cost ten times as much, and sees as much in a few.
const minutes = 2
