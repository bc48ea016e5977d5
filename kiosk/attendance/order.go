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
// the next day, has been here since the morning. A correction that was taken back
// has no effect, so that undoing an undo brings the first event back; one that was
// replaced leaves its effect to what replaced it.
//
// What says when it happened (When) stands at that time, before whatever
// happened later and with that as its At: a step that was forgotten and is told
// of in the evening, or one whose time was wrong. What replaces it in its turn
// stands there too.
//
// A correction of an event that isn't among them, or that only corrections in a
// ring lead to, has no place and is left out.
func Standing(events []Event) []Event {
	var all []Event
	for _, s := range standing(events) {
		all = append(all, s.Event)
	}
	return all
}

// stood is an event where it stands: At is when it counts as having happened,
// recorded when it was recorded.
type stood struct {
	Event
	recorded time.Time
	moved    bool // to a time that somebody told
}

func standing(events []Event) []stood {
	correctedBy := corrections(events)
	lines := newLines(correctedBy)
	var inPlace []stood
	placed := make(map[EventID]bool, len(events)) // an id that is there twice must not lead in a ring
	var place func(e Event, at time.Time, moved bool)
	place = func(e Event, at time.Time, moved bool) {
		if placed[e.ID] {
			return
		}
		placed[e.ID] = true
		if !e.When.IsZero() {
			at, moved = e.When, true
		}
		if lines.stands(e.ID) && e.Kind != Undone {
			s := stood{Event: e, recorded: e.At, moved: moved}
			s.At = at
			inPlace = append(inPlace, s)
		}
		for _, by := range correctedBy[e.ID] {
			place(by, at, moved)
		}
	}
	for _, e := range events {
		if e.Corrects == "" {
			place(e, e.At, false)
		}
	}
	return inTime(inPlace)
}

// inTime puts what was moved before the first that wasn't and is later.
func inTime(events []stood) []stood {
	moved := slices.DeleteFunc(slices.Clone(events), func(s stood) bool { return !s.moved })
	if len(moved) == 0 {
		return events
	}
	slices.SortStableFunc(moved, func(a, b stood) int { return a.At.Compare(b.At) })
	all := make([]stood, 0, len(events))
	for _, s := range events {
		if s.moved {
			continue
		}
		for len(moved) > 0 && moved[0].At.Before(s.At) {
			all, moved = append(all, moved[0]), moved[1:]
		}
		all = append(all, s)
	}
	return append(all, moved...)
}

// corrections are those of each event, in their order.
func corrections(events []Event) map[EventID][]Event {
	by := make(map[EventID][]Event)
	for _, e := range events {
		if e.Corrects != "" {
			by[e.Corrects] = append(by[e.Corrects], e)
		}
	}
	return by
}

// lines answers what has become of events in their lines of corrections.
type lines struct {
	by    map[EventID][]Event
	known map[EventID]bool // whether it stands
	held  map[EventID]bool // whether something stands where it would
}

func newLines(by map[EventID][]Event) *lines {
	return &lines{by, make(map[EventID]bool, len(by)), make(map[EventID]bool, len(by))}
}

// stands tells whether nothing holds the event's place instead of it.
func (l *lines) stands(id EventID) bool {
	if decided, ok := l.known[id]; ok {
		return decided
	}
	l.known[id] = true // for a ring
	stands := !slices.ContainsFunc(l.by[id], func(c Event) bool { return l.holds(c.ID) })
	l.known[id] = stands
	return stands
}

// holds tells whether a correction has effect on what it corrects: it stands, or
// something that replaced it does. What only took it back ends its effect.
func (l *lines) holds(id EventID) bool {
	if decided, ok := l.held[id]; ok {
		return decided
	}
	l.held[id] = false // for a ring
	holds := l.stands(id) || slices.ContainsFunc(l.by[id], func(c Event) bool { return c.Kind != Undone && l.holds(c.ID) })
	l.held[id] = holds
	return holds
}

// instead lists what stands instead of an event that doesn't, or took it back.
func (l *lines) instead(id EventID) (all []EventID) {
	for _, c := range l.by[id] {
		switch {
		case l.stands(c.ID):
			all = append(all, c.ID)
		case l.holds(c.ID):
			all = append(all, l.instead(c.ID)...)
		}
	}
	return all
}
