package flow

import (
	"slices"
	"time"

	"tambur/kiosk/attendance"
)

// How long the screens of a roll call stay when nobody touches them. A real one
// stays until it is closed.
const (
	RollCallStartStays  = 20 * time.Second
	DrillStays          = 10 * time.Minute
	RollCallCloseStays  = time.Minute
	RollCallReportStays = 2 * time.Minute
)

// MarkSettles is how long after a child was marked a tap on it does nothing: a
// hurried finger that taps twice must not take the mark back.
const MarkSettles = time.Second

// RollCallStartView asks once more before a roll call begins.
type RollCallStartView struct {
	// Present is how many children would be called.
	Present int
}

// RollCallView is a roll call, open or closed. Whoever holds the tablet then
// must find every child, so it has given names as the board does.
type RollCallView struct {
	// Reason is [attendance.Drill], [attendance.Real] or [attendance.Outing].
	Reason string
	Begun  time.Time
	// AsOf is when what is shown was so.
	AsOf time.Time
	// Closed is zero while it is open; ClosedBy is who answers for it then.
	Closed   time.Time
	ClosedBy string
	Groups   []RollCallGroup
	// Group is the one of Groups whose children are Children, by name.
	Group    attendance.GroupID
	Children []RollCallChild
	// Safe and Missing count all groups' children; Gone are the missing ones,
	// FetchedUnmarked those who went home meanwhile without being marked.
	Safe, Missing   int
	Gone            []RollCallChild
	FetchedUnmarked int
	// Asking tells on [RollCallClose] that children are missing, and that this
	// has not been answered yet.
	Asking bool
	// Staff are those to choose from on [RollCallClose].
	Staff []Named
	// Unsaved tells that the last tap could not be saved, or that the beginning
	// has not been yet.
	Unsaved bool
	// Known tells that a member of staff counts who has shown who they are, so
	// that closing it asks for nobody's name.
	Known bool
	// Again tells that the same group can be counted once more.
	Again bool
	// Exported tells that the report was written to the folder for it, and
	// CanExport that there is one.
	Exported, CanExport bool
}

// RollCallGroup is a group with its count.
type RollCallGroup struct {
	ID            attendance.GroupID
	Name          string
	Symbol        string
	Safe, Missing int
	// CanUndo tells that the group was marked with one tap, which another takes
	// back.
	CanUndo bool
}

// RollCallChild is one child on the list.
type RollCallChild struct {
	ID    attendance.ChildID
	Name  string
	Group string
	Safe  bool
	// Late tells that the child came after the roll call had begun, AtDoor that
	// staff have not received it yet.
	Late, AtDoor bool
}

// RollCallsView is what the board knows of roll calls: groups to count before
// an outing, and what has been counted today.
type RollCallsView struct {
	Groups []BoardGroup
	// Calls are today's, the last first.
	Calls []RollCallLine
	// Unsaved tells that a count could not be begun.
	Unsaved bool
}

// RollCallLine is a roll call in one line.
type RollCallLine struct {
	ID            attendance.EventID
	Reason        string
	Group         string // empty for the whole unit
	Begun, Closed time.Time
	Safe, Missing int
}

// RollCallControls is what the screens of a roll call can ask of the door.
type RollCallControls interface {
	// OpenRollCall asks on Home what kind of roll call it is, or turns to the
	// one that is open.
	OpenRollCall()
	// BeginRollCall begins one, for [attendance.Drill] or [attendance.Real].
	BeginRollCall(reason string)
	// ShowCalled turns the list to another group.
	ShowCalled(attendance.GroupID)
	// MarkSafe marks a child that was seen, or takes its mark back.
	MarkSafe(attendance.ChildID)
	// MarkGroupSafe marks all of a group who are missing, or takes that back.
	MarkGroupSafe(attendance.GroupID)
	// EndRollCall asks who closes it, after asking once more if somebody is
	// missing. Whoever is known, as who counts for an outing is, closes it with
	// that.
	EndRollCall()
	// CloseRollCall names who closes it; their badge does the same.
	CloseRollCall(attendance.PersonID)

	// ExportRollCall writes the report shown to where it can be printed from.
	ExportRollCall()

	// OpenRollCalls shows on the board what has been counted today.
	OpenRollCalls()
	// CountGroup begins a group's count for an outing.
	CountGroup(attendance.GroupID)
	// CountAgain counts the group of the report shown once more.
	CountAgain()
	// ShowRollCall turns to one of today's.
	ShowRollCall(attendance.EventID)
}

