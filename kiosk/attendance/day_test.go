package attendance

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"
)

// situation is a child's state, and for a request whether the child was here.
type situation string

const (
	fresh       situation = "fresh"
	atDoor      situation = "at the door"
	here        situation = "here"
	asked       situation = "asked for"
	askedUnseen situation = "asked for, never received"
	gone        situation = "gone"
	away        situation = "away"
)

var stateIn = map[situation]State{
	fresh: Expected, atDoor: AtDoor, here: Present, asked: PickupRequested,
	askedUnseen: PickupRequested, gone: GoneHome, away: Away,
}

// outcome is where a kind of event leads; no situation means that it stays.
type outcome struct {
	to   situation
	flag Flag
}

// wanted is the whole of the rules on what happens to a child. A pair that is
// not listed changes nothing.
var wanted = map[situation]map[Kind]outcome{
	fresh: {
		Announced: {to: atDoor}, Received: {to: here}, ReportedAbsent: {to: away},
		Requested: {askedUnseen, NeverReceived}, Released: {gone, NeverReceived},
	},
	atDoor: {
		Received: {to: here}, ReportedAbsent: {flag: AbsentWhileHere},
		Requested: {askedUnseen, NeverReceived}, Released: {gone, NeverReceived},
	},
	here: {
		Announced: {flag: AlreadyHere}, ReportedAbsent: {flag: AbsentWhileHere},
		Requested: {to: asked}, Released: {to: gone},
	},
	asked: {
		Announced: {flag: AlreadyHere}, Received: {to: here}, ReportedAbsent: {flag: AbsentWhileHere},
		Released: {to: gone},
	},
	askedUnseen: {
		Announced: {flag: AlreadyHere}, Received: {to: here}, ReportedAbsent: {flag: AbsentWhileHere},
		Released: {gone, NeverReceived},
	},
	gone: {
		Announced: {to: atDoor}, Received: {to: here}, Requested: {flag: AlreadyGone},
	},
	away: {
		AbsenceWithdrawn: {to: fresh},
		Announced:        {atDoor, WasAbsent}, Received: {here, WasAbsent},
		Requested: {askedUnseen, NeverReceived}, Released: {gone, NeverReceived},
	},
}

// way is how a child gets into a situation.
var way = map[situation][]Kind{
	fresh: nil, atDoor: {Announced}, here: {Received}, asked: {Received, Requested},
	askedUnseen: {Requested}, gone: {Received, Released}, away: {ReportedAbsent},
}

var everyKind = []Kind{Announced, Received, Requested, Released, ReportedAbsent,
	PickupPlanned, Undone, StaffCalled, Started, "dance",
	AbsenceWithdrawn, CollectorPlanned, GroupMoved, NoteLeft, MarkedSafe, Looked}

// diary writes events of one kiosk, a minute apart.
type diary struct {
	at     time.Time
	events []Event
}

func diaryAt(t testing.TB, date Date, h, m int) *diary {
	return &diary{at: date.At(Clock(h, m), stockholm(t))}
}

func (d *diary) add(draft Draft) Event {
	n := uint64(len(d.events) + 1)
	e := Event{Draft: draft, ID: EventID(fmt.Sprintf("e%02d", n)), Kiosk: "k", Epoch: "1", Seq: n, At: d.at}
	if e.Child == "" && draft.Kind != Started {
		e.Child = alma
	}
	d.events = append(d.events, e)
	d.at = d.at.Add(time.Minute)
	return e
}

func (d *diary) write(kinds ...Kind) (last Event) {
	for _, k := range kinds {
		last = d.add(Draft{Kind: k, By: By{Person: mother, How: ByBadge}})
	}
	return last
}

func dayOf(t testing.TB, date Date, events ...Event) *Day {
	t.Helper()
	day := NewDay(indexOf(t, smallUnit()), date)
	day.Add(events...)
	return day
}

