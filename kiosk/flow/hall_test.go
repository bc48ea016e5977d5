package flow

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/pin"
)

// told is the hall in a few words: "Alma receive, (Stjärnan) release, Bo taken".
func (v HallView) told() string {
	var cards []string
	for _, c := range v.Waiting {
		name := c.Name
		if name == "" {
			name = "(" + c.Group + ")"
		}
		what := string(c.Action)
		if c.Taken {
			what = "taken"
		}
		cards = append(cards, name+" "+what)
	}
	return strings.Join(cards, ", ")
}

// waiting fails the test unless Home shows these children and this member of
// staff.
func (r *rig) waiting(staff, want string) HallView {
	r.t.Helper()
	v := r.on(Home).Home.Hall
	if v.told() != want || v.Staff != staff {
		r.t.Errorf("%q is there and the hall has %q, want %q and %q", v.Staff, v.told(), staff, want)
	}
	return v
}

func TestOneBadgeAndOneTapForEachFamily(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Announced, alma)
		wait(time.Minute)
		r.happened(attendance.Announced, bo)
		wait(time.Minute)
		r.happened(attendance.Announced, cleo)
		v := r.waiting("", "Alma receive, Bo receive, Cleo receive")
		want := WaitingChild{
			ID: alma, Name: "Alma", Group: "Stjärnan", Symbol: "star", State: attendance.AtDoor, Since: v.Waiting[0].Since,
			Minutes: 2, Action: attendance.Receive,
		}
		if v.Waiting[0] != want || v.Waiting[0].Since.Format("15:04 -0700") != "07:45 +0100" {
			t.Errorf("got %+v", v.Waiting[0])
		}
		r.show(teacher)
		r.waiting("Tove", "Alma receive, Bo receive, Cleo receive")
		for _, c := range []attendance.ChildID{alma, bo, cleo} {
			r.Take(c)
		}
		v = r.waiting("Tove", "Alma taken, Bo taken, Cleo taken")
		if v.Undo == nil || v.Undo.Count != 1 || !slices.Equal(v.Undo.Names, []string{"Cleo"}) || v.Undo.Action != attendance.Receive {
			t.Errorf("got %+v", v.Undo)
		}
		r.recorded("announced c-1", "announced c-2", "announced c-3", "received c-1", "received c-2", "received c-3")
		if by := r.journal.events[5].By; by != (attendance.By{Person: teacher, How: attendance.ByBadge}) {
			t.Errorf("by %+v", by)
		}
		wait(UndoFor)
		if v := r.waiting("Tove", ""); v.Undo != nil {
			t.Errorf("it can still be taken back: %+v", v.Undo)
		}
	})
}

func TestHowLongStaffAreAtHome(t *testing.T) {
	for _, tc := range []struct {
		name  string
		do    func(r *rig)
		staff string
		after Screen
	}{
		{"for a minute", func(*rig) { wait(StaffStays - Settles - time.Second) }, "Tove", Home},
		{"no longer", func(*rig) { wait(StaffStays - Settles) }, "", Home},
		{"longer with each step", func(r *rig) { wait(50 * time.Second); r.Take(alma); r.read(); wait(50 * time.Second) }, "Tove", Home},
		{"not longer by touching", func(r *rig) { wait(50 * time.Second); r.Touched(); r.read(); wait(20 * time.Second) }, "", Home},
		{"until the badge is shown again", func(r *rig) { wait(TileSettles); r.show(teacher) }, "", Home},
		{"though it is held before the camera", func(r *rig) {
			for range 10 {
				wait(TileSettles / 2)
				r.show(teacher)
			}
		}, "Tove", Home},
		{"until they say so", func(r *rig) { r.Leave() }, "", Home},
		{"while a family comes", func(r *rig) { r.show(mother); r.Leave() }, "Tove", Home},
		{"and are at the board with one tap", func(r *rig) { r.OpenStaff() }, "", Board},
		{"and at nothing after it", func(r *rig) { r.OpenStaff(); r.read(); r.Leave() }, "", Home},
	} {
		t.Run(tc.name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				r.happened(attendance.Announced, alma, bo)
				r.show(teacher)
				r.waiting("Tove", "Alma receive, Bo receive")
				tc.do(r)
				if v := r.on(tc.after); v.Home.Hall.Staff != tc.staff || v.Language != "sv" {
					t.Errorf("%q is there, want %q", v.Home.Hall.Staff, tc.staff)
				}
			})
		})
	}
}

