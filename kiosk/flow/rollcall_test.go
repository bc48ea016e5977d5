package flow

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tambur/kiosk/attendance"
)

// here has children received, a minute before whatever comes next.
func (r *rig) here(children ...attendance.ChildID) {
	r.t.Helper()
	for _, c := range children {
		if _, err := r.desk.keep(attendance.Draft{Kind: attendance.Received, Child: c, By: attendance.By{Person: teacher, How: attendance.ByBadge}}); err != nil {
			r.t.Fatal(err)
		}
	}
	wait(time.Minute)
	r.DirectoryChanged() // any message
	synctest.Wait()
}

// begin begins a roll call as people do, with two taps.
func (r *rig) begin(reason string) View {
	r.t.Helper()
	r.OpenRollCall()
	r.read()
	r.on(RollCallStart)
	r.BeginRollCall(reason)
	r.read()
	return r.on(RollCall)
}

// mark taps a child and lets the tap settle.
func (r *rig) mark(children ...attendance.ChildID) {
	for _, c := range children {
		r.MarkSafe(c)
	}
	synctest.Wait()
	wait(MarkSettles)
	synctest.Wait()
}

// list is the list as one line: "Bo+ Cleo", a plus for who is safe, a star for
// who came late.
func list(v View) string {
	var all []string
	for _, g := range v.RollCall.Groups {
		_ = g
	}
	for _, c := range v.RollCall.Children {
		s := c.Name
		if c.Safe {
			s += "+"
		}
		if c.Late {
			s += "*"
		}
		all = append(all, s)
	}
	return strings.Join(all, " ")
}

func TestTwoTapsBeginARollCall(t *testing.T) {
	for _, reason := range []string{attendance.Drill, attendance.Real} {
		t.Run(reason, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				r.here(alma, cleo)
				r.OpenRollCall()
				synctest.Wait()
				if v := r.on(RollCallStart); v.RollCallStart.Present != 2 {
					t.Errorf("%d would be called", v.RollCallStart.Present)
				}
				r.BeginRollCall(reason) // the same tap, bouncing
				r.on(RollCallStart)
				r.read()
				r.BeginRollCall("fun")
				r.BeginRollCall(attendance.Outing)
				r.on(RollCallStart)
				r.BeginRollCall(reason)
				v := r.on(RollCall).RollCall
				if v.Reason != reason || v.Safe != 0 || v.Missing != 2 || len(v.Groups) != 2 || list(r.view()) != "Alma" {
					t.Errorf("the list is %+v", v)
				}
				if want := today.At(attendance.Clock(7, 46), v.AsOf.Location()); !v.AsOf.Equal(want) {
					t.Errorf("as of %v", v.AsOf)
				}
				r.recorded("received c-1", "received c-3", "roll-call")
			})
		})
	}
}

func TestARollCallIsNotBegunByAccident(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.OpenRollCall()
		synctest.Wait()
		wait(RollCallStartStays + time.Second)
		r.on(Home)
		r.show(mother)
		r.OpenRollCall() // not from a family's screen
		r.on(Family)
		r.Leave()
		r.BeginRollCall(attendance.Real)
		r.on(Home)
		r.recorded()
	})
}

func TestEachChildIsMarkedWithOneTap(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.here(alma, bo, cleo)
		r.begin(attendance.Drill)
		r.MarkSafe(alma)
		r.MarkSafe(alma) // a hurried second tap takes nothing back
		r.mark(cleo, "nobody")
		v := r.on(RollCall)
		if v.RollCall.Safe != 2 || v.RollCall.Missing != 1 || list(v) != "Alma+ Bo" || v.RollCall.Gone[0].Name != "Bo" {
			t.Errorf("the list is %+v", v.RollCall)
		}
		r.mark(alma)
		if v := r.view(); list(v) != "Alma Bo" {
			t.Errorf("taken back, the list is %s", list(v))
		}
		r.mark(alma)
		r.recorded("received c-1", "received c-2", "received c-3", "roll-call", "safe c-1", "safe c-3", "undone c-1", "safe c-1")
		r.ShowCalled(moons)
		if v := r.view(); list(v) != "Cleo+" {
			t.Errorf("the other group: %s", list(v))
		}
	})
}

