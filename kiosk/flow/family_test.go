package flow

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/pin"
)

// happened appends what was recorded elsewhere before the door is asked.
func (r *rig) happened(kind attendance.Kind, children ...attendance.ChildID) {
	r.t.Helper()
	for _, c := range children {
		if _, err := r.desk.Take(attendance.By{Person: teacher, How: attendance.ByBadge}, nil,
			attendance.Draft{Kind: kind, Child: c, By: attendance.By{Person: teacher, How: attendance.ByBadge}}); err != nil {
			r.t.Fatal(err)
		}
	}
	r.DirectoryChanged()
}

// told is the family screen in a few words: "+Alma announce, -Bo request" with
// those who are chosen marked by a plus.
func (v FamilyView) told() (s string) {
	for i, c := range v.Children {
		if i > 0 {
			s += ", "
		}
		mark := "-"
		if c.Selected {
			mark = "+"
		}
		s += fmt.Sprintf("%s%s %s", mark, c.GivenName, c.Action)
	}
	return s
}

func (r *rig) sees(want string) FamilyView {
	r.t.Helper()
	v := r.on(Family).Family
	if v.told() != want {
		r.t.Errorf("sees %s, want %s", v.told(), want)
	}
	return v
}

func TestOneScanAndOneTap(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		v := r.sees("+Alma announce, +Bo announce")
		want := FamilyChild{
			ID: alma, GivenName: "Alma", Group: "Stjärnan", Symbol: "star", State: attendance.Expected, Action: attendance.Announce,
			Selected: true, HasPickup: true, CanChange: true, Pickup: attendance.Clock(15, 32),
		}
		if v.Children[0] != want || !slices.Equal(v.Actions, []attendance.Action{attendance.Announce}) {
			t.Errorf("got %+v", v)
		}
		r.confirm()
		done := r.on(Done).Done
		if len(done.Steps) != 2 || done.Steps[0] != (DoneStep{GivenName: "Alma", Action: attendance.Announce, HasPickup: true, Pickup: attendance.Clock(15, 32)}) ||
			done.Steps[1] != (DoneStep{GivenName: "Bo", Action: attendance.Announce}) {
			t.Errorf("got %+v", done)
		}
		if zone := done.At.Format("-0700"); zone != "+0100" {
			t.Errorf("the time is told in the zone %s", zone)
		}
		r.home()
		r.happened(attendance.Received, alma, bo)
		wait(7 * time.Hour)
		r.show(mother)
		v = r.sees("+Alma request, +Bo request")
		if c := v.Children[0]; c.CanChange || c.State != attendance.Present || c.Since.Format("-0700") != "+0100" {
			t.Errorf("got %+v", c)
		}
		r.confirm()
		if done := r.on(Done).Done; done.Steps[0].HasPickup {
			t.Errorf("got %+v", done)
		}
		r.recorded("announced c-1", "announced c-2", "received c-1", "received c-2", "requested c-1", "requested c-2")
	})
}

func TestChildrenCanBeLeftOut(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.Toggle(bo)
		r.sees("+Alma announce, -Bo announce")
		r.Toggle(alma)
		if v := r.sees("-Alma announce, -Bo announce"); len(v.Actions) > 0 {
			t.Errorf("nobody is chosen, and a tap would %v", v.Actions)
		}
		r.Toggle(alma)
		r.MovePickup(alma, -15)
		r.Toggle(alma)
		r.confirm() // nobody is chosen: a moved pick-up of a child left out isn't either
		r.on(Home)
		r.recorded()
		r.show(mother)
		r.Toggle(bo)
		r.confirm()
		if done := r.on(Done).Done; len(done.Steps) != 1 {
			t.Errorf("got %+v", done)
		}
		r.recorded("announced c-1")
	})
}

