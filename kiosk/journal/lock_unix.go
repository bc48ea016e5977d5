//go:build unix

package journal

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// letGo gives a file's lock back and closes it. Closing alone would not do: a
// lock lives as long as the file is mapped, see flock(2) and mmap(2).
func letGo(f *os.File) error {
	var err error
	if flockErr := unix.Flock(int(f.Fd()), unix.LOCK_UN); flockErr != nil {
		err = fmt.Errorf("give the journal's lock back: %w", flockErr)
	}
	return errors.Join(err, f.Close())
}
