package flow

import (
	"slices"
	"testing"
	"time"

	"tambur/kiosk/attendance"
)

// sheet opens a child's sheet from the board.
func (r *rig) sheet(child attendance.ChildID) ChildView {
	r.t.Helper()
	if r.view().Screen != Board {
		r.atBoard(teacher)
	}
	r.read()
	r.OpenChildren()
	r.read()
	r.WholeUnit(true)
	r.OpenChild(child)
	r.read()
	return r.on(Child).Child
}

// entry is the first entry of a kind that counts on the sheet shown.
func (r *rig) entry(kind attendance.Kind) Entry {
	r.t.Helper()
	for _, e := range r.on(Child).Child.Entries {
		if e.Kind == kind && !e.Void {
			return e
		}
	}
	r.t.Fatalf("no %s stands on the sheet: %+v", kind, r.view().Child.Entries)
	return Entry{}
}

// line is what an entry says, in short: "received 07:45 void wrong-time".
func (e Entry) line() string {
	s := string(e.Kind) + " " + e.At.Format("15:04")
	if e.Void {
		s += " void"
	}
	if e.Reason != "" {
		s += " " + e.Reason
	}
	return s
}

// reads fails the test unless this is the day on the sheet.
func (r *rig) reads(want ...string) {
	r.t.Helper()
	var got []string
	for _, e := range r.on(Child).Child.Entries {
		got = append(got, e.line())
	}
	if !slices.Equal(got, want) {
		r.t.Errorf("the sheet reads %q, want %q", got, want)
	}
}

func TestASheetTellsTheDayAndWhoLooked(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.confirm()
		r.home()
		r.atBoard(teacher)
		r.Take(alma)
		r.view()
		v := r.sheet(alma)
		if v.Name != "Alma Ekdahl" || v.Group != "Stjärnan" || v.State != attendance.Present || v.BroughtBy != "Mia" || v.FetchedBy != "" || v.Until != attendance.Clock(15, 32) {
			t.Errorf("got %+v", v)
		}
		r.reads("announced 07:45", "received 07:47")
		r.recorded("announced c-1", "announced c-2", "received c-1", "looked c-1")
		if by := r.journal.events[3].By; by.Person != teacher {
			t.Errorf("looked at by %+v", by)
		}
		r.StepBack()
		r.read()
		r.on(Children)
		r.StepBack()
		r.read()
		r.on(Board)
		if v := r.view().Board; v.Undo != nil {
			t.Error("what was done before the sheet can still be taken back")
		}
	})
}

func TestAWrongTimeIsCorrected(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Received, alma)
		r.sheet(alma)
		r.CorrectEntry(r.entry(attendance.Received).ID)
		r.read()
		r.Because(attendance.WrongTime)
		if v := r.on(Correct).Correct; v.CanSave || v.Time != attendance.Clock(7, 45) || v.Was.Format("15:04") != "07:45" || v.Name != "Alma" {
			t.Errorf("got %+v", v)
		}
		r.MoveTime(60) // not into the future
		if v := r.on(Correct).Correct; v.Time != attendance.Clock(7, 45) {
			t.Errorf("got %+v", v)
		}
		r.MoveTime(-15)
		r.SaveCorrection()
		r.read()
		r.reads("received 07:30 wrong-time", "received 07:45 void wrong-time")
		e := r.entry(attendance.Received)
		if e.Who != "Tove" || e.By != "Tove" || !e.About || !r.on(Child).Child.Saved {
			t.Errorf("got %+v", e)
		}
		// A correction of the correction.
		r.CorrectEntry(e.ID)
		r.read()
		r.Because(attendance.WrongTime)
		r.MoveTime(5)
		r.SaveCorrection()
		r.read()
		r.reads("received 07:30 void wrong-time", "received 07:35 wrong-time", "received 07:45 void wrong-time")
		// Which is taken back at once.
		r.Undo()
		r.read()
		if r.on(Child).Child.Saved {
			t.Error("an undo can be undone")
		}
		if e := r.entry(attendance.Received); e.At.Format("15:04") != "07:30" {
			t.Errorf("got %+v", e)
		}
		r.recorded("received c-1", "looked c-1", "received c-1",
			"undone c-1", "received c-1", "undone c-1", "undone c-1")
		// It did not happen at all.
		r.CorrectEntry(r.entry(attendance.Received).ID)
		r.read()
		r.Because(attendance.OtherReason)
		r.SaveCorrection()
		r.read()
		if v := r.on(Child).Child; v.State != attendance.Expected || len(v.Entries) != 3 {
			t.Errorf("got %+v", v)
		}
	})
}

