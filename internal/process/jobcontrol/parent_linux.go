package jobcontrol

import (
	"bytes"
	"fmt"
	"os"
)

// parentOf gives the id of a process's parent, 0 where that can't be told (proc(5),
// /proc/PID/stat).
func parentOf(pid int) (parent int) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	var state string
	// The name, in brackets, may hold anything.
	_, _ = fmt.Sscan(string(stat[bytes.LastIndexByte(stat, ')')+1:]), &state, &parent)
	return parent
}
