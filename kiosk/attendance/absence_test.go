package attendance

import (
	"testing"
	"time"
)

func TestAbsencesOverDays(t *testing.T) {
	loc := stockholm(t)
	noon := Clock(12, 0)
	reported := func(from, until Date, part ...*TimeOfDay) Draft {
		d := Draft{Kind: ReportedAbsent, From: from, Until: until}
		if len(part) == 2 {
			d.FromTime, d.UntilTime = part[0], part[1]
		}
		return d
	}
	for _, tc := range []struct {
		name string
		// said is what was reported a week ago, then what today.
		said, then []Draft
		want       State
	}{
		{"for today only, a week ago", []Draft{{Kind: ReportedAbsent}}, nil, Expected},
		{"until today", []Draft{reported(Date{}, today)}, nil, Away},
		{"from today", []Draft{reported(today, today.AddDays(3))}, nil, Away},
		{"today", []Draft{reported(today, Date{})}, nil, Away},
		{"until yesterday", []Draft{reported(Date{}, today.AddDays(-1))}, nil, Expected},
		{"from tomorrow", []Draft{reported(today.AddDays(1), today.AddDays(3))}, nil, Expected},
		{"from tomorrow, said today", nil, []Draft{reported(today.AddDays(1), today.AddDays(3))}, Expected},
		{"withdrawn at once", []Draft{reported(today, today), {Kind: AbsenceWithdrawn, From: today, Until: today}}, nil, Expected},
		{"withdrawn today", []Draft{reported(today.AddDays(-2), today)}, []Draft{{Kind: AbsenceWithdrawn}}, Expected},
		{"another day withdrawn", []Draft{reported(today, today.AddDays(3)), {Kind: AbsenceWithdrawn, From: today.AddDays(1)}}, nil, Away},
		{"withdrawn and reported again", []Draft{reported(today, today), {Kind: AbsenceWithdrawn, From: today}}, []Draft{{Kind: ReportedAbsent}}, Away},
		{"undone", []Draft{reported(today, today), {Kind: Undone, Corrects: "e01"}}, nil, Expected},
		{"undone today", []Draft{reported(today, today)}, []Draft{{Kind: Undone, Corrects: "e01"}}, Expected},
		{"moved to other days", []Draft{reported(today, today)}, []Draft{{Kind: ReportedAbsent, Corrects: "e01", From: today.AddDays(1)}}, Expected},
		{"its report withdrawn by name", []Draft{reported(today, today), {Kind: AbsenceWithdrawn, From: today, About: "e01"}}, nil, Expected},
		{"another report withdrawn by name", []Draft{reported(today, today), {Kind: AbsenceWithdrawn, From: today, About: "e09"}}, nil, Away},
		{"a part only", []Draft{reported(today, today, nil, &noon)}, nil, Expected},
		{"came all the same", []Draft{reported(today, today)}, []Draft{{Kind: Received}}, Present},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := diaryAt(t, today.AddDays(-7), 8, 0)
			for _, draft := range tc.said {
				d.add(draft)
			}
			earlier := len(d.events)
			d.at = today.At(Clock(8, 0), loc)
			for _, draft := range tc.then {
				d.add(draft)
			}
			for _, events := range [][]Event{d.events, reversed(d.events)} {
				if got := dayOf(t, today, events...).Child(alma); got.State != tc.want {
					t.Errorf("got %+v", got)
				}
			}
			// Read as the door reads it: the day, and of the others what counts.
			day := dayOf(t, today, d.events[earlier:]...)
			day.AddStanding(reversed(d.events[:earlier])...)
			if got := day.Child(alma); got.State != tc.want {
				t.Errorf("with earlier days added: %+v", got)
			}
		})
	}
}

func TestOfOtherDaysOnlyWhatCountsIsKept(t *testing.T) {
	d := diaryAt(t, today.AddDays(-3), 8, 0)
	d.write(Received, Requested, Released)
	absent := d.add(Draft{Kind: ReportedAbsent, From: today})
	d.add(Draft{Kind: Undone, Corrects: absent.ID})
	day := NewDay(indexOf(t, smallUnit()), today)
	day.AddStanding(reversed(d.events)...)
	if n := len(day.events[alma]); n != 2 {
		t.Errorf("kept %d", n)
	}
}

