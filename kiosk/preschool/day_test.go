package preschool_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/preschool"
)

func TestEveryDayShowsSomething(t *testing.T) {
	for n := range 14 {
		date := sunday.AddDays(n)
		p := school(t, preschool.Options{Today: date})
		days := p.Today.Days
		if len(days) < 6 || len(p.Today.NoticesOn(date)) < 2 {
			t.Errorf("%s: %d days, %d notices", date, len(days), len(p.Today.NoticesOn(date)))
		}
		if len(p.Today.On(date).Schedule) == 0 || len(p.Today.On(date).Menu) != 3 {
			t.Errorf("%s: nothing to show today", date)
		}
		unknown := 0
		for _, d := range days {
			checkSchedule(t, d)
			unknown += checkMenu(t, d)
		}
		if unknown == 0 {
			t.Errorf("%s: the allergens of every dish are known", date)
		}
		for _, notice := range p.Today.Notices {
			bilingual(t, notice.Text)
		}
	}
}

func checkSchedule(t *testing.T, d attendance.DayPlan) {
	t.Helper()
	last := attendance.Clock(6, 30)
	for _, a := range d.Schedule {
		if a.From != last || a.Until <= a.From {
			t.Errorf("%s: %s to %s follows on %s", d.Date, a.From, a.Until, last)
		}
		last = a.Until
		bilingual(t, a.Title)
		if !slices.Contains(preschool.Symbols(), a.Symbol) {
			t.Errorf("%s: no symbol is called %q", d.Date, a.Symbol)
		}
	}
	if last != attendance.Clock(17, 30) {
		t.Errorf("%s: ends at %s", d.Date, last)
	}
}

func checkMenu(t *testing.T, d attendance.DayPlan) (unknown int) {
	t.Helper()
	for _, m := range d.Menu {
		bilingual(t, m.Dish)
		if !m.AllergensKnown {
			unknown++
		}
		for i, a := range m.Allergens {
			if !slices.Contains(attendance.Allergens(), a) || slices.Contains(m.Allergens[:i], a) {
				t.Errorf("%s: %q is none of the fourteen, or twice", d.Date, a)
			}
		}
		if !m.AllergensKnown && len(m.Allergens) > 0 {
			t.Errorf("%s: allergens both declared and not known", d.Date)
		}
	}
	return unknown
}

func bilingual(t *testing.T, text attendance.Text) {
	t.Helper()
	if len(text) != 2 || text["sv"] == "" || text["en"] == "" || text["sv"] == text["en"] && text["sv"] != "Lunch" {
		t.Errorf("not in both languages: %v", text)
	}
}

func TestEverySymbolIsUsed(t *testing.T) {
	used := make(map[string]bool)
	for _, d := range school(t, preschool.Options{}).Today.Days {
		for _, a := range d.Schedule {
			used[a.Symbol] = true
		}
	}
	for _, s := range preschool.Symbols() {
		if !used[s] {
			t.Errorf("%q is in no day of a week", s)
		}
	}
	symbols, err := preschool.GroupSymbols()
	if err != nil || len(symbols) < 3 {
		t.Errorf("symbols of groups: %v, %v", symbols, err)
	}
}

func TestPlannedTimesAreBelievable(t *testing.T) {
	for seed := range uint64(3) {
		for _, today := range []attendance.Date{tuesday, sunday} {
			p := school(t, preschool.Options{Seed: seed, Today: today})
			onToday, short := 0, 0
			x := index(t, p)
			if w := x.Warnings(); len(w) > 0 {
				t.Errorf("seed %d: %+v", seed, w)
			}
			var plans []attendance.PlannedTime
			for _, child := range p.Directory.Children {
				for n := -20; n <= 20; n++ {
					if plan, ok := x.Planned(child.ID, today.AddDays(n)); ok {
						plans = append(plans, plan)
					}
				}
			}
			for _, plan := range plans {
				if w := plan.Date.Weekday(); (w == time.Saturday || w == time.Sunday) && plan.Date != today {
					t.Errorf("seed %d: planned on the %s %s", seed, w, plan.Date)
				}
				if plan.From%15 != 0 || plan.Until%15 != 0 || plan.From < attendance.Clock(7, 0) ||
					plan.From > attendance.Clock(9, 0) || plan.Until > attendance.Clock(17, 15) {
					t.Errorf("seed %d: planned from %s to %s", seed, plan.From, plan.Until)
				}
				if plan.Date == today {
					onToday++
				}
				if plan.Until == attendance.Clock(12, 0) {
					short++
				} else if plan.Until < attendance.Clock(14, 30) {
					t.Errorf("seed %d: planned until %s", seed, plan.Until)
				}
			}
			if onToday < 45 || short == 0 {
				t.Errorf("seed %d, %s: %d children today, %d short days", seed, today, onToday, short)
			}
		}
	}
}

