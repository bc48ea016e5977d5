package scenario

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tambur/kiosk/attendance"
)

// leastDays is how many days at the door the stories must tell of.
const leastDays = 60

// run is a story that is being lived through.
type run struct {
	t       testing.TB
	school  *school
	tablets []*tablet
	loc     *time.Location
	day     attendance.Date
	now     time.Time
}

// mood is how a story is run; the other than asWritten are controls.
type mood int

const (
	asWritten mood = iota
	// inverted expects the opposite of each expectation.
	inverted
	// idle lets nobody do anything.
	idle
)

// live runs a story and gives what was wrong, each with its file and line.
func live(t testing.TB, s story, mood mood) (wrong []error) {
	t.Helper()
	told, err := tell(slices.Concat(usual(t), s.preschool))
	if err != nil {
		return []error{err}
	}
	if err := told.furnish(); err != nil {
		return []error{err}
	}
	loc, err := time.LoadLocation(told.dir.Unit.TimeZone)
	if err != nil {
		return []error{err}
	}
	r := &run{t: t, school: told, loc: loc}
	for n := range 2 {
		r.tablets = append(r.tablets, newTablet(t, n+1, func() time.Time { return r.now }))
	}
	for _, day := range s.days {
		r.day, r.now = day.date, day.date.At(attendance.Clock(5, 0), loc)
		if err := r.settle(); err != nil {
			return append(wrong, err)
		}
		for _, l := range day.lines {
			if err := r.line(l.text, mood); err != nil {
				wrong = append(wrong, fmt.Errorf("%s: %s: %w", l.place, l.text, err))
			}
		}
	}
	return wrong
}

var (
	timed  = regexp.MustCompile(`^(\d\d:\d\d)( again)? (.+)$`)
	placed = regexp.MustCompile(`^(.+) on tablet (\d)$`)
)

func (r *run) line(text string, mood mood) error {
	expected, isExpectation := strings.CutPrefix(text, "expect ")
	if at := timed.FindStringSubmatch(text); at != nil {
		clock, err := attendance.ParseTimeOfDay(at[1])
		if err != nil {
			return err
		}
		if r.now, err = moment(r.day, clock, at[2] != "", r.loc); err != nil {
			return err
		}
		text = at[3]
		expected, isExpectation = strings.CutPrefix(text, "expect ")
	}
	switch {
	case isExpectation && mood == inverted:
		if r.expects(expected) == nil {
			return errors.New("it is so")
		}
		return nil
	case isExpectation:
		return r.expects(expected)
	case mood == idle:
		return nil
	}
	if err := r.does(text); err != nil {
		return err
	}
	return r.settle()
}

// where takes "on tablet 2" off a line; without it the first one is meant.
func (r *run) where(text string) (string, *tablet, error) {
	if at := placed.FindStringSubmatch(text); at != nil {
		tab, err := r.tabletOf(at[2])
		return at[1], tab, err
	}
	return text, r.tablets[0], nil
}

func (r *run) tabletOf(number string) (*tablet, error) {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(r.tablets) {
		return nil, fmt.Errorf("there is no tablet %s", number)
	}
	return r.tablets[n-1], nil
}

// settle lets the tablets that can reach each other tell each other what they
// lack, and has each begin anew. Those that have met must tell the same day.
func (r *run) settle() error {
	var reached []*tablet
	for _, tab := range r.tablets {
		if !tab.offline {
			reached = append(reached, tab)
		}
	}
	for _, from := range reached {
		for _, to := range reached {
			if from != to {
				if err := from.hand(to); err != nil {
					return err
				}
			}
		}
	}
	for _, tab := range r.tablets {
		if err := tab.begin(r.school.dir); err != nil {
			return err
		}
	}
	var first []any
	for i, tab := range reached {
		if tab.off != 0 || reached[0].off != 0 {
			continue // they may be on different days
		}
		var whole []any
		if err := tab.Look(func(x *attendance.Index, day *attendance.Day) { whole = wholeDay(x, day) }); err != nil {
			return err
		}
		if i == 0 {
			first = whole
		} else if !reflect.DeepEqual(first, whole) {
			return fmt.Errorf("%s and %s tell different days", reached[0].name, tab.name)
		}
	}
	return nil
}

