package attendance

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Outcome is what becomes of a person who showed a code.
type Outcome string

const (
	// Family: there are children whose next step this person may take.
	Family Outcome = "family"
	// StaffMember: the person works here; the steps are those that wait for staff.
	StaffMember Outcome = "staff"
	// StaffNeeded: this person may take no step at this door. The screen says
	// only that a member of staff is coming, whatever the reason.
	StaffNeeded Outcome = "staff-needed"
)

// Action is the step that comes next for a child.
type Action string

const (
	// Wait: nothing to do, staff are on their way.
	Wait Action = "wait"
	// Announce: tell staff that the child is here.
	Announce Action = "announce"
	// Receive: take the child into the preschool's care.
	Receive Action = "receive"
	// Request: ask staff for the child.
	Request Action = "request"
	// Release: let the child go home.
	Release Action = "release"
)

// Kind is the event that taking the action records; empty for [Wait].
func (a Action) Kind() Kind {
	return map[Action]Kind{Announce: Announced, Receive: Received, Request: Requested, Release: Released}[a]
}

// AnnouncedGrace is how long after an announcement a second scan still means
// "did it work?" rather than "I am here to collect". After it a child that staff
// forgot to receive can be collected by the family without them.
const AnnouncedGrace = 10 * time.Minute

// Step is the next step for one child.
type Step struct {
	Child  Child
	Now    ChildDay
	Action Action
	// Right is what the person may do with this child; empty for staff.
	Right RightKind
	// NeedsPIN tells that the step can be drafted only by somebody identified
	// with a PIN.
	NeedsPIN bool
	staff    bool
}

// Decision is the answer to a code.
type Decision struct {
	Outcome Outcome
	Person  Person
	// Steps has one entry for each child concerned, by given name.
	Steps []Step
	// Alert names the children for whom staff must be told silently that
	// somebody who is blocked stands at the door.
	Alert []ChildID
	// TooYoung names the children whose pick-up staff must be told of silently
	// instead, since the person has not reached the unit's age for it. They are
	// not among the steps.
	TooYoung []ChildID
}

// Why staff were called (StaffCalled).
const (
	CalledBlocked  = "blocked"
	CalledTooYoung = "too-young"
)

// Decide answers what the next step is for each child of a person who has just
// shown their code, on this day, at now.
//
// A blocked child is left out of the steps and put on the alert, for a member of
// staff too. A person without any child they may fetch is [StaffNeeded]. So is one
// who is too young to collect and has nothing else to do here; a drop-off by them
// is a step like any other.
func (x *Index) Decide(holder PersonID, day *Day, now time.Time) Decision {
	person, known := x.people[holder]
	if !known {
		return Decision{Outcome: StaffNeeded, Person: Person{ID: holder}}
	}
	if person.Staff && len(x.rights[holder]) == 0 {
		return Decision{Outcome: StaffMember, Person: person, Steps: x.waiting(holder, day)}
	}
	decision := Decision{Outcome: Family, Person: person}
	for id, kind := range x.rightsOn(holder, day.Date()) {
		child, ok := x.children[id]
		if !ok {
			continue
		}
		if kind == Blocked {
			decision.Alert = append(decision.Alert, id)
			continue
		}
		step := Step{Child: child, Now: day.Child(id), Right: kind}
		step.Action, step.NeedsPIN = nextStep(step.Now, x.PolicyFor(child), person.PIN != "", now)
		if step.fetches() && x.tooYoung(person, day.Date()) {
			decision.TooYoung = append(decision.TooYoung, id)
			continue
		}
		decision.Steps = append(decision.Steps, step)
	}
	slices.Sort(decision.Alert)
	slices.Sort(decision.TooYoung)
	slices.SortFunc(decision.Steps, byName)
	switch {
	case len(decision.Steps) > 0:
	case person.Staff:
		decision.Outcome, decision.Steps = StaffMember, x.waiting(holder, day)
	default:
		decision.Outcome = StaffNeeded
	}
	return decision
}

// nextStep is the guardian's next step. Under self-service a pick-up is a
// release only for a person who has a PIN; without one it is a request, since
// a badge alone never releases a child.
func nextStep(now ChildDay, policy Policy, hasPIN bool, at time.Time) (Action, bool) {
	in, out, pin := Announce, Request, false
	if policy == SelfService {
		in = Receive
		if hasPIN {
			out, pin = Release, true
		}
	}
	switch now.State {
	case AtDoor:
		if policy == SelfService {
			return Receive, false
		}
		// Announced on a tablet whose clock is ahead, it may lie in the future;
		// that must not make a family wait for hours.
		if at.Sub(now.Since).Abs() < AnnouncedGrace {
			return Wait, false
		}
		return out, pin
	case Present:
		return out, pin
	case PickupRequested:
		if out == Release {
			return Release, true
		}
		return Wait, false
	default:
		return in, false
	}
}

