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

func TestTheWrongChildAtAWrongTime(t *testing.T) {
	d := diaryAt(t, today, 8, 0)
	when := today.At(Clock(8, 10), stockholm(t))
	e := d.add(AtAnotherTime(d.write(Received), when, By{Person: teacher}))
	for _, draft := range OfAnotherChild(e, bo, By{Person: teacher}) {
		d.add(draft)
	}
	day := dayOf(t, today, d.events...)
	if b := day.Child(bo); b.State != Present || !b.Arrived.Equal(when) {
		t.Errorf("got %+v", b)
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

func TestWhoMayRecordWhat(t *testing.T) {
	dir := smallUnit()
	dir.Rights = append(dir.Rights, Right{Person: teacher, Child: bo, Kind: Blocked})
	x := indexOf(t, dir)
	at := today.At(Clock(9, 0), x.Location())
	const guardian, collector, other, staff, kiosk = "guardian", "collector", "other", "staff", "kiosk"
	people := map[string]By{
		guardian: {Person: mother, How: ByBadge}, collector: {Person: grandpa, How: ByBadge}, other: {Person: "nobody", How: ByBadge},
		staff: {Person: teacher, How: ByBadge}, kiosk: {How: ByKiosk},
	}
	for _, tc := range []struct {
		name  string
		draft Draft // about Alma
		may   []string
	}{
		{"announce", Draft{Kind: Announced}, []string{staff}},
		{"release", Draft{Kind: Released}, []string{staff}},
		{"undo of nothing", Draft{Kind: Undone}, nil},
		{"release, told afterwards", ToldAfterwards(Released, alma, at, By{}), []string{staff}},
		{"release, in the place of another", Draft{Kind: Released, Corrects: "e"}, []string{staff}},
		{"undo", Draft{Kind: Undone, Corrects: "e"}, []string{staff}},
		{"plan", Draft{Kind: PickupPlanned}, []string{guardian, staff}},
		{"absence", Draft{Kind: ReportedAbsent}, []string{guardian, staff}},
		{"absence withdrawn", Draft{Kind: AbsenceWithdrawn}, []string{guardian, staff}},
		{"collector", Draft{Kind: CollectorPlanned, Collector: grandpa}, []string{guardian, staff}},
		{"nobody special", Draft{Kind: CollectorPlanned}, []string{guardian, staff}},
		{"a collector who may not", Draft{Kind: CollectorPlanned, Collector: cook}, nil},
		{"a collector who is blocked", Draft{Kind: CollectorPlanned, Collector: ex}, nil},
		{"note", Draft{Kind: NoteLeft}, []string{guardian, collector, staff}},
		{"note read", Draft{Kind: NoteSeen}, []string{staff}},
		{"notice read", Draft{Kind: NoticeRead}, []string{guardian, collector, staff}},
		{"moved", Draft{Kind: GroupMoved}, []string{staff}},
		{"came to work", Draft{Kind: StaffIn}, []string{staff}},
		{"roll call", Draft{Kind: RollCallBegun}, []string{staff, kiosk}},
		{"safe", Draft{Kind: MarkedSafe}, []string{staff, kiosk}},
		{"roll call closed", Draft{Kind: RollCallClosed}, []string{staff}},
		{"looked", Draft{Kind: Looked}, []string{staff}},
		{"PIN set", Draft{Kind: PINSet}, []string{staff}},
		{"what nobody knows", Draft{Kind: "dance"}, nil},
	} {
		for who, by := range people {
			d := tc.draft
			d.Child, d.By = alma, by
			if got := x.MayRecord(d, today); got != slices.Contains(tc.may, who) {
				t.Errorf("%s by %s: %t", tc.name, who, got)
			}
			d.Child = bo // whom the teacher is blocked from
			if d.By = people[staff]; x.MayRecord(d, today) {
				t.Errorf("%s by somebody who is blocked", tc.name)
			}
			if d.By = (By{Person: ex, How: ByBadge}); d.Kind != CollectorPlanned {
				if d.Child = alma; x.MayRecord(d, today) {
					t.Errorf("%s by somebody else who is blocked", tc.name)
				}
			}
		}
	}
}

// Nobody gets a child to be gone but staff, and whoever may collect it with their
// PIN, whatever they scan, tap and tell.
func TestNoSequenceOfTapsReachesReleased(t *testing.T) {
	r := chance(t)
	walks := func(mayRecord func(*Index, Draft) bool) (wrong, released int) {
		for range 400 {
			dir := smallUnit()
			dir.Unit.CollectorAge = 15
			dir.People[1].OldEnoughFrom = pick(r, []Date{{}, today, today.AddDays(1)})
			dir.Groups[0].Policy = pick(r, []Policy{"", SelfService})
			x := indexOf(t, dir)
			day := NewDay(x, today)
			d := diaryAt(t, today, 6, 0)
			for range 30 {
				d.at = d.at.Add(time.Duration(r.IntN(15)) * time.Minute)
				by := By{pick(r, []PersonID{mother, mother, grandpa, ex, stranger, teacher, cook, "nobody"}), pick(r, []How{ByBadge, ByBadgeAndPIN})}
				child := pick(r, []ChildID{alma, bo, cleo})
				var draft Draft
				if r.IntN(2) == 0 {
					draft = Draft{Kind: pick(r, everyKind), Child: child, By: by}
					if r.IntN(2) == 0 {
						draft.When = d.at.Add(-time.Hour)
					}
					if len(d.events) > 0 && r.IntN(2) == 0 {
						draft.Corrects = pick(r, d.events).ID
					}
					if !mayRecord(x, draft) {
						continue
					}
				} else {
					decision := x.Decide(by.Person, day, d.at)
					if len(decision.Steps) == 0 {
						continue
					}
					var err error
					if draft, err = pick(r, decision.Steps).Draft(by); err != nil {
						continue
					}
				}
				before := day.Child(draft.Child).State
				day.Add(d.add(draft))
				if before != GoneHome && day.Child(draft.Child).State == GoneHome {
					released++
					right := x.RightTo(by.Person, draft.Child, today)
					family := (right == Guardian || right == Collector) && by.How.WithPIN()
					young := by.Person == grandpa && today.Before(dir.People[1].OldEnoughFrom)
					if right == Blocked || young || !family && !x.people[by.Person].Staff {
						wrong++
					}
				}
			}
		}
		return wrong, released
	}
	wrong, released := walks(func(x *Index, d Draft) bool { return x.MayRecord(d, today) })
	if wrong > 0 || released == 0 {
		t.Errorf("%d of %d releases were nobody's to make", wrong, released)
	}
	if wrong, _ := walks(func(*Index, Draft) bool { return true }); wrong == 0 {
		t.Error("the walk would not notice that the rule is gone")
	}
}
