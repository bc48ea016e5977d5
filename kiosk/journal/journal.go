package journal

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"go.etcd.io/bbolt"

	"tambur/kiosk/clock"
	"tambur/kiosk/disk"
)

// The conditions that a caller may want to tell apart.
var (
	// ErrInUse: another process has the data folder open.
	ErrInUse = errors.New("another tambur is already running on this data folder")
	// ErrDamaged: the file is there and can't be read. It is left as it is.
	ErrDamaged = errors.New("the journal is damaged")
	// ErrWrongKey: the file is whole, but sealed with another key.
	ErrWrongKey = errors.New("the journal is sealed with another key than this one: bring the right key back, nothing is lost")
	// ErrNoIdentity: the tablet has not been told whose it is, so nothing can be
	// recorded in anybody's name.
	ErrNoIdentity = errors.New("this tablet does not belong to a preschool yet")
	// ErrOtherIdentity: the tablet is already somebody else.
	ErrOtherIdentity = errors.New("this data folder belongs to another tablet or preschool: start with a new one")
	// ErrForeignReceipt: the portal vouches for events that this journal does
	// not have. One of the two was put back from an old copy.
	ErrForeignReceipt = errors.New("the receipt is for another history than this journal's")
	// ErrFull: the disk, or the bound of Options, has no room for more. Nothing
	// was changed, and writing works again once there is room.
	ErrFull = errors.New("there is no room to save anything")
	// ErrNothing: Append was called without drafts.
	ErrNothing = errors.New("there is nothing to record")
	// ErrClosed: the journal has been closed.
	ErrClosed = errors.New("the journal is closed")
)

// Key seals the journal's values. It hides from fmt and log/slog.
type Key [32]byte

// Format hides the key from every fmt verb.
func (Key) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, hidden) }

// LogValue hides the key from log/slog.
func (Key) LogValue() slog.Value { return slog.StringValue(hidden) }

const hidden = "(hidden)"

// Options are what a journal needs from outside. [Verify] needs only the key.
type Options struct {
	// Key seals every value. It must come from outside the data folder.
	Key Key
	// Clock is read once for each [Journal.Append].
	Clock func() clock.Reading
	// Random draws nonces, salts, ids and the epoch. It is read by one goroutine
	// at a time.
	Random io.Reader
	// MaxSize bounds the file, in bytes, so that a full journal is an error of
	// its own rather than a full disk; 0 for no bound. Erasing needs the room
	// for a second file beside it for a while.
	MaxSize int

	// noSync leaves out every fsync. It is a control for this package's tests:
	// with it, what they cut the power of must be lost.
	noSync bool
}

// Journal is an open journal. It is safe for concurrent use; one process has it
// open at a time.
type Journal struct {
	dir    string
	o      Options
	sealer sealer
	epoch  string
	grown  chan struct{}

	// writing is held by whoever writes: one at a time, as bbolt has it, and so
	// is Options.Random read. Nothing that mu guards changes without it.
	writing sync.Mutex
	// uncertain tells that a commit failed and may yet be seen in the file. It
	// belongs to the holder of writing.
	uncertain bool

	// mu guards what follows. It is held for reading while the file is read or
	// written, and for writing only while one of these changes.
	mu        sync.RWMutex
	file      *file // nil: closed
	head      head
	confirmed uint64
	identity  *Identity
	// erasing tells that private parts were removed, but their old bytes may
	// still be in the file's free pages.
	erasing bool
}

// Open opens the journal in a folder, or starts one with a new epoch where none
// is. It fails with [ErrInUse], [ErrWrongKey] or [ErrDamaged], or with the
// system's error when the folder can't be used.
//
// What an interrupted start or erasure left behind is removed.
func Open(dir string, o Options) (*Journal, error) {
	if o.Clock == nil || o.Random == nil {
		return nil, errors.New("a journal needs a clock and randomness")
	}
	sealer, err := newSealer(o.Key, o.Random)
	if err != nil {
		return nil, err
	}
	o.Key = Key{} // the sealer has it; nothing else that might be printed should
	j := &Journal{dir: dir, o: o, sealer: sealer, grown: make(chan struct{}, 1)}
	if err := j.create(); err != nil {
		return nil, fmt.Errorf("start a journal in %s: %w", dir, err)
	}
	f, err := openFile(j.path(), o, forWriting)
	if err != nil {
		return nil, err
	}
	j.file = f
	if err := errors.Join(j.removeLeftovers(), f.view(j.load)); err != nil {
		return nil, errors.Join(err, f.close())
	}
	return j, nil
}

