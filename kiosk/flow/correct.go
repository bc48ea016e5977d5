package flow

import (
	"slices"
	"time"

	"tambur/kiosk/attendance"
)

// CorrectView asks what was wrong with an entry, or when a step was taken that
// nobody recorded.
type CorrectView struct {
	// Name is the child's; Kind what is being corrected or told.
	Name string
	Kind attendance.Kind
	// Was and Who are the entry's; zero for a forgotten step.
	Was time.Time
	Who string
	// Reason is what was said to be wrong so far; empty for nothing yet, and
	// [attendance.Forgotten] for a forgotten step.
	Reason string
	// Time is the new time, with [attendance.WrongTime] and
	// [attendance.Forgotten].
	Time attendance.TimeOfDay
	// CanSave tells that [CorrectControls.SaveCorrection] would record something.
	CanSave bool
	Failed  bool
}

// CorrectControls are a correction.
type CorrectControls interface {
	// Because says what was wrong: [attendance.WrongTime], [attendance.WrongChild]
	// (the right one is then chosen from the list) or [attendance.OtherReason]:
	// it did not happen.
	Because(reason string)
	// MoveTime moves the new time by minutes. It stays within the day, and before
	// now.
	MoveTime(minutes int)
	// SaveCorrection records it and goes back to the sheet.
	SaveCorrection()
}

// fixing is a correction that has not been recorded.
type fixing struct {
	// line is what was recorded first, then what corrected it, up to what counts
	// now, which entry shows.
	line   []attendance.Event
	entry  Entry
	kind   attendance.Kind // of a forgotten step
	reason string
	at     attendance.TimeOfDay
	// choosing tells that the right child is being chosen from the list.
	choosing bool
}

// correctable tells whether a mistake in an event of this kind is corrected.
func correctable(k attendance.Kind) bool {
	return slices.Contains([]attendance.Kind{attendance.Announced, attendance.Received, attendance.Requested, attendance.Released,
		attendance.ReportedAbsent, attendance.AbsenceWithdrawn, attendance.GroupMoved}, k)
}

// hasTime tells whether it matters at what time it happened.
func hasTime(k attendance.Kind) bool {
	return k == attendance.Announced || k == attendance.Received || k == attendance.Requested || k == attendance.Released
}

// CorrectEntry implements [ChildControls].
func (d *Door) CorrectEntry(id attendance.EventID) {
	d.onSheet(func(child attendance.ChildID) {
		var fix fixing
		d.look(func(x *attendance.Index, day *attendance.Day) {
			for _, entry := range entries(x, day, child) {
				if entry.ID == id && entry.CanCorrect {
					fix = fixing{entry: entry, at: attendance.TimeOfDayOf(entry.At)}
				}
			}
			fix.line = lineOf(id, day.Events(child))
		})
		if fix.entry.ID != "" {
			d.endUndo()
			d.work.fix, d.work.failed = fix, false
			d.goTo(Correct, BoardStays)
		}
	})
}

// lineOf is an event and all that it corrects, the first one first.
func lineOf(id attendance.EventID, events []attendance.Event) (line []attendance.Event) {
	for range events { // there may be a ring
		i := slices.IndexFunc(events, func(e attendance.Event) bool { return e.ID == id })
		if i < 0 {
			break
		}
		line = append(line, events[i])
		id = events[i].Corrects
	}
	slices.Reverse(line)
	return line
}

// TellForgotten implements [ChildControls].
func (d *Door) TellForgotten(kind attendance.Kind) {
	d.onSheet(func(child attendance.ChildID) {
		here := d.childDay(child).Here()
		if kind == attendance.Received && !here || kind == attendance.Released && here {
			d.endUndo()
			d.work.fix = fixing{kind: kind, reason: attendance.Forgotten, at: d.likely(child, kind)}
			d.work.failed = false
			d.goTo(Correct, BoardStays)
		}
	})
}

// likely is the time at which a forgotten step most likely was taken: the
// planned one, unless that is still to come.
func (d *Door) likely(child attendance.ChildID, kind attendance.Kind) attendance.TimeOfDay {
	now, at := d.childDay(child), d.clock()
	switch {
	case !now.Planned:
	case kind == attendance.Received:
		at = min(at, now.From)
	default:
		at = min(at, now.Until)
	}
	return at
}

