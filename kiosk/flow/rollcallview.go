package flow

import (
	"cmp"
	"slices"
	"time"

	"tambur/kiosk/attendance"
)

// callShown is the roll call that is on the screen, or the report's.
func (d *Door) callShown() (r rollCall) {
	switch d.screen {
	case RollCall, RollCallClose:
		r = d.called()
	case RollCallReport:
		r, _ = d.o.Desk.rollCall(d.report.call)
	}
	return r
}

// rollCallView is the roll call on the screen, or the report.
func (d *Door) rollCallView(x *attendance.Index, r rollCall) RollCallView {
	loc := x.Location()
	v := RollCallView{
		Reason: r.Reason, Begun: inZone(r.Began, loc), AsOf: d.o.Now().In(loc).Truncate(time.Minute), Closed: inZone(r.Closed, loc),
		Group: d.count.shown, Unsaved: d.count.unsaved || r.ID == "", Exported: d.report.exported, CanExport: d.o.Export != nil,
		Again: d.screen == RollCallReport && d.report.canRepeat(), Known: d.count.known(),
	}
	if !r.Open() {
		v.AsOf = v.Closed
	}
	if p, ok := x.Person(r.ClosedBy.Person); ok {
		v.ClosedBy = p.GivenName
	}
	v.FetchedUnmarked = len(r.Left)
	all := x.Children()
	names := namesApart(all)
	groups := boardGroups(x, all)
	position := make(map[attendance.GroupID]int)
	order := make(map[string]int)
	for _, g := range groups {
		if r.Group == "" || g.ID == r.Group {
			position[g.ID], order[g.Name] = len(v.Groups), len(v.Groups)
			v.Groups = append(v.Groups, RollCallGroup{ID: g.ID, Name: g.Name, Symbol: g.Symbol})
		}
	}
	if _, there := position[v.Group]; !there && len(v.Groups) > 0 {
		v.Group = v.Groups[0].ID
	}
	for _, c := range r.List {
		at, there := position[c.Group]
		if !there {
			if at, there = position[""]; !there { // marked in another group's count
				at = 0
			}
		}
		if at >= len(v.Groups) {
			continue
		}
		g := &v.Groups[at]
		of := r.children[c.Child]
		child := RollCallChild{
			ID: c.Child, Name: names[c.Child], Group: g.Name,
			Safe: c.Safe, Late: c.Late, AtDoor: r.Open() && of.now.State == attendance.AtDoor,
		}
		if child.Safe {
			g.Safe++
			v.Safe++
		} else {
			g.Missing++
			v.Missing++
			v.Gone = append(v.Gone, child)
		}
		g.CanUndo = g.CanUndo || slices.ContainsFunc(of.marks, func(m attendance.Event) bool {
			return slices.ContainsFunc(d.count.together[g.ID], func(e attendance.Event) bool { return e.ID == m.ID })
		})
		if g.ID == v.Group {
			v.Children = append(v.Children, child)
		}
	}
	slices.SortStableFunc(v.Gone, func(a, b RollCallChild) int { return cmp.Compare(order[a.Group], order[b.Group]) })
	for i := range v.Groups {
		v.Groups[i].CanUndo = v.Groups[i].CanUndo && v.Groups[i].Missing == 0
	}
	if d.screen == RollCallClose {
		v.Asking = v.Missing > 0 && !d.count.asked
		if !v.Asking {
			for _, p := range x.Staff() {
				v.Staff = append(v.Staff, Named{p.ID, p.GivenName})
			}
		}
	}
	return v
}
