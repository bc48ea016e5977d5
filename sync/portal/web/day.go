package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tambur/kiosk/attendance"
	"tambur/sync/portal/store"
	"tambur/sync/wire"
)

// noDirectory is the directory of a unit that has none yet. Its day is the
// Swedish one, like every unit's so far.
func noDirectory(unit attendance.UnitID) attendance.Directory {
	return attendance.Directory{Unit: attendance.Unit{ID: unit, Name: string(unit), TimeZone: "Europe/Stockholm"}}
}

// day is what has arrived of one unit's day.
type day struct {
	unit  attendance.UnitID
	date  attendance.Date
	index *attendance.Index
	// known tells that the unit has a directory.
	known  bool
	events []store.Event
	// last is the position up to which the store has been read.
	last uint64
}

// readDay reads the day that it is now in the unit's own time zone.
func (s *Site) readDay(ctx context.Context, unit attendance.UnitID) (*day, error) {
	index, known, err := s.index(ctx, unit)
	if err != nil {
		return nil, err
	}
	d := &day{unit: unit, index: index, known: known, date: s.dateIn(index)}
	if d.last, err = s.store.Last(ctx, unit); err != nil {
		return nil, err
	}
	midnight := func(d attendance.Date) time.Time { return d.At(0, index.Location()) }
	if d.events, err = s.store.Between(ctx, unit, midnight(d.date), midnight(d.date.AddDays(1))); err != nil {
		return nil, err
	}
	for _, e := range d.events {
		d.last = max(d.last, e.Position)
	}
	return d, nil
}

// index is the unit's directory, made searchable.
func (s *Site) index(ctx context.Context, unit attendance.UnitID) (*attendance.Index, bool, error) {
	dir, err := s.store.Directory(ctx, unit)
	known := err == nil
	if errors.Is(err, store.ErrNone) {
		dir, err = noDirectory(unit), nil
	}
	if err != nil {
		return nil, false, err
	}
	index, err := attendance.NewIndex(dir)
	return index, known, err
}

func (s *Site) dateIn(index *attendance.Index) attendance.Date {
	return attendance.DateOf(s.now().In(index.Location()))
}

// until is the day as it was when the store had come to a position.
func (d *day) until(position uint64) *day {
	earlier := *d
	earlier.last = min(d.last, position)
	earlier.events = slices.DeleteFunc(slices.Clone(d.events), func(e store.Event) bool { return e.Position > position })
	return &earlier
}

// catchUp reads what has been stored since.
func (d *day) catchUp(ctx context.Context, s *Site) error {
	const page = 500
	for {
		more, err := s.store.Since(ctx, d.unit, d.last, page)
		if err != nil {
			return err
		}
		for _, e := range more {
			d.last = e.Position
			if attendance.DateOf(e.Core.At.In(d.index.Location())) == d.date {
				d.events = append(d.events, e)
			}
		}
		if len(more) < page {
			return nil
		}
	}
}

// row is one event on the page. It is comparable, so that a change can be seen.
type row struct {
	Event    attendance.EventID
	KioskID  attendance.KioskID
	Epoch    string
	Seq      uint64
	Position uint64
	Kind     attendance.Kind
	// At and Received are clock times in the unit's time zone; Unsure tells that
	// the kiosk's clock was known to be wrong.
	At, Received string
	Unsure       bool
	Child, Group string
	What         string
	Role         role
	// Undone tells that the event has been taken back; UndoneAt and UndoneRole
	// when and as what, if that is known.
	Undone     bool
	UndoneAt   string
	UndoneRole role
}

// rows lists the day's events, the one that arrived last first.
func (d *day) rows(w *words) []row {
	corrected := d.corrections()
	byID := make(map[attendance.EventID]wire.Core, len(d.events))
	for _, e := range d.events {
		byID[e.Core.ID] = e.Core
	}
	rows := make([]row, 0, len(d.events))
	for _, e := range d.events {
		r := row{
			Event: e.Core.ID, KioskID: e.Core.Kiosk, Epoch: e.Core.Epoch, Seq: e.Core.Seq,
			Position: e.Position, Kind: e.Core.Kind,
			At: d.clock(e.Core.At, "15:04"), Received: d.clock(e.Received, "15:04:05"),
			Unsure: e.Core.Clock.State != wire.ClockOK,
			What:   w.what(e.Core, byID), Role: d.role(e.Core),
		}
		if e.Core.Child != "" {
			r.Child = w.Unknown
			if child, ok := d.index.Child(e.Core.Child); ok {
				r.Child = child.GivenName
				if group, ok := d.index.Group(child.Group); ok {
					r.Group = group.Name
				}
			}
		}
		if by, ok := corrected[e.Core.ID]; ok {
			r.Undone, r.UndoneAt, r.UndoneRole = true, d.clock(by.At, "15:04"), d.role(by)
		}
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(b.Position, a.Position) })
	return rows
}