// count is a roll call that is on the tablet, whatever else is on the screen
// for a moment.
type count struct {
	// call is the event that began it; empty while that could not be saved. Then
	// the list is shown all the same.
	call   attendance.EventID
	reason string // empty: there is none
	group  attendance.GroupID
	begun  time.Time
	// visit is who is at it; nobody when it began on Home.
	visit visit
	// shown is the group whose children are shown.
	shown attendance.GroupID
	// marked is when each child was last tapped, together what one tap marked.
	marked   map[attendance.ChildID]time.Time
	together map[attendance.GroupID][]attendance.Event
	asked    bool // that somebody is missing has been answered
	unsaved  bool
}

// known tells whether a member of staff is at it who has shown who they are.
func (c count) known() bool { return c.visit.by.Person != "" }

// by is who counts: the kiosk where nobody is known.
func (c count) by() attendance.By {
	if !c.known() {
		return attendance.By{How: attendance.ByKiosk}
	}
	return c.visit.by
}

// stays is how long the list stays untouched; zero is for ever.
func (c count) stays() time.Duration {
	switch c.reason {
	case attendance.Real:
		return 0
	case attendance.Outing:
		return BoardStays // it is a member of staff's, as the board is
	}
	return DrillStays
}

// OpenRollCall implements [RollCallControls].
func (d *Door) OpenRollCall() {
	d.do(func() {
		if d.screen != Home {
			return
		}
		if open, ok := d.openCall(""); ok {
			d.resume(open, visit{})
			return
		}
		if !d.ready() {
			return
		}
		d.goTo(RollCallStart, RollCallStartStays)
		// The second tap must be another one than the first.
		d.settled = d.o.Now().Add(Settles)
	})
}

// BeginRollCall implements [RollCallControls].
func (d *Door) BeginRollCall(reason string) {
	d.do(func() {
		if d.screen == RollCallStart && !d.settling() && (reason == attendance.Drill || reason == attendance.Real) {
			d.beginCount(reason, "", visit{})
		}
	})
}

// beginCount shows the list, and records that it has begun. In an emergency a
// list that can't be saved is better than none.
func (d *Door) beginCount(reason string, group attendance.GroupID, v visit) {
	d.count = count{reason: reason, group: group, visit: v, begun: d.o.Now()}
	d.saveBegun()
	d.showCount()
}

// saveBegun records the beginning, if that isn't yet, and tells whether it is.
func (d *Door) saveBegun() bool {
	c := &d.count
	if c.call != "" {
		return true
	}
	events, err := d.o.Desk.keep(attendance.Draft{Kind: attendance.RollCallBegun, Reason: c.reason, Group: c.group, By: c.by()})
	if d.unsaved(err) {
		return false
	}
	c.call, c.begun = events[0].ID, events[0].At
	return true
}

// unsaved tells whether something could not be saved, and has the screen say it.
func (d *Door) unsaved(err error) bool {
	d.count.unsaved = err != nil
	if err != nil {
		d.fault(err)
		d.chime(SoundAttention)
	}
	return err != nil
}

// resume turns to a roll call that is open.
func (d *Door) resume(r attendance.RollCall, v visit) {
	d.count = count{call: r.ID, reason: r.Reason, group: r.Group, begun: r.Began, visit: v}
	d.showCount()
}

func (d *Door) showCount() {
	c := &d.count
	c.asked = false
	if c.marked == nil {
		c.marked, c.together = make(map[attendance.ChildID]time.Time), make(map[attendance.GroupID][]attendance.Event)
		c.shown = c.group
		d.look(func(x *attendance.Index, _ *attendance.Day) {
			if groups := boardGroups(x, x.Children()); c.group == "" && len(groups) > 0 {
				c.shown = groups[0].ID
			}
		})
	}
	d.goTo(RollCall, c.stays())
	if c.stays() == 0 {
		d.leaveAt = time.Time{}
	}
}