func TestItWasAnotherChild(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Received, alma)
		wait(time.Hour)
		r.sheet(alma)
		r.CorrectEntry(r.entry(attendance.Received).ID)
		r.read()
		r.Because(attendance.WrongChild)
		r.read()
		v := r.on(Children).Children
		if v.Instead != "Alma" || len(v.Children) != 1 || v.Children[0].ID != bo {
			t.Errorf("got %+v", v)
		}
		r.OpenChild(bo)
		r.read()
		if v := r.on(Child).Child; v.ID != alma || v.State != attendance.Expected || !v.Saved {
			t.Errorf("got %+v", v)
		}
		r.reads("received 07:45 void wrong-child")
		r.StepBack()
		r.read()
		r.OpenChild(bo)
		r.read()
		if v := r.on(Child).Child; v.State != attendance.Present || v.Since.Format("15:04") != "07:45" {
			t.Errorf("got %+v", v)
		}
		r.reads("received 07:45 wrong-child")
		r.recorded("received c-1", "looked c-1", "undone c-1", "received c-2", "looked c-2")
	})
	// Both are taken back as one.
	inBubble(t, func(r *rig) {
		r.happened(attendance.Received, alma)
		r.sheet(alma)
		r.CorrectEntry(r.entry(attendance.Received).ID)
		r.read()
		r.Because(attendance.WrongChild)
		r.read()
		r.OpenChild(bo)
		r.read()
		r.Undo()
		r.read()
		r.reads("received 07:45")
		if n := r.journal.commits; n != 4 {
			t.Errorf("in %d commits", n)
		}
	})
}

func TestAForgottenStepIsTold(t *testing.T) {
	inBubble(t, func(r *rig) {
		wait(2 * time.Hour)
		r.sheet(alma)
		r.TellForgotten(attendance.Released) // of a child who isn't here
		r.on(Child)
		r.TellForgotten(attendance.Received)
		r.read()
		if v := r.on(Correct).Correct; v.Time != attendance.Clock(8, 0) || !v.CanSave || v.Reason != attendance.Forgotten {
			t.Errorf("got %+v", v)
		}
		r.MoveTime(5)
		r.SaveCorrection()
		r.read()
		r.reads("received 08:05 forgotten")
		r.TellForgotten(attendance.Released)
		r.read()
		r.SaveCorrection()
		r.read()
		if v := r.on(Child).Child; v.State != attendance.GoneHome {
			t.Errorf("got %+v", v)
		}
		r.recorded("looked c-1", "received c-1", "released c-1")
	})
}

func TestAChildIsWithAnotherGroupToday(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.sheet(alma)
		r.MoveToGroup("nowhere")
		r.MoveToGroup(stars) // where it is
		r.MoveToGroup(moons)
		r.read()
		v := r.on(Child).Child
		if v.Group != "Månen" || v.OwnGroup != "Stjärnan" || len(v.Groups) != 1 || v.Groups[0].ID != stars {
			t.Errorf("got %+v", v)
		}
		r.StepBack()
		r.read()
		r.StepBack()
		r.read()
		r.ShowGroup(moons)
		b := r.on(Board).Board
		if len(b.Children) != 2 || !b.Children[0].Moved || b.Children[0].ID != alma || b.Groups[1].Total != 2 || b.Groups[0].Total != 1 {
			t.Errorf("got %+v", b)
		}
		r.recorded("looked c-1", "group-moved c-1")
	})
}

