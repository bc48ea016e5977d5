package preschool

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/badge"
	"tambur/kiosk/pin"
)

// DefaultChildren is how many children a preschool has unless told otherwise.
const DefaultChildren = 54

// MaxChildren bounds how large a preschool may be; many times the largest there
// is, and its directory still fits in one message.
const MaxChildren = 5000

// StaffPIN and GuardianPIN are the PINs of everybody in a made preschool.
const (
	StaffPIN    = "2468"
	GuardianPIN = "1357"
)

// ErrNoDay is returned for options that don't say which day it is.
var ErrNoDay = errors.New("a preschool can't be made without a day to be its today")

// ErrSize is returned for options with an impossible number of children.
var ErrSize = fmt.Errorf("a preschool has 1 to %d children", MaxChildren)

// Options is what a preschool is made from.
type Options struct {
	// Seed decides everything that is left to chance.
	Seed uint64
	// Children is how many there are; 0 stands for [DefaultChildren].
	Children int
	// Today is the day that absences, menus and notices lie around, and on which
	// somebody may collect who may on no other. It decides nothing else.
	Today attendance.Date
	// Name is the unit's name; empty stands for "Förskolan Tallbacken".
	Name string
	// Policy is how hand-overs are done; empty stands for
	// [attendance.StaffReceipt].
	Policy attendance.Policy
}

// Preschool is a unit with everything the portal would know about it, and what
// only the people themselves know: their codes and PINs.
type Preschool struct {
	Directory attendance.Directory
	Today     attendance.Today
	// Date is the day it was made for.
	Date attendance.Date
	// Cards has every code, in the order guardians, collectors, staff. It is the
	// only place where codes are known in clear.
	Cards []Card
	// BadgeKey and Pepper are the unit's keys for codes and PINs.
	BadgeKey badge.Key
	Pepper   pin.Pepper
	// StaffPIN and GuardianPIN are everybody's PINs.
	StaffPIN, GuardianPIN string
}

// Role is what somebody carries a card as.
type Role string

const (
	// Guardian may drop off and collect their own children.
	Guardian Role = "guardian"
	// Collector may fetch children of families that trust them.
	Collector Role = "collector"
	// Blocked carries a card, and may not collect.
	Blocked Role = "blocked"
	// Staff works at the preschool.
	Staff Role = "staff"
)

// Card is a badge and the person it was given to. Somebody who lost one has
// two, the lost one revoked.
type Card struct {
	Person  attendance.PersonID
	Name    string
	Role    Role
	Revoked bool
	Code    badge.Code
}

// Make makes a preschool. It returns [ErrNoDay] or [ErrSize] for options that
// make no sense. Next to the two PINs, whose
// hash is slow on purpose, even 5000 children take no time that anybody notices.
func Make(o Options) (Preschool, error) {
	if o.Today.IsZero() {
		return Preschool{}, ErrNoDay
	}
	if o.Children == 0 {
		o.Children = DefaultChildren
	}
	if o.Children < 1 || o.Children > MaxChildren {
		return Preschool{}, ErrSize
	}
	if o.Name == "" {
		o.Name = "Förskolan Tallbacken"
	}
	if o.Policy == "" {
		o.Policy = attendance.StaffReceipt
	}
	if !o.Policy.Valid() {
		return Preschool{}, fmt.Errorf("there is no policy %q for hand-overs", o.Policy)
	}
	lists, err := readLists()
	if err != nil {
		return Preschool{}, err
	}
	m := &maker{
		seed: o.Seed, lists: lists, names: make(map[string]bool),
		school: Preschool{Date: o.Today, StaffPIN: StaffPIN, GuardianPIN: GuardianPIN},
	}
	m.school.Directory = attendance.Directory{
		Version: version(o.Today),
		Unit: attendance.Unit{
			ID: attendance.UnitID(m.id("unit", 0)), Name: o.Name,
			Policy: o.Policy, TimeZone: TimeZone, CollectorAge: CollectorAge,
		},
	}
	m.school.BadgeKey = badge.Key(digest(o.Seed, "badge key", 0))
	m.school.Pepper = pin.Pepper(digest(o.Seed, "pepper", 0))
	m.families(o.Children)
	m.groups()
	m.staff()
	m.guests(o.Today)
	if err := m.cards(); err != nil {
		return Preschool{}, err
	}
	m.plan(o.Today)
	m.school.Today = today(lists, o.Today)
	return m.school, nil
}