func TestAGroupIsMarkedWithOneTap(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.here(alma, bo, cleo)
		r.begin(attendance.Real)
		r.mark(alma)
		commits := r.journal.commits
		r.MarkGroupSafe(stars)
		r.MarkGroupSafe(stars)
		r.mark()
		v := r.view().RollCall
		if v.Safe != 2 || !v.Groups[0].CanUndo || v.Groups[1].CanUndo || r.journal.commits != commits+1 {
			t.Errorf("the list is %+v after %d commits", v, r.journal.commits-commits)
		}
		r.MarkGroupSafe(stars) // takes back what it marked, and no more
		r.mark()
		if v := r.view(); list(v) != "Alma+ Bo" || v.RollCall.Groups[0].CanUndo {
			t.Errorf("taken back, the list is %s", list(v))
		}
		r.MarkGroupSafe("none")
		r.MarkGroupSafe(moons)
		r.mark(bo)
		if v := r.view().RollCall; v.Missing != 0 {
			t.Errorf("missing %+v", v.Gone)
		}
	})
}

func TestWhoComesLateIsOnTheListAndWhoGoesIsNot(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.here(alma)
		r.begin(attendance.Real)
		wait(time.Minute)
		r.here(bo)
		if v := r.view(); list(v) != "Alma Bo*" || v.RollCall.Missing != 2 {
			t.Errorf("the list is %s", list(v))
		}
		r.show(mother) // fetches at the assembly point
		r.Toggle(bo)
		r.confirm()
		r.on(Done)
		r.show(teacher)
		wait(TileSettles)
		r.Take(alma)
		r.read()
		r.confirm()
		r.Leave()
		if v := r.on(RollCall); list(v) != "Bo*" || v.RollCall.Missing != 1 {
			t.Errorf("the list is %s", list(v))
		}
	})
}

func TestAScanDoesNotThrowARollCallAway(t *testing.T) {
	for _, reason := range []string{attendance.Drill, attendance.Real} {
		for name, scan := range map[string]func(r *rig){
			"a family":    func(r *rig) { r.show(mother) },
			"staff":       func(r *rig) { r.show(teacher) },
			"a stranger":  func(r *rig) { r.show(stranger) },
			"rubbish":     func(r *rig) { r.Scanned("rubbish"); r.read() },
			"and confirm": func(r *rig) { r.show(mother); r.confirm() },
		} {
			t.Run(reason+" "+name, func(t *testing.T) {
				inBubble(t, func(r *rig) {
					r.here(bo)
					r.begin(reason)
					r.mark(bo)
					r.ShowCalled(moons)
					scan(r)
					if v := r.view(); v.Screen == RollCall {
						t.Error("nobody was answered")
					}
					wait(BoardStays + time.Second)
					v := r.on(RollCall)
					if v.RollCall.Safe != 1 || v.RollCall.Group != moons || v.Language != "sv" {
						t.Errorf("it came back as %+v", v.RollCall)
					}
				})
			})
		}
	}
}

func TestARealRollCallStaysUntilItIsClosed(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.here(alma)
		r.begin(attendance.Real)
		wait(3 * time.Hour)
		r.on(RollCall)
		r.Leave()
		r.on(RollCall)
		r.EndRollCall()
		r.read()
		r.on(RollCallClose)
		wait(RollCallCloseStays)
		r.on(RollCall) // and asks anew
		r.EndRollCall()
		r.read()
		r.Leave()
		r.on(RollCall)
	})
}

func TestADrillThatNobodyIsAtStaysOpen(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.here(alma, bo)
		r.begin(attendance.Drill)
		r.mark(alma)
		wait(DrillStays + time.Second)
		if v := r.on(Home); !v.Home.Drill {
			t.Error("home doesn't know of the drill")
		}
		r.OpenRollCall()
		if v := r.on(RollCall); list(v) != "Alma+ Bo" {
			t.Errorf("the list is %s", list(v))
		}
		r.read()
		r.Leave()
		r.on(Home)
	})
}

