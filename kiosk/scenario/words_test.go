package scenario

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"tambur/kiosk/attendance"
)

// The words that stand for something in a pattern.
var words = strings.NewReplacer(
	"NAMES", `(\pL+(?:, \pL+)*)`, "NAME", `(\pL+)`, "TIME", `(\d\d:\d\d)`, "DATE", `(\d{4}-\d\d-\d\d)`, "CODE", `([a-z-]+)`, "NUMBER", `(\d+)`,
)

// sentence is something that can be said, and what it does.
type sentence[T any] struct {
	pattern *regexp.Regexp
	do      func(on T, said []string) error
}

func say[T any](pattern string, do func(T, []string) error) sentence[T] {
	return sentence[T]{regexp.MustCompile("^" + words.Replace(pattern) + "$"), do}
}

var errNotUnderstood = errors.New("nobody understands this")

// hear finds the sentence that was said, and does it.
func hear[T any](sentences []sentence[T], on T, text string) error {
	for _, s := range sentences {
		if said := s.pattern.FindStringSubmatch(text); said != nil {
			return s.do(on, said[1:])
		}
	}
	return errNotUnderstood
}

func date(text string) attendance.Date {
	if text == "" {
		return attendance.Date{}
	}
	d, err := attendance.ParseDate(text)
	if err != nil {
		panic(err) // the pattern allows for what no calendar has
	}
	return d
}

func clockOf(text string) attendance.TimeOfDay {
	t, err := attendance.ParseTimeOfDay(text)
	if err != nil {
		panic(err)
	}
	return t
}

// part is a time that may be left out.
func part(text string) *attendance.TimeOfDay {
	if text == "" {
		return nil
	}
	t := clockOf(text)
	return &t
}

func list(names string) []string {
	if names == "" || names == "nobody" || names == "nothing" {
		return nil
	}
	return strings.Split(names, ", ")
}

func childID(name string) attendance.ChildID { return attendance.ChildID("c-" + strings.ToLower(name)) }
func personID(name string) attendance.PersonID {
	return attendance.PersonID("p-" + strings.ToLower(name))
}
func groupID(name string) attendance.GroupID { return attendance.GroupID("g-" + strings.ToLower(name)) }

// pins is a person's PIN where they have one.
type pins map[attendance.PersonID]string

// school is a preschool that is being told of.
type school struct {
	dir     attendance.Directory
	pins    pins
	revoked map[attendance.PersonID]bool
}

var weekdays = map[string]int{"Mondays": 1, "Tuesdays": 2, "Wednesdays": 3, "Thursdays": 4, "Fridays": 5, "Saturdays": 6, "Sundays": 7}

