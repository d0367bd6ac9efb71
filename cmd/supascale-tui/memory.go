package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// The heap is collected when it reaches heapFloor, which holds a list of a
// hundred thousand keys, or has grown by heapGrowth percent beyond that. Go's own
// way is to begin at 4 MB, in the middle of a start, and to let it double.
const (
	heapFloor  = 14 << 20
	heapGrowth = 15
)

// saveMemory sets the collector's percentage, which is all there is to set, for
// the next collection, and again after each.
func saveMemory() {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	used := max(int64(live[0].Value.Uint64()), 4<<20) // a percentage counts from 4 MB on
	debug.SetGCPercent(max(int((heapFloor-used)*100/used), heapGrowth))
	type cycle struct{ _ [64]byte } // garbage that the next collection finds
	runtime.AddCleanup(new(cycle), func(struct{}) { saveMemory() }, struct{}{})
}
