package console

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"
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

const (
	// settles is ample for the renderer to have drawn the frame after a secret, and to
	// have dropped the one with it, unless the machine is busy: so it is done again.
	settles, again = 200 * time.Millisecond, time.Second
	// overwritten is how much is allocated of each size.
	overwritten = 512 << 10
)

// eraseGarbage erases what is left in memory of a secret that was cleared, soon.
func eraseGarbage() {
	time.AfterFunc(settles, func() {
		eraseNow()
		time.AfterFunc(again, eraseNow)
	})
}

var erasing sync.Mutex

// eraseNow erases what is free. The collector leaves the bytes of what it frees where
// they are; Go zeroes them when it gives the place away again. So every place that is
// free among those in use is taken once, and the rest goes back to the system. Meanwhile
// one processor has them all: each keeps some free places to itself.
func eraseNow() {
	erasing.Lock()
	defer erasing.Unlock()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	runtime.GC()
	takeFreePlaces()
	debug.FreeOSMemory()
}

func takeFreePlaces() {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	var held [][]byte
	for _, class := range stats.BySize {
		for got := uint32(0); class.Size > 0 && got < overwritten; got += class.Size {
			held = append(held, make([]byte, class.Size))
		}
	}
	runtime.KeepAlive(held)
}