// fetches tells whether taking the step is asking for the child or taking it home.
func (s Step) fetches() bool { return s.Action == Request || s.Action == Release }

// tooYoung tells whether a person may not collect at this unit yet. Whose age
// nobody has told is old enough: that is so for all adults.
func (x *Index) tooYoung(p Person, date Date) bool {
	return x.dir.Unit.CollectorAge > 0 && date.Before(p.OldEnoughFrom)
}

// waiting lists the steps that wait for this member of staff, longest wait
// first.
func (x *Index) waiting(staff PersonID, day *Day) []Step {
	blocked := x.rightsOn(staff, day.Date())
	var steps []Step
	for _, child := range x.sorted {
		switch day.Child(child.ID).State {
		case AtDoor, PickupRequested:
			if blocked[child.ID] != Blocked {
				steps = append(steps, x.StaffStep(child, day))
			}
		}
	}
	slices.SortStableFunc(steps, func(a, b Step) int {
		return cmp.Or(a.Now.Since.Compare(b.Now.Since), byName(a, b))
	})
	return steps
}

// StaffStep is what a member of staff would do next with a child, with or
// without a family having shown a code: receive it, or release it.
func (x *Index) StaffStep(child Child, day *Day) Step {
	step := Step{Child: child, Now: day.Child(child.ID), Action: Receive, staff: true}
	switch step.Now.State {
	case Present, PickupRequested:
		step.Action = Release
	}
	return step
}

// Allows tells whether a person may take a step on a day: a member of staff one
// of their own kind, anybody else one for a child that they may fetch, and
// nobody one for a child that they are blocked from. It is asked when a step is
// taken, since the directory may have changed after it was offered.
func (x *Index) Allows(person PersonID, s Step, date Date) bool {
	if _, here := x.children[s.Child.ID]; !here {
		return false
	}
	switch x.RightTo(person, s.Child.ID, date) {
	case Blocked:
		return false
	case Guardian, Collector:
		p := x.people[person]
		if !s.staff {
			return !s.fetches() || !x.tooYoung(p, date)
		}
		return p.Staff
	default:
		return s.staff && x.people[person].Staff
	}
}

func byName(a, b Step) int {
	return cmp.Or(cmp.Compare(a.Child.GivenName, b.Child.GivenName),
		cmp.Compare(a.Child.FamilyName, b.Child.FamilyName), cmp.Compare(a.Child.ID, b.Child.ID))
}

// ErrNoStep is returned by [Step.Draft] for a step that has nothing to record.
var ErrNoStep = errors.New("there is nothing to do for this child now: staff are on their way")

// ErrNeedsPIN is returned by [Step.Draft] for a release that nobody but the
// badge vouches for.
var ErrNeedsPIN = errors.New("a badge alone never releases a child: a pin or a member of staff is needed")

// Draft is the event that taking this step records. It holds the rule that a
// badge alone never releases a child: only a step of a member of staff, or one
// taken with a PIN, may release.
func (s Step) Draft(by By) (Draft, error) {
	kind := s.Action.Kind()
	if kind == "" {
		return Draft{}, ErrNoStep
	}
	if kind == Released && !s.staff && !by.How.WithPIN() {
		return Draft{}, ErrNeedsPIN
	}
	return Draft{Kind: kind, Child: s.Child.ID, By: by}, nil
}

// Undo is the event that takes another back.
func Undo(e Event, by By) (Draft, error) {
	if e.Kind == Undone {
		return Draft{}, fmt.Errorf("event %s is itself an undo", e.ID)
	}
	return Draft{Kind: Undone, Child: e.Child, By: by, Corrects: e.ID}, nil
}

// PlanPickup is the event that changes today's planned pick-up of a child.
func PlanPickup(child ChildID, at TimeOfDay, by By) Draft {
	return Draft{Kind: PickupPlanned, Child: child, By: by, Pickup: at}
}

// CallStaff is the event that records somebody at the door who may not
// collect. Child is empty when there is no child they are blocked from.
//
// Its Reason is [CalledBlocked] for a child, unless the caller says otherwise.
func CallStaff(child ChildID, by By) Draft {
	d := Draft{Kind: StaffCalled, Child: child, By: by}
	if child != "" {
		d.Reason = CalledBlocked
	}
	return d
}