func TestSiblingsWhoWouldGoBothWays(t *testing.T) {
	for _, tc := range []struct {
		name string
		hour int
		want string
	}{
		// Alma was brought by her father; their mother comes with Bo.
		{"in the morning", 9, "-Alma request, +Bo announce"},
		// Bo was ill at home all day, and nobody has called.
		{"in the afternoon", 15, "+Alma request, -Bo announce"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				r.happened(attendance.Received, alma)
				wait(time.Until(today.At(attendance.Clock(tc.hour, 0), r.view().Now.Location())))
				r.show(mother)
				r.sees(tc.want)
				r.Toggle(alma)
				r.Toggle(bo)
				r.view()
				r.Toggle(alma)
				r.Toggle(bo)
				v := r.sees(tc.want)
				if len(v.Actions) != 1 {
					t.Errorf("one tap takes %v", v.Actions)
				}
			})
		})
	}
}

func TestWhenThereIsNothingToDoAGlanceIsEnough(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Received, alma)
		r.happened(attendance.Requested, alma)
		r.show(grandpa)
		if v := r.sees("-Alma wait"); len(v.Actions) > 0 || v.Children[0].CanChange {
			t.Errorf("got %+v", v)
		}
		r.Toggle(alma)
		r.sees("-Alma wait")
		r.MovePickup(alma, 5)
		r.sees("-Alma wait")
		wait(FamilyStays)
		r.on(Home)
		r.show(grandpa)
		wait(MessageStays)
		r.on(Home)
		r.show(grandpa)
		r.confirm()
		r.on(Home)
		r.recorded("received c-1", "requested c-1")
	})
}

func TestAMovedPickup(t *testing.T) {
	for _, tc := range []struct {
		name  string
		moves []int
		want  attendance.TimeOfDay
	}{
		{"a quarter later, on whole five minutes", []int{15}, attendance.Clock(15, 45)},
		{"a quarter earlier", []int{-15}, attendance.Clock(15, 15)},
		{"there and back", []int{15, -15}, attendance.Clock(15, 30)},
		{"to the end of the day", []int{1000}, attendance.Clock(23, 55)},
		{"to its beginning", []int{-1000}, attendance.Clock(0, 0)},
		{"further than there are numbers", []int{int(^uint(0) >> 1), 5, int(^uint(0) >> 1)}, attendance.Clock(23, 55)},
		{"and the other way", []int{-int(^uint(0)>>1) - 1, -5}, attendance.Clock(0, 0)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				r.show(mother)
				for _, m := range tc.moves {
					r.MovePickup(alma, m)
				}
				if c := r.on(Family).Family.Children[0]; c.Pickup != tc.want || !c.PickupChanged {
					t.Errorf("got %+v, want %s", c, tc.want)
				}
				r.Toggle(bo)
				r.confirm()
				if s := r.on(Done).Done.Steps[0]; s.Pickup != tc.want || !s.HasPickup {
					t.Errorf("got %+v", s)
				}
				r.recorded("announced c-1", "pickup-planned c-1")
				if r.journal.commits != 1 || r.journal.events[1].Pickup != tc.want {
					t.Errorf("%d commits of %s", r.journal.commits, r.journal.events[1].Pickup)
				}
				r.read()
				r.Undo()
				r.home()
				r.recorded("announced c-1", "pickup-planned c-1", "undone c-1", "undone c-1")
				r.show(mother)
				if c := r.on(Family).Family.Children[0]; c.Pickup != attendance.Clock(15, 32) || c.PickupChanged {
					t.Errorf("taken back, got %+v", c)
				}
			})
		})
	}
}

func TestWhoMayMoveAPickup(t *testing.T) {
	for _, tc := range []struct {
		name  string
		who   attendance.PersonID
		child attendance.ChildID
		state []attendance.Kind
		want  bool
	}{
		{"a guardian who comes", mother, alma, nil, true},
		{"a guardian whom staff have not met yet", mother, alma, []attendance.Kind{attendance.Announced}, true},
		{"a guardian who fetches", mother, alma, []attendance.Kind{attendance.Received}, false},
		{"a collector", grandpa, alma, nil, false},
		{"where none is planned", mother, bo, nil, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				for _, k := range tc.state {
					r.happened(k, tc.child)
				}
				r.show(tc.who)
				r.MovePickup(tc.child, 30)
				for _, c := range r.on(Family).Family.Children {
					if c.ID == tc.child && (c.CanChange != tc.want || c.PickupChanged != tc.want) {
						t.Errorf("got %+v", c)
					}
				}
			})
		})
	}
}

