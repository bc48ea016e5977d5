package journal

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// TestAPowerCutLosesNothing cuts the power of a file system: what was not synced
// is dropped, and nothing can be written any more (EXT4_IOC_SHUTDOWN). The
// control does the same without fsync and must lose events; otherwise the test
// proves nothing.
func TestAPowerCutLosesNothing(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("making and mounting a file system needs root")
	}
	cuts := 3
	if testing.Short() {
		cuts = 1
	}
	drive := newDrive(t)
	for _, noSync := range []bool{false, true} {
		total, missing := 0, 0
		for range cuts {
			drive.format(t)
			drive.mount(t)
			dir := filepath.Join(drive.at, "data")
			acknowledged := recordUntil(t, dir, 150, noSync, func(p *os.Process) error {
				return errors.Join(drive.cutPower(), p.Kill())
			})
			drive.unmount(t)
			drive.mount(t)
			total += len(acknowledged)
			missing += lost(t, dir, acknowledged)
			drive.unmount(t)
		}
		t.Logf("without fsync: %v; %d of %d acknowledged events lost in %d cuts", noSync, missing, total, cuts)
		switch {
		case !noSync && missing > 0:
			t.Errorf("%d of %d acknowledged events are lost", missing, total)
		case noSync && missing == 0:
			t.Error("the control lost nothing without fsync, so the cuts prove nothing")
		}
	}
}

// drive is an ext4 file system in a file.
type drive struct{ image, at string }

func newDrive(t *testing.T) *drive {
	t.Helper()
	d := &drive{image: filepath.Join(t.TempDir(), "image"), at: t.TempDir()}
	if _, err := exec.LookPath("mkfs.ext4"); err != nil {
		t.Skipf("no file system can be made here: %v", err)
	}
	d.format(t)
	if out, err := exec.Command("mount", "-o", "loop", d.image, d.at).CombinedOutput(); err != nil {
		t.Skipf("no file system can be mounted here: %v: %s", err, out)
	}
	d.unmount(t)
	t.Cleanup(func() {
		if err := exec.Command("mountpoint", "-q", d.at).Run(); err == nil {
			d.unmount(t)
		}
	})
	return d
}

func (d *drive) format(t *testing.T) {
	t.Helper()
	if err := errors.Join(os.WriteFile(d.image, nil, 0o600), os.Truncate(d.image, 32<<20)); err != nil {
		t.Fatal(err)
	}
	run(t, "mkfs.ext4", "-q", "-F", d.image)
}

func (d *drive) mount(t *testing.T)   { run(t, "mount", "-o", "loop", d.image, d.at) }
func (d *drive) unmount(t *testing.T) { run(t, "umount", d.at) }

// cutPower drops what has not reached the disk. The number is EXT4_IOC_SHUTDOWN
// of the kernel's fs/ext4/ext4.h, and 2 is EXT4_GOING_FLAGS_NOLOGFLUSH.
func (d *drive) cutPower() error {
	root, err := os.Open(d.at)
	if err != nil {
		return err
	}
	err = unix.IoctlSetPointerInt(int(root.Fd()), 0x8004587d, 2)
	return errors.Join(err, root.Close())
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", name, err, out)
	}
}
