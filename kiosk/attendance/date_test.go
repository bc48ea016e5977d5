package attendance

import (
	"encoding/json"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestDatesReadBack(t *testing.T) {
	for d := (Date{1999, time.December, 25}); d.Before(Date{2032, time.March, 5}); d = d.AddDays(1) {
		got, err := ParseDate(d.String())
		if err != nil || got != d {
			t.Fatalf("%s reads back as %v, %v", d, got, err)
		}
		if next := d.AddDays(1); !d.Before(next) || next.Before(d) || next.AddDays(-1) != d || (d.Weekday()+1)%7 != next.Weekday() {
			t.Fatalf("%s is not the day before %s", d, next)
		}
	}
}

func TestTimesOfDayReadBack(t *testing.T) {
	for n := range 24 * 60 {
		got, err := ParseTimeOfDay(TimeOfDay(n).String())
		if err != nil || got != TimeOfDay(n) {
			t.Fatalf("%s reads back as %v, %v", TimeOfDay(n), got, err)
		}
	}
}

func TestWithin(t *testing.T) {
	before, after := today.AddDays(-1), today.AddDays(1)
	for _, tc := range []struct {
		from, until Date
		want        bool
	}{
		{Date{}, Date{}, true}, {today, today, true}, {before, after, true}, {today, Date{}, true}, {Date{}, today, true},
		{after, Date{}, false}, {Date{}, before, false}, {after, before, false},
	} {
		if got := today.Within(tc.from, tc.until); got != tc.want {
			t.Errorf("within %q and %q: %t", tc.from, tc.until, got)
		}
	}
}

func TestATimeOfDayOnTheDaysWhenTheClocksChange(t *testing.T) {
	loc := stockholm(t)
	for _, tc := range []struct {
		date  Date
		clock TimeOfDay
		utc   string
	}{
		{Date{2026, time.March, 29}, Clock(0, 0), "23:00"},
		{Date{2026, time.March, 29}, Clock(1, 59), "00:59"},
		{Date{2026, time.March, 29}, Clock(3, 0), "01:00"},
		{Date{2026, time.March, 29}, Clock(15, 30), "13:30"},
		{Date{2026, time.October, 25}, Clock(0, 0), "22:00"},
		{Date{2026, time.October, 25}, Clock(15, 30), "14:30"},
	} {
		at := tc.date.At(tc.clock, loc)
		if got := at.UTC().Format("15:04"); got != tc.utc {
			t.Errorf("%s %s is %s UTC, want %s", tc.date, tc.clock, got, tc.utc)
		}
		if DateOf(at) != tc.date || TimeOfDayOf(at) != tc.clock {
			t.Errorf("%s %s comes back as %s %s", tc.date, tc.clock, DateOf(at), TimeOfDayOf(at))
		}
	}
	// What is skipped or comes twice stays within an hour and on its day.
	for _, date := range []Date{{2026, time.March, 29}, {2026, time.October, 25}} {
		at := date.At(Clock(2, 30), loc)
		if off := TimeOfDayOf(at) - Clock(2, 30); DateOf(at) != date || off < -60 || off > 60 {
			t.Errorf("%s 02:30 is %s", date, at)
		}
	}
}

func TestWhatIsNoTimeIsNotWritten(t *testing.T) {
	for _, v := range []any{
		TimeOfDay(-1), TimeOfDay(24 * 60), TimeOfDay(1 << 40),
		Date{2026, 13, 1}, Date{2026, time.February, 30}, Date{10000, 1, 1}, Date{-1, 1, 1}, Date{2026, 0, 0},
	} {
		if text, err := json.Marshal(v); err == nil {
			t.Errorf("%#v is written as %s", v, text)
		}
	}
}

func TestHostileTimesAreNotRead(t *testing.T) {
	for _, text := range []string{
		`1500`, `-1`, `1e9`, `"24:00"`, `"-1:00"`, `"7:04"`, `" 7:04"`, `"15:04:00"`, `"15:60"`, `"15.04"`, `"１５:04"`, `""`, `true`, `{}`, `["15:04"]`,
	} {
		clock := Clock(9, 0)
		if err := json.Unmarshal([]byte(text), &clock); err == nil || clock != Clock(9, 0) {
			t.Errorf("time of day %s: got %s, %v", text, clock, err)
		}
	}
	for _, text := range []string{
		`20260310`, `"2026-3-10"`, `"2026-02-29"`, `"2026-13-01"`, `"0"`, `"2026-03-10T00:00:00Z"`, `"-2026-03-10"`, `"12026-03-10"`, `true`, `{"Year":2026}`,
	} {
		date := today
		if err := json.Unmarshal([]byte(text), &date); err == nil || date != today {
			t.Errorf("date %s: got %s, %v", text, date, err)
		}
	}
}

func TestErrorsDoNotRepeatWhatStoodInPlaceOfATime(t *testing.T) {
	var d Directory
	for _, text := range []string{
		`{"planned":[{"child":"c","date":"Alma Ek"}]}`, `{"planned":[{"child":"c","from":"Alma Ek"}]}`, `{"rights":[{"from":"Alma Ek"}]}`,
	} {
		if err := json.Unmarshal([]byte(text), &d); err == nil || strings.Contains(err.Error(), "Alma") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func FuzzTimeOfDay(f *testing.F) {
	for _, s := range []string{"", "15:04", "7:04", "24:00", "00:00", "23:59", "+1:00", "1٢:00"} {
		f.Add(s)
	}
	form := regexp.MustCompile(`^([01][0-9]|2[0-3]):([0-5][0-9])$`)
	f.Fuzz(func(t *testing.T, text string) {
		got := TimeOfDay(7)
		err := got.UnmarshalText([]byte(text))
		parts := form.FindStringSubmatch(text)
		if (err == nil) != (parts != nil) {
			t.Fatalf("%q: %v", text, err)
		}
		if err != nil {
			if got != 7 {
				t.Fatalf("%q: an error, and the value is changed", text)
			}
			return
		}
		h, m := number(t, parts[1]), number(t, parts[2])
		back, err := got.MarshalText()
		if int(got) != h*60+m || err != nil || string(back) != text {
			t.Fatalf("%q reads as %d and is written as %q, %v", text, got, back, err)
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"", "2026-03-10", "2024-02-29", "1900-02-29", "2000-02-29", "0000-01-01", "9999-12-31", "2026-00-10", "2026-3-1"} {
		f.Add(s)
	}
	form := regexp.MustCompile(`^([0-9]{4})-([0-9]{2})-([0-9]{2})$`)
	f.Fuzz(func(t *testing.T, text string) {
		got := today
		err := got.UnmarshalText([]byte(text))
		if (err == nil) != (text == "" || inCalendar(t, form.FindStringSubmatch(text))) {
			t.Fatalf("%q: %v", text, err)
		}
		if err != nil {
			if got != today {
				t.Fatalf("%q: an error, and the value is changed", text)
			}
			return
		}
		if back, err := got.MarshalText(); err != nil || string(back) != text {
			t.Fatalf("%q is written as %q, %v", text, back, err)
		}
	})
}

// inCalendar counts days as the Gregorian rule says it.
func inCalendar(t *testing.T, parts []string) bool {
	if parts == nil {
		return false
	}
	y, m, d := number(t, parts[1]), number(t, parts[2]), number(t, parts[3])
	days := []int{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	if y%4 == 0 && y%100 != 0 || y%400 == 0 {
		days[2] = 29
	}
	return m >= 1 && m <= 12 && d >= 1 && d <= days[m]
}

func number(t *testing.T, digits string) int {
	t.Helper()
	n, err := strconv.Atoi(digits)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestADirectoryReadsBackFromJSON(t *testing.T) {
	dir := smallUnit()
	dir.Absences = []Absence{{Child: bo, From: today, Until: today.AddDays(2)}}
	dir.Badges = append(dir.Badges, Badge{Hash: "bb", Person: ex, Revoked: true})
	dir.People[0].Language = "fi"
	dir.People[0].OldEnoughFrom, dir.People[0].Groups = today, []GroupID{stars}
	dir.Schedules = []Schedule{weekdays(bo, today, Clock(8, 0), Clock(15, 0))}
	text, err := json.Marshal(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got Directory
	if err := json.Unmarshal(text, &got); err != nil || !reflect.DeepEqual(got, dir) {
		t.Errorf("got %+v, %v", got, err)
	}
	if strings.Contains(string(text), "0000") || strings.Contains(string(text), `"from":""`) {
		t.Errorf("an open bound is written: %s", text)
	}
	// A right without bounds, as another program may write it.
	var r Right
	if err := json.Unmarshal([]byte(`{"from":"","until":null}`), &r); err != nil || !r.From.IsZero() || !r.Until.IsZero() {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestTheDayPlan(t *testing.T) {
	plan := DayPlan{Date: today, Schedule: []Activity{{From: Clock(8, 0), Until: Clock(9, 0)}, {From: Clock(9, 0), Until: Clock(11, 0)}}}
	for clock, want := range map[TimeOfDay]int{Clock(7, 59): -1, Clock(8, 0): 0, Clock(8, 59): 0, Clock(9, 0): 1, Clock(11, 0): -1} {
		if got := plan.Now(today.At(clock, stockholm(t))); got != want {
			t.Errorf("at %s: got %d, want %d", clock, got, want)
		}
	}
	all := Today{Days: []DayPlan{plan}, Notices: []Notice{{Text: Text{"sv": "Hej", "en": "Hi"}, Until: today}, {From: today.AddDays(1)}}}
	if got := all.On(today); !reflect.DeepEqual(got, plan) {
		t.Errorf("got %+v", got)
	}
	if got := all.On(today.AddDays(1)); got.Date != today.AddDays(1) || got.Schedule != nil {
		t.Errorf("a day that nobody planned: %+v", got)
	}
	if got := all.NoticesOn(today); len(got) != 1 || got[0].Text.In("en") != "Hi" || got[0].Text.In("fi") != "Hej" {
		t.Errorf("got %+v", got)
	}
}
