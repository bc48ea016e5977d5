package flow

import (
	"strings"
	"testing"

	"tambur/kiosk/attendance"
)

// withoutPIN is a rig under self-service whose mother has no PIN yet.
func withoutPIN(t *testing.T, test func(r *rig)) {
	inBubble(t, func(r *rig) {
		r.direct(func(d *attendance.Directory) { d.Unit.Policy, d.People[0].PIN = attendance.SelfService, "" })
		r.happened(attendance.Received, alma)
		test(r)
	})
}

func TestAGuardianSetsAPINWithStaff(t *testing.T) {
	for name, vouch := range map[string]func(r *rig){
		"by badge": func(r *rig) { r.show(teacher) },
		"by PIN":   func(r *rig) { r.ChoosePerson(teacher); r.enter(teacherPIN) },
	} {
		t.Run(name, func(t *testing.T) {
			withoutPIN(t, func(r *rig) {
				r.show(mother)
				if v := r.sees("-Alma request, +Bo receive"); !v.CanSetPIN {
					t.Fatal("no PIN can be set")
				}
				r.AskForPIN()
				r.read()
				if v := r.on(PINPad).PIN; v.Stage != PINByStaff || len(v.Staff) != 1 {
					t.Errorf("got %+v", v)
				}
				vouch(r)
				if v := r.on(PINPad).PIN; v.Stage != PINNew || len(v.Staff) > 0 || v.Chosen != mother {
					t.Errorf("got %+v", v)
				}
				r.enter("1234")
				if v := r.on(PINPad).PIN; v.Stage != PINNew || v.Refused != PINWeak || v.Digits > 0 {
					t.Errorf("got %+v", v)
				}
				r.enter("1357")
				r.enter("1358")
				if v := r.on(PINPad).PIN; v.Stage != PINNew || v.Refused != PINDiffers {
					t.Errorf("got %+v", v)
				}
				r.enter("1357")
				if v := r.on(PINPad).PIN; v.Stage != PINAgain || v.Refused != "" {
					t.Errorf("got %+v", v)
				}
				r.enter("1357")
				if v := r.sees("-Alma release, +Bo receive"); v.CanSetPIN {
					t.Error("it can be set again")
				}
				r.Toggle(alma)
				r.Toggle(bo)
				r.confirm() // whoever has just set it need not enter it again
				r.on(ReleaseCheck)
				r.confirm()
				r.on(Done)
				r.recorded("received c-1", "pin-set", "released c-1")
				if e := r.journal.events[1]; e.Person != mother || e.By.Person != teacher {
					t.Errorf("got %+v", e)
				}
				if stored := r.journal.pins[mother]; !strings.HasPrefix(stored, "$argon2id$") {
					t.Errorf("kept %q", stored)
				}
				// It outlives a restart and the next directory, and is needed then.
				r.stop()
				r.Door = nil
				r.start(true)
				r.direct(func(d *attendance.Directory) { d.Unit.Name = "Solen" })
				r.happened(attendance.Received, bo)
				r.show(mother)
				r.Toggle(alma)
				r.Toggle(bo)
				r.confirm()
				r.enter("1357")
				r.on(ReleaseCheck)
				// The directory goes before it.
				r.direct(func(d *attendance.Directory) { d.People[0].PIN = quickPIN("8642") })
				r.show(mother)
				r.Toggle(alma)
				r.Toggle(bo)
				r.confirm()
				r.enter("1357")
				if v := r.on(PINPad).PIN; !v.Wrong {
					t.Errorf("got %+v", v)
				}
				r.enter("8642")
				r.on(ReleaseCheck)
			})
		})
	}
}

func TestWhoCanSetNoPIN(t *testing.T) {
	withoutPIN(t, func(r *rig) {
		r.show(grandpa) // a collector
		r.AskForPIN()
		if v := r.on(Family).Family; v.CanSetPIN {
			t.Errorf("got %+v", v)
		}
		r.direct(func(d *attendance.Directory) { d.Unit.Policy = attendance.StaffReceipt })
		r.show(mother)
		r.AskForPIN()
		if v := r.on(Family).Family; v.CanSetPIN {
			t.Errorf("got %+v", v)
		}
	})
	withoutPIN(t, func(r *rig) {
		r.direct(func(d *attendance.Directory) {
			d.Rights = append(d.Rights, attendance.Right{Person: cook, Child: alma, Kind: attendance.Guardian})
		})
		r.show(cook) // staff: in the portal only, and nobody vouches for themselves
		r.AskForPIN()
		r.read()
		r.show(cook)
		r.on(Family)
		r.show(mother)
		r.AskForPIN()
		r.read()
		r.show(ex) // no staff
		r.on(Family)
		r.recorded("received c-1", "staff-called c-1")
	})
}

func TestAPINThatCouldNotBeSaved(t *testing.T) {
	withoutPIN(t, func(r *rig) {
		for name, fail := range map[string]*error{"the record": &r.journal.fail, "the PIN": &r.journal.unkept} {
			r.show(mother)
			r.AskForPIN()
			r.read()
			r.show(teacher)
			r.enter("1357")
			r.complaints()
			r.journal.set(func() { *fail = errDisk })
			r.enter("1357")
			if v := r.on(PINPad).PIN; v.Refused != PINNotSaved || v.Stage != PINNew || len(r.complaints()) != 1 {
				t.Errorf("%s: got %+v", name, v)
			}
			r.journal.set(func() { *fail = nil })
			if len(r.journal.pins) > 0 {
				t.Errorf("%s: a PIN has been set", name)
			}
		}
	})
}