// backToCount turns back to the roll call that is on the tablet, and tells
// whether there is one. A drill or an outing that nobody is at any more is left
// open; it waits to be turned to.
func (d *Door) backToCount() bool {
	if d.screen == RollCall && d.count.reason != attendance.Real {
		d.count = count{}
	}
	if d.count.reason == "" {
		open, ok := d.openCall(attendance.Real)
		if !ok {
			return false
		}
		d.speaking, d.language = d.o.Languages[0], d.o.Languages[0]
		d.resume(open, visit{})
		return true
	}
	d.speaking, d.language = d.o.Languages[0], d.o.Languages[0]
	d.showCount()
	return true
}

// followCount keeps the screen to what the journal says: a real roll call that
// began before a restart or on another tablet is turned to, and one that has
// ended gives way to its report.
func (d *Door) followCount() {
	if d.screen == Home {
		if open, ok := d.openCall(attendance.Real); ok {
			d.resume(open, visit{})
		}
		return
	}
	if d.count.call == "" || d.screen != RollCall && d.screen != RollCallClose {
		return
	}
	switch r, known := d.o.Desk.rollCall(d.count.call); {
	case !known: // yesterday's
		d.count = count{}
		d.goHome()
	case !r.Open():
		d.showReport(r.ID)
	}
}

// openCall is the last roll call of the whole unit that is still open, of one
// reason or, where that is empty, of any but an outing.
func (d *Door) openCall(reason string) (open attendance.RollCall, ok bool) {
	for _, r := range d.o.Desk.rollCallsBegun() {
		if r.Open() && r.Reason != attendance.Outing && (reason == "" || r.Reason == reason) {
			open, ok = r, true
		}
	}
	return open, ok
}

// ready tells whether there is a directory.
func (d *Door) ready() (ready bool) {
	d.look(func(*attendance.Index, *attendance.Day) { ready = true })
	return ready
}

// groupOnList is the group under which the list has those of a group: one that
// is unknown is with those without any.
func (d *Door) groupOnList(group attendance.GroupID) attendance.GroupID {
	d.look(func(x *attendance.Index, _ *attendance.Day) {
		if _, ok := x.Group(group); !ok {
			group = ""
		}
	})
	return group
}

// ShowCalled implements [RollCallControls].
func (d *Door) ShowCalled(group attendance.GroupID) {
	d.do(func() {
		if d.screen == RollCall || d.screen == RollCallReport {
			d.count.shown = group
			d.touched()
		}
	})
}

// MarkSafe implements [RollCallControls].
func (d *Door) MarkSafe(child attendance.ChildID) {
	d.do(func() {
		if d.screen != RollCall {
			return
		}
		d.touched()
		now := d.o.Now()
		if at, before := d.count.marked[child]; before && now.Sub(at).Abs() < MarkSettles {
			return
		}
		if !d.saveBegun() {
			return
		}
		if c, on := d.called().children[child]; on && d.mark(child, c.marks) {
			d.count.marked[child] = now
		}
	})
}

// mark marks a child, or takes all of its marks back: two tablets may have
// marked it.
func (d *Door) mark(child attendance.ChildID, marks []attendance.Event) bool {
	var err error
	if len(marks) > 0 {
		_, err = d.o.Desk.Undo(d.count.by(), marks)
	} else {
		_, err = d.o.Desk.keep(d.safe(child))
	}
	return !d.unsaved(err)
}

func (d *Door) safe(child attendance.ChildID) attendance.Draft {
	return attendance.Draft{Kind: attendance.MarkedSafe, Child: child, About: d.count.call, By: d.count.by()}
}

