package journal

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"tambur/kiosk/attendance"
	"tambur/sync/wire"
)

func TestAnEventGetsItsPlaceAndItsTime(t *testing.T) {
	r := newRig(t)
	r.clock.set(noon.Add(1234567 * time.Nanosecond))
	plan := received(2)
	plan.Kind, plan.Pickup = attendance.PickupPlanned, attendance.Clock(15, 30)
	events := r.record(withWords("says hello"), plan)

	want := []attendance.Event{
		{Draft: withWords("says hello"), Kiosk: "kiosk-1", Epoch: r.epoch, Seq: 1, At: noon.Add(time.Millisecond)},
		{Draft: plan, Kiosk: "kiosk-1", Epoch: r.epoch, Seq: 2, At: noon.Add(time.Millisecond)},
	}
	for i, e := range events {
		id, err := uuid.Parse(string(e.ID))
		if err != nil || id.Version() != 7 {
			t.Errorf("id %q is not a UUIDv7", e.ID)
		}
		if at, ok := recordedAt(e.ID); !ok || !at.Equal(e.At) {
			t.Errorf("the id says %v, the event %v", at, e.At)
		}
		want[i].ID = e.ID
	}
	if diff := cmp.Diff(want, events); diff != "" {
		t.Errorf("appended (-want +got):\n%s", diff)
	}
	if events[0].ID == events[1].ID {
		t.Error("two events have one id")
	}
	if _, offset := events[0].At.Zone(); offset != 3600 {
		t.Errorf("the offset became %d", offset)
	}
	if diff := cmp.Diff(events, r.all()); diff != "" {
		t.Errorf("read back (-appended +read):\n%s", diff)
	}
	before, records, err := r.Records(0, 10)
	if err != nil || before != (wire.Digest{}) || len(records) != 2 {
		t.Fatalf("got %d records, %v", len(records), err)
	}
	core, err := records[1].Decode()
	if err != nil {
		t.Fatal(err)
	}
	if core.Prev != records[0].Digest() || core.Clock != (wire.Clock{Boot: "4f1c2b0e-boot", SinceBoot: 3600_000, State: wire.ClockOK}) {
		t.Errorf("the chain or the clock is wrong in %+v", core)
	}
}

func TestABatchIsRecordedWholeOrNotAtAll(t *testing.T) {
	for _, tc := range []struct {
		name string
		last attendance.Draft
		want wire.Reason
	}{
		{"words too long", withWords(strings.Repeat("x", wire.MaxPrivate)), wire.TooLarge},
		{"core too long", attendance.Draft{Kind: "x", Child: attendance.ChildID(strings.Repeat("x", wire.MaxCore))}, wire.TooLarge},
		{"no kind", attendance.Draft{Child: "child-1"}, wire.Malformed},
		{"no time of day", attendance.Draft{Kind: attendance.PickupPlanned, Pickup: 5000}, wire.Malformed},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newRig(t)
			kept := r.record(received(1))
			before, err := r.Outbox()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := r.Append(received(2), received(3), tc.last); wire.ReasonOf(err) != tc.want || err == nil {
				t.Errorf("got %v, want %s", err, tc.want)
			}
			if after, err := r.Outbox(); err != nil || after != before {
				t.Errorf("the outbox went from %+v to %+v, %v", before, after, err)
			}
			r.reopen()
			if diff := cmp.Diff(kept, r.all()); diff != "" {
				t.Errorf("after reopening (-want +got):\n%s", diff)
			}
			if next := r.record(received(4)); next[0].Seq != 2 {
				t.Errorf("the next event got number %d", next[0].Seq)
			}
		})
	}
}

func TestNothingIsRecordedWithoutAnIdentityOrADraft(t *testing.T) {
	r := newBareRig(t)
	r.open()
	defer r.close()
	if _, err := r.Append(received(1)); !errors.Is(err, ErrNoIdentity) {
		t.Errorf("got %v, want %v", err, ErrNoIdentity)
	}
	if _, err := r.Append(); !errors.Is(err, ErrNothing) {
		t.Errorf("got %v, want %v", err, ErrNothing)
	}
}

