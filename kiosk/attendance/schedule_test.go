package attendance

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
)

// weekdays is a schedule of one week, Monday to Friday.
func weekdays(child ChildID, from Date, start, end TimeOfDay) Schedule {
	s := Schedule{Child: child, From: from, Weeks: 1, State: Agreed}
	for day := 1; day <= 5; day++ {
		s.Entries = append(s.Entries, WeekTime{Day: day, From: start, Until: end})
	}
	return s
}

func TestPlannedTimes(t *testing.T) {
	// 2026-03-10 is a Tuesday, in ISO week 11.
	nine, three := Clock(9, 0), Clock(15, 0)
	usual := weekdays(bo, Date{2026, 1, 7}, nine, three) // begins on a Wednesday
	every2 := Schedule{Child: bo, From: Date{2026, 2, 26}, Weeks: 2, State: Agreed, Entries: []WeekTime{
		{Week: 0, Day: 2, From: nine, Until: three}, {Week: 1, Day: 4, From: Clock(8, 0), Until: Clock(12, 0)},
	}} // week 9 is its first, so week 11 is its first again
	holiday := Schedule{Child: bo, From: today, Until: today.AddDays(2), Temporary: true, Weeks: 1, State: Agreed, Entries: []WeekTime{
		{Day: 2, From: Clock(10, 0), Until: Clock(13, 0)},
	}}
	with := func(change func(*Schedule)) Schedule {
		s := weekdays(bo, Date{2026, 1, 7}, nine, three)
		change(&s)
		return s
	}
	for _, tc := range []struct {
		name      string
		schedules []Schedule
		date      Date
		want      string // empty for no plan
		known     bool
	}{
		{"nothing", nil, today, "", false},
		{"a week", []Schedule{usual}, today, "09:00-15:00", true},
		{"its first day", []Schedule{usual}, Date{2026, 1, 7}, "09:00-15:00", true},
		{"the day before", []Schedule{usual}, Date{2026, 1, 6}, "", false},
		{"a Saturday", []Schedule{usual}, today.AddDays(4), "", true},
		{"every other week, its first", []Schedule{every2}, today, "09:00-15:00", true},
		{"every other week, its second", []Schedule{every2}, today.AddDays(7), "", true},
		{"every other week, the second's day", []Schedule{every2}, today.AddDays(9), "08:00-12:00", true},
		{"every other week, over the new year", []Schedule{every2}, Date{2027, 1, 5}, "", true},
		{"for a while another", []Schedule{usual, holiday}, today, "10:00-13:00", true},
		{"whichever is told first", []Schedule{holiday, usual}, today, "10:00-13:00", true},
		{"for a while at home", []Schedule{usual, holiday}, today.AddDays(1), "", true},
		{"and then as usual", []Schedule{usual, holiday}, today.AddDays(3), "09:00-15:00", true},
		{"the one that began later", []Schedule{weekdays(bo, today, Clock(7, 0), nine), usual}, today, "07:00-09:00", true},
		{"asked for", []Schedule{with(func(s *Schedule) { s.State = "Begärt" })}, today, "", false},
		{"refused", []Schedule{usual, with(func(s *Schedule) { s.State = "Nekat"; s.Temporary = true })}, today, "09:00-15:00", true},
		{"ended", []Schedule{with(func(s *Schedule) { s.Until = today.AddDays(-1) })}, today, "", false},
		{"its last day", []Schedule{with(func(s *Schedule) { s.Until = today })}, today, "09:00-15:00", true},
		{"ends before it starts", []Schedule{with(func(s *Schedule) { s.Until = Date{2026, 1, 1} })}, today, "", false},
		{"without a number of weeks", []Schedule{with(func(s *Schedule) { s.Weeks = 0 })}, today, "09:00-15:00", true},
		{"a day that ends before it starts", []Schedule{with(func(s *Schedule) { s.Entries[1].Until = Clock(8, 0) })}, today, "", true},
		{"with a pause", []Schedule{with(func(s *Schedule) {
			s.Entries = append(s.Entries, WeekTime{Day: 2, From: Clock(16, 0), Until: Clock(17, 0)})
		})}, today, "09:00-17:00", true},
		{"of another child", []Schedule{with(func(s *Schedule) { s.Child = cleo })}, today, "", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := smallUnit()
			dir.Schedules = tc.schedules
			x := indexOf(t, dir)
			got := ""
			if p, ok := x.Planned(bo, tc.date); ok {
				got = p.From.String() + "-" + p.Until.String()
			}
			if got != tc.want || x.PlanKnown(bo, tc.date) != tc.known {
				t.Errorf("got %q, known %t", got, x.PlanKnown(bo, tc.date))
			}
			// What is planned for that very day outweighs them all.
			dir.Planned = append(dir.Planned, PlannedTime{Child: bo, Date: tc.date, From: Clock(11, 0), Until: Clock(11, 30)})
			if p, ok := indexOf(t, dir).Planned(bo, tc.date); !ok || p.From != Clock(11, 0) {
				t.Errorf("planned for the day itself: got %+v, %t", p, ok)
			}
		})
	}
}