var aboutPreschools = []sentence[*school]{
	say(`policy CODE`, func(s *school, w []string) error {
		s.dir.Unit.Policy = attendance.Policy(w[0])
		return nil
	}),
	say(`whoever collects is NUMBER years old`, func(s *school, w []string) error {
		_, err := fmt.Sscan(w[0], &s.dir.Unit.CollectorAge)
		return err
	}),
	say(`late is NUMBER minutes`, func(s *school, w []string) error {
		_, err := fmt.Sscan(w[0], &s.dir.Unit.LateAfter)
		return err
	}),
	say(`no names at the door`, func(s *school, _ []string) error {
		s.dir.Unit.NoNamesAtDoor = true
		return nil
	}),
	say(`group NAME(?:, policy CODE)?(?:, NUMBER children for each of the staff)?`, func(s *school, w []string) error {
		g := attendance.Group{ID: groupID(w[0]), Name: w[0], Policy: attendance.Policy(w[1])}
		if w[2] != "" {
			if _, err := fmt.Sscan(w[2], &g.ChildrenPerStaff); err != nil {
				return err
			}
		}
		for i := range s.dir.Groups { // told anew
			if s.dir.Groups[i].ID == g.ID {
				s.dir.Groups[i] = g
				return nil
			}
		}
		s.dir.Groups = append(s.dir.Groups, g)
		return nil
	}),
	say(`children NAMES in NAME(, protected|, without a name at the door)?`, func(s *school, w []string) error {
		for _, name := range list(w[0]) {
			c := attendance.Child{ID: childID(name), GivenName: name, Group: groupID(w[1])}
			switch w[2] {
			case ", protected":
				c.Marking = "Sekretessmarkering"
			case "":
			default:
				c.NoNameAtDoor = true
			}
			s.dir.Children = append(s.dir.Children, c)
		}
		return nil
	}),
	say(`(guardian|collector|blocked) NAME of NAMES(?: on DATE)?(?: from DATE)?(?: until DATE)?`, func(s *school, w []string) error {
		s.person(w[1])
		for _, name := range list(w[2]) {
			r := attendance.Right{Person: personID(w[1]), Child: childID(name), Kind: attendance.RightKind(w[0]), From: date(w[4]), Until: date(w[5])}
			if w[3] != "" {
				r.From, r.Until = date(w[3]), date(w[3])
			}
			s.dir.Rights = append(s.dir.Rights, r)
		}
		return nil
	}),
	say(`staff NAME of NAMES`, func(s *school, w []string) error {
		p := s.person(w[0])
		p.Staff = true
		for _, g := range list(w[1]) {
			p.Groups = append(p.Groups, groupID(g))
		}
		return nil
	}),
	say(`NAME is old enough from DATE`, func(s *school, w []string) error {
		s.person(w[0]).OldEnoughFrom = date(w[1])
		return nil
	}),
	say(`NAME has the PIN NUMBER`, func(s *school, w []string) error {
		s.person(w[0]).PIN, s.pins[personID(w[0])] = "set", w[1]
		return nil
	}),
	say(`the badge of NAME is revoked`, func(s *school, w []string) error {
		s.revoked[personID(w[0])] = true
		return nil
	}),
	say(`NAMES comes? TIME-TIME on DATE`, func(s *school, w []string) error {
		for _, name := range list(w[0]) {
			s.dir.Planned = append(s.dir.Planned, attendance.PlannedTime{Child: childID(name), Date: date(w[3]), From: clockOf(w[1]), Until: clockOf(w[2])})
		}
		return nil
	}),
	// "Alma comes 08:00-15:00 on weekdays from 2026-01-05, requested"
	say(`NAMES comes? TIME-TIME on NAMES from DATE(?: until DATE)?(?:, week NUMBER of NUMBER)?(, for a while)?(, requested|, refused)?`, func(s *school, w []string) error {
		for _, name := range list(w[0]) {
			p := attendance.Schedule{Child: childID(name), From: date(w[4]), Until: date(w[5]), Weeks: 1, State: attendance.Agreed, Temporary: w[8] != ""}
			week := 0
			if w[6] != "" {
				if _, err := fmt.Sscan(w[6], &week); err != nil {
					return err
				}
				if _, err := fmt.Sscan(w[7], &p.Weeks); err != nil {
					return err
				}
				week--
			}
			if w[9] != "" {
				p.State = map[string]attendance.ScheduleState{", requested": "Begärt", ", refused": "Nekat"}[w[9]]
			}
			for _, day := range list(w[3]) {
				days := []int{weekdays[day]}
				if day == "weekdays" {
					days = []int{1, 2, 3, 4, 5}
				}
				for _, n := range days {
					p.Entries = append(p.Entries, attendance.WeekTime{Week: week, Day: n, From: clockOf(w[1]), Until: clockOf(w[2])})
				}
			}
			s.schedule(p)
		}
		return nil
	}),
	say(`NAMES stays? at home from DATE until DATE, for a while`, func(s *school, w []string) error {
		for _, name := range list(w[0]) {
			s.dir.Schedules = append(s.dir.Schedules, attendance.Schedule{
				Child: childID(name), From: date(w[1]), Until: date(w[2]), Weeks: 1, State: attendance.Agreed, Temporary: true})
		}
		return nil
	}),
	say(`the portal knows that NAMES (?:is|are) away from DATE until DATE(?: after TIME)?(?: before TIME)?`, func(s *school, w []string) error {
		for _, name := range list(w[0]) {
			s.dir.Absences = append(s.dir.Absences, attendance.Absence{
				Child: childID(name), From: date(w[1]), Until: date(w[2]), FromTime: part(w[3]), UntilTime: part(w[4])})
		}
		return nil
	}),
}

// person is the one of a name, told of or not.
func (s *school) person(name string) *attendance.Person {
	for i := range s.dir.People {
		if s.dir.People[i].ID == personID(name) {
			return &s.dir.People[i]
		}
	}
	s.dir.People = append(s.dir.People, attendance.Person{ID: personID(name), GivenName: name})
	return &s.dir.People[len(s.dir.People)-1]
}

// schedule takes a pattern in; the weeks of one pattern are told one by one.
func (s *school) schedule(p attendance.Schedule) {
	for i := range s.dir.Schedules {
		old := &s.dir.Schedules[i]
		if old.Child == p.Child && old.From == p.From && old.Until == p.Until && old.Temporary == p.Temporary && old.State == p.State {
			old.Entries = append(old.Entries, p.Entries...)
			return
		}
	}
	s.dir.Schedules = append(s.dir.Schedules, p)
}

// tell makes the preschool of the lines.
func tell(lines []line) (*school, error) {
	s := &school{pins: make(pins), revoked: make(map[attendance.PersonID]bool), dir: attendance.Directory{Version: 1, Unit: attendance.Unit{
		ID: "u-1", Name: "Björken", Policy: attendance.StaffReceipt, TimeZone: "Europe/Stockholm",
	}}}
	for _, l := range lines {
		if err := hear(aboutPreschools, s, l.text); err != nil {
			return nil, fmt.Errorf("%s: %q: %w", l.place, l.text, err)
		}
	}
	return s, nil
}

// moment is when clocks in the unit show a time on a day; again for the second
// time that they do, in the night when they are set back.
func moment(day attendance.Date, clock attendance.TimeOfDay, again bool, loc *time.Location) (time.Time, error) {
	var shown []time.Time
	for at := day.At(attendance.Clock(0, 0), loc); attendance.DateOf(at) == day; at = at.Add(time.Minute) {
		if attendance.TimeOfDayOf(at) == clock {
			shown = append(shown, at)
		}
	}
	switch {
	case len(shown) == 0:
		return time.Time{}, fmt.Errorf("clocks never show %s on %s", clock, day)
	case again && len(shown) < 2:
		return time.Time{}, fmt.Errorf("clocks show %s only once on %s", clock, day)
	case again:
		return shown[1], nil
	}
	return shown[0], nil
}