func TestWhatAnotherDayRecordedAboutThisOne(t *testing.T) {
	loc := stockholm(t)
	eight := today.At(Clock(8, 0), loc)
	// A tablet whose clock was three days behind, then a correction of its time.
	d := diaryAt(t, today.AddDays(-3), 8, 0)
	d.add(ToldAfterwards(Received, bo, eight, By{Person: teacher}))
	wrong := d.write(Received)
	d.add(AtAnotherTime(wrong, eight, By{Person: teacher}))
	for _, events := range [][]Event{d.events, reversed(d.events)} {
		day := NewDay(indexOf(t, smallUnit()), today)
		day.AddStanding(events...)
		for _, child := range []ChildID{alma, bo} {
			if got := day.Child(child); got.State != Present || !got.Arrived.Equal(eight) {
				t.Errorf("%s: got %+v", child, got)
			}
		}
	}
}

func TestAWholeDayOutweighsAPart(t *testing.T) {
	noon := Clock(12, 0)
	whole, part := Absence{Child: alma, From: today, Until: today}, Absence{Child: alma, From: today, Until: today, UntilTime: &noon}
	for _, absences := range [][]Absence{{whole, part}, {part, whole}} {
		dir := smallUnit()
		dir.Absences = absences
		x := indexOf(t, dir)
		if got := NewDay(x, today).Child(alma); got.State != Away || !x.Absent(alma, today) {
			t.Errorf("got %+v", got)
		}
	}
}

func TestAPartOfTheDay(t *testing.T) {
	loc := stockholm(t)
	ten, noon := Clock(10, 0), Clock(12, 0)
	day := func(drafts ...Draft) ChildDay {
		d := diaryAt(t, today, 7, 50)
		for _, draft := range drafts {
			d.add(draft)
		}
		return dayOf(t, today, d.events...).Child(alma)
	}
	morning := day(Draft{Kind: ReportedAbsent, UntilTime: &noon})
	for clock, want := range map[TimeOfDay]bool{Clock(7, 0): true, Clock(11, 59): true, noon: false, Clock(15, 0): false} {
		if morning.AwayAt(clock) != want {
			t.Errorf("away in the morning, at %s: %t", clock, !want)
		}
	}
	at := func(h, m int) time.Time { return today.At(Clock(h, m), loc) }
	if morning.State != Expected || morning.LateArrival(at(9, 0)) || !morning.LateArrival(at(12, 16)) {
		t.Errorf("got %+v", morning)
	}
	dentist := day(Draft{Kind: ReportedAbsent, FromTime: &ten, UntilTime: &noon})
	if !dentist.LateArrival(at(8, 16)) || !dentist.AwayAt(Clock(11, 0)) || dentist.AwayAt(Clock(9, 0)) {
		t.Errorf("got %+v", dentist)
	}
	if got := day(Draft{Kind: Received}, Draft{Kind: ReportedAbsent, FromTime: &noon}); got.State != Present || len(got.Flags) > 0 || got.AwayAt(Clock(13, 0)) {
		t.Errorf("said by somebody who is here: %+v", got)
	}
	if got := day(Draft{Kind: ReportedAbsent, UntilTime: &noon}, Draft{Kind: AbsenceWithdrawn}); got.PartlyAway || got.AwayAt(ten) {
		t.Errorf("withdrawn: %+v", got)
	}
	if got := day(Draft{Kind: ReportedAbsent, UntilTime: &noon}, Draft{Kind: ReportedAbsent}); got.State != Away {
		t.Errorf("then for all of it: %+v", got)
	}
	dir := smallUnit()
	dir.Absences = []Absence{{Child: alma, From: today, Until: today, UntilTime: &noon}}
	if got := NewDay(indexOf(t, dir), today).Child(alma); got.State != Expected || !got.AwayAt(ten) || got.LateArrival(at(9, 0)) {
		t.Errorf("told by the directory: %+v", got)
	}
}
