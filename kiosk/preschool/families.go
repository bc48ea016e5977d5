package preschool

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"tambur/kiosk/attendance"
)

// perGroup is about how many children a group has.
const perGroup = 18

// The parts that must be played. Families come in rounds of this many, and in
// each round these play their part; the others are left to chance. A preschool
// that is too small for a round leaves out the last of them.
const (
	siblings = iota // two guardians and two children
	twins
	blocked // somebody else may not come near one of the children
	three   // one guardian has three children
	separated
	alone     // one guardian
	colleague // a guardian works here
	protected
	lostBadge
	neighbour // a collector of the next family too
	neighboured
	protectedToo
	parts

	round = 60
)

// families makes families until there are so many children; the last one is cut
// short to fit.
func (m *maker) families(children int) {
	var trusted attendance.PersonID // who fetches for the family before as well
	for f := 0; len(m.kids) < children; f++ {
		r, part := chance(m.seed, "family", f), f%round
		home := m.lists.anyOrigin(r)
		surname := pick(r, home.Family)
		born := m.children(r, f, part, home, surname, children-len(m.kids))
		m.guardians(r, part, home, surname, born)
		trusted = m.collectors(r, part, home, surname, born, trusted)
	}
}

// children makes a family's children, at most room of them.
func (m *maker) children(r *rand.Rand, family, part int, home origin, surname string, room int) []kid {
	count := 1
	switch {
	case part == siblings, part == twins, part == blocked, part == separated:
		count = 2
	case part == three:
		count = 3
	case part >= parts && percent(r, 20):
		count = 2
	}
	count = min(count, room)
	age := 1 + r.IntN(5)
	for range count {
		number := len(m.kids)
		child := kid{family: family, age: age, Child: attendance.Child{
			ID: attendance.ChildID(m.id("child", number)), FamilyName: surname,
		}}
		list := home.Girls
		if percent(r, 51) {
			list = home.Boys
		}
		child.GivenName = m.name(r, list, surname)
		switch {
		case part == protected:
			child.Marking = "Skyddad folkbokföring"
		case part == protectedToo:
			child.Marking = "Sekretessmarkering"
		}
		// Free preschool, fifteen hours a week, from the autumn a child turns
		// three (Education Act 2010:800, chapter 8, section 4).
		child.short = age >= 3 && part >= parts && percent(r, 18)
		m.kids = append(m.kids, child)
		if part != twins {
			age = 1 + (age-1+2)%5 // three in a row differ
		}
	}
	return m.kids[len(m.kids)-count:]
}

func (m *maker) guardians(r *rand.Rand, part int, home origin, surname string, born []kid) {
	count := 2
	if part == alone || part == three || part >= parts && percent(r, 12) {
		count = 1
	}
	women := percent(r, 50)
	for i := range count {
		from, name := home, surname
		if i == 1 && percent(r, 25) {
			from = m.lists.anyOrigin(r)
		}
		if i == 1 && (part == separated || percent(r, 35)) {
			name = pick(r, from.Family)
		}
		list := from.Women
		if women == (i == 1) && !percent(r, 6) {
			list = from.Men
		}
		p := m.person(m.name(r, list, name), name, Guardian)
		if percent(r, 45) {
			p.Language = from.Language
		} else {
			p.Language = "sv"
		}
		if i == 0 && part == colleague && m.works == "" {
			p.Staff, m.works = true, p.ID
		}
		if i == 0 && part == lostBadge {
			m.lost = append(m.lost, p.ID)
		}
		for _, child := range born {
			m.allow(p.ID, child.ID, attendance.Guardian)
		}
	}
}

// collectors makes those whom a family trusts besides the guardians, and the
// one who may not come near. It returns who fetches for the next family too.
func (m *maker) collectors(r *rand.Rand, part int, home origin, surname string, born []kid, trusted attendance.PersonID) attendance.PersonID {
	if part == neighboured && trusted != "" {
		m.allow(trusted, born[0].ID, attendance.Collector)
	}
	if part == blocked {
		from := m.lists.anyOrigin(r)
		name := pick(r, from.Family)
		p := m.person(m.name(r, slices.Concat(from.Women, from.Men), name), name, Blocked)
		m.allow(p.ID, born[0].ID, attendance.Blocked)
	}
	count := 0
	switch {
	case part == neighbour, part == siblings, percent(r, 30):
		count = 1
		if percent(r, 15) {
			count = 2
		}
	}
	var last attendance.PersonID
	for range count {
		from, name, given := home, surname, home.Elders
		if percent(r, 35) { // a friend of the family
			from = m.lists.anyOrigin(r)
			name, given = pick(r, from.Family), slices.Concat(from.Women, from.Men)
		}
		p := m.person(m.name(r, given, name), name, Collector)
		if p.Language = "sv"; percent(r, 60) {
			p.Language = from.Language
		}
		for _, child := range born {
			m.allow(p.ID, child.ID, attendance.Collector)
		}
		last = p.ID
	}
	if part == neighbour {
		return last
	}
	return ""
}