func TestAPickupIsMovedAfterTheAnnouncement(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.happened(attendance.Announced, alma, bo)
		r.show(mother)
		r.sees("-Alma wait, -Bo wait")
		r.MovePickup(alma, 15)
		if v := r.sees("+Alma wait, -Bo wait"); len(v.Actions) > 0 {
			t.Errorf("a tap would %v", v.Actions)
		}
		r.confirm()
		done := r.on(Done).Done
		if len(done.Steps) != 1 || done.Steps[0] != (DoneStep{GivenName: "Alma", Action: attendance.Wait, HasPickup: true, Pickup: attendance.Clock(15, 45)}) {
			t.Errorf("got %+v", done)
		}
		r.recorded("announced c-1", "announced c-2", "pickup-planned c-1")
	})
}

func TestWhatChangedWhileTheScreenWasOpen(t *testing.T) {
	direct := func(change func(*attendance.Directory)) func(*rig) {
		return func(r *rig) { r.direct(change) }
	}
	for _, tc := range []struct {
		name   string
		change func(r *rig)
		screen Screen
		sees   string // on Family
		extra  []string
	}{
		{"the badge was revoked", direct(func(d *attendance.Directory) { revoke(d, mother) }), Revoked, "", nil},
		{"the badge was revoked and another given out", direct(func(d *attendance.Directory) {
			revoke(d, mother)
			d.Badges = append(d.Badges, attendance.Badge{Hash: "new", Person: mother})
		}), Revoked, "", nil},
		{"the badge was given to somebody else", direct(func(d *attendance.Directory) { d.Badges[0].Person = ex }), Revoked, "", nil},
		{"the badge is gone", direct(func(d *attendance.Directory) { d.Badges = d.Badges[1:] }), Revoked, "", nil},
		{"all rights were taken", direct(func(d *attendance.Directory) { d.Rights = d.Rights[2:] }), StaffComing, "", []string{"staff-called"}},
		{"a block was set", direct(func(d *attendance.Directory) {
			for _, c := range []attendance.ChildID{alma, bo} {
				d.Rights = append(d.Rights, attendance.Right{Person: mother, Child: c, Kind: attendance.Blocked})
			}
		}), StaffComing, "", []string{"staff-called c-1", "staff-called c-2"}},
		{"a block for one", direct(func(d *attendance.Directory) {
			d.Rights = append(d.Rights, attendance.Right{Person: mother, Child: alma, Kind: attendance.Blocked})
		}), Family, "+Bo announce", []string{"staff-called c-1"}},
		{"the person is gone", direct(func(d *attendance.Directory) { d.People = d.People[1:] }), StaffComing, "", []string{"staff-called"}},
		{"a child has moved away", direct(func(d *attendance.Directory) { d.Children = d.Children[1:] }), Family, "+Bo announce", nil},
		{"one right became a collector's, and the pick-up can't be moved", direct(func(d *attendance.Directory) {
			d.Rights[0].Kind = attendance.Collector
		}), Family, "+Alma announce, +Bo announce", nil},
		{"another policy", direct(func(d *attendance.Directory) { d.Unit.Policy = attendance.SelfService }), Family, "-Alma receive, -Bo receive", nil},
		{"staff have received one by telephone", func(r *rig) { r.happened(attendance.Received, alma) }, Family, "-Alma request, +Bo announce", []string{"received c-1"}},
		{"something that matters to nobody here", direct(func(d *attendance.Directory) { d.Groups[0].Name = "Solen" }), Done, "",
			[]string{"announced c-1", "announced c-2", "pickup-planned c-1"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				r.show(mother)
				r.MovePickup(alma, 15)
				r.sees("+Alma announce, +Bo announce")
				tc.change(r)
				r.heard()
				r.Confirm()
				r.Confirm() // the second of two quick taps is for what nobody has read
				v := r.on(tc.screen)
				if tc.screen == Family && v.Family.told() != tc.sees {
					t.Errorf("sees %s, want %s", v.Family.told(), tc.sees)
				}
				r.recorded(tc.extra...)
				if got := r.heard(); len(got) != 1 || tc.screen != Done && got[0] != SoundAttention {
					t.Errorf("heard %v", got)
				}
				if tc.screen != Family {
					return
				}
				// Now that they have seen it, it can be taken.
				r.read()
				for _, c := range v.Family.Children {
					if !c.Selected {
						r.Toggle(c.ID)
					}
				}
				r.confirm()
				r.on(Done)
			})
		})
	}
}

