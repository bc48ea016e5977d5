package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"
)

// maxGroup bounds how many writes share a transaction.
const maxGroup = 256

// write is one change that somebody waits for.
type write struct {
	// apply makes the change, and tells whether there was one. An error means
	// that the file can't be written and fails everybody in the transaction, so
	// a refusal must not be one.
	apply func(tx *bolt.Tx, now time.Time) (changed bool, err error)
	// committed is called after the commit, when there was a change.
	committed func()
	done      chan error
}

// errNothing rolls back a transaction that changed nothing, which spares a sync.
var errNothing = errors.New("nothing to write")

// write waits until a change is on disk. Who gives up before its turn has
// changed nothing; who has been taken is always answered.
func (s *Store) write(ctx context.Context, w *write) error {
	w.done = make(chan error, 1)
	select {
	case s.writes <- w:
	case <-ctx.Done():
		return ctx.Err()
	case <-s.closing:
		return ErrClosed
	}
	return <-w.done
}

// writeInTurn commits writes together: those that queued while the last commit
// was on its way to the disk are the next one. bbolt's own Batch would instead
// let a lone caller wait for company.
func (s *Store) writeInTurn() {
	defer close(s.done)
	for {
		select {
		case w := <-s.writes:
			s.commit(s.gather(w))
		case <-s.closing:
			return
		}
	}
}

func (s *Store) gather(first *write) []*write {
	group := []*write{first}
	for len(group) < maxGroup {
		select {
		case w := <-s.writes:
			group = append(group, w)
		default:
			return group
		}
	}
	return group
}

func (s *Store) commit(group []*write) {
	now := s.now().UTC()
	changed := make([]bool, len(group))
	err := s.db.Update(func(tx *bolt.Tx) error {
		any := false
		for i, w := range group {
			var err error
			if changed[i], err = w.apply(tx, now); err != nil {
				return err
			}
			any = any || changed[i]
		}
		if !any {
			return errNothing
		}
		return nil
	})
	switch {
	case errors.Is(err, errNothing):
		err = nil
	case err != nil:
		err = fmt.Errorf("write to the store: %w", err)
	}
	for i, w := range group {
		if err == nil && changed[i] && w.committed != nil {
			w.committed()
		}
		w.done <- err
	}
}
