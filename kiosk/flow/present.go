package flow

import (
	"reflect"
	"slices"
	"time"

	"tambur/kiosk/attendance"
)

// view makes the value that the screen shows.
func (d *Door) view() View {
	v := View{Screen: d.screen, Language: d.speaking, Home: HomeView{Current: -1, Sync: d.sync, Unready: true}}
	now := d.o.Now()
	d.look(func(x *attendance.Index, day *attendance.Day) {
		now = now.In(x.Location())
		v.Unit = x.Unit().Name
		v.Home = d.homeView(now, day.Date())
		switch d.screen {
		case Family:
			v.Family = d.family.view(func(id attendance.GroupID) attendance.Group {
				g, _ := x.Group(id)
				return g
			})
		case PINPad:
			v.PIN = d.pinView(x, now)
		case Board:
			v.Board = d.boardView(x, day)
		}
	})
	v.Now = now.Truncate(time.Minute)
	if d.screen == Done {
		v.Done = d.finished
		v.Done.Steps = slices.Clone(d.finished.Steps)
		v.Done.At = v.Done.At.In(now.Location())
		v.Done.CanUndo = !d.undoAt.IsZero() && len(d.taken) > 0
	}
	return v
}

func (d *Door) homeView(now time.Time, date attendance.Date) HomeView {
	plan := d.today.On(date)
	return HomeView{
		Schedule: plan.Schedule,
		Current:  plan.Now(now),
		Menu:     plan.Menu,
		Notices:  d.today.NoticesOn(date),
		Sync:     d.sync,
	}
}

func (d *Door) pinView(x *attendance.Index, now time.Time) PINView {
	v := PINView{Chosen: d.pin.person, Digits: len(d.pin.digits), Wrong: d.pin.wrong}
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
	position := make(map[attendance.GroupID]int)
	for i, g := range x.Groups() {
		position[g.ID] = i
		v.Groups = append(v.Groups, BoardGroup{ID: g.ID, Name: g.Name, Symbol: g.Symbol})
	}
	for _, child := range x.Children() {
		step := x.StaffStep(child, day)
		tile := BoardChild{
			ID: child.ID, Name: child.GivenName, State: step.Now.State, Since: step.Now.Since.In(x.Location()),
			Action: step.Action, Planned: step.Now.Planned, From: step.Now.From, Until: step.Now.Until,
			Flags: slices.Clone(step.Now.Flags),
		}
		if step.Now.Since.IsZero() {
			tile.Since = time.Time{}
		}
		if i, ok := position[child.Group]; ok {
			tile.Group = v.Groups[i].Name
			v.Groups[i].count(tile.State)
		}
		if tile.State == attendance.AtDoor || tile.State == attendance.PickupRequested {
			v.Waiting = append(v.Waiting, tile)
		}
		if child.Group == d.board.group {
			v.Children = append(v.Children, tile)
		}
	}
	tellApart(v.Children, x)
	slices.SortStableFunc(v.Waiting, func(a, b BoardChild) int { return a.Since.Compare(b.Since) })
	return v
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

// tellApart adds the first letter of the family name to children of one group
// who share a given name.
func tellApart(children []BoardChild, x *attendance.Index) {
	count := make(map[string]int)
	for _, c := range children {
		count[c.Name]++
	}
	for i, c := range children {
		if count[c.Name] < 2 {
			continue
		}
		if child, ok := x.Child(c.ID); ok {
			for _, letter := range child.FamilyName {
				children[i].Name += " " + string(letter)
				break
			}
		}
	}
}

func doneView(steps []attendance.Step, also []attendance.Draft, at time.Time) DoneView {
	v := DoneView{At: at}
	for _, s := range steps {
		step := DoneStep{GivenName: s.Child.GivenName, Action: s.Action}
		if s.Action == attendance.Announce || s.Action == attendance.Receive {
			step.HasPickup, step.Pickup = s.Now.Planned, s.Now.Until
		}
		for _, change := range also {
			if change.Child == s.Child.ID && change.Kind == attendance.PickupPlanned {
				step.HasPickup, step.Pickup = true, change.Pickup
			}
		}
		v.Steps = append(v.Steps, step)
	}
	return v
}

func equal(a, b View) bool { return reflect.DeepEqual(a, b) }
