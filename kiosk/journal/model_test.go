package journal

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tambur/kiosk/attendance"
	"tambur/kiosk/pin"
	"tambur/sync/wire"
)

// model is the journal as a plain list in memory.
type model struct {
	events    []attendance.Event
	confirmed uint64
	directory attendance.Directory
	today     attendance.Today
	attempts  map[attendance.PersonID]pin.Throttle
}

// between is what the contract of flow.Journal asks for, word by word: what was
// recorded in the time, and what corrects any of that, until nothing is added.
func (m *model) between(from, until time.Time) []attendance.Event {
	within := func(t time.Time) bool { return !t.Before(from) && t.Before(until) }
	listed := make(map[attendance.EventID]bool)
	for again := true; again; {
		again = false
		for _, e := range m.events {
			corrected, known := recordedAt(e.Corrects)
			if !listed[e.ID] && (within(e.At) || listed[e.Corrects] || known && within(corrected)) {
				listed[e.ID], again = true, true
			}
		}
	}
	var events []attendance.Event
	for _, e := range m.events {
		if listed[e.ID] {
			events = append(events, e)
		}
	}
	return events
}

// TestAJournalIsWhatAPlainListWouldBe does random things to a journal and to a
// list, and compares what can be read after each: a part of it, and now and
// then all.
func TestAJournalIsWhatAPlainListWouldBe(t *testing.T) {
	steps := 400
	if testing.Short() {
		steps = 80
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	r := newRig(t)
	m := &model{attempts: make(map[attendance.PersonID]pin.Throttle)}
	for step := range steps {
		r.clock.pass(time.Duration(random.Int64N(int64(3 * time.Hour))))
		done := act(r, m, random)
		compare(r, m, random)
		if step%20 == 0 || step == steps-1 {
			if diff := cmp.Diff(m.events, r.all()); diff != "" {
				r.t.Errorf("all events (-want +got):\n%s", diff)
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d: step %d: %s", seed, step, done)
		}
	}
}

// act does one random thing to both and says what.
func act(r *rig, m *model, random *rand.Rand) string {
	switch n := random.IntN(20); {
	case n < 8:
		drafts := make([]attendance.Draft, 1+random.IntN(4))
		for i := range drafts {
			drafts[i] = randomDraft(m, random)
		}
		m.events = append(m.events, r.record(drafts...)...)
		return fmt.Sprintf("append %d", len(drafts))
	case n < 10:
		r.clock.set(r.o.Clock().Wall.AddDate(0, 0, random.IntN(7)-3))
		return "set the clock"
	case n < 13:
		return confirm(r, m, random)
	case n < 15:
		r.reopen()
		return "reopen"
	case n < 16 && len(m.events) > 0:
		seq := 1 + random.Uint64N(uint64(len(m.events)))
		had := m.events[seq-1].Words != ""
		m.events[seq-1].Words = ""
		if erased, err := r.Erase(seq); err != nil || erased == 1 != had {
			r.t.Errorf("erased %d, %v; had words: %v", erased, err, had)
		}
		return fmt.Sprintf("erase the words of %d", seq)
	case n < 17:
		dir := attendance.Directory{Version: random.Uint64N(20), Unit: attendance.Unit{ID: "unit-1", Name: fmt.Sprint(n)}}
		changed, err := r.SaveDirectory(dir)
		if want := dir.Version > m.directory.Version || m.directory.Unit.ID == ""; err != nil || changed != want {
			r.t.Errorf("directory %d over %d: changed %v, %v", dir.Version, m.directory.Version, changed, err)
		} else if want {
			m.directory = dir
		}
		return "save a directory"
	case n < 18:
		today := attendance.Today{Version: 1 + random.Uint64N(20), Notices: []attendance.Notice{{Text: attendance.Text{"sv": fmt.Sprint(n)}}}}
		changed, err := r.SaveToday(today)
		if want := today.Version > m.today.Version; err != nil || changed != want {
			r.t.Errorf("today %d over %d: changed %v, %v", today.Version, m.today.Version, changed, err)
		} else if want {
			m.today = today
		}
		return "save today"
	default:
		person := attendance.PersonID(fmt.Sprintf("person-%d", random.IntN(3)))
		m.attempts[person] = pin.Throttle{}
		if failed := random.IntN(4); failed > 0 {
			m.attempts[person] = pinAttempts(failed)
		}
		if err := r.SaveAttempts(person, m.attempts[person]); err != nil {
			r.t.Error(err)
		}
		return "save attempts"
	}
}

// randomDraft corrects something of this journal or of another tablet's, now
// and then.
func randomDraft(m *model, random *rand.Rand) attendance.Draft {
	d := received(random.IntN(5))
	if random.IntN(4) == 0 {
		d.Words = fmt.Sprintf("words %d – åäö", random.IntN(1000))
	}
	switch n := random.IntN(8); {
	case n < 3 && len(m.events) > 0:
		d.Kind, d.Corrects = attendance.Undone, m.events[random.IntN(len(m.events))].ID
	case n == 3:
		elsewhere, err := newID(noon.Add(time.Duration(random.Int64N(int64(30*24*time.Hour)))), seeded(random.Uint64()))
		if err != nil {
			panic(err) // randomness from a seed does not end
		}
		d.Kind, d.Corrects = attendance.Undone, elsewhere
	case n == 4:
		d.Kind, d.Corrects = attendance.Undone, "an id without a time"
	}
	return d
}

func confirm(r *rig, m *model, random *rand.Rand) string {
	through := random.Uint64N(uint64(len(m.events)) + 3)
	epoch, digest, want := r.epoch, r.digestOf(min(through, uint64(len(m.events)))), error(nil)
	if through > uint64(len(m.events)) {
		want = ErrForeignReceipt
	}
	switch random.IntN(4) {
	case 0:
		digest[0]++
		want = ErrForeignReceipt
	case 1:
		epoch = "another install"
		want = ErrForeignReceipt
	}
	err := r.Confirm(epoch, through, digest)
	if !errors.Is(err, want) || (err == nil) != (want == nil) {
		r.t.Errorf("confirm %d of %d: got %v, want %v", through, len(m.events), err, want)
	}
	if err == nil {
		m.confirmed = max(m.confirmed, through)
	}
	return fmt.Sprintf("confirm %d", through)
}

// digestOf is the digest of the core at a seq, as what follows it names it.
func (r *rig) digestOf(seq uint64) wire.Digest {
	r.t.Helper()
	digest, _, err := r.Records(seq, 0)
	if err != nil {
		r.t.Fatal(err)
	}
	return digest
}

func compare(r *rig, m *model, random *rand.Rand) {
	r.t.Helper()
	if len(m.events) > 0 {
		from := m.events[random.IntN(len(m.events))].At.Add(time.Duration(random.IntN(3)-1) * time.Millisecond)
		until := from.Add(time.Duration(random.Int64N(int64(50 * time.Hour))))
		if diff := cmp.Diff(m.between(from, until), r.between(from, until)); diff != "" {
			r.t.Errorf("between %v and %v (-want +got):\n%s", from, until, diff)
		}
	}
	compareOutbox(r, m, random)
	if dir, found, err := r.Directory(); err != nil || found != (m.directory.Unit.ID != "") || !cmp.Equal(dir, m.directory) {
		r.t.Errorf("directory %+v, %v, %v; want %+v", dir, found, err, m.directory)
	}
	if today, found, err := r.Today(); err != nil || found != (m.today.Version != 0) || !cmp.Equal(today, m.today) {
		r.t.Errorf("today %+v, %v, %v; want %+v", today, found, err, m.today)
	}
	for person, want := range m.attempts {
		if got, err := r.Attempts(person); err != nil || got != want {
			r.t.Errorf("attempts of %s: %+v, %v; want %+v", person, got, err, want)
		}
	}
}

func compareOutbox(r *rig, m *model, random *rand.Rand) {
	r.t.Helper()
	head := uint64(len(m.events))
	want := wire.Outbox{Epoch: r.epoch, Head: head, HeadDigest: r.digestOf(head), Confirmed: m.confirmed}
	if m.confirmed < head {
		want.Oldest = m.events[m.confirmed].At
	}
	if out, err := r.Outbox(); err != nil || !cmp.Equal(out, want) {
		r.t.Errorf("outbox %+v, %v; want %+v", out, err, want)
	}
	after, most := random.Uint64N(head+2), random.IntN(8)
	before, records, err := r.Records(after, most)
	if err != nil || len(records) != min(most, int(max(head, after)-after)) {
		r.t.Errorf("%d records after %d, at most %d: %v", len(records), after, most, err)
	}
	for i, record := range records {
		core, err := record.Decode()
		if err != nil || core.Seq != after+uint64(i)+1 || core.Prev != before {
			r.t.Errorf("record %d after %d is %d, %v", i, after, core.Seq, err)
		}
		event, err := eventOf(record, core)
		if err != nil || !cmp.Equal(event, m.events[core.Seq-1]) {
			r.t.Errorf("record %d is %+v, %v", core.Seq, event, err)
		}
		before = record.Digest()
	}
}

func TestACorrectionComesWithItsDayHoweverLate(t *testing.T) {
	r := newRig(t)
	wrong := r.record(received(1))[0]
	undo := attendance.Draft{Kind: attendance.Undone, Child: "child-1", Corrects: wrong.ID}
	var want []attendance.EventID
	for range 4 { // undo it, undo the undo, and so on, a week apart
		want = append(want, wrong.ID)
		r.clock.pass(7 * 24 * time.Hour)
		r.record(received(2)) // of no interest
		undo.Corrects = wrong.ID
		wrong = r.record(undo)[0]
	}
	want = append(want, wrong.ID)
	var got []attendance.EventID
	for _, e := range r.between(noon, noon.Add(time.Second)) {
		got = append(got, e.ID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestADayIsWhatItsMomentsSay(t *testing.T) {
	r := newRig(t)
	var seqs []uint64
	for _, at := range []string{
		"2026-11-23T23:59:59.999+01:00", "2026-11-24T00:00:00+01:00", "2026-11-24T00:59:59.999+01:00",
		"2026-11-24T01:00:00+01:00", "2026-11-24T23:59:59.999+01:00", "2026-11-25T00:00:00+01:00",
	} {
		wall, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		r.clock.set(wall)
		r.record(received(1))
	}
	midnight := time.Date(2026, 11, 24, 0, 0, 0, 0, noon.Location())
	for _, e := range r.between(midnight, midnight.AddDate(0, 0, 1)) {
		seqs = append(seqs, e.Seq)
	}
	if want := []uint64{2, 3, 4, 5}; !slices.Equal(seqs, want) {
		t.Errorf("got %v, want %v", seqs, want)
	}
	if backwards := r.between(midnight, midnight); len(backwards) != 0 {
		t.Errorf("no time at all holds %v", backwards)
	}
}
