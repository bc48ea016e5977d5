package attendance

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// mess is a few days of three kiosks that were installed twice, with clocks
// that are wrong, set right and set wrong again, and people who correct each
// other, at times in ways that no journal would write.
func mess(r *rand.Rand, loc *time.Location) []Event {
	var events []Event
	seq, off := make(map[string]uint64), make(map[string]time.Duration)
	truth := today.At(Clock(6, 0), loc).Add(-time.Duration(r.IntN(20)) * time.Hour)
	for n := range 1 + r.IntN(24) {
		truth = truth.Add(time.Duration(r.IntN(120)) * time.Minute)
		kiosk, epoch := pick(r, []KioskID{"a", "b", "c"}), pick(r, []string{"1", "2"})
		chain := string(kiosk) + epoch
		if r.IntN(6) == 0 {
			off[chain] = time.Duration(r.IntN(600)-300) * time.Minute
		}
		seq[chain]++
		e := Event{
			Draft: Draft{
				Kind: pick(r, messy), Child: pick(r, []ChildID{alma, alma, bo}),
				By: By{Person: pick(r, []PersonID{mother, teacher}), How: ByBadge}, Pickup: Clock(9+n%9, 0),
			},
			ID: EventID(fmt.Sprintf("e%02d", r.IntN(1000)*100+n)), Kiosk: kiosk, Epoch: epoch, Seq: seq[chain],
			At: truth.Add(off[chain]).In(pick(r, []*time.Location{loc, time.UTC})),
		}
		if r.IntN(5) == 0 { // told of afterwards, or with a wrong idea of when
			e.When = truth.Add(-time.Duration(r.IntN(30)) * time.Hour)
		}
		switch e.Kind {
		case ReportedAbsent, AbsenceWithdrawn:
			e.From, e.Until = pick(r, someDays), pick(r, someDays)
			e.FromTime, e.UntilTime = pick(r, someClocks), pick(r, someClocks)
			if len(events) > 0 && r.IntN(3) == 0 {
				e.About = pick(r, events).ID
			}
		case CollectorPlanned:
			e.Collector = pick(r, []PersonID{"", grandpa})
		case GroupMoved:
			e.Group = pick(r, []GroupID{"", moons, "nowhere"})
		}
		if len(events) > 0 && r.IntN(3) == 0 {
			e.Corrects = pick(r, events).ID
			if r.IntN(2) == 0 {
				e.Kind = Undone
			}
		}
		events = append(events, e)
	}
	if r.IntN(4) == 0 { // a ring, or a correction of what nobody knows
		events[0].Corrects = pick(r, events).ID
	}
	if r.IntN(4) == 0 {
		events[r.IntN(len(events))].Corrects = "lost"
	}
	if r.IntN(8) == 0 { // a fork: two events with one number
		fork := events[len(events)-1]
		fork.ID, fork.Kind = "fork", Received
		events = append(events, fork)
	}
	return events
}

var (
	messy = []Kind{Announced, Received, Received, Requested, Released, ReportedAbsent, ReportedAbsent,
		AbsenceWithdrawn, PickupPlanned, CollectorPlanned, GroupMoved, Undone, StaffCalled, NoteLeft}
	someDays   = []Date{{}, {}, {}, today.AddDays(-1), today, today.AddDays(1), today.AddDays(3)}
	someClocks = func() []*TimeOfDay {
		morning, noon := Clock(7, 0), Clock(12, 0)
		return []*TimeOfDay{nil, nil, nil, nil, &morning, &noon}
	}()
)