func TestWhoClosesIsNamedAndAskedOnceMore(t *testing.T) {
	for name, c := range map[string]struct {
		safe  []attendance.ChildID
		close func(r *rig)
		by    attendance.By
	}{
		"by name": {[]attendance.ChildID{alma, bo}, func(r *rig) { r.CloseRollCall(cook) }, attendance.By{Person: cook, How: attendance.ByName}},
		"by badge": {[]attendance.ChildID{alma, bo}, func(r *rig) { r.Scanned(code(r.t, teacher).Text()) },
			attendance.By{Person: teacher, How: attendance.ByBadge}},
		"somebody missing": {[]attendance.ChildID{bo}, func(r *rig) {
			if v := r.on(RollCallClose).RollCall; !v.Asking || len(v.Staff) != 0 {
				r.t.Errorf("nobody asks: %+v", v)
			}
			r.CloseRollCall(teacher)
			r.Scanned(code(r.t, teacher).Text())
			r.on(RollCallClose)
			r.EndRollCall()
			r.read()
			if v := r.on(RollCallClose).RollCall; v.Asking || len(v.Staff) != 2 {
				r.t.Errorf("asked again: %+v", v)
			}
			r.EndRollCall()
			r.CloseRollCall(mother)
			r.on(RollCallClose)
			r.Scanned(code(r.t, teacher).Text())
		}, attendance.By{Person: teacher, How: attendance.ByBadge}},
		"staff with a child here": {[]attendance.ChildID{alma, bo}, func(r *rig) { r.Scanned(code(r.t, cook).Text()) },
			attendance.By{Person: cook, How: attendance.ByBadge}},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				r.here(alma, bo)
				r.begin(attendance.Real)
				r.mark(c.safe...)
				r.EndRollCall()
				r.read()
				c.close(r)
				v := r.on(RollCallReport).RollCall
				last := r.journal.events[len(r.journal.events)-1]
				if last.Kind != attendance.RollCallClosed || last.By != c.by || last.About == "" {
					t.Errorf("recorded %+v", last)
				}
				if v.ClosedBy == "" || v.Closed.IsZero() || v.Safe != len(c.safe) || len(v.Gone) != 2-len(c.safe) {
					t.Errorf("the report is %+v", v)
				}
				r.home()
			})
		})
	}
}

func TestAReportTellsHowItWas(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.here(alma, bo)
		r.begin(attendance.Drill)
		r.mark(alma)
		r.EndRollCall()
		r.read()
		r.EndRollCall()
		r.read()
		r.CloseRollCall(teacher)
		r.home()
		// What comes later is not in it.
		for _, e := range []attendance.Draft{{Kind: attendance.Released, Child: alma}, {Kind: attendance.Received, Child: cleo}} {
			if _, err := r.desk.keep(e); err != nil {
				t.Fatal(err)
			}
		}
		r.show(teacher)
		r.OpenRollCalls()
		r.read()
		calls := r.on(RollCalls).RollCalls.Calls
		if len(calls) != 1 || calls[0].Safe != 1 || calls[0].Missing != 1 || calls[0].Reason != attendance.Drill {
			t.Fatalf("the history is %+v", calls)
		}
		r.ShowRollCall("nothing")
		r.on(RollCalls)
		r.ShowRollCall(calls[0].ID)
		if v := r.on(RollCallReport); list(v) != "Alma+ Bo" {
			t.Errorf("the report is %s", list(v))
		}
		r.read()
		r.Leave()
		r.on(RollCalls)
		r.read()
		r.Leave()
		r.on(Board)
		r.home()
	})
}

func TestARestartLosesNothing(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.here(alma, bo)
		r.begin(attendance.Real)
		r.mark(bo)
		r.stop()
		r.Door = nil
		wait(time.Minute)
		r.start(true)
		if v := r.on(RollCall); list(v) != "Alma Bo+" || v.RollCall.Reason != attendance.Real {
			t.Errorf("the list is %s", list(v))
		}
		r.mark(bo) // what was marked before can be taken back
		r.mark(alma)
		if v := r.on(RollCall); list(v) != "Alma+ Bo" {
			t.Errorf("the list is %s", list(v))
		}
	})
}

func TestADoorThatLearnsLateTurnsToTheRollCall(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.here(alma)
		r.begin(attendance.Real)
		r.stop()
		r.Door = nil
		r.start(false)
		r.on(Home)
		r.OpenRollCall() // without a directory there is nobody to call
		r.on(Home)
		r.direct(func(*attendance.Directory) {})
		r.on(RollCall)
	})
}

