package journal

import (
	"cmp"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"tambur/kiosk/attendance"
	"tambur/sync/wire"
)

// Between lists the events whose own time is at or after from and before until,
// and what corrects any of those, or corrects that in turn, whenever it was
// recorded. They come by seq, with their words unless those have been erased.
//
// It reads only the days concerned. What corrects an event whose id carries no
// time, because it is not a UUIDv7, is found by its own time only.
func (j *Journal) Between(from, until time.Time) ([]attendance.Event, error) {
	if !from.Before(until) {
		return nil, nil
	}
	var events []attendance.Event
	err := j.read(func(tx *bbolt.Tx) error {
		within := func(t time.Time) bool { return !t.Before(from) && t.Before(until) }
		s := search{sealer: j.sealer, tx: tx, head: j.head.Seq, seen: make(map[uint64]bool)}
		if err := s.runs(from, until, func(c wire.Core) bool { return within(c.At) }); err != nil {
			return err
		}
		err := s.corrections(from, until, func(c wire.Core) bool {
			at, ok := recordedAt(c.Corrects)
			return ok && within(at)
		})
		if err != nil {
			return err
		}
		for i := 0; i < len(s.events); i++ { // it grows meanwhile
			listed := s.events[i]
			at, ok := recordedAt(listed.ID)
			if !ok || within(at) {
				continue // its corrections are listed already
			}
			err := s.corrections(at, at, func(c wire.Core) bool { return c.Corrects == listed.ID })
			if err != nil {
				return err
			}
		}
		events = s.events
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(events, func(a, b attendance.Event) int { return cmp.Compare(a.Seq, b.Seq) })
	return events, nil
}

// search collects events, each once.
type search struct {
	sealer sealer
	tx     *bbolt.Tx
	head   uint64
	seen   map[uint64]bool
	events []attendance.Event
}

// runs adds the wanted events of the days from one moment to another.
func (s *search) runs(from, until time.Time, wanted func(wire.Core) bool) error {
	starts, err := indexed(s.tx, dayBucket, from, until)
	if err != nil {
		return err
	}
	for _, start := range starts {
		first, err := s.take(start, wanted)
		if err != nil {
			return err
		}
		for seq := start + 1; seq <= s.head; seq++ {
			next, err := s.take(seq, wanted)
			if err != nil {
				return err
			}
			if !sameDay(next.At, first.At) {
				break
			}
		}
	}
	return nil
}

// corrections adds the wanted events that correct one of the days from one
// moment to another.
func (s *search) corrections(from, until time.Time, wanted func(wire.Core) bool) error {
	seqs, err := indexed(s.tx, correctedBucket, from, until)
	if err != nil {
		return err
	}
	for _, seq := range seqs {
		if _, err := s.take(seq, wanted); err != nil {
			return err
		}
	}
	return nil
}

// take reads an event and adds it, if it is wanted and not there yet. What lies
// beyond the head has not been recorded.
func (s *search) take(seq uint64, wanted func(wire.Core) bool) (wire.Core, error) {
	if seq > s.head {
		return wire.Core{}, nil
	}
	record, core, err := s.sealer.record(s.tx, seq)
	if err != nil || s.seen[seq] || !wanted(core) {
		return core, err
	}
	event, err := eventOf(record, core)
	if err != nil {
		return wire.Core{}, &BadRecord{Seq: seq, Reason: malformed}
	}
	s.seen[seq] = true
	s.events = append(s.events, event)
	return core, nil
}