func TestABadgeOpensTheBoardWhileNobodyWaits(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(teacher)
		r.on(Board)
		r.happened(attendance.Announced, alma)
		r.show(teacher) // whoever is at the board stays there
		r.on(Board)
		r.Leave()
		r.show(teacher)
		r.waiting("Tove", "Alma receive")
		r.Take(alma)
		r.read()
		r.show(teacher)
		r.on(Board)
	})
}

func TestATapOnACardAsksWhoItIs(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Announced, alma, bo)
		r.read()
		r.Take(bo)
		r.on(PINPad)
		r.recorded("announced c-1", "announced c-2")
		r.ChoosePerson(teacher)
		r.enter("9999")
		r.on(PINPad)
		r.enter(teacherPIN)
		r.waiting("Tove", "Alma receive, Bo taken")
		r.Take(alma)
		r.waiting("Tove", "Alma taken, Bo taken")
		r.recorded("announced c-1", "announced c-2", "received c-2", "received c-1")
		if by := r.journal.events[2].By; by != (attendance.By{Person: teacher, How: attendance.ByPIN}) {
			t.Errorf("by %+v", by)
		}
	})
}

func TestAStepThatIsTakenElsewhereMeanwhileIsNotTakenAgain(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Announced, alma, bo)
		r.read()
		r.Take(alma)
		r.ChoosePerson(teacher)
		r.happened(attendance.Received, alma) // on another tablet
		r.enter(teacherPIN)
		r.waiting("Tove", "Bo receive")
		r.recorded("announced c-1", "announced c-2", "received c-1")
	})
}

func TestADoubleTapInTheHallTakesOneStep(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Announced, alma)
		r.show(teacher)
		for range 5 {
			r.Take(alma)
			wait(TileSettles / 2)
		}
		r.recorded("announced c-1", "received c-1")
		// She is asked for while her card still tells that she has been received.
		r.happened(attendance.Requested, alma)
		r.waiting("Tove", "Alma release")
		r.Take(alma)
		r.read()
		r.recorded("announced c-1", "received c-1", "requested c-1")
	})
}

func TestATapForACardThatHasMovedTakesNothing(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Announced, alma)
		wait(time.Second)
		r.happened(attendance.Announced, bo)
		r.show(teacher)
		r.happened(attendance.Received, alma) // by another tablet: Bo moves up
		r.Take(bo)
		r.waiting("Tove", "Bo receive")
		r.happened(attendance.Announced, cleo)
		r.Take(cleo) // who has only just come up
		r.waiting("Tove", "Bo receive, Cleo receive")
		r.read()
		r.Take(bo)
		r.Take(cleo)
		r.waiting("Tove", "Bo taken, Cleo taken")
	})
}

func TestUndoInTheHall(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Announced, alma)
		r.Undo() // nothing yet, and nobody
		r.show(teacher)
		r.Undo()
		r.Take(alma)
		r.waiting("Tove", "Alma taken")
		r.show(mother) // a family comes in between
		r.Leave()
		r.waiting("Tove", "Alma taken")
		r.Undo()
		if v := r.waiting("Tove", "Alma receive"); v.Undo != nil {
			t.Errorf("got %+v", v.Undo)
		}
		r.Undo()
		r.recorded("announced c-1", "received c-1", "undone c-1")
		wait(TileSettles)
		r.Take(alma)
		r.view()
		wait(UndoFor)
		r.Undo()
		r.recorded("announced c-1", "received c-1", "undone c-1", "received c-1")
	})
}

func TestAHallThatCanNotSave(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Announced, alma, bo)
		r.show(teacher)
		r.Take(alma)
		r.view()
		r.heard()
		r.journal.set(func() { r.journal.fail = errDisk })
		r.Undo()
		r.Take(bo)
		if v := r.waiting("Tove", "Alma taken, Bo receive"); !v.Failed || v.Undo == nil {
			t.Errorf("got %+v", v)
		}
		if got := r.heard(); !slices.Equal(got, []Sound{SoundAttention, SoundAttention}) || len(r.complaints()) != 2 {
			t.Errorf("heard %v", got)
		}
		r.journal.set(func() { r.journal.fail = nil })
		r.Take(bo)
		if v := r.waiting("Tove", "Alma taken, Bo taken"); v.Failed {
			t.Errorf("got %+v", v)
		}
	})
}

