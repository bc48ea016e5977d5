package attendance

import (
	"slices"
	"testing"
	"time"
)

func TestWhatWasForgottenStandsWhenItHappened(t *testing.T) {
	loc := stockholm(t)
	by := By{Person: teacher, How: ByBadge}
	at := func(h, m int) time.Time { return today.At(Clock(h, m), loc) }
	for _, tc := range []struct {
		name          string
		write         func(d *diary)
		want          State
		arrived, left time.Time
		flags         []Flag
	}{
		{"a forgotten check-out", func(d *diary) {
			d.write(Received)
			d.at = at(18, 0)
			d.add(ToldAfterwards(Released, alma, at(15, 10), by))
		}, GoneHome, at(8, 0), at(15, 10), nil},
		{"and the family's scan was before that", func(d *diary) {
			d.write(Received)
			d.at = at(15, 12)
			d.write(Requested)
			d.at = at(18, 0)
			d.add(ToldAfterwards(Released, alma, at(15, 10), by))
		}, GoneHome, at(8, 0), at(15, 10), nil},
		{"a scan after it was told is odd", func(d *diary) {
			d.write(Received)
			d.at = at(18, 0)
			d.add(ToldAfterwards(Released, alma, at(15, 10), by))
			d.write(Requested)
		}, GoneHome, at(8, 0), at(15, 10), []Flag{AlreadyGone}},
		{"a forgotten reception", func(d *diary) {
			d.write(Announced)
			d.at = at(15, 0)
			d.add(ToldAfterwards(Received, alma, at(8, 5), by))
			d.write(Requested, Released)
		}, GoneHome, at(8, 5), at(15, 2), nil},
		{"told after the pick-up", func(d *diary) {
			d.at = at(15, 0)
			d.write(Requested, Released)
			d.at = at(18, 0)
			d.add(ToldAfterwards(Received, alma, at(8, 5), by))
		}, GoneHome, at(8, 5), at(15, 1), nil},
		{"a time that was wrong", func(d *diary) {
			e := d.write(Received)
			d.at = at(9, 0)
			d.add(AtAnotherTime(e, at(7, 46), by))
		}, Present, at(7, 46), time.Time{}, nil},
		{"wrong twice", func(d *diary) {
			e := d.write(Received)
			d.at = at(9, 0)
			e = d.add(AtAnotherTime(e, at(7, 40), by))
			d.add(AtAnotherTime(e, at(7, 50), by))
		}, Present, at(7, 50), time.Time{}, nil},
		{"wrong twice, later each time", func(d *diary) {
			e := d.write(Received)
			d.at = at(9, 0)
			e = d.add(AtAnotherTime(e, at(8, 20), by))
			d.add(AtAnotherTime(e, at(8, 30), by))
		}, Present, at(8, 30), time.Time{}, nil},
		{"wrong twice, and the second taken back", func(d *diary) {
			e := d.write(Received)
			d.at = at(9, 0)
			first := d.add(AtAnotherTime(e, at(8, 20), by))
			d.add(TakeBack(d.add(AtAnotherTime(first, at(8, 30), by)), OtherReason, by))
		}, Present, at(8, 20), time.Time{}, nil},
		{"an undo that was replaced", func(d *diary) {
			e := d.write(Announced)
			e = d.add(TakeBack(e, OtherReason, by))
			d.add(Draft{Kind: Received, Corrects: e.ID, By: by})
		}, Present, at(8, 0), time.Time{}, nil},
		{"wrong, and the correction taken back", func(d *diary) {
			e := d.write(Received)
			d.at = at(9, 0)
			e = d.add(AtAnotherTime(e, at(7, 40), by))
			d.add(TakeBack(e, OtherReason, by))
		}, Present, at(8, 0), time.Time{}, nil},
		{"a clock that was ahead", func(d *diary) {
			d.at = at(18, 0)
			e := d.write(Received)
			d.events[0].Kiosk = "l" // it was another tablet's
			d.at = at(15, 30)
			d.write(Requested, Released)
			d.at = at(19, 0)
			d.add(AtAnotherTime(e, at(8, 0), by))
		}, GoneHome, at(8, 0), at(15, 31), nil},
		{"a correction without a time of a step that has one", func(d *diary) {
			d.at = at(18, 0)
			e := d.add(ToldAfterwards(Released, alma, at(15, 10), by))
			d.add(Draft{Kind: Received, Corrects: e.ID, By: by, Reason: OtherReason})
		}, Present, at(15, 10), time.Time{}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := diaryAt(t, today, 8, 0)
			tc.write(d)
			for _, events := range [][]Event{d.events, reversed(d.events)} {
				got := dayOf(t, today, events...).Child(alma)
				if got.State != tc.want || !got.Arrived.Equal(tc.arrived) || !got.Left.Equal(tc.left) || !slices.Equal(got.Flags, tc.flags) {
					t.Errorf("got %+v", got)
				}
			}
		})
	}
}