func TestEveryKindInEverySituation(t *testing.T) {
	for from := range stateIn {
		for _, kind := range everyKind {
			t.Run(fmt.Sprintf("%s, %s", from, kind), func(t *testing.T) {
				d := diaryAt(t, today, 8, 0)
				d.write(way[from]...)
				before := dayOf(t, today, d.events...).Child(alma)
				if before.State != stateIn[from] {
					t.Fatalf("the way leads to %s", before.State)
				}
				e := d.write(kind)
				after := dayOf(t, today, d.events...).Child(alma)

				want := before
				out := wanted[from][kind]
				if out.to != "" {
					want.State, want.Since, want.By, want.Last = stateIn[out.to], e.At, e.By, e.ID
				}
				if out.flag != "" && !slices.Contains(before.Flags, out.flag) {
					want.Flags = append(slices.Clone(before.Flags), out.flag)
				}
				switch {
				case kind == Received && out.to != "" && from != asked:
					want.Arrived = e.At
				case kind == Released && out.to != "":
					want.Left = e.At
				case kind == PickupPlanned:
					want.PickupChanged, want.Until = true, e.Pickup
					want.ArriveBy = time.Time{} // there is no time left to come in
					want.LeaveBy = today.At(e.Pickup, stockholm(t)).Add(UsualLateAfter * time.Minute)
				}
				if !reflect.DeepEqual(after, want) {
					t.Errorf("got\n%+v, want\n%+v", after, want)
				}
			})
		}
	}
}

func TestAChildThatComesBackHasTwoVisits(t *testing.T) {
	d := diaryAt(t, today, 8, 0)
	d.write(Received, Released)
	back := d.write(Received)
	d.write(Requested)
	left := d.write(Released)
	got := dayOf(t, today, d.events...).Child(alma)
	if got.Arrived != back.At || got.Left != left.At || len(got.Flags) > 0 {
		t.Errorf("got %+v", got)
	}
	d = diaryAt(t, today, 8, 0)
	d.write(Received, Released, Announced, Released)
	if got := dayOf(t, today, d.events...).Child(alma); !slices.Contains(got.Flags, NeverReceived) {
		t.Error("the second visit was never received, and nobody is told")
	}
}

func TestTheDirectoryKnowsOfAnAbsence(t *testing.T) {
	dir := smallUnit()
	dir.Absences = []Absence{{Child: alma, From: today, Until: today}}
	day := NewDay(indexOf(t, dir), today)
	if got := day.Child(alma); got.State != Away || got.Last != "" || !got.Since.IsZero() {
		t.Errorf("got %+v", got)
	}
	d := diaryAt(t, today, 8, 0)
	said := d.write(ReportedAbsent)
	day.Add(said)
	if got := day.Child(alma); got.State != Away || got.Last != said.ID {
		t.Errorf("somebody called as well: got %+v", got)
	}
	day.Add(d.write(Announced))
	if got := day.Child(alma); got.State != AtDoor || !slices.Equal(got.Flags, []Flag{WasAbsent}) {
		t.Errorf("it came all the same: got %+v", got)
	}
	for date, want := range map[Date]State{today.AddDays(-1): Expected, today.AddDays(1): Expected} {
		if got := NewDay(indexOf(t, dir), date).Child(alma).State; got != want {
			t.Errorf("%s: got %s, want %s", date, got, want)
		}
	}
}

