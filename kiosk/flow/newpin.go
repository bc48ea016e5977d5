package flow

import (
	"errors"
	"fmt"
	"slices"

	"tambur/kiosk/attendance"
	"tambur/kiosk/pin"
)

// PINs keeps the PINs that guardians have set at this door.
type PINs interface {
	// PIN is the stored form of a person's PIN; empty when none was set here.
	PIN(attendance.PersonID) (string, error)
	// SavePIN must be on disk when it returns.
	SavePIN(person attendance.PersonID, stored string) error
}

// NewPINControls let a guardian who has no PIN set one together with staff.
type NewPINControls interface {
	// AskForPIN begins with a member of staff, on Family. They show their badge
	// or enter their own PIN; after that the guardian enters a new one twice.
	AskForPIN()
}

// PINStage is how far the setting of a new PIN has come.
type PINStage string

const (
	// PINByStaff: a member of staff says who they are.
	PINByStaff PINStage = "staff"
	// PINNew: the guardian enters a new PIN, and with PINAgain the same once more.
	PINNew   PINStage = "new"
	PINAgain PINStage = "again"
)

// PINRefused is why a new PIN was not taken.
type PINRefused string

const (
	// PINWeak: anybody would try it first.
	PINWeak PINRefused = "weak"
	// PINDiffers: the second was not like the first.
	PINDiffers PINRefused = "differs"
	// PINNotSaved: it could not be saved.
	PINNotSaved PINRefused = "not-saved"
)

// newPIN is a PIN that is being set.
type newPIN struct {
	stage   PINStage
	staff   visit // who vouches for the guardian
	first   string
	refused PINRefused
}

// AskForPIN implements [Controls].
func (d *Door) AskForPIN() {
	d.do(func() {
		can := false
		d.look(func(x *attendance.Index, _ *attendance.Day) { can = d.canSetPIN(x) })
		if d.screen == Family && can {
			d.pin = pinEntry{set: newPIN{stage: PINByStaff}}
			d.goTo(PINPad, PINStays)
		}
	})
}

// canSetPIN tells whether a PIN would help the guardian at Family: their child
// could go home with one, under self-service, and they have none.
func (d *Door) canSetPIN(x *attendance.Index) bool {
	p, ok := x.Person(d.family.visit.by.Person)
	if !ok || p.PIN != "" || d.o.Random == nil || d.o.Desk.pins == nil {
		return false
	}
	return slices.ContainsFunc(d.family.steps, func(s attendance.Step) bool {
		fetches := s.Now.State == attendance.Present || s.Now.State == attendance.PickupRequested
		return fetches && s.Right == attendance.Guardian && x.PolicyFor(s.Child) == attendance.SelfService
	})
}

// vouchedFor goes on to the new PIN when a member of staff shows their badge,
// and tells whether it was one. Nobody vouches for themselves.
func (d *Door) vouchedFor(reply Reply, decision attendance.Decision, v visit) bool {
	if d.screen != PINPad || d.pin.set.stage != PINByStaff || reply != Known || !decision.Person.Staff ||
		v.by.Person == d.family.visit.by.Person {
		return false
	}
	d.beginNewPIN(v)
	return true
}

func (d *Door) beginNewPIN(staff visit) {
	d.pin = pinEntry{person: d.family.visit.by.Person, holder: true, set: newPIN{stage: PINNew, staff: staff}}
	d.goTo(PINPad, PINStays)
}

// enterNewPIN takes a new PIN, twice.
func (d *Door) enterNewPIN() {
	digits, set := d.pin.digits, &d.pin.set
	d.pin.digits, set.refused = "", ""
	switch {
	case set.stage == PINNew && pin.Weak(digits):
		set.refused = PINWeak
	case set.stage == PINNew:
		set.stage, set.first = PINAgain, digits
	case digits != set.first:
		set.stage, set.first, set.refused = PINNew, "", PINDiffers
	default:
		d.saveNewPIN(digits)
	}
}

// saveNewPIN sets the PIN and goes back to the family, who can use it at once:
// they have just shown that they know it.
func (d *Door) saveNewPIN(digits string) {
	who, staff := d.family.visit, d.pin.set.staff
	stored, err := pin.Hash(d.o.Random, d.o.Pepper, digits)
	if err == nil {
		err = d.o.Desk.setPIN(staff, who.by.Person, stored)
	}
	if err == nil {
		err = d.o.Attempts.SaveAttempts(who.by.Person, pin.Throttle{})
	}
	if err != nil {
		d.fault(err)
		d.pin.set = newPIN{stage: PINNew, staff: staff, refused: PINNotSaved}
		d.chime(SoundAttention)
		return
	}
	who.by.How = attendance.ByBadgeAndPIN
	reply, decision, err := d.o.Desk.again(who)
	d.fault(err)
	d.forget()
	d.arrive(reply, decision, who)
	d.chime(SoundOK)
}

// UsePINs makes the desk know the PINs that were set at this door, where the
// directory has none. It is called before anything else, and once.
func (d *Desk) UsePINs(pins PINs) { d.pins = pins }

// withPINs is a directory with the PINs that guardians have set at this door.
// Staff's are set in the portal only. A PIN that can't be read is missing from
// it: whoever has it asks staff, as before they had one.
func (d *Desk) withPINs(dir attendance.Directory) (attendance.Directory, error) {
	if d.pins == nil {
		return dir, nil
	}
	dir.People = slices.Clone(dir.People)
	var errs []error
	for i := range dir.People {
		p := &dir.People[i]
		if p.PIN != "" || p.Staff {
			continue
		}
		stored, err := d.pins.PIN(p.ID)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		p.PIN = stored
	}
	return dir, errors.Join(errs...)
}

// setPIN records that staff have set a person's PIN with them, then keeps it: no
// PIN is ever set without a trace. A failure to write wraps [ErrNotSaved].
func (d *Desk) setPIN(staff visit, person attendance.PersonID, stored string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	draft := attendance.Draft{Kind: attendance.PINSet, Person: person, By: staff.by}
	day := d.today(d.now())
	if day == nil || !d.holds(staff) || !d.index.MayRecord(draft, day.Date()) {
		return ErrChanged
	}
	if _, err := d.record([]attendance.Draft{draft}); err != nil {
		return err
	}
	if err := d.pins.SavePIN(person, stored); err != nil {
		return fmt.Errorf("%w: %w", ErrNotSaved, err)
	}
	return d.useDirectory(d.dir)
}
