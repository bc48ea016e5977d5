package flow

import (
	"errors"
	"fmt"
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
}

// OpenStaff implements [Controls].
func (d *Door) OpenStaff() {
	d.do(func() {
		if d.screen == Home {
			d.pin = pinEntry{}
			d.goTo(PINPad, PINStays)
		}
	})
}

// askHolderPIN asks a guardian for their own PIN before a release.
func (d *Door) askHolderPIN() {
	d.pin = pinEntry{person: d.family.by.Person, holder: true}
	d.goTo(PINPad, PINStays)
}

// ChoosePerson implements [Controls].
func (d *Door) ChoosePerson(id attendance.PersonID) {
	d.do(func() {
		if d.screen == PINPad && !d.pin.holder {
			d.pin = pinEntry{person: id}
			d.touched()
		}
	})
}

// Digit implements [Controls].
func (d *Door) Digit(n int) {
	d.do(func() {
		if d.screen == PINPad && d.pin.person != "" && n >= 0 && n <= 9 && len(d.pin.digits) < pin.MaxDigits {
			d.pin.digits += fmt.Sprint(n)
			d.pin.wrong = false
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
	if !ok {
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
		d.family.withPIN = true
		d.family.by.How = attendance.ByBadgeAndPIN
		d.pin = pinEntry{}
		d.confirmFamily()
		return
	}
	d.speak(person.Language)
	d.openBoard(person, attendance.ByPIN)
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
	by     attendance.By
	name   string
	group  attendance.GroupID
	undo   *BoardUndo
	failed bool
}

func (d *Door) openBoard(person attendance.Person, how attendance.How) {
	d.pin = pinEntry{}
	d.board = board{by: attendance.By{Person: person.ID, How: how}, name: person.GivenName}
	d.look(func(x *attendance.Index, _ *attendance.Day) {
		if groups := x.Groups(); len(groups) > 0 {
			d.board.group = groups[0].ID
		}
	})
	d.goTo(Board, BoardStays)
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
		if !found {
			return
		}
		events, err := d.o.Desk.Take(d.board.by, []attendance.Step{step})
		if err != nil {
			d.fault(err)
			d.board.failed = true
			d.chime(SoundAttention)
			return
		}
		d.board.failed = false
		d.board.undo = &BoardUndo{Name: step.Child.GivenName, Action: step.Action}
		d.taken, d.takenBy = events, d.board.by
		d.undoAt = d.o.Now().Add(UndoFor)
		d.chime(SoundOK)
	})
}
