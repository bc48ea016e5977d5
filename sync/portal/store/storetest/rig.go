package storetest

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tambur/kiosk/attendance"
	"tambur/sync/portal/store"
	"tambur/sync/wire"
)

const (
	oak  attendance.UnitID  = "oak"
	ash  attendance.UnitID  = "ash"
	door attendance.KioskID = "door"
	yard attendance.KioskID = "yard"
)

// rig is one store under test.
type rig struct {
	Store
	t     *testing.T
	open  Open
	place string

	mu  sync.Mutex
	now time.Time
}

func (r *rig) start() { r.Store = r.open(r.t, r.place, r.clock) }

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) pass(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
}

// reopen closes the store and opens it again.
func (r *rig) reopen() {
	r.t.Helper()
	if err := r.Close(); err != nil {
		r.t.Fatal(err)
	}
	r.start()
}

// finish checks the store, as every test does at its end.
func (r *rig) finish() {
	if err := r.Check(context.Background()); err != nil && !errors.Is(err, store.ErrClosed) {
		r.t.Errorf("the store is not sound: %v", err)
	}
	if err := r.Close(); err != nil {
		r.t.Error(err)
	}
}

func (r *rig) put(s wire.Segment) (store.Progress, error) {
	r.t.Helper()
	return r.Put(r.t.Context(), s, Cores(r.t, s))
}

// stores puts a segment that must be taken.
func (r *rig) stores(s wire.Segment) {
	r.t.Helper()
	got, err := r.put(s)
	if err != nil {
		r.t.Fatalf("put %d to %d: %v", s.From, s.To, err)
	}
	if got.Epoch != s.Epoch || got.Through < s.To {
		r.t.Fatalf("put %d to %d: stored through %d of %s", s.From, s.To, got.Through, got.Epoch)
	}
}

// refuses puts a segment that must be refused, with what is stored as progress.
func (r *rig) refuses(s wire.Segment, reason wire.Reason, through int, head wire.Digest) {
	r.t.Helper()
	before := r.all(s.Unit)
	got, err := r.put(s)
	var fault *wire.Fault
	if !errors.As(err, &fault) || fault.Reason != reason {
		r.t.Fatalf("put %d to %d: %v, want a refusal as %s", s.From, s.To, err, reason)
	}
	if want := (store.Progress{Epoch: s.Epoch, Through: uint64(through), Head: head}); got != want {
		r.t.Fatalf("put %d to %d: progress %+v, want %+v", s.From, s.To, got, want)
	}
	if after := r.all(s.Unit); !reflect.DeepEqual(before, after) {
		r.t.Fatalf("a refused segment changed what is stored:\n%s", cmp.Diff(before, after))
	}
}

// all lists a unit's events in small pages.
func (r *rig) all(unit attendance.UnitID) []store.Event {
	r.t.Helper()
	var all []store.Event
	position := uint64(0)
	for {
		page, err := r.Since(r.t.Context(), unit, position, 7)
		if err != nil {
			r.t.Fatal(err)
		}
		if len(page) == 0 {
			return all
		}
		all = append(all, page...)
		position = page[len(page)-1].Position
	}
}

// holds tells that of a unit exactly these kiosks' journals are stored.
func (r *rig) holds(unit attendance.UnitID, journals ...*Kiosk) {
	r.t.Helper()
	type place struct {
		kiosk attendance.KioskID
		epoch string
		seq   uint64
	}
	want := make(map[place]wire.Record)
	for _, k := range journals {
		for i, record := range k.Records {
			want[place{k.ID, k.Epoch, uint64(i + 1)}] = record
		}
	}
	events := r.all(unit)
	for i, e := range events {
		at := place{e.Core.Kiosk, e.Core.Epoch, e.Core.Seq}
		if diff := cmp.Diff(want[at], e.Record); diff != "" {
			r.t.Errorf("event %v is not the one that arrived:\n%s", at, diff)
		}
		delete(want, at)
		if e.Position != uint64(i+1) || e.Unit != unit {
			r.t.Errorf("event %d of unit %s has position %d of %s", i+1, unit, e.Position, e.Unit)
		}
	}
	for at := range want {
		r.t.Errorf("event %v is missing", at)
	}
}
