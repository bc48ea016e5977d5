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
				Kind: pick(r, everyKind[:8]), Child: pick(r, []ChildID{alma, alma, bo}),
				By: By{Person: pick(r, []PersonID{mother, teacher}), How: ByBadge}, Pickup: Clock(9+n%9, 0),
			},
			ID: EventID(fmt.Sprintf("e%02d", r.IntN(1000)*100+n)), Kiosk: kiosk, Epoch: epoch, Seq: seq[chain],
			At: truth.Add(off[chain]).In(pick(r, []*time.Location{loc, time.UTC})),
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

func TestAnyOrderAndAnySplitFoldToTheSameDay(t *testing.T) {
	r := chance(t)
	loc := stockholm(t)
	x := indexOf(t, smallUnit())
	for range 3000 {
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

// slowDay is the plain model: read the rules aloud, one after the other.
func slowDay(x *Index, date Date, child ChildID, events []Event) ChildDay {
	// Which events are about this child and belong to this day?
	find := func(id EventID) (Event, bool) {
		for _, e := range events {
			if e.ID == id && e.Child == child {
				return e, true
			}
		}
		return Event{}, false
	}
	var ours []Event
	start := make(map[EventID]Event) // what an event corrects in the end
	for _, e := range events {
		if e.Child != child {
			continue
		}
		at, ok := e, true
		for steps := 0; ok && at.Corrects != "" && steps < 1000; steps++ {
			at, ok = find(at.Corrects)
		}
		y, m, d := at.At.In(x.Location()).Date()
		if ok && at.Corrects == "" && (Date{y, m, d}) == date {
			ours = append(ours, e)
			start[e.ID] = at
		}
	}
	ours = slowMerge(ours)
	// Which of them stand? One whose corrections are all known to have fallen
	// stands; one with a standing correction has fallen.
	verdict := make(map[EventID]string)
	for len(verdict) < len(ours) {
		for _, e := range ours {
			open, hit := false, false
			for _, c := range ours {
				if c.Corrects == e.ID {
					open = open || verdict[c.ID] == ""
					hit = hit || verdict[c.ID] == "stands"
				}
			}
			if hit {
				verdict[e.ID] = "fallen"
			} else if !open {
				verdict[e.ID] = "stands"
			}
		}
	}
	// Where does each stand? At the end of its line of corrections.
	var line func(e Event) []Event
	line = func(e Event) []Event {
		all := []Event{e}
		for _, c := range ours {
			if c.Corrects == e.ID {
				all = append(all, line(c)...)
			}
		}
		return all
	}
	day := ChildDay{State: Expected}
	if plan, ok := x.Planned(child, date); ok {
		day.Planned, day.From, day.Until = true, plan.From, plan.Until
	}
	now := fresh
	for _, first := range ours {
		if first.Corrects != "" {
			continue
		}
		for _, e := range line(first) {
			if verdict[e.ID] != "stands" {
				continue
			}
			if e.Kind == PickupPlanned {
				day.Planned, day.PickupChanged, day.Until = true, true, e.Pickup
			}
			out := wanted[now][e.Kind]
			if out.flag != "" && !slices.Contains(day.Flags, out.flag) {
				day.Flags = append(day.Flags, out.flag)
			}
			if out.to == "" {
				continue
			}
			at := start[e.ID].At
			if e.Kind == Received && now != asked {
				day.Arrived = at
			}
			if e.Kind == Released {
				day.Left = at
			}
			now = out.to
			day.State, day.Since, day.By, day.Last = stateIn[now], at, e.By, e.ID
		}
	}
	return day
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
		s += fmt.Sprintf("%s %s%s-%d %s %s %s corrects %q\n", e.ID, e.Kiosk, e.Epoch, e.Seq, e.At.UTC().Format(time.DateTime), e.Child, e.Kind, e.Corrects)
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
