package attendance

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// told is a decision in a few words: "family: Alma announce, Bo wait; alert alma".
func told(d Decision) string {
	s := string(d.Outcome)
	for i, step := range d.Steps {
		if s += ","; i == 0 {
			s = string(d.Outcome) + ":"
		}
		s += fmt.Sprintf(" %s %s", step.Child.GivenName, step.Action)
		if step.NeedsPIN {
			s += " with pin"
		}
	}
	for _, id := range d.Alert {
		s += "; alert " + string(id)
	}
	return s
}

func TestDecide(t *testing.T) {
	const noon = 12
	selfService := func(d *Directory) { d.Unit.Policy = SelfService }
	right := func(r Right) func(*Directory) { return func(d *Directory) { d.Rights = append(d.Rights, r) } }
	for _, tc := range []struct {
		name   string
		change func(*Directory)
		// events at 8:00 and the minutes after, by child
		alma, bo, cleo []Kind
		who            PersonID
		want           string
	}{
		{name: "a morning", who: mother, want: "family: Alma announce, Bo announce"},
		{name: "siblings in different states", alma: way[here], bo: way[gone], who: mother, want: "family: Alma request, Bo announce"},
		{name: "one asked for, one away", alma: way[asked], bo: way[away], who: mother, want: "family: Alma wait, Bo announce"},
		{name: "announced hours ago and never received", alma: way[atDoor], who: mother, want: "family: Alma request, Bo announce"},
		{name: "asked for, never received", alma: way[askedUnseen], who: mother, want: "family: Alma wait, Bo announce"},
		{name: "a collector fetches only whom they may", alma: way[here], bo: way[here], who: grandpa, want: "family: Alma request"},
		{name: "a right that ended yesterday is none", alma: way[here], cleo: way[here], who: grandpa, want: "family: Alma request"},
		{name: "a right that begins tomorrow is none", change: right(Right{Person: teacher, Child: bo, Kind: Guardian, From: today.AddDays(1)}), who: teacher, want: "staff"},
		{name: "no right but one that has ended", change: func(d *Directory) { d.Rights = d.Rights[3:4] }, who: grandpa, want: "staff-needed"},
		{name: "blocked from one, guardian of another", cleo: way[here], who: ex, want: "family: Cleo request; alert alma"},
		{name: "blocked only", alma: way[here], who: stranger, want: "staff-needed; alert alma"},
		{name: "a block that has ended", change: func(d *Directory) {
			d.Rights = append(d.Rights, Right{Person: grandpa, Child: bo, Kind: Blocked, Until: today.AddDays(-1)})
		}, who: grandpa, want: "family: Alma announce"},
		{name: "guardian and blocked: the block wins", change: right(Right{Person: mother, Child: bo, Kind: Blocked}), who: mother, want: "family: Alma announce; alert bo"},
		{name: "the same, told the other way round", change: func(d *Directory) {
			d.Rights = slices.Insert(d.Rights, 0, Right{Person: mother, Child: bo, Kind: Blocked})
		}, who: mother, want: "family: Alma announce; alert bo"},
		{name: "a kind of right that nobody knows is none", change: right(Right{Person: stranger, Child: bo, Kind: "owner"}), who: stranger, want: "staff-needed; alert alma"},
		{name: "a person whom nobody knows", who: "nobody", want: "staff-needed"},
		{name: "staff with nobody waiting", alma: way[here], who: teacher, want: "staff"},
		{name: "staff with families waiting, longest first", alma: way[asked], bo: way[atDoor], cleo: way[here], who: teacher, want: "staff: Alma release, Bo receive"},
		{name: "staff who are a guardian here come as one", alma: way[atDoor], who: cook, want: "family: Cleo receive"},
		{name: "staff whose right has ended come as staff", change: func(d *Directory) { d.Rights[7].Until = today.AddDays(-1) }, alma: way[atDoor], who: cook, want: "staff: Alma receive"},
		{name: "staff who are blocked from a child", change: right(Right{Person: teacher, Child: alma, Kind: Blocked}), alma: way[atDoor], bo: way[asked], who: teacher, want: "staff: Bo release; alert alma"},
		{name: "self-service, morning", change: selfService, who: mother, want: "family: Alma receive, Bo receive"},
		{name: "self-service, a child in the group's care", change: selfService, alma: way[here], bo: way[atDoor], who: mother, want: "family: Alma release with pin, Bo receive"},
		{name: "self-service, asked for earlier", change: selfService, alma: way[asked], bo: way[gone], who: mother, want: "family: Alma release with pin, Bo receive"},
		{name: "self-service without a pin is asked for", change: selfService, alma: way[here], who: grandpa, want: "family: Alma request"},
		{name: "and then they wait", change: selfService, alma: way[asked], who: grandpa, want: "family: Alma wait"},
		{name: "a group's own policy", change: right(Right{Person: mother, Child: cleo, Kind: Collector}), alma: way[here], cleo: way[here], who: mother, want: "family: Alma request, Bo announce, Cleo release with pin"},
		{name: "a group's stricter policy", change: func(d *Directory) {
			d.Unit.Policy, d.Groups[0].Policy, d.Groups[1].Policy = SelfService, StaffReceipt, ""
			d.Rights = append(d.Rights, Right{Person: mother, Child: cleo, Kind: Guardian})
		}, alma: way[here], cleo: way[here], who: mother, want: "family: Alma request, Bo announce, Cleo release with pin"},
		{name: "a policy that nobody knows is the stricter one", change: func(d *Directory) { d.Unit.Policy = SelfService; d.Groups[0].Policy = "honour" }, alma: way[here], who: mother, want: "family: Alma request, Bo announce"},
		{name: "a child in no group has the unit's policy", change: func(d *Directory) {
			d.Children[2].Group = ""
			d.Unit.Policy = SelfService
			d.Groups[0].Policy = StaffReceipt
		}, alma: way[here], who: mother, want: "family: Alma release with pin, Bo announce"},
		{name: "a child in a group that isn't there", change: func(d *Directory) { d.Children[2].Group = "closed" }, alma: way[here], who: mother, want: "family: Alma request, Bo announce"},
		{name: "a right to a child that isn't there", change: right(Right{Person: mother, Child: "moved", Kind: Guardian}), who: mother, want: "family: Alma announce, Bo announce"},
		{name: "a child told of twice", change: func(d *Directory) { d.Children = append(d.Children, d.Children[2]) }, alma: way[asked], who: teacher, want: "staff: Alma release"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := smallUnit()
			if tc.change != nil {
				tc.change(&dir)
			}
			x := indexOf(t, dir)
			d := diaryAt(t, today, 8, 0)
			for i, kinds := range [][]Kind{tc.alma, tc.bo, tc.cleo} {
				for _, k := range kinds {
					d.add(Draft{Kind: k, Child: []ChildID{alma, bo, cleo}[i]})
				}
			}
			day := NewDay(x, today)
			day.Add(d.events...)
			got := x.Decide(tc.who, day, today.At(Clock(noon, 0), x.Location()))
			if s := told(got); s != tc.want {
				t.Errorf("got  %s\nwant %s", s, tc.want)
			}
			if got.Person.ID != tc.who {
				t.Errorf("it is about %q", got.Person.ID)
			}
		})
	}
}

