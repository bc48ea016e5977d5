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
	// OutsidePlan: came on a day or at a time that nobody had planned.
	OutsidePlan Flag = "outside-plan"
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
	// ArriveBy and LeaveBy are when staff should be told that the child hasn't
	// come, or hasn't been collected: the planned time and the unit's patience,
	// the arrival put off by an absence of a part of the day. Zero without a plan.
	ArriveBy, LeaveBy time.Time
	// PartlyAway tells of an absence of a part of the day, from AwayFrom to
	// AwayUntil; the child is expected in the rest of it. See [ChildDay.AwayAt].
	PartlyAway          bool
	AwayFrom, AwayUntil TimeOfDay
	// Collector is who will collect, if somebody has said; Group the group that
	// the child was moved to for the day, if it was.
	Collector PersonID
	Group     GroupID
	Flags     []Flag
}

// Here tells whether the child is to be looked for when everybody must be
// accounted for: in the preschool's care, or at the door with whoever brought it.
// One too many is looked for in vain, one too few is not looked for.
func (c ChildDay) Here() bool {
	return c.State == AtDoor || c.State == Present || c.State == PickupRequested
}

// LateArrival tells whether the child should have come by now.
func (c ChildDay) LateArrival(now time.Time) bool {
	return c.State == Expected && !c.ArriveBy.IsZero() && now.After(c.ArriveBy)
}

// LatePickup tells whether the child should have been collected by now.
func (c ChildDay) LatePickup(now time.Time) bool {
	return c.Here() && !c.LeaveBy.IsZero() && now.After(c.LeaveBy)
}

// AwayAt tells whether the child is reported absent at a time of this day.
func (c ChildDay) AwayAt(t TimeOfDay) bool {
	return c.State == Away || c.State == Expected && c.PartlyAway && c.AwayFrom <= t && t < c.AwayUntil
}

