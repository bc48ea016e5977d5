package flow

import (
	"maps"
	"time"

	"tambur/kiosk/attendance"
)

// AbsenceStays is how long the questions about an absence stay.
const AbsenceStays = 45 * time.Second

// How far ahead an absence can be reported at the door, in days, and how far one
// tap moves its time, in minutes.
const (
	absenceAhead = 30
	absenceStep  = 15
)

// Length is how long a child stays at home.
type Length string

const (
	WholeDay    Length = "day"
	PartOfDay   Length = "part"
	SeveralDays Length = "days"
)

// Edge is the beginning or the end of an absence.
type Edge string

const (
	Beginning Edge = "from"
	End       Edge = "until"
)

// AtHome is an absence as a guardian reports it; without a Length it is none.
type AtHome struct {
	Length Length
	// From and Until are the first and the last day, the same but for SeveralDays.
	From, Until attendance.Date
	// FromTime and UntilTime are the part of today, with PartOfDay only.
	FromTime, UntilTime attendance.TimeOfDay
}

// covers tells whether the child stays at home at a time of today.
func (h AtHome) covers(today attendance.Date, now attendance.TimeOfDay) bool {
	switch h.Length {
	case PartOfDay:
		return h.FromTime <= now && now < h.UntilTime
	case SeveralDays:
		return !today.Before(h.From)
	}
	return h.Length != ""
}

// AbsenceView asks a guardian who stays at home, and for how long.
type AbsenceView struct {
	Children []AbsenceChild
	Home     AtHome
	// CanSave tells that somebody is chosen, CanWithdraw that one of those was
	// reported absent before.
	CanSave, CanWithdraw bool
}

// AbsenceChild is a child who may be said to stay at home.
type AbsenceChild struct {
	ID        attendance.ChildID
	GivenName string
	Chosen    bool
	// Reported tells that the child is reported absent today already.
	Reported bool
}

// AbsenceControls report an absence. Nothing of it is recorded before the family
// screen is confirmed.
type AbsenceControls interface {
	// OpenAbsence asks who stays at home, on the family screen.
	OpenAbsence()
	// AbsenceFor chooses a child or leaves it out.
	AbsenceFor(attendance.ChildID)
	// AbsenceLength says for how long; MoveAbsence moves the beginning or the end
	// by a number of steps, a quarter of an hour or a day each.
	AbsenceLength(Length)
	MoveAbsence(edge Edge, steps int)
	// SaveAbsence takes it back to the family screen; WithdrawAbsence takes there
	// that those who were reported absent come after all.
	SaveAbsence()
	WithdrawAbsence()
}

// absences are what a visit has said about who stays at home.
type absences struct {
	home map[attendance.ChildID]AtHome
	back map[attendance.ChildID]bool // comes after all
	// Those that are being asked about.
	chosen map[attendance.ChildID]bool
	asked  AtHome
}

func noAbsences() absences {
	return absences{home: make(map[attendance.ChildID]AtHome), back: make(map[attendance.ChildID]bool)}
}

// mayReport tells whether a person may say that a child stays at home: a guardian,
// of a child that has not come today.
func mayReport(s attendance.Step) bool {
	return s.Right == attendance.Guardian && (s.Now.State == attendance.Expected || s.Now.State == attendance.Away)
}

// reported tells whether a child that would be dropped off was reported absent.
func reported(s attendance.Step, now attendance.TimeOfDay) bool {
	return comes(s.Action) && s.Now.AwayAt(now)
}

// OpenAbsence implements [AbsenceControls]. Of several children those who have
// been left out already are most likely meant.
func (d *Door) OpenAbsence() {
	d.do(func() {
		if d.screen != Family {
			return
		}
		chosen := make(map[attendance.ChildID]bool)
		var may []attendance.Step
		for _, s := range d.family.steps {
			if mayReport(s) {
				may = append(may, s)
				chosen[s.Child.ID] = d.family.left[s.Child.ID]
			}
		}
		if len(may) == 0 {
			return
		}
		if len(may) == 1 {
			chosen[may[0].Child.ID] = true
		}
		d.family.absences.chosen = chosen
		d.family.absences.asked = AtHome{}
		d.askLength(WholeDay)
		d.goTo(Absence, AbsenceStays)
	})
}

