package link

import (
	"errors"
	"fmt"
	"time"

	"tambur/sync/bus"
	"tambur/sync/wire"
)

// listen notices that receipts stay away, and starts over.
func (l *Link) listen(now time.Time) {
	if l.silentUntil.IsZero() || now.Before(l.silentUntil) || l.leaving > 0 {
		return
	}
	l.quiet = min(2*l.quiet, mostSilence)
	l.rest()
}

// send puts as many segments on their way as may be.
func (l *Link) send(now time.Time) {
	if !l.online || now.Before(l.pausedUntil) || now.Before(l.troubleUntil) {
		return
	}
	for len(l.flying) < l.window && l.leaving < mostFlying && l.next <= l.out.Head {
		most := wire.MaxSegmentEvents
		if l.next <= l.careful {
			most = 1
		}
		if l.waits(now, most) {
			return
		}
		message, to, err := l.segment(most)
		if err != nil {
			l.trouble(fmt.Errorf("make a segment from event %d: %w", l.next, err))
			return
		}
		l.troubles = 0
		l.flying = append(l.flying, flight{l.next, to, now})
		l.next = to + 1
		l.dispatch(departure{Message: message})
	}
}

// waits tells whether a segment that isn't full waits a moment for more. A single
// event goes up at once; while something is on its way, others are likely.
func (l *Link) waits(now time.Time, most int) bool {
	if len(l.flying) == 0 || l.out.Head-l.next+1 >= uint64(most) {
		l.batchUntil = time.Time{}
		return false
	}
	if l.batchUntil.IsZero() {
		l.batchUntil = now.Add(batchWindow)
	}
	if now.Before(l.batchUntil) {
		return true
	}
	l.batchUntil = time.Time{}
	return false
}

// segment makes the next message, of fewer events if they are large, and tells
// the last seq in it.
func (l *Link) segment(most int) (bus.Message, uint64, error) {
	before, records, err := l.o.Queue.Records(l.next-1, most)
	if err != nil {
		return bus.Message{}, 0, err
	}
	if len(records) == 0 {
		return bus.Message{}, 0, errors.New("the journal holds fewer events than it said")
	}
	for n := min(len(records), most); ; n = (n + 1) / 2 {
		s := wire.NewSegment(l.o.Unit, l.o.Kiosk, l.out.Epoch, l.next, before, records[:n], l.o.Key)
		payload, err := s.Encode(l.o.Clock())
		if err == nil {
			return bus.Message{Topic: wire.KioskTopic(l.o.Unit, l.o.Kiosk, wire.JournalChannel), Payload: payload}, s.To, nil
		}
		if n == 1 || wire.ReasonOf(err) != wire.TooLarge {
			return bus.Message{}, 0, err
		}
	}
}
