package flow

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"tambur/kiosk/attendance"
)

func TestStaffComeInWithTheirPIN(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.OpenStaff()
		v := r.on(PINPad)
		// Kim has no PIN and can't be chosen.
		if want := []Named{{teacher, "Tove"}}; !slices.Equal(v.PIN.Staff, want) || v.PIN.Chosen != "" {
			t.Errorf("got %+v", v.PIN)
		}
		r.enter(teacherPIN) // of nobody yet
		for _, nobody := range []attendance.PersonID{mother, cook, grandpa, "nobody", ""} {
			r.ChoosePerson(nobody)
			r.enter(motherPIN)
			if v := r.on(PINPad).PIN; v.Chosen != "" || v.Digits > 0 {
				t.Fatalf("%q: got %+v", nobody, v)
			}
		}
		r.ChoosePerson(teacher)
		for range 12 {
			r.Digit(2)
		}
		if v := r.on(PINPad).PIN; v.Digits != 8 || v.Chosen != teacher {
			t.Errorf("got %+v", v)
		}
		for range 20 {
			r.Erase()
		}
		r.enter("246") // too short to be tried
		if got := r.journal.saved; len(got) > 0 {
			t.Errorf("counted %+v", got)
		}
		r.enter("8")
		b := r.on(Board)
		if b.Board.By != "Tove" || b.Language != "sv" {
			t.Errorf("got %+v", b)
		}
		r.Take(alma)
		r.view()
		if by := r.journal.events[0].By; by != (attendance.By{Person: teacher, How: attendance.ByPIN}) {
			t.Errorf("by %+v", by)
		}
	})
}

func TestAPINOfSomebodyWhoLeftMeanwhile(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.OpenStaff()
		r.ChoosePerson(teacher)
		r.view()
		r.direct(func(d *attendance.Directory) { d.People[4].Staff = false })
		r.enter(teacherPIN)
		if v := r.on(PINPad).PIN; !v.Wrong || len(v.Staff) > 0 {
			t.Errorf("got %+v", v)
		}
	})
}

func TestTheBoard(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Announced, cleo)
		wait(time.Minute)
		r.happened(attendance.Announced, alma)
		r.happened(attendance.Received, bo)
		r.Warn(KeyInFile)
		r.atBoard(teacher)
		v := r.on(Board).Board
		if v.Group != stars || len(v.Children) != 2 || v.Undo != nil || v.Failed || !slices.Equal(v.Warnings, []Warning{KeyInFile}) {
			t.Errorf("got %+v", v)
		}
		if v.Groups[0] != (BoardGroup{stars, "Stjärnan", "star", 1, 1, 2}) || v.Groups[1] != (BoardGroup{moons, "Månen", "moon", 0, 1, 1}) {
			t.Errorf("got %+v", v.Groups)
		}
		if len(v.Waiting) != 2 || v.Waiting[0].ID != cleo || v.Waiting[0].Group != "Månen" || v.Waiting[1].ID != alma {
			t.Errorf("waiting are %+v", v.Waiting)
		}
		tile := v.Children[0]
		if tile.ID != alma || tile.Action != attendance.Receive || tile.Until != attendance.Clock(15, 32) || tile.Since.Format("-0700") != "+0100" {
			t.Errorf("got %+v", tile)
		}
		if tile := v.Children[1]; tile.ID != bo || tile.Action != attendance.Release || tile.Planned {
			t.Errorf("got %+v", tile)
		}
		r.ShowGroup(moons)
		if v := r.on(Board).Board; v.Group != moons || len(v.Children) != 1 || len(v.Waiting) != 2 {
			t.Errorf("got %+v", v)
		}
		r.Take(alma) // among those who wait
		v = r.on(Board).Board
		if len(v.Waiting) != 1 || v.Undo == nil || *v.Undo != (BoardUndo{"Alma", attendance.Receive}) {
			t.Errorf("got %+v", v)
		}
		r.recorded("announced c-3", "announced c-1", "received c-2", "received c-1")
	})
}