func TestAClosedJournalSaysSo(t *testing.T) {
	r := newRig(t)
	events := r.record(withWords("gone"))
	r.close()
	_, appendErr := r.Append(received(1))
	_, betweenErr := r.Between(noon, noon.Add(time.Hour))
	_, outboxErr := r.Outbox()
	_, _, recordsErr := r.Records(0, 1)
	_, _, identityErr := r.Identity()
	_, _, directoryErr := r.Directory()
	_, eraseErr := r.Erase(events[0].Seq)
	for _, err := range []error{appendErr, betweenErr, outboxErr, recordsErr, identityErr, directoryErr, eraseErr} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("got %v, want %v", err, ErrClosed)
		}
	}
	if err := r.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
}

func TestAClockThatGoesBackIsNotedAndOrderIsKept(t *testing.T) {
	r := newRig(t)
	walls := []time.Duration{0, time.Hour, -48 * time.Hour, -47 * time.Hour, 2 * time.Hour, 2*time.Hour - time.Millisecond, 2 * time.Hour}
	want := []wire.ClockState{"ok", "ok", "behind", "ok", "ok", "behind", "ok"}
	for i, wall := range walls {
		r.clock.set(noon.Add(wall))
		e := r.record(received(i))[0]
		if e.Seq != uint64(i+1) || !e.At.Equal(noon.Add(wall)) {
			t.Errorf("event %d got number %d and time %v", i, e.Seq, e.At)
		}
		if i == 3 {
			r.reopen() // the time before must survive
		}
	}
	_, records, err := r.Records(0, len(walls))
	if err != nil {
		t.Fatal(err)
	}
	for i, record := range records {
		core, err := record.Decode()
		if err != nil {
			t.Fatal(err)
		}
		if core.Clock.State != want[i] {
			t.Errorf("event %d: the clock is %q, want %q", i, core.Clock.State, want[i])
		}
	}
}

func TestClocksThatCanNotBeRightStillRecord(t *testing.T) {
	r := newRig(t)
	for i, wall := range []time.Time{
		time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC), time.Unix(0, 0), time.Unix(-1e9, 0), time.Date(2, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), noon,
	} {
		r.clock.set(wall)
		e := r.record(received(i))[0]
		if found := r.between(wall, wall.Add(time.Second)); len(found) != 1 || found[0].ID != e.ID {
			t.Errorf("%v: found %v", wall, found)
		}
	}
}

func TestRandomnessThatEndsChangesNothing(t *testing.T) {
	r := newRig(t)
	r.record(received(1))
	for bytes := range int64(200) {
		r.Journal.o.Random = failing(bytes)
		r.Journal.sealer.random = r.Journal.o.Random
		_, err := r.Append(withWords("x"))
		if err == nil {
			r.Journal.o.Random, r.Journal.sealer.random = r.o.Random, r.o.Random
			if next := r.record(received(2)); next[0].Seq != 3 {
				t.Errorf("the next event got number %d", next[0].Seq)
			}
			return
		}
		if out, err := r.Outbox(); err != nil || out.Head != 1 {
			t.Fatalf("with %d random bytes: head %d, %v", bytes, out.Head, err)
		}
	}
	t.Error("200 random bytes were not enough for an event")
}

