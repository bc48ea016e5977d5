package attendance

import (
	"errors"
	"fmt"
	"time"
)

// Date is a calendar day in the unit's own time zone. The zero value is no day.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the day that t falls on in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// The errors don't repeat the text: who knows what a mixed-up column has put in
// the place of a date.
var (
	errDate = errors.New("a date is of the form 2006-01-02")
	errTime = errors.New("a time of day is of the form 15:04, 00:00 to 23:59")
)

// ParseDate reads "2006-01-02" (ISO 8601, extended).
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, errDate
	}
	return DateOf(t), nil
}

// IsZero tells whether d is no day at all.
func (d Date) IsZero() bool { return d == Date{} }

// String is the ISO 8601 form, "2006-01-02".
func (d Date) String() string {
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// AddDays is the day n days later (earlier when n is negative).
func (d Date) AddDays(n int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 12, 0, 0, 0, time.UTC))
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC).Weekday()
}

// Before tells whether d is an earlier day than other.
func (d Date) Before(other Date) bool {
	if d.Year != other.Year {
		return d.Year < other.Year
	}
	if d.Month != other.Month {
		return d.Month < other.Month
	}
	return d.Day < other.Day
}

// Within tells whether d lies between from and until, both included. A zero
// bound is open.
func (d Date) Within(from, until Date) bool {
	return (from.IsZero() || !d.Before(from)) && (until.IsZero() || !until.Before(d))
}

// At is the moment on day d that clocks in loc show at t. In the hour that a
// change to summer time skips it is a moment at most an hour beside the gap, in
// the hour that a change back repeats it is one of the two: whichever
// [time.Date] gives.
func (d Date) At(t TimeOfDay, loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, int(t)/60, int(t)%60, 0, 0, loc)
}

// MarshalText gives the ISO 8601 form, or nothing for no day. A date that is
// not in the calendar, or not in the years 0 to 9999, is an error.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	if back, err := ParseDate(d.String()); err != nil || back != d {
		return nil, errDate
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// TimeOfDay is what a wall clock shows, in minutes after midnight, 0 to 1439.
// It is not a duration: on a day when the clocks change, 15:30 is 15:30.
type TimeOfDay int

// Clock is the time of day at h hours and m minutes.
func Clock(h, m int) TimeOfDay { return TimeOfDay(h*60 + m) }

// TimeOfDayOf is what a clock in t's own location shows at t.
func TimeOfDayOf(t time.Time) TimeOfDay { return Clock(t.Hour(), t.Minute()) }

// ParseTimeOfDay reads "15:04", the form SS 12000 uses in schedules.
func ParseTimeOfDay(text string) (TimeOfDay, error) {
	t, err := time.Parse("15:04", text)
	if err != nil || len(text) != len("15:04") {
		return 0, errTime
	}
	return Clock(t.Hour(), t.Minute()), nil
}

// String is the form "15:04".
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", int(t)/60, int(t)%60) }

// MarshalText gives the form "15:04"; a time outside 00:00 to 23:59 is an error.
func (t TimeOfDay) MarshalText() ([]byte, error) {
	if t < Clock(0, 0) || t > Clock(23, 59) {
		return nil, errTime
	}
	return []byte(t.String()), nil
}

// UnmarshalText reads the form "15:04".
func (t *TimeOfDay) UnmarshalText(text []byte) error {
	parsed, err := ParseTimeOfDay(string(text))
	if err != nil {
		return err
	}
	*t = parsed
	return nil
}
