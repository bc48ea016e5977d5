package flow

import (
	"slices"
	"time"

	"tambur/kiosk/attendance"
)

// family is a guardian's visit that has not been confirmed.
type family struct {
	visit      visit
	steps      []attendance.Step
	left       map[attendance.ChildID]bool // left out by a tap, or to begin with
	pickup     map[attendance.ChildID]attendance.TimeOfDay
	collecting collecting
	absences   absences
}

func (d *Door) openFamily(decision attendance.Decision, v visit) {
	d.family = family{
		visit:    v,
		steps:    decision.Steps,
		left:     unlikely(decision.Steps, d.clock()),
		pickup:   make(map[attendance.ChildID]attendance.TimeOfDay),
		absences: noAbsences(),
	}
	stays := FamilyStays
	if !d.family.canDoAnything() {
		stays = MessageStays // a glance is enough to see that staff are on their way
	}
	d.goTo(Family, stays)
}

func (f family) canDoAnything() bool {
	return slices.ContainsFunc(f.steps, func(s attendance.Step) bool {
		return s.Action != attendance.Wait || mayMovePickup(s) || mayPlanCollector(s) || mayReport(s)
	})
}

// unlikely are the children that one tap on the big button should not include
// at first. As a rule all are included. But when one child would be dropped off
// and a sibling fetched in the same tap, one of the two is most likely not
// meant: a mother brings one, the other was brought by their father; or she
// fetches one, the other has been ill at home all day. The hour tells which. A
// child who was reported absent comes only if that is said.
func unlikely(steps []attendance.Step, now attendance.TimeOfDay) map[attendance.ChildID]bool {
	left := make(map[attendance.ChildID]bool)
	var come, fetch int
	for _, s := range steps {
		switch {
		case reported(s, now):
		case comes(s.Action):
			come++
		case s.Action != attendance.Wait:
			fetch++
		}
		middle := attendance.Clock(12, 0)
		if s.Now.Planned && s.Now.From < s.Now.Until {
			middle = (s.Now.From + s.Now.Until) / 2
		}
		if s.Action != attendance.Wait && comes(s.Action) != (now < middle) {
			left[s.Child.ID] = true
		}
	}
	if come == 0 || fetch == 0 {
		clear(left)
	}
	for _, s := range steps {
		if reported(s, now) {
			left[s.Child.ID] = true
		}
	}
	return left
}

// comes tells a step that brings a child from one that fetches it.
func comes(a attendance.Action) bool {
	return a == attendance.Announce || a == attendance.Receive
}

// keep takes over what has been chosen before on the same visit, as far as it is
// still there to be chosen. A step that was not on the screen before is left
// out.
func (f *family) keep(before family) {
	f.collecting = before.collecting
	f.absences.keep(before.absences, f.steps)
	for _, s := range f.steps {
		id := s.Child.ID
		f.left[id] = true
		for _, old := range before.steps {
			if old.Child.ID == id && old.Action == s.Action {
				f.left[id] = before.left[id]
				if at, moved := before.pickup[id]; moved && mayMovePickup(s) {
					f.pickup[id] = at
				}
			}
		}
	}
}

// Toggle implements [Controls].
func (d *Door) Toggle(child attendance.ChildID) {
	d.do(func() {
		switch d.screen {
		case Family:
			if d.family.left[child] = !d.family.left[child]; !d.family.left[child] {
				d.family.absences.comesAfterAll(child, d.date(), d.clock())
			}
		case ReleaseCheck:
			d.release.left[child] = !d.release.left[child]
		default:
			return
		}
		d.touched()
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
			const day = 24 * 60 // further makes no sense, and could overflow
			at += attendance.TimeOfDay(min(max(minutes, -day), day))
			at -= at % pickupStep
			d.family.pickup[child] = min(max(at, attendance.Clock(0, 0)), attendance.Clock(23, 55))
		}
	})
}

// mayMovePickup tells whether a person may change today's pick-up: a guardian,
// around a drop-off, where a time is planned.
func mayMovePickup(s attendance.Step) bool {
	return (comes(s.Action) || s.Now.State == attendance.AtDoor) && s.Right == attendance.Guardian && s.Now.Planned
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
			also = append(also, attendance.PlanPickup(id, at, f.visit.by))
		}
	}
	return steps, append(also, f.collecting.plans(f)...)
}

func (d *Door) confirmFamily() {
	steps, also := d.family.chosen()
	also = append(also, d.reports()...)
	if len(steps) == 0 && len(also) == 0 {
		d.goHome()
		return
	}
	needsPIN := slices.ContainsFunc(steps, func(s attendance.Step) bool { return s.NeedsPIN })
	if needsPIN && !d.family.visit.by.How.WithPIN() {
		d.askHolderPIN()
		return
	}
	if slices.ContainsFunc(steps, func(s attendance.Step) bool { return s.Action == attendance.Release }) {
		d.lastLook(Family, steps, also)
		return
	}
	d.commit(d.family.visit, steps, also)
}

func (f family) view(loc *time.Location, group func(attendance.GroupID) attendance.Group) FamilyView {
	var v FamilyView
	steps, also := f.chosen()
	for _, step := range steps {
		if !slices.Contains(v.Actions, step.Action) {
			v.Actions = append(v.Actions, step.Action)
		}
	}
	for _, step := range f.steps {
		g := group(step.Child.Group)
		child := FamilyChild{
			ID: step.Child.ID, GivenName: step.Child.GivenName, Group: g.Name, Symbol: g.Symbol,
			State: step.Now.State, Since: inZone(step.Now.Since, loc), Action: step.Action,
			Selected:  step.Action != attendance.Wait && !f.left[step.Child.ID],
			HasPickup: step.Now.Planned, Pickup: step.Now.Until,
			PickupChanged: step.Now.PickupChanged, CanChange: mayMovePickup(step),
		}
		if at, moved := f.pickup[step.Child.ID]; moved && at != step.Now.Until {
			child.Pickup, child.PickupChanged = at, true
		}
		// Without a step to take, what else was said is what is confirmed.
		if slices.ContainsFunc(also, func(d attendance.Draft) bool { return d.Child == child.ID }) {
			child.Selected = true
		}
		v.Children = append(v.Children, child)
	}
	return v
}