func TestAStepOfYesterdayThatIsToldToday(t *testing.T) {
	yesterday := today.AddDays(-1)
	d := diaryAt(t, yesterday, 8, 0)
	d.write(Received)
	d.at = today.At(Clock(7, 0), stockholm(t))
	d.add(ToldAfterwards(Released, alma, yesterday.At(Clock(16, 0), stockholm(t)), By{Person: teacher}))
	if got := dayOf(t, yesterday, d.events...).Child(alma); got.State != GoneHome {
		t.Errorf("yesterday it is %s", got.State)
	}
	if got := dayOf(t, today, d.events...).Child(alma); got.State != Expected || len(got.Flags) > 0 {
		t.Errorf("today it is %+v", got)
	}
	// Recorded on the wrong day by a clock that was wrong, and moved.
	d = diaryAt(t, today.AddDays(1), 8, 0)
	e := d.write(Received)
	d.add(AtAnotherTime(e, today.At(Clock(8, 0), stockholm(t)), By{Person: teacher}))
	if got := dayOf(t, today, d.events...).Child(alma); got.State != Present {
		t.Errorf("moved to today it is %s", got.State)
	}
	if got := dayOf(t, today.AddDays(1), d.events...).Child(alma); got.State != Expected {
		t.Errorf("moved away it is %s", got.State)
	}
}

func TestTheWrongChild(t *testing.T) {
	d := diaryAt(t, today, 8, 0)
	e := d.write(Received)
	d.at = today.At(Clock(12, 0), stockholm(t))
	for _, draft := range OfAnotherChild(e, bo, By{Person: teacher, How: ByBadge}) {
		if draft.Reason != WrongChild || draft.By.Person != teacher {
			t.Errorf("%+v", draft)
		}
		d.add(draft)
	}
	day := dayOf(t, today, d.events...)
	if a, b := day.Child(alma), day.Child(bo); a.State != Expected || b.State != Present || !b.Arrived.Equal(e.At) {
		t.Errorf("got %+v and %+v", a, b)
	}
}

func TestTheTimelineShowsBoth(t *testing.T) {
	loc := stockholm(t)
	d := diaryAt(t, today, 8, 0)
	e := d.write(Received)
	d.at = today.At(Clock(9, 0), loc)
	moved := d.add(AtAnotherTime(e, today.At(Clock(7, 40), loc), By{Person: teacher}))
	wrong := d.write(Announced)
	undo := d.add(TakeBack(wrong, OtherReason, By{Person: teacher}))
	var got []string
	for _, entry := range dayOf(t, today, reversed(d.events)...).Timeline(alma) {
		s := string(entry.Event.ID) + " " + entry.At.In(loc).Format("15:04")
		if !entry.Stands {
			s += " by " + string(entry.By[0])
		}
		got = append(got, s)
	}
	want := []string{
		string(moved.ID) + " 07:40", string(e.ID) + " 08:00 by " + string(moved.ID),
		string(wrong.ID) + " 09:01 by " + string(undo.ID), string(undo.ID) + " 09:02",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Whatever is corrected by whatever, each event is told of, exactly once, and
// each that doesn't stand says what took its place.
func TestNoEventIsEverLostByACorrection(t *testing.T) {
	r := chance(t)
	loc := stockholm(t)
	x := indexOf(t, smallUnit())
	corrected := 0
	for range 200 {
		events := mess(r, loc)
		for _, child := range []ChildID{alma, bo} {
			told := make(map[EventID]int)
			for n := -40; n <= 40; n++ {
				day := NewDay(x, today.AddDays(n))
				day.Add(shuffled(r, events)...)
				timeline := day.Timeline(child)
				if len(timeline) != len(day.Events(child)) {
					t.Fatal("the timeline leaves something out")
				}
				for _, entry := range timeline {
					told[entry.Event.ID]++
					if entry.Stands == (len(entry.By) > 0) {
						t.Fatalf("%s stands: %t, and was corrected by %v in\n%s", entry.Event.ID, entry.Stands, entry.By, table(events))
					}
					if !entry.Stands {
						corrected++
					}
				}
			}
			byID := make(map[EventID]Event)
			for _, e := range events {
				if e.Child == child {
					byID[e.ID] = e
				}
			}
			for id, e := range byID {
				root, ok := e, true
				for range events {
					if root.Corrects != "" && ok {
						root, ok = byID[root.Corrects]
					}
				}
				if ok && root.Corrects == "" && told[id] == 0 {
					t.Fatalf("%s is told of nowhere in\n%s", id, table(events))
				}
			}
		}
	}
	if corrected == 0 {
		t.Error("nothing was ever corrected")
	}
}

func TestWhoMayCorrect(t *testing.T) {
	dir := smallUnit()
	dir.Rights = append(dir.Rights, Right{Person: teacher, Child: bo, Kind: Blocked})
	x := indexOf(t, dir)
	for _, tc := range []struct {
		who   PersonID
		child ChildID
		want  bool
	}{{teacher, alma, true}, {teacher, bo, false}, {cook, cleo, true}, {mother, alma, false}, {"nobody", alma, false}} {
		if x.MayCorrect(tc.who, tc.child, today) != tc.want {
			t.Errorf("%s with %s: not %t", tc.who, tc.child, tc.want)
		}
	}
}

func TestWhoIsStillHere(t *testing.T) {
	d := diaryAt(t, today, 8, 0)
	d.write(Received)
	d.add(Draft{Kind: Announced, Child: bo})
	d.add(Draft{Kind: Received, Child: cleo})
	d.add(Draft{Kind: Released, Child: cleo})
	var got []ChildID
	for _, c := range dayOf(t, today, d.events...).StillHere() {
		got = append(got, c.ID)
	}
	if !slices.Equal(got, []ChildID{alma, bo}) {
		t.Errorf("got %v", got)
	}
}
