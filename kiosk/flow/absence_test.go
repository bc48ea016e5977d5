package flow

import (
	"slices"
	"testing"
	"time"

	"tambur/kiosk/attendance"
)

// reportsAbsence opens the questions on the family screen.
func (r *rig) reportsAbsence() AbsenceView {
	r.t.Helper()
	r.OpenAbsence()
	r.read()
	return r.on(Absence).Absence
}

func (r *rig) savesAbsence() FamilyView {
	r.t.Helper()
	r.SaveAbsence()
	r.read()
	return r.on(Family).Family
}

// state is where a child is, as the desk knows it.
func (r *rig) state(child attendance.ChildID) (now attendance.ChildDay) {
	r.t.Helper()
	if err := r.desk.Look(func(_ *attendance.Index, day *attendance.Day) { now = day.Child(child) }); err != nil {
		r.t.Error(err)
	}
	return now
}

// last is the event that was recorded last.
func (r *rig) last() attendance.Event {
	r.view()
	return r.journal.events[len(r.journal.events)-1]
}

func TestASiblingStaysAtHome(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		if v := r.on(Family).Family; !v.CanReport || v.Reports {
			t.Errorf("got %+v", v)
		}
		v := r.reportsAbsence()
		if len(v.Children) != 2 || v.CanSave || v.CanWithdraw || v.Home.Length != WholeDay {
			t.Errorf("got %+v", v)
		}
		r.AbsenceFor(bo)
		if v := r.view().Absence; !v.CanSave || v.Children[0].Chosen || !v.Children[1].Chosen {
			t.Errorf("got %+v", v)
		}
		r.savesAbsence()
		if v := r.sees("+Alma announce, -Bo announce"); !v.Reports || v.Children[1].Home.Length != WholeDay {
			t.Errorf("got %+v", v)
		}
		r.recorded()
		r.confirm()
		if s := r.on(Done).Done.Steps; len(s) != 2 || s[1].Home.Length != WholeDay || s[1].Action != attendance.Wait || s[0].Home.Length != "" {
			t.Errorf("got %+v", s)
		}
		r.recorded("announced c-1", "absent c-2")
		if r.journal.commits != 1 || r.state(bo).State != attendance.Away {
			t.Errorf("%d commits, Bo is %s", r.journal.commits, r.state(bo).State)
		}
		r.Undo()
		r.read()
		if r.state(bo).State != attendance.Expected {
			t.Errorf("taken back, and Bo is %s", r.state(bo).State)
		}
	})
}

func TestAllStayAtHome(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.Toggle(alma) // left out: she is meant
		if v := r.reportsAbsence(); !v.Children[0].Chosen || v.Children[1].Chosen {
			t.Errorf("got %+v", v)
		}
		r.AbsenceFor(bo)
		r.savesAbsence()
		r.sees("-Alma announce, -Bo announce")
		r.confirm()
		r.recorded("absent c-1", "absent c-2")
		r.on(Done)
	})
}

func TestAbsencesOfEachLength(t *testing.T) {
	for _, tc := range []struct {
		name string
		ask  func(r *rig)
		want AtHome
	}{
		{"the whole day", func(*rig) {}, AtHome{Length: WholeDay, From: today, Until: today}},
		{"the morning", func(r *rig) { r.AbsenceLength(PartOfDay) },
			AtHome{PartOfDay, today, today, attendance.Clock(8, 0), attendance.Clock(12, 0)}},
		{"until ten", func(r *rig) { r.AbsenceLength(PartOfDay); r.MoveAbsence(Beginning, -2); r.MoveAbsence(End, -8) },
			AtHome{PartOfDay, today, today, attendance.Clock(7, 30), attendance.Clock(10, 0)}},
		{"the end pushes the beginning", func(r *rig) { r.AbsenceLength(PartOfDay); r.MoveAbsence(End, -20) },
			AtHome{PartOfDay, today, today, attendance.Clock(6, 45), attendance.Clock(7, 0)}},
		{"the beginning pushes the end", func(r *rig) { r.AbsenceLength(PartOfDay); r.MoveAbsence(Beginning, 20) },
			AtHome{PartOfDay, today, today, attendance.Clock(13, 0), attendance.Clock(13, 15)}},
		{"within the day", func(r *rig) {
			r.AbsenceLength(PartOfDay)
			for range 9 {
				r.MoveAbsence(End, 1<<40)
				r.MoveAbsence(Beginning, -1<<62)
			}
		}, AtHome{PartOfDay, today, today, 0, attendance.Clock(23, 45)}},
		{"two days", func(r *rig) { r.AbsenceLength(SeveralDays) }, AtHome{Length: SeveralDays, From: today, Until: today.AddDays(1)}},
		{"from tomorrow", func(r *rig) { r.AbsenceLength(SeveralDays); r.MoveAbsence(Beginning, 2) },
			AtHome{Length: SeveralDays, From: today.AddDays(2), Until: today.AddDays(2)}},
		{"never before today", func(r *rig) { r.AbsenceLength(SeveralDays); r.MoveAbsence(End, -9); r.MoveAbsence(Beginning, -9) },
			AtHome{Length: SeveralDays, From: today, Until: today}},
		{"a month at most", func(r *rig) { r.AbsenceLength(SeveralDays); r.MoveAbsence(End, 99); r.MoveAbsence(End, 99) },
			AtHome{Length: SeveralDays, From: today, Until: today.AddDays(absenceAhead)}},
		{"chosen again", func(r *rig) { r.AbsenceLength(SeveralDays); r.MoveAbsence(End, 4); r.AbsenceLength(SeveralDays) },
			AtHome{Length: SeveralDays, From: today, Until: today.AddDays(5)}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				r.show(mother)
				r.Toggle(alma)
				r.reportsAbsence()
				tc.ask(r)
				if v := r.view().Absence; v.Home != tc.want {
					t.Errorf("asks %+v, want %+v", v.Home, tc.want)
				}
				r.savesAbsence()
				r.Toggle(bo)
				r.confirm()
				e := r.last()
				if e.Kind != attendance.ReportedAbsent || e.Child != alma {
					t.Fatalf("recorded %+v", e)
				}
				if part := tc.want.Length == PartOfDay; part != (e.FromTime != nil) || part && (*e.FromTime != tc.want.FromTime || *e.UntilTime != tc.want.UntilTime) {
					t.Errorf("recorded %+v", e)
				}
				if days := tc.want.Length == SeveralDays; days && (e.From != tc.want.From || e.Until != tc.want.Until) || !days && e.From != (attendance.Date{}) {
					t.Errorf("recorded %+v", e)
				}
			})
		})
	}
}