// The plain model walks the calendar from the first week on, day by day.
func TestWeeksAreCountedAsOnACalendar(t *testing.T) {
	r := chance(t)
	for range 300 {
		s := Schedule{Child: bo, From: Date{2024, 1, 1}.AddDays(r.IntN(1000)), Weeks: 1 + r.IntN(6), State: Agreed}
		for range r.IntN(8) {
			s.Entries = append(s.Entries, WeekTime{Week: r.IntN(s.Weeks), Day: 1 + r.IntN(7), From: Clock(8, 0), Until: Clock(9+r.IntN(8), 0)})
		}
		week, day := 0, s.From
		for range 800 {
			var want TimeOfDay
			for _, e := range s.Entries {
				if e.Week == week && time.Weekday(e.Day%7) == day.Weekday() {
					want = max(want, e.Until)
				}
			}
			if got, ok := s.on(day); ok != (want > 0) || got.Until != want {
				t.Fatalf("%s of %+v: got %s, want %s", day, s, got.Until, want)
			}
			if day = day.AddDays(1); day.Weekday() == time.Monday {
				week = (week + 1) % s.Weeks
			}
		}
	}
}

func TestLateness(t *testing.T) {
	loc := stockholm(t)
	for _, date := range []Date{today, {2026, time.March, 29}, {2026, time.October, 25}} {
		dir := smallUnit()
		dir.Unit.LateAfter = 10
		dir.Planned = []PlannedTime{{Child: alma, Date: date, From: Clock(8, 0), Until: Clock(15, 30)}}
		x := indexOf(t, dir)
		at := func(h, m int) time.Time { return date.At(Clock(h, m), loc) }
		day := NewDay(x, date)
		if c := day.Child(alma); c.LateArrival(at(8, 10)) || !c.LateArrival(at(8, 11)) || c.LatePickup(at(18, 0)) {
			t.Errorf("%s: %+v", date, c)
		}
		day.Add(Event{Draft: Draft{Kind: Received, Child: alma}, ID: "1", Kiosk: "k", Epoch: "1", Seq: 1, At: at(8, 20)})
		if c := day.Child(alma); c.LateArrival(at(9, 0)) || c.LatePickup(at(15, 40)) || !c.LatePickup(at(15, 41)) {
			t.Errorf("%s: %+v", date, c)
		}
		day.Add(Event{Draft: Draft{Kind: PickupPlanned, Child: alma, Pickup: Clock(16, 0)}, ID: "2", Kiosk: "k", Epoch: "1", Seq: 2, At: at(9, 0)})
		if c := day.Child(alma); c.LatePickup(at(15, 50)) || !c.LatePickup(at(16, 11)) {
			t.Errorf("%s: moved to 16: %+v", date, c)
		}
		day.Add(Event{Draft: Draft{Kind: Released, Child: alma}, ID: "3", Kiosk: "k", Epoch: "1", Seq: 3, At: at(16, 5)})
		if c := day.Child(alma); c.LatePickup(at(17, 0)) || len(c.Flags) > 0 {
			t.Errorf("%s: gone: %+v", date, c)
		}
		if c := day.Child(bo); c.LateArrival(at(17, 0)) || c.LatePickup(at(17, 0)) {
			t.Error("late without a plan")
		}
	}
}

func TestAChildThatIsElsewhereInTheMorning(t *testing.T) {
	// Bo is at another unit until lunch; this one's schedule says 12 to 16 only.
	dir := smallUnit()
	dir.Schedules = []Schedule{weekdays(bo, today.AddDays(-30), Clock(12, 0), Clock(16, 0))}
	x, loc := indexOf(t, dir), stockholm(t)
	day := NewDay(x, today)
	if day.Child(bo).LateArrival(today.At(Clock(9, 0), loc)) {
		t.Error("missed while it is elsewhere")
	}
	arrive := func(h, m int) []Flag {
		day := NewDay(x, today)
		day.Add(Event{Draft: Draft{Kind: Received, Child: bo}, ID: "1", Kiosk: "k", Epoch: "1", Seq: 1, At: today.At(Clock(h, m), loc)})
		return day.Child(bo).Flags
	}
	for clock, want := range map[TimeOfDay][]Flag{
		Clock(8, 0): {OutsidePlan}, Clock(11, 44): {OutsidePlan}, Clock(11, 45): nil, Clock(12, 5): nil,
		Clock(15, 59): nil, Clock(16, 0): {OutsidePlan},
	} {
		if got := arrive(int(clock)/60, int(clock)%60); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v", clock, got)
		}
	}
}

func TestASchedulesJSONIsItsOwn(t *testing.T) {
	s := weekdays(bo, today, Clock(8, 30), Clock(15, 0))
	s.Temporary, s.Until = true, today.AddDays(9)
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var got Schedule
	if err := json.Unmarshal(text, &got); err != nil || !reflect.DeepEqual(got, s) {
		t.Errorf("%s: %+v, %v", text, got, err)
	}
}

// Hostile numbers must neither stop nor hang the door.
func TestSchedulesOfNonsense(t *testing.T) {
	r := chance(t)
	wild := func() int { return pick(r, []int{0, -1, 1, 7, 8, 1 << 40, -1 << 40, rand.Int()}) }
	for range 500 {
		dir := smallUnit()
		for range 3 {
			dir.Schedules = append(dir.Schedules, Schedule{
				Child: bo, From: pick(r, []Date{{}, today, {9999, 12, 31}, {2026, 1, 1}}), Until: pick(r, []Date{{}, today, {1, 1, 1}}),
				Weeks: wild(), State: Agreed, Entries: []WeekTime{{Week: wild(), Day: wild(), From: TimeOfDay(wild()), Until: TimeOfDay(wild())}},
			})
		}
		x := indexOf(t, dir)
		x.Planned(bo, today)
		NewDay(x, today).Child(bo)
		x.Warnings()
	}
}
