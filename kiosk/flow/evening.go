package flow

import (
	"fmt"
	"slices"
	"time"

	"tambur/kiosk/attendance"
)

// ClosesAt is when a unit closes that has no schedule for the day.
const ClosesAt = attendance.TimeOfDay(18*60 + 30)

// lookBack is how many days before this one are asked about: over a long
// weekend with a holiday on either side.
const lookBack = 6

// EveningView asks about the children who are still registered as here after
// closing time, or on an earlier day: who went home, and when?
type EveningView struct {
	// Date is the day that it is about; Today tells that it is this one.
	Date     attendance.Date
	Today    bool
	Children []EveningChild
	// Home tells that they have just been recorded as gone home, which can be
	// taken back as one with Undo; Failed that it could not be saved.
	Home, Failed bool
}

// EveningChild is a child who is still registered.
type EveningChild struct {
	ID    attendance.ChildID
	Name  string
	Group string
	// Since is when the child came.
	Since time.Time
	// At is when it went home, as far as is known.
	At attendance.TimeOfDay
	// Home tells that the child is among those who went home.
	Home bool
}

// EveningControls answer the evening's question.
type EveningControls interface {
	// OpenEvening opens the question, on the board that asks it.
	OpenEvening()
	// ToggleHome takes a child out of those who went home, or in again.
	ToggleHome(attendance.ChildID)
	// MoveHome moves the time at which a child went home by minutes.
	MoveHome(child attendance.ChildID, minutes int)
	// EveryoneHome records that all who are chosen went home at their times. Undo
	// takes it back as one, for as long as the question stays up.
	EveryoneHome()
}

// evening is an answer that has not been recorded, and the one that just was.
type evening struct {
	date  attendance.Date
	stays map[attendance.ChildID]bool // who has not gone home
	moved map[attendance.ChildID]attendance.TimeOfDay
	home  bool
	shown []EveningChild
	// left are the children of the latest earlier day on which some are still
	// registered, as it was when the board was opened.
	left     attendance.Date
	leftOver []EveningChild
}

// leftOver lists who is still registered on a day: the children, and when they
// most likely went home.
func leftOver(x *attendance.Index, day *attendance.Day, closes attendance.TimeOfDay) []EveningChild {
	names := namesApart(x.Children())
	var left []EveningChild
	for _, c := range day.StillHere() {
		now, g := day.Child(c.ID), attendance.Group{}
		g, _ = x.Group(day.GroupOf(c.ID))
		child := EveningChild{ID: c.ID, Name: names[c.ID], Group: g.Name, Since: inZone(now.Arrived, x.Location()), At: closes, Home: true}
		if now.Arrived.IsZero() {
			child.Since = inZone(now.Since, x.Location())
		}
		if now.Planned {
			child.At = min(now.Until, closes)
		}
		if child.Since.IsZero() || attendance.DateOf(child.Since) == day.Date() {
			child.At = max(child.At, attendance.TimeOfDayOf(child.Since))
		}
		left = append(left, child)
	}
	return left
}

// earlierDays reads who is still registered on the latest day before this one
// on which anybody is.
func (d *Desk) earlierDays(closes func(attendance.Date) attendance.TimeOfDay) (date attendance.Date, left []EveningChild, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	today := d.today(now)
	if today == nil {
		return date, nil, nil
	}
	first := today.Date().AddDays(-lookBack).At(attendance.Clock(0, 0), d.index.Location())
	// To the end of this day: what was told since about an earlier one counts.
	events, err := d.journal.Between(first, today.Date().AddDays(1).At(attendance.Clock(0, 0), d.index.Location()))
	if err != nil {
		return date, nil, fmt.Errorf("read the days before from the journal: %w", err)
	}
	eventful := make(map[attendance.Date]bool)
	for _, e := range events {
		for _, at := range []time.Time{e.At, e.When} {
			eventful[attendance.DateOf(at.In(d.index.Location()))] = true
		}
	}
	for back := 1; back <= lookBack; back++ {
		day := attendance.NewDay(d.index, today.Date().AddDays(-back))
		if !eventful[day.Date()] {
			continue
		}
		day.Add(events...)
		if left := leftOver(d.index, day, closes(day.Date())); len(left) > 0 {
			return day.Date(), left, nil
		}
	}
	return date, nil, nil
}

// lookBackAtDays finds out whether an earlier day still has a question.
func (d *Door) lookBackAtDays() {
	date, left, err := d.o.Desk.earlierDays(d.closes)
	d.fault(err)
	if err == nil {
		d.work.evening.left, d.work.evening.leftOver = date, left
	}
}

