package jobcontrol

import "golang.org/x/sys/unix"

// parentOf gives the id of a process's parent, 0 where that can't be told.
func parentOf(pid int) (parent int) {
	info, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil {
		return 0
	}
	return int(info.Eproc.Ppid)
}
