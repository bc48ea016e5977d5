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
// An event that is there twice counts once. Two that claim one number of one
// install are ordered by their ids; no sound journal makes such.
func Merged(events []Event) []Event {
	byChain := slices.Clone(events)
	slices.SortFunc(byChain, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.Kiosk, b.Kiosk), cmp.Compare(a.Epoch, b.Epoch),
			cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.ID, b.ID))
	})
	type placed struct {
		event     int // in byChain
		effective time.Time
	}
	all := make([]placed, 0, len(byChain))
	seen := make(map[EventID]bool, len(byChain))
	for i, e := range byChain {
		if seen[e.ID] {
			continue
		}
		seen[e.ID] = true
		at := e.At
		if n := len(all); n > 0 {
			before := byChain[all[n-1].event]
			if before.Kiosk == e.Kiosk && before.Epoch == e.Epoch && at.Before(all[n-1].effective) {
				at = all[n-1].effective
			}
		}
		all = append(all, placed{i, at})
	}
	slices.SortFunc(all, func(a, b placed) int {
		return cmp.Or(a.effective.Compare(b.effective), cmp.Compare(a.event, b.event))
	})
	merged := make([]Event, len(all))
	for i, p := range all {
		merged[i] = byChain[p.event]
	}
	return merged
}

// Standing is what remains of merged events when corrections have been heeded.
// What has been taken back or replaced is left out. What replaces another event
// stands in that one's place and has its time, since it says what happened then:
// a child whose wrong tap of the morning is corrected in the afternoon, or on
// the next day, has been here since the morning. A correction that was itself
// corrected has no effect, so that undoing an undo brings the first event back.
//
// A correction of an event that isn't among them, or that only corrections in a
// ring lead to, has no place and is left out.
func Standing(events []Event) []Event {
	correctedBy := make(map[EventID][]Event)
	for _, e := range events {
		if e.Corrects != "" {
			correctedBy[e.Corrects] = append(correctedBy[e.Corrects], e)
		}
	}
	if len(correctedBy) == 0 { // as on almost every child's day
		return slices.DeleteFunc(slices.Clone(events), func(e Event) bool { return e.Kind == Undone })
	}
	stands := make(map[EventID]bool, len(correctedBy))
	var decide func(EventID) bool
	decide = func(id EventID) bool {
		if decided, ok := stands[id]; ok {
			return decided
		}
		stands[id] = true
		for _, by := range correctedBy[id] {
			if decide(by.ID) {
				stands[id] = false
				break
			}
		}
		return stands[id]
	}
	var standing []Event
	placed := make(map[EventID]bool, len(events)) // an id that is there twice must not lead in a ring
	var place func(e Event, at time.Time)
	place = func(e Event, at time.Time) {
		if placed[e.ID] {
			return
		}
		placed[e.ID] = true
		if decide(e.ID) && e.Kind != Undone {
			e.At = at
			standing = append(standing, e)
		}
		for _, by := range correctedBy[e.ID] {
			place(by, at)
		}
	}
	for _, e := range events {
		if e.Corrects == "" {
			place(e, e.At)
		}
	}
	return standing
}
