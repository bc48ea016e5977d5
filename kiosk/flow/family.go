package flow

import (
	"slices"

	"tambur/kiosk/attendance"
)

// family is a guardian's visit that has not been confirmed.
type family struct {
	by      attendance.By
	steps   []attendance.Step
	left    map[attendance.ChildID]bool // left out by a tap
	pickup  map[attendance.ChildID]attendance.TimeOfDay
	withPIN bool // the holder's PIN has been checked
}

func (d *Door) openFamily(decision attendance.Decision) {
	d.family = family{
		by:     attendance.By{Person: decision.Person.ID, How: attendance.ByBadge},
		steps:  decision.Steps,
		left:   make(map[attendance.ChildID]bool),
		pickup: make(map[attendance.ChildID]attendance.TimeOfDay),
	}
	d.goTo(Family, FamilyStays)
}

// Toggle implements [Controls].
func (d *Door) Toggle(child attendance.ChildID) {
	d.do(func() {
		if d.screen == Family {
			d.family.left[child] = !d.family.left[child]
			d.touched()
		}
	})
}

// MovePickup implements [Controls]. The time stays within the day and on whole
// five minutes.
func (d *Door) MovePickup(child attendance.ChildID, minutes int) {
	d.do(func() {
		if d.screen != Family {
			return
		}
		d.touched()
		for _, step := range d.family.steps {
			if step.Child.ID != child || !mayMovePickup(step) {
				continue
			}
			at, moved := d.family.pickup[child]
			if !moved {
				at = step.Now.Until
			}
			at += attendance.TimeOfDay(minutes)
			at -= at % pickupStep
			d.family.pickup[child] = min(max(at, attendance.Clock(0, 0)), attendance.Clock(23, 55))
		}
	})
}

// mayMovePickup tells whether a person may change today's pick-up: a guardian,
// around a drop-off, where a time is planned.
func mayMovePickup(s attendance.Step) bool {
	comes := s.Action == attendance.Announce || s.Action == attendance.Receive || s.Now.State == attendance.AtDoor
	return comes && s.Right == attendance.Guardian && s.Now.Planned
}

// chosen are the steps that a confirmation takes, and the changed pick-ups.
func (f family) chosen() ([]attendance.Step, []attendance.Draft) {
	var steps []attendance.Step
	var also []attendance.Draft
	for _, step := range f.steps {
		id := step.Child.ID
		if !f.left[id] && step.Action != attendance.Wait {
			steps = append(steps, step)
		}
		if at, moved := f.pickup[id]; moved && at != step.Now.Until && !f.left[id] {
			also = append(also, attendance.PlanPickup(id, at, f.by))
		}
	}
	return steps, also
}

func (d *Door) confirmFamily() {
	steps, also := d.family.chosen()
	if len(steps) == 0 && len(also) == 0 {
		d.goHome()
		return
	}
	needsPIN := slices.ContainsFunc(steps, func(s attendance.Step) bool { return s.NeedsPIN })
	if needsPIN && !d.family.withPIN {
		d.askHolderPIN()
		return
	}
	d.commit(d.family.by, steps, also)
}

func (f family) view(group func(attendance.GroupID) attendance.Group) FamilyView {
	var v FamilyView
	steps, _ := f.chosen()
	for _, step := range steps {
		if !slices.Contains(v.Actions, step.Action) {
			v.Actions = append(v.Actions, step.Action)
		}
	}
	for _, step := range f.steps {
		g := group(step.Child.Group)
		child := FamilyChild{
			ID: step.Child.ID, GivenName: step.Child.GivenName, Group: g.Name, Symbol: g.Symbol,
			State: step.Now.State, Since: step.Now.Since, Action: step.Action,
			Selected:  step.Action != attendance.Wait && !f.left[step.Child.ID],
			HasPickup: step.Now.Planned, Pickup: step.Now.Until,
			PickupChanged: step.Now.PickupChanged, CanChange: mayMovePickup(step),
		}
		if at, moved := f.pickup[step.Child.ID]; moved {
			child.Pickup, child.PickupChanged = at, child.PickupChanged || at != step.Now.Until
		}
		v.Children = append(v.Children, child)
	}
	return v
}