func TestWhatChangedBeforeTheSecondTry(t *testing.T) {
	inBubble(t, func(r *rig) {
		ways[NotSaved](r)
		r.direct(func(d *attendance.Directory) { revoke(d, mother) })
		r.confirm()
		r.on(Revoked)
		r.recorded()
	})
}

func TestTheSameBadgeOnceMoreKeepsWhatWasChosen(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.Toggle(bo)
		r.MovePickup(alma, 15)
		r.Scanned(code(t, mother).Text())
		if v := r.sees("+Alma announce, -Bo announce"); v.Children[0].Pickup != attendance.Clock(15, 45) {
			t.Errorf("got %+v", v.Children[0])
		}
		r.Confirm() // a camera that reads the badge again and again must not stop it
		r.on(Done)
		r.show(mother)
		r.sees("-Alma wait, +Bo announce")
	})
}

// selfService is a rig whose children have been at the preschool all day.
func selfService(t *testing.T, test func(r *rig)) {
	inBubble(t, func(r *rig) {
		r.direct(func(d *attendance.Directory) { d.Unit.Policy = attendance.SelfService })
		r.show(mother)
		r.sees("+Alma receive, +Bo receive")
		r.confirm()
		r.on(Done)
		wait(7 * time.Hour)
		r.heard()
		test(r)
	})
}

func TestSelfServiceReleasesWithThePIN(t *testing.T) {
	selfService(t, func(r *rig) {
		r.show(mother)
		r.sees("+Alma release, +Bo release")
		r.Toggle(bo)
		r.confirm()
		v := r.on(PINPad).PIN
		if v.Chosen != mother || len(v.Staff) > 0 || v.Digits > 0 || v.Wrong {
			t.Errorf("got %+v", v)
		}
		r.recorded("received c-1", "received c-2")
		r.ChoosePerson(teacher) // whose PIN it is can't be changed
		r.enter("2468")
		if v := r.on(PINPad).PIN; !v.Wrong || v.Chosen != mother || v.Digits > 0 {
			t.Errorf("got %+v", v)
		}
		r.Digit(1)
		r.Digit(1)
		r.Erase()
		if v := r.on(PINPad).PIN; v.Wrong || v.Digits != 1 {
			t.Errorf("got %+v", v)
		}
		r.enter("357")
		want := ReleaseView{Children: []ReleaseChild{{ID: alma, Name: "Alma", Group: "Stjärnan", Symbol: "star", Selected: true}}}
		if v := r.on(ReleaseCheck).Release; !reflect.DeepEqual(v, want) {
			t.Errorf("got %+v", v)
		}
		r.confirm()
		r.on(Done)
		r.recorded("received c-1", "received c-2", "released c-1")
		if by := r.journal.events[2].By; by != (attendance.By{Person: mother, How: attendance.ByBadgeAndPIN}) {
			t.Errorf("released by %+v", by)
		}
		r.Undo()
		r.on(Done)
		r.recorded("received c-1", "received c-2", "released c-1", "undone c-1")
		// The PIN was for that visit.
		r.show(mother)
		r.confirm()
		r.on(PINPad)
		r.show(mother)
		r.sees("+Alma release, +Bo release")
		r.confirm()
		r.on(PINPad)
		r.home()
		r.recorded("received c-1", "received c-2", "released c-1", "undone c-1")
	})
}