func TestAnyOrderAndAnySplitFoldToTheSameDay(t *testing.T) {
	r := chance(t)
	loc := stockholm(t)
	for range 3000 {
		x := indexOf(t, someUnit(r))
		events := mess(r, loc)
		for n := -1; n <= 1; n++ {
			date := today.AddDays(n)
			day := NewDay(x, date)
			for _, e := range shuffled(r, slices.Concat(events, events[:r.IntN(len(events))])) {
				day.Add(e)
				if r.IntN(4) == 0 {
					day.Child(pick(r, []ChildID{alma, bo})) // what is asked in between must not stick
				}
				if r.IntN(10) == 0 {
					day = day.WithIndex(x)
				}
			}
			for _, child := range []ChildID{alma, bo} {
				want := slowDay(x, date, child, events)
				if got := day.Child(child); !reflect.DeepEqual(got, want) {
					t.Fatalf("%s on %s: got\n%+v, want\n%+v of\n%s", child, date, got, want, table(events))
				}
			}
		}
	}
}

// someUnit is the small one, with an absence or a schedule here and there.
func someUnit(r *rand.Rand) Directory {
	dir := smallUnit()
	if r.IntN(3) == 0 {
		dir.Absences = append(dir.Absences, Absence{
			Child: pick(r, []ChildID{alma, bo}), From: today, Until: today.AddDays(r.IntN(2)),
			FromTime: pick(r, someClocks), UntilTime: pick(r, someClocks),
		})
	}
	if r.IntN(2) == 0 {
		dir.Schedules = append(dir.Schedules, Schedule{
			Child: bo, From: today.AddDays(-20), Weeks: 1, State: Agreed,
			Entries: []WeekTime{{Day: 2, From: Clock(8, 30), Until: Clock(14, 0)}},
		})
	}
	dir.Unit.LateAfter = pick(r, []int{0, 5, 40})
	return dir
}