func TestAnAfternoonAtHomeIsNoReasonNotToComeNow(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.reportsAbsence()
		r.AbsenceFor(alma)
		r.AbsenceLength(PartOfDay)
		r.MoveAbsence(Beginning, 20)
		r.savesAbsence()
		r.sees("+Alma announce, +Bo announce")
		r.confirm()
		r.recorded("announced c-1", "announced c-2", "absent c-1")
		if c := r.state(alma); c.State != attendance.AtDoor || !c.PartlyAway {
			t.Errorf("got %+v", c)
		}
	})
}

// A child who was reported absent and comes is asked about, and then is here.
func TestAnAbsentChildComesAllTheSame(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.direct(func(d *attendance.Directory) {
			d.Absences = []attendance.Absence{{Child: bo, From: today, Until: today}}
		})
		r.show(mother)
		v := r.sees("+Alma announce, -Bo announce") // one tap doesn't bring him
		if !v.Children[1].Reported || v.Children[0].Reported {
			t.Errorf("got %+v", v)
		}
		r.Toggle(bo)
		r.sees("+Alma announce, +Bo announce")
		r.confirm()
		r.recorded("announced c-1", "announced c-2")
		if c := r.state(bo); c.State != attendance.AtDoor || !slices.Contains(c.Flags, attendance.WasAbsent) {
			t.Errorf("got %+v", c)
		}
	})
}

func TestAnAbsenceIsWithdrawnAtTheNextScan(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.reportsAbsence()
		r.AbsenceFor(alma)
		r.AbsenceFor(bo)
		r.AbsenceLength(SeveralDays)
		r.MoveAbsence(End, 3)
		r.savesAbsence()
		r.confirm()
		r.home()
		wait(24 * time.Hour)
		r.show(mother)
		r.sees("-Alma announce, -Bo announce")
		v := r.reportsAbsence()
		if !v.CanWithdraw || !v.Children[0].Reported || !v.Children[0].Chosen {
			t.Errorf("got %+v", v)
		}
		r.AbsenceFor(bo) // he is still ill
		r.WithdrawAbsence()
		r.read()
		if v := r.sees("-Alma announce, -Bo announce"); !v.Reports || !v.Children[0].Back || v.Children[1].Back {
			t.Errorf("got %+v", v)
		}
		r.confirm()
		if s := r.on(Done).Done.Steps; len(s) != 1 || !s[0].Back {
			t.Errorf("got %+v", s)
		}
		e := r.last()
		if e.Kind != attendance.AbsenceWithdrawn || e.From != today.AddDays(1) || e.Until != today.AddDays(4) {
			t.Errorf("recorded %+v", e)
		}
		if r.state(alma).State != attendance.Expected || r.state(bo).State != attendance.Away {
			t.Errorf("Alma is %s, Bo is %s", r.state(alma).State, r.state(bo).State)
		}
		r.home()
		wait(24 * time.Hour)
		r.show(mother)
		r.sees("+Alma announce, -Bo announce")
	})
}

func TestATapOnAChildTakesItsAbsenceBackBeforeItIsRecorded(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.reportsAbsence()
		r.AbsenceFor(bo)
		r.savesAbsence()
		r.Toggle(bo)
		if v := r.sees("+Alma announce, +Bo announce"); v.Reports {
			t.Errorf("got %+v", v)
		}
		r.confirm()
		r.recorded("announced c-1", "announced c-2")
	})
}

func TestWhoMayReportAnAbsence(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(grandpa) // a collector
		if v := r.on(Family).Family; v.CanReport {
			t.Errorf("got %+v", v)
		}
		r.OpenAbsence()
		r.read()
		r.on(Family)
		r.happened(attendance.Received, alma, bo)
		r.show(mother) // whose children are here
		if v := r.on(Family).Family; v.CanReport {
			t.Errorf("got %+v", v)
		}
	})
}

func TestTheSameBadgeOnceMoreKeepsWhoStaysAtHome(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.reportsAbsence()
		r.AbsenceFor(bo)
		r.savesAbsence()
		r.show(mother)
		if v := r.sees("+Alma announce, -Bo announce"); !v.Reports {
			t.Errorf("got %+v", v)
		}
		r.happened(attendance.Received, bo) // somebody else has brought him
		r.confirm()                         // Alma's step is still as shown
		r.recorded("received c-2", "announced c-1", "absent c-2")
		if c := r.state(bo); c.State != attendance.Present || !slices.Contains(c.Flags, attendance.AbsentWhileHere) {
			t.Errorf("got %+v", c)
		}
	})
}
