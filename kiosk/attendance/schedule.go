package attendance

import (
	"slices"
	"time"
)

// Schedule is the pattern of weeks by which a child comes (SS 12000:
// AttendanceSchedule). A child that is at another unit for a part of its days
// has a schedule there too; this directory holds the one of this unit only.
type Schedule struct {
	Child ChildID `json:"child"`
	// From and Until are its first and last day (startDate, endDate); no last
	// day is open.
	From  Date `json:"from"`
	Until Date `json:"until,omitzero"`
	// Temporary puts the whole schedule in the place of the regular one on its
	// days: a day without an entry is then a day at home.
	Temporary bool `json:"temporary,omitempty"`
	// Weeks is after how many weeks it begins anew (numberOfWeeks); the first is
	// the ISO week that From lies in. Less than one counts as one.
	Weeks int `json:"weeks"`
	// State is "Godkänt", "Begärt" or "Nekat". Only the first counts.
	State   ScheduleState `json:"state"`
	Entries []WeekTime    `json:"entries"`
}

// ScheduleState is how far a schedule has been agreed on, in the words of
// SS 12000.
type ScheduleState string

// Agreed is the state of a schedule that counts.
const Agreed ScheduleState = "Godkänt"

// WeekTime is one day of a schedule (scheduleEntries).
type WeekTime struct {
	// Week is the week of the pattern, 0 for the first (weekOffset).
	Week int `json:"week"`
	// Day is the day of the week, 1 for Monday to 7 for Sunday (dayOfWeek).
	Day   int       `json:"day"`
	From  TimeOfDay `json:"from"`
	Until TimeOfDay `json:"until"`
}

// weeks is after how many weeks the pattern begins anew.
func (s Schedule) weeks() int { return max(s.Weeks, 1) }

// on is the schedule's time on a day it covers. Two entries for one day, with a
// pause between them, are told as one.
func (s Schedule) on(date Date) (WeekTime, bool) {
	week := daysBetween(monday(s.From), monday(date)) / 7 % s.weeks()
	var whole WeekTime
	found := false
	for _, e := range s.Entries {
		if e.Week != week || e.Day != isoDay(date) || e.Until <= e.From {
			continue
		}
		if !found {
			whole, found = e, true
			continue
		}
		whole.From, whole.Until = min(whole.From, e.From), max(whole.Until, e.Until)
	}
	return whole, found
}

// isoDay is the day of the week, 1 for Monday to 7 for Sunday.
func isoDay(d Date) int { return (int(d.Weekday())+6)%7 + 1 }

// monday is the first day of the ISO week that d lies in.
func monday(d Date) Date { return d.AddDays(1 - isoDay(d)) }

// daysBetween counts from a to b, in days of the calendar.
func daysBetween(a, b Date) int {
	noon := func(d Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC) }
	return int(noon(b).Sub(noon(a)) / (24 * time.Hour))
}

// Planned is the child's planned time on a day, if there is one: what is planned
// for that very day, or else by a temporary schedule, or else by the regular
// one. Of two schedules of one sort the one that began later counts. A time that
// ends before it begins is none.
func (x *Index) Planned(child ChildID, date Date) (PlannedTime, bool) {
	if p, ok := x.planned[plannedKey{child, date}]; ok {
		return p, true
	}
	s, ok := x.scheduleOn(child, date)
	if !ok {
		return PlannedTime{}, false
	}
	w, ok := s.on(date)
	return PlannedTime{Child: child, Date: date, From: w.From, Until: w.Until}, ok
}

func (x *Index) scheduleOn(child ChildID, date Date) (Schedule, bool) {
	var best Schedule
	found := false
	for _, s := range x.schedules[child] {
		if date.Within(s.From, s.Until) && (!found || s.outweighs(best)) {
			best, found = s, true
		}
	}
	return best, found
}

func (s Schedule) outweighs(other Schedule) bool {
	if s.Temporary != other.Temporary {
		return s.Temporary
	}
	return !s.From.Before(other.From)
}

// PlanKnown tells whether anybody has said when the child comes on a day, be it
// that it doesn't: a schedule covers the day, or the days that were planned one
// by one reach past it.
func (x *Index) PlanKnown(child ChildID, date Date) bool {
	if span, ok := x.span[child]; ok && date.Within(span.from, span.until) {
		return true
	}
	_, ok := x.scheduleOn(child, date)
	return ok
}

// span is the first and the last day of some.
type span struct{ from, until Date }

// plan takes the directory's planned times in, without those that can't be.
func (x *Index) plan(dir Directory) {
	for _, p := range dir.Planned {
		if p.Until <= p.From {
			continue
		}
		x.planned[plannedKey{p.Child, p.Date}] = p
		s, ok := x.span[p.Child]
		if !ok || p.Date.Before(s.from) {
			s.from = p.Date
		}
		if !ok || s.until.Before(p.Date) {
			s.until = p.Date
		}
		x.span[p.Child] = s
	}
	for _, s := range dir.Schedules {
		if s.State != Agreed || s.From.IsZero() || !s.From.Within(Date{}, s.Until) {
			continue
		}
		s.Entries = slices.Clone(s.Entries)
		x.schedules[s.Child] = append(x.schedules[s.Child], s)
	}
}

// lateAfter is how long after a planned time staff are told.
func (x *Index) lateAfter() time.Duration {
	minutes := x.dir.Unit.LateAfter
	if minutes <= 0 {
		minutes = UsualLateAfter
	}
	return time.Duration(minutes) * time.Minute
}
