package attendance

import (
	"slices"
	"testing"
)

func TestMessagesReachThoseTheyAreForUntilTheyAreRead(t *testing.T) {
	dir := smallUnit()
	words := Text{"sv": "Hej"}
	dir.Messages = []Message{
		{ID: "m-1", Person: mother, Text: words},
		{ID: "m-2", Child: alma, Text: words},
		{ID: "m-3", Person: grandpa, Text: words, From: today.AddDays(1)},
		{ID: "m-4", Person: grandpa, Text: words, Until: today.AddDays(-1)},
		{Person: mother, Text: words}, {ID: "m-5", Text: words}, // for nobody
		{ID: "m-6", Person: stranger, Child: alma, Text: words}, // who is blocked
	}
	x := indexOf(t, dir)
	ids := func(day *Day, who PersonID) (ids []EventID) {
		for _, m := range day.Unread(who) {
			ids = append(ids, m.ID)
		}
		return ids
	}
	day := NewDay(x, today)
	for who, want := range map[PersonID][]EventID{mother: {"m-1", "m-2"}, grandpa: nil, stranger: nil, ex: nil, teacher: nil} {
		if got := ids(day, who); !slices.Equal(got, want) {
			t.Errorf("%s is shown %v, want %v", who, got, want)
		}
	}
	read := diaryAt(t, today, 7, 45).add(ReadMessage(dir.Messages[1], By{Person: mother, How: ByBadge}))
	day.Add(read)
	if got := ids(day, mother); !slices.Equal(got, []EventID{"m-1"}) {
		t.Errorf("is shown %v", got)
	}
	next := NewDay(x, today.AddDays(1))
	next.AddStanding(read)
	if got := ids(next, mother); !slices.Equal(got, []EventID{"m-1"}) {
		t.Errorf("on the next day is shown %v", got)
	}
}
