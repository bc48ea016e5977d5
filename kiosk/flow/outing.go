package flow

import "tambur/kiosk/attendance"

// OpenRollCalls implements [RollCallControls].
func (d *Door) OpenRollCalls() {
	d.do(func() {
		if d.screen == Board {
			d.count.unsaved = false
			d.goTo(RollCalls, BoardStays)
		}
	})
}

// CountGroup implements [RollCallControls]. A group that is being counted is
// turned to.
func (d *Door) CountGroup(group attendance.GroupID) {
	d.do(func() {
		if d.screen == RollCalls && !d.settling() {
			d.countOut(group, d.board.visit)
		}
	})
}

// CountAgain implements [RollCallControls].
func (d *Door) CountAgain() {
	d.do(func() {
		if d.screen == RollCallReport && !d.settling() && d.report.canRepeat() {
			d.countOut(d.report.group, d.report.visit)
		}
	})
}

// countOut begins a count for an outing, by somebody who still works here.
func (d *Door) countOut(group attendance.GroupID, v visit) {
	if !d.o.Desk.worksHere(v) {
		d.forget()
		d.message(StaffComing)
		return
	}
	d.report = report{}
	for _, r := range d.o.Desk.rollCallsBegun() {
		if r.Open() && r.Reason == attendance.Outing && r.Group == group {
			d.resume(r, v)
			return
		}
	}
	d.beginCount(attendance.Outing, group, v)
}

// canRepeat tells that it was an outing's, and that who counted is still there.
func (r report) canRepeat() bool {
	return r.reason == attendance.Outing && r.visit.by.Person != ""
}

// ShowRollCall implements [RollCallControls].
func (d *Door) ShowRollCall(id attendance.EventID) {
	d.do(func() {
		if d.screen != RollCalls || d.settling() {
			return
		}
		r, ok := d.o.Desk.rollCall(id)
		switch {
		case !ok:
		case r.Open():
			d.resume(r.RollCall, d.board.visit)
		default:
			d.count.visit = d.board.visit
			d.showReport(id)
		}
	})
}

// leaveRollCalls goes one screen back, where a member of staff came from the
// board, and tells whether that was all. A real roll call is left by closing it.
func (d *Door) leaveRollCalls() bool {
	if d.screen == RollCall && d.count.reason == attendance.Real {
		return true
	}
	if d.board.visit.by.Person == "" {
		return false
	}
	switch d.screen {
	case RollCalls:
		d.goTo(Board, BoardStays)
	case RollCall:
		d.count = count{}
		d.goTo(RollCalls, BoardStays)
	case RollCallReport:
		d.report = report{}
		d.goTo(RollCalls, BoardStays)
	default:
		return false
	}
	return true
}

// rollCallsView lists what has been counted today, the last first.
func (d *Door) rollCallsView(x *attendance.Index, b BoardView, calls []attendance.RollCall) RollCallsView {
	loc := x.Location()
	v := RollCallsView{Groups: b.Groups, Unsaved: d.count.unsaved}
	for i := len(calls) - 1; i >= 0; i-- {
		r := calls[i]
		line := RollCallLine{ID: r.ID, Reason: r.Reason, Begun: inZone(r.Began, loc), Closed: inZone(r.Closed, loc)}
		if g, ok := x.Group(r.Group); ok {
			line.Group = g.Name
		}
		line.Missing = len(r.Missing())
		line.Safe = len(r.List) - line.Missing
		v.Calls = append(v.Calls, line)
	}
	return v
}
