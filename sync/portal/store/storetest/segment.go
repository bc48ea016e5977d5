package storetest

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tambur/kiosk/attendance"
	"tambur/sync/portal/store"
	"tambur/sync/wire"
)

func storedAsArrived(t *testing.T, r *rig) {
	k := NewKiosk(t, oak, door, "e1")
	private, err := wire.Private{Salt: bytes.Repeat([]byte{7}, 16), Words: "mormor hämtar <b>"}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	k.AddWith(attendance.Event{Draft: attendance.Draft{Kind: attendance.Received, Child: "c1"}}, private)
	k.Add(attendance.Event{Draft: attendance.Draft{Kind: attendance.PickupPlanned, Child: "c1", Pickup: 930}})
	// Bytes that our own encoder would not have written: unknown fields, spaces.
	odd := []byte(strings.Replace(string(k.Records[1].Core), `{"id"`, `{ "later" : [1, 2], "id"`, 1))
	k.Records[1].Core = odd
	r.pass(90 * time.Second)
	r.stores(k.Segment(1, 2))
	r.reopen()
	r.holds(oak, k)
	for _, e := range r.all(oak) {
		if !e.Received.Equal(r.clock()) {
			t.Errorf("received at %s, want %s", e.Received, r.clock())
		}
	}
}

func againChangesNothing(t *testing.T, r *rig) {
	k := NewKiosk(t, oak, door, "e1").AddMany(5)
	for range 3 {
		r.stores(k.Segment(1, 5))
		r.pass(time.Hour)
	}
	r.reopen()
	r.stores(k.Segment(1, 5))
	r.stores(k.Segment(2, 3))
	r.holds(oak, k)
	if e := r.all(oak)[0]; !e.Received.Equal(Morning) {
		t.Errorf("received at %s, want the first time", e.Received)
	}
}

func overlapping(t *testing.T, r *rig) {
	k := NewKiosk(t, oak, door, "e1").AddMany(30)
	for _, run := range [][2]int{{1, 4}, {2, 9}, {9, 10}, {1, 12}, {13, 13}, {5, 30}} {
		r.stores(k.Segment(run[0], run[1]))
	}
	p, err := r.Progress(t.Context(), oak, door, "e1")
	if want := (store.Progress{Epoch: "e1", Through: 30, Head: k.digest(30)}); err != nil || p != want {
		t.Errorf("progress %+v, %v, want %+v", p, err, want)
	}
	r.holds(oak, k)
}

func gapRefused(t *testing.T, r *rig) {
	k := NewKiosk(t, oak, door, "e1").AddMany(9)
	r.refuses(k.Segment(2, 3), wire.Gap, 0, wire.Digest{})
	r.stores(k.Segment(1, 3))
	r.refuses(k.Segment(5, 9), wire.Gap, 3, k.digest(3))
	r.stores(k.Segment(4, 9))
	// Another install counts for itself.
	again := NewKiosk(t, oak, door, "e2").AddMany(4)
	r.refuses(again.Segment(2, 4), wire.Gap, 0, wire.Digest{})
	r.stores(again.Segment(1, 4))
	r.holds(oak, k, again)
	r.keepsAside(oak, 0)
}

func (r *rig) keepsAside(unit attendance.UnitID, n int) []store.Aside {
	r.t.Helper()
	kept, err := r.Aside(r.t.Context(), unit)
	if err != nil || len(kept) != n {
		r.t.Fatalf("%d segments kept aside, %v, want %d", len(kept), err, n)
	}
	return kept
}