func TestStaffReportAChildAbsentAndItComesAllTheSame(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.sheet(alma)
		r.WithdrawAway()
		r.ReportAway()
		r.read()
		if v := r.on(Child).Child; v.State != attendance.Away || !v.CanWithdraw || v.CanBeAway {
			t.Errorf("got %+v", v)
		}
		r.WithdrawAway()
		r.read()
		if v := r.on(Child).Child; v.State != attendance.Expected || v.CanWithdraw || !v.CanBeAway {
			t.Errorf("got %+v", v)
		}
		r.recorded("looked c-1", "absent c-1", "absence-withdrawn c-1")
	})
}

func TestASheetThatCanNotBeLoggedOpensAllTheSame(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(teacher)
		r.journal.set(func() { r.journal.fail = errDisk })
		r.sheet(alma)
		if got := r.complaints(); len(got) != 1 {
			t.Errorf("faults: %v", got)
		}
		r.MoveToGroup(moons)
		if v := r.on(Child).Child; !v.Failed || v.Saved || v.Group != "Stjärnan" {
			t.Errorf("got %+v", v)
		}
		r.journal.set(func() { r.journal.fail = nil })
		r.MoveToGroup(moons)
		if v := r.on(Child).Child; v.Failed || !v.Saved {
			t.Errorf("got %+v", v)
		}
	})
}

func TestWhoLeftMeanwhileCorrectsNothing(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.sheet(alma)
		r.direct(func(d *attendance.Directory) { revoke(d, teacher) })
		r.MoveToGroup(moons)
		r.on(StaffComing)
		r.recorded("looked c-1")
	})
	inBubble(t, func(r *rig) {
		r.sheet(alma)
		r.direct(func(d *attendance.Directory) {
			d.Rights = append(d.Rights, attendance.Right{Person: teacher, Child: alma, Kind: attendance.Blocked})
		})
		r.ReportAway()
		r.on(Child)
		r.recorded("looked c-1")
	})
}

func TestTheListOfChildren(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.direct(func(d *attendance.Directory) { d.Children[2].GivenName = "Élodie Ängla" })
		r.happened(attendance.Received, bo)
		r.show(teacher)
		r.OpenChildren()
		r.read()
		v := r.on(Children).Children
		if v.Group != "Stjärnan" || v.WholeUnit || !slices.Equal(v.Counts, []int{2, 1, 0, 1, 0, 0}) || !slices.Equal(ids(v), []attendance.ChildID{alma, bo}) {
			t.Errorf("got %+v", v)
		}
		for _, one := range []struct {
			do   func()
			want []attendance.ChildID
		}{
			{func() { r.ShowOnly(FilterHere) }, []attendance.ChildID{bo}},
			{func() { r.ShowOnly("nonsense") }, []attendance.ChildID{bo}},
			{func() { r.ShowOnly(FilterAll) }, []attendance.ChildID{alma, bo}},
			{func() { r.SortBy(ByState) }, []attendance.ChildID{bo, alma}},
			{func() { r.WholeUnit(true) }, []attendance.ChildID{bo, alma, cleo}},
			{func() { r.SortBy(ByPlan) }, []attendance.ChildID{alma, cleo, bo}}, // Bo has no plan
			{func() { r.SortBy(ByName); r.WholeUnit(false) }, []attendance.ChildID{alma, bo}},
			{func() { r.NameLetter("e") }, []attendance.ChildID{alma, bo, cleo}}, // the family's name, and É
			{func() { r.NameLetter("l") }, []attendance.ChildID{cleo}},
			{func() { r.EraseNameLetter(); r.EraseNameLetter(); r.NameLetter("ä") }, []attendance.ChildID{cleo}},
			{func() { r.NameLetter("!"); r.NameLetter("xy"); r.NameLetter("") }, []attendance.ChildID{cleo}},
			{func() { r.EraseNameLetter(); r.EraseNameLetter(); r.NameLetter("a") }, []attendance.ChildID{alma}},
		} {
			one.do()
			if got := ids(r.on(Children).Children); !slices.Equal(got, one.want) {
				t.Errorf("got %v, want %v", got, one.want)
			}
		}
		r.recorded("received c-2")
	})
}

func ids(v ChildrenView) (all []attendance.ChildID) {
	for _, c := range v.Children {
		all = append(all, c.ID)
	}
	return all
}