// Because implements [CorrectControls].
func (d *Door) Because(reason string) {
	d.do(func() {
		if d.screen != Correct || d.settling() || d.work.fix.kind != "" {
			return
		}
		d.touched()
		switch reason {
		case attendance.WrongChild:
			d.work.fix.choosing, d.work.fix.reason = true, reason
			d.work.list = childList{order: ByName}
			d.goTo(Children, BoardStays)
		case attendance.WrongTime:
			if hasTime(d.work.fix.entry.Kind) {
				d.work.fix.reason = reason
			}
		case attendance.OtherReason:
			d.work.fix.reason = reason
		}
	})
}

// MoveTime implements [CorrectControls].
func (d *Door) MoveTime(minutes int) {
	d.do(func() {
		if d.screen != Correct || d.work.fix.reason != attendance.WrongTime && d.work.fix.reason != attendance.Forgotten {
			return
		}
		d.touched()
		d.work.fix.at = movedTime(d.work.fix.at, minutes, d.clock())
	})
}

// movedTime is a time of day moved by minutes, within the day and not after
// latest.
func movedTime(at attendance.TimeOfDay, minutes int, latest attendance.TimeOfDay) attendance.TimeOfDay {
	const day = 24 * 60 // further makes no sense, and could overflow
	at += attendance.TimeOfDay(min(max(minutes, -day), day))
	return max(min(at, latest), attendance.Clock(0, 0))
}

// SaveCorrection implements [CorrectControls].
func (d *Door) SaveCorrection() {
	d.do(func() {
		if d.screen == Correct && !d.settling() {
			d.touched()
			if drafts := d.correction(); len(drafts) > 0 {
				d.say(Child, drafts...)
			}
		}
	})
}

// correction is what would be recorded now; nothing when nothing has been said.
func (d *Door) correction() []attendance.Draft {
	fix, by := d.work.fix, d.board.visit.by
	var when time.Time
	d.look(func(x *attendance.Index, day *attendance.Day) { when = day.Date().At(fix.at, x.Location()) })
	switch fix.reason {
	case attendance.Forgotten:
		return []attendance.Draft{attendance.ToldAfterwards(fix.kind, d.work.child, when, by)}
	case attendance.WrongTime:
		if fix.at != attendance.TimeOfDayOf(fix.entry.At) {
			return append(fix.backToFirst(by), attendance.AtAnotherTime(fix.line[0], when, by))
		}
	case attendance.OtherReason:
		return append(fix.backToFirst(by), attendance.TakeBack(fix.line[0], fix.reason, by))
	}
	return nil
}

// backToFirst takes the corrections back that lie between what was recorded
// first and now, latest first: a new correction is one of the first event, since
// with a correction's correction the first would count again beside it.
func (f fixing) backToFirst(by attendance.By) []attendance.Draft {
	var drafts []attendance.Draft
	for _, e := range slices.Backward(f.line[1:]) {
		drafts = append(drafts, attendance.TakeBack(e, f.reason, by))
	}
	return drafts
}

// itWas records that it was another child, and opens the sheet of the first
// again, where it can be taken back.
func (d *Door) itWas(right attendance.ChildID) {
	d.touched()
	if right == d.work.child {
		return
	}
	fix, by := d.work.fix, d.board.visit.by
	first := fix.line[0]
	first.When = fix.entry.At // where it stands now, if it was moved before
	if d.say(Child, append(fix.backToFirst(by), attendance.OfAnotherChild(first, right, by)...)...) {
		d.work.fix = fixing{}
	}
}

func (d *Door) correctView(x *attendance.Index) CorrectView {
	c, _ := x.Child(d.work.child)
	fix := d.work.fix
	v := CorrectView{Name: c.GivenName, Kind: fix.kind, Reason: fix.reason, Failed: d.work.failed}
	if fix.kind == "" {
		v.Kind, v.Was, v.Who = fix.entry.Kind, fix.entry.At, fix.entry.Who
	}
	switch fix.reason {
	case attendance.Forgotten:
		v.Time, v.CanSave = fix.at, true
	case attendance.WrongTime:
		v.Time, v.CanSave = fix.at, fix.at != attendance.TimeOfDayOf(fix.entry.At)
	case attendance.OtherReason:
		v.CanSave = true
	}
	return v
}