func forkRefused(t *testing.T, r *rig) {
	k := NewKiosk(t, oak, door, "e1").AddMany(10)
	r.stores(k.Segment(1, 8))
	for _, s := range []wire.Segment{
		k.Fork(0, 3).Segment(1, 3),  // from the start
		k.Fork(4, 6).Segment(3, 10), // agrees first, then doesn't
		k.Fork(6, 4).Segment(9, 10), // continues from another event
	} {
		r.refuses(s, wire.Fork, 8, k.digest(8))
	}
	// A first event that says there was one before it.
	headless := k.Segment(1, 1)
	headless.Before = wire.Sum([]byte("something"))
	r.refuses(headless, wire.Fork, 8, k.digest(8))
	// What is kept stays as it came first, however often it comes again.
	r.pass(time.Hour)
	r.refuses(headless, wire.Fork, 8, k.digest(8))
	kept := r.keepsAside(oak, 4)
	for _, a := range kept {
		if !a.Received.Equal(Morning) {
			t.Errorf("kept aside since %s, want the first time", a.Received)
		}
		if a.Unit != oak || a.Kiosk != door || a.Epoch != "e1" || a.Reason != wire.Fork || len(a.Message) == 0 {
			t.Errorf("kept aside: %s %s %s %s", a.Unit, a.Kiosk, a.Epoch, a.Reason)
		}
	}
	// The real history goes on.
	r.stores(k.Segment(9, 10))
	r.reopen()
	r.holds(oak, k)
	r.keepsAside(oak, 4)
	r.keepsAside(ash, 0)
}

func asideBounded(t *testing.T, r *rig) {
	k := NewKiosk(t, oak, door, "e1").AddMany(12)
	r.stores(k.Segment(1, 12))
	for range 2 {
		for i := range store.MaxAsideEach + 4 {
			r.refuses(k.Fork(i, 1).Segment(i+1, i+1), wire.Fork, 12, k.digest(12))
		}
	}
	kept := r.keepsAside(oak, store.MaxAsideEach)
	for i, a := range kept {
		if a.From != uint64(i+1) {
			t.Errorf("segment %d kept aside starts at %d: the first ones show where it parted", i, a.From)
		}
	}
	infos, err := r.Kiosks(t.Context(), oak)
	if err != nil || len(infos) != 1 || infos[0].Aside != store.MaxAsideEach {
		t.Errorf("kiosks %+v, %v", infos, err)
	}
}

func firstKeyOnly(t *testing.T, r *rig) {
	k := NewKiosk(t, oak, door, "e1").AddMany(6)
	stranger := NewKiosk(t, oak, door, "e1").AddMany(6)
	stranger.Key = OtherKey("stranger")
	// A segment that is not stored teaches no key.
	r.refuses(stranger.Segment(2, 3), wire.Gap, 0, wire.Digest{})
	r.stores(k.Segment(1, 3))
	_, err := r.put(stranger.Segment(4, 6))
	if !errors.Is(err, store.ErrUnknownKey) {
		t.Fatalf("another key: %v", err)
	}
	r.refuses(stranger.Segment(1, 3), wire.BadSignature, 3, k.digest(3))
	r.reopen()
	r.refuses(stranger.Segment(4, 6), wire.BadSignature, 3, k.digest(3))
	// Another install of the kiosk has the same key, another kiosk its own, and
	// so has one of that name in another unit.
	reinstalled := NewKiosk(t, oak, door, "e2").AddMany(2)
	reinstalled.Key = OtherKey("reinstalled")
	r.refuses(reinstalled.Segment(1, 2), wire.BadSignature, 0, wire.Digest{})
	elsewhere := NewKiosk(t, ash, door, "e1").AddMany(2)
	elsewhere.Key = stranger.Key
	r.stores(elsewhere.Segment(1, 2))
	r.stores(k.Segment(4, 6))
	r.holds(oak, k)
	r.holds(ash, elsewhere)
	r.keepsAside(oak, 3)
}

