package screen

import (
	"fmt"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

func rollCallStart() flow.View {
	v := on(flow.RollCallStart)
	v.RollCallStart.Present = 23
	return v
}

// rollCall has n children in the group shown, of whom some are missing.
func rollCall(screen flow.Screen, reason string, n, missing int) flow.View {
	v := on(screen)
	v.Now = at(10, 42)
	c := &v.RollCall
	c.Reason, c.Begun, c.AsOf, c.Group = reason, at(10, 38), at(10, 42), "g0"
	names := []string{"Adrian", "Agnes", "Albin", "Alma", "Astrid", "August", "Bo", "Ebba", "Elias", "Elsa L", "Elsa S", "Folke", "Freja", "Hedda", "Hugo", "Iris", "Ivar", "Maximilian-Alexander"}
	for i := range n {
		child := flow.RollCallChild{
			ID: attendance.ChildID(fmt.Sprint("r", i)), Name: names[i%len(names)], Group: "Blåklockan",
			Safe: i >= missing, Late: i%7 == 1, AtDoor: i%9 == 3,
		}
		c.Children = append(c.Children, child)
		if !child.Safe {
			c.Gone = append(c.Gone, child)
		}
	}
	for i, g := range sampleGroups {
		c.Groups = append(c.Groups, flow.RollCallGroup{ID: attendance.GroupID(fmt.Sprint("g", i)), Name: g.name, Symbol: g.symbol, Safe: 14})
	}
	c.Groups[0].Safe, c.Groups[0].Missing = n-missing, missing
	c.Safe, c.Missing = 28+n-missing, missing
	switch screen {
	case flow.RollCallClose:
		c.Asking = true
	case flow.RollCallReport:
		c.Closed, c.AsOf, c.ClosedBy, c.CanExport = at(10, 51), at(10, 51), "Agneta", true
	}
	return v
}

// rollCalls has n of today's counts, the last of them still open.
func rollCalls(n int) flow.View {
	v := on(flow.RollCalls)
	v.RollCalls.Groups = board(0).Board.Groups
	for i := range n {
		line := flow.RollCallLine{ID: attendance.EventID(fmt.Sprint("e", i)), Reason: attendance.Outing, Group: "Blåklockan", Begun: at(11, 55-i*4), Closed: at(11, 57-i*4), Safe: 13}
		switch i {
		case 0:
			line = flow.RollCallLine{ID: line.ID, Reason: line.Reason, Group: line.Group, Begun: line.Begun, Safe: 3, Missing: 10}
		case 1:
			line.Missing = 1
		case 3:
			line.Reason, line.Group = attendance.Drill, ""
		}
		v.RollCalls.Calls = append(v.RollCalls.Calls, line)
	}
	return v
}

func rollCallCorners() []sample {
	many := rollCall(flow.RollCall, attendance.Drill, 40, 40)
	many.RollCall.Unsaved = true
	for i := range 9 {
		g := many.RollCall.Groups[1]
		g.ID = attendance.GroupID(fmt.Sprint("h", i))
		many.RollCall.Groups = append(many.RollCall.Groups, g)
	}
	who := rollCall(flow.RollCallClose, attendance.Real, 12, 0)
	who.RollCall.Asking, who.RollCall.Unsaved, who.RollCall.Staff = false, true, pin(30).PIN.Staff
	lost := rollCall(flow.RollCallClose, attendance.Real, 40, 33)
	all := rollCall(flow.RollCall, attendance.Outing, 12, 0)
	all.RollCall.Groups = all.RollCall.Groups[:1]
	all.RollCall.Groups[0].CanUndo = true
	counted := rollCall(flow.RollCallReport, attendance.Outing, 12, 0)
	counted.RollCall.Groups = counted.RollCall.Groups[:1]
	counted.RollCall.Again, counted.RollCall.Exported = true, true
	empty := rollCall(flow.RollCall, attendance.Real, 0, 0)
	calls := rollCalls(12)
	calls.RollCalls.Unsaved = true
	for i := range 9 {
		g := calls.RollCalls.Groups[i%3]
		g.ID = attendance.GroupID(fmt.Sprint("h", i))
		calls.RollCalls.Groups = append(calls.RollCalls.Groups, g)
	}
	drill := home()
	drill.Home.Drill = true
	return []sample{
		{"home-drill", drill},
		{"roll-call-many", many}, {"roll-call-who", who}, {"roll-call-lost", lost}, {"roll-call-all", all},
		{"roll-call-counted", counted}, {"roll-call-empty", empty}, {"roll-calls-many", calls}, {"roll-calls-none", rollCalls(0)},
	}
}
