package screen

import (
	"fmt"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// sheetCorners are the views in which the staff's screens behind the board get
// tight.
func sheetCorners() []sample {
	still := board(18)
	still.Board.StillHere, still.Board.StillHereOn = 3, attendance.Date{Year: 2026, Month: 11, Day: 24}
	stillDay := board(24)
	stillDay.Board.StillHere, stillDay.Board.StillHereOn = 1, attendance.Date{Year: 2026, Month: 11, Day: 18}

	guests := board(24)
	guests.Board.Children[0].Moved, guests.Board.Children[17].Moved = true, true
	searching := children(18)
	searching.Children.Letters, searching.Children.Children = "EL", searching.Children.Children[8:11]
	unknown := children(0)
	instead := children(24)
	instead.Children.Instead = "Christoffer-Johannes"
	wholeUnit := children(54)
	wholeUnit.Children.WholeUnit, wholeUnit.Children.Filter, wholeUnit.Children.Order = true, flow.FilterHere, flow.ByState

	untouched := child()
	untouched.Child.Entries, untouched.Child.BroughtBy, untouched.Child.Flags = nil, "", nil
	untouched.Child.State, untouched.Child.Since, untouched.Child.Saved = attendance.Expected, time.Time{}, false
	untouched.Child.CanCome, untouched.Child.CanGo, untouched.Child.CanBeAway, untouched.Child.Planned = true, false, true, false
	busy := child()
	busy.Child.Name, busy.Child.OwnGroup = "Maximilian-Alexander Lindström-Bergqvist", "Vitsippan"
	for range 3 {
		busy.Child.Entries = append(busy.Child.Entries, busy.Child.Entries[:5]...)
	}
	for i := range busy.Child.Entries {
		busy.Child.Entries[i].ID = attendance.EventID(fmt.Sprint("e", i))
	}
	busy.Child.Failed, busy.Child.Saved, busy.Child.Collector = true, false, "Ann-Christine"
	away := child()
	away.Child.State, away.Child.CanWithdraw, away.Child.CanCome, away.Child.CanGo = attendance.Away, true, true, false
	away.Child.Entries = []flow.Entry{
		{ID: "e0", Kind: attendance.ReportedAbsent, At: at(7, 10), Who: "Tove", What: "2026-11-24 – 2026-11-30", CanCorrect: true},
		{ID: "e1", Kind: attendance.GroupMoved, At: at(7, 12), Who: "Tove", What: "Solrosen", CanCorrect: true},
		{ID: "e2", Kind: attendance.StaffCalled, At: at(7, 14), Who: "Stig"},
		{ID: "e3", Kind: attendance.CollectorPlanned, At: at(7, 14), Who: "Mia", What: "Gun"},
		{ID: "e4", Kind: attendance.AbsenceWithdrawn, At: at(7, 15), Who: "Tove", Void: true, Reason: attendance.OtherReason, Told: at(7, 16), By: "Tove"},
	}

	notAtAll := correct(attendance.OtherReason)
	unsaid := correct("")
	unsaid.Correct.Failed = true
	came := correct(attendance.Forgotten)
	came.Correct.Kind, came.Correct.Name = attendance.Received, "Christoffer-Johannes"
	went := correct(attendance.Forgotten)
	went.Correct.Kind = attendance.Released

	crowdHome := evening(14)
	crowdHome.Evening.Today, crowdHome.Evening.Date = false, attendance.Date{Year: 2026, Month: 11, Day: 18}
	crowdHome.Evening.Children[1].Home = false
	wentHome := evening(3)
	wentHome.Evening.Home = true
	noneHome := evening(1)
	noneHome.Evening.Children[0].Home, noneHome.Evening.Failed = false, true

	return []sample{
		{"board-guests", guests}, {"board-still", still}, {"board-still-day", stillDay},
		{"children-searching", searching}, {"children-unknown", unknown}, {"children-instead", instead}, {"children-unit", wholeUnit},
		{"child-untouched", untouched}, {"child-busy", busy}, {"child-away", away},
		{"correct-not-at-all", notAtAll}, {"correct-unsaid", unsaid}, {"correct-came", came}, {"correct-went", went},
		{"evening-crowd", crowdHome}, {"evening-home", wentHome}, {"evening-none", noneHome},
	}
}

func children(n int) flow.View {
	v := on(flow.Children)
	v.Children = flow.ChildrenView{Group: "Blåklockan", Order: flow.ByName, Children: board(n).Board.Children, Counts: make([]int, len(flow.Filters()))}
	for i := range v.Children.Counts {
		v.Children.Counts[i] = max(0, n-4*i)
	}
	return v
}

func child() flow.View {
	v := on(flow.Child)
	v.Child = flow.ChildView{
		ID: "b1", Name: "Alma Ekdahl", Group: "Blåklockan", Symbol: "bluebell", State: attendance.Present, Since: at(7, 35),
		Planned: true, From: attendance.Clock(7, 30), Until: attendance.Clock(15, 30), BroughtBy: "Mia", Collector: "Gun", Flags: []attendance.Flag{attendance.WasAbsent},
		CanGo: true, Saved: true,
		Groups: []flow.BoardGroup{{ID: "g1", Name: "Vitsippan", Symbol: "anemone"}, {ID: "g2", Name: "Solrosen", Symbol: "sunflower"}},
		Entries: []flow.Entry{
			{ID: "e0", Kind: attendance.ReportedAbsent, At: at(6, 50), Who: "Mia", CanCorrect: true},
			{ID: "e1", Kind: attendance.Announced, At: at(7, 33), Who: "Mia", CanCorrect: true},
			{ID: "e2", Kind: attendance.PickupPlanned, At: at(7, 33), Who: "Mia", What: "15:30"},
			{ID: "e3", Kind: attendance.Received, At: at(7, 35), About: true, Who: "Agneta", Reason: attendance.WrongTime, Told: at(7, 44), By: "Agneta", CanCorrect: true},
			{ID: "e4", Kind: attendance.Received, At: at(7, 43), Who: "Agneta", Void: true, Reason: attendance.WrongTime, Told: at(7, 44), By: "Agneta"},
		},
	}
	return v
}

func correct(reason string) flow.View {
	v := on(flow.Correct)
	v.Correct = flow.CorrectView{Name: "Alma", Kind: attendance.Received, Was: at(7, 43), Who: "Agneta", Reason: reason, CanSave: reason != ""}
	if reason == attendance.WrongTime || reason == attendance.Forgotten {
		v.Correct.Time = attendance.Clock(7, 35)
	}
	return v
}

func evening(n int) flow.View {
	v := on(flow.Evening)
	v.Now = at(18, 40)
	v.Evening.Today, v.Evening.Date = true, attendance.Date{Year: 2026, Month: 11, Day: 24}
	for i, c := range board(n).Board.Children {
		v.Evening.Children = append(v.Evening.Children, flow.EveningChild{ID: c.ID, Name: c.Name, Group: c.Group, Since: at(7, 30+i), At: attendance.Clock(15, 30), Home: true})
	}
	return v
}