func TestSelfServiceWithoutAPINAsksStaff(t *testing.T) {
	selfService(t, func(r *rig) {
		r.show(grandpa)
		r.sees("+Alma request")
		r.confirm()
		r.on(Done)
		r.recorded("received c-1", "received c-2", "requested c-1")
	})
}

func TestARightThatWasTakenWhileThePINWasEntered(t *testing.T) {
	selfService(t, func(r *rig) {
		r.show(mother)
		r.confirm()
		r.direct(func(d *attendance.Directory) { d.Rights = d.Rights[1:] })
		r.enter(motherPIN)
		r.confirm()
		r.sees("+Bo release")
		r.confirm() // the PIN has been entered on this visit
		r.confirm()
		r.on(Done)
		r.recorded("received c-1", "received c-2", "released c-2")
	})
}

func TestAReleaseThatCouldNotBeSavedIsTriedAgainWithoutThePIN(t *testing.T) {
	selfService(t, func(r *rig) {
		r.show(mother)
		r.confirm()
		r.journal.set(func() { r.journal.fail = errDisk })
		r.enter(motherPIN)
		r.confirm()
		r.on(NotSaved)
		r.journal.set(func() { r.journal.fail = nil })
		r.confirm()
		r.on(Done)
		r.recorded("received c-1", "received c-2", "released c-1", "released c-2")
	})
}

func TestAnAttemptIsCountedBeforeItIsChecked(t *testing.T) {
	selfService(t, func(r *rig) {
		for name, breakIt := range map[string]func(){
			"can't be saved": func() { r.journal.refuse = errDisk },
			"can't be read":  func() { r.journal.lost = errDisk },
		} {
			r.show(mother)
			r.confirm()
			r.complaints()
			r.journal.set(breakIt)
			r.enter(motherPIN) // the right one
			if v := r.on(PINPad).PIN; !v.Wrong {
				t.Errorf("%s: got %+v", name, v)
			}
			if got := r.complaints(); len(got) != 1 {
				t.Errorf("%s: faults %v", name, got)
			}
			r.journal.set(func() { r.journal.refuse, r.journal.lost = nil, nil })
		}
		r.recorded("received c-1", "received c-2")
		r.enter("0000")
		r.enter(motherPIN)
		r.confirm()
		r.on(Done)
		if got := r.journal.saved; len(got) != 3 || got[0].Failed != 1 || got[1].Failed != 2 || got[2] != (pin.Throttle{}) {
			t.Errorf("saved %+v", got)
		}
	})
}

func TestFiveWrongPINsLockAndARestartOpensNothing(t *testing.T) {
	selfService(t, func(r *rig) {
		r.show(mother)
		r.confirm()
		for range 5 {
			r.enter("0000")
			if v := r.on(PINPad).PIN; !v.Wrong || !v.LockedUntil.IsZero() {
				t.Fatalf("got %+v", v)
			}
		}
		r.enter(motherPIN)
		v := r.on(PINPad).PIN
		if left := time.Until(v.LockedUntil); left <= 0 || left > 30*time.Second {
			t.Errorf("locked for %s", left)
		}
		if zone := v.LockedUntil.Format("-0700"); zone != "+0100" {
			t.Errorf("the time is told in the zone %s", zone)
		}
		r.stop()
		r.start(true)
		r.show(mother)
		r.confirm()
		r.enter(motherPIN)
		if v := r.on(PINPad).PIN; v.LockedUntil.IsZero() {
			t.Error("a restart has opened it")
		}
		r.recorded("received c-1", "received c-2")
		wait(PINStays - Settles)
		r.on(Home)
		r.show(mother)
		r.confirm()
		r.enter(motherPIN)
		r.confirm()
		r.on(Done)
		r.recorded("received c-1", "received c-2", "released c-1", "released c-2")
	})
}