func TestStaffSeeTheLongestWaitFirst(t *testing.T) {
	x := indexOf(t, smallUnit())
	d := diaryAt(t, today, 8, 0)
	for _, child := range []ChildID{cleo, alma, bo} {
		d.add(Draft{Kind: Announced, Child: child})
	}
	day := NewDay(x, today)
	day.Add(d.events...)
	if got, want := told(x.Decide(teacher, day, d.at)), "staff: Cleo receive, Alma receive, Bo receive"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestASecondScanSoonAfterAnAnnouncementAsksWhetherItWorked(t *testing.T) {
	dir := smallUnit()
	x := indexOf(t, dir)
	d := diaryAt(t, today, 8, 0)
	e := d.write(Announced)
	day := NewDay(x, today)
	day.Add(e)
	for after, want := range map[time.Duration]Action{
		0: Wait, time.Second: Wait, AnnouncedGrace - time.Nanosecond: Wait, AnnouncedGrace: Request, 5 * time.Hour: Request,
		// Announced on a tablet whose clock is ahead.
		-time.Minute: Wait, -5 * time.Hour: Request,
	} {
		if got := x.Decide(mother, day, e.At.Add(after)).Steps[0].Action; got != want {
			t.Errorf("after %s: got %s, want %s", after, got, want)
		}
	}
	// Somebody announces again on another tablet: the wait goes on.
	again := e
	again.ID, again.Kiosk, again.At = "e2", "l", e.At.Add(AnnouncedGrace-time.Minute)
	day.Add(again)
	if got := x.Decide(mother, day, e.At.Add(AnnouncedGrace)).Steps[0].Action; got != Request {
		t.Errorf("said twice, the wait begins anew: %s", got)
	}
}

func TestWhoMayTakeAStep(t *testing.T) {
	dir := smallUnit()
	dir.Rights = append(dir.Rights, Right{Person: teacher, Child: bo, Kind: Blocked})
	x := indexOf(t, dir)
	day := NewDay(x, today)
	child := func(id ChildID) Child { c, _ := x.Child(id); return c }
	family := func(id ChildID) Step { return Step{Child: child(id), Action: Announce, Right: Guardian} }
	staff := func(id ChildID) Step { return x.StaffStep(child(id), day) }
	for _, tc := range []struct {
		name string
		who  PersonID
		step Step
		want bool
	}{
		{"guardian", mother, family(alma), true},
		{"collector", grandpa, family(alma), true},
		{"collector of another child", grandpa, family(bo), false},
		{"right has ended", grandpa, family(cleo), false},
		{"blocked", ex, family(alma), false},
		{"nobody", "nobody", family(alma), false},
		{"staff as staff", teacher, staff(alma), true},
		{"staff as staff, blocked", teacher, staff(bo), false},
		{"staff as family", teacher, family(alma), false},
		{"staff with a child here, as staff", cook, staff(alma), true},
		{"staff with a child here, as staff for it", cook, staff(cleo), true},
		{"guardian as staff", mother, staff(alma), false},
		{"nobody as staff", "nobody", staff(alma), false},
		{"a child that isn't here", teacher, Step{Child: Child{ID: "moved"}, staff: true}, false},
	} {
		if got := x.Allows(tc.who, tc.step, today); got != tc.want {
			t.Errorf("%s: got %t", tc.name, got)
		}
	}
	if x.Allows(grandpa, family(alma), Date{}) != true {
		t.Error("a right without bounds holds on any day")
	}
}

func TestABadgeThatTwoEntriesDisagreeAbout(t *testing.T) {
	for _, tc := range []struct {
		name    string
		badges  []Badge
		revoked bool
	}{
		{"revoked first", []Badge{{"h", mother, true}, {"h", mother, false}}, true},
		{"revoked last", []Badge{{"h", mother, false}, {"h", mother, true}}, true},
		{"revoked in the middle", []Badge{{"h", mother, false}, {"h", mother, true}, {"h", mother, false}}, true},
		{"of two people", []Badge{{"h", mother, false}, {"h", ex, false}}, true},
		{"the same twice", []Badge{{"h", mother, false}, {"h", mother, false}}, false},
	} {
		dir := smallUnit()
		dir.Badges = tc.badges
		if got, ok := indexOf(t, dir).Badge("h"); !ok || got.Revoked != tc.revoked {
			t.Errorf("%s: got %+v", tc.name, got)
		}
	}
}

func TestOnePolicyForAll(t *testing.T) {
	x := indexOf(t, smallUnit())
	for _, p := range []Policy{StaffReceipt, SelfService} {
		all := x.WithPolicy(p)
		for _, c := range all.Children() {
			if all.PolicyFor(c) != p {
				t.Errorf("%s has another policy", c.ID)
			}
		}
		for _, g := range all.Groups() {
			if g.Policy != "" {
				t.Errorf("%s still says %s", g.ID, g.Policy)
			}
		}
	}
	if g, _ := x.Group(moons); g.Policy != SelfService || x.Groups()[1].Policy != SelfService {
		t.Error("the first index was changed")
	}
}

func TestWhatAnIndexGivesOutCanNotChangeIt(t *testing.T) {
	x := indexOf(t, smallUnit())
	x.Children()[0], x.Staff()[0], x.Groups()[0] = Child{}, Person{}, Group{}
	if x.Children()[0].ID != alma || x.Staff()[0].ID != cook || x.Groups()[0].ID != stars {
		t.Error("it has changed")
	}
}

func TestAnUnknownTimeZoneIsTheOneError(t *testing.T) {
	dir := smallUnit()
	dir.Unit.TimeZone = "Europe/Atlantis"
	if _, err := NewIndex(dir); err == nil {
		t.Error("no error")
	}
	if _, err := NewIndex(Directory{}); err != nil {
		t.Errorf("an empty directory: %v", err)
	}
}

func TestUndoIsNeverUndone(t *testing.T) {
	d := diaryAt(t, today, 8, 0)
	e := d.write(Announced)
	by := By{Person: mother, How: ByBadge}
	draft, err := Undo(e, by)
	if want := (Draft{Kind: Undone, Child: alma, By: by, Corrects: e.ID}); err != nil || !reflect.DeepEqual(draft, want) {
		t.Errorf("got %+v, %v", draft, err)
	}
	if _, err := Undo(d.add(draft), by); err == nil {
		t.Error("an undo can be undone")
	}
}

// taker makes a draft of a step; it stands for [Step.Draft] so that the test
// below can show that it would notice if the rule were gone.
type taker func(Step, By) (Draft, error)

// unruly is Draft without the rule.
func unruly(s Step, by By) (Draft, error) {
	kind := s.Action.Kind()
	if kind == "" {
		return Draft{}, ErrNoStep
	}
	return Draft{Kind: kind, Child: s.Child.ID, By: by}, nil
}

// releasedByBadge walks at random through days of scans and taps and counts the
// releases by somebody who isn't staff and has entered no PIN.
func releasedByBadge(t *testing.T, r *rand.Rand, walks int, take taker) (found, released int) {
	t.Helper()
	for range walks {
		dir := smallUnit()
		dir.Unit.Policy = pick(r, []Policy{StaffReceipt, SelfService, "honour"})
		dir.Groups[0].Policy = pick(r, []Policy{"", StaffReceipt, SelfService})
		dir.Rights = append(dir.Rights, Right{
			Person: pick(r, []PersonID{mother, grandpa, ex, stranger, teacher, cook}),
			Child:  pick(r, []ChildID{alma, bo, cleo}), Kind: pick(r, []RightKind{Guardian, Collector, Blocked}),
		})
		x := indexOf(t, dir)
		day := NewDay(x, today)
		d := diaryAt(t, today, 6, 0)
		for range 40 {
			d.at = d.at.Add(time.Duration(r.IntN(15)) * time.Minute)
			who := pick(r, []PersonID{mother, mother, grandpa, ex, stranger, teacher, cook, "nobody"})
			decision := x.Decide(who, day, d.at)
			by := By{Person: who, How: pick(r, []How{ByBadge, ByBadge, ByBadgeAndPIN, ByPIN, ByKiosk, ""})}
			for _, step := range decision.Steps {
				if r.IntN(3) == 0 {
					continue
				}
				draft, err := take(step, by)
				switch {
				case errors.Is(err, ErrNoStep) && step.Action == Wait:
					continue
				case errors.Is(err, ErrNeedsPIN) && step.NeedsPIN && !by.How.WithPIN():
					continue
				case err != nil:
					t.Fatalf("%s by %s: %v", step.Action, by.How, err)
				}
				if draft.Kind == Released {
					released++
					if decision.Outcome != StaffMember && !by.How.WithPIN() {
						found++
					}
				}
				if x.RightTo(who, draft.Child, today) == Blocked {
					t.Fatalf("%s took a step for a child they are blocked from", who)
				}
				day.Add(d.add(draft))
			}
		}
	}
	return found, released
}

func TestABadgeAloneNeverReleasesAChild(t *testing.T) {
	found, released := releasedByBadge(t, chance(t), 400, Step.Draft)
	if found > 0 || released == 0 {
		t.Errorf("%d of %d releases were by a badge alone", found, released)
	}
	// The control: without the rule the same walk must find some.
	if found, _ := releasedByBadge(t, chance(t), 400, unruly); found == 0 {
		t.Error("the walk would not notice that the rule is gone")
	}
}
