package preschool

import (
	"time"

	"tambur/kiosk/attendance"
)

// Planned times reach from a week before today to two weeks after.
const (
	plannedBefore = 7
	plannedAfter  = 13
)

// plan gives every child its planned times around today, and a few an absence.
func (m *maker) plan(today attendance.Date) {
	dir := &m.school.Directory
	weeks := make(map[int]week)
	for _, child := range m.kids {
		usual, ok := weeks[child.family]
		if !ok {
			usual = m.week(child.family)
			weeks[child.family] = usual
		}
		for n := -plannedBefore; n <= plannedAfter; n++ {
			date := today.AddDays(n)
			// A demo on a Sunday must be alive too: its today counts as open.
			if weekend(date) && date != today {
				continue
			}
			hours, comes := usual[date.Weekday()], true
			if child.short {
				hours = hoursOf{attendance.Clock(9, 0), attendance.Clock(12, 0)}
			} else {
				comes = hours.until > 0
			}
			if comes {
				dir.Planned = append(dir.Planned, attendance.PlannedTime{
					Child: child.ID, Date: date, From: hours.from, Until: hours.until,
				})
			}
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

// week draws hours as families have them: a usual time to come and go, on
// quarter hours, some days a little different, Fridays shorter.
func (m *maker) week(family int) week {
	r := chance(m.seed, "week of family", family)
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