// corrections tells for each event that doesn't stand which one took its place.
func (d *day) corrections() map[attendance.EventID]wire.Core {
	events := make([]attendance.Event, len(d.events))
	for i, e := range d.events {
		events[i] = e.Core.Event()
		if events[i].Kind == attendance.Undone {
			// Standing leaves undos out, as they are no step of a child's day.
			// The page lists them, so they go in under another kind.
			events[i].Kind = "listed"
		}
	}
	stands := make(map[attendance.EventID]bool)
	for _, e := range attendance.Standing(attendance.Merged(events)) {
		stands[e.ID] = true
	}
	by := make(map[attendance.EventID]wire.Core)
	for _, e := range d.events {
		if e.Core.Corrects != "" && stands[e.Core.ID] && !stands[e.Core.Corrects] {
			by[e.Core.Corrects] = e.Core
		}
	}
	return by
}

func (d *day) clock(t time.Time, layout string) string {
	return t.In(d.index.Location()).Format(layout)
}

// role is what somebody did it as. Staff who have a child here act for the
// family when they announce or request it. A block is nobody's role: the page
// says no more about it than the door does.
func (d *day) role(c wire.Core) role {
	if c.By.How == attendance.ByKiosk {
		return kiosk
	}
	person, ok := d.index.Person(c.By.Person)
	if !ok || c.Kind == attendance.StaffCalled {
		return somebody
	}
	right := d.index.RightTo(person.ID, c.Child, d.date)
	ofFamily := right == attendance.Guardian || right == attendance.Collector
	asFamily := c.Kind != attendance.Received && c.Kind != attendance.Released
	switch {
	case person.Staff && !(ofFamily && asFamily):
		return staff
	case right == attendance.Guardian:
		return guardian
	case right == attendance.Collector:
		return collector
	}
	return somebody
}

// what says what happened.
func (w *words) what(c wire.Core, byID map[attendance.EventID]wire.Core) string {
	switch c.Kind {
	case attendance.PickupPlanned:
		var at attendance.TimeOfDay
		if c.Pickup != nil {
			at = *c.Pickup
		}
		return strings.ReplaceAll(w.Planned, "{x}", at.String())
	case attendance.Undone:
		undone, ok := byID[c.Corrects]
		if !ok || undone.Kind == attendance.Undone {
			return w.UndoneBy
		}
		return strings.ReplaceAll(w.Undid, "{x}", w.what(undone, nil))
	}
	if text, ok := w.Kinds[c.Kind]; ok {
		return text
	}
	return fmt.Sprintf("%s (%s)", w.OtherKind, c.Kind)
}

// tally counts the children by state, as the door's board does.
type tally struct {
	Here, Expected, GoneHome, Absent, Waiting, All int
}

func (t *tally) add(s attendance.State) {
	t.All++
	switch s {
	case attendance.Present, attendance.PickupRequested:
		t.Here++
	case attendance.Expected, attendance.AtDoor:
		t.Expected++
	case attendance.GoneHome:
		t.GoneHome++
	case attendance.Away:
		t.Absent++
	}
	if s == attendance.AtDoor || s == attendance.PickupRequested {
		t.Waiting++
	}
}

// groupTally is the count of one group.
type groupTally struct {
	Name string
	tally
}

// counts is the unit's tally and its groups', in the directory's order.
func (d *day) counts() (tally, []groupTally) {
	fold := attendance.NewDay(d.index, d.date)
	for _, e := range d.events {
		fold.Add(e.Core.Event())
	}
	var all tally
	groups := make([]groupTally, 0)
	position := make(map[attendance.GroupID]int)
	for i, g := range d.index.Groups() {
		position[g.ID] = i
		groups = append(groups, groupTally{Name: g.Name})
	}
	for _, child := range d.index.Children() {
		state := fold.Child(child.ID).State
		all.add(state)
		if i, ok := position[child.Group]; ok {
			groups[i].add(state)
		}
	}
	return all, groups
}

func itoa(n int) string { return strconv.Itoa(n) }
