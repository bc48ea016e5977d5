package preschool

import (
	"time"

	"tambur/kiosk/attendance"
)

// began is the first day of every schedule: a Monday before anybody here was born,
// so that nothing hangs on the day the preschool is made for.
var began = attendance.Date{Year: 2000, Month: time.January, Day: 3}

// plan gives every child its usual weeks, and a few an absence.
func (m *maker) plan(today attendance.Date) {
	dir := &m.school.Directory
	usual := make(map[int][]week)
	for _, child := range m.kids {
		weeks, ok := usual[child.family]
		if !ok {
			weeks = []week{m.week("week of family", child.family)}
			if child.family%round == separated { // the other parent's week is another
				weeks = append(weeks, m.week("other week of family", child.family))
			}
			usual[child.family] = weeks
		}
		if child.short {
			weeks = []week{shortWeek()}
		}
		schedule := attendance.Schedule{Child: child.ID, From: began, Weeks: len(weeks), State: attendance.Agreed}
		for n, w := range weeks {
			for day := 1; day <= 5; day++ {
				if hours := w[day]; hours.until > 0 {
					schedule.Entries = append(schedule.Entries, attendance.WeekTime{Week: n, Day: day, From: hours.from, Until: hours.until})
				}
			}
		}
		dir.Schedules = append(dir.Schedules, schedule)
		// A demo on a Sunday must be alive too: its today counts as open.
		if hours := weeks[0][today.Weekday()]; weekend(today) && hours.until > 0 {
			dir.Planned = append(dir.Planned, attendance.PlannedTime{Child: child.ID, Date: today, From: hours.from, Until: hours.until})
		}
	}
	// Two or more are ill today. Families that play a part are spared, so that
	// every part can be shown on any day.
	r := chance(m.seed, "absent", daysSince2000(today))
	var ordinary []kid
	for _, child := range m.kids {
		if child.family%round >= parts {
			ordinary = append(ordinary, child)
		}
	}
	ill := min(max(2, len(m.kids)/25), len(ordinary))
	for _, i := range r.Perm(len(ordinary))[:ill] {
		dir.Absences = append(dir.Absences, attendance.Absence{
			Child: ordinary[i].ID, From: today.AddDays(-r.IntN(3)), Until: today.AddDays(r.IntN(2)),
		})
	}
}

// week is a family's usual hours by [time.Weekday]. No hours means a day at
// home.
type week [7]hoursOf

type hoursOf struct{ from, until attendance.TimeOfDay }

// shortWeek is three hours a day.
func shortWeek() (w week) {
	for day := range w {
		w[day] = hoursOf{attendance.Clock(9, 0), attendance.Clock(12, 0)}
	}
	return w
}

// week draws hours as families have them: a usual time to come and go, on
// quarter hours, some days a little different, Fridays shorter.
func (m *maker) week(purpose string, family int) week {
	r := chance(m.seed, purpose, family)
	come := attendance.Clock(7, 0) + attendance.TimeOfDay(15*(r.IntN(5)+r.IntN(4)))
	leave := attendance.Clock(15, 0) + attendance.TimeOfDay(15*(r.IntN(5)+r.IntN(6)))
	home := time.Weekday(-1)
	if family%round >= parts && percent(r, 12) {
		home = []time.Weekday{time.Monday, time.Wednesday, time.Friday}[r.IntN(3)]
	}
	var w week
	for day := range w {
		from, until := come, leave
		if percent(r, 25) {
			from += attendance.TimeOfDay(15 * (r.IntN(5) - 2))
		}
		if percent(r, 30) {
			until += attendance.TimeOfDay(15 * (r.IntN(7) - 3))
		}
		if time.Weekday(day) == time.Friday {
			until -= attendance.TimeOfDay(15 * r.IntN(4))
		}
		if time.Weekday(day) == home {
			continue
		}
		w[day] = hoursOf{
			from:  min(max(from, attendance.Clock(7, 0)), attendance.Clock(9, 0)),
			until: min(max(until, attendance.Clock(14, 30)), attendance.Clock(17, 15)),
		}
	}
	return w
}