// AbsenceFor implements [AbsenceControls].
func (d *Door) AbsenceFor(child attendance.ChildID) {
	d.do(func() {
		if chosen, ok := d.family.absences.chosen[child]; ok && d.screen == Absence {
			d.family.absences.chosen[child] = !chosen
			d.touched()
		}
	})
}

// AbsenceLength implements [AbsenceControls].
func (d *Door) AbsenceLength(l Length) {
	d.do(func() {
		if d.screen == Absence && (l == WholeDay || l == PartOfDay || l == SeveralDays) {
			d.askLength(l)
			d.touched()
		}
	})
}

// askLength begins with what is likeliest: the morning, or until tomorrow.
func (d *Door) askLength(l Length) {
	if d.family.absences.asked.Length == l {
		return
	}
	today, opens := d.date(), attendance.Clock(8, 0)
	for _, s := range d.family.steps {
		if d.family.absences.chosen[s.Child.ID] && s.Now.Planned {
			opens = s.Now.From - s.Now.From%absenceStep
		}
	}
	h := AtHome{Length: l, From: today, Until: today}
	switch l {
	case PartOfDay:
		h.FromTime = min(opens, lastTime-absenceStep)
		h.UntilTime = min(max(attendance.Clock(12, 0), h.FromTime+2*60), lastTime)
	case SeveralDays:
		h.Until = today.AddDays(1)
	}
	d.family.absences.asked = h
}

// lastTime is the last moment of a day that an absence can be moved to.
const lastTime = attendance.TimeOfDay(23*60 + 45)

// MoveAbsence implements [AbsenceControls]. The end never comes before the
// beginning: one pushes the other.
func (d *Door) MoveAbsence(edge Edge, steps int) {
	d.do(func() {
		if d.screen != Absence {
			return
		}
		d.touched()
		steps = min(max(steps, -absenceAhead), absenceAhead) // further makes no sense
		h := &d.family.absences.asked
		switch {
		case h.Length == PartOfDay && edge == Beginning:
			h.FromTime = min(max(h.FromTime+attendance.TimeOfDay(steps*absenceStep), 0), lastTime-absenceStep)
			h.UntilTime = max(h.UntilTime, h.FromTime+absenceStep)
		case h.Length == PartOfDay && edge == End:
			h.UntilTime = min(max(h.UntilTime+attendance.TimeOfDay(steps*absenceStep), absenceStep), lastTime)
			h.FromTime = min(h.FromTime, h.UntilTime-absenceStep)
		case h.Length == SeveralDays && edge == Beginning:
			h.From = within(h.From.AddDays(steps), d.date())
			h.Until = later(h.Until, h.From)
		case h.Length == SeveralDays && edge == End:
			h.Until = within(h.Until.AddDays(steps), d.date())
			if h.Until.Before(h.From) {
				h.From = h.Until
			}
		}
	})
}

// within keeps a day among those that can be reported.
func within(day, today attendance.Date) attendance.Date {
	if last := today.AddDays(absenceAhead); last.Before(day) {
		return last
	}
	return later(day, today)
}

func later(a, b attendance.Date) attendance.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// date is today in the unit's zone.
func (d *Door) date() (today attendance.Date) {
	d.look(func(_ *attendance.Index, day *attendance.Day) { today = day.Date() })
	return today
}

// SaveAbsence implements [AbsenceControls].
func (d *Door) SaveAbsence() {
	d.do(func() {
		if d.screen != Absence || d.settling() {
			return
		}
		a := &d.family.absences
		for id, chosen := range a.chosen {
			if !chosen {
				continue
			}
			a.home[id] = a.asked
			delete(a.back, id)
			if a.asked.covers(d.date(), d.clock()) {
				d.family.left[id] = true
			}
		}
		d.backToFamily()
	})
}