// MarkGroupSafe implements [RollCallControls].
func (d *Door) MarkGroupSafe(group attendance.GroupID) {
	d.do(func() {
		if d.screen != RollCall {
			return
		}
		d.touched()
		now := d.o.Now()
		var drafts []attendance.Draft
		var standing []attendance.Event
		if !d.saveBegun() {
			return
		}
		r := d.called()
		for _, c := range r.List {
			if d.groupOnList(c.Group) != group {
				continue
			}
			if at, before := d.count.marked[c.Child]; before && now.Sub(at).Abs() < MarkSettles {
				return
			}
			if !c.Safe {
				drafts = append(drafts, d.safe(c.Child))
			}
			for _, e := range d.count.together[group] {
				if slices.ContainsFunc(r.children[c.Child].marks, func(m attendance.Event) bool { return m.ID == e.ID }) {
					standing = append(standing, e)
				}
			}
		}
		var marked []attendance.Event
		var err error
		switch {
		case len(drafts) > 0:
			marked, err = d.o.Desk.keep(drafts...)
		case len(standing) > 0:
			_, err = d.o.Desk.Undo(d.count.by(), standing)
		default:
			return
		}
		if d.unsaved(err) {
			return
		}
		d.count.together[group] = marked
		for _, e := range slices.Concat(marked, standing) {
			d.count.marked[e.Child] = now
		}
	})
}

// EndRollCall implements [RollCallControls].
func (d *Door) EndRollCall() {
	d.do(func() {
		if d.settling() {
			return
		}
		missing := len(d.called().Missing()) > 0
		switch {
		case d.screen == RollCall && d.count.known() && !missing:
			d.closeCount(d.count.by())
		case d.screen == RollCall:
			d.goTo(RollCallClose, RollCallCloseStays)
		case d.screen == RollCallClose && d.count.known():
			d.closeCount(d.count.by())
		case d.screen == RollCallClose && missing && !d.count.asked:
			d.count.asked = true
			d.settled = d.o.Now().Add(Settles)
			d.touched()
		}
	})
}

// CloseRollCall implements [RollCallControls]. Nobody is asked for a PIN: who
// says that they answer for it is recorded as just that.
func (d *Door) CloseRollCall(person attendance.PersonID) {
	d.do(func() {
		if d.screen != RollCallClose || d.settling() || d.count.known() || d.doubtful() {
			return
		}
		if p, ok := d.person(person); ok && p.Staff {
			d.closeCount(attendance.By{Person: person, How: attendance.ByName})
		}
	})
}

// closedBy has a member of staff close the roll call with their badge, and tells
// whether it was one. While the question stands it is not answered with a badge.
func (d *Door) closedBy(reply Reply, decision attendance.Decision, v visit) bool {
	if d.screen != RollCallClose || reply != Known || !decision.Person.Staff {
		return false
	}
	if d.doubtful() {
		d.chime(SoundAttention)
		d.touched()
		return true
	}
	d.closeCount(v.by)
	return true
}

// doubtful tells that children are missing and nobody has said to close it all
// the same.
func (d *Door) doubtful() bool { return !d.count.asked && len(d.called().Missing()) > 0 }

func (d *Door) closeCount(by attendance.By) {
	if !d.saveBegun() {
		return
	}
	_, err := d.o.Desk.keep(attendance.Draft{Kind: attendance.RollCallClosed, About: d.count.call, By: by})
	if d.unsaved(err) {
		return
	}
	d.chime(SoundOK)
	d.showReport(d.count.call)
}

// showReport shows a roll call that is closed. It is no longer on the tablet.
func (d *Door) showReport(call attendance.EventID) {
	r, ok := d.o.Desk.rollCall(call)
	if !ok {
		return
	}
	d.report = report{call: call, group: r.Group, reason: r.Reason, visit: d.count.visit}
	d.count = count{shown: d.count.shown}
	d.goTo(RollCallReport, RollCallReportStays)
}

// ExportRollCall implements [RollCallControls].
func (d *Door) ExportRollCall() {
	d.do(func() {
		if d.screen != RollCallReport || d.o.Export == nil || d.report.exported {
			return
		}
		d.touched()
		if !d.unsaved(d.o.Export(d.report.call)) {
			d.report.exported = true
		}
	})
}

// report is a closed roll call that is shown.
type report struct {
	call     attendance.EventID
	reason   string
	group    attendance.GroupID
	visit    visit
	exported bool
}

// called is the roll call that is on the tablet, with its children as they are
// now; also of one that could not be saved.
func (d *Door) called() rollCall {
	if d.count.call == "" {
		return d.o.Desk.unsavedCall(d.count)
	}
	r, _ := d.o.Desk.rollCall(d.count.call)
	return r
}
