package attendance

import (
	"slices"
	"strings"
	"testing"
)

func TestWarnings(t *testing.T) {
	if got := indexOf(t, smallUnit()).Warnings(); len(got) > 0 {
		t.Fatalf("of a sound directory: %+v", got)
	}
	yesterday := today.AddDays(-1)
	two, one := Clock(14, 0), Clock(13, 0)
	for _, tc := range []struct {
		name   string
		change func(*Directory)
		want   Warning
		check  func(*testing.T, *Index)
	}{
		{"a child in no group", func(d *Directory) { d.Children[1].Group = "" }, Warning{Fault: NoGroup, Child: bo}, nil},
		{"a child in a group that isn't", func(d *Directory) { d.Children[1].Group = "g" }, Warning{Fault: NoGroup, Child: bo, Group: "g"}, nil},
		{"a person both guardian and blocked", func(d *Directory) { d.Rights = append(d.Rights, Right{Person: mother, Child: bo, Kind: Blocked}) },
			Warning{Fault: GuardianAndBlocked, Child: bo, Person: mother}, func(t *testing.T, x *Index) {
				if x.RightTo(mother, bo, today) != Blocked {
					t.Error("the laxer right wins")
				}
			}},
		{"a plan that ends before it starts", func(d *Directory) { d.Planned[0].Until = Clock(7, 0) }, Warning{Fault: EndsBeforeStart, Child: alma},
			func(t *testing.T, x *Index) {
				if _, ok := x.Planned(alma, today); ok {
					t.Error("it counts")
				}
			}},
		{"a schedule that ends before it starts", func(d *Directory) {
			s := weekdays(bo, today, one, two)
			s.Until = yesterday
			d.Schedules = []Schedule{s}
		}, Warning{Fault: EndsBeforeStart, Child: bo}, nil},
		{"a schedule without weeks", func(d *Directory) {
			s := weekdays(bo, today, one, two)
			s.Weeks = 0
			d.Schedules = []Schedule{s}
		}, Warning{Fault: NoWeeks, Child: bo}, nil},
		{"a day outside the weeks", func(d *Directory) {
			s := weekdays(bo, today, one, two)
			s.Entries[0].Week = 1
			d.Schedules = []Schedule{s}
		}, Warning{Fault: NoWeeks, Child: bo}, nil},
		{"a right that ends before it starts", func(d *Directory) { d.Rights[1].From, d.Rights[1].Until = today, yesterday },
			Warning{Fault: EndsBeforeStart, Child: bo, Person: mother}, nil},
		{"a right to an unknown child", func(d *Directory) { d.Rights = append(d.Rights, Right{Person: mother, Child: "x", Kind: Guardian}) },
			Warning{Fault: UnknownChild, Child: "x"}, nil},
		{"a right of an unknown person", func(d *Directory) { d.Rights = append(d.Rights, Right{Person: "x", Child: bo, Kind: Collector}) },
			Warning{Fault: UnknownPerson, Person: "x"}, nil},
		{"a child told twice", func(d *Directory) { d.Children = append(d.Children, d.Children[1]) }, Warning{Fault: ToldTwice, Child: bo}, nil},
		{"a person told twice", func(d *Directory) { d.People = append(d.People, d.People[0]) }, Warning{Fault: ToldTwice, Person: mother}, nil},
		{"a group told twice", func(d *Directory) { d.Groups = append(d.Groups, d.Groups[0]) }, Warning{Fault: ToldTwice, Group: stars}, nil},
		{"a badge of two", func(d *Directory) { d.Badges = append(d.Badges, Badge{Hash: "aa", Person: ex}) }, Warning{Fault: ToldTwice, Person: ex}, nil},
		{"an absence that ends before it starts", func(d *Directory) { d.Absences = []Absence{{Child: bo, From: today, Until: yesterday}} },
			Warning{Fault: EndsBeforeStart, Child: bo}, nil},
		{"a part of a day that does", func(d *Directory) {
			d.Absences = []Absence{{Child: bo, From: today, Until: today, FromTime: &two, UntilTime: &one}}
		}, Warning{Fault: EndsBeforeStart, Child: bo}, nil},
		{"a child that nobody may fetch", func(d *Directory) { d.Rights = slices.Delete(d.Rights, 1, 2) }, Warning{Fault: NobodyMayFetch, Child: bo}, nil},
		{"a child without an id", func(d *Directory) { d.Children = append(d.Children, Child{Group: stars}) }, Warning{Fault: NoID}, nil},
		{"an unknown policy", func(d *Directory) { d.Groups[0].Policy = "x" }, Warning{Fault: UnknownPolicy, Group: stars}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := smallUnit()
			tc.change(&dir)
			x := indexOf(t, dir)
			if got := x.Warnings(); !slices.Equal(got, []Warning{tc.want}) {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
			if tc.check != nil {
				tc.check(t, x)
			}
			// The door opens all the same, and nothing in it names anybody.
			day := NewDay(x, today)
			x.Decide(mother, day, today.At(Clock(8, 0), x.Location()))
			for _, w := range x.Warnings() {
				if strings.Contains(string(w.Fault)+string(w.Group), "Bo") {
					t.Error("a name")
				}
			}
		})
	}
}

