package screen

import (
	"image/color"
	"strings"

	"tambur/assets/icons"
	"tambur/kiosk/attendance"
)

// sign is how a state or a step looks and what it is called.
type sign struct {
	icon string
	word string // key of the word
	line color.NRGBA
	fill color.NRGBA // ground of a card in this state
	edge color.NRGBA
}

// stateSign is a state's sign. A state that is not known looks like expected.
func stateSign(s attendance.State) sign {
	switch s {
	case attendance.AtDoor:
		return sign{"state-announced", "state.announced", amber, amberSoft, amberEdge}
	case attendance.Present:
		return sign{"state-present", "state.present", teal, tealSoft, tealEdge}
	case attendance.PickupRequested:
		return sign{"state-pickup-requested", "state.pickup-requested", plum, plumSoft, plumEdge}
	case attendance.GoneHome:
		return sign{"state-gone-home", "state.gone-home", soft, paper, edge}
	case attendance.Away:
		return sign{"state-absent", "state.absent", soft, faint, edge}
	}
	return sign{"state-expected", "state.expected", soft, white, edge}
}

// stateSince is a state's word with when it began: "Här sedan 07:45".
var stateSince = map[attendance.State]string{
	attendance.AtDoor:          "state.announced-since",
	attendance.Present:         "state.present-since",
	attendance.PickupRequested: "state.pickup-requested-since",
	attendance.GoneHome:        "state.gone-home-since",
}

// step is how an action is drawn and named to a family, and to staff.
type step struct {
	icon          string
	family, staff string
}

func actionStep(a attendance.Action) step {
	switch a {
	case attendance.Announce:
		return step{"action-announce", "action.announce", "action.announce"}
	case attendance.Receive:
		return step{"action-announce", "action.announce", "action.receive"}
	case attendance.Request:
		return step{"action-request", "action.request", "action.request"}
	case attendance.Release:
		return step{"action-request", "action.request", "action.release"}
	}
	return step{"action-wait", "action.wait", "action.wait"}
}

// comes tells an action that brings a child from one that fetches it.
func comes(a attendance.Action) bool { return a == attendance.Announce || a == attendance.Receive }

var allergenWords = map[attendance.Allergen]string{
	attendance.Gluten:      "allergen.gluten",
	attendance.Crustaceans: "allergen.crustaceans",
	attendance.Eggs:        "allergen.eggs",
	attendance.Fish:        "allergen.fish",
	attendance.Peanuts:     "allergen.peanuts",
	attendance.Soybeans:    "allergen.soybeans",
	attendance.Milk:        "allergen.milk",
	attendance.Nuts:        "allergen.nuts",
	attendance.Celery:      "allergen.celery",
	attendance.Mustard:     "allergen.mustard",
	attendance.Sesame:      "allergen.sesame",
	attendance.Sulphites:   "allergen.sulphites",
	attendance.Lupin:       "allergen.lupin",
	attendance.Molluscs:    "allergen.molluscs",
}

var mealWords = map[attendance.MealKind]string{
	attendance.Breakfast: "meal.breakfast",
	attendance.Lunch:     "meal.lunch",
	attendance.Snack:     "meal.snack",
}

var flagWords = map[attendance.Flag]string{
	attendance.NeverReceived:   "flag.never-received",
	attendance.AlreadyHere:     "flag.already-here",
	attendance.AlreadyGone:     "flag.already-gone",
	attendance.WasAbsent:       "flag.was-absent",
	attendance.AbsentWhileHere: "flag.absent-while-here",
}

// symbol is the drawing of a name that came from outside, in a family of
// drawings: a plain dot for one that isn't there.
func symbol(family, name string) string {
	if full := family + "-" + name; name != "" && icons.Has(full) && !strings.ContainsAny(name, "/.") {
		return full
	}
	if family == "group" {
		return "group-dot"
	}
	return "dot"
}
