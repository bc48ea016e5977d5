// Package storetest tells whether a store keeps the promises that the portal
// stands on. Every store passes it, whatever it stores in; [Run] is the suite.
//
// It also has what tests of the portal need to play a kiosk: [Kiosk].
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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

func directory(unit attendance.UnitID, version uint64, name string) attendance.Directory {
	return attendance.Directory{Version: version, Unit: attendance.Unit{ID: unit, Name: name, TimeZone: "Europe/Stockholm"}}
}

func documents(t *testing.T, r *rig) {
	ctx := t.Context()
	if _, err := r.Directory(ctx, oak); !errors.Is(err, store.ErrNone) {
		t.Errorf("no directory: %v", err)
	}
	if _, err := r.Today(ctx, oak); !errors.Is(err, store.ErrNone) {
		t.Errorf("no today: %v", err)
	}
	changed, stop := r.WatchDocuments()
	defer stop()
	is := func(name string, version uint64) {
		t.Helper()
		dir, err := r.Directory(ctx, oak)
		if err != nil || dir.Unit.Name != name || dir.Version != version {
			t.Errorf("directory %q version %d, %v, want %q version %d", dir.Unit.Name, dir.Version, err, name, version)
		}
	}
	if err := r.SaveDirectory(ctx, directory(oak, 5, "five")); err != nil {
		t.Fatal(err)
	}
	<-changed
	if err := r.SaveDirectory(ctx, directory(oak, 4, "four")); !errors.Is(err, store.ErrOlder) {
		t.Errorf("an older directory: %v", err)
	}
	is("five", 5)
	if err := r.SaveDirectory(ctx, directory(oak, 5, "five again")); err != nil {
		t.Errorf("the same version: %v", err)
	}
	is("five again", 5)
	bad := directory(oak, 6, "six")
	bad.Unit.TimeZone = "Europe/Nowhere"
	if err := r.SaveDirectory(ctx, bad); err == nil {
		t.Error("a directory without a time zone was kept")
	}
	r.reopen()
	is("five again", 5)
	if err := r.SaveToday(ctx, oak, attendance.Today{Version: 3, Notices: []attendance.Notice{{Text: attendance.Text{"sv": "hej"}}}}); err != nil {
		t.Fatal(err)
	}
	if err := r.SaveToday(ctx, oak, attendance.Today{Version: 2}); !errors.Is(err, store.ErrOlder) {
		t.Errorf("an older today: %v", err)
	}
	today, err := r.Today(ctx, oak)
	if err != nil || len(today.Notices) != 1 {
		t.Errorf("today %+v, %v", today, err)
	}
	if units, err := r.Units(ctx); err != nil || len(units) != 1 || units[0] != oak {
		t.Errorf("units %v, %v", units, err)
	}
}

func lateWill(t *testing.T, r *rig) {
	says := func(session string, online bool) error {
		r.pass(time.Minute)
		return r.SaveState(t.Context(), wire.State{Unit: oak, Kiosk: door, Session: session, Online: online})
	}
	is := func(session string, online bool) {
		t.Helper()
		known, err := r.Kiosks(t.Context(), oak)
		if err != nil || len(known) != 1 || known[0].State.Session != session || known[0].State.Online != online {
			t.Fatalf("kiosks %+v, %v, want session %s, online %v", known, err, session, online)
		}
	}
	for _, step := range []struct {
		session string
		online  bool
		err     error
		is      string
		isUp    bool
	}{
		{"s1", true, nil, "s1", true},
		{"s2", true, nil, "s2", true},
		{"s1", false, store.ErrOlder, "s2", true}, // the will comes after the new birth
		{"s2", false, nil, "s2", false},           // its own will
		{"s3", false, nil, "s3", false},           // was born and died while we were away
		{"s2", true, nil, "s2", true},             // alive is alive
		{"s3", false, store.ErrOlder, "s2", true}, // superseded
		{"s2", false, nil, "s2", false},           // no longer past
	} {
		if err := says(step.session, step.online); !errors.Is(err, step.err) {
			t.Fatalf("%s online %v: %v, want %v", step.session, step.online, err, step.err)
		}
		is(step.is, step.isUp)
		r.reopen()
		is(step.is, step.isUp)
	}
}

func kiosks(t *testing.T, r *rig) {
	k, again := NewKiosk(t, oak, door, "e1").AddMany(3), NewKiosk(t, oak, door, "e2").AddMany(2)
	// An id that is the beginning of another's.
	doorway := NewKiosk(t, oak, "doorway", "e1").AddMany(1)
	r.stores(doorway.Segment(1, 1))
	r.stores(k.Segment(1, 3))
	r.pass(time.Hour)
	r.stores(again.Segment(1, 2))
	state := wire.State{Unit: oak, Kiosk: yard, Online: true, Session: "s", Version: "1.0", Unsent: 7}
	r.pass(time.Hour)
	if err := r.SaveState(t.Context(), state); err != nil {
		t.Fatal(err)
	}
	got, err := r.Kiosks(t.Context(), oak)
	if err != nil {
		t.Fatal(err)
	}
	want := []store.Kiosk{
		{ID: door, LastStored: Morning.Add(time.Hour), Installs: []store.Progress{
			{Epoch: "e1", Through: 3, Head: k.digest(3)}, {Epoch: "e2", Through: 2, Head: again.digest(2)}}},
		{ID: "doorway", LastStored: Morning, Installs: []store.Progress{{Epoch: "e1", Through: 1, Head: doorway.digest(1)}}},
		{ID: yard, State: state, StateAt: Morning.Add(2 * time.Hour)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("kiosks:\n%s", diff)
	}
	if !got[0].LastSeen().Equal(Morning.Add(time.Hour)) || !got[2].LastSeen().Equal(Morning.Add(2*time.Hour)) {
		t.Errorf("last seen %s and %s", got[0].LastSeen(), got[2].LastSeen())
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
