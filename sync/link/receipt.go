package link

import (
	"fmt"
	"slices"
	"time"

	"tambur/sync/bus"
	"tambur/sync/wire"
)

// receive sorts what comes down. An empty message is a retained one that was
// taken away; there is nothing to do about that.
func (l *Link) receive(m bus.Message) {
	if len(m.Payload) == 0 {
		return
	}
	switch m.Topic {
	case l.receipts:
		receipt, err := wire.DecodeReceipt(m.Payload)
		switch {
		case err != nil:
			l.o.Fault(fmt.Errorf("receipt: %w", err))
		case receipt.Unit != l.o.Unit || receipt.Kiosk != l.o.Kiosk:
			l.o.Fault(fmt.Errorf("receipt: %w", &wire.Fault{Reason: wire.Foreign, Detail: "it is of another kiosk"}))
		case receipt.Epoch == l.out.Epoch: // any other is of an install that is no more
			l.answer(receipt, m.Retained)
		}
	case l.directory:
		accept(l, m, wire.DecodeDirectory, l.o.Unit, versionOfDirectory, l.o.Directory)
	case l.today:
		accept(l, m, wire.DecodeToday, l.o.Unit, versionOfToday, l.o.Today)
	}
}

// answer is the portal's word on this install's journal.
func (l *Link) answer(r wire.Receipt, retained bool) {
	ours, err := l.digestAt(r)
	if err != nil {
		l.trouble(fmt.Errorf("look up event %d: %w", r.Through, err))
		return
	}
	if !ours {
		l.contradicted(r)
		return
	}
	if r.Through > l.stored {
		l.advance(r)
	}
	switch {
	case r.Refused == nil:
	case r.Refused.Reason == wire.Gap:
		l.wanted(r.Through)
	default:
		l.refuse(*r.Refused, retained)
	}
}

// digestAt tells whether the journal holds what the receipt vouches for.
func (l *Link) digestAt(r wire.Receipt) (bool, error) {
	if r.Through > l.out.Head {
		if err := l.read(); err != nil {
			return false, err
		}
	}
	switch {
	case r.Through > l.out.Head:
		return false, nil
	case r.Through == 0:
		return r.Head == wire.Digest{}, nil
	case r.Through == l.out.Head:
		return r.Head == l.out.HeadDigest, nil
	}
	before, _, err := l.o.Queue.Records(r.Through, 1)
	return before == r.Head, err
}

// advance takes in that the portal has more than it was known to have.
func (l *Link) advance(r wire.Receipt) {
	l.stored = r.Through
	if r.Through > l.highest {
		l.highest, l.goneBack = r.Through, 0
	}
	l.refused, l.refusals = nil, 0
	l.quiet = silence
	l.window = min(l.window+1, mostFlying)
	l.flying = slices.DeleteFunc(l.flying, func(f flight) bool { return f.to <= r.Through })
	l.next = max(l.next, r.Through+1)
	l.silentUntil = time.Time{}
	if len(l.flying) > 0 {
		l.silentUntil = time.Now().Add(l.spread(l.quiet))
	}
	// A lower one is of a portal that was set back: what it once vouched for
	// stays vouched for here, and goes up again.
	if r.Through > l.out.Confirmed {
		l.confirm(r)
	}
}

// confirm moves the outbox position, now or when the journal works again.
func (l *Link) confirm(r wire.Receipt) bool {
	if err := l.o.Queue.Confirm(r.Epoch, r.Through, r.Head); err != nil {
		l.unconfirmed = &r
		l.trouble(fmt.Errorf("confirm events up to %d: %w", r.Through, err))
		return false
	}
	l.unconfirmed = nil
	return l.look()
}

// wanted goes back to what the portal lacks, which may be what it once had. It
// does so once, and then with growing pauses until the portal gets further than
// ever, so that no portal keeps it running in a circle.
func (l *Link) wanted(through uint64) {
	now := time.Now()
	for _, f := range l.flying {
		// What it lacks is on its way, and a later segment was faster; or it went
		// to a portal that was starting. The first shows very soon.
		if f.from <= through+1 && through+1 <= f.to && now.Sub(f.sent) < overtaking {
			if soon := f.sent.Add(doubled(overtaking, l.goneBack, mostGoBack)); soon.Before(l.silentUntil) {
				l.silentUntil = soon
				l.goneBack++
			}
			return
		}
	}
	if now.Before(l.pausedUntil) {
		return
	}
	l.stored = through
	l.rest()
	if l.goneBack > 0 {
		l.pausedUntil = now.Add(l.spread(doubled(goBack, l.goneBack-1, mostGoBack)))
	}
	l.goneBack++
}

// refuse shows why and slows down. The events after it go up one by one, so that
// one which the portal can't take holds up none before it. What was refused in an
// earlier connection is only shown: a new one deserves a new try.
func (l *Link) refuse(why wire.Refusal, retained bool) {
	l.refused = &why
	now := time.Now()
	if retained || now.Before(l.pausedUntil) {
		return
	}
	l.careful = max(l.careful, l.next-1)
	l.rest()
	l.pausedUntil = now.Add(l.spread(doubled(refusedPause, l.refusals, mostRefusedPause)))
	l.refusals++
}

// contradicted: the portal vouches for another history than the journal holds.
// Nothing is confirmed and nothing is thrown away; people must look at it.
func (l *Link) contradicted(r wire.Receipt) {
	fork := &wire.Fault{Reason: wire.Fork, Detail: fmt.Sprintf(
		"the portal has stored up to event %d with digest %s, which is not in this journal of %d events", r.Through, r.Head, l.out.Head)}
	l.o.Fault(fork)
	l.refuse(wire.Refusal{Reason: fork.Reason, Detail: fork.Detail, Seq: r.Through}, false)
}