// Day is the state of every child of a unit on one day: a pure fold over the
// events added so far, the same whatever order they came in. It is not safe
// for concurrent use.
//
// An event belongs to the day on which it happened: the one on which it was
// recorded, or that of When if it says so. One that corrects another belongs to
// that one's day, whenever it was recorded itself, and to no day as long as that
// one isn't known. An absence counts on all the days it names, so a day wants
// the absences of other days too.
type Day struct {
	date   Date
	index  *Index
	events map[ChildID][]Event // by child; those of the unit under no child
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

// Add takes events in. One that is known already, that is about neither a child
// nor the unit's day, or that belongs to another day changes nothing.
func (d *Day) Add(events ...Event) {
	for _, e := range events {
		if d.known[e.ID] || e.Child == "" && !e.ofUnit() {
			continue
		}
		d.known[e.ID] = true
		d.events[e.Child] = append(d.events[e.Child], e)
		delete(d.folded, e.Child)
	}
}

// AddStanding takes in, of events of other days, what may be about this one:
// absences, messages read, what is told afterwards, and what corrects either. It is [Day.Add]
// for a month of events of which most need not be kept.
func (d *Day) AddStanding(earlier ...Event) {
	kept := make(map[EventID]bool)
	for again := true; again; { // a correction may be listed before what it corrects
		again = false
		for _, e := range earlier {
			if !kept[e.ID] && (e.Kind == ReportedAbsent || e.Kind == AbsenceWithdrawn || e.Kind == NoticeRead || !e.When.IsZero() || kept[e.Corrects]) {
				kept[e.ID], again = true, true
			}
		}
	}
	// What they correct must be known for them to have a place.
	for again := true; again; {
		again = false
		for _, e := range earlier {
			if e.Corrects != "" && kept[e.ID] && !kept[e.Corrects] {
				kept[e.Corrects], again = true, true
			}
		}
	}
	for _, e := range earlier {
		if kept[e.ID] {
			d.Add(e)
		}
	}
}

// ofUnit tells whether an event without a child belongs to the unit's day.
func (e Event) ofUnit() bool {
	switch e.Kind {
	case StaffIn, StaffOut, RollCallBegun, RollCallClosed, NoteSeen, NoticeRead, Undone:
		return true
	}
	return false
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
	folded := d.fold(id, time.Time{})
	d.folded[id] = folded
	return folded
}

// Events lists the child's events of this day in merged order, those that have
// been taken back and what took them back included. Without a child they are
// those of the unit.
func (d *Day) Events(id ChildID) []Event {
	ours, _ := d.split(id)
	return Merged(ours)
}

// split parts the child's events into those of this day and those of others. What
// corrects a thing goes with it, and with a correction that puts a thing on this
// day goes what it corrects. What leads nowhere is in neither.
func (d *Day) split(id ChildID) (ours, others []Event) {
	// The others are left out before merging: an event of another day whose
	// clock was wrong would move those after it in its chain.
	all := d.events[id]
	if !slices.ContainsFunc(all, func(e Event) bool { return e.Corrects != "" }) { // almost always
		for _, e := range all {
			if d.on(e.happened()) {
				ours = append(ours, e)
			} else {
				others = append(others, e)
			}
		}
		return ours, others
	}
	byID := make(map[EventID]Event, len(all))
	for _, e := range all {
		byID[e.ID] = e
	}
	first := make(map[EventID]EventID, len(all)) // of an event's line of corrections
	today := make(map[EventID]bool)              // the first ones whose line touches this day
	for _, e := range all {
		root, known := e, true
		for range all { // as often as there are events at most: there may be a ring
			if root.Corrects == "" || !known {
				break
			}
			root, known = byID[root.Corrects]
		}
		if !known || root.Corrects != "" {
			continue
		}
		first[e.ID] = root.ID
		if e.ID == root.ID && d.on(e.happened()) || e.ID != root.ID && !e.When.IsZero() && d.on(e.When) {
			today[root.ID] = true
		}
	}
	for _, e := range all {
		root, known := first[e.ID]
		switch {
		case !known:
		case today[root]:
			ours = append(ours, e)
		default:
			others = append(others, e)
		}
	}
	return ours, others
}

// on tells whether a moment lies on this day.
func (d *Day) on(at time.Time) bool { return DateOf(at.In(d.index.Location())) == d.date }

// happened is when the event says it happened.
func (e Event) happened() time.Time {
	if e.When.IsZero() {
		return e.At
	}
	return e.When
}

// fold is the child's state, of everything or, when until isn't zero, of what
// had happened until then.
func (d *Day) fold(id ChildID, until time.Time) ChildDay {
	ours, others := d.split(id)
	day := folding{ChildDay: ChildDay{State: Expected}, day: d}
	if plan, ok := d.index.Planned(id, d.date); ok {
		day.Planned, day.From, day.Until = true, plan.From, plan.Until
		day.comes = true
	}
	day.planKnown = d.index.PlanKnown(id, d.date)
	if absence, ok := d.index.Absence(id, d.date); ok {
		day.absent(absence.FromTime, absence.UntilTime, Event{})
	}
	for _, s := range standing(Merged(others)) {
		if e := s.Event; e.Kind == ReportedAbsent || e.Kind == AbsenceWithdrawn {
			day.apply(s)
		}
	}
	for _, s := range standing(Merged(ours)) {
		if d.on(s.At) && (until.IsZero() || !s.At.After(until)) {
			day.apply(s)
		}
	}
	day.due()
	return day.ChildDay
}

// folding is a child's day while events are being folded into it.
type folding struct {
	ChildDay
	day *Day
	// inCare tells that the child has been received and not released since.
	inCare bool
	// comes tells that the directory plans the child for this day, planKnown that
	// it would know if so.
	comes, planKnown bool
	// absence is the report that the absence comes from; empty for the directory.
	absence EventID
	// told is when the state was told of afterwards; zero when it was recorded as
	// it happened.
	told time.Time
}

// apply takes one step. Every pair of state and kind has an answer: the door
// records what people say happened, and flags what looks odd. What is said
// again changes nothing, so that nobody's wait begins anew. What was done at the
// door before somebody told of the same afterwards is not odd.
func (c *folding) apply(s stood) {
	e := s.Event
	switch e.Kind {
	case Announced:
		switch c.State {
		case AtDoor:
			return
		case Present, PickupRequested:
			c.oddity(AlreadyHere, s)
			return
		case Away:
			c.flag(WasAbsent)
		}
		c.arrived(e)
		c.enter(AtDoor, s)
	case Received:
		switch c.State {
		case Present:
			return
		case Away:
			c.flag(WasAbsent)
		}
		if !c.inCare {
			c.arrived(e)
			c.Arrived, c.inCare = e.At, true
		}
		c.enter(Present, s)
	case Requested:
		switch c.State {
		case PickupRequested:
			return
		case GoneHome:
			c.oddity(AlreadyGone, s)
			return
		}
		if !c.inCare {
			c.flag(NeverReceived)
		}
		c.enter(PickupRequested, s)
	case Released:
		if c.State == GoneHome {
			return
		}
		if !c.inCare {
			c.flag(NeverReceived)
		}
		c.Left, c.inCare = e.At, false
		c.enter(GoneHome, s)
	case ReportedAbsent:
		c.report(s)
	case AbsenceWithdrawn:
		c.withdraw(s)
	case PickupPlanned:
		c.Planned, c.PickupChanged, c.Until = true, true, e.Pickup
	case CollectorPlanned:
		c.Collector = e.Collector
	case GroupMoved:
		c.Group = e.Group
	}
}

// report takes in that the child is absent, if this day is among those meant.
func (c *folding) report(s stood) {
	e := s.Event
	if !c.day.covers(e) {
		return
	}
	if e.FromTime != nil || e.UntilTime != nil {
		if c.State != Away {
			c.absent(e.FromTime, e.UntilTime, e)
		}
		return
	}
	switch c.State {
	case Expected:
		c.absence = e.ID
		c.enter(Away, s)
	case Away:
		if c.Last == "" { // so far only the directory says so
			c.absence = e.ID
			c.enter(Away, s)
		}
	case AtDoor, Present, PickupRequested:
		c.flag(AbsentWhileHere)
	}
}

// withdraw takes in that the child comes after all: back is what About names, or
// whatever was reported for the days meant.
func (c *folding) withdraw(s stood) {
	if !c.day.covers(s.Event) || s.About != "" && s.About != c.absence {
		return
	}
	c.PartlyAway, c.AwayFrom, c.AwayUntil, c.absence = false, 0, 0, ""
	if c.State == Away {
		c.enter(Expected, s)
	}
}

// absent notes an absence of the whole day or a part of it, before anything has
// happened or for a part only.
func (c *folding) absent(from, until *TimeOfDay, e Event) {
	c.absence = e.ID
	if from == nil && until == nil {
		c.State = Away
		return
	}
	c.PartlyAway, c.AwayFrom, c.AwayUntil = true, Clock(0, 0), Clock(24, 0)
	if from != nil {
		c.AwayFrom = *from
	}
	if until != nil {
		c.AwayUntil = *until
	}
}

// covers tells whether an event about days means this one: those of From and
// Until, or the one on which it happened.
func (d *Day) covers(e Event) bool {
	from, until := e.From, e.Until
	if from.IsZero() {
		from = DateOf(e.At.In(d.index.Location()))
	}
	if until.IsZero() {
		until = from
	}
	return d.date.Within(from, until)
}

// arrived looks whether a child that comes was meant to come.
func (c *folding) arrived(e Event) {
	if !c.planKnown {
		return
	}
	clock := TimeOfDayOf(e.At.In(c.day.index.Location()))
	early := c.From - TimeOfDay(c.day.index.lateAfter()/time.Minute)
	if !c.comes || clock < early || clock >= c.Until {
		c.flag(OutsidePlan)
	}
}

// due works out by when the child should come and leave.
func (c *folding) due() {
	if !c.Planned {
		return
	}
	x, from := c.day.index, c.From
	if c.PartlyAway && c.AwayFrom <= from {
		from = max(from, c.AwayUntil)
	}
	if c.comes && from < c.Until { // else only the end is planned, or the child is away until then
		c.ArriveBy = c.day.date.At(from, x.Location()).Add(x.lateAfter())
	}
	c.LeaveBy = c.day.date.At(c.Until, x.Location()).Add(x.lateAfter())
}

func (c *folding) enter(state State, s stood) {
	c.State, c.Since, c.By, c.Last = state, s.At, s.By, s.ID
	c.told = time.Time{}
	if !s.When.IsZero() {
		c.told = s.recorded
	}
}

func (c *ChildDay) flag(f Flag) {
	if !slices.Contains(c.Flags, f) {
		c.Flags = append(c.Flags, f)
	}
}

// oddity flags what came too late, unless the state was told of afterwards and
// this was recorded before that.
func (c *folding) oddity(f Flag, s stood) {
	if c.told.IsZero() || !s.recorded.Before(c.told) {
		c.flag(f)
	}
}
