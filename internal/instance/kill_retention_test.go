package instance_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/supascale/supascale-tui/internal/api/wire"
	"github.com/supascale/supascale-tui/internal/instance"
	"github.com/supascale/supascale-tui/internal/testkit/sampletest"
)

var keepOneDay = instance.Keep{Age: 24 * time.Hour}

// runAsPruner shortens a log. Its writes take turns with the batches that are
// removed: after some it is in the midst of it, and says so.
func runAsPruner(ctx context.Context, dir string) {
	i, err := instance.Open(ctx, instance.Options{DataDir: dir, Keep: keepOneDay})
	if err != nil {
		panic(err)
	}
	for range 2 {
		if _, err := i.CreateLocalKey(ctx, "Writer"); err != nil {
			panic(err)
		}
	}
	fmt.Println("in the midst of it")
	select {}
}

// TestRetentionThatIsKilledLosesCountOfNothing kills a process while it
// shortens the log. What is left must be what the coverage and the figures say,
// and the next start must go on with it.
func TestRetentionThatIsKilledLosesCountOfNothing(t *testing.T) {
	t.Parallel()
	const filled = 7_000
	dir := t.TempDir()
	i, err := instance.Open(t.Context(), instance.Options{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	sampletest.FillLog(t, i, filled, sampletest.FillKeys(t, i, 20, now), now)
	if err := i.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	killInTheMidst(t, dir)

	b := &bench{t: t, opts: instance.Options{DataDir: dir}}
	b.reopen()
	b.admin, err = b.i.CreateLocalKey(t.Context(), "Reader")
	if err != nil {
		t.Fatal(err)
	}
	first := b.addsUp(filled)
	t.Logf("killed after %d entries were removed", first.Dropped)
	b.close()
	b.opts.Keep = keepOneDay
	b.reopen()
	t.Cleanup(b.close)
	if _, err := b.i.Prune(t.Context()); err != nil {
		t.Fatal(err)
	}
	last := b.addsUp(filled)
	if from := time.Now().Add(-25 * time.Hour); last.Dropped < first.Dropped || last.OldestAt.Before(from) {
		t.Errorf("the coverage is %+v, want a log from %v on", last, from)
	}
}

func killInTheMidst(t *testing.T, dir string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), prunerDirVariable+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Error(err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = cmd.Wait() // it was killed
}

// addsUp compares what the log says of itself with all of its entries. Of filled
// entries each is there or counted as dropped.
func (b *bench) addsUp(filled int) wire.Coverage {
	b.t.Helper()
	page := b.activity("limit=1000")
	coverage := *page.Coverage
	list := page.Activities
	for next := page.NextCursor; next != ""; {
		page := b.activity("limit=1000&cursor=" + next)
		list, next = append(list, page.Activities...), page.NextCursor
	}
	made := 0
	for _, a := range list {
		if a.Type == wire.TypeRequest && a.Path != "/api/v1/system/activity" && a.Path != "/api/v1/system/activity/stats" {
			made++
		}
	}
	if made+coverage.Dropped != filled {
		b.t.Errorf("%d entries are there and %d are said to be dropped, of %d", made, coverage.Dropped, filled)
	}
	if n := len(list); n != coverage.Total || n != coverage.Matching || !list[n-1].Timestamp.Equal(*coverage.OldestAt) {
		b.t.Errorf("there are %d entries from %v on, the coverage is %+v", n, list[n-1].Timestamp, coverage)
	}
	return coverage
}