func TestManyAtOnceMakeOneChain(t *testing.T) {
	r := newRig(t)
	const writers, each = 8, 12
	var wg sync.WaitGroup
	seen := make([][]attendance.Event, writers)
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				events, err := r.Append(received(w), withWords("x"))
				if err != nil {
					t.Error(err)
					return
				}
				if events[1].Seq != events[0].Seq+1 {
					t.Errorf("a batch got the numbers %d and %d", events[0].Seq, events[1].Seq)
				}
				seen[w] = append(seen[w], events...)
				if err := r.SaveAttempts(attendance.PersonID(events[0].ID), pinAttempts(i+1)); err != nil {
					t.Error(err)
				}
			}
		})
		wg.Go(func() {
			for range each {
				out, err := r.Outbox()
				if err != nil {
					t.Error(err)
				}
				if found, err := r.Between(noon, noon.Add(time.Hour)); err != nil || len(found) < int(out.Head) {
					t.Errorf("found %d of at least %d, %v", len(found), out.Head, err)
				}
				if err := r.Confirm(out.Epoch, out.Head, out.HeadDigest); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Go(func() {
		for range 3 {
			if _, err := r.Erase(1, 2); err != nil && !strings.Contains(err.Error(), "no event") {
				t.Error(err)
			}
		}
	})
	wg.Wait()
	numbers := make(map[uint64]bool)
	for _, events := range seen {
		for _, e := range events {
			numbers[e.Seq] = true
		}
	}
	if len(numbers) != 2*writers*each {
		t.Errorf("%d numbers for %d events", len(numbers), 2*writers*each)
	}
}

func TestGrownIsOneSignalForManyEvents(t *testing.T) {
	r := newRig(t)
	signalled := func() bool {
		select {
		case <-r.Grown():
			return true
		default:
			return false
		}
	}
	if signalled() {
		t.Error("a signal before any event")
	}
	for i := range 3 {
		r.record(received(i))
	}
	if !signalled() || signalled() {
		t.Error("want exactly one signal")
	}
	if _, err := r.Append(); err == nil || signalled() {
		t.Error("a signal for nothing")
	}
}

func TestAFullJournalSaysSoAndGoesOnWhenThereIsRoom(t *testing.T) {
	r := newRig(t)
	r.o.MaxSize = 256 << 10
	r.reopen()
	var err error
	taken := 0
	for ; taken < 10_000; taken++ {
		if _, err = r.Append(withWords(strings.Repeat("x", 1000))); err != nil {
			break
		}
	}
	if !errors.Is(err, ErrFull) {
		t.Fatalf("after %d events: got %v, want %v", taken, err, ErrFull)
	}
	out, err := r.Outbox()
	if err != nil || out.Head != uint64(taken) || len(r.all()) != taken {
		t.Fatalf("head %d, %d events, want %d, %v", out.Head, len(r.all()), taken, err)
	}
	r.reopen() // a full journal opens
	if len(r.all()) != taken {
		t.Fatalf("%d events after reopening, want %d", len(r.all()), taken)
	}
	r.o.MaxSize = 1 << 20
	r.reopen()
	if next := r.record(received(1)); next[0].Seq != uint64(taken+1) {
		t.Errorf("with room again the next event got number %d, want %d", next[0].Seq, taken+1)
	}
}

var errDisk = errors.New("the disk failed")

// TestADiskThatFailsAtAnyWriteLeavesNothingBehind fails each write of a commit
// in turn: before it reaches the file, or after, which is what a failing fsync
// looks like. The event that was refused must not be seen then, nor after the
// next one, nor after a restart.
func TestADiskThatFailsAtAnyWriteLeavesNothingBehind(t *testing.T) {
	for _, after := range []bool{false, true} {
		for at := 1; ; at++ {
			r := newRig(t)
			want := r.record(received(1), received(2))
			writes := 0
			restore := hookWrites(r.Journal, func(write func() (int, error)) (int, error) {
				if writes++; writes != at {
					return write()
				}
				if after {
					if n, err := write(); err != nil {
						return n, err
					}
				}
				return 0, errDisk
			})
			wrong := r.o.Clock().Wall
			r.clock.set(wrong.AddDate(0, 0, 3))
			refused := withWords("refused")
			refused.Corrects = want[0].ID
			_, err := r.Append(received(3), refused, received(4))
			restore()
			if err == nil && at > writes {
				break // every write has had its turn
			}
			if !errors.Is(err, errDisk) {
				t.Fatalf("write %d: got %v, want %v", at, err, errDisk)
			}
			if diff := cmp.Diff(want, r.all()); diff != "" {
				t.Errorf("write %d: after the failure (-want +got):\n%s", at, diff)
			}
			if _, records, err := r.Records(0, 10); err != nil || len(records) != 2 {
				t.Errorf("write %d: %d records to send, %v", at, len(records), err)
			}
			switch at % 3 {
			case 0: // straight to the next event
			case 1: // something else is saved in between
				if err := r.SaveAttempts("person-1", pinAttempts(1)); err != nil {
					t.Error(err)
				}
				crash(r)
			case 2:
				r.reopen()
			}
			r.clock.set(wrong)
			want = append(want, r.record(withWords("taken"))...)
			r.reopen()
			if diff := cmp.Diff(want, r.all()); diff != "" {
				t.Errorf("write %d: in the end (-want +got):\n%s", at, diff)
			}
			r.close()
			if _, err := Verify(r.dir, r.o); err != nil {
				t.Errorf("write %d: %v", at, err)
			}
		}
	}
}

// crash opens a journal again without closing it properly.
func crash(r *rig) {
	r.t.Helper()
	if err := r.file.close(); err != nil {
		r.t.Fatal(err)
	}
	r.open()
}

// hookWrites lets a test stand between bbolt and its file. bbolt has such a hook
// for its own tests, which it does not export.
func hookWrites(j *Journal, hook func(write func() (int, error)) (int, error)) (restore func()) {
	field := reflect.ValueOf(j.file.db).Elem().FieldByName("ops").FieldByName("writeAt")
	writeAt := (*func([]byte, int64) (int, error))(unsafe.Pointer(field.UnsafeAddr()))
	real := *writeAt
	*writeAt = func(b []byte, off int64) (int, error) {
		return hook(func() (int, error) { return real(b, off) })
	}
	return func() { *writeAt = real }
}

func TestAPanicInACommitEndsWritingButNotReading(t *testing.T) {
	r := newRig(t)
	want := r.record(received(1))
	restore := hookWrites(r.Journal, func(func() (int, error)) (int, error) { panic("a page that is no page") })
	_, err := r.Append(received(2))
	restore()
	if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), r.path()) {
		t.Errorf("got %v, want %v with the file's name", err, ErrDamaged)
	}
	if _, err := r.Append(received(2)); !errors.Is(err, ErrDamaged) {
		t.Errorf("the next: got %v, want %v", err, ErrDamaged)
	}
	if diff := cmp.Diff(want, r.all()); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	r.reopen()
	if next := r.record(received(2)); next[0].Seq != 2 {
		t.Errorf("the next event got number %d", next[0].Seq)
	}
}

