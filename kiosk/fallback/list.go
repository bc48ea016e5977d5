package fallback

import (
	"strings"
	"time"

	"tambur/kiosk/attendance"
)

// List is who is here, or the report of a roll call. Times are in the unit's
// zone.
type List struct {
	Unit string
	// AsOf is when it was so.
	AsOf   time.Time
	Groups []Group
	// Report is set where this is a roll call's.
	Report *Report
}

// Report is what is told of a roll call beside its children.
type Report struct {
	Reason        string // as in [attendance.RollCall]
	Began, Closed time.Time
	ClosedBy      string
	Safe, Missing int
}

// Group is a group's part of a list.
type Group struct {
	Name     string
	Children []Child
}

// Child is one line.
type Child struct {
	// Name is the given name and the first letter of the family name.
	Name  string
	State attendance.State
	Since time.Time
	// Pickup is when the child is to be collected, "15:30", or nothing.
	Pickup string
	// Safe tells, in a report, that the child was seen, Late that it came after
	// the roll call had begun.
	Safe, Late bool
}

// Here lists who is to be looked for at a moment: all who are in the preschool's
// care or at its door.
func Here(x *attendance.Index, day *attendance.Day, at time.Time) List {
	l := List{Unit: x.Unit().Name, AsOf: at.In(x.Location())}
	into := l.groups(x)
	for _, c := range x.Children() {
		now := day.Child(c.ID)
		if !now.Here() {
			continue
		}
		into(day.GroupOf(c.ID), lineOf(x, c, now))
	}
	return l
}

// ReportOf is a roll call's report, as its list was when it was closed or is now.
func ReportOf(x *attendance.Index, day *attendance.Day, r attendance.RollCall, now time.Time) List {
	loc := x.Location()
	l := List{Unit: x.Unit().Name, AsOf: now.In(loc), Report: &Report{
		Reason: r.Reason, Began: r.Began.In(loc), Missing: len(r.Missing()), Safe: len(r.List) - len(r.Missing()),
	}}
	if !r.Open() {
		l.AsOf, l.Report.Closed = r.Closed.In(loc), r.Closed.In(loc)
		if p, ok := x.Person(r.ClosedBy.Person); ok {
			l.Report.ClosedBy = p.GivenName
		}
	}
	into := l.groups(x)
	for _, called := range r.List {
		c, ok := x.Child(called.Child)
		if !ok {
			continue
		}
		line := lineOf(x, c, day.Child(c.ID))
		// What the child has done since the roll call is no part of it.
		line.State, line.Since = "", time.Time{}
		if arrived := day.Child(c.ID).Arrived; !arrived.IsZero() {
			line.Since = arrived.In(loc)
		}
		line.Safe, line.Late = called.Safe, called.Late
		into(called.Group, line)
	}
	return l
}

// groups makes the list's groups, with one more, named like the unit, for those
// who are in none, and gives what puts a child into one.
func (l *List) groups(x *attendance.Index) func(attendance.GroupID, Child) {
	at := make(map[attendance.GroupID]int)
	for _, g := range x.Groups() {
		at[g.ID] = len(l.Groups)
		l.Groups = append(l.Groups, Group{Name: g.Name})
	}
	return func(id attendance.GroupID, c Child) {
		i, ok := at[id]
		if !ok {
			if i, ok = at[""]; !ok {
				i = len(l.Groups)
				at[""] = i
				l.Groups = append(l.Groups, Group{Name: l.Unit})
			}
		}
		l.Groups[i].Children = append(l.Groups[i].Children, c)
	}
}

func lineOf(x *attendance.Index, c attendance.Child, now attendance.ChildDay) Child {
	line := Child{Name: c.GivenName, State: now.State}
	for _, r := range strings.TrimSpace(c.FamilyName) {
		line.Name += " " + string(r)
		break
	}
	if !now.Since.IsZero() {
		line.Since = now.Since.In(x.Location())
	}
	if now.Planned {
		line.Pickup = now.Until.String()
	}
	return line
}

// Count is how many children are on it.
func (l List) Count() (n int) {
	for _, g := range l.Groups {
		n += len(g.Children)
	}
	return n
}
