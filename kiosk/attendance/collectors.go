package attendance

import (
	"cmp"
	"slices"
)

// MayCollect lists who may collect a child on a day: the guardians first, then
// the other collectors, each by name. Nobody who is blocked from the child,
// or too young to collect, is among them.
func (x *Index) MayCollect(child ChildID, date Date) []Person {
	order := map[RightKind]int{Guardian: 1, Collector: 2}
	may := make(map[PersonID]int)
	for id, rights := range x.rights {
		if !slices.ContainsFunc(rights, func(r Right) bool { return r.Child == child }) {
			continue
		}
		p, known := x.people[id]
		if known && !x.tooYoung(p, date) && order[x.RightTo(id, child, date)] > 0 {
			may[id] = order[x.RightTo(id, child, date)]
		}
	}
	var people []Person
	for id := range may {
		people = append(people, x.people[id])
	}
	slices.SortFunc(people, func(a, b Person) int {
		return cmp.Or(cmp.Compare(may[a.ID], may[b.ID]), cmp.Compare(a.GivenName, b.GivenName),
			cmp.Compare(a.FamilyName, b.FamilyName), cmp.Compare(a.ID, b.ID))
	})
	return people
}
