package attendance

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// groupsAndStaff is the small unit with limits, and staff who have groups.
func groupsAndStaff() Directory {
	dir := smallUnit()
	dir.Groups[0].ChildrenPerStaff = 1
	for i := range dir.People {
		switch dir.People[i].ID {
		case teacher:
			dir.People[i].Groups = []GroupID{stars, moons}
		case cook:
			dir.People[i].Groups = []GroupID{moons}
		}
	}
	return dir
}

func TestStaffAndTheRatio(t *testing.T) {
	x := indexOf(t, groupsAndStaff())
	in := func(who PersonID, group GroupID) Draft {
		return Draft{Kind: StaffIn, By: By{Person: who, How: ByBadge}, Group: group}
	}
	out := func(who PersonID) Draft { return Draft{Kind: StaffOut, By: By{Person: who, How: ByBadge}} }
	received := func(child ChildID) Draft { return Draft{Kind: Received, Child: child} }
	for _, tc := range []struct {
		name   string
		drafts []Draft
		want   string // staff with their groups; children/staff of the stars and of the moons
	}{
		{"nobody", nil, "; 0/0, 0/0"},
		{"one came", []Draft{in(teacher, "")}, "teacher stars; 0/1, 0/0"},
		{"and said so twice", []Draft{in(teacher, ""), in(teacher, "")}, "teacher stars; 0/1, 0/0"},
		{"and went", []Draft{in(teacher, ""), out(teacher)}, "; 0/0, 0/0"},
		{"went without having come", []Draft{out(teacher)}, "; 0/0, 0/0"},
		{"with another group today", []Draft{in(teacher, moons)}, "teacher moons; 0/0, 0/1"},
		{"then with their own", []Draft{in(teacher, moons), in(teacher, stars)}, "teacher stars; 0/1, 0/0"},
		{"a guardian is no staff", []Draft{in(mother, "")}, "; 0/0, 0/0"},
		{"two for one", []Draft{in(teacher, ""), received(alma), received(bo)}, "teacher stars; 2/1 over, 0/0"},
		{"two for two", []Draft{in(teacher, ""), in(cook, stars), received(alma), received(bo)}, "cook stars, teacher stars; 2/2, 0/0"},
		{"children without staff", []Draft{received(alma)}, "; 1/0 over, 0/0"},
		{"without a limit", []Draft{received(cleo)}, "; 0/0, 1/0"},
		{"moved for the day", []Draft{in(teacher, ""), received(alma), received(bo), {Kind: GroupMoved, Child: bo, Group: moons}}, "teacher stars; 1/1, 1/0"},
		{"moved to nowhere", []Draft{received(bo), {Kind: GroupMoved, Child: bo, Group: "gone"}}, "; 1/0 over, 0/0"},
		{"moved back", []Draft{received(bo), {Kind: GroupMoved, Child: bo, Group: moons}, {Kind: GroupMoved, Child: bo}}, "; 1/0 over, 0/0"},
		{"the coming taken back", []Draft{in(teacher, ""), {Kind: Undone, Corrects: "e01"}}, "; 0/0, 0/0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := diaryAt(t, today, 7, 0)
			for _, draft := range tc.drafts {
				d.add(draft)
				if draft.Child == "" { // the diary writes of Alma unless told otherwise
					d.events[len(d.events)-1].Child = ""
				}
			}
			for _, events := range [][]Event{d.events, reversed(d.events)} {
				day := NewDay(x, today)
				day.Add(events...)
				var staff []string
				for _, at := range day.StaffHere() {
					staff = append(staff, fmt.Sprintf("%s %s", at.Person.ID, at.Group))
				}
				ratio := func(g GroupID) string {
					r := day.Ratio(g)
					s := fmt.Sprintf("%d/%d", r.Children, r.Staff)
					if r.Over() {
						s += " over"
					}
					return s
				}
				if got := strings.Join(staff, ", ") + "; " + ratio(stars) + ", " + ratio(moons); got != tc.want {
					t.Errorf("got  %s\nwant %s", got, tc.want)
				}
				if all := day.Ratio(""); all.Staff != len(staff) || all.Over() {
					t.Errorf("of the unit: %+v", all)
				}
			}
		})
	}
}

func TestCounts(t *testing.T) {
	d := diaryAt(t, today, 8, 0)
	d.write(Received, Requested)
	d.add(Draft{Kind: Announced, Child: cleo})
	day := dayOf(t, today, d.events...)
	if got, want := day.Count(""), (Count{Total: 3, Expected: 1, AtDoor: 1, Present: 1}); got != want {
		t.Errorf("got %+v", got)
	}
	if got, want := day.Count(moons), (Count{Total: 1, AtDoor: 1}); got != want {
		t.Errorf("got %+v", got)
	}
}