func TestAnEventBelongsToTheDayOnTheWallOfTheUnit(t *testing.T) {
	loc := stockholm(t)
	summer, winter := Date{2026, time.March, 29}, Date{2026, time.October, 25}
	for _, tc := range []struct {
		name string
		at   time.Time
		want Date
	}{
		{"last minute", today.At(Clock(23, 59), loc), today},
		{"first minute", today.At(Clock(0, 0), loc), today},
		{"first minute of tomorrow", today.AddDays(1).At(Clock(0, 1), loc), today.AddDays(1)},
		{"the same, told in UTC", today.AddDays(1).At(Clock(0, 1), loc).UTC(), today.AddDays(1)},
		{"the same, told in Tokyo", today.AddDays(1).At(Clock(0, 1), loc).In(time.FixedZone("", 9*3600)), today.AddDays(1)},
		{"before the clocks go forward", summer.At(Clock(1, 59), loc), summer},
		{"in the hour that is skipped", summer.At(Clock(2, 30), loc), summer},
		{"last minute of the short day", summer.At(Clock(23, 59), loc), summer},
		{"22:30 UTC on the short day is past midnight", time.Date(2026, 3, 29, 22, 30, 0, 0, time.UTC), summer.AddDays(1)},
		{"in the hour that comes twice", time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC), winter},
		{"22:30 UTC on the long day is not", time.Date(2026, 10, 25, 22, 30, 0, 0, time.UTC), winter},
		{"23:01 UTC on the long day is", time.Date(2026, 10, 25, 23, 1, 0, 0, time.UTC), winter.AddDays(1)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := Event{Draft: Draft{Kind: Received, Child: alma}, ID: "e", Kiosk: "k", Epoch: "1", Seq: 1, At: tc.at}
			for n := -2; n <= 2; n++ {
				date := tc.want.AddDays(n)
				day := dayOf(t, date, e)
				want := Expected
				if n == 0 {
					want = Present
				}
				if got := day.Child(alma).State; got != want {
					t.Errorf("on %s the child is %s, want %s", date, got, want)
				}
				if listed := len(day.Events(alma)) == 1; listed != (n == 0) {
					t.Errorf("on %s it is listed: %t", date, listed)
				}
			}
		})
	}
}

func TestAnEventOfAnotherDayChangesNothing(t *testing.T) {
	// The clock of one kiosk stood a day ahead before it was set right; that
	// must not move what it recorded afterwards.
	loc := stockholm(t)
	at := func(date Date, h int) time.Time { return date.At(Clock(h, 0), loc) }
	ahead := Event{Draft: Draft{Kind: Announced, Child: alma}, ID: "1", Kiosk: "a", Epoch: "1", Seq: 1, At: at(today.AddDays(1), 7)}
	received := Event{Draft: Draft{Kind: Received, Child: alma}, ID: "2", Kiosk: "a", Epoch: "1", Seq: 2, At: at(today, 8)}
	requested := Event{Draft: Draft{Kind: Requested, Child: alma}, ID: "3", Kiosk: "b", Epoch: "1", Seq: 1, At: at(today, 15)}
	without, with := dayOf(t, today, received, requested), dayOf(t, today, ahead, received, requested)
	if !reflect.DeepEqual(without.Child(alma), with.Child(alma)) || with.Child(alma).State != PickupRequested {
		t.Errorf("got %+v, want %+v", with.Child(alma), without.Child(alma))
	}
	if got := with.Events(alma); !reflect.DeepEqual(got, without.Events(alma)) {
		t.Errorf("listed are %v", got)
	}
	again := with.WithIndex(indexOf(t, smallUnit()))
	if !reflect.DeepEqual(again.Events(alma), with.Events(alma)) || !reflect.DeepEqual(again.Child(alma), with.Child(alma)) {
		t.Error("with a new directory the day is another")
	}
}

