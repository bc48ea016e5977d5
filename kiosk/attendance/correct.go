package attendance

import (
	"slices"
	"time"
)

// A correction is a new event; the one it names stays where it is. Staff make
// them, each with a reason: see [Index.MayCorrect].

// TakeBack is the event that says that another did not happen. Taking back what
// took something back brings that to its place again.
func TakeBack(e Event, reason string, by By) Draft {
	return Draft{Kind: Undone, Child: e.Child, By: by, Corrects: e.ID, Reason: reason}
}

// AtAnotherTime is the event that says that another happened at when.
func AtAnotherTime(e Event, when time.Time, by By) Draft {
	d := e.Draft
	d.By, d.Corrects, d.When, d.Reason, d.Words = by, e.ID, when, WrongTime, ""
	return d
}

// OfAnotherChild is the two events that say that it was another child that
// something happened to, at the time when it did.
func OfAnotherChild(e Event, child ChildID, by By) []Draft {
	right := e.Draft
	right.Child, right.By, right.Corrects, right.When, right.Reason, right.Words = child, by, "", e.happened(), WrongChild, ""
	return []Draft{TakeBack(e, WrongChild, by), right}
}

// ToldAfterwards is a step that nobody recorded when it happened.
func ToldAfterwards(kind Kind, child ChildID, when time.Time, by By) Draft {
	return Draft{Kind: kind, Child: child, By: by, When: when, Reason: Forgotten}
}

// MayCorrect tells whether a person may correct what happened to a child: staff
// of the unit who aren't blocked from it.
func (x *Index) MayCorrect(person PersonID, child ChildID, date Date) bool {
	return x.people[person].Staff && x.RightTo(person, child, date) != Blocked
}

// MayRecord tells whether the person a draft is by may record it on a day, where
// it is no step of theirs. It is the one rule for all that is done at the door
// besides the steps: what a family's step does is decided by [Index.Decide], made
// by [Step.Draft] and allowed by [Index.Allows], and nothing is recorded past
// them, except by staff, who may also tell afterwards what happened or correct it.
//
//   - The day's plan, an absence and who collects are for guardians and staff, and
//     a collector must be somebody who may collect.
//   - A note is for whoever may fetch the child, and for staff.
//   - What staff do is for staff. A roll call can be begun and marked by the kiosk
//     for nobody in particular: there is no time to look for a badge.
//   - Nobody records anything about a child that they are blocked from.
func (x *Index) MayRecord(d Draft, date Date) bool {
	person, known := x.people[d.By.Person]
	right := x.RightTo(d.By.Person, d.Child, date)
	staff := person.Staff && right != Blocked
	nobody := d.By.Person == "" && d.By.How == ByKiosk
	if d.Corrects != "" || !d.When.IsZero() {
		return staff
	}
	switch d.Kind {
	case CollectorPlanned, PickupPlanned, ReportedAbsent, AbsenceWithdrawn:
		if theirs := x.RightTo(d.Collector, d.Child, date); d.Collector != "" && theirs != Guardian && theirs != Collector {
			return false
		}
		return right == Guardian || right == "" && staff
	case NoteLeft:
		return right == Guardian || right == Collector || staff
	case NoticeRead:
		return known && right != Blocked
	case RollCallBegun, MarkedSafe:
		return staff || nobody
	case Announced, Received, Requested, Released, NoteSeen, GroupMoved, StaffIn, StaffOut, RollCallClosed, Looked, PINSet:
		return staff
	}
	return false
}

// Told is an entry of a child's day as it is told afterwards.
type Told struct {
	// Event is what was recorded, its At when it was.
	Event Event
	// At is when it counts as having happened.
	At time.Time
	// Stands tells whether it counts; what took something back stands too.
	Stands bool
	// By are the corrections that took it back or stand in its place now, in
	// their order; those that have themselves been replaced are left out.
	By []EventID
}

// Timeline is all that was recorded about the child on this day: what stands
// where it stands, and what doesn't at the time at which it did. Without a child
// it is the unit's. No event is ever missing from it.
func (d *Day) Timeline(id ChildID) []Told {
	events := d.Events(id)
	lines := newLines(corrections(events))
	byID := make(map[EventID]Event, len(events))
	for _, e := range events {
		byID[e.ID] = e
	}
	var all []Told
	for _, e := range events {
		entry := Told{Event: e, At: countsAt(e, byID, len(events)), Stands: lines.stands(e.ID)}
		if !entry.Stands {
			entry.By = lines.instead(e.ID)
		}
		all = append(all, entry)
	}
	slices.SortStableFunc(all, func(a, b Told) int { return a.At.Compare(b.At) })
	return all
}

// countsAt is the time of the event, or of what it takes the place of. An undo
// has its own: what it took back shows the other.
func countsAt(e Event, byID map[EventID]Event, steps int) time.Time {
	if e.Kind == Undone {
		return e.At
	}
	for range steps {
		if !e.When.IsZero() || e.Corrects == "" {
			break
		}
		e = byID[e.Corrects]
	}
	return e.happened()
}

// StillHere lists the children who are registered as here or at the door, by
// name: the evening's question "who has gone home?".
func (d *Day) StillHere() []Child {
	var here []Child
	for _, child := range d.index.sorted {
		if d.Child(child.ID).Here() {
			here = append(here, child)
		}
	}
	return here
}