func TestStaffWhoLeftWhileTheyAreAtHome(t *testing.T) {
	for name, change := range map[string]func(*attendance.Directory){
		"badge revoked":   func(d *attendance.Directory) { revoke(d, teacher) },
		"works elsewhere": func(d *attendance.Directory) { d.People[4].Staff = false },
	} {
		for what, do := range map[string]func(r *rig){
			"a step": func(r *rig) { r.Take(alma) }, "the board": func(r *rig) { r.OpenStaff() },
		} {
			t.Run(name+", "+what, func(t *testing.T) {
				inBubble(t, func(r *rig) {
					r.happened(attendance.Announced, alma)
					r.show(teacher)
					r.direct(change)
					r.read()
					do(r)
					r.on(StaffComing)
					r.home()
					r.waiting("", "Alma receive")
					r.recorded("announced c-1")
				})
			})
		}
	}
}

func TestTheHallHasNoNameThatIsNotForEverybody(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.direct(func(d *attendance.Directory) { d.Children[1].Marking = "Sekretessmarkering" })
		r.happened(attendance.Announced, alma, bo)
		r.show(teacher)
		r.waiting("Tove", "Alma receive, (Stjärnan) receive")
		r.Take(bo)
		v := r.waiting("Tove", "Alma receive, (Stjärnan) taken")
		if v.Undo.Count != 1 || len(v.Undo.Names) > 0 {
			t.Errorf("got %+v", v.Undo)
		}
		if text := fmt.Sprintf("%+v", r.views); strings.Contains(text, "Name:Bo ") {
			t.Error("the name has been shown")
		}
	})
}

func TestAFamilyThatWaitsLong(t *testing.T) {
	inBubble(t, func(r *rig) {
		wait(20 * time.Second) // so that the wait ends within a minute of the clock
		r.happened(attendance.Announced, alma)
		r.heard()
		wait(RemindAfter - time.Millisecond)
		if v := r.waiting("", "Alma receive"); v.Waiting[0].Long || v.Waiting[0].Minutes != 5 || len(r.heard()) > 0 {
			t.Errorf("got %+v", v.Waiting[0])
		}
		wait(time.Millisecond)
		if v := r.waiting("", "Alma receive"); !v.Waiting[0].Long || !slices.Equal(r.heard(), []Sound{SoundReminder}) {
			t.Errorf("got %+v", v.Waiting[0])
		}
		r.happened(attendance.Announced, bo)
		wait(3 * time.Minute)
		if got := r.heard(); len(got) != 3 {
			t.Errorf("heard %v in three minutes", got)
		}
		r.show(teacher) // who is here needs no reminder
		wait(50 * time.Second)
		if got := r.heard(); len(got) > 0 {
			t.Errorf("heard %v", got)
		}
		r.Leave()
		wait(2 * time.Hour)
		if got := len(r.heard()); got < 25 || got > 35 {
			t.Errorf("heard %d reminders of two who were forgotten", got)
		}
		if v := r.waiting("", "Alma receive, Bo receive"); !v.Waiting[1].Long {
			t.Errorf("got %+v", v.Waiting[1])
		}
	})
}

func TestThePreschoolSettlesHowLong(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.stop()
		r.Door = NewDoor(Options{
			Desk: r.desk, Attempts: r.journal, Pepper: pin.Pepper{}, Languages: []string{"sv"},
			StaffStays: 10 * time.Second, RemindAfter: 2 * time.Minute, Show: r.shown, Now: time.Now,
		})
		r.run()
		r.happened(attendance.Announced, alma)
		r.show(teacher)
		wait(10 * time.Second)
		r.waiting("", "Alma receive")
		wait(2 * time.Minute)
		if v := r.waiting("", "Alma receive"); !v.Waiting[0].Long {
			t.Errorf("got %+v", v.Waiting[0])
		}
	})
}
