package attendance

import "time"

// Today is what the door shows while nobody is there: the schedule, the menu
// and notices of the coming days. Nothing in it is about a person.
type Today struct {
	// Version counts up with each change; a lower one never replaces a higher.
	Version uint64    `json:"version"`
	Days    []DayPlan `json:"days"`
	Notices []Notice  `json:"notices,omitempty"`
}

// On is the plan of one day; its lists are empty when none is known.
func (t Today) On(date Date) DayPlan {
	for _, d := range t.Days {
		if d.Date == date {
			return d
		}
	}
	return DayPlan{Date: date}
}

// NoticesOn lists the notices to be shown on a day.
func (t Today) NoticesOn(date Date) []Notice {
	var shown []Notice
	for _, n := range t.Notices {
		if date.Within(n.From, n.Until) {
			shown = append(shown, n)
		}
	}
	return shown
}

// DayPlan is the schedule and the menu of one day.
type DayPlan struct {
	Date     Date       `json:"date"`
	Schedule []Activity `json:"schedule,omitempty"`
	Menu     []Meal     `json:"menu,omitempty"`
}

// Now is the position in Schedule of what is on at t, or -1.
func (d DayPlan) Now(t time.Time) int {
	clock := TimeOfDayOf(t)
	for i, a := range d.Schedule {
		if a.From <= clock && clock < a.Until {
			return i
		}
	}
	return -1
}

// Activity is one entry of the day's schedule.
type Activity struct {
	From  TimeOfDay `json:"from"`
	Until TimeOfDay `json:"until"`
	Title Text      `json:"title"`
	// Symbol names the picture shown beside it; an unknown one shows a plain dot.
	Symbol string `json:"symbol,omitempty"`
}

// Meal is one meal of the day.
type Meal struct {
	// Kind is breakfast, lunch or snack.
	Kind MealKind  `json:"kind"`
	At   TimeOfDay `json:"at"`
	Dish Text      `json:"dish"`
	// Allergens are what the kitchen has declared. AllergensKnown tells a dish
	// without any from one that nobody has said anything about: that one is
	// shown as "ask the kitchen", never as free from them.
	Allergens      []Allergen `json:"allergens,omitempty"`
	AllergensKnown bool       `json:"allergensKnown,omitempty"`
}

// MealKind is which meal of the day it is.
type MealKind string

// The meals of a preschool's day.
const (
	Breakfast MealKind = "breakfast"
	Lunch     MealKind = "lunch"
	Snack     MealKind = "snack"
)

// Notice is a few words to everybody.
type Notice struct {
	Text  Text `json:"text"`
	From  Date `json:"from,omitzero"`
	Until Date `json:"until,omitzero"`
}

// Text is the same words in several languages, by BCP 47 tag. Swedish ("sv")
// is the one that is always there.
type Text map[string]string

// In is the text in a language, or else in Swedish.
func (t Text) In(language string) string {
	if s := t[language]; s != "" {
		return s
	}
	return t["sv"]
}

// Allergen is one of the fourteen substances that must be declared by
// Regulation (EU) No 1169/2011, Annex II.
type Allergen string

// The fourteen, in the order of the annex.
const (
	Gluten      Allergen = "gluten"
	Crustaceans Allergen = "crustaceans"
	Eggs        Allergen = "eggs"
	Fish        Allergen = "fish"
	Peanuts     Allergen = "peanuts"
	Soybeans    Allergen = "soybeans"
	Milk        Allergen = "milk"
	Nuts        Allergen = "nuts"
	Celery      Allergen = "celery"
	Mustard     Allergen = "mustard"
	Sesame      Allergen = "sesame"
	Sulphites   Allergen = "sulphites"
	Lupin       Allergen = "lupin"
	Molluscs    Allergen = "molluscs"
)

// Allergens lists the fourteen in the order of the annex.
func Allergens() []Allergen {
	return []Allergen{Gluten, Crustaceans, Eggs, Fish, Peanuts, Soybeans, Milk, Nuts,
		Celery, Mustard, Sesame, Sulphites, Lupin, Molluscs}
}
