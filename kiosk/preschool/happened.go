package preschool

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"

	"tambur/kiosk/attendance"
)

// Moment is an event that would have happened, and when.
type Moment struct {
	At    time.Time
	Draft attendance.Draft
}

// Happened is what the day would have brought until at, if families and staff
// had kept about to their planned times: most come within minutes of the plan,
// one in twenty is late, each child is announced by somebody of its own and
// received by staff within minutes, and collected the same way. Nothing of it
// has been recorded anywhere; the caller may append it to a journal, in this
// order, to have a board that isn't empty.
//
// It is about the day the preschool was made for: before that day it is empty,
// after it the whole day.
func (p Preschool) Happened(at time.Time) ([]Moment, error) {
	x, err := attendance.NewIndex(p.Directory)
	if err != nil {
		return nil, err
	}
	d := dayOf{school: p, index: x, adults: make(map[attendance.ChildID][]attendance.PersonID)}
	for _, r := range p.Directory.Rights {
		person, _ := x.Person(r.Person)
		k := x.RightTo(r.Person, r.Child, p.Date)
		if (k == attendance.Guardian || k == attendance.Collector) && !p.Date.Before(person.OldEnoughFrom) {
			d.adults[r.Child] = append(d.adults[r.Child], r.Person)
		}
	}
	family := make(map[attendance.PersonID]bool)
	for _, r := range p.Directory.Rights {
		family[r.Person] = true
	}
	for _, person := range p.Directory.People {
		// The badge of somebody with a child here speaks for the family.
		if person.Staff && !family[person.ID] {
			d.staff = append(d.staff, person.ID)
		}
	}
	var moments []Moment
	for _, child := range p.Directory.Children {
		moments = append(moments, d.of(child)...)
	}
	moments = slices.DeleteFunc(moments, func(m Moment) bool { return m.At.After(at) })
	slices.SortStableFunc(moments, func(a, b Moment) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Draft.Child, b.Draft.Child))
	})
	return moments, nil
}

type dayOf struct {
	school Preschool
	index  *attendance.Index
	adults map[attendance.ChildID][]attendance.PersonID
	staff  []attendance.PersonID
}

// of is one child's day. Siblings share their first guardian, and with them
// chance: they come and go together.
func (d dayOf) of(child attendance.Child) []Moment {
	date, adults := d.school.Date, d.adults[child.ID]
	plan, planned := d.index.Planned(child.ID, date)
	if !planned || d.index.Absent(child.ID, date) || len(adults) == 0 || len(d.staff) == 0 {
		return nil
	}
	r := chanceOf("happened", string(adults[0]), date)
	if percent(r, 2) {
		return nil // nobody has called: staff should notice
	}
	brings := d.adult(r, child, adults)
	come := minutes(plan.From, r.IntN(9)+r.IntN(9)-6)
	if percent(r, 5) {
		come = minutes(plan.From, 20+r.IntN(25))
	}
	comes := d.moment(r, come)
	received := comes.Add(time.Duration(15+r.IntN(120)) * time.Second)

	fetches := d.adult(r, child, adults)
	goes := d.moment(r, minutes(plan.Until, 5-r.IntN(14)-r.IntN(10)))
	released := goes.Add(time.Duration(15+r.IntN(150)) * time.Second)

	draft := func(kind attendance.Kind, by attendance.PersonID) attendance.Draft {
		return attendance.Draft{Kind: kind, Child: child.ID, By: attendance.By{Person: by, How: attendance.ByBadge}}
	}
	moments := []Moment{
		{comes, draft(attendance.Announced, brings)},
		{received, draft(attendance.Received, pick(r, d.staff))},
	}
	earlier := percent(r, 4) && plan.Until > attendance.Clock(14, 0)
	if earlier && d.index.RightTo(brings, child.ID, date) == attendance.Guardian {
		change := draft(attendance.PickupPlanned, brings)
		change.Pickup = plan.Until - 30
		moments = append(moments, Moment{comes.Add(5 * time.Second), change})
		goes, released = goes.Add(-30*time.Minute), released.Add(-30*time.Minute)
	}
	return append(moments,
		Moment{goes, draft(attendance.Requested, fetches)},
		Moment{released, draft(attendance.Released, pick(r, d.staff))})
}

// adult is who comes with a child: mostly a guardian.
func (d dayOf) adult(r *rand.Rand, child attendance.Child, adults []attendance.PersonID) attendance.PersonID {
	who := pick(r, adults)
	if d.index.RightTo(who, child.ID, d.school.Date) == attendance.Guardian || percent(r, 30) {
		return who
	}
	return adults[0]
}

// moment is some second of that minute.
func (d dayOf) moment(r *rand.Rand, t attendance.TimeOfDay) time.Time {
	return d.school.Date.At(t, d.index.Location()).Add(time.Duration(r.IntN(60)) * time.Second)
}

func minutes(t attendance.TimeOfDay, later int) attendance.TimeOfDay {
	return t + attendance.TimeOfDay(later)
}