func TestAListThatCannotBeSavedIsShownAllTheSame(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.here(alma, bo)
		r.journal.set(func() { r.journal.fail = errDisk })
		v := r.begin(attendance.Real)
		if list(v) != "Alma Bo" || !v.RollCall.Unsaved || v.RollCall.Missing != 2 {
			t.Errorf("the list is %+v", v.RollCall)
		}
		r.mark(alma)
		if v := r.view(); list(v) != "Alma Bo" || !v.RollCall.Unsaved {
			t.Errorf("marked without being saved: %s", list(v))
		}
		wait(time.Hour)
		r.on(RollCall)
		r.journal.set(func() { r.journal.fail = nil })
		r.mark(alma)
		if v := r.view(); list(v) != "Alma+ Bo" || v.RollCall.Unsaved {
			t.Errorf("saved, the list is %s", list(v))
		}
		r.recorded("received c-1", "received c-2", "roll-call", "safe c-1")
		r.journal.set(func() { r.journal.fail = errDisk })
		r.mark(alma)
		r.MarkGroupSafe(stars)
		r.EndRollCall()
		r.read()
		r.EndRollCall()
		r.read()
		r.CloseRollCall(teacher)
		if v := r.on(RollCallClose); !v.RollCall.Unsaved {
			t.Error("closed, and nothing was saved")
		}
		if faults := r.complaints(); len(faults) == 0 {
			t.Error("nobody was told")
		}
	})
}

func TestAnOutingIsCountedAgainAndAgain(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.here(alma, bo, cleo)
		r.OpenRollCalls() // only from the board
		r.on(Home)
		r.show(teacher)
		r.OpenRollCalls()
		r.read()
		r.CountGroup(stars)
		r.read()
		v := r.on(RollCall)
		if list(v) != "Alma Bo" || v.RollCall.Missing != 2 || v.RollCall.Reason != attendance.Outing {
			t.Errorf("the list is %+v", v.RollCall)
		}
		r.mark(alma, bo, cleo) // who isn't in the group is not counted
		r.EndRollCall()
		if v := r.on(RollCallReport).RollCall; v.Safe != 2 || v.ClosedBy != "Tove" || !v.Again {
			t.Errorf("all are there, and the report is %+v", v)
		}
		r.read()
		r.CountAgain()
		r.read()
		r.on(RollCall)
		r.mark(bo)
		r.EndRollCall()
		r.read()
		if v := r.on(RollCallClose).RollCall; !v.Asking || v.Gone[0].Name != "Alma" {
			t.Errorf("the second count: %+v", v)
		}
		r.EndRollCall()
		if v := r.on(RollCallReport).RollCall; v.Missing != 1 || v.Gone[0].Name != "Alma" {
			t.Errorf("the second report: %+v", v)
		}
		r.read()
		r.Leave()
		lines := r.on(RollCalls).RollCalls.Calls
		if len(lines) != 2 || lines[0].Missing != 1 || lines[1].Missing != 0 || lines[0].Group != "Stjärnan" {
			t.Errorf("the history is %+v", lines)
		}
		for _, e := range r.journal.events[len(r.journal.events)-2:] {
			if e.By.Person != teacher {
				t.Errorf("%s by %s", e.Kind, e.By.Person)
			}
		}
		r.home()
	})
}

func TestAnOutingThatIsLeftCanBeTakenUp(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.here(alma, bo)
		r.show(teacher)
		r.OpenRollCalls()
		r.read()
		r.CountGroup(stars)
		r.mark(alma)
		r.home() // it is staff's screen, and does not stay
		if v := r.view(); v.Home.Drill {
			t.Error("home tells of an outing")
		}
		r.show(teacher)
		r.OpenRollCalls()
		r.read()
		r.CountGroup(stars)
		if v := r.on(RollCall); list(v) != "Alma+ Bo" {
			t.Errorf("the list is %s", list(v))
		}
		// A family in between is answered, and who counts is no longer known.
		r.show(mother)
		r.read()
		r.Leave()
		r.on(RollCall)
		r.mark(bo)
		r.EndRollCall()
		r.read()
		r.on(RollCallClose)
		r.direct(func(d *attendance.Directory) { d.People[4].Staff = false })
		r.CloseRollCall(teacher)
		r.on(RollCallClose)
		r.CloseRollCall(cook)
		r.on(RollCallReport)
		r.CountAgain()
		r.on(RollCallReport)
	})
}

func TestWhoDoesNotWorkHereAnyMoreCountsNobody(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.here(alma)
		r.show(teacher)
		r.OpenRollCalls()
		r.read()
		r.direct(func(d *attendance.Directory) { d.People[4].Staff = false })
		r.CountGroup(stars)
		r.on(StaffComing)
		if slices.Contains(r.journal.kinds(), "roll-call") {
			t.Error("and yet it was begun")
		}
	})
}