// slowDay is the plain model: read the rules aloud, one after the other.
func slowDay(x *Index, date Date, child ChildID, events []Event) ChildDay {
	// Which events are about this child, and which of them belong to this day?
	find := func(id EventID) (Event, bool) {
		for _, e := range events {
			if e.ID == id && e.Child == child {
				return e, true
			}
		}
		return Event{}, false
	}
	onDay := func(at time.Time) bool {
		y, m, d := at.In(x.Location()).Date()
		return Date{y, m, d} == date
	}
	start := make(map[EventID]EventID) // what an event corrects in the end
	var known []Event
	for _, e := range events {
		if e.Child != child {
			continue
		}
		at, ok := e, true
		for steps := 0; ok && at.Corrects != "" && steps < 1000; steps++ {
			at, ok = find(at.Corrects)
		}
		if ok && at.Corrects == "" {
			known = append(known, e)
			start[e.ID] = at.ID
		}
	}
	var ours, others []Event
	for _, e := range known {
		touches := false
		for _, o := range known {
			if start[o.ID] == start[e.ID] {
				touches = touches || !o.When.IsZero() && onDay(o.When) || o.When.IsZero() && o.Corrects == "" && onDay(o.At)
			}
		}
		if touches {
			ours = append(ours, e)
		} else {
			others = append(others, e)
		}
	}
	day := ChildDay{State: Expected}
	now := fresh
	plan, comes := x.Planned(child, date)
	if comes {
		day.Planned, day.From, day.Until = true, plan.From, plan.Until
	}
	var absence EventID
	part := func(from, until *TimeOfDay, by EventID) {
		absence = by
		day.PartlyAway, day.AwayFrom, day.AwayUntil = true, 0, 24*60
		if from != nil {
			day.AwayFrom = *from
		}
		if until != nil {
			day.AwayUntil = *until
		}
	}
	if a, ok := x.Absence(child, date); ok {
		if a.FromTime != nil || a.UntilTime != nil {
			part(a.FromTime, a.UntilTime, "")
		} else {
			now, day.State = away, Away
		}
	}
	flag := func(f Flag) {
		if !slices.Contains(day.Flags, f) {
			day.Flags = append(day.Flags, f)
		}
	}
	var told time.Time
	take := func(s stood) {
		e := s.Event
		if e.Kind == ReportedAbsent || e.Kind == AbsenceWithdrawn {
			from, until := e.From, e.Until
			if from.IsZero() {
				from = DateOf(e.At.In(x.Location()))
			}
			if until.IsZero() {
				until = from
			}
			if date.Before(from) || until.Before(date) {
				return
			}
		}
		switch e.Kind {
		case PickupPlanned:
			day.Planned, day.PickupChanged, day.Until = true, true, e.Pickup
		case CollectorPlanned:
			day.Collector = e.Collector
		case GroupMoved:
			day.Group = e.Group
		case ReportedAbsent:
			if e.FromTime != nil || e.UntilTime != nil {
				if now != away {
					part(e.FromTime, e.UntilTime, e.ID)
				}
				return
			}
			if now == fresh || now == away && day.Last == "" {
				absence, now, day.State = e.ID, away, Away
				day.Since, day.By, day.Last, told = e.At, e.By, e.ID, time.Time{}
				if !e.When.IsZero() {
					told = s.recorded
				}
				return
			}
		case AbsenceWithdrawn:
			if e.About != "" && e.About != absence {
				return
			}
			absence = ""
			day.PartlyAway, day.AwayFrom, day.AwayUntil = false, 0, 0
		}
		out := wanted[now][e.Kind]
		excused := !told.IsZero() && s.recorded.Before(told) && (out.flag == AlreadyGone || out.flag == AlreadyHere)
		if out.flag != "" && !excused {
			flag(out.flag)
		}
		if out.to == "" {
			return
		}
		if (e.Kind == Announced || e.Kind == Received && now != asked) && x.PlanKnown(child, date) {
			minute := TimeOfDay(e.At.In(x.Location()).Hour()*60 + e.At.In(x.Location()).Minute())
			if grace := TimeOfDay(max(x.Unit().LateAfter, 0)); !comes || minute >= day.Until ||
				minute < plan.From-grace && grace > 0 || minute < plan.From-15 && grace == 0 {
				flag(OutsidePlan)
			}
		}
		if e.Kind == Received && now != asked {
			day.Arrived = e.At
		}
		if e.Kind == Released {
			day.Left = e.At
		}
		now, told = out.to, time.Time{}
		if !e.When.IsZero() {
			told = s.recorded
		}
		day.State, day.Since, day.By, day.Last = stateIn[now], e.At, e.By, e.ID
	}
	for _, s := range slowStanding(others) {
		if s.Kind == ReportedAbsent || s.Kind == AbsenceWithdrawn {
			take(s)
		}
	}
	for _, s := range slowStanding(ours) {
		if onDay(s.At) {
			take(s)
		}
	}
	if day.Planned {
		grace := time.Duration(x.Unit().LateAfter) * time.Minute
		if grace == 0 {
			grace = UsualLateAfter * time.Minute
		}
		from := day.From
		if day.PartlyAway && day.AwayFrom <= from && day.AwayUntil > from {
			from = day.AwayUntil
		}
		if comes && from < day.Until {
			day.ArriveBy = date.At(from, x.Location()).Add(grace)
		}
		day.LeaveBy = date.At(day.Until, x.Location()).Add(grace)
	}
	return day
}