// WithdrawAbsence implements [AbsenceControls].
func (d *Door) WithdrawAbsence() {
	d.do(func() {
		if d.screen != Absence || d.settling() {
			return
		}
		for _, s := range d.family.steps {
			if id := s.Child.ID; d.family.absences.chosen[id] && wasReported(s) {
				d.family.absences.back[id] = true
				delete(d.family.absences.home, id)
			}
		}
		d.backToFamily()
	})
}

// wasReported tells whether there is an absence of today to take back.
func wasReported(s attendance.Step) bool { return s.Now.State == attendance.Away || s.Now.PartlyAway }

// comesAfterAll drops what was said about a child who is chosen to come now.
func (a absences) comesAfterAll(child attendance.ChildID, today attendance.Date, now attendance.TimeOfDay) {
	if a.home[child].covers(today, now) {
		delete(a.home, child)
	}
}

// keep takes over what was said before on the same visit.
func (a *absences) keep(before absences, steps []attendance.Step) {
	for _, s := range steps {
		id := s.Child.ID
		if h, ok := before.home[id]; ok && mayReport(s) {
			a.home[id] = h
		}
		if before.back[id] && mayReport(s) && wasReported(s) {
			a.back[id] = true
		}
	}
	a.chosen, a.asked = maps.Clone(before.chosen), before.asked
}

// reports are the events that record what was said.
func (d *Door) reports() []attendance.Draft {
	var drafts []attendance.Draft
	a, by := d.family.absences, d.family.visit.by
	for _, s := range d.family.steps {
		id := s.Child.ID
		if h, ok := a.home[id]; ok {
			absence := attendance.Absence{Child: id}
			switch h.Length {
			case PartOfDay:
				from, until := h.FromTime, h.UntilTime
				absence.FromTime, absence.UntilTime = &from, &until
			case SeveralDays:
				absence.From, absence.Until = h.From, h.Until
			}
			drafts = append(drafts, attendance.ReportAbsent(absence, by))
		}
		if a.back[id] {
			d.look(func(_ *attendance.Index, day *attendance.Day) { drafts = append(drafts, day.WithdrawAbsence(id, by)) })
		}
	}
	return drafts
}

// tellAbsences fills in what the family screen shows of it.
func (d *Door) tellAbsences(v *FamilyView, now time.Time) {
	for i, s := range d.family.steps {
		id := s.Child.ID
		v.CanReport = v.CanReport || mayReport(s)
		c := &v.Children[i]
		c.Home, c.Back = d.family.absences.home[id], d.family.absences.back[id]
		c.Reported = reported(s, attendance.TimeOfDayOf(now))
		v.Reports = v.Reports || c.Home != (AtHome{}) || c.Back
	}
}

func (d *Door) absenceView() AbsenceView {
	v := AbsenceView{Home: d.family.absences.asked}
	for _, s := range d.family.steps {
		chosen, ok := d.family.absences.chosen[s.Child.ID]
		if !ok {
			continue
		}
		v.Children = append(v.Children, AbsenceChild{ID: s.Child.ID, GivenName: s.Child.GivenName, Chosen: chosen, Reported: wasReported(s)})
		v.CanSave = v.CanSave || chosen
		v.CanWithdraw = v.CanWithdraw || chosen && wasReported(s)
	}
	return v
}

// tellHome tells on Done what was reported about a child.
func (s *DoneStep) tellHome(draft attendance.Draft) {
	switch draft.Kind {
	case attendance.AbsenceWithdrawn:
		s.Back = true
	case attendance.ReportedAbsent:
		s.Home = AtHome{Length: WholeDay}
		switch {
		case draft.FromTime != nil && draft.UntilTime != nil:
			s.Home.Length, s.Home.FromTime, s.Home.UntilTime = PartOfDay, *draft.FromTime, *draft.UntilTime
		case !draft.Until.IsZero():
			s.Home.Length, s.Home.From, s.Home.Until = SeveralDays, draft.From, draft.Until
		}
	}
}
