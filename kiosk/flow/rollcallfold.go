package flow

import "tambur/kiosk/attendance"

// rollCall is a roll call with what was recorded about each child's marks.
type rollCall struct {
	attendance.RollCall
	children map[attendance.ChildID]called
}

// called is what the list needs to know of a child beside the roll call.
type called struct {
	now attendance.ChildDay
	// marks are those that stand: two tablets may have marked the same child.
	marks []attendance.Event
}

// rollCallsBegun are the day's, in the order in which they began, without their
// children.
func (d *Desk) rollCallsBegun() (calls []attendance.RollCall) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if day := d.today(d.now()); day != nil {
		calls = day.RollCallsBegun()
	}
	return calls
}

// rollCall looks one of the day's up.
func (d *Desk) rollCall(id attendance.EventID) (rollCall, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	day := d.today(d.now())
	if day == nil {
		return rollCall{}, false
	}
	r, ok := day.RollCall(id)
	return withMarks(r, day), ok
}

// unsavedCall is the list for a roll call that could not be recorded.
func (d *Desk) unsavedCall(c count) rollCall {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := attendance.RollCall{Reason: c.reason, Group: c.group, Began: c.begun}
	day := d.today(d.now())
	if day == nil {
		return rollCall{RollCall: r}
	}
	for _, child := range d.index.Children() {
		group := day.GroupOf(child.ID)
		if day.Child(child.ID).Here() && (c.group == "" || c.group == group) {
			r.List = append(r.List, attendance.Called{Child: child.ID, Group: group})
		}
	}
	return withMarks(r, day)
}

func withMarks(r attendance.RollCall, day *attendance.Day) rollCall {
	all := rollCall{RollCall: r, children: make(map[attendance.ChildID]called)}
	for _, c := range r.List {
		one := called{now: day.Child(c.Child)}
		if c.Safe {
			for _, e := range attendance.Standing(day.Events(c.Child)) {
				if e.Kind == attendance.MarkedSafe && e.About == r.ID {
					one.marks = append(one.marks, e)
				}
			}
		}
		all.children[c.Child] = one
	}
	return all
}

// keep records what has been drafted.
func (d *Desk) keep(drafts ...attendance.Draft) ([]attendance.Event, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.record(drafts)
}
