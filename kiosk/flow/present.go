package flow

import (
	"reflect"
	"slices"
	"time"

	"tambur/kiosk/attendance"
)

// view makes the value that the screen shows.
func (d *Door) view() View {
	v := View{Screen: d.screen, Language: d.speaking, NotUndone: d.screen == NotSaved && d.undoing, NotTold: d.screen == NotSaved && d.untold, Home: HomeView{Current: -1, Sync: d.sync, Unready: true}}
	now := d.o.Now()
	call := d.callShown()
	drill, open := d.openCall("")
	d.look(func(x *attendance.Index, day *attendance.Day) {
		now = now.In(x.Location())
		v.Unit = x.Unit().Name
		v.Home = d.homeView(now, day.Date())
		v.Home.Drill = open && drill.Reason == attendance.Drill
		switch d.screen {
		case Home:
			v.Home.Hall = d.hallView(x, day, now)
		case Family:
			v.Family = d.family.view(x.Location(), func(id attendance.GroupID) attendance.Group {
				g, _ := x.Group(id)
				return g
			})
			d.nameCollectors(&v.Family, x)
			d.tellAbsences(&v.Family, now)
			v.Family.CanSetPIN = d.canSetPIN(x)
			v.Family.Messages = day.Unread(d.family.visit.by.Person)
		case Collector:
			v.Collector = d.collectorView(x, day)
		case PINPad:
			v.PIN = d.pinView(x, now)
		case ReleaseCheck:
			v.Release = d.release.view(x, day)
		case Board:
			v.Board = d.boardView(x, day)
		case Notes:
			v.Notes = d.notesView(x, day)
		case RollCallStart:
			for _, g := range d.boardView(x, day).Groups {
				v.RollCallStart.Present += g.Present
			}
		case RollCall, RollCallClose, RollCallReport:
			v.RollCall = d.rollCallView(x, call)
		case RollCalls:
			v.RollCalls = d.rollCallsView(x, d.boardView(x, day), day.RollCalls())
		case Children:
			v.Children = d.childrenView(x, day)
		case Child:
			v.Child = d.childView(x, day)
		case Correct:
			v.Correct = d.correctView(x)
		case Evening:
			v.Evening = d.eveningView(day)
		}
	})
	v.Now = now.Truncate(time.Minute)
	switch d.screen {
	case Absence:
		v.Absence = d.absenceView()
	case NotePhrases:
		v.Note = d.telling.view()
	case Writing:
		v.Writing = d.telling.writing()
	}
	if d.screen == Done {
		v.Done = d.finished
		v.Done.Steps = slices.Clone(d.finished.Steps)
		v.Done.At = v.Done.At.In(now.Location())
		v.Done.CanTell = !d.finished.Undone && len(d.telling.children) > 0
		v.Done.CanUndo = !d.undoAt.IsZero() && len(d.taken) > 0
	}
	return v
}

// clock is what a clock on the unit's wall shows.
func (d *Door) clock() attendance.TimeOfDay {
	now := d.o.Now()
	d.look(func(x *attendance.Index, _ *attendance.Day) { now = now.In(x.Location()) })
	return attendance.TimeOfDayOf(now)
}

// inZone is t as the clocks in loc show it; no time stays none.
func inZone(t time.Time, loc *time.Location) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.In(loc)
}

func (d *Door) homeView(now time.Time, date attendance.Date) HomeView {
	plan, synced := d.today.On(date), d.sync
	synced.Since = inZone(synced.Since, now.Location())
	return HomeView{
		Schedule: plan.Schedule,
		Current:  plan.Now(now),
		Menu:     plan.Menu,
		Notices:  d.today.NoticesOn(date),
		Sync:     synced,
	}
}

func (d *Door) pinView(x *attendance.Index, now time.Time) PINView {
	v := PINView{Chosen: d.pin.person, Digits: len(d.pin.digits), Wrong: d.pin.wrong, Stage: d.pin.set.stage, Refused: d.pin.set.refused}
	if d.pin.until.After(now) {
		v.LockedUntil = d.pin.until.In(now.Location())
	}
	if !d.pin.holder {
		for _, p := range x.Staff() {
			if p.PIN != "" {
				v.Staff = append(v.Staff, Named{p.ID, p.GivenName})
			}
		}
	}
	return v
}