// slowStanding is which of the events stand, where and when.
func slowStanding(events []Event) []stood {
	ours := slowMerge(events)
	// An event has fallen when a correction of it holds; a correction holds when it
	// stands, or when something else than an undo that corrects it holds.
	verdict, holds := make(map[EventID]string), make(map[EventID]bool)
	for len(verdict) < len(ours) {
		for _, e := range ours {
			open, hit, replaced := false, false, false
			for _, c := range ours {
				if c.Corrects == e.ID {
					open = open || verdict[c.ID] == ""
					hit = hit || holds[c.ID]
					replaced = replaced || holds[c.ID] && c.Kind != Undone
				}
			}
			switch {
			case open:
			case hit:
				verdict[e.ID], holds[e.ID] = "fallen", replaced
			default:
				verdict[e.ID], holds[e.ID] = "stands", true
			}
		}
	}
	// Each has its place at the end of its line of corrections.
	var fixed, moved []stood
	var line func(e Event, at time.Time, told bool)
	line = func(e Event, at time.Time, told bool) {
		if !e.When.IsZero() {
			at, told = e.When, true
		}
		if verdict[e.ID] == "stands" && e.Kind != Undone {
			s := stood{Event: e, recorded: e.At, moved: told}
			s.At = at
			if told {
				moved = append(moved, s)
			} else {
				fixed = append(fixed, s)
			}
		}
		for _, c := range ours {
			if c.Corrects == e.ID {
				line(c, at, told)
			}
		}
	}
	for _, e := range ours {
		if e.Corrects == "" {
			line(e, e.At, false)
		}
	}
	// What was told of stands before the first later one of the rest.
	at := func(m stood) int {
		for i, f := range fixed {
			if f.At.After(m.At) {
				return i
			}
		}
		return len(fixed)
	}
	var all []stood
	for i := range len(fixed) + 1 {
		var here []stood
		for _, m := range moved {
			if at(m) == i {
				here = append(here, m)
			}
		}
		for len(here) > 0 { // the earliest first
			best := 0
			for n := range here {
				if here[n].At.Before(here[best].At) {
					best = n
				}
			}
			all, here = append(all, here[best]), slices.Delete(here, best, best+1)
		}
		if i < len(fixed) {
			all = append(all, fixed[i])
		}
	}
	return all
}

// slowMerge takes the earliest of the chains' heads, again and again.
func slowMerge(events []Event) (merged []Event) {
	type chain struct {
		kiosk KioskID
		epoch string
	}
	left := make(map[chain][]Event)
	reached := make(map[chain]time.Time)
	for _, e := range events {
		c := chain{e.Kiosk, e.Epoch}
		left[c] = append(left[c], e)
	}
	for len(left) > 0 {
		var best chain
		var bestAt time.Time
		var bestPlace int
		for c, queue := range left {
			place := 0
			for i, e := range queue {
				if e.Seq < queue[place].Seq || e.Seq == queue[place].Seq && e.ID < queue[place].ID {
					place = i
				}
			}
			at := queue[place].At
			if at.Before(reached[c]) {
				at = reached[c]
			}
			earlier := at.Compare(bestAt)
			if bestAt.IsZero() || earlier < 0 || earlier == 0 && (c.kiosk < best.kiosk || c.kiosk == best.kiosk && c.epoch < best.epoch) {
				best, bestAt, bestPlace = c, at, place
			}
		}
		merged = append(merged, left[best][bestPlace])
		reached[best] = bestAt
		if left[best] = slices.Delete(left[best], bestPlace, bestPlace+1); len(left[best]) == 0 {
			delete(left, best)
		}
	}
	return merged
}

func table(events []Event) (s string) {
	for _, e := range events {
		s += fmt.Sprintf("%s %s%s-%d %s %s %s corrects %q", e.ID, e.Kiosk, e.Epoch, e.Seq, e.At.UTC().Format(time.DateTime), e.Child, e.Kind, e.Corrects)
		if !e.When.IsZero() {
			s += " at " + e.When.UTC().Format(time.DateTime)
		}
		if e.Kind == ReportedAbsent || e.Kind == AbsenceWithdrawn {
			s += fmt.Sprintf(" %s to %s, %v to %v, about %q", e.From, e.Until, e.FromTime, e.UntilTime, e.About)
		}
		s += "\n"
	}
	return s
}

func TestMergedIsOneOrderOfTheSet(t *testing.T) {
	r := chance(t)
	loc := stockholm(t)
	for range 3000 {
		events := mess(r, loc)
		want := slowMerge(events)
		got := Merged(shuffled(r, slices.Concat(events, events)))
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got\n%swant\n%s", table(got), table(want))
		}
		last := make(map[string]uint64)
		for _, e := range got {
			chain := string(e.Kiosk) + "/" + e.Epoch
			if e.Seq < last[chain] {
				t.Fatalf("%s runs backwards in\n%s", chain, table(got))
			}
			last[chain] = e.Seq
		}
		if again := Merged(got); !reflect.DeepEqual(again, got) {
			t.Fatal("merging what is merged changes it")
		}
	}
}