// foldUntil is the board at a time, if what Happened tells had been recorded.
func foldUntil(t *testing.T, p preschool.Preschool, at time.Time) map[attendance.State]int {
	t.Helper()
	moments, err := p.Happened(at)
	if err != nil {
		t.Fatal(err)
	}
	x := index(t, p)
	day := attendance.NewDay(x, p.Date)
	for i, m := range moments {
		if m.At.After(at) || i > 0 && m.At.Before(moments[i-1].At) {
			t.Fatal("moments are out of order or in the future")
		}
		kind := x.RightTo(m.Draft.By.Person, m.Draft.Child, p.Date)
		person, _ := x.Person(m.Draft.By.Person)
		switch m.Draft.Kind {
		case attendance.Received, attendance.Released:
			if !person.Staff || kind != "" {
				t.Fatal("received or released by somebody who isn't plain staff")
			}
		default:
			if kind != attendance.Guardian && kind != attendance.Collector {
				t.Fatalf("%s by somebody with the right %q", m.Draft.Kind, kind)
			}
		}
		day.Add(attendance.Event{Draft: m.Draft, ID: attendance.EventID(fmt.Sprint(i)),
			Kiosk: "k", Epoch: "e", Seq: uint64(i + 1), At: m.At})
	}
	states := make(map[attendance.State]int)
	for _, c := range p.Directory.Children {
		folded := day.Child(c.ID)
		states[folded.State]++
		if len(folded.Flags) > 0 {
			t.Errorf("an ordinary day is flagged: %v", folded.Flags)
		}
	}
	return states
}

func TestADayFillsAndEmptiesTheHouse(t *testing.T) {
	for seed := range uint64(4) {
		for _, date := range []attendance.Date{tuesday, sunday} {
			p := school(t, preschool.Options{Seed: seed, Today: date})
			at := func(h, m int) map[attendance.State]int {
				return foldUntil(t, p, date.At(attendance.Clock(h, m), index(t, p).Location()))
			}
			if s := at(6, 0); s[attendance.Present] != 0 || s[attendance.Away] < 2 {
				t.Errorf("seed %d, 06:00: %v", seed, s)
			}
			if s := at(8, 0); s[attendance.Present] < 8 || s[attendance.Expected] < 8 {
				t.Errorf("seed %d, 08:00: %v", seed, s)
			}
			if s := at(10, 30); s[attendance.Present] < 38 {
				t.Errorf("seed %d, 10:30: %v", seed, s)
			}
			if s := at(16, 0); s[attendance.Present] < 8 || s[attendance.GoneHome] < 8 {
				t.Errorf("seed %d, 16:00: %v", seed, s)
			}
			if s := at(23, 0); s[attendance.Present]+s[attendance.AtDoor]+s[attendance.PickupRequested] != 0 || s[attendance.GoneHome] < 38 {
				t.Errorf("seed %d, 23:00: %v", seed, s)
			}
		}
	}
}

func TestTheDemosDayIsSwedens(t *testing.T) {
	// Half past eleven in the evening in Greenwich is tomorrow in Sweden.
	school, err := preschool.Demo(9, time.Date(2026, 3, 3, 23, 30, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	tomorrow := attendance.Date{Year: 2026, Month: 3, Day: 4}
	if len(school.Today.On(tomorrow).Menu) == 0 || len(school.Directory.Children) != 9 {
		t.Errorf("no menu for %s, or not 9 children but %d", tomorrow, len(school.Directory.Children))
	}
	index, err := attendance.NewIndex(school.Directory)
	if err != nil {
		t.Fatal(err)
	}
	planned := 0
	for _, c := range index.Children() {
		if _, ok := index.Planned(c.ID, tomorrow); ok {
			planned++
		}
	}
	if planned == 0 {
		t.Errorf("nobody is planned for %s", tomorrow)
	}
}