func TestRightsThatMeetOnNoDayAreNoContradiction(t *testing.T) {
	dir := smallUnit()
	dir.Rights = append(dir.Rights, Right{Person: mother, Child: bo, Kind: Blocked, Until: today.AddDays(-1)})
	dir.Rights[1].From = today
	x := indexOf(t, dir)
	if got := x.Warnings(); len(got) > 0 {
		t.Errorf("got %+v", got)
	}
	if x.RightTo(mother, bo, today) != Guardian || x.RightTo(mother, bo, today.AddDays(-1)) != Blocked {
		t.Error("the days are mixed up")
	}
}

func TestRightsMeetOnTheDaysOfBoth(t *testing.T) {
	day := func(n int) Date { return today.AddDays(n) }
	for _, tc := range []struct {
		a, b Right
		want bool
	}{
		{Right{}, Right{}, true},
		{Right{From: day(0), Until: day(5)}, Right{}, true},
		{Right{From: day(0), Until: day(5)}, Right{From: day(5), Until: day(9)}, true},
		{Right{From: day(0), Until: day(5)}, Right{From: day(6), Until: day(9)}, false},
		{Right{From: day(0), Until: day(9)}, Right{From: day(3), Until: day(4)}, true},
		{Right{From: day(6)}, Right{Until: day(5)}, false},
		{Right{From: day(3), Until: day(9)}, Right{Until: day(2)}, false},
		{Right{Until: day(9)}, Right{From: day(3), Until: day(5)}, true},
	} {
		for _, got := range []bool{tc.a.meets(tc.b), tc.b.meets(tc.a)} {
			if got != tc.want {
				t.Errorf("%s to %s and %s to %s: %t", tc.a.From, tc.a.Until, tc.b.From, tc.b.Until, got)
			}
		}
	}
}

func TestCustodyPeriodsAndOneDay(t *testing.T) {
	week := func(n int) (Date, Date) { return today.AddDays(7*n - 1), today.AddDays(7*n + 5) } // Monday to Sunday
	dir := smallUnit()
	dir.Rights = nil
	for n := range 4 {
		from, until := week(n)
		who := []PersonID{mother, ex}[n%2]
		dir.Rights = append(dir.Rights, Right{Person: who, Child: bo, Kind: Guardian, From: from, Until: until})
	}
	dir.Rights = append(dir.Rights, Right{Person: grandpa, Child: bo, Kind: Collector, From: today, Until: today})
	x := indexOf(t, dir)
	for n := range 28 {
		date := today.AddDays(n - 1)
		inTurn := []PersonID{mother, ex}[n/7%2]
		for _, who := range []PersonID{mother, ex, grandpa} {
			want := RightKind("")
			switch {
			case who == inTurn:
				want = Guardian
			case who == grandpa && date == today:
				want = Collector
			}
			if got := x.RightTo(who, bo, date); got != want {
				t.Errorf("%s on %s: got %q", who, date, got)
			}
			outcome := x.Decide(who, NewDay(x, date), date.At(Clock(8, 0), x.Location())).Outcome
			if (outcome == Family) != (want != "") {
				t.Errorf("%s on %s: %s", who, date, outcome)
			}
		}
	}
}

func TestASiblingUnderTheUnitsAge(t *testing.T) {
	dir := smallUnit()
	dir.Unit.CollectorAge = 15
	dir.People[1].OldEnoughFrom = today.AddDays(1)                                                     // grandpa's part, played by a brother
	dir.Rights = append(dir.Rights, Right{Person: grandpa, Child: bo, Kind: Collector, Until: Date{}}) // of both
	at := today.At(Clock(9, 0), stockholm(t))
	decide := func(dir Directory, date Date, kinds ...Kind) Decision {
		x := indexOf(t, dir)
		d := diaryAt(t, date, 8, 0)
		d.write(kinds...) // Alma's; Bo is expected
		day := NewDay(x, date)
		day.Add(d.events...)
		return x.Decide(grandpa, day, at)
	}
	if got := told(decide(dir, today)); got != "family: Alma announce, Bo announce" {
		t.Errorf("a drop-off: %s", got)
	}
	got := decide(dir, today, Received)
	if told(got) != "family: Bo announce" || !slices.Equal(got.TooYoung, []ChildID{alma}) || len(got.Alert) > 0 {
		t.Errorf("one to collect, one to bring: %+v", got)
	}
	alone := dir
	alone.Rights = slices.Delete(slices.Clone(dir.Rights), len(dir.Rights)-1, len(dir.Rights))
	if got := decide(alone, today, Received); got.Outcome != StaffNeeded || !slices.Equal(got.TooYoung, []ChildID{alma}) {
		t.Errorf("a pick-up: %+v", got)
	}
	if got := told(decide(dir, today.AddDays(1), Received)); got != "family: Alma request, Bo announce" {
		t.Errorf("on the birthday: %s", got)
	}
	untold, unlimited := dir, dir
	untold.People = slices.Clone(dir.People)
	untold.People[1].OldEnoughFrom = Date{}
	unlimited.Unit.CollectorAge = 0
	for name, dir := range map[string]Directory{"age not told": untold, "no limit": unlimited} {
		if got := told(decide(dir, today, Received)); got != "family: Alma request, Bo announce" {
			t.Errorf("%s: %s", name, got)
		}
	}
	// A step that was offered before somebody set the limit is not taken either.
	x := indexOf(t, dir)
	child, _ := x.Child(alma)
	for action, want := range map[Action]bool{Announce: true, Receive: true, Request: false, Release: false} {
		if x.Allows(grandpa, Step{Child: child, Action: action, Right: Collector}, today) != want {
			t.Errorf("%s: not %t", action, want)
		}
	}
}
