//go:build !race

package follow_test

// seconds is how long events are followed.
const seconds = 60
