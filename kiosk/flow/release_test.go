package flow

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"tambur/kiosk/attendance"
)

// asked records that somebody has asked for children, as on another tablet.
func (r *rig) asked(who attendance.PersonID, children ...attendance.ChildID) {
	r.t.Helper()
	_, decision, err := r.desk.Answer(code(r.t, who).Text())
	if err != nil {
		r.t.Fatal(err)
	}
	steps := slices.DeleteFunc(decision.Steps, func(s attendance.Step) bool { return !slices.Contains(children, s.Child.ID) })
	if _, err := r.desk.Take(attendance.By{Person: who, How: attendance.ByBadge}, steps); err != nil {
		r.t.Fatal(err)
	}
	r.DirectoryChanged()
}

func TestTheRightChildGoesWithTheRightPerson(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Received, alma, bo, cleo)
		r.asked(mother, alma, bo)
		r.asked(ex, cleo)
		r.show(teacher)
		r.Take(alma)
		r.read()
		want := ReleaseView{Staff: true, Children: []ReleaseChild{
			{ID: alma, Name: "Alma", Group: "Stjärnan", Symbol: "star", Selected: true, Asks: "Mia", Right: attendance.Guardian},
			{ID: bo, Name: "Bo", Group: "Stjärnan", Symbol: "star", Selected: true, Asks: "Mia", Right: attendance.Guardian},
		}}
		if v := r.on(ReleaseCheck).Release; !reflect.DeepEqual(v, want) {
			t.Errorf("got %+v", v)
		}
		r.Toggle(bo)
		r.Confirm()
		v := r.waiting("Tove", "Alma taken, Bo release, Cleo release")
		if v.Undo.Count != 1 || !slices.Equal(v.Undo.Names, []string{"Alma"}) || v.Undo.Action != attendance.Release {
			t.Errorf("got %+v", v.Undo)
		}
		r.recorded("received c-1", "received c-2", "received c-3", "requested c-1", "requested c-2", "staff-called c-1", "requested c-3", "released c-1")
		r.Undo()
		r.waiting("Tove", "Alma release, Bo release, Cleo release")
		r.read()
		r.Take(cleo)
		r.read()
		r.confirm()
		r.waiting("Tove", "Alma release, Bo release, Cleo taken")
	})
}

func TestALastLookThatIsNotConfirmedReleasesNobody(t *testing.T) {
	for name, do := range map[string]func(r *rig){
		"left":                 func(r *rig) { r.Leave() },
		"nobody is chosen":     func(r *rig) { r.Toggle(alma); r.Toggle(bo); r.Confirm() },
		"nobody answers":       func(*rig) { wait(ReleaseStays) },
		"released elsewhere":   func(r *rig) { r.happened(attendance.Released, alma); r.Confirm() },
		"the disk is full":     func(r *rig) { r.journal.set(func() { r.journal.fail = errDisk }); r.Confirm() },
		"another family comes": func(r *rig) { r.show(ex); r.Leave() },
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				ways[ReleaseCheck](r)
				do(r)
				r.on(Home)
				if n := r.journal.kinds(); slices.Contains(n, "released c-2") {
					t.Errorf("recorded %q", n)
				}
			})
		})
	}
}

func TestADoubleTapOnACardConfirmsNoRelease(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Received, alma)
		r.asked(mother, alma)
		r.show(teacher)
		for range 6 {
			r.Take(alma)
			r.Confirm()
			wait(100 * time.Millisecond)
		}
		r.on(ReleaseCheck)
		r.recorded("received c-1", "requested c-1")
	})
}

func TestAReleaseOnTheBoardGoesBackToIt(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Received, alma, bo)
		r.asked(grandpa, alma)
		r.atBoard(teacher)
		r.Take(bo) // whom nobody has asked for
		r.read()
		if v := r.on(ReleaseCheck).Release; len(v.Children) != 1 || v.Children[0].Asks != "" || v.Children[0].Name != "Bo" {
			t.Errorf("got %+v", v)
		}
		r.Leave()
		r.on(Board)
		r.Take(alma)
		r.read()
		if v := r.on(ReleaseCheck).Release; len(v.Children) != 1 || v.Children[0].Asks != "Gustav" || v.Children[0].Right != attendance.Collector {
			t.Errorf("got %+v", v)
		}
		r.confirm()
		if v := r.on(Board).Board; v.Undo == nil || *v.Undo != (BoardUndo{"Alma", attendance.Release}) {
			t.Errorf("got %+v", v.Undo)
		}
		r.Undo()
		r.on(Board)
		r.recorded("received c-1", "received c-2", "requested c-1", "released c-1", "undone c-1")
	})
}

func TestWhoAsksWithoutARightIsSeen(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Received, alma)
		r.asked(grandpa, alma)
		r.direct(func(d *attendance.Directory) { d.Rights[2].Until = today.AddDays(-1) })
		r.show(teacher)
		r.Take(alma)
		r.read()
		if v := r.on(ReleaseCheck).Release; v.Children[0].Asks != "Gustav" || v.Children[0].Right != "" {
			t.Errorf("got %+v", v)
		}
	})
}

func TestSiblingsUnderTwoPolicies(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.direct(func(d *attendance.Directory) {
			d.Children[1].Group = moons
			d.Groups[1].Policy = attendance.SelfService
		})
		r.show(mother)
		r.sees("+Alma announce, +Bo receive")
		r.confirm()
		if v := r.on(Done).Done; v.Steps[0].Action != attendance.Announce || v.Steps[1].Action != attendance.Receive {
			t.Errorf("got %+v", v)
		}
		r.home()
		r.waiting("", "Alma receive")
		r.happened(attendance.Received, alma)
		wait(7 * time.Hour)
		r.show(mother)
		r.sees("+Alma request, +Bo release")
		r.confirm()
		r.on(PINPad)
		r.enter(motherPIN)
		if v := r.on(ReleaseCheck).Release; len(v.Children) != 1 || v.Children[0].Name != "Bo" || v.Staff {
			t.Errorf("got %+v", v)
		}
		r.confirm()
		if v := r.on(Done).Done; v.Steps[0].Action != attendance.Request || v.Steps[1].Action != attendance.Release {
			t.Errorf("got %+v", v)
		}
		r.recorded("announced c-1", "received c-2", "received c-1", "requested c-1", "released c-2")
	})
}
