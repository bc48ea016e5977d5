package attendance

import (
	"testing"
	"time"
)

// The preschool of these tests: Alma and Bo are siblings in the first group,
// Cleo is in the second, whose policy is its own.
const (
	alma, bo, cleo = ChildID("alma"), ChildID("bo"), ChildID("cleo")
	stars, moons   = GroupID("stars"), GroupID("moons")
	mother         = PersonID("mother") // guardian of Alma and Bo, with a PIN
	grandpa        = PersonID("grandpa")
	ex             = PersonID("ex") // blocked from Alma, guardian of Cleo
	stranger       = PersonID("stranger")
	teacher        = PersonID("teacher")
	cook           = PersonID("cook") // staff, and guardian of Cleo
)

var today = Date{2026, time.March, 10}

func smallUnit() Directory {
	return Directory{
		Version: 3,
		Unit:    Unit{ID: "unit", Name: "Förskolan", Policy: StaffReceipt, TimeZone: "Europe/Stockholm"},
		Groups:  []Group{{ID: stars, Name: "Stjärnan"}, {ID: moons, Name: "Månen", Policy: SelfService}},
		Children: []Child{
			{ID: cleo, GivenName: "Cleo", FamilyName: "Dahl", Group: moons},
			{ID: bo, GivenName: "Bo", FamilyName: "Ek", Group: stars},
			{ID: alma, GivenName: "Alma", FamilyName: "Ek", Group: stars, Marking: "Sekretessmarkering"},
		},
		People: []Person{
			{ID: mother, GivenName: "Mia", FamilyName: "Ek", PIN: "set"},
			{ID: grandpa, GivenName: "Gustav", FamilyName: "Ek"},
			{ID: ex, GivenName: "Erik", FamilyName: "Dahl"},
			{ID: stranger, GivenName: "Stig", FamilyName: "Berg"},
			{ID: teacher, GivenName: "Tove", FamilyName: "Lind", Staff: true, PIN: "set"},
			{ID: cook, GivenName: "Kim", FamilyName: "Dahl", Staff: true, PIN: "set"},
		},
		Rights: []Right{
			{Person: mother, Child: alma, Kind: Guardian},
			{Person: mother, Child: bo, Kind: Guardian},
			{Person: grandpa, Child: alma, Kind: Collector},
			{Person: grandpa, Child: cleo, Kind: Collector, Until: today.AddDays(-1)},
			{Person: ex, Child: alma, Kind: Blocked},
			{Person: ex, Child: cleo, Kind: Guardian},
			{Person: stranger, Child: alma, Kind: Blocked},
			{Person: cook, Child: cleo, Kind: Guardian},
		},
		Badges:  []Badge{{Hash: "aa", Person: mother}},
		Planned: []PlannedTime{{Child: alma, Date: today, From: Clock(8, 0), Until: Clock(15, 30)}},
	}
}

func indexOf(t testing.TB, dir Directory) *Index {
	t.Helper()
	x, err := NewIndex(dir)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func stockholm(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}
