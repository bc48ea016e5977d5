package scan

import (
	"context"
	"sync"
	"time"
)

// Fake is a source whose readings are made by calling Scan: for tests, and for
// the demonstration, where a badge is tapped in place of a scanner. Its methods
// may be called from anywhere, before Run and while it runs.
type Fake struct {
	now  func() time.Time
	from string
	wake chan struct{}

	mu    sync.Mutex
	queue []Reading
	ended bool
	err   error
}

// NewFake makes a fake whose readings carry the name from and now's time.
func NewFake(from string, now func() time.Time) *Fake {
	return &Fake{now: now, from: from, wake: make(chan struct{}, 1)}
}

// Scan queues a text as a reading, cleaned as every source's is. It never
// blocks; an empty text is none.
func (f *Fake) Scan(text string) {
	if text == "" {
		return
	}
	r := read([]byte(text), f.now(), f.from)
	f.change(func() { f.queue = append(f.queue, r) })
}

// End makes Run return err once it has delivered what is queued: nil for a
// source that has no more, anything else for one that broke.
func (f *Fake) End(err error) {
	f.change(func() { f.ended, f.err = true, err })
}

// Run delivers what Scan queued, until ctx ends or End was called.
func (f *Fake) Run(ctx context.Context, deliver func(Reading)) error {
	for {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r, more, ended, err := f.take()
		switch {
		case more:
			deliver(r)
		case ended:
			return err
		default:
			select {
			case <-ctx.Done():
			case <-f.wake:
			}
		}
	}
}

func (f *Fake) change(with func()) {
	f.mu.Lock()
	with()
	f.mu.Unlock()
	select {
	case f.wake <- struct{}{}:
	default: // Run is being woken already
	}
}

func (f *Fake) take() (r Reading, more, ended bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.queue) == 0 {
		return Reading{}, false, f.ended, f.err
	}
	r, f.queue = f.queue[0], f.queue[1:]
	return r, true, false, nil
}
