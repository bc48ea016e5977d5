package attendance

import (
	"cmp"
	"slices"
)

// Fault is what is wrong with an entry of a directory.
type Fault string

const (
	// NoGroup: a child in no group, or in one that isn't told of.
	NoGroup Fault = "child-without-group"
	// GuardianAndBlocked: a person who may fetch a child and is blocked from it on
	// the same days. They count as blocked.
	GuardianAndBlocked Fault = "guardian-and-blocked"
	// EndsBeforeStart: a right, a plan, a schedule or an absence that ends before
	// it starts. It counts for nothing.
	EndsBeforeStart Fault = "ends-before-start"
	// UnknownChild and UnknownPerson: an entry about somebody who isn't told of.
	UnknownChild  Fault = "unknown-child"
	UnknownPerson Fault = "unknown-person"
	// ToldTwice: two entries with one id; the last counts. A badge of two people
	// counts as revoked.
	ToldTwice Fault = "told-twice"
	// NoID: an entry without an id; it counts for nothing.
	NoID Fault = "without-id"
	// NoWeeks: a schedule that has no number of weeks, or entries outside them.
	NoWeeks Fault = "schedule-without-weeks"
	// NobodyMayFetch: a child that nobody may collect today or later.
	NobodyMayFetch Fault = "nobody-may-fetch"
	// UnknownPolicy: a policy that the rules don't know; staff-receipt counts.
	UnknownPolicy Fault = "unknown-policy"
)

// Warning is something in the directory that can't be as it says. The door
// opens all the same; staff see the warnings so that somebody puts it right at
// its source. It holds ids and no names, so that it may stand in a log.
type Warning struct {
	Fault  Fault
	Child  ChildID
	Person PersonID
	Group  GroupID
}

// Warnings lists what is wrong with the directory, each thing once, in an order
// that does not depend on the directory's.
func (x *Index) Warnings() []Warning { return slices.Clone(x.warnings) }

func warningsOf(dir Directory) []Warning {
	var w warnings
	groups, children, people := make(map[GroupID]bool), make(map[ChildID]bool), make(map[PersonID]bool)
	if dir.Unit.Policy != "" && !dir.Unit.Policy.Valid() {
		w.add(Warning{Fault: UnknownPolicy})
	}
	for _, g := range dir.Groups {
		notedID(&w, groups, g.ID, Warning{Group: g.ID})
		if g.Policy != "" && !g.Policy.Valid() {
			w.add(Warning{Fault: UnknownPolicy, Group: g.ID})
		}
	}
	for _, c := range dir.Children {
		notedID(&w, children, c.ID, Warning{Child: c.ID})
		if !groups[c.Group] {
			w.add(Warning{Fault: NoGroup, Child: c.ID, Group: c.Group})
		}
	}
	for _, p := range dir.People {
		notedID(&w, people, p.ID, Warning{Person: p.ID})
		for _, g := range p.Groups {
			if !groups[g] {
				w.add(Warning{Fault: NoGroup, Person: p.ID, Group: g})
			}
		}
	}
	w.rights(dir.Rights, children, people)
	badges := make(map[string]PersonID)
	for _, b := range dir.Badges {
		if old, twice := badges[b.Hash]; twice && old != b.Person {
			w.add(Warning{Fault: ToldTwice, Person: b.Person})
		}
		badges[b.Hash] = b.Person
		w.person(people, b.Person)
	}
	for _, p := range dir.Planned {
		w.child(children, p.Child)
		w.order(p.From < p.Until, Warning{Child: p.Child})
	}
	for _, s := range dir.Schedules {
		w.child(children, s.Child)
		w.order(s.From.Within(Date{}, s.Until), Warning{Child: s.Child})
		if s.Weeks < 1 || len(s.Entries) == 0 && !s.Temporary || s.From.IsZero() {
			w.add(Warning{Fault: NoWeeks, Child: s.Child})
		}
		for _, e := range s.Entries {
			w.order(e.From < e.Until, Warning{Child: s.Child})
			if e.Week < 0 || e.Week >= s.weeks() || e.Day < 1 || e.Day > 7 {
				w.add(Warning{Fault: NoWeeks, Child: s.Child})
			}
		}
	}
	for _, a := range dir.Absences {
		w.child(children, a.Child)
		w.order(a.From.Within(Date{}, a.Until), Warning{Child: a.Child})
		w.order(a.FromTime == nil || a.UntilTime == nil || *a.FromTime < *a.UntilTime, Warning{Child: a.Child})
	}
	return w.sorted()
}

// warnings are being collected.
type warnings []Warning

func (w *warnings) add(one Warning) {
	if !slices.Contains(*w, one) {
		*w = append(*w, one)
	}
}

// notedID notes that an id was told of.
func notedID[K ~string](w *warnings, known map[K]bool, id K, about Warning) {
	switch {
	case id == "":
		about.Fault = NoID
		w.add(about)
	case known[id]:
		about.Fault = ToldTwice
		w.add(about)
	default:
		known[id] = true
	}
}

func (w *warnings) child(known map[ChildID]bool, id ChildID) {
	if id != "" && !known[id] {
		w.add(Warning{Fault: UnknownChild, Child: id})
	}
}

func (w *warnings) person(known map[PersonID]bool, id PersonID) {
	if !known[id] {
		w.add(Warning{Fault: UnknownPerson, Person: id})
	}
}

func (w *warnings) order(right bool, about Warning) {
	if !right {
		about.Fault = EndsBeforeStart
		w.add(about)
	}
}

// rights looks for what can't be among the rights.
func (w *warnings) rights(rights []Right, children map[ChildID]bool, people map[PersonID]bool) {
	fetched := make(map[ChildID]bool)
	for i, r := range rights {
		w.child(children, r.Child)
		w.person(people, r.Person)
		w.order(r.From.IsZero() || r.From.Within(Date{}, r.Until), Warning{Child: r.Child, Person: r.Person})
		if r.Kind == Guardian || r.Kind == Collector {
			fetched[r.Child] = true
		}
		for _, other := range rights[:i] {
			blocks := (r.Kind == Blocked) != (other.Kind == Blocked)
			if other.Person == r.Person && other.Child == r.Child && blocks && r.meets(other) {
				w.add(Warning{Fault: GuardianAndBlocked, Child: r.Child, Person: r.Person})
			}
		}
	}
	for id := range children {
		if !fetched[id] {
			w.add(Warning{Fault: NobodyMayFetch, Child: id})
		}
	}
}

// meets tells whether there is a day on which both rights hold.
func (r Right) meets(other Right) bool {
	from, until := r.From, r.Until
	if from.Before(other.From) {
		from = other.From
	}
	if until.IsZero() || !other.Until.IsZero() && other.Until.Before(until) {
		until = other.Until
	}
	return until.IsZero() || !until.Before(from)
}

func (w warnings) sorted() []Warning {
	slices.SortFunc(w, func(a, b Warning) int {
		return cmp.Or(cmp.Compare(a.Fault, b.Fault), cmp.Compare(a.Child, b.Child),
			cmp.Compare(a.Person, b.Person), cmp.Compare(a.Group, b.Group))
	})
	return w
}
