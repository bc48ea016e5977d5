package storetest

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tambur/kiosk/attendance"
	"tambur/sync/portal/store"
	"tambur/sync/wire"
)

var seedFlag = flag.Uint64("seed", 0, "what random tests start from; 0 for another one each time")

// Chance is a source of numbers whose seed is printed.
func Chance(t testing.TB) *rand.Rand {
	t.Helper()
	seed := *seedFlag
	for seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("to repeat: -seed=%d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// model is a store as one would write it without thinking of speed or disks.
type model struct {
	keys   map[string]string // by unit/kiosk
	chains map[string][]wire.Record
	units  map[attendance.UnitID][]wire.Record // in the order stored
}

func (m *model) put(s wire.Segment) (store.Progress, wire.Reason) {
	who := fmt.Sprintf("%s/%s", s.Unit, s.Kiosk)
	where := who + "/" + s.Epoch
	chain := m.chains[where]
	stored := func(seq uint64) wire.Digest {
		if seq == 0 {
			return wire.Digest{}
		}
		return chain[seq-1].Digest()
	}
	progress := func() store.Progress {
		chain = m.chains[where]
		return store.Progress{Epoch: s.Epoch, Through: uint64(len(chain)), Head: stored(uint64(len(chain)))}
	}
	if key := m.keys[who]; key != "" && key != string(s.Key) {
		return progress(), wire.BadSignature
	}
	if s.From > uint64(len(chain))+1 {
		return progress(), wire.Gap
	}
	if stored(s.From-1) != s.Before {
		return progress(), wire.Fork
	}
	for i, record := range s.Records {
		if seq := s.From + uint64(i); seq <= uint64(len(chain)) && stored(seq) != record.Digest() {
			return progress(), wire.Fork
		}
	}
	for i, record := range s.Records {
		if s.From+uint64(i) == uint64(len(m.chains[where]))+1 {
			m.keys[who] = string(s.Key)
			m.chains[where] = append(m.chains[where], record)
			m.units[s.Unit] = append(m.units[s.Unit], record)
		}
	}
	return progress(), ""
}

// againstModel throws segments of every kind at a store, and at a plain model:
// in order, again, overlapping, too early, of a forked history, by another key,
// of several kiosks and installs, with the store closed and opened in between.
func againstModel(t *testing.T, r *rig) {
	random := Chance(t)
	m := &model{
		keys: make(map[string]string), chains: make(map[string][]wire.Record),
		units: make(map[attendance.UnitID][]wire.Record),
	}
	var journals [][]*Kiosk // each with its forks
	for _, unit := range []attendance.UnitID{oak, ash} {
		for _, id := range []attendance.KioskID{door, yard} {
			for _, epoch := range []string{"e1", "e2"} {
				k := NewKiosk(t, unit, id, epoch).AddMany(40)
				journals = append(journals, []*Kiosk{k, k.Fork(random.IntN(40), 20), k.Fork(random.IntN(40), 20)})
			}
		}
	}
	answers := make(map[wire.Reason]int)
	for step := range 400 {
		if random.IntN(60) == 0 {
			r.reopen()
		}
		versions := journals[random.IntN(len(journals))]
		k := versions[0]
		if random.IntN(5) == 0 {
			k = versions[random.IntN(len(versions))]
		}
		stored := len(m.chains[fmt.Sprintf("%s/%s/%s", k.Unit, k.ID, k.Epoch)])
		from := min(stored+1, len(k.Records)) // mostly what comes next
		if random.IntN(2) == 0 {
			from = 1 + random.IntN(len(k.Records))
		}
		s := k.Segment(from, min(from+random.IntN(6), len(k.Records)))
		if random.IntN(20) == 0 {
			stranger := *k
			stranger.Key = OtherKey("stranger")
			s = stranger.Segment(int(s.From), int(s.To))
		}
		wantProgress, wantReason := m.put(s)
		progress, err := r.put(s)
		reason := wire.Reason("")
		if err != nil {
			var fault *wire.Fault
			if !errors.As(err, &fault) {
				t.Fatalf("step %d: %v", step, err)
			}
			reason = fault.Reason
		}
		if progress != wantProgress || reason != wantReason {
			t.Fatalf("step %d: %s/%s/%s %d to %d: %+v %q, want %+v %q", step,
				s.Unit, s.Kiosk, s.Epoch, s.From, s.To, progress, reason, wantProgress, wantReason)
		}
		answers[reason]++
		r.pass(time.Second)
	}
	for _, reason := range []wire.Reason{"", wire.Gap, wire.Fork, wire.BadSignature} {
		if answers[reason] == 0 {
			t.Errorf("no segment was answered with %q: the test lost its teeth", reason)
		}
	}
	for unit, want := range m.units {
		var got []wire.Record
		for _, e := range r.all(unit) {
			got = append(got, e.Record)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("unit %s:\n%s", unit, diff)
		}
	}
}
