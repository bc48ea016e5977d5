package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// FileName is the store's file in the data folder.
const FileName = "portal.db"

// lockTimeout is how long another process may take to let go of the file.
const lockTimeout = time.Second

// Options say how to open a store.
type Options struct {
	// Dir is the data folder. It is made if it is missing, unless ReadOnly.
	Dir string
	// ReadOnly opens a store that is there, and changes nothing.
	ReadOnly bool
	// Now is the portal's clock; nil for the machine's.
	Now func() time.Time
}

// Store is an open store, safe for concurrent use.
type Store struct {
	db  *bolt.DB
	now func() time.Time

	writes  chan *write
	closing chan struct{}
	once    sync.Once
	done    chan struct{} // the writer has ended
	closed  error

	watchers watchers
}

// Open opens the store in a folder. It fails with [ErrInUse] while another
// process has it open for writing, with [ErrNoStore] when it may only read and
// there is nothing, and with [ErrDamaged].
func Open(o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	path := filepath.Join(o.Dir, FileName)
	if o.ReadOnly {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%w in %s", ErrNoStore, o.Dir)
		}
	} else if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	db, err := openFile(path, o.ReadOnly)
	if err != nil {
		return nil, fmt.Errorf("open the store %s: %w", path, err)
	}
	if err := prepare(db, o.ReadOnly); err != nil {
		return nil, errors.Join(fmt.Errorf("open the store %s: %w", path, err), db.Close())
	}
	s := &Store{
		db: db, now: o.Now,
		writes: make(chan *write), closing: make(chan struct{}), done: make(chan struct{}),
	}
	go s.writeInTurn()
	return s, nil
}

// openFile opens the file. Some damage makes bbolt panic, and a file that was cut
// short makes it read memory that nothing stands behind.
func openFile(path string, readOnly bool) (db *bolt.DB, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if problem := recover(); problem != nil {
			db, err = nil, fmt.Errorf("%w: %v", ErrDamaged, problem)
		}
	}()
	db, err = bolt.Open(path, 0o600, &bolt.Options{
		Timeout: lockTimeout, FreelistType: bolt.FreelistMapType, ReadOnly: readOnly,
	})
	var system *fs.PathError
	var number syscall.Errno
	switch {
	case err == nil, errors.As(err, &system), errors.As(err, &number):
		return db, err
	case errors.Is(err, berrors.ErrTimeout):
		return nil, ErrInUse
	}
	// Whatever isn't the system's word is bbolt's on what it read.
	return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
}

// checkSize tells whether the file is as long as it says it is. What is missing
// would be noticed only when it is read, and end the process.
func checkSize(tx *bolt.Tx) error {
	info, err := os.Stat(tx.DB().Path())
	if err != nil {
		return err
	}
	if info.Size() < tx.Size() {
		return fmt.Errorf("%w: it has %d bytes of %d", ErrDamaged, info.Size(), tx.Size())
	}
	return nil
}

// prepare makes what every store has, and refuses a layout from the future.
func prepare(db *bolt.DB, readOnly bool) error {
	known := false
	err := db.View(func(tx *bolt.Tx) error {
		if err := checkSize(tx); err != nil {
			return err
		}
		b := tx.Bucket(bucketFormat)
		if b == nil {
			return nil
		}
		known = true
		if value := b.Get(keyNumber); len(value) != 8 || binary.BigEndian.Uint64(value) != format {
			return fmt.Errorf("it was written by another version of this program: %w", ErrDamaged)
		}
		return nil
	})
	if err != nil || known {
		return err
	}
	if readOnly {
		return ErrDamaged
	}
	return db.Update(func(tx *bolt.Tx) error {
		for _, name := range [][]byte{bucketAside, bucketUnits, bucketFormat} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return tx.Bucket(bucketFormat).Put(keyNumber, number(format))
	})
}

// Close lets what is being written finish, and closes the file. It may be
// called more than once.
func (s *Store) Close() error {
	s.once.Do(func() {
		close(s.closing)
		<-s.done
		s.closed = s.db.Close()
	})
	return s.closed
}
