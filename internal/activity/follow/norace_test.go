//go:build !race

package follow_test

// minutes is how long events are followed.
const minutes = 20
