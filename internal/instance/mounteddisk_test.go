//go:build e2e && linux

package instance_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/supascale/supascale-tui/internal/instance"
)

// mountedDisk is a file system of its own: a small tmpfs that is filled, or ext4 on
// a loop device that the kernel makes read-only after an error, or freezes.
type mountedDisk struct {
	t     *testing.T
	fault string
	at    string
	image string
}

// thawAfter ends a freeze that a failed test has left behind: nothing else can end
// a process that waits for a frozen file system.
const thawAfter = time.Minute

func run(name string, args ...string) error {
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		return &os.PathError{Op: name + " " + strings.Join(args, " "), Path: strings.TrimSpace(string(out)), Err: err}
	}
	return nil
}

// mountDisk gives an error where mounting is not permitted.
func mountDisk(t *testing.T, fault string) (*mountedDisk, error) {
	t.Helper()
	d := &mountedDisk{t: t, fault: fault, at: t.TempDir()}
	if fault == "full" {
		if err := run("mount", "-t", "tmpfs", "-o", "size=12m", "none", d.at); err != nil {
			return nil, err
		}
	} else {
		d.image = filepath.Join(t.TempDir(), "image")
		if err := os.WriteFile(d.image, nil, 0o600); err != nil {
			return nil, err
		}
		if err := os.Truncate(d.image, 32<<20); err != nil {
			return nil, err
		}
		if err := run("mkfs.ext4", "-q", "-F", d.image); err != nil {
			return nil, err
		}
		if err := d.mountImage(); err != nil {
			return nil, err
		}
	}
	t.Cleanup(func() {
		if d.fault == "hung" {
			_ = run("fsfreeze", "-u", d.at) // it fails where nothing is frozen
		}
		if err := run("umount", d.at); err != nil {
			t.Error(err)
		}
	})
	return d, nil
}

func (d *mountedDisk) mountImage() error {
	return run("mount", "-o", "loop,errors=remount-ro", d.image, d.at)
}

func (d *mountedDisk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *mountedDisk) use(o *instance.Options) { o.DataDir = filepath.Join(d.at, "data") }

func (d *mountedDisk) filler() string { return filepath.Join(d.at, "filler") }

func (d *mountedDisk) fall() {
	switch d.fault {
	case "full":
		f, err := os.Create(d.filler())
		d.must(err)
		for block := make([]byte, 4096); err == nil; {
			_, err = f.Write(block)
		}
		d.must(f.Close())
	case "read-only":
		device, err := exec.Command("findmnt", "-no", "SOURCE", d.at).Output()
		d.must(err)
		trigger := filepath.Join("/sys/fs/ext4", filepath.Base(strings.TrimSpace(string(device))), "trigger_fs_error")
		d.must(os.WriteFile(trigger, []byte("1"), 0))
		if err := os.WriteFile(d.filler(), nil, 0o600); err == nil {
			d.t.Fatal("the file system can still be written")
		}
	case "hung":
		d.must(run("fsfreeze", "-f", d.at))
		time.AfterFunc(thawAfter, func() { _ = run("fsfreeze", "-u", d.at) })
	}
}

func (d *mountedDisk) heal() {
	switch d.fault {
	case "full":
		d.must(os.Remove(d.filler()))
	case "read-only":
		d.must(run("umount", d.at))
		d.must(d.mountImage())
	case "hung":
		d.must(run("fsfreeze", "-u", d.at))
	}
}

// The same as TestEveryStepSurvivesASickDisk, on real file systems. Where mounting
// is not permitted, the faults are made up.
func TestEveryStepSurvivesASickMountedDisk(t *testing.T) {
	for _, fault := range diskFaults {
		for _, step := range diskSteps {
			t.Run(fault+" at "+step, func(t *testing.T) {
				disk, err := mountDisk(t, fault)
				if err != nil {
					t.Logf("mounting is not possible here, so that the fault is made up: %v", err)
					synctest.Test(t, func(t *testing.T) { survivesAt(t, step, &faultyDisk{t: t, fault: fault}) })
					return
				}
				survivesAt(t, step, disk)
			})
		}
	}
}
