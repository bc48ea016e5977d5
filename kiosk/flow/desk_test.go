package flow

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/pin"
)

// deskAt is a desk without a door, with a clock that the test turns.
func deskAt(t *testing.T, now *time.Time) (*Desk, *memory) {
	t.Helper()
	clock := func() time.Time { return *now }
	j := &memory{now: clock, attempts: make(map[attendance.PersonID]pin.Throttle)}
	desk := NewDesk(j, unitKey, "", clock)
	if err := desk.UseDirectory(smallUnit(t)); err != nil {
		t.Fatal(err)
	}
	return desk, j
}

func morning(t *testing.T) time.Time {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	return today.At(attendance.Clock(7, 45), loc)
}

func TestADeskNeedsNoScreen(t *testing.T) {
	now := morning(t)
	desk, j := deskAt(t, &now)
	reply, decision, err := desk.Answer(code(t, mother).Text())
	if reply != Known || err != nil || len(decision.Steps) != 2 {
		t.Fatalf("got %s, %+v, %v", reply, decision, err)
	}
	by := attendance.By{Person: mother, How: attendance.ByBadge}
	events, err := desk.Take(by, decision.Steps)
	if err != nil || len(events) != 2 || j.commits != 1 {
		t.Fatalf("got %+v, %v in %d commits", events, err, j.commits)
	}
	mixed := append(decision.Steps[:1:1], attendance.Step{Child: decision.Steps[1].Child, Action: attendance.Wait})
	more, err := desk.Take(by, mixed)
	if err != nil || len(more) != 1 {
		t.Errorf("of one that is to be taken and one that waits: %+v, %v", more, err)
	}
	_, decision, err = desk.Answer(code(t, mother).Text())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := desk.Take(by, decision.Steps); !errors.Is(err, attendance.ErrNoStep) {
		t.Errorf("taking nothing: %v", err)
	}
	if _, err := desk.Undo(by, events); err != nil {
		t.Error(err)
	}
	if got, want := j.kinds(), []string{"announced c-1", "announced c-2", "announced c-1", "undone c-1", "undone c-2"}; !slices.Equal(got, want) {
		t.Errorf("recorded %q", got)
	}
	undone, err := desk.Undo(by, events)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := desk.Undo(by, undone); err == nil {
		t.Error("an undo is undone")
	}
}