func TestTwoVersionsOfOneEventCountOnceWhicheverComesFirst(t *testing.T) {
	at := today.At(Clock(8, 0), stockholm(t))
	one := Event{ID: "x", Kiosk: "a", Epoch: "1", Seq: 1, At: at}
	two := Event{ID: "x", Kiosk: "b", Epoch: "1", Seq: 7, At: at.Add(-time.Hour)}
	for _, events := range [][]Event{{one, two}, {two, one}} {
		if got := Merged(events); len(got) != 1 || got[0] != one {
			t.Errorf("got %+v", got)
		}
	}
}

func TestMergingLeavesItsInputAlone(t *testing.T) {
	r := chance(t)
	events := shuffled(r, mess(r, stockholm(t)))
	before := slices.Clone(events)
	Standing(Merged(events))
	if !reflect.DeepEqual(events, before) {
		t.Error("the slice that was given has been changed")
	}
	if Merged(nil) == nil || len(Merged(nil)) > 0 || len(Standing(nil)) > 0 {
		t.Error("nothing merges to something")
	}
}

func TestStandingEndsOnWhatNoJournalWrites(t *testing.T) {
	// One id twice, the second time correcting its own correction.
	events := []Event{
		{ID: "x", Draft: Draft{Kind: Received}},
		{ID: "y", Draft: Draft{Kind: Received, Corrects: "x"}},
		{ID: "x", Draft: Draft{Kind: Received, Corrects: "y"}},
	}
	if got := Standing(events); len(got) > 2 {
		t.Errorf("%d of two stand", len(got))
	}
	long := []Event{{ID: "0", Draft: Draft{Kind: Received}}}
	for n := range 20000 {
		long = append(long, Event{ID: EventID(fmt.Sprint(n + 1)), Draft: Draft{Kind: Undone, Corrects: EventID(fmt.Sprint(n))}})
	}
	if got := Standing(long); len(got) != 1 {
		t.Error("undone an even number of times, it doesn't stand")
	}
}

// With clocks that are right it must not matter how many tablets a unit has.
func TestTwoTabletsFoldLikeOne(t *testing.T) {
	r := chance(t)
	loc := stockholm(t)
	for range 500 {
		one := &diary{at: today.At(Clock(6, 0), loc)}
		for range 12 {
			one.write(pick(r, everyKind))
			one.at = one.at.Add(time.Duration(r.IntN(40)) * time.Minute)
		}
		var many []Event
		seq := make(map[KioskID]uint64)
		for _, e := range one.events {
			e.Kiosk = pick(r, []KioskID{"a", "b", "c"})
			seq[e.Kiosk]++
			e.Seq = seq[e.Kiosk]
			many = append(many, e)
		}
		want, got := dayOf(t, today, one.events...).Child(alma), dayOf(t, today, shuffled(r, many)...).Child(alma)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got\n%+v, want\n%+v", got, want)
		}
	}
}

func TestAClockThatWasSetBackMovesNothingBeforeItsPredecessor(t *testing.T) {
	at := func(h int) time.Time { return today.At(Clock(h, 0), stockholm(t)) }
	events := []Event{
		{ID: "1", Kiosk: "a", Epoch: "1", Seq: 1, At: at(12)},
		{ID: "2", Kiosk: "a", Epoch: "1", Seq: 2, At: at(8)},
		{ID: "3", Kiosk: "b", Epoch: "1", Seq: 1, At: at(10)},
	}
	got := Merged(events)
	ids := []EventID{got[0].ID, got[1].ID, got[2].ID}
	if want := []EventID{"3", "1", "2"}; !slices.Equal(ids, want) {
		t.Errorf("got %v, want %v", ids, want)
	}
	if cmp.Compare(got[2].At.Unix(), at(8).Unix()) != 0 {
		t.Error("the recorded time was changed")
	}
}
