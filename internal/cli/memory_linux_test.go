package cli

import (
	"bytes"
	"encoding/base64"
	endian "encoding/binary" // the program under test is binary
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/process/monitor"
	"github.com/supascale/supascale-tui/internal/testkit/terminaltest"
)

// readable makes this test's own program the console, which nothing keeps from being read.
const readable = "SUPASCALE_TEST_READABLE"

func init() {
	if os.Getenv(readable) != "" && !monitor.Requested() {
		os.Exit(Main(os.Args[1:]))
	}
}

var mapping = regexp.MustCompile(`(?m)^([0-9a-f]+)-([0-9a-f]+) rw`)

const (
	memoryPage = 4096
	pageEntry  = 8             // bytes of a page's entry
	pageThere  = 1<<63 | 1<<62 // in memory, or swapped out
)

// readMemory gives all that a process has written to: what it only reserved holds
// nothing, and to read it too would take seconds, in which the process goes on.
func readMemory(t *testing.T, pid int) (all []byte) {
	t.Helper()
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		t.Fatal(err)
	}
	var files [2]*os.File
	for i, name := range []string{"mem", "pagemap"} {
		if files[i], err = os.Open(fmt.Sprintf("/proc/%d/%s", pid, name)); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = files[i].Close() }()
	}
	mem, pagemap := files[0], files[1]
	for _, m := range mapping.FindAllSubmatch(maps, -1) {
		from, _ := strconv.ParseInt(string(m[1]), 16, 64)
		to, _ := strconv.ParseInt(string(m[2]), 16, 64)
		entries := make([]byte, (to-from)/memoryPage*pageEntry)
		if _, err := pagemap.ReadAt(entries, from/memoryPage*pageEntry); err != nil {
			t.Fatal(err)
		}
		for at := from; at < to; {
			end := at
			for end < to && endian.NativeEndian.Uint64(entries[(end-from)/memoryPage*pageEntry:])&pageThere != 0 {
				end += memoryPage
			}
			if end > at {
				pages := make([]byte, end-at)
				n, err := mem.ReadAt(pages, at)
				if err != nil && !errors.Is(err, syscall.EIO) {
					t.Fatal(err)
				}
				all = append(all, pages[:n]...)
			}
			at = end + memoryPage
		}
	}
	return all
}

// copies counts where a secret is in a process's memory, as it is and in base64.
func copies(t *testing.T, pid int, secret string) int {
	t.Helper()
	all := readMemory(t, pid)
	count := bytes.Count(all, []byte(secret))
	// Each of three shifts is another text: where the secret begins in a line decides.
	for shift := range 3 {
		encoded := base64.StdEncoding.EncodeToString([]byte("  "[:min(shift, 2)] + secret))
		count += bytes.Count(all, []byte(encoded[4:len(encoded)-4]))
	}
	return count
}

// A program with the rights to read the console's memory, or a machine that writes it
// to disk, finds the key a few times while it is shown, and not any more afterwards.
func TestAKeyIsGoneFromMemorySoonAfterTheRevealIsLeft(t *testing.T) {
	t.Parallel()
	i := startServe(t, t.TempDir())
	env := terminaltest.Env(t, readable+"=yes", "SUPASCALE_URL="+i.base, "SUPASCALE_API_KEY="+i.key)
	x := &terminal{t, terminaltest.Start(t, 80, 24, env, os.Args[0])}
	x.shows("1 key")
	key := createPipelineKey(x)
	for _, size := range [][2]int{{120, 40}, {60, 16}, {80, 24}} {
		x.resize(size[0], size[1])
		x.shows(key)
	}
	x.press("L")
	x.hides("copy")
	x.press("esc")
	x.shows("check the copy")
	shown := copies(t, x.x.Pid(), key)
	if shown == 0 {
		t.Fatal("the key is shown and not found in memory: the test shows nothing")
	}
	if shown > 20 {
		t.Errorf("%d copies of the key are in memory while it is shown", shown)
	}
	x.press("c")
	x.shows("The key was sent")
	x.press("1")
	x.shows("The curl line was sent")
	x.press("v")
	x.shows("waiting for the paste")
	x.x.Paste(key)
	x.shows("Your clipboard holds")
	used := copies(t, x.x.Pid(), key)
	x.press("esc")
	x.shows("The key is taken (pasted back)")
	x.press("enter")
	x.shows("2 keys")
	left := time.Now()
	for after := copies(t, x.x.Pid(), key); after > 0; after = copies(t, x.x.Pid(), key) {
		if time.Since(left) > 3*terminaltest.Patience { // a look at all of its memory takes seconds
			t.Fatalf("%d copies while it was shown, %d after it was copied, and %d are left", shown, used, after)
		}
	}
	t.Logf("%d copies while it was shown, %d after it was copied, none %s after it was left", shown, used, time.Since(left).Round(time.Millisecond))
}