// person adds somebody to the cast. The answer is good until the next call.
func (m *maker) person(given, family string, role Role) *member {
	m.cast = append(m.cast, member{role: role, Person: attendance.Person{
		ID:        attendance.PersonID(m.id("person", len(m.cast))),
		GivenName: given, FamilyName: family,
	}})
	return &m.cast[len(m.cast)-1]
}

func (m *maker) allow(person attendance.PersonID, child attendance.ChildID, kind attendance.RightKind) {
	m.school.Directory.Rights = append(m.school.Directory.Rights,
		attendance.Right{Person: person, Child: child, Kind: kind})
}

// groups puts the children into groups by age. Children of one age in one family
// are twins and stay together.
func (m *maker) groups() {
	dir := &m.school.Directory
	count := (len(m.kids) + perGroup - 1) / perGroup
	for i := range count {
		g := m.lists.groups[i%len(m.lists.groups)]
		g.ID = attendance.GroupID(m.id("group", i))
		g.ChildrenPerStaff = 6
		if i == 0 { // the youngest
			g.ChildrenPerStaff = 5
		}
		if again := i / len(m.lists.groups); again > 0 {
			g.Name = fmt.Sprintf("%s %d", g.Name, again+1)
		}
		dir.Groups = append(dir.Groups, g)
	}
	byAge := make([]int, len(m.kids))
	for i := range byAge {
		byAge[i] = i
	}
	slices.SortStableFunc(byAge, func(a, b int) int { return cmp.Compare(m.kids[a].age, m.kids[b].age) })
	group := 0
	for place, i := range byAge {
		if due := place * count / len(byAge); place > 0 && due != group {
			before, here := m.kids[byAge[place-1]], m.kids[i]
			if before.family != here.family || before.age != here.age {
				group = due
			}
		}
		m.kids[i].Group = dir.Groups[group].ID
	}
	for _, child := range m.kids {
		dir.Children = append(dir.Children, child.Child)
	}
}

// staff makes three or four members of staff for each group. One of them is a
// guardian here already, where there is such a family.
func (m *maker) staff() {
	for g, group := range m.school.Directory.Groups {
		r := chance(m.seed, "staff of group", g)
		count := 3 + (g+1)%2
		if g == 0 && m.works != "" {
			count--
		}
		for range count {
			from := m.lists.anyOrigin(r)
			list, name := from.Women, pick(r, from.Family)
			if percent(r, 15) {
				list = from.Men
			}
			p := m.person(m.name(r, list, name), name, Staff)
			p.Staff, p.Language, p.Groups = true, "sv", []attendance.GroupID{group.ID}
		}
	}
	for i := range m.cast {
		if m.cast[i].ID == m.works {
			m.cast[i].Groups = []attendance.GroupID{m.school.Directory.Groups[0].ID}
		}
	}
}

// CollectorAge is how old whoever collects must be at a made preschool.
const CollectorAge = 15

// neverOldEnough is far enough ahead for a big brother to stay one on every day a
// demo runs.
var neverOldEnough = attendance.Date{Year: 2100, Month: time.January, Day: 1}

// guests adds those who may collect only in part: somebody who may just today, and
// a big sister or brother below the unit's age. They come last, so that nobody
// else's id or code hangs on them.
func (m *maker) guests(today attendance.Date) {
	for _, part := range []int{alone, three} {
		var born []kid
		for _, child := range m.kids {
			if child.family == part {
				born = append(born, child)
			}
		}
		if len(born) == 0 { // too small a preschool
			continue
		}
		r, surname := chance(m.seed, "guest of family", part), born[0].FamilyName
		list, from, until := m.lists.anyOrigin(r).Elders, today, today
		if part == three {
			list, from, until = m.lists.anyOrigin(r).Boys, attendance.Date{}, attendance.Date{}
		}
		p := m.person(m.name(r, list, surname), surname, Collector)
		p.Language = "sv"
		if part == three {
			p.OldEnoughFrom = neverOldEnough
		}
		for _, child := range born {
			m.school.Directory.Rights = append(m.school.Directory.Rights, attendance.Right{
				Person: p.ID, Child: child.ID, Kind: attendance.Collector, From: from, Until: until})
		}
	}
}