// wholeDay is all that a day tells.
func wholeDay(x *attendance.Index, day *attendance.Day) []any {
	all := []any{day.StaffHere(), day.RollCalls(), day.Notes(), day.StillHere()}
	for _, c := range x.Children() {
		all = append(all, day.Child(c.ID), day.Timeline(c.ID))
	}
	return all
}

func TestDaysAtTheDoor(t *testing.T) {
	days := 0
	for _, s := range stories(t) {
		days += len(s.days)
		t.Run(s.name, func(t *testing.T) {
			for _, err := range live(t, s, asWritten) {
				t.Error(err)
			}
		})
	}
	t.Logf("%d days", days)
	if days < leastDays {
		t.Errorf("the stories tell of %d days, and should of %d", days, leastDays)
	}
}

// The controls: a story whose expectations are the opposite fails at each of
// them, and one in which nobody does anything fails too.
func TestAStoryThatSaysSomethingElseFails(t *testing.T) {
	for _, s := range stories(t) {
		t.Run(s.name, func(t *testing.T) {
			expected := 0
			for _, day := range s.days {
				for _, l := range day.lines {
					if strings.Contains(" "+l.text, " expect ") {
						expected++
					}
				}
			}
			if expected == 0 {
				t.Fatal("it expects nothing")
			}
			if wrong := live(t, s, inverted); len(wrong) != expected {
				t.Errorf("of %d expectations turned round, %d fail: %v", expected, len(wrong), wrong)
			}
			if wrong := live(t, s, idle); len(wrong) == 0 && s.acts() {
				t.Error("it comes out the same when nobody does anything")
			}
		})
	}
}

// acts tells whether anybody does anything in the story.
func (s story) acts() bool {
	for _, day := range s.days {
		for _, l := range day.lines {
			if !strings.Contains(" "+l.text, " expect ") {
				return true
			}
		}
	}
	return false
}

func TestAMistakeIsNamedByFileAndLine(t *testing.T) {
	for text, want := range map[string]string{
		"about\n-- 2026-03-10 --\n07:45 Sara scans\nexpect Alma present":      "x.txtar:4: ",
		"about\n-- 2026-03-10 --\n\n07:45 Sara dances":                        "x.txtar:4: ",
		"about\n-- preschool --\nchildren Alma\n-- 2026-03-10 --\n":           "x.txtar:3: ",
		"about\n-- 2026-03-10 --\nexpect it to be sunny":                      "x.txtar:3: ",
		"about\n-- 2026-03-29 --\n02:30 Sara scans":                           "x.txtar:3: ",
		"about\n-- 2026-03-10 --\n07:45 Sara scans on tablet 9":               "x.txtar:3: ",
		"about\n-- 2026-03-10 --\n07:45 Sara scans\n07:46 Sara confirms Cleo": "x.txtar:4: ",
		"about\n-- 2026-03-10 --\n07:45 Sara scans, and is refused":           "x.txtar:3: ",
		"about\n-- 2026-03-10 --\n-- 2026-03-09 --\n":                         "x.txtar:3: ",
		"about\n-- someday --\n":                                              "x.txtar:2: ",
		"":                                                                    "x.txtar: ",
	} {
		s, err := parse("x.txtar", text)
		var wrong []error
		if err != nil {
			wrong = []error{err}
		} else {
			wrong = live(t, s, asWritten)
		}
		if len(wrong) != 1 || !strings.HasPrefix(wrong[0].Error(), want) {
			t.Errorf("%q: got %v, want %s", text, wrong, want)
		}
	}
}
