package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"
)

// lockWait is how long a second process waits for the first, so that one that
// is just ending does not stop the next from starting.
const lockWait = 300 * time.Millisecond

// file is one open database. A panic of bbolt, or a fault on a page that the
// file no longer has, is an error of its methods.
type file struct {
	name string
	db   *bbolt.DB
	// lock is the descriptor that bbolt holds the file's lock with.
	lock *os.File
	// broken is why nothing can be written any more: bbolt panicked in the middle
	// of a change and may still hold its own locks. What is read stays readable.
	broken error
}

// purpose is what a file is opened for.
type purpose int

const (
	// forWriting wants the file alone.
	forWriting purpose = iota
	// forReading shares it with other readers, and does not look at the list of
	// its free pages.
	forReading
	// forAll is forReading with that list.
	forAll
)

// openFile opens a journal that must be there already.
func openFile(name string, o Options, why purpose) (*file, error) {
	for {
		info, err := os.Stat(name)
		if err != nil {
			return nil, fmt.Errorf("open the journal: %w", err)
		}
		if info.Size() == 0 {
			return nil, damaged(name, errors.New("it is empty")) // bbolt would start a new one in it
		}
		f, err := openDatabase(name, o, why)
		if err != nil {
			return nil, err
		}
		same, err := f.isStill(name)
		if err == nil && same {
			err = f.view(f.whole)
		}
		if err != nil {
			return nil, errors.Join(err, f.close())
		}
		if same {
			return f, nil
		}
		// An erasure put a new file in its place while we waited for the lock.
		if err := f.close(); err != nil {
			return nil, err
		}
	}
}

// openDatabase opens a file, or starts an empty one where none is.
func openDatabase(name string, o Options, why purpose) (*file, error) {
	f := &file{name: name}
	err := f.guard(func() (err error) {
		f.db, err = bbolt.Open(name, 0o600, &bbolt.Options{
			Timeout:         lockWait,
			ReadOnly:        why != forWriting,
			PreLoadFreelist: why != forReading,
			// A synced freelist makes opening independent of the file's size.
			FreelistType: bbolt.FreelistMapType,
			MaxSize:      o.MaxSize,
			NoSync:       o.noSync,
			OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
				opened, err := os.OpenFile(name, flag, mode)
				f.lock = opened
				return opened, err
			},
		})
		return err
	})
	var system syscall.Errno
	var path *fs.PathError
	switch {
	case err == nil:
		return f, nil
	case errors.Is(err, ErrDamaged):
		// After a panic bbolt has left its file open, and with it the lock.
		if f.lock != nil {
			err = errors.Join(err, letGo(f.lock))
		}
		return nil, err
	case errors.Is(err, bbolterrors.ErrTimeout):
		return nil, fmt.Errorf("%w: %s", ErrInUse, name)
	case errors.As(err, &system) || errors.As(err, &path):
		return nil, fmt.Errorf("open the journal: %w", err)
	default:
		return nil, damaged(name, err)
	}
}

// isStill tells whether the open file is the one that has the name.
func (f *file) isStill(name string) (bool, error) {
	opened, err := f.lock.Stat()
	if err != nil {
		return false, fmt.Errorf("open the journal: %w", err)
	}
	named, err := os.Stat(name)
	if err != nil {
		return false, fmt.Errorf("open the journal: %w", err)
	}
	return os.SameFile(opened, named), nil
}

// whole looks whether the file is as long as its meta page says.
func (f *file) whole(tx *bbolt.Tx) error {
	info, err := f.lock.Stat()
	if err != nil {
		return fmt.Errorf("open the journal: %w", err)
	}
	if info.Size() < tx.Size() {
		return damaged(f.name, fmt.Errorf("it is cut short, to %d of %d bytes", info.Size(), tx.Size()))
	}
	return nil
}

func (f *file) view(see func(*bbolt.Tx) error) error {
	return f.explain(f.guard(func() error { return f.db.View(see) }))
}

// update commits what change does. The caller sees to it that it is alone.
func (f *file) update(change func(*bbolt.Tx) error) error {
	if f.broken != nil {
		return f.broken
	}
	finished := false
	err := f.guard(func() error {
		err := f.db.Update(change)
		finished = true
		return err
	})
	if !finished {
		f.broken = err
	}
	return f.explain(err)
}

func (f *file) close() error {
	if f.broken != nil {
		// bbolt's own Close would wait for a lock that nobody gives back.
		return letGo(f.lock)
	}
	return f.guard(f.db.Close)
}

// guard turns a panic into [ErrDamaged]. Reading a page that lies beyond the
// end of the file is a fault, which Go makes a panic where it is asked to.
func (f *file) guard(work func() error) (err error) {
	before := debug.SetPanicOnFault(true)
	defer debug.SetPanicOnFault(before)
	defer func() {
		if p := recover(); p != nil {
			err = damaged(f.name, fmt.Errorf("%v", p))
		}
	}()
	return work()
}

// explain says of a broken chain or head that the file is damaged, and of an
// error for want of room that it is one.
func (f *file) explain(err error) error {
	var bad *BadRecord
	switch {
	case errors.Is(err, bbolterrors.ErrMaxSizeReached), errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%w: %w", ErrFull, err)
	case errors.Is(err, ErrDamaged):
		return err
	case errors.As(err, &bad), errors.Is(err, errMeta):
		return damaged(f.name, err)
	}
	return err
}

func damaged(name string, cause error) error {
	return fmt.Errorf("%w: %s: %w; the file is left as it was: keep it, and move it away to start with a new one", ErrDamaged, name, cause)
}