// called tells a roll call in short: "Alma, Bo late; missing Bo; left Cleo".
func called(r RollCall) string {
	var list, missing, left []string
	for _, c := range r.List {
		s := string(c.Child)
		if c.Late {
			s += " late"
		}
		if c.Unlisted {
			s += " unlisted"
		}
		list = append(list, s)
	}
	for _, c := range r.Missing() {
		missing = append(missing, string(c.Child))
	}
	for _, c := range r.Left {
		left = append(left, string(c.Child))
	}
	return strings.Join(list, ", ") + "; missing " + strings.Join(missing, ", ") + "; left " + strings.Join(left, ", ")
}

func TestRollCalls(t *testing.T) {
	x := indexOf(t, smallUnit())
	begin := Draft{Kind: RollCallBegun, Reason: Drill, By: By{Person: teacher}}
	safe := func(child ChildID) Draft {
		return Draft{Kind: MarkedSafe, Child: child, About: "call", By: By{Person: teacher}}
	}
	step := func(kind Kind, child ChildID) Draft { return Draft{Kind: kind, Child: child} }
	closed := Draft{Kind: RollCallClosed, About: "call", By: By{Person: cook}}
	for _, tc := range []struct {
		name          string
		before, after []Draft
		group         GroupID
		want          string
	}{
		{"nobody is here", nil, nil, "", "; missing ; left "},
		{"who is here and who is at the door", []Draft{step(Received, alma), step(Announced, bo)}, nil, "", "alma, bo; missing alma, bo; left "},
		{"who has gone isn't", []Draft{step(Received, alma), step(Released, alma)}, nil, "", "; missing ; left "},
		{"marked", []Draft{step(Received, alma), step(Received, bo)}, []Draft{safe(alma)}, "", "alma, bo; missing bo; left "},
		{"one group", []Draft{step(Received, alma), step(Received, cleo)}, nil, moons, "cleo; missing cleo; left "},
		{"one group, with who was moved to it", []Draft{step(Received, alma), {Kind: GroupMoved, Child: alma, Group: moons}}, nil, moons, "alma; missing alma; left "},
		{"came late", []Draft{step(Received, alma)}, []Draft{step(Announced, bo)}, "", "alma, bo late; missing alma, bo; left "},
		{"came late, and was marked", nil, []Draft{step(Announced, bo), safe(bo)}, "", "bo late; missing ; left "},
		{"collected meanwhile", []Draft{step(Received, alma)}, []Draft{step(Released, alma)}, "", "; missing ; left alma"},
		{"marked, then collected", []Draft{step(Received, alma)}, []Draft{safe(alma), step(Released, alma)}, "", "alma; missing ; left "},
		{"came and went meanwhile", nil, []Draft{step(Received, bo), step(Released, bo)}, "", "; missing ; left bo"},
		{"marked, though nobody registered it", nil, []Draft{safe(cleo)}, "", "cleo unlisted; missing ; left "},
		{"closed", []Draft{step(Received, alma)}, []Draft{safe(alma), closed}, "", "alma; missing ; left "},
		{"who comes after it was closed isn't on it", []Draft{step(Received, alma)}, []Draft{closed, step(Received, bo)}, "", "alma; missing alma; left "},
		{"who goes after it was closed was here", []Draft{step(Received, alma)}, []Draft{closed, step(Released, alma)}, "", "alma; missing alma; left "},
		{"a mark taken back", []Draft{step(Received, alma)}, []Draft{safe(alma), {Kind: Undone, Child: alma, Corrects: "a0"}}, "", "alma; missing alma; left "},
		{"a mark of another roll call", []Draft{step(Received, alma)}, []Draft{{Kind: MarkedSafe, Child: alma, About: "other"}}, "", "alma; missing alma; left "},
	} {
		t.Run(tc.name, func(t *testing.T) {
			at := today.At(Clock(9, 0), stockholm(t))
			var events []Event
			write := func(id string, draft Draft) {
				at = at.Add(time.Minute)
				events = append(events, Event{Draft: draft, ID: EventID(id), Kiosk: "k", Epoch: "1", Seq: uint64(len(events) + 1), At: at})
			}
			for i, draft := range tc.before {
				write(fmt.Sprint("b", i), draft)
			}
			begin.Group = tc.group
			write("call", begin)
			began := at
			for i, draft := range tc.after {
				write(fmt.Sprint("a", i), draft)
			}
			for _, list := range [][]Event{events, reversed(events)} {
				day := NewDay(x, today)
				day.Add(list...)
				r, ok := day.RollCall("call")
				if !ok || len(day.RollCalls()) != 1 {
					t.Fatalf("got %+v", day.RollCalls())
				}
				if got := called(r); got != tc.want {
					t.Errorf("got  %s\nwant %s", got, tc.want)
				}
				hasClosed := slices.ContainsFunc(tc.after, func(d Draft) bool { return d.Kind == RollCallClosed })
				if r.Open() == hasClosed || hasClosed && r.ClosedBy.Person != cook || r.BegunBy.Person != teacher || r.Reason != Drill || !r.Began.Equal(began) {
					t.Errorf("got %+v", r)
				}
			}
		})
	}
}

