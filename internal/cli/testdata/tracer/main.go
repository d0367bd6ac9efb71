//go:build linux

// Tracer starts a program and tries to get at what it has in memory, as another process
// of the same user could. It is the program's parent: some systems let nobody else try.
// Its first argument is a file for the program's input and output, "" for its own output.
// A line on its stdin begins.
package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
)

func main() {
	runtime.LockOSThread() // who traces is a thread
	cmd := exec.Command(os.Args[2], os.Args[3:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stdout
	if path := os.Args[1]; path != "" {
		terminal, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			fmt.Println("no terminal:", err)
			os.Exit(1)
		}
		cmd.Stdin, cmd.Stdout, cmd.Stderr = terminal, terminal, terminal
	}
	if err := cmd.Start(); err != nil {
		fmt.Println("not started:", err)
		os.Exit(1)
	}
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	fmt.Println("memory:", told(readMemory(cmd.Process.Pid)))
	fmt.Println("trace:", told(syscall.PtraceAttach(cmd.Process.Pid)))
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

func told(err error) string {
	if err != nil {
		return "refused: " + err.Error()
	}
	return "done"
}

// readMemory reads where the kernel says that the program has its first part.
func readMemory(pid int) error {
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		return err
	}
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		return err
	}
	defer func() { _ = mem.Close() }()
	var at int64
	if _, err := fmt.Sscanf(strings.TrimSpace(string(maps)), "%x-", &at); err != nil {
		return err
	}
	_, err = mem.ReadAt(make([]byte, 16), at)
	return err
}