// TimeZone is where every made preschool is.
const TimeZone = "Europe/Stockholm"

// demoSeed makes the one preschool that every demo shows, so that a badge which
// one program drew opens the door of another.
const demoSeed = 1

// Demo makes the demo preschool on the day that it is there at now. 0 children
// stands for [DefaultChildren].
func Demo(children int, now time.Time) (Preschool, error) {
	zone, err := time.LoadLocation(TimeZone)
	if err != nil {
		return Preschool{}, fmt.Errorf("know the preschool's time zone: %w", err)
	}
	return Make(Options{Seed: demoSeed, Children: children, Today: attendance.DateOf(now.In(zone))})
}

// version counts up with the day, so that a preschool made today replaces the
// one made yesterday and never the other way round.
func version(day attendance.Date) uint64 {
	return uint64(max(1, daysSince2000(day)))
}

// maker holds a preschool while it is being made.
type maker struct {
	seed   uint64
	lists  lists
	names  map[string]bool // full names that are taken
	school Preschool

	kids  []kid
	cast  []member
	lost  []attendance.PersonID // who lost a badge
	works attendance.PersonID   // the guardian who also works here
}

// kid is a child with what only the maker needs.
type kid struct {
	attendance.Child
	family int
	age    int // years
	short  bool
}

// member is a person with what only the maker needs.
type member struct {
	attendance.Person
	role Role
}

// cards gives everybody a code, and a second one to those who lost theirs.
func (m *maker) cards() error {
	// One hash of each PIN serves everybody: fifty salts would only make the
	// demo slow to start. It shows that all PINs are alike, and they are.
	staffPIN, err := pin.Hash(stream(m.seed, "salt", 0), m.school.Pepper, StaffPIN)
	if err != nil {
		return fmt.Errorf("hash the staff's pin: %w", err)
	}
	guardianPIN, err := pin.Hash(stream(m.seed, "salt", 1), m.school.Pepper, GuardianPIN)
	if err != nil {
		return fmt.Errorf("hash the guardians' pin: %w", err)
	}
	dir := &m.school.Directory
	for i, p := range m.cast {
		switch {
		case p.Staff:
			p.PIN = staffPIN
		case p.role == Guardian:
			p.PIN = guardianPIN
		}
		dir.People = append(dir.People, p.Person)
		if slices.Contains(m.lost, p.ID) {
			if err := m.card(p, "lost code", i, true); err != nil {
				return err
			}
		}
		if err := m.card(p, "code", i, false); err != nil {
			return err
		}
	}
	order := []Role{Guardian, Collector, Blocked, Staff}
	slices.SortStableFunc(m.school.Cards, func(a, b Card) int {
		return slices.Index(order, a.Role) - slices.Index(order, b.Role)
	})
	return nil
}

func (m *maker) card(p member, purpose string, number int, revoked bool) error {
	code, err := badge.New(stream(m.seed, purpose, number))
	if err != nil {
		return err
	}
	m.school.Directory.Badges = append(m.school.Directory.Badges, attendance.Badge{
		Hash: string(m.school.BadgeKey.Hash(code)), Person: p.ID, Revoked: revoked,
	})
	m.school.Cards = append(m.school.Cards, Card{
		Person: p.ID, Name: p.GivenName + " " + p.FamilyName, Role: p.role, Revoked: revoked, Code: code,
	})
	return nil
}
