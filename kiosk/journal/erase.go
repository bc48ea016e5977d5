package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"go.etcd.io/bbolt"

	"tambur/kiosk/disk"
)

// compactStep is how many bytes one transaction copies.
const compactStep = 4 << 20

// Erase removes the words of events by seq, for ever, and tells how many events
// had any. The events themselves, and the chain, stay.
//
// The file's free pages would keep the old bytes, sealed, so the whole file is
// then written anew and put in the old one's place, which needs room for both
// and keeps everybody from recording for as long as that takes: seconds after
// years. When only that part fails, or the power goes, the words can't be
// read any more; [Journal.ErasurePending] says that their bytes may still be
// there, and Erase without any seq finishes the work. What the disk itself keeps
// of a removed file is out of reach from here.
func (j *Journal) Erase(seqs ...uint64) (int, error) {
	j.writing.Lock()
	defer j.writing.Unlock()
	for _, seq := range seqs {
		if seq == 0 || seq > j.head.Seq {
			return 0, fmt.Errorf("there is no event %d to erase the words of", seq)
		}
	}
	erased, err := j.forget(seqs)
	if err != nil || !j.erasing {
		return 0, err
	}
	if err := j.compact(); err != nil {
		return erased, fmt.Errorf("the words are erased, but their old bytes are not yet: %w", err)
	}
	return erased, nil
}

// ErasurePending tells that an erasure was interrupted before the old bytes
// were gone.
func (j *Journal) ErasurePending() bool {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.erasing
}

// forget removes private parts and notes that their bytes are still there. The
// caller holds writing.
func (j *Journal) forget(seqs []uint64) (int, error) {
	erased := 0
	err := j.read(func(tx *bbolt.Tx) error {
		for _, seq := range seqs {
			if tx.Bucket([]byte(privateBucket)).Get(seqKey(seq)) != nil {
				erased++
			}
		}
		return nil
	})
	if err != nil || erased == 0 {
		return 0, err
	}
	err = j.write(func(tx *bbolt.Tx) error {
		for _, seq := range seqs {
			if err := tx.Bucket([]byte(privateBucket)).Delete(seqKey(seq)); err != nil {
				return err
			}
		}
		return j.sealer.put(tx, metaBucket, erasingKey, []byte{1})
	})
	if err != nil {
		return 0, err
	}
	j.mu.Lock()
	j.erasing = true
	j.mu.Unlock()
	return erased, nil
}

// compact writes the file anew without its free pages. The caller holds
// writing.
func (j *Journal) compact() (err error) {
	temp := filepath.Join(j.dir, compactName)
	if err := os.Remove(temp); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	fresh, err := openDatabase(temp, j.o, forWriting)
	if err != nil {
		return err
	}
	err = j.copyInto(fresh)
	if err != nil {
		return errors.Join(err, fresh.close(), os.Remove(temp))
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.swap(fresh)
}

// copyInto fills a new file. It holds mu as a reader does.
func (j *Journal) copyInto(fresh *file) error {
	j.mu.RLock()
	defer j.mu.RUnlock()
	if j.file == nil {
		return ErrClosed
	}
	if err := fresh.guard(func() error { return bbolt.Compact(fresh.db, j.file.db, compactStep) }); err != nil {
		return fresh.explain(err)
	}
	return fresh.update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte(metaBucket)).Delete(erasingKey)
	})
}

// swap puts a new file in the old one's place. On Unix both stay locked until
// the name is the new one's, so that no second tambur can get in between.
// Windows renames only files that nobody has open. The caller holds writing and
// mu.
func (j *Journal) swap(fresh *file) error {
	old := j.file
	if runtime.GOOS == "windows" {
		j.file = nil
		if err := errors.Join(old.close(), fresh.close()); err != nil {
			return err
		}
		renameErr := os.Rename(fresh.name, j.path())
		f, err := openFile(j.path(), j.o, forWriting)
		if err != nil {
			return errors.Join(renameErr, err)
		}
		j.file, j.erasing = f, renameErr != nil
		return renameErr
	}
	if err := os.Rename(fresh.name, j.path()); err != nil {
		return errors.Join(err, fresh.close(), os.Remove(fresh.name))
	}
	fresh.name = j.path()
	j.file, j.erasing = fresh, false
	return errors.Join(disk.SyncDir(j.dir), old.close())
}
