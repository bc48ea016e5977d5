package flow

import (
	"errors"
	"slices"
	"strings"
	"time"

	"tambur/kiosk/attendance"
)

// ReleaseStays is how long the last look before a release waits for an answer.
const ReleaseStays = 30 * time.Second

// ReleaseView is the last look before children go home: the right child with
// the right person.
type ReleaseView struct {
	Children []ReleaseChild
	// Staff tells that a member of staff releases; otherwise it is the guardian,
	// under self-service.
	Staff bool
}

// ReleaseChild is a child who is about to go home.
type ReleaseChild struct {
	ID            attendance.ChildID
	Name          string
	Group, Symbol string
	// Selected tells that Confirm includes the child.
	Selected bool
	// Asks is the given name of who has asked for the child, and Right what they
	// may do with it now; empty when nobody has shown a code, and for a guardian
	// who releases.
	Asks  string
	Right attendance.RightKind
	// Planned is the given name of who was meant to collect, when that is
	// somebody else.
	Planned string
}

// release is a release that waits for the last look.
type release struct {
	steps []attendance.Step
	also  []attendance.Draft
	left  map[attendance.ChildID]bool
	from  Screen // Home, Board or Family
}

// lastLook asks before children are released.
func (d *Door) lastLook(from Screen, steps []attendance.Step, also []attendance.Draft) {
	d.release = release{steps: steps, also: also, left: make(map[attendance.ChildID]bool), from: from}
	d.goTo(ReleaseCheck, ReleaseStays)
	d.settled = d.o.Now().Add(Settles) // from Home too: the second of two taps must not confirm
}

// releaseByStaff asks a member of staff before a child is released, together
// with those whom the same person has asked for.
func (d *Door) releaseByStaff(step attendance.Step) {
	steps := []attendance.Step{step}
	d.look(func(x *attendance.Index, day *attendance.Day) {
		for _, c := range x.Children() {
			now := day.Child(c.ID)
			if c.ID != step.Child.ID && step.Now.State == attendance.PickupRequested &&
				now.State == attendance.PickupRequested && now.By.Person == step.Now.By.Person {
				steps = append(steps, x.StaffStep(c, day))
			}
		}
	})
	d.lastLook(d.screen, steps, nil)
}

// confirmRelease takes the steps of the chosen children.
func (d *Door) confirmRelease() {
	r := d.release
	left := func(id attendance.ChildID) bool { return r.left[id] }
	steps := slices.DeleteFunc(slices.Clone(r.steps), func(s attendance.Step) bool { return left(s.Child.ID) })
	also := slices.DeleteFunc(slices.Clone(r.also), func(a attendance.Draft) bool { return left(a.Child) })
	switch {
	case len(steps) == 0:
		d.leaveRelease()
	case r.from == Family:
		d.release = release{}
		d.commit(d.family.visit, steps, also)
	case r.from == Board:
		d.leaveRelease()
		d.takeOnBoard(steps)
	default:
		d.leaveRelease()
		d.commitHall(steps)
	}
}

// leaveRelease goes back to where the release was asked for.
func (d *Door) leaveRelease() {
	if d.release.from == Board {
		d.release = release{}
		d.goTo(Board, BoardStays)
		return
	}
	d.goHome()
}

// takeOnBoard records what a member of staff does on the board.
func (d *Door) takeOnBoard(steps []attendance.Step) {
	events, err := d.o.Desk.take(d.board.visit, steps, nil, true)
	switch {
	case errors.Is(err, ErrChanged):
		d.chime(SoundAttention)
		if !d.o.Desk.worksHere(d.board.visit) {
			d.forget()
			d.message(StaffComing)
		}
		return
	case err != nil:
		d.fault(err)
		d.board.failed = true
		d.chime(SoundAttention)
		return
	}
	var names []string
	for _, s := range steps {
		names = append(names, s.Child.GivenName)
	}
	d.board.failed = false
	d.board.undo = &BoardUndo{Name: strings.Join(names, ", "), Action: steps[0].Action}
	d.taken, d.takenBy = events, d.board.visit.by
	d.undoAt = d.o.Now().Add(UndoFor)
	d.chime(SoundOK)
}

func (r release) view(x *attendance.Index, day *attendance.Day) ReleaseView {
	v := ReleaseView{Staff: r.from != Family}
	names := namesApart(x.Children())
	for _, s := range r.steps {
		if s.Action != attendance.Release {
			continue // dropped off in the same tap
		}
		group, _ := x.Group(s.Child.Group)
		child := ReleaseChild{
			ID: s.Child.ID, Name: names[s.Child.ID], Group: group.Name, Symbol: group.Symbol, Selected: !r.left[s.Child.ID],
		}
		if v.Staff && s.Now.State == attendance.PickupRequested {
			asks, planned := s.Now.By.Person, s.Now.Collector
			if p, ok := x.Person(asks); ok {
				child.Asks = p.GivenName
				child.Right = x.RightTo(asks, s.Child.ID, day.Date())
			}
			if p, ok := x.Person(planned); ok && planned != asks {
				child.Planned = p.GivenName
			}
		}
		v.Children = append(v.Children, child)
	}
	return v
}