func (d *Door) boardView(x *attendance.Index, day *attendance.Day) BoardView {
	v := BoardView{By: d.board.name, Group: d.board.group, Failed: d.board.failed, Warnings: slices.Clone(d.warnings)}
	if d.board.undo != nil && !d.undoAt.IsZero() {
		undo := *d.board.undo
		v.Undo = &undo
	}
	v.StillHereOn, v.StillHere = d.stillHere(x, day)
	tiles, groups := d.boardChildren(x, day)
	position := make(map[attendance.GroupID]int)
	for _, g := range groups {
		position[g.ID] = len(v.Groups)
		v.Groups = append(v.Groups, BoardGroup{ID: g.ID, Name: g.Name, Symbol: g.Symbol})
	}
	for _, tile := range tiles {
		v.Groups[position[tile.group]].count(tile.State)
		if tile.State == attendance.AtDoor || tile.State == attendance.PickupRequested {
			v.Waiting = append(v.Waiting, tile.BoardChild)
		}
		if tile.group == d.board.group {
			v.Children = append(v.Children, tile.BoardChild)
		}
	}
	v.countNotes(day)
	slices.SortStableFunc(v.Waiting, func(a, b BoardChild) int { return a.Since.Compare(b.Since) })
	return v
}

// grouped is a child with the group that it is with today, as the board has it.
type grouped struct {
	BoardChild
	group attendance.GroupID
}

// boardChildren are all children, in the order of the directory's, and the
// groups of the board.
func (d *Door) boardChildren(x *attendance.Index, day *attendance.Day) ([]grouped, []attendance.Group) {
	children := x.Children()
	groups := boardGroups(x, children)
	for i := range children {
		children[i].Group = day.GroupOf(children[i].ID)
	}
	names := namesApart(children)
	all := make([]grouped, 0, len(children))
	for _, child := range children {
		group, known := x.Group(child.Group)
		if !known {
			group = groups[len(groups)-1]
		}
		own, _ := x.Child(child.ID)
		step := x.StaffStep(own, day)
		tile := BoardChild{
			ID: child.ID, Name: names[child.ID], Group: group.Name, State: step.Now.State,
			Since: inZone(step.Now.Since, x.Location()), Action: step.Action,
			Planned: step.Now.Planned, From: step.Now.From, Until: step.Now.Until,
			Flags: slices.Clone(step.Now.Flags), Moved: child.Group != own.Group,
		}
		if p, ok := x.Person(step.Now.Collector); ok {
			tile.Collector = p.GivenName
		}
		all = append(all, grouped{tile, group.ID})
	}
	return all, groups
}

// boardGroups are the unit's groups, and one more for children who are in none
// of them: whoever must know which children are here counts those too.
func boardGroups(x *attendance.Index, children []attendance.Child) []attendance.Group {
	groups := x.Groups()
	for _, child := range children {
		if _, ok := x.Group(child.Group); !ok {
			return append(groups, attendance.Group{Name: x.Unit().Name})
		}
	}
	return groups
}

func (g *BoardGroup) count(s attendance.State) {
	g.Total++
	switch s {
	case attendance.Present, attendance.PickupRequested:
		g.Present++
	case attendance.Expected, attendance.AtDoor:
		g.Expected++
	}
}

// namesApart are the children's given names. Children of one group who share one
// have the first letter of the family name added, or all of it where that
// letter is the same too.
func namesApart(children []attendance.Child) map[attendance.ChildID]string {
	type called struct {
		group attendance.GroupID
		name  string
	}
	letter := func(c attendance.Child) string {
		for _, r := range c.FamilyName {
			return c.GivenName + " " + string(r)
		}
		return c.GivenName
	}
	count := make(map[called]int)
	for _, c := range children {
		count[called{c.Group, c.GivenName}]++
		if short := letter(c); short != c.GivenName {
			count[called{c.Group, short}]++
		}
	}
	names := make(map[attendance.ChildID]string, len(children))
	for _, c := range children {
		name := c.GivenName
		if count[called{c.Group, name}] > 1 {
			name = letter(c)
		}
		if name != c.GivenName && count[called{c.Group, name}] > 1 {
			name = c.GivenName + " " + c.FamilyName
		}
		names[c.ID] = name
	}
	return names
}

// doneView tells what was recorded of all that was offered: the steps taken and
// the pick-ups moved.
func doneView(offered, taken []attendance.Step, also []attendance.Draft, at time.Time, name func(attendance.PersonID) string) DoneView {
	v := DoneView{At: at}
	for _, s := range offered {
		step := DoneStep{GivenName: s.Child.GivenName, Action: attendance.Wait}
		said := false
		if slices.ContainsFunc(taken, func(t attendance.Step) bool { return t.Child.ID == s.Child.ID }) {
			step.Action = s.Action
		}
		if comes(step.Action) {
			step.HasPickup, step.Pickup = s.Now.Planned, s.Now.Until
		}
		for _, change := range also {
			if change.Child == s.Child.ID && change.Kind == attendance.PickupPlanned {
				step.HasPickup, step.Pickup = true, change.Pickup
			}
			if change.Child == s.Child.ID {
				said = true
				step.say(change, name)
				step.tellHome(change)
			}
		}
		if step.Action != attendance.Wait || said {
			v.Steps = append(v.Steps, step)
		}
	}
	return v
}

func equal(a, b View) bool { return reflect.DeepEqual(a, b) }
