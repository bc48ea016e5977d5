package attendance

import (
	"slices"
	"time"
)

// State is where a child is in its day.
type State string

const (
	// Expected: not here yet.
	Expected State = "expected"
	// AtDoor: announced at the door, not yet received by staff.
	AtDoor State = "announced"
	// Present: in the preschool's care.
	Present State = "present"
	// PickupRequested: somebody is here to collect; not yet released by staff.
	PickupRequested State = "pickup-requested"
	// GoneHome: released today.
	GoneHome State = "gone-home"
	// Away: reported absent today.
	Away State = "absent"
)

// Flag marks something odd about a child's day that staff should know. It
// never blocks a step.
type Flag string

const (
	// NeverReceived: a pick-up of a child that was not registered as here.
	NeverReceived Flag = "never-received"
	// AlreadyHere: announced again while here.
	AlreadyHere Flag = "already-here"
	// AlreadyGone: a pick-up asked for after the child had gone home.
	AlreadyGone Flag = "already-gone"
	// WasAbsent: came although an absence was reported.
	WasAbsent Flag = "was-absent"
	// AbsentWhileHere: an absence was reported while the child was here.
	AbsentWhileHere Flag = "absent-while-here"
)

// ChildDay is one child's state on one day.
type ChildDay struct {
	State State
	// Since is when the state was entered; zero for a state that no event made.
	Since time.Time
	// By is who did the last step.
	By By
	// Last is the event that made the state; empty when none did.
	Last EventID
	// Arrived and Left are the last reception and release of the day.
	Arrived, Left time.Time
	// Planned tells whether From and Until hold today's planned time.
	Planned     bool
	From, Until TimeOfDay
	// PickupChanged tells that Until was changed for today at the door.
	PickupChanged bool
	Flags         []Flag
}

// Day is the state of every child of a unit on one day: a pure fold over the
// events added so far, the same whatever order they came in. It is not safe
// for concurrent use.
//
// An event belongs to the day on which it was recorded; one that corrects
// another belongs to that one's day, whenever it was recorded itself, and to no
// day as long as that one isn't known.
type Day struct {
	date   Date
	index  *Index
	events map[ChildID][]Event
	known  map[EventID]bool
	folded map[ChildID]ChildDay
}

// NewDay is the day before anything has happened.
func NewDay(index *Index, date Date) *Day {
	return &Day{
		date:   date,
		index:  index,
		events: make(map[ChildID][]Event),
		known:  make(map[EventID]bool),
		folded: make(map[ChildID]ChildDay),
	}
}

// Date is the day's date in the unit's time zone.
func (d *Day) Date() Date { return d.date }

// Add takes events in. One that is known already, that is about no child or
// that belongs to another day changes nothing.
func (d *Day) Add(events ...Event) {
	for _, e := range events {
		if e.Child == "" || d.known[e.ID] {
			continue
		}
		d.known[e.ID] = true
		d.events[e.Child] = append(d.events[e.Child], e)
		delete(d.folded, e.Child)
	}
}

// WithIndex is the same day seen with another directory.
func (d *Day) WithIndex(index *Index) *Day {
	fresh := NewDay(index, d.date)
	for _, events := range d.events {
		fresh.Add(events...)
	}
	return fresh
}

// Child is the state of one child.
func (d *Day) Child(id ChildID) ChildDay {
	if folded, ok := d.folded[id]; ok {
		return folded
	}
	folded := d.fold(id)
	d.folded[id] = folded
	return folded
}

// Events lists the child's events of this day in merged order, those that have
// been taken back and what took them back included.
func (d *Day) Events(id ChildID) []Event {
	// The others are left out before merging: an event of another day whose
	// clock was wrong would move those after it in its chain.
	all := d.events[id]
	var byID map[EventID]Event
	if slices.ContainsFunc(all, func(e Event) bool { return e.Corrects != "" }) { // seldom
		byID = make(map[EventID]Event, len(all))
		for _, e := range all {
			byID[e.ID] = e
		}
	}
	var ours []Event
	for _, e := range all {
		first, known := e, true
		for range all { // as often as there are events at most: there may be a ring
			if first.Corrects == "" || !known {
				break
			}
			first, known = byID[first.Corrects]
		}
		if known && first.Corrects == "" && DateOf(first.At.In(d.index.Location())) == d.date {
			ours = append(ours, e)
		}
	}
	return Merged(ours)
}

func (d *Day) fold(id ChildID) ChildDay {
	day := folding{ChildDay: ChildDay{State: Expected}}
	if plan, ok := d.index.Planned(id, d.date); ok {
		day.Planned, day.From, day.Until = true, plan.From, plan.Until
	}
	if d.index.Absent(id, d.date) {
		day.State = Away
	}
	for _, e := range Standing(d.Events(id)) {
		day.apply(e)
	}
	return day.ChildDay
}

// folding is a child's day while events are being folded into it.
type folding struct {
	ChildDay
	// inCare tells that the child has been received and not released since.
	inCare bool
}

// apply takes one step. Every pair of state and kind has an answer: the door
// records what people say happened, and flags what looks odd. What is said
// again changes nothing, so that nobody's wait begins anew.
func (c *folding) apply(e Event) {
	switch e.Kind {
	case Announced:
		switch c.State {
		case AtDoor:
			return
		case Present, PickupRequested:
			c.flag(AlreadyHere)
			return
		case Away:
			c.flag(WasAbsent)
		}
		c.enter(AtDoor, e)
	case Received:
		switch c.State {
		case Present:
			return
		case Away:
			c.flag(WasAbsent)
		}
		if !c.inCare {
			c.Arrived, c.inCare = e.At, true
		}
		c.enter(Present, e)
	case Requested:
		switch c.State {
		case PickupRequested:
			return
		case GoneHome:
			c.flag(AlreadyGone)
			return
		}
		if !c.inCare {
			c.flag(NeverReceived)
		}
		c.enter(PickupRequested, e)
	case Released:
		if c.State == GoneHome {
			return
		}
		if !c.inCare {
			c.flag(NeverReceived)
		}
		c.Left, c.inCare = e.At, false
		c.enter(GoneHome, e)
	case ReportedAbsent:
		switch c.State {
		case Expected:
			c.enter(Away, e)
		case Away:
			if c.Last == "" { // so far only the directory says so
				c.enter(Away, e)
			}
		case AtDoor, Present, PickupRequested:
			c.flag(AbsentWhileHere)
		}
	case PickupPlanned:
		c.Planned, c.PickupChanged, c.Until = true, true, e.Pickup
	}
}

func (c *ChildDay) enter(s State, e Event) {
	c.State, c.Since, c.By, c.Last = s, e.At, e.By, e.ID
}

func (c *ChildDay) flag(f Flag) {
	if !slices.Contains(c.Flags, f) {
		c.Flags = append(c.Flags, f)
	}
}
