package journal

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"tambur/kiosk/attendance"
	"tambur/kiosk/clock"
	"tambur/kiosk/pin"
)

var (
	testKey = Key{1, 2, 3}
	noon    = time.Date(2026, 11, 24, 12, 0, 0, 0, time.FixedZone("CET", 3600))
)

// fakeClock is a clock that a test sets.
type fakeClock struct {
	mu    sync.Mutex
	wall  time.Time
	since time.Duration
}

func (c *fakeClock) read() clock.Reading {
	c.mu.Lock()
	defer c.mu.Unlock()
	return clock.Reading{Wall: c.wall, Boot: "4f1c2b0e-boot", SinceBoot: c.since}
}

// pass lets time go by; set moves the wall clock alone.
func (c *fakeClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wall, c.since = c.wall.Add(d), c.since+d
}

func (c *fakeClock) set(wall time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wall = wall
}

// seeded is randomness that is the same in every run of one seed.
func seeded(seed uint64) *rand.ChaCha8 {
	var key [32]byte
	for i := range 8 {
		key[i] = byte(seed >> (8 * i))
	}
	return rand.NewChaCha8(key)
}

// rig is a journal with what it needs from outside.
type rig struct {
	*Journal
	t     *testing.T
	dir   string
	o     Options
	clock *fakeClock
}

// newRig makes a journal that knows who it is. At the end of the test its file
// must pass bbolt's own check and ours.
func newRig(t *testing.T) *rig {
	t.Helper()
	r := newBareRig(t)
	r.open()
	if err := r.SetIdentity(testIdentity()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.close()
		checkFile(t, r.dir)
		if _, err := Verify(r.dir, r.o); err != nil {
			t.Errorf("the journal is not whole at the end: %v", err)
		}
	})
	return r
}

// newBareRig opens nothing and checks nothing.
func newBareRig(t *testing.T) *rig {
	t.Helper()
	c := &fakeClock{wall: noon, since: time.Hour}
	return &rig{t: t, dir: t.TempDir(), clock: c, o: Options{Key: testKey, Clock: c.read, Random: seeded(1)}}
}

func (r *rig) open() {
	r.t.Helper()
	j, err := Open(r.dir, r.o)
	if err != nil {
		r.t.Fatal(err)
	}
	r.Journal = j
}

func (r *rig) close() {
	r.t.Helper()
	if r.Journal != nil {
		if err := r.Close(); err != nil {
			r.t.Fatal(err)
		}
	}
}

func (r *rig) reopen() {
	r.t.Helper()
	r.close()
	r.open()
}

// record appends drafts that must be taken.
func (r *rig) record(drafts ...attendance.Draft) []attendance.Event {
	r.t.Helper()
	events, err := r.Append(drafts...)
	if err != nil {
		r.t.Fatal(err)
	}
	return events
}

func (r *rig) between(from, until time.Time) []attendance.Event {
	r.t.Helper()
	events, err := r.Between(from, until)
	if err != nil {
		r.t.Fatal(err)
	}
	return events
}

func (r *rig) all() []attendance.Event {
	r.t.Helper()
	return r.between(noon.AddDate(-50, 0, 0), noon.AddDate(50, 0, 0))
}

func (r *rig) path() string { return filepath.Join(r.dir, fileName) }

// raw changes the closed file behind the journal's back.
func (r *rig) raw(change func(tx *bbolt.Tx, s sealer) error) {
	r.t.Helper()
	s, err := newSealer(r.o.Key, seeded(2))
	if err != nil {
		r.t.Fatal(err)
	}
	db, err := bbolt.Open(r.path(), 0o600, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := errors.Join(db.Update(func(tx *bbolt.Tx) error { return change(tx, s) }), db.Close()); err != nil {
		r.t.Fatal(err)
	}
}

// checkFile runs bbolt's own consistency check.
func checkFile(t *testing.T, dir string) {
	t.Helper()
	db, err := bbolt.Open(filepath.Join(dir, fileName), 0o600, &bbolt.Options{ReadOnly: true, Timeout: time.Second, PreLoadFreelist: true})
	if err != nil {
		t.Errorf("open for a check: %v", err)
		return
	}
	err = db.View(func(tx *bbolt.Tx) error {
		var all error
		for err := range tx.Check() {
			all = errors.Join(all, err)
		}
		return all
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Errorf("bbolt's check: %v", err)
	}
}

func testIdentity() Identity {
	seed := make([]byte, ed25519.SeedSize)
	for i := range seed {
		seed[i] = byte(i)
	}
	return Identity{
		Unit: "unit-1", Kiosk: "kiosk-1", SigningKey: ed25519.NewKeyFromSeed(seed),
		BadgeKey: [32]byte{4}, Pepper: [32]byte{5},
	}
}

func received(child int) attendance.Draft {
	return attendance.Draft{
		Kind: attendance.Received, Child: attendance.ChildID(fmt.Sprintf("child-%d", child)),
		By: attendance.By{Person: "person-1", How: attendance.ByBadge},
	}
}

func withWords(words string) attendance.Draft {
	d := received(1)
	d.Words = words
	return d
}

// failing is randomness that ends after so many bytes.
func failing(bytes int64) io.Reader { return io.LimitReader(seeded(3), bytes) }

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func pinAttempts(failed int) pin.Throttle { return pin.Throttle{Failed: failed, Last: noon.UTC()} }