func TestAnIdGivesItsTimeOnlyIfItIsOne(t *testing.T) {
	random := seeded(4)
	for _, at := range []int64{0, 1, noon.UnixMilli(), 1<<48 - 1} {
		id, err := newID(time.UnixMilli(at), random)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := recordedAt(id); !ok || got.UnixMilli() != at {
			t.Errorf("%s: got %v, %v", id, got, ok)
		}
	}
	// RFC 9562, appendix A.6.
	if at, ok := recordedAt("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"); !ok || at.UnixMilli() != 0x17F22E279B0 {
		t.Errorf("the RFC's example gives %v, %v", at, ok)
	}
	for _, id := range []attendance.EventID{
		"", "event-1", "919108f7-52d1-4320-9bac-f847db4148a8", "017f22e279b07cc398c4dc0c0c07398f",
		"{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}", "017f22e2-79b0-7cc3-18c4-dc0c0c07398f",
	} {
		if at, ok := recordedAt(id); ok {
			t.Errorf("%q gives %v", id, at)
		}
	}
}

func TestDaysOrderAsTimeDoes(t *testing.T) {
	moments := []time.Time{
		time.Unix(math.MinInt32, 0), time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), noon,
		time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), time.UnixMilli(1<<48 - 1),
	}
	for _, a := range moments {
		for _, b := range moments {
			if a.Before(b) && string(dayOf(a)) > string(dayOf(b)) {
				t.Errorf("%v before %v, but %s after %s", a, b, dayOf(a), dayOf(b))
			}
		}
		if len(dayOf(a)) != len(time.DateOnly) {
			t.Errorf("%v has the day %s", a, dayOf(a))
		}
	}
}
