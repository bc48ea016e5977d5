package flow

import (
	"slices"
	"time"

	"tambur/kiosk/attendance"
)

// CollectorStays is how long the question who will collect stays.
const CollectorStays = 30 * time.Second

// CollectorView asks a guardian who will collect today.
type CollectorView struct {
	// Children are the names of those whom the answer is for.
	Children []string
	// People are those who may collect all of them today, by first names.
	People []Named
	// Chosen is who is said now; SomeoneElse that it is somebody else.
	Chosen      attendance.PersonID
	SomeoneElse bool
}

// CollectorControls say who will collect.
type CollectorControls interface {
	// OpenCollector asks who will collect the children of the family screen.
	OpenCollector()
	// ChooseCollector answers it, on Collector; nobody takes the answer back.
	ChooseCollector(attendance.PersonID)
	// ChooseSomeoneElse answers that it is nobody of those who are listed.
	ChooseSomeoneElse()
	// BackToFamily goes back to the family screen with all that was chosen there.
	BackToFamily()
}

// collecting is what was said on this visit about who will collect; the zero
// value is nothing.
type collecting struct {
	said        bool
	person      attendance.PersonID
	someoneElse bool
}

// OpenCollector implements [CollectorControls].
func (d *Door) OpenCollector() {
	d.do(func() {
		if d.screen == Family && len(d.family.collected()) > 0 {
			d.goTo(Collector, CollectorStays)
		}
	})
}

// ChooseCollector implements [CollectorControls].
func (d *Door) ChooseCollector(id attendance.PersonID) {
	d.do(func() {
		if d.screen != Collector {
			return
		}
		if id != "" && !slices.ContainsFunc(d.mayCollect(), func(p Named) bool { return p.ID == id }) {
			return
		}
		d.family.collecting = collecting{said: true, person: id}
		d.backToFamily()
	})
}

// ChooseSomeoneElse implements [CollectorControls].
func (d *Door) ChooseSomeoneElse() {
	d.do(func() {
		if d.screen == Collector {
			d.family.collecting = collecting{said: true, someoneElse: true}
			d.backToFamily()
		}
	})
}

// BackToFamily implements [CollectorControls].
func (d *Door) BackToFamily() {
	d.do(func() {
		if d.asking() {
			d.backToFamily()
		}
	})
}

// asking tells that a question to the family is up, behind which the family
// screen waits.
func (d *Door) asking() bool { return d.screen == Collector || d.screen == Absence }

func (d *Door) backToFamily() { d.goTo(Family, FamilyStays) }

// mayPlanCollector tells whether a person may say who will collect: a guardian,
// around a drop-off.
func mayPlanCollector(s attendance.Step) bool {
	return (comes(s.Action) || s.Now.State == attendance.AtDoor) && s.Right == attendance.Guardian
}

// collected are the chosen children of whom it may be said who collects them.
func (f family) collected() []attendance.Step {
	var steps []attendance.Step
	for _, s := range f.steps {
		if mayPlanCollector(s) && !f.left[s.Child.ID] {
			steps = append(steps, s)
		}
	}
	return steps
}

// plans are the events that record what was said.
func (c collecting) plans(f family) []attendance.Draft {
	var drafts []attendance.Draft
	for _, s := range f.collected() {
		id := s.Child.ID
		switch {
		case !c.said:
		case c.someoneElse:
			if s.Now.Collector != "" { // whom staff would wait for
				drafts = append(drafts, attendance.PlanCollector(id, "", f.visit.by))
			}
			drafts = append(drafts, attendance.LeaveNote(id, attendance.SomeoneElse, "", f.visit.by))
		case c.person != s.Now.Collector:
			drafts = append(drafts, attendance.PlanCollector(id, c.person, f.visit.by))
		}
	}
	return drafts
}

// mayCollect lists those who may collect all the children that come today.
func (d *Door) mayCollect() []Named {
	var people []Named
	d.look(func(x *attendance.Index, day *attendance.Day) { people = d.family.mayCollect(x, day) })
	return people
}

func (f family) mayCollect(x *attendance.Index, day *attendance.Day) []Named {
	var people []attendance.Person
	for i, s := range f.collected() {
		may := x.MayCollect(s.Child.ID, day.Date())
		if i == 0 {
			people = may
			continue
		}
		people = slices.DeleteFunc(people, func(p attendance.Person) bool {
			return !slices.ContainsFunc(may, func(other attendance.Person) bool { return other.ID == p.ID })
		})
	}
	return firstNames(people)
}

// firstNames are people by their first names; those who share one have the
// first letter of the family name too.
func firstNames(people []attendance.Person) []Named {
	count := make(map[string]int)
	for _, p := range people {
		count[p.GivenName]++
	}
	var named []Named
	for _, p := range people {
		name := p.GivenName
		for _, letter := range p.FamilyName {
			if count[name] > 1 {
				name += " " + string(letter)
			}
			break
		}
		named = append(named, Named{p.ID, name})
	}
	return named
}

func (d *Door) collectorView(x *attendance.Index, day *attendance.Day) CollectorView {
	v := CollectorView{People: d.family.mayCollect(x, day)}
	for _, s := range d.family.collected() {
		v.Children = append(v.Children, s.Child.GivenName)
	}
	v.Chosen, v.SomeoneElse = d.family.saidCollector()
	return v
}

// saidCollector is who will collect all the chosen children: as was said on this
// visit, or else earlier today; empty where nobody has said, or where it isn't
// one for all.
func (f family) saidCollector() (who attendance.PersonID, someoneElse bool) {
	if f.collecting.said {
		return f.collecting.person, f.collecting.someoneElse
	}
	steps := f.collected()
	for _, s := range steps {
		if who = s.Now.Collector; who != steps[0].Now.Collector {
			return "", false
		}
	}
	return who, false
}

// nameCollectors fills in what the family screen shows of it.
func (d *Door) nameCollectors(v *FamilyView, x *attendance.Index) {
	v.CanPlanCollector = len(d.family.collected()) > 0
	if !v.CanPlanCollector {
		return
	}
	who, someoneElse := d.family.saidCollector()
	if p, ok := x.Person(who); ok {
		v.Collector = p.GivenName
	}
	v.SomeoneElse = someoneElse
	v.CollectorSaid = len(d.family.collecting.plans(d.family)) > 0
}

// say tells on Done what else was said about a child.
func (s *DoneStep) say(draft attendance.Draft, name func(attendance.PersonID) string) {
	switch {
	case draft.Kind == attendance.CollectorPlanned:
		s.Collector = name(draft.Collector)
	case draft.Kind == attendance.NoteLeft:
		s.SomeoneElse = draft.Phrase == string(attendance.SomeoneElse)
	}
}

// firstName is what a person is called at the door; empty for nobody.
func (d *Door) firstName(id attendance.PersonID) string {
	p, _ := d.person(id)
	return p.GivenName
}

// keep takes over what has been chosen before on the same visit.
func (d *Door) keep(before family) {
	d.family.keep(before)
	said := d.family.collecting
	if said.person != "" && !slices.ContainsFunc(d.mayCollect(), func(p Named) bool { return p.ID == said.person }) {
		d.family.collecting = collecting{}
	}
}
