package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tambur/kiosk/attendance"
	"tambur/sync/portal/store"
	"tambur/sync/wire"
)

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