func TestARollCallsClosingCanBeTakenBack(t *testing.T) {
	d := diaryAt(t, today, 9, 0)
	call := d.add(Draft{Kind: RollCallBegun})
	closed := d.add(Draft{Kind: RollCallClosed, About: call.ID})
	d.add(Draft{Kind: Undone, Corrects: closed.ID})
	for i := range d.events {
		d.events[i].Child = ""
	}
	if r, ok := dayOf(t, today, d.events...).RollCall(call.ID); !ok || !r.Open() {
		t.Errorf("got %+v", r)
	}
}

func TestRollCallsOfSeveralTabletsComeTogether(t *testing.T) {
	r := chance(t)
	x := indexOf(t, smallUnit())
	for range 500 {
		at := today.At(Clock(9, 0), stockholm(t))
		var events []Event
		seq := make(map[KioskID]uint64)
		for n := range 20 {
			at = at.Add(time.Duration(1+r.IntN(100)) * time.Second)
			draft := Draft{
				Kind:  pick(r, []Kind{Received, Announced, Released, MarkedSafe, MarkedSafe, RollCallBegun, RollCallClosed, StaffIn, GroupMoved}),
				Child: pick(r, []ChildID{alma, bo, cleo}), Group: pick(r, []GroupID{"", stars, moons}), By: By{Person: teacher},
			}
			if len(events) > 0 {
				draft.About = pick(r, events).ID
			}
			switch draft.Kind {
			case RollCallBegun, RollCallClosed, StaffIn:
				draft.Child = ""
			}
			kiosk := pick(r, []KioskID{"a", "b"})
			seq[kiosk]++
			events = append(events, Event{Draft: draft, ID: EventID(fmt.Sprintf("e%02d", n)), Kiosk: kiosk, Epoch: "1", Seq: seq[kiosk], At: at})
		}
		one, two := NewDay(x, today), NewDay(x, today)
		one.Add(events...)
		two.Add(shuffled(r, events)...)
		if !reflect.DeepEqual(one.RollCalls(), two.RollCalls()) || !reflect.DeepEqual(one.StaffHere(), two.StaffHere()) {
			t.Fatalf("got\n%+v and\n%+v of\n%s", one.RollCalls(), two.RollCalls(), table(events))
		}
		for _, call := range one.RollCalls() {
			for _, c := range slices.Concat(call.List, call.Left) {
				if c.Safe && !c.Unlisted && call.Open() == false && len(call.Missing()) > len(call.List) {
					t.Fatal("more are missing than were called")
				}
			}
			// Nobody who is here as an open roll call goes on is left out.
			for _, child := range one.StillHere() {
				on := slices.ContainsFunc(call.List, func(c Called) bool { return c.Child == child.ID })
				if call.Open() && !on && (call.Group == "" || call.Group == one.GroupOf(child.ID)) {
					t.Fatalf("%s is here and not on the list of\n%s", child.ID, table(events))
				}
			}
		}
	}
}

func TestNotes(t *testing.T) {
	d := diaryAt(t, today, 8, 0)
	first := d.add(Draft{Kind: NoteLeft, Phrase: string(SleptBadly), By: By{Person: mother}})
	second := d.add(Draft{Kind: NoteLeft, Child: bo, Words: "Mössan är i facket", By: By{Person: mother}})
	third := d.add(Draft{Kind: NoteLeft, Phrase: "not-yet-known"})
	d.add(Draft{Kind: Undone, Corrects: third.ID})
	d.add(Draft{Kind: NoteSeen, About: first.ID, By: By{Person: teacher}})
	d.add(Draft{Kind: NoteSeen, About: first.ID, By: By{Person: cook}})
	d.add(Draft{Kind: NoticeRead, About: "notice", By: By{Person: mother}})
	for _, events := range [][]Event{d.events, reversed(d.events)} {
		day := dayOf(t, today, events...)
		notes := day.Notes()
		if len(notes) != 2 || notes[0].ID != second.ID || notes[0].Seen || notes[0].Words == "" ||
			!notes[1].Seen || notes[1].SeenBy.Person != teacher || notes[1].Phrase != SleptBadly {
			t.Errorf("got %+v", notes)
		}
		if !day.HasRead(mother, "notice") || day.HasRead(grandpa, "notice") || day.HasRead(mother, "other") {
			t.Error("who has read the notice is told wrong")
		}
	}
}

func TestPhrases(t *testing.T) {
	seen := make(map[Phrase]bool)
	for _, p := range Phrases() {
		if seen[p] {
			t.Errorf("%s is there twice", p)
		}
		seen[p] = true
		for _, word := range []string{"ill", "sick", "fever", "medic", "allerg", "pain"} {
			if strings.Contains(string(p), word) {
				t.Errorf("%s is about health", p)
			}
		}
	}
	for _, subject := range Subjects() {
		if len(PhrasesAbout(subject)) == 0 {
			t.Errorf("there is nothing to say about %s", subject)
		}
	}
	if PhrasesAbout("health") != nil {
		t.Error("there is something to say about health")
	}
}
