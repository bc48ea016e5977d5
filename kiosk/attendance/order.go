package attendance

import (
	"cmp"
	"slices"
	"time"
)

// Merged puts events of any number of kiosks into one order which depends on
// the set alone, not on the order of the slice. Within one install of one
// kiosk it is the order of Seq, whatever the clock said. Between installs it
// is the order of wall time, where a chain's time never runs backwards: a clock
// that was set back can't move an event before its own predecessor.
// An event that is there twice counts once.
func Merged(events []Event) []Event {
	type install struct {
		kiosk KioskID
		epoch string
	}
	type placed struct {
		Event
		effective time.Time
	}
	chains := make(map[install][]placed)
	seen := make(map[EventID]bool, len(events))
	for _, e := range events {
		if seen[e.ID] {
			continue
		}
		seen[e.ID] = true
		from := install{e.Kiosk, e.Epoch}
		chains[from] = append(chains[from], placed{e, e.At})
	}
	all := make([]placed, 0, len(events))
	for _, chain := range chains {
		slices.SortFunc(chain, func(a, b placed) int { return cmp.Compare(a.Seq, b.Seq) })
		for i := 1; i < len(chain); i++ {
			if chain[i].effective.Before(chain[i-1].effective) {
				chain[i].effective = chain[i-1].effective
			}
		}
		all = append(all, chain...)
	}
	slices.SortFunc(all, func(a, b placed) int {
		return cmp.Or(a.effective.Compare(b.effective), cmp.Compare(a.Kiosk, b.Kiosk),
			cmp.Compare(a.Epoch, b.Epoch), cmp.Compare(a.Seq, b.Seq))
	})
	merged := make([]Event, len(all))
	for i, p := range all {
		merged[i] = p.Event
	}
	return merged
}

// Standing leaves out what has been taken back or replaced, keeping the order.
// A correction that was itself corrected has no effect, so that undoing an
// undo brings the first event back.
func Standing(events []Event) []Event {
	byID := make(map[EventID]Event, len(events))
	correctedBy := make(map[EventID][]EventID)
	for _, e := range events {
		byID[e.ID] = e
		if e.Corrects != "" {
			correctedBy[e.Corrects] = append(correctedBy[e.Corrects], e.ID)
		}
	}
	stands := make(map[EventID]bool, len(events))
	decided := make(map[EventID]bool, len(events))
	var decide func(EventID) bool
	decide = func(id EventID) bool {
		if decided[id] {
			return stands[id]
		}
		// Events that correct each other in a ring can't come from a journal;
		// whichever is asked first counts as standing, so that this ends.
		decided[id], stands[id] = true, true
		for _, by := range correctedBy[id] {
			if by != id && decide(by) {
				stands[id] = false
				break
			}
		}
		return stands[id]
	}
	var standing []Event
	for _, e := range events {
		if decide(e.ID) && e.Kind != Undone {
			standing = append(standing, e)
		}
	}
	return standing
}