func TestADeskTakesNothingForWhoMayNot(t *testing.T) {
	now := morning(t)
	desk, j := deskAt(t, &now)
	_, family, err := desk.Answer(code(t, mother).Text())
	if err != nil {
		t.Fatal(err)
	}
	by := func(who attendance.PersonID) attendance.By {
		return attendance.By{Person: who, How: attendance.ByBadge}
	}
	for name, try := range map[string]func() error{
		"somebody else's step": func() error { _, err := desk.Take(by(ex), family.Steps); return err },
		"a pick-up moved by a collector": func() error {
			_, err := desk.Take(by(grandpa), nil, attendance.PlanPickup(alma, attendance.Clock(16, 0), by(grandpa)))
			return err
		},
	} {
		if err := try(); !errors.Is(err, ErrChanged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := j.kinds(); len(got) > 0 {
		t.Errorf("recorded %q", got)
	}
	if _, err := desk.Take(by(teacher), nil, attendance.PlanPickup(alma, attendance.Clock(16, 0), by(teacher))); err != nil {
		t.Errorf("staff move a pick-up: %v", err)
	}
}

func TestAllOrNone(t *testing.T) {
	now := morning(t)
	desk, j := deskAt(t, &now)
	dir := smallUnit(t)
	dir.Unit.Policy = attendance.SelfService
	if err := desk.UseDirectory(dir); err != nil {
		t.Fatal(err)
	}
	by := attendance.By{Person: teacher, How: attendance.ByBadge}
	if _, err := desk.Take(by, nil, attendance.Draft{Kind: attendance.Received, Child: alma, By: by}); err != nil {
		t.Fatal(err)
	}
	_, decision, err := desk.Answer(code(t, mother).Text())
	if err != nil {
		t.Fatal(err)
	}
	// Alma can't be released by the badge alone, so Bo isn't received either.
	_, err = desk.Take(attendance.By{Person: mother, How: attendance.ByBadge}, decision.Steps)
	if !errors.Is(err, attendance.ErrNeedsPIN) || len(j.kinds()) != 1 {
		t.Errorf("got %v, recorded %q", err, j.kinds())
	}
	j.fail = errDisk
	_, err = desk.Take(attendance.By{Person: mother, How: attendance.ByBadgeAndPIN}, decision.Steps)
	if !errors.Is(err, ErrNotSaved) || !errors.Is(err, errDisk) {
		t.Errorf("got %v", err)
	}
}

func TestAnAnswerDoesNotHangOnTheAlert(t *testing.T) {
	now := morning(t)
	desk, j := deskAt(t, &now)
	j.fail = errDisk
	reply, decision, err := desk.Answer(code(t, ex).Text())
	if reply != Known || decision.Outcome != attendance.Family || !errors.Is(err, ErrNotSaved) {
		t.Errorf("got %s, %+v, %v", reply, decision, err)
	}
}

func TestADirectoryThatCanNotBeUsedReplacesNone(t *testing.T) {
	now := morning(t)
	desk, j := deskAt(t, &now)
	bad := smallUnit(t)
	bad.Unit.TimeZone = "Europe/Atlantis"
	if err := desk.UseDirectory(bad); err == nil {
		t.Error("a time zone that isn't there is taken")
	}
	elsewhere := smallUnit(t)
	elsewhere.Unit.TimeZone = "Asia/Tokyo"
	j.blind = errDisk
	if err := desk.UseDirectory(elsewhere); !errors.Is(err, errDisk) {
		t.Errorf("got %v", err)
	}
	if err := desk.Look(func(x *attendance.Index, _ *attendance.Day) {
		if x.Unit().TimeZone != "Europe/Stockholm" {
			t.Error("the one before is gone")
		}
	}); err != nil {
		t.Error(err)
	}
	j.blind = nil
	if err := desk.UseDirectory(elsewhere); err != nil {
		t.Error(err)
	}
}

func TestAPolicyOfTheTabletGoesBeforeTheDirectorys(t *testing.T) {
	now := morning(t)
	clock := func() time.Time { return now }
	desk := NewDesk(&memory{now: clock}, unitKey, attendance.SelfService, clock)
	if err := desk.UseDirectory(smallUnit(t)); err != nil {
		t.Fatal(err)
	}
	if _, d, err := desk.Answer(code(t, mother).Text()); err != nil || d.Steps[0].Action != attendance.Receive {
		t.Errorf("got %+v, %v", d, err)
	}
}

func TestADeskBegunAnewKnowsTheDay(t *testing.T) {
	now := morning(t)
	desk, j := deskAt(t, &now)
	_, decision, err := desk.Answer(code(t, mother).Text())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := desk.Take(attendance.By{Person: mother, How: attendance.ByBadge}, decision.Steps); err != nil {
		t.Fatal(err)
	}
	again := NewDesk(j, unitKey, "", func() time.Time { return now })
	if err := again.UseDirectory(smallUnit(t)); err != nil {
		t.Fatal(err)
	}
	for _, hours := range []int{0, 24, -24, 0} { // a clock may go either way
		at := now.Add(time.Duration(hours) * time.Hour)
		again.now = func() time.Time { return at }
		want := attendance.Expected
		if hours == 0 {
			want = attendance.AtDoor
		}
		if err := again.Look(func(_ *attendance.Index, day *attendance.Day) {
			if got := day.Child(alma).State; got != want {
				t.Errorf("%d hours later the child is %s, want %s", hours, got, want)
			}
		}); err != nil {
			t.Error(err)
		}
	}
}

func TestADeskIsAskedFromManySides(t *testing.T) {
	now := morning(t)
	desk, _ := deskAt(t, &now)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				_, d, err := desk.Answer(code(t, mother).Text())
				if err != nil {
					t.Error(err)
				}
				if _, err := desk.Take(attendance.By{Person: mother, How: attendance.ByBadge}, d.Steps); err != nil && !errors.Is(err, attendance.ErrNoStep) {
					t.Error(err)
				}
				if err := desk.UseDirectory(smallUnit(t)); err != nil {
					t.Error(err)
				}
				if err := desk.Look(func(x *attendance.Index, day *attendance.Day) { day.Child(alma) }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// nameless fails the test if a text has a name of the directory in it.
func nameless(t *testing.T, text string) {
	t.Helper()
	for _, name := range names {
		if strings.Contains(text, name) {
			t.Errorf("the name %s is in %q", name, text)
		}
	}
}

func TestNoErrorHasAName(t *testing.T) {
	inBubble(t, func(r *rig) {
		ways[NotSaved](r)
		r.home()
		r.show(mother)
		r.confirm()
		r.journal.set(func() { r.journal.fail = errDisk })
		r.Undo()
		r.show(teacher)
		r.Take(alma)
		r.show(stranger)
		r.home()
		r.journal.set(func() { r.journal.refuse = errDisk })
		r.OpenStaff()
		r.ChoosePerson(teacher)
		r.enter(teacherPIN)
		r.direct(func(d *attendance.Directory) { d.People[4].PIN = "Tove Lindmark 2468" })
		r.journal.set(func() { r.journal.refuse = nil })
		r.enter(teacherPIN)
		r.journal.set(func() { r.journal.blind = errDisk })
		wait(24 * time.Hour)
		got := r.complaints()
		if len(got) < 6 {
			t.Errorf("only %d faults: %v", len(got), got)
		}
		for _, err := range got {
			nameless(t, err.Error())
		}
	})
	for _, err := range []error{ErrChanged, ErrNotSaved, attendance.ErrNoStep, attendance.ErrNeedsPIN} {
		nameless(t, err.Error())
	}
}

// What is shown must be the same whether a child is protected or not, but for the
// name that is left out of the hall's row: the views of a whole day are compared.
func TestAProtectedChildLooksLikeAnyOther(t *testing.T) {
	day := func(mark attendance.Marking) (views []View, recorded []string) {
		inBubble(t, func(r *rig) {
			r.direct(func(d *attendance.Directory) {
				for i := range d.Children {
					d.Children[i].Marking = mark
				}
			})
			for _, who := range []attendance.PersonID{mother, grandpa, ex, stranger, cook, teacher} {
				r.show(who)
				r.MovePickup(alma, 15)
				r.confirm()
				r.Take(alma)
				r.Take(cleo)
				wait(TileSettles)
				r.Take(alma)
				r.ShowGroup(moons)
				r.home()
			}
			r.view()
			r.stop()
			views, recorded = r.views, r.journal.kinds()
			for i := range views {
				hall := &views[i].Home.Hall
				for n := range hall.Waiting {
					if named := hall.Waiting[n].Name != ""; named == mark.Protects() {
						t.Errorf("%q: a card is named: %v", mark, named)
					}
					hall.Waiting[n].Name = ""
				}
				if hall.Undo != nil {
					hall.Undo.Names = nil
				}
			}
		})
		return views, recorded
	}
	want, recorded := day("")
	if len(want) < 30 || len(recorded) < 5 {
		t.Fatalf("%d views and %d events are too few to compare", len(want), len(recorded))
	}
	for _, mark := range []attendance.Marking{"Ingen", "Sekretessmarkering", "Skyddad folkbokföring", "something new"} {
		got, gotRecorded := day(mark)
		if !slices.EqualFunc(got, want, equal) || !slices.Equal(gotRecorded, recorded) {
			t.Errorf("%s shows", mark)
		}
	}
}