func noIDRefused(t *testing.T, r *rig) {
	for _, spoil := range []func(*wire.Segment){
		func(s *wire.Segment) { s.Unit = "" },
		func(s *wire.Segment) { s.Unit = "a/b" },
		func(s *wire.Segment) { s.Kiosk = "a\x00b" },
		func(s *wire.Segment) { s.Epoch = strings.Repeat("e", 65) },
		func(s *wire.Segment) { s.From = 0 },
		func(s *wire.Segment) { s.Key = nil },
		func(s *wire.Segment) { s.Records = nil },
	} {
		s := NewKiosk(t, oak, door, "e1").AddMany(1).Segment(1, 1)
		spoil(&s)
		if _, err := r.put(s); wire.ReasonOf(err) != wire.Malformed || err == nil {
			t.Errorf("%q %q %q: %v", s.Unit, s.Kiosk, s.Epoch, err)
		}
	}
	if err := r.SaveState(t.Context(), wire.State{Unit: "+", Kiosk: door}); err == nil {
		t.Error("the state of an impossible unit was kept")
	}
	if err := r.SaveToday(t.Context(), "#", attendance.Today{}); err == nil {
		t.Error("today of an impossible unit was kept")
	}
	if units, err := r.Units(t.Context()); err != nil || len(units) > 0 {
		t.Errorf("units %v, %v", units, err)
	}
}

func positions(t *testing.T, r *rig) {
	a, b := NewKiosk(t, oak, door, "e1").AddMany(20), NewKiosk(t, oak, yard, "e1").AddMany(20)
	other := NewKiosk(t, ash, door, "e1").AddMany(3)
	for i := 1; i <= 20; i += 5 {
		r.stores(a.Segment(i, i+4))
		r.stores(b.Segment(i, i+4))
		if i == 6 {
			r.stores(other.Segment(1, 3))
			r.reopen()
		}
	}
	r.holds(oak, a, b)
	r.holds(ash, other)
	last, err := r.Last(t.Context(), oak)
	if err != nil || last != 40 {
		t.Errorf("last position %d, %v", last, err)
	}
	some, err := r.Since(t.Context(), oak, 38, 10)
	if err != nil || len(some) != 2 || some[0].Position != 39 || some[1].Position != 40 {
		t.Errorf("since 38: %d events, %v", len(some), err)
	}
	for _, after := range []uint64{40, 1 << 60, 1<<64 - 1} {
		if none, err := r.Since(t.Context(), oak, after, 10); err != nil || len(none) > 0 {
			t.Errorf("since %d: %d events, %v", after, len(none), err)
		}
	}
	if none, err := r.Since(t.Context(), "elm", 0, 10); err != nil || len(none) > 0 {
		t.Errorf("unknown unit: %d events, %v", len(none), err)
	}
}

func byOwnTime(t *testing.T, r *rig) {
	k := NewKiosk(t, oak, door, "e1")
	midnight := time.Date(2026, 3, 3, 0, 0, 0, 0, Morning.Location())
	times := []time.Time{
		midnight.Add(-time.Nanosecond), midnight, midnight.Add(23*time.Hour + 59*time.Minute),
		midnight.Add(24*time.Hour - time.Nanosecond), midnight.Add(24 * time.Hour),
		midnight.Add(time.Hour), // a clock that was set back
		time.Date(1969, 7, 20, 20, 17, 0, 0, time.UTC), time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	for _, at := range times {
		k.Add(attendance.Event{At: at})
	}
	r.stores(k.Segment(1, len(times)))
	for _, tc := range []struct {
		from, until time.Time
		seqs        []uint64
	}{
		{midnight, midnight.Add(24 * time.Hour), []uint64{2, 3, 4, 6}},
		{midnight.Add(24 * time.Hour), midnight.Add(48 * time.Hour), []uint64{5}},
		{midnight.Add(-24 * time.Hour), midnight, []uint64{1}},
		{time.Unix(-1<<40, 0), time.Unix(0, 0), []uint64{7}},
		{time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC), []uint64{8}},
		{midnight, midnight, nil},
	} {
		found, err := r.Between(t.Context(), oak, tc.from, tc.until)
		if err != nil {
			t.Fatal(err)
		}
		var seqs []uint64
		for _, e := range found {
			seqs = append(seqs, e.Core.Seq)
		}
		if diff := cmp.Diff(tc.seqs, seqs); diff != "" {
			t.Errorf("from %s until %s:\n%s", tc.from, tc.until, diff)
		}
	}
	if none, err := r.Between(t.Context(), ash, midnight, midnight.AddDate(1, 0, 0)); err != nil || len(none) > 0 {
		t.Errorf("unknown unit: %d events, %v", len(none), err)
	}
}