func TestANewDirectoryChangesThePlanOnly(t *testing.T) {
	d := diaryAt(t, today, 8, 0)
	d.write(Received)
	day := dayOf(t, today, d.events...)
	dir := smallUnit()
	dir.Planned[0].Until = Clock(14, 0)
	got := day.WithIndex(indexOf(t, dir)).Child(alma)
	want := day.Child(alma)
	want.Until, want.LeaveBy = Clock(14, 0), today.At(Clock(14, UsualLateAfter), stockholm(t))
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestWhatIsKnownOrAboutNobodyChangesNothing(t *testing.T) {
	d := diaryAt(t, today, 8, 0)
	d.write(Announced, Received)
	day := dayOf(t, today, d.events...)
	want := day.Child(alma)
	day.Add(d.events...)
	day.Add(d.add(Draft{Kind: Started}))
	if got := day.Child(alma); !reflect.DeepEqual(got, want) || len(day.Events(alma)) != 2 {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := day.Child("").State; got != Expected {
		t.Errorf("nobody is %s", got)
	}
}

func TestCorrections(t *testing.T) {
	correct := func(d *diary, old Event, kind Kind) Event {
		return d.add(Draft{Kind: kind, Corrects: old.ID})
	}
	for _, tc := range []struct {
		name  string
		write func(d *diary)
		want  State
		// since is the hour at which the state began
		since int
	}{
		{"undone", func(d *diary) { correct(d, d.write(Announced), Undone) }, Expected, 0},
		{"undone, then done", func(d *diary) { correct(d, d.write(Announced), Undone); d.write(Received) }, Present, 8},
		{"undo of an undo", func(d *diary) { correct(d, correct(d, d.write(Announced), Undone), Undone) }, AtDoor, 8},
		{"undo of an undo of an undo", func(d *diary) {
			correct(d, correct(d, correct(d, d.write(Announced), Undone), Undone), Undone)
		}, Expected, 0},
		{"undone twice", func(d *diary) { e := d.write(Announced); correct(d, e, Undone); correct(d, e, Undone) }, Expected, 0},
		{"undone twice, one of them undone", func(d *diary) {
			e := d.write(Announced)
			correct(d, correct(d, e, Undone), Undone)
			correct(d, e, Undone)
		}, Expected, 0},
		{"replaced hours later, it counts from when it happened", func(d *diary) {
			e := d.write(Released)
			d.at = d.at.Add(3 * time.Hour)
			correct(d, e, Received)
		}, Present, 8},
		{"replaced after something else has followed", func(d *diary) {
			e := d.write(Released)
			d.at = d.at.Add(3 * time.Hour)
			d.write(Requested)
			correct(d, e, Received)
		}, PickupRequested, 11},
		{"replaced on the next day", func(d *diary) {
			e := d.write(Released)
			d.at = d.at.Add(24 * time.Hour)
			correct(d, e, Received)
		}, Present, 8},
		{"taken back on the next day", func(d *diary) {
			d.write(Received)
			e := d.write(Released)
			d.at = d.at.Add(24 * time.Hour)
			correct(d, e, Undone)
		}, Present, 8},
		{"taken back, and that on a third day", func(d *diary) {
			e := d.write(Received)
			d.at = d.at.Add(24 * time.Hour)
			u := correct(d, e, Undone)
			d.at = d.at.Add(24 * time.Hour)
			correct(d, u, Undone)
		}, Present, 8},
		{"of what nobody knows", func(d *diary) { d.add(Draft{Kind: Received, Corrects: "lost"}) }, Expected, 0},
		{"undo without saying of what", func(d *diary) { d.write(Received); d.write(Undone) }, Present, 8},
		{"a ring", func(d *diary) {
			d.add(Draft{Kind: Received, Corrects: "e02"})
			d.add(Draft{Kind: Received, Corrects: "e01"})
		}, Expected, 0},
		{"a ring of one", func(d *diary) { d.add(Draft{Kind: Received, Corrects: "e01"}) }, Expected, 0},
		{"a ring beside something sound", func(d *diary) {
			d.add(Draft{Kind: Released, Corrects: "e02"})
			d.add(Draft{Kind: Released, Corrects: "e01"})
			d.write(Received)
		}, Present, 8},
		{"of another child's event", func(d *diary) {
			e := d.write(Received)
			d.add(Draft{Kind: Undone, Child: bo, Corrects: e.ID})
		}, Present, 8},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := diaryAt(t, today, 8, 0)
			tc.write(d)
			for _, events := range [][]Event{d.events, reversed(d.events)} {
				day := dayOf(t, today, events...)
				got := day.Child(alma)
				if got.State != tc.want {
					t.Errorf("got %s, want %s", got.State, tc.want)
				}
				if hour := got.Since.In(stockholm(t)).Hour(); !got.Since.IsZero() && hour != tc.since {
					t.Errorf("since %d h, want %d", hour, tc.since)
				}
				for n := 1; n < 3; n++ {
					other := dayOf(t, today.AddDays(n), events...)
					if got := other.Child(alma); got.State != Expected || len(other.Events(alma)) > 0 {
						t.Errorf("what was corrected about one day shows %d days later: %+v", n, got)
					}
				}
			}
		})
	}
}

func reversed[T any](list []T) []T {
	out := slices.Clone(list)
	slices.Reverse(out)
	return out
}