// load reads what is kept in memory, and looks whether the end of the chain is
// where it should be.
func (j *Journal) load(tx *bbolt.Tx) error {
	m, err := j.sealer.readMeta(tx)
	if err != nil {
		return err
	}
	if err := j.sealer.checkEnd(tx, m.head); err != nil {
		return err
	}
	j.epoch, j.head, j.confirmed, j.identity, j.erasing = m.epoch, m.head, m.confirmed, m.identity, m.erasing
	return nil
}

// Close ends the use of the journal. A second Close does nothing.
func (j *Journal) Close() error {
	j.writing.Lock()
	defer j.writing.Unlock()
	var err error
	if j.uncertain && j.file != nil && j.file.broken == nil {
		err = j.write(func(*bbolt.Tx) error { return nil })
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		return nil
	}
	err = errors.Join(err, j.file.close())
	j.file = nil
	return err
}

// Grown gets a signal after each [Journal.Append]. Signals that nobody has
// taken yet are one, so it is for one listener, which looks at
// [Journal.Outbox] when it starts and after each signal.
func (j *Journal) Grown() <-chan struct{} { return j.grown }

// Format hides what the journal holds from every fmt verb; a wrong one would
// otherwise print what its pointers lead to.
func (j *Journal) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "journal in "+j.dir) }

func (j *Journal) path() string { return filepath.Join(j.dir, fileName) }

// read lets a function see the file. It must not write to j.
func (j *Journal) read(see func(*bbolt.Tx) error) error {
	j.mu.RLock()
	defer j.mu.RUnlock()
	if j.file == nil {
		return ErrClosed
	}
	return j.file.view(see)
}

// write commits a function's changes with fsync. The caller holds writing.
//
// A commit whose last fsync fails may still be seen in the file, although its
// caller was told that nothing was recorded. What it appended is therefore taken
// back in the next commit, whatever that is for.
func (j *Journal) write(change func(*bbolt.Tx) error) error {
	j.mu.RLock()
	defer j.mu.RUnlock()
	if j.file == nil {
		return ErrClosed
	}
	failed := true
	err := j.file.update(func(tx *bbolt.Tx) error {
		if j.uncertain {
			if err := j.takeBack(tx); err != nil {
				return err
			}
		}
		if err := change(tx); err != nil {
			failed = false // refused before anything was written
			return err
		}
		return nil
	})
	if err != nil {
		j.uncertain = j.uncertain || failed
		return err
	}
	j.uncertain = false
	return nil
}

// create makes a journal where none is. The file appears whole or not at all,
// and never in the place of another.
func (j *Journal) create() (err error) {
	if _, err := os.Lstat(j.path()); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(j.dir, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(j.dir, newPrefix+"*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if rmErr := os.Remove(temp.Name()); !errors.Is(rmErr, os.ErrNotExist) {
			err = errors.Join(err, rmErr)
		}
	}()
	if err := temp.Close(); err != nil {
		return err
	}
	f, err := openDatabase(temp.Name(), j.o, forWriting)
	if err != nil {
		return err
	}
	if err := errors.Join(f.update(j.sealer.writeFirst), f.close()); err != nil {
		return err
	}
	linkErr := os.Link(temp.Name(), j.path())
	if _, err := os.Lstat(j.path()); err == nil {
		return disk.SyncDir(j.dir) // ours, or the one of a tambur that was faster
	}
	return linkErr
}

// removeLeftovers removes what was being made when the power went. The caller
// has the journal's lock, so nobody is making it now, except a second tambur
// that has not seen yet that the journal is there.
func (j *Journal) removeLeftovers() error {
	entries, err := os.ReadDir(j.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if name := e.Name(); name != compactName && !strings.HasPrefix(name, newPrefix) {
			continue
		}
		if err := os.Remove(filepath.Join(j.dir, e.Name())); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove what an interrupted start left: %w", err)
		}
	}
	return nil
}

// The file, the name that one begins with while it is being made, and the one
// that takes its place after an erasure.
const (
	fileName    = "journal.db"
	newPrefix   = "journal.db.new-"
	compactName = "journal.db.compact"
)
