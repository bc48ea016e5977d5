package attendance

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Index answers questions about a [Directory]. It is read-only after
// [NewIndex] and safe for concurrent use.
type Index struct {
	dir      Directory
	loc      *time.Location
	groups   map[GroupID]Group
	children map[ChildID]Child
	people   map[PersonID]Person
	badges   map[string]Badge
	rights   map[PersonID][]Right
	planned  map[plannedKey]PlannedTime
	// span is from the first to the last day that was planned by itself.
	span      map[ChildID]span
	schedules map[ChildID][]Schedule
	absences  map[ChildID][]Absence
	warnings  []Warning
	// sorted are the children and staff the staff, by name.
	sorted []Child
	staff  []Person
}

type plannedKey struct {
	child ChildID
	date  Date
}

// NewIndex makes dir searchable. It fails only when the unit's time zone is
// unknown, since no day could be told then. References that lead nowhere, and
// entries without an id, are kept out of the answers and never stop the door. Of
// entries that contradict each other the last one counts, but where a badge or a
// right is in question the stricter one does; [Index.Warnings] lists them.
func NewIndex(dir Directory) (*Index, error) {
	loc, err := time.LoadLocation(dir.Unit.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("time zone %q of the unit is unknown: %w", dir.Unit.TimeZone, err)
	}
	x := &Index{
		dir:      dir,
		loc:      loc,
		groups:   make(map[GroupID]Group, len(dir.Groups)),
		children: make(map[ChildID]Child, len(dir.Children)),
		people:   make(map[PersonID]Person, len(dir.People)),
		badges:   make(map[string]Badge, len(dir.Badges)),
		rights:   make(map[PersonID][]Right),
		planned:  make(map[plannedKey]PlannedTime, len(dir.Planned)),
		span:     make(map[ChildID]span),

		schedules: make(map[ChildID][]Schedule),
		absences:  make(map[ChildID][]Absence),
		warnings:  warningsOf(dir),
	}
	x.dir.Groups = lastTold(dir.Groups, x.groups, func(g Group) GroupID { return g.ID })
	x.sorted = lastTold(dir.Children, x.children, func(c Child) ChildID { return c.ID })
	slices.SortFunc(x.sorted, func(a, b Child) int {
		return cmp.Or(cmp.Compare(a.GivenName, b.GivenName),
			cmp.Compare(a.FamilyName, b.FamilyName), cmp.Compare(a.ID, b.ID))
	})
	for _, p := range lastTold(dir.People, x.people, func(p Person) PersonID { return p.ID }) {
		if p.Staff {
			x.staff = append(x.staff, p)
		}
	}
	slices.SortFunc(x.staff, func(a, b Person) int {
		return cmp.Or(cmp.Compare(a.GivenName, b.GivenName),
			cmp.Compare(a.FamilyName, b.FamilyName), cmp.Compare(a.ID, b.ID))
	})
	for _, b := range dir.Badges {
		// Two entries for one code: a revoked one wins, and a code that two
		// people are said to carry tells who neither of them is.
		if old, twice := x.badges[b.Hash]; twice && (old.Revoked || old.Person != b.Person) {
			b.Revoked = true
		}
		x.badges[b.Hash] = b
	}
	for _, r := range dir.Rights {
		x.rights[r.Person] = append(x.rights[r.Person], r)
	}
	x.plan(dir)
	for _, a := range dir.Absences {
		x.absences[a.Child] = append(x.absences[a.Child], a)
	}
	return x, nil
}

// lastTold fills the map by id with the last entry of each, and lists those in
// the order in which the ids were first told.
func lastTold[K ~string, T any](told []T, byID map[K]T, id func(T) K) []T {
	var order []K
	for _, entry := range told {
		key := id(entry)
		if key == "" {
			continue
		}
		if _, twice := byID[key]; !twice {
			order = append(order, key)
		}
		byID[key] = entry
	}
	var last []T
	for _, key := range order {
		last = append(last, byID[key])
	}
	return last
}

// WithPolicy is the same directory with one policy for every group.
func (x *Index) WithPolicy(p Policy) *Index {
	changed := *x
	changed.dir.Unit.Policy = p
	changed.dir.Groups = slices.Clone(x.dir.Groups)
	changed.groups = make(map[GroupID]Group, len(x.groups))
	for i := range changed.dir.Groups {
		g := &changed.dir.Groups[i]
		g.Policy = ""
		changed.groups[g.ID] = *g
	}
	return &changed
}

// Unit is the unit the directory is about.
func (x *Index) Unit() Unit { return x.dir.Unit }

// Version is the directory's version.
func (x *Index) Version() uint64 { return x.dir.Version }

// Location is the unit's time zone.
func (x *Index) Location() *time.Location { return x.loc }

// Groups lists the unit's groups in the directory's order.
func (x *Index) Groups() []Group { return slices.Clone(x.dir.Groups) }

// Group looks a group up.
func (x *Index) Group(id GroupID) (Group, bool) {
	g, ok := x.groups[id]
	return g, ok
}

// Child looks a child up.
func (x *Index) Child(id ChildID) (Child, bool) {
	c, ok := x.children[id]
	return c, ok
}

// Children lists all children of the unit, by given name, family name and id.
func (x *Index) Children() []Child { return slices.Clone(x.sorted) }

// Person looks a person up.
func (x *Index) Person(id PersonID) (Person, bool) {
	p, ok := x.people[id]
	return p, ok
}

// Staff lists the unit's staff by given name, family name and id.
func (x *Index) Staff() []Person { return slices.Clone(x.staff) }

// Badge looks a badge up by the keyed hash of its code.
func (x *Index) Badge(hash string) (Badge, bool) {
	b, ok := x.badges[hash]
	return b, ok
}

// PolicyFor is the policy for handing over this child: the group's, or else
// the unit's. Anything unknown counts as [StaffReceipt], the stricter one.
func (x *Index) PolicyFor(c Child) Policy {
	p := x.dir.Unit.Policy
	if g, ok := x.groups[c.Group]; ok && g.Policy != "" {
		p = g.Policy
	}
	if !p.Valid() {
		return StaffReceipt
	}
	return p
}

// Absence is the absence that the directory reports for the child on a day, if
// there is one; of several, one that is about the whole day.
func (x *Index) Absence(child ChildID, date Date) (Absence, bool) {
	var found Absence
	ok := false
	for _, a := range x.absences[child] {
		if !date.Within(a.From, a.Until) {
			continue
		}
		if whole := a.FromTime == nil && a.UntilTime == nil; whole || !ok {
			found, ok = a, true
			if whole {
				break
			}
		}
	}
	return found, ok
}

// Absent tells whether the directory reports the child absent on a whole day.
func (x *Index) Absent(child ChildID, date Date) bool {
	a, ok := x.Absence(child, date)
	return ok && a.FromTime == nil && a.UntilTime == nil
}

// RightTo is what a person may do with a child on a day. A block outweighs
// everything else, a guardian's right outweighs a collector's; no right at all
// is the empty kind.
func (x *Index) RightTo(person PersonID, child ChildID, date Date) RightKind {
	return x.rightsOn(person, date)[child]
}

// rightsOn is the strongest right of a person to each child on a day.
func (x *Index) rightsOn(person PersonID, date Date) map[ChildID]RightKind {
	strength := map[RightKind]int{Collector: 1, Guardian: 2, Blocked: 3}
	strongest := make(map[ChildID]RightKind)
	for _, r := range x.rights[person] {
		if date.Within(r.From, r.Until) && strength[r.Kind] > strength[strongest[r.Child]] {
			strongest[r.Child] = r.Kind
		}
	}
	return strongest
}