func TestADoubleTapOnTheBoardDoesNotReleaseAChild(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Announced, alma)
		r.atBoard(teacher)
		r.Take(alma)
		r.Take(alma)
		wait(TileSettles - time.Millisecond)
		r.Take(alma)
		r.on(Board)
		r.recorded("announced c-1", "received c-1")
		r.Take(bo) // another child need not wait
		r.view()
		r.recorded("announced c-1", "received c-1", "received c-2")
		wait(time.Millisecond)
		r.Take(alma)
		r.read()
		r.on(ReleaseCheck)
		r.Confirm()
		r.on(Board)
		r.recorded("announced c-1", "received c-1", "received c-2", "released c-1")
	})
}

func TestATapOnATileThatHasJustChangedTakesNothing(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Announced, alma)
		r.atBoard(teacher)
		// Another tablet has received the child, and the finger is on its way.
		r.happened(attendance.Received, alma)
		r.Take(alma)
		r.view()
		r.recorded("announced c-1", "received c-1")
		wait(TileSettles)
		r.Take(alma)
		r.read()
		r.Confirm()
		r.on(Board)
		r.recorded("announced c-1", "received c-1", "released c-1")
	})
}

func TestATileThatTheDoorHasNotLookedAtSinceTakesNothing(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Announced, alma)
		r.atBoard(teacher)
		by := attendance.By{Person: teacher, How: attendance.ByBadge}
		if _, err := r.desk.Take(by, nil, attendance.Draft{Kind: attendance.Received, Child: alma, By: by}); err != nil {
			t.Fatal(err)
		}
		r.Take(alma)
		if v := r.on(Board).Board; v.Children[0].Action != attendance.Release {
			t.Errorf("got %+v", v.Children[0])
		}
		r.recorded("announced c-1", "received c-1")
	})
}

func TestUndoOnTheBoard(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(teacher)
		r.Undo()
		r.Take(alma)
		r.view()
		r.Undo()
		if v := r.on(Board).Board; v.Undo != nil || v.Failed {
			t.Errorf("got %+v", v)
		}
		r.Undo()
		r.Take(alma) // at once: the tap before was the mistake
		r.on(Board)
		r.recorded("received c-1", "undone c-1", "received c-1")
		wait(UndoFor - time.Millisecond)
		if v := r.on(Board).Board; v.Undo == nil {
			t.Error("it can no longer be taken back")
		}
		wait(time.Millisecond)
		if v := r.on(Board).Board; v.Undo != nil {
			t.Errorf("it can still be taken back: %+v", v.Undo)
		}
		r.Undo()
		r.recorded("received c-1", "undone c-1", "received c-1")
	})
}

func TestABoardThatCanNotSave(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(teacher)
		r.Take(alma)
		r.view()
		r.heard()
		r.journal.set(func() { r.journal.fail = errDisk })
		r.Undo()
		if v := r.on(Board).Board; !v.Failed || v.Undo == nil {
			t.Errorf("got %+v", v)
		}
		r.Take(bo)
		if v := r.on(Board).Board; !v.Failed || *v.Undo != (BoardUndo{"Alma", attendance.Receive}) {
			t.Errorf("got %+v", v)
		}
		if got := r.heard(); !slices.Equal(got, []Sound{SoundAttention, SoundAttention}) {
			t.Errorf("heard %v", got)
		}
		if got := r.complaints(); len(got) != 2 {
			t.Errorf("faults: %v", got)
		}
		r.recorded("received c-1")
		r.journal.set(func() { r.journal.fail = nil })
		r.Take(bo)
		if v := r.on(Board).Board; v.Failed || v.Undo.Name != "Bo" {
			t.Errorf("got %+v", v)
		}
		r.Undo()
		r.on(Board)
		r.recorded("received c-1", "received c-2", "undone c-2")
	})
}

