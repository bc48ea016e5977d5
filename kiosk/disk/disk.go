// Package disk makes what was written to a folder survive a power cut, where a
// file's own fsync is not enough: a new, renamed or removed name is on disk only
// when its folder is.
package disk

import (
	"errors"
	"os"
	"runtime"
)

// SyncDir returns when the names in a folder are on disk. On Windows, where a
// folder can't be synced, the file system's own journal holds the names in order
// and SyncDir does nothing.
func SyncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
