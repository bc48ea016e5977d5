// Package storetest tells whether a store keeps the promises that the portal
// stands on. Every store passes it, whatever it stores in; [Run] is the suite.
//
// It also has what tests of the portal need to play a kiosk: [Kiosk].
package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/sync/portal/ingest"
	"tambur/sync/portal/store"
	"tambur/sync/portal/web"
	"tambur/sync/wire"
)

// Store is what the portal as a whole needs of a store.
type Store interface {
	ingest.Store
	web.Store
	SaveDirectory(ctx context.Context, dir attendance.Directory) error
	SaveToday(ctx context.Context, unit attendance.UnitID, today attendance.Today) error
	Aside(ctx context.Context, unit attendance.UnitID) ([]store.Aside, error)
	// Check reads everything and tells what is wrong.
	Check(ctx context.Context) error
	io.Closer
}

// Open opens the store at a place, which is empty the first time; now is the
// portal's clock.
type Open func(t testing.TB, place string, now func() time.Time) Store

// Run runs the suite.
func Run(t *testing.T, open Open) {
	for name, test := range map[string]func(*testing.T, *rig){
		"stored as the bytes that arrived":           storedAsArrived,
		"a segment again changes nothing":            againChangesNothing,
		"overlapping segments":                       overlapping,
		"a gap is refused":                           gapRefused,
		"another history is refused and kept aside":  forkRefused,
		"what is kept aside is bounded":              asideBounded,
		"the first key that stores is the only one":  firstKeyOnly,
		"what is no id is refused":                   noIDRefused,
		"positions are gap-free and miss nothing":    positions,
		"a day is found by the events' own time":     byOwnTime,
		"an older document never replaces a newer":   documents,
		"a late last will changes nothing":           lateWill,
		"kiosks with progress and last sign of life": kiosks,
		"a change is noticed":                        noticed,
		"many callers at once":                       manyCallers,
		"a closed store says so":                     closedSaysSo,
		"random segments against a plain model":      againstModel,
	} {
		t.Run(name, func(t *testing.T) {
			r := &rig{t: t, open: open, place: t.TempDir(), now: Morning}
			r.start()
			t.Cleanup(r.finish)
			test(t, r)
		})
	}
}

func noticed(t *testing.T, r *rig) {
	k := NewKiosk(t, oak, door, "e1").AddMany(3)
	changed, stop := r.Watch(oak)
	other, stopOther := r.Watch(ash)
	defer stopOther()
	r.stores(k.Segment(1, 2))
	<-changed
	if err := r.SaveState(t.Context(), wire.State{Unit: oak, Kiosk: door, Session: "s"}); err != nil {
		t.Fatal(err)
	}
	<-changed
	if err := r.SaveDirectory(t.Context(), directory(oak, 1, "one")); err != nil {
		t.Fatal(err)
	}
	<-changed
	r.stores(k.Segment(1, 2)) // nothing new
	stop()
	r.stores(k.Segment(3, 3))
	select {
	case <-changed:
		t.Error("a change was told that was none, or after the watch had ended")
	case <-other:
		t.Error("a change of another unit was told")
	default:
	}
}

func manyCallers(t *testing.T, r *rig) {
	const each = 12
	var kiosks []*Kiosk
	for i := range 8 {
		unit := oak
		if i%2 == 1 {
			unit = ash
		}
		kiosks = append(kiosks, NewKiosk(t, unit, attendance.KioskID(fmt.Sprintf("k%d", i)), "e1").AddMany(each))
	}
	var calling sync.WaitGroup
	for _, k := range kiosks {
		// Eight callers for each kiosk: the same events again and again, and
		// whatever comes too early is sent again until it fits.
		for range 8 {
			calling.Go(func() {
				for from := 1; from <= each; {
					s := k.Segment(from, min(from+2, each))
					p, err := r.Put(context.Background(), s, Cores(t, s))
					switch {
					case wire.ReasonOf(err) == wire.Gap && err != nil:
					case err != nil:
						t.Errorf("put: %v", err)
						return
					case p.Through < s.To:
						t.Errorf("stored through %d, want %d at least", p.Through, s.To)
						return
					default:
						from += 3
					}
				}
			})
		}
	}
	calling.Wait()
	var inOak, inAsh []*Kiosk
	for i, k := range kiosks {
		if i%2 == 0 {
			inOak = append(inOak, k)
		} else {
			inAsh = append(inAsh, k)
		}
	}
	r.holds(oak, inOak...)
	r.holds(ash, inAsh...)
}

func closedSaysSo(t *testing.T, r *rig) {
	k := NewKiosk(t, oak, door, "e1").AddMany(1)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Units(cancelled); !errors.Is(err, context.Canceled) {
		t.Errorf("units for nobody: %v", err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := r.put(k.Segment(1, 1)); !errors.Is(err, store.ErrClosed) {
		t.Errorf("put: %v", err)
	}
	if _, err := r.Units(t.Context()); !errors.Is(err, store.ErrClosed) {
		t.Errorf("units: %v", err)
	}
	if err := r.Close(); err != nil {
		t.Errorf("closed again: %v", err)
	}
}