func TestStaffWhoLeftWhileTheBoardIsOpen(t *testing.T) {
	for name, change := range map[string]func(*attendance.Directory){
		"badge revoked":   func(d *attendance.Directory) { revoke(d, teacher) },
		"works elsewhere": func(d *attendance.Directory) { d.People[4].Staff = false },
		"gone":            func(d *attendance.Directory) { d.People = slices.Delete(d.People, 4, 5) },
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				r.show(teacher)
				r.direct(change)
				r.Take(alma)
				r.on(StaffComing)
				r.recorded()
			})
		})
	}
}

func TestStaffTakeNoStepForAChildTheyAreBlockedFrom(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(teacher)
		r.direct(func(d *attendance.Directory) {
			d.Rights = append(d.Rights, attendance.Right{Person: teacher, Child: alma, Kind: attendance.Blocked})
		})
		r.Take(alma)
		r.Take(bo)
		r.on(Board)
		r.recorded("received c-2")
	})
}

func TestChildrenInNoGroupAreOnTheBoardToo(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.direct(func(d *attendance.Directory) {
			d.Children[0].Group, d.Children[2].Group = "", "closed"
			d.Children = append(d.Children, d.Children[0]) // told twice, there once
		})
		r.happened(attendance.Received, cleo)
		r.show(teacher)
		v := r.on(Board).Board
		if len(v.Groups) != 3 || v.Groups[2] != (BoardGroup{"", "Förskolan", "", 1, 1, 2}) {
			t.Errorf("got %+v", v.Groups)
		}
		r.ShowGroup("")
		if v := r.on(Board).Board; len(v.Children) != 2 || v.Children[0].Group != "Förskolan" {
			t.Errorf("got %+v", v.Children)
		}
		total := 0
		for _, g := range v.Groups {
			total += g.Total
		}
		if total != 3 {
			t.Errorf("%d of three children are counted", total)
		}
	})
	inBubble(t, func(r *rig) {
		r.direct(func(d *attendance.Directory) { d.Groups = nil })
		r.show(teacher)
		if v := r.on(Board).Board; len(v.Children) != 3 {
			t.Errorf("without groups: got %+v", v.Children)
		}
	})
}

func TestNamesAreToldApartWithinAGroup(t *testing.T) {
	child := func(n int, group attendance.GroupID, given, family string) attendance.Child {
		return attendance.Child{ID: attendance.ChildID(fmt.Sprint(n)), Group: group, GivenName: given, FamilyName: family}
	}
	got := namesApart([]attendance.Child{
		child(1, stars, "Alma", "Berg"), child(2, stars, "Alma", "Öberg"), child(3, moons, "Alma", "Berg"),
		child(4, moons, "Bo", "Sand"), child(5, moons, "Bo", "Svensson"), child(6, moons, "Bo", "Ek"),
		child(7, stars, "Cleo", ""), child(8, stars, "Cleo", "Dahl"),
	})
	for id, want := range map[attendance.ChildID]string{
		"1": "Alma B", "2": "Alma Ö", "3": "Alma", "4": "Bo Sand", "5": "Bo Svensson", "6": "Bo E", "7": "Cleo", "8": "Cleo D",
	} {
		if got[id] != want {
			t.Errorf("%s is called %q, want %q", id, got[id], want)
		}
	}
}

func TestTwoWhoWaitAreToldApart(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.direct(func(d *attendance.Directory) { d.Children[1].GivenName, d.Children[1].FamilyName = "Alma", "Berg" })
		r.happened(attendance.Announced, alma, bo)
		r.atBoard(teacher)
		v := r.on(Board).Board
		if v.Waiting[0].Name == v.Waiting[1].Name || v.Children[0].Name == v.Children[1].Name {
			t.Errorf("two are called %s", v.Waiting[0].Name)
		}
	})
}