// closes is when the unit closes on a day.
func (d *Door) closes(date attendance.Date) attendance.TimeOfDay {
	var last attendance.TimeOfDay
	for _, a := range d.today.On(date).Schedule {
		last = max(last, a.Until)
	}
	if last == 0 {
		return ClosesAt
	}
	return last
}

// question is the day that the board asks about, and the children: an earlier
// day's before this one's, which is asked about after closing time.
func (d *Door) question(x *attendance.Index, day *attendance.Day) (attendance.Date, []EveningChild) {
	if len(d.work.evening.leftOver) > 0 {
		return d.work.evening.left, d.work.evening.leftOver
	}
	closes := d.closes(day.Date())
	if now := attendance.TimeOfDayOf(d.o.Now().In(x.Location())); now >= closes {
		left := leftOver(x, day, closes)
		for i := range left {
			left[i].At = min(left[i].At, now)
		}
		return day.Date(), left
	}
	return attendance.Date{}, nil
}

// stillHere is what the board asks about.
func (d *Door) stillHere(x *attendance.Index, day *attendance.Day) (attendance.Date, int) {
	date, left := d.question(x, day)
	return date, len(left)
}

// OpenEvening implements [EveningControls].
func (d *Door) OpenEvening() {
	d.do(func() {
		if d.screen != Board || d.settling() {
			return
		}
		d.lookBackAtDays()
		d.look(func(x *attendance.Index, day *attendance.Day) {
			date, left := d.question(x, day)
			e := &d.work.evening
			e.date, e.shown, e.home = date, left, false
			e.stays, e.moved = make(map[attendance.ChildID]bool), make(map[attendance.ChildID]attendance.TimeOfDay)
		})
		if len(d.work.evening.shown) > 0 {
			d.endUndo()
			d.work.failed = false
			d.goTo(Evening, BoardStays)
		}
	})
}

// onEvening answers about one of the children.
func (d *Door) onEvening(child attendance.ChildID, answer func(*evening, EveningChild)) {
	d.do(func() {
		e := &d.work.evening
		if d.screen != Evening || e.home {
			return
		}
		d.touched()
		for _, c := range e.shown {
			if c.ID == child {
				answer(e, c)
			}
		}
	})
}

// ToggleHome implements [EveningControls].
func (d *Door) ToggleHome(child attendance.ChildID) {
	d.onEvening(child, func(e *evening, c EveningChild) { e.stays[c.ID] = !e.stays[c.ID] })
}

// MoveHome implements [EveningControls].
func (d *Door) MoveHome(child attendance.ChildID, minutes int) {
	d.onEvening(child, func(e *evening, c EveningChild) {
		at, moved := e.moved[c.ID]
		if !moved {
			at = c.At
		}
		latest, date := attendance.Clock(23, 59), attendance.Date{}
		d.look(func(_ *attendance.Index, day *attendance.Day) { date = day.Date() })
		if e.date == date {
			latest = d.clock()
		}
		e.moved[c.ID] = movedTime(at, minutes, latest)
	})
}

// EveryoneHome implements [EveningControls].
func (d *Door) EveryoneHome() {
	d.do(func() {
		e := &d.work.evening
		if d.screen != Evening || e.home || d.settling() {
			return
		}
		d.touched()
		var drafts []attendance.Draft
		d.look(func(x *attendance.Index, _ *attendance.Day) {
			for _, c := range e.answered() {
				if _, here := x.Child(c.ID); here && c.Home {
					drafts = append(drafts, attendance.ToldAfterwards(attendance.Released, c.ID, e.date.At(c.At, x.Location()), d.board.visit.by))
				}
			}
		})
		if len(drafts) > 0 && d.say(Evening, drafts...) {
			e.home = true
			d.undoAt = time.Time{} // it is taken back for as long as the question is up
		}
	})
}

// answered are the children with what has been said about them.
func (e evening) answered() []EveningChild {
	all := slices.Clone(e.shown)
	for i := range all {
		c := &all[i]
		c.Home = !e.stays[c.ID]
		if at, moved := e.moved[c.ID]; moved {
			c.At = at
		}
	}
	return all
}

func (d *Door) eveningView(day *attendance.Day) EveningView {
	e := d.work.evening
	return EveningView{Date: e.date, Today: e.date == day.Date(), Children: e.answered(), Home: e.home && len(d.taken) > 0, Failed: d.work.failed}
}
