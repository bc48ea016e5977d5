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

// Add takes events in. One that is known already, or that is about no child,
// changes nothing; neither does one of another day, unless it corrects an event
// of this day.
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

// WithIndex is the same day seen with a newer directory.
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
// been taken back included.
func (d *Day) Events(id ChildID) []Event { return Merged(d.events[id]) }

func (d *Day) fold(id ChildID) ChildDay {
	day := ChildDay{State: Expected}
	if plan, ok := d.index.Planned(id, d.date); ok {
		day.Planned, day.From, day.Until = true, plan.From, plan.Until
	}
	if d.index.Absent(id, d.date) {
		day.State = Away
	}
	for _, e := range Standing(Merged(d.events[id])) {
		if DateOf(e.At.In(d.index.Location())) == d.date {
			day.apply(e)
		}
	}
	return day
}

// apply takes one step. Every pair of state and kind has an answer: the door
// records what people say happened, and flags what looks odd.
func (c *ChildDay) apply(e Event) {
	switch e.Kind {
	case Announced:
		switch c.State {
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
		c.Arrived = e.At
		c.enter(Present, e)
	case Requested:
		switch c.State {
		case PickupRequested:
			return
		case GoneHome:
			c.flag(AlreadyGone)
			return
		case Expected, AtDoor, Away:
			c.flag(NeverReceived)
		}
		c.enter(PickupRequested, e)
	case Released:
		if c.State == GoneHome {
			return
		}
		if c.Arrived.IsZero() {
			c.flag(NeverReceived)
		}
		c.Left = e.At
		c.enter(GoneHome, e)
	case ReportedAbsent:
		switch c.State {
		case Expected, Away:
			c.enter(Away, e)
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
