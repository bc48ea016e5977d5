package preschool

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tambur/kiosk/attendance"
)

// The names of the pictures that a schedule may ask for.
const (
	SymbolOpen      = "open"
	SymbolBreakfast = "breakfast"
	SymbolGathering = "gathering"
	SymbolOutdoors  = "outdoors"
	SymbolLunch     = "lunch"
	SymbolRest      = "rest"
	SymbolStory     = "story"
	SymbolCreative  = "creative"
	SymbolMusic     = "music"
	SymbolGym       = "gym"
	SymbolForest    = "forest"
	SymbolSnack     = "snack"
	SymbolPlay      = "play"
	SymbolClose     = "close"
)

// Symbols lists them all.
func Symbols() []string {
	return []string{SymbolOpen, SymbolBreakfast, SymbolGathering, SymbolOutdoors, SymbolLunch,
		SymbolRest, SymbolStory, SymbolCreative, SymbolMusic, SymbolGym, SymbolForest,
		SymbolSnack, SymbolPlay, SymbolClose}
}

// Plans of the day reach from yesterday to a week after today.
const (
	shownBefore = 1
	shownAfter  = 7
)

// today is the schedule and the menu of the weekdays around today, and of today
// whatever day it is, and the notices.
func today(l lists, day attendance.Date) attendance.Today {
	t := attendance.Today{Version: version(day)}
	for n := -shownBefore; n <= shownAfter; n++ {
		if date := day.AddDays(n); !weekend(date) || date == day {
			t.Days = append(t.Days, attendance.DayPlan{
				Date: date, Schedule: schedule(l, date), Menu: menu(l, date),
			})
		}
	}
	training := day.AddDays(14)
	for weekend(training) {
		training = training.AddDays(1)
	}
	for _, n := range l.notices {
		n.Swedish = strings.ReplaceAll(n.Swedish, "{date}", inSwedish(training))
		n.English = strings.ReplaceAll(n.English, "{date}", inEnglish(training))
		t.Notices = append(t.Notices, attendance.Notice{
			Text: n.text(), From: day.AddDays(n.From), Until: day.AddDays(n.Until),
		})
	}
	return t
}

func schedule(l lists, date attendance.Date) []attendance.Activity {
	var entries []attendance.Activity
	for _, s := range l.schedule {
		if len(s.Days) == 0 || slices.Contains(s.Days, date.Weekday().String()) {
			entries = append(entries, attendance.Activity{
				From: s.From, Until: s.Until, Title: s.text(), Symbol: s.Symbol,
			})
		}
	}
	return entries
}

// menu follows the weeks of the calendar, one menu after the other.
func menu(l lists, date attendance.Date) []attendance.Meal {
	// Day 2 of the count, 2000-01-03, was a Monday.
	weeks := len(l.menu)
	monday := daysSince2000(date) - 2 - (int(date.Weekday())+6)%7
	turn := ((monday/7)%weeks + weeks) % weeks
	meals := l.menu[turn][date.Weekday().String()]
	var menu []attendance.Meal
	for _, m := range []struct {
		kind attendance.MealKind
		at   attendance.TimeOfDay
	}{
		{attendance.Breakfast, attendance.Clock(8, 0)},
		{attendance.Lunch, attendance.Clock(11, 15)},
		{attendance.Snack, attendance.Clock(14, 15)},
	} {
		d := meals[m.kind]
		menu = append(menu, attendance.Meal{
			Kind: m.kind, At: m.at, Dish: d.text(),
			Allergens: inOrder(d.Allergens), AllergensKnown: !d.Unknown,
		})
	}
	return menu
}

// inOrder puts allergens in the order of the annex. No allergens is nil, as
// it is after a journey over the wire.
func inOrder(some []attendance.Allergen) []attendance.Allergen {
	var sorted []attendance.Allergen
	for _, a := range attendance.Allergens() {
		if slices.Contains(some, a) {
			sorted = append(sorted, a)
		}
	}
	return sorted
}

func inSwedish(d attendance.Date) string {
	days := [...]string{"söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"}
	months := [...]string{"januari", "februari", "mars", "april", "maj", "juni", "juli",
		"augusti", "september", "oktober", "november", "december"}
	return fmt.Sprintf("%s %d %s", days[d.Weekday()], d.Day, months[d.Month-time.January])
}

func inEnglish(d attendance.Date) string {
	return fmt.Sprintf("%s %d %s", d.Weekday(), d.Day, d.Month)
}
