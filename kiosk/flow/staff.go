package flow

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/pin"
)

// pinEntry is a PIN on its way in.
type pinEntry struct {
	person attendance.PersonID
	// holder tells that it is the guardian's own PIN for the family behind it.
	holder bool
	digits string
	wrong  bool
	until  time.Time
	// meant is the step on Home that a member of staff's PIN is asked for.
	meant waitingStep
	// set is a new PIN for the guardian of the family behind it.
	set newPIN
}

// OpenStaff implements [Controls].
func (d *Door) OpenStaff() {
	d.do(func() {
		switch {
		case d.screen != Home:
		case d.hall.name != "":
			d.boardOfHall()
		default:
			d.pin = pinEntry{}
			d.goTo(PINPad, PINStays)
		}
	})
}

// askHolderPIN asks a guardian for their own PIN before a release.
func (d *Door) askHolderPIN() {
	d.pin = pinEntry{person: d.family.visit.by.Person, holder: true}
	d.goTo(PINPad, PINStays)
}

// ChoosePerson implements [Controls]. Only staff can be chosen: a guardian's PIN
// opens no board.
func (d *Door) ChoosePerson(id attendance.PersonID) {
	d.do(func() {
		if d.screen != PINPad || d.pin.holder {
			return
		}
		if p, ok := d.person(id); ok && p.Staff && p.PIN != "" {
			d.pin = pinEntry{person: id, meant: d.pin.meant, set: d.pin.set}
			d.touched()
		}
	})
}

// Digit implements [Controls].
func (d *Door) Digit(n int) {
	d.do(func() {
		if d.screen == PINPad && d.pin.person != "" && n >= 0 && n <= 9 && len(d.pin.digits) < pin.MaxDigits {
			d.pin.digits += fmt.Sprint(n)
			d.pin.wrong, d.pin.set.refused = false, ""
			d.touched()
		}
	})
}

// Erase implements [Controls].
func (d *Door) Erase() {
	d.do(func() {
		if d.screen == PINPad && d.pin.digits != "" {
			d.pin.digits = d.pin.digits[:len(d.pin.digits)-1]
			d.touched()
		}
	})
}

// Enter implements [Controls].
func (d *Door) Enter() {
	d.do(func() {
		if d.screen == PINPad && len(d.pin.digits) >= pin.MinDigits {
			d.touched()
			if d.pin.set.stage == PINNew || d.pin.set.stage == PINAgain {
				d.enterNewPIN()
				return
			}
			d.checkPIN()
		}
	})
}

// checkPIN counts the attempt on disk, then checks it. A tablet that is
// switched off in between has counted it.
func (d *Door) checkPIN() {
	person, ok := d.person(d.pin.person)
	digits := d.pin.digits
	d.pin.digits = ""
	if !ok || person.PIN == "" || !d.pin.holder && !person.Staff { // by now
		d.pin.wrong = true
		return
	}
	attempts, err := d.o.Attempts.Attempts(person.ID)
	if err != nil {
		d.fault(err)
		d.pin.wrong = true
		return
	}
	counted, err := attempts.Attempt(d.o.Now())
	var locked *pin.LockedError
	if errors.As(err, &locked) {
		d.pin.until = locked.Until
		err = d.o.Attempts.SaveAttempts(person.ID, counted)
		d.fault(err)
		return
	}
	if err := d.o.Attempts.SaveAttempts(person.ID, counted); err != nil {
		d.fault(err)
		d.pin.wrong = true
		return
	}
	right, err := pin.Check(person.PIN, d.o.Pepper, digits)
	d.fault(err)
	if !right {
		d.pin.wrong = true
		d.chime(SoundAttention)
		return
	}
	d.fault(d.o.Attempts.SaveAttempts(person.ID, counted.Succeeded()))
	if d.pin.holder {
		d.family.visit.by.How = attendance.ByBadgeAndPIN
		d.pin = pinEntry{}
		d.confirmFamily()
		return
	}
	v := visit{by: attendance.By{Person: person.ID, How: attendance.ByPIN}}
	if d.pin.set.stage == PINByStaff {
		d.beginNewPIN(v)
		return
	}
	if meant := d.pin.meant; meant != (waitingStep{}) {
		d.identify(person, v)
		d.takeMeant(meant)
		return
	}
	d.speak(person.Language)
	d.openBoard(person, v)
}

func (d *Door) person(id attendance.PersonID) (p attendance.Person, ok bool) {
	d.look(func(x *attendance.Index, _ *attendance.Day) { p, ok = x.Person(id) })
	return p, ok
}

// look reads the desk; what can't be read is a fault and leaves things as they
// were.
func (d *Door) look(read func(*attendance.Index, *attendance.Day)) {
	d.fault(d.o.Desk.Look(read))
}

// board is a member of staff at work.
type board struct {
	visit  visit
	name   string
	group  attendance.GroupID
	undo   *BoardUndo
	failed bool
	read   map[attendance.EventID]bool // notes seen before the list was opened
	shown  map[attendance.ChildID]shownAction
}

// shownAction is the next step that a child on the board shows, and since when;
// zero for as long as the child has been on it.
type shownAction struct {
	action attendance.Action
	since  time.Time
}

func (d *Door) openBoard(person attendance.Person, v visit) {
	d.pin = pinEntry{}
	d.board = board{visit: v, name: person.GivenName, shown: make(map[attendance.ChildID]shownAction)}
	d.look(func(x *attendance.Index, _ *attendance.Day) {
		if groups := boardGroups(x, x.Children()); len(groups) > 0 {
			d.board.group = groups[0].ID
		}
	})
	d.lookBackAtDays()
	d.goTo(Board, BoardStays)
}

// notice remembers what each child on the board shows from now on.
func (b *board) notice(v BoardView, now time.Time) {
	for _, c := range slices.Concat(v.Children, v.Waiting) {
		old, before := b.shown[c.ID]
		switch {
		case !before:
			b.shown[c.ID] = shownAction{action: c.Action}
		case old.action != c.Action:
			b.shown[c.ID] = shownAction{c.Action, now}
		}
	}
}

// seen tells whether the board has shown this step for long enough that a tap
// on the child means it.
func (b *board) seen(s attendance.Step, now time.Time) bool {
	shown, ok := b.shown[s.Child.ID]
	return !ok || shown.action == s.Action && now.Sub(shown.since).Abs() >= TileSettles
}

// ShowGroup implements [Controls].
func (d *Door) ShowGroup(id attendance.GroupID) {
	d.do(func() {
		if d.screen == Board {
			d.board.group = id
			d.touched()
		}
	})
}

// Take implements [Controls].
func (d *Door) Take(child attendance.ChildID) {
	d.do(func() {
		if d.screen == Home {
			d.takeWaiting(child)
			return
		}
		if d.screen != Board {
			return
		}
		d.touched()
		var step attendance.Step
		found := false
		d.look(func(x *attendance.Index, day *attendance.Day) {
			if c, ok := x.Child(child); ok {
				step, found = x.StaffStep(c, day), true
			}
		})
		if !found || !d.board.seen(step, d.o.Now()) {
			return
		}
		if step.Action == attendance.Release {
			d.releaseByStaff(step)
			return
		}
		d.takeOnBoard([]attendance.Step{step})
	})
}
