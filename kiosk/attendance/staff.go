package attendance

import (
	"cmp"
	"slices"
	"time"
)

// AtWork is a member of staff who has come and not gone.
type AtWork struct {
	Person Person
	Since  time.Time
	// Group is the group they work with now: the one they said when they came, or
	// else their own. It may be none.
	Group GroupID
}

// StaffHere lists the staff who are at work, by name. Whoever says twice that
// they have come has come the first time; who is no longer staff isn't listed.
func (d *Day) StaffHere() []AtWork {
	here := make(map[PersonID]AtWork)
	for _, e := range Standing(d.Events("")) {
		switch person := e.By.Person; e.Kind {
		case StaffIn:
			at, already := here[person]
			if !already {
				at.Person, at.Since = d.index.people[person], e.At
				if groups := at.Person.Groups; len(groups) > 0 {
					at.Group = groups[0]
				}
			}
			if e.Group != "" {
				at.Group = e.Group
			}
			if at.Person.Staff {
				here[person] = at
			}
		case StaffOut:
			delete(here, person)
		}
	}
	all := make([]AtWork, 0, len(here))
	for _, at := range here {
		all = append(all, at)
	}
	slices.SortFunc(all, func(a, b AtWork) int {
		return cmp.Or(cmp.Compare(a.Person.GivenName, b.Person.GivenName),
			cmp.Compare(a.Person.FamilyName, b.Person.FamilyName), cmp.Compare(a.Person.ID, b.Person.ID))
	})
	return all
}

// GroupOf is the group that the child is with on this day: the one it was moved
// to, if there is such a group, or else its own.
func (d *Day) GroupOf(child ChildID) GroupID {
	if moved := d.Child(child).Group; moved != "" {
		if _, ok := d.index.groups[moved]; ok {
			return moved
		}
	}
	return d.index.children[child].Group
}

// Count is how many children of a group are where.
type Count struct {
	// Total is all of them, whatever their state.
	Total, Expected, AtDoor, Present, GoneHome, Away int
}

// Count counts the children who are with a group on this day, or all of the
// unit's where it is empty. Who is asked for is still present.
func (d *Day) Count(group GroupID) Count {
	var n Count
	for _, child := range d.index.sorted {
		if group != "" && d.GroupOf(child.ID) != group {
			continue
		}
		n.Total++
		switch d.Child(child.ID).State {
		case Expected:
			n.Expected++
		case AtDoor:
			n.AtDoor++
		case Present, PickupRequested:
			n.Present++
		case GoneHome:
			n.GoneHome++
		case Away:
			n.Away++
		}
	}
	return n
}

// Ratio is how many children there are to how many staff.
type Ratio struct {
	Children, Staff int
	// Limit is the most children for each member of staff; 0 is none.
	Limit int
}

// Over tells whether there are more children than the limit lets be.
func (r Ratio) Over() bool { return r.Limit > 0 && r.Children > r.Limit*r.Staff }

// Ratio counts the children present in a group and the staff at work with it.
// Nobody is counted in two groups. Without a group it is of the unit, which has
// no limit of its own.
func (d *Day) Ratio(group GroupID) Ratio {
	r := Ratio{Children: d.Count(group).Present, Limit: d.index.groups[group].ChildrenPerStaff}
	for _, at := range d.StaffHere() {
		if group == "" || at.Group == group {
			r.Staff++
		}
	}
	return r
}
