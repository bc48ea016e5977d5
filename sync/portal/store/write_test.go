package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	bolt "go.etcd.io/bbolt"

	"tambur/sync/wire"
)

// ticking is a clock that is a second later each time it is read, so that what
// shares a time shares a transaction.
func ticking() func() time.Time {
	var mu sync.Mutex
	now := time.Date(2026, 3, 3, 7, 0, 0, 0, time.UTC)
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Second)
		return now
	}
}

// busy holds the writer until release is called.
func (s *Store) busy(t *testing.T) (release func()) {
	holding, let := make(chan struct{}), make(chan struct{})
	var held sync.WaitGroup
	held.Go(func() {
		err := s.write(context.Background(), &write{apply: func(*bolt.Tx, time.Time) (bool, error) {
			close(holding)
			<-let
			return false, nil
		}})
		if err != nil {
			t.Error(err)
		}
	})
	<-holding
	return func() {
		close(let)
		held.Wait()
	}
}

func TestWhoWaitsTogetherIsWrittenTogether(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(Options{Dir: dir, Now: ticking()})
		if err != nil {
			t.Fatal(err)
		}
		release := s.busy(t)
		var waiting sync.WaitGroup
		for i := range 50 {
			waiting.Go(func() {
				state := wire.State{Unit: "oak", Kiosk: "door", Session: fmt.Sprint(i)}
				if i > 0 {
					state.Kiosk = "yard"
				}
				if err := s.SaveState(context.Background(), state); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait() // until all stand in the queue
		release()
		waiting.Wait()
		kiosks, err := s.Kiosks(context.Background(), "oak")
		if err != nil || len(kiosks) != 2 {
			t.Fatalf("%d kiosks, %v", len(kiosks), err)
		}
		if !kiosks[0].StateAt.Equal(kiosks[1].StateAt) {
			t.Errorf("written at %s and at %s, want one transaction", kiosks[0].StateAt, kiosks[1].StateAt)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestAFailureFailsEverybodyInItAndNobodyAfter(t *testing.T) {
	dir := t.TempDir()
	full := errors.New("the disk is full")
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		changed, stop := s.Watch("oak")
		defer stop()
		release := s.busy(t)
		var waiting sync.WaitGroup
		for i := range 10 {
			waiting.Go(func() {
				var err error
				if i == 5 {
					err = s.write(context.Background(), &write{apply: func(*bolt.Tx, time.Time) (bool, error) { return false, full }})
				} else {
					err = s.SaveState(context.Background(), wire.State{Unit: "oak", Kiosk: "door", Session: fmt.Sprint(i)})
				}
				if !errors.Is(err, full) {
					t.Errorf("%v, want that the disk is full", err)
				}
			})
		}
		synctest.Wait()
		release()
		waiting.Wait()
		if kiosks, err := s.Kiosks(context.Background(), "oak"); err != nil || len(kiosks) > 0 {
			t.Errorf("%d kiosks, %v: a failed transaction left something", len(kiosks), err)
		}
		select {
		case <-changed:
			t.Error("a change was told that didn't come about")
		default:
		}
		if err := s.SaveState(context.Background(), wire.State{Unit: "oak", Kiosk: "door", Session: "s"}); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestWhoGivesUpInTheQueueHasChangedNothing(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		release := s.busy(t)
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := s.SaveState(ctx, wire.State{Unit: "oak", Kiosk: "door"}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v, want that the time is up", err)
		}
		release()
		if units, err := s.Units(context.Background()); err != nil || len(units) > 0 {
			t.Errorf("units %v, %v", units, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
