package flow

import (
	"testing"
	"testing/synctest"
	"time"

	"tambur/kiosk/attendance"
)

func TestTheEveningsQuestion(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Received, alma, bo, cleo)
		r.happened(attendance.Released, cleo)
		wait(10 * time.Hour)
		r.show(teacher)
		if v := r.on(Board).Board; v.StillHere != 0 {
			t.Errorf("asked at a quarter to six: %+v", v)
		}
		r.OpenEvening()
		r.on(Board)
		wait(45 * time.Minute)
		r.show(teacher)
		if v := r.on(Board).Board; v.StillHere != 2 || v.StillHereOn != today {
			t.Errorf("got %+v", v)
		}
		r.OpenEvening()
		r.read()
		v := r.on(Evening).Evening
		if !v.Today || len(v.Children) != 2 || !v.Children[0].Home || v.Children[0].At != attendance.Clock(15, 32) || v.Children[1].At != attendance.Clock(18, 30) {
			t.Errorf("got %+v", v)
		}
		r.MoveHome(alma, 5)
		r.MoveHome(bo, 60) // not into the future
		r.EveryoneHome()
		r.read()
		if v := r.on(Evening).Evening; !v.Home || v.Children[0].At != attendance.Clock(15, 37) {
			t.Errorf("got %+v", v)
		}
		wait(time.Minute)
		before := r.journal.commits
		r.Undo()
		r.read()
		if v := r.on(Evening).Evening; v.Home || len(v.Children) != 2 || r.journal.commits != before+1 {
			t.Errorf("got %+v", v)
		}
		r.ToggleHome(bo)
		r.EveryoneHome()
		r.read()
		r.StepBack()
		r.read()
		if v := r.on(Board).Board; v.StillHere != 1 || v.Groups[0].Present != 1 {
			t.Errorf("got %+v", v)
		}
		r.recorded("received c-1", "received c-2", "received c-3", "released c-3", "released c-1", "released c-2", "undone c-1", "undone c-2", "released c-1")
	})
}

func TestTheQuestionIsAskedOnTheNextMorning(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Received, alma, bo)
		wait(3 * 24 * time.Hour)
		r.happened(attendance.Received, cleo)
		r.show(teacher)
		if v := r.on(Board).Board; v.StillHere != 2 || v.StillHereOn != today {
			t.Errorf("got %+v", v)
		}
		r.OpenEvening()
		r.read()
		if v := r.on(Evening).Evening; v.Today || v.Date != today || v.Children[0].At != attendance.Clock(15, 32) {
			t.Errorf("got %+v", v)
		}
		r.EveryoneHome()
		r.read()
		r.StepBack()
		r.read()
		v := r.on(Board).Board
		if v.StillHere != 0 || v.Children[0].State != attendance.Expected || v.Groups[1].Present != 1 {
			t.Errorf("got %+v", v)
		}
		// The answer stands after a restart.
		r.stop()
		r.start(true)
		r.show(teacher)
		if v := r.on(Board).Board; v.StillHere != 0 || v.Children[0].State != attendance.Expected {
			t.Errorf("got %+v", v)
		}
		// And so does taking it back.
		e := r.journal.events[len(r.journal.events)-1]
		if e.Reason != attendance.Forgotten || attendance.DateOf(e.When.In(r.zone())) != today {
			t.Errorf("recorded %+v", e)
		}
	})
}

func (r *rig) zone() *time.Location {
	synctest.Wait()
	loc, err := time.LoadLocation(r.dir.Unit.TimeZone)
	if err != nil {
		r.t.Fatal(err)
	}
	return loc
}

func TestAnEveningThatCanNotBeSaved(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Received, alma)
		wait(12 * time.Hour)
		r.show(teacher)
		r.OpenEvening()
		r.read()
		r.journal.set(func() { r.journal.fail = errDisk })
		r.EveryoneHome()
		if v := r.on(Evening).Evening; v.Home || !v.Failed {
			t.Errorf("got %+v", v)
		}
		r.recorded("received c-1")
	})
}
