package screen

import (
	"fmt"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// The day of all sample views: Tuesday 24 November 2026, 07:45.
var sampleNow = time.Date(2026, 11, 24, 7, 45, 0, 0, time.FixedZone("CET", 3600))

func at(h, m int) time.Time {
	return time.Date(2026, 11, 24, h, m, 0, 0, sampleNow.Location())
}

func sv(swedish, english string) attendance.Text {
	return attendance.Text{"sv": swedish, "en": english}
}

// sample is a named view.
type sample struct {
	name string
	view flow.View
}

// screens has one view for each screen: those that golden pictures are kept of.
func screens() []sample {
	return []sample{
		{"home", home()},
		{"family", family("Alma", "Bo", "Cecilia")},
		{"collector", collector("Sara", "Johan", "Gun")},
		{"done", done(attendance.Announce, "Alma", "Bo")},
		{"absence", absence(flow.PartOfDay, "Alma", "Bo")},
		{"note", note("Alma", "Bo")},
		{"writing", writing("Farmor hämtar kvart i tre, och Alma har nya stövlar i hyllan. ")},
		{"not-ours", on(flow.NotOurs)},
		{"revoked", on(flow.Revoked)},
		{"staff-coming", on(flow.StaffComing)},
		{"not-saved", on(flow.NotSaved)},
		{"hall", hall(4, false)},
		{"release", release("Alma", "Bo")},
		{"pin", pin(9)},
		{"board", board(18)},
		{"children", children(18)},
		{"child", child()},
		{"correct", correct(attendance.WrongTime)},
		{"evening", evening(3)},
		{"notes", notes(5)},
		{"roll-call-start", rollCallStart()},
		{"roll-call", rollCall(flow.RollCall, attendance.Real, 18, 5)},
		{"roll-call-close", rollCall(flow.RollCallClose, attendance.Drill, 3, 2)},
		{"roll-call-report", rollCall(flow.RollCallReport, attendance.Drill, 14, 1)},
		{"roll-calls", rollCalls(4)},
	}
}

// corners are the views in which things get tight.
func corners() []sample {
	unready := home()
	unready.Home = flow.HomeView{Current: -1, Unready: true}
	unready.Unit = ""
	waiting := home()
	waiting.Home.Sync = flow.SyncView{Waiting: 13, Since: at(7, 12)}
	waiting.Home.Current = 7
	waiting.Unit = "Förskolan Regnbågsgatan i Norra Djurgårdsstaden"

	allergens := home()
	allergens.Home.Menu[1].Allergens = attendance.Allergens()
	allergens.Now, allergens.Home.Current = at(10, 30), 4
	closed := home()
	closed.Home.Current, closed.Home.Notices = -1, nil
	closed.Home.Menu[1].Allergens = nil
	noMenu := home()
	noMenu.Home.Menu, noMenu.Home.Sync.Waiting, noMenu.Home.Sync.Since = nil, 1, at(7, 12)

	nine := hall(14, true)
	queue := hall(40, false)
	queue.Home.Hall.Waiting[3].Name, queue.Home.Hall.Waiting[3].Group = "", "Förskoleavdelningen Humlan"
	received := hall(9, true)
	for i := range 3 {
		c := &received.Home.Hall.Waiting[i]
		c.Taken = true
	}
	received.Home.Hall.Undo = &flow.HallUndo{Names: []string{"Maximilian-Alexander", "Elisabeth-Margareta"}, Count: 2, Action: attendance.Receive}
	cleared := hall(0, true)
	cleared.Home.Hall.Undo = &flow.HallUndo{Count: 1, Action: attendance.Release}
	lost := hall(1, true)
	lost.Home.Hall.Failed = true

	goes := release("Alma")
	goes.Release.Children[0].Planned = "Maximilian-Alexander"
	unasked := release("Maximilian-Alexander")
	unasked.Release.Children[0].Asks = ""
	unsure := release("Alma", "Christoffer-Johannes", "Elisabeth-Margareta")
	unsure.Release.Children[1].Right, unsure.Release.Children[2].Selected = "", false
	seven := release("Alma", "Bo", "Cecilia", "Maximilian-Alexander", "Elsa", "Frans", "Gun")
	own := release("Bo", "Elisabeth-Margareta")
	own.Release.Staff = false
	nobodyGoes := release("Alma", "Bo", "Cecilia", "Dag-Otto")
	for i := range nobodyGoes.Release.Children {
		nobodyGoes.Release.Children[i].Selected = false
	}

	one := family("Alma")
	six := family("Alma", "Bo", "Cecilia", "Maximilian-Alexander", "Elsa", "Frans")
	fetch := family("Alma", "Bo")
	for i := range fetch.Family.Children {
		c := &fetch.Family.Children[i]
		c.State, c.Since, c.Action, c.CanChange = attendance.Present, at(7, 2+i), attendance.Request, false
	}
	fetch.Family.Children[1].Selected = false
	fetch.Family.Children[1].PickupChanged = true
	mixed := family("Alma", "Bo")
	mixed.Family.Children[1].State, mixed.Family.Children[1].Since = attendance.Present, at(7, 1)
	mixed.Family.Children[1].Action, mixed.Family.Children[1].CanChange = attendance.Release, false
	nothing := family("Alma", "Bo")
	for i := range nothing.Family.Children {
		c := &nothing.Family.Children[i]
		c.State, c.Since, c.Action, c.Selected, c.CanChange = attendance.AtDoor, at(7, 44), attendance.Wait, false, false
	}
	nobodyChosen := family("Alma", "Bo")
	for i := range nobodyChosen.Family.Children {
		nobodyChosen.Family.Children[i].Selected = false
	}

	moved := family("Alma", "Bo")
	for i := range moved.Family.Children {
		c := &moved.Family.Children[i]
		c.State, c.Since, c.Action, c.Selected, c.PickupChanged = attendance.AtDoor, at(7, 44), attendance.Wait, i == 1, i == 1
	}
	four := family("Alma", "Bo", "Cecilia", "Dag-Otto")
	four.Family.Children[3].State, four.Family.Children[3].Since, four.Family.Children[3].Action = attendance.PickupRequested, at(7, 40), attendance.Wait
	four.Family.Children[3].Selected, four.Family.Children[3].CanChange = false, false
	long := family("Christoffer-Johannes", "Maximilian-Alexander", "Elisabeth-Margareta")
	long.Family.Children[0].Group = "Förskoleavdelningen Humlan"

	notUndone := on(flow.NotSaved)
	notUndone.NotUndone = true
	onlyTime := done(attendance.Wait, "Bo")
	onlyTime.Done.Steps[0].HasPickup = true
	crowd := done(attendance.Release, "Christoffer-Johannes", "Maximilian-Alexander", "Elisabeth-Margareta", "Alma", "Bo", "Cecilia")
	crowd.Done.Steps[0].Action = attendance.Announce
	for i := range crowd.Done.Steps {
		crowd.Done.Steps[i].HasPickup, crowd.Done.Steps[i].Pickup = i < 3, attendance.Clock(15, 15*i)
	}

	undone := done(attendance.Announce, "Alma")
	undone.Done.Undone, undone.Done.CanUndo, undone.Done.CanTell = true, false, false
	several := done(attendance.Announce, "Alma", "Bo", "Cecilia")
	several.Done.Steps[2].Action = attendance.Request
	several.Done.Steps[1].Pickup = attendance.Clock(16, 15)
	later := done(attendance.Request, "Maximilian-Alexander")
	later.Done.CanUndo = false

	wrong := pin(3)
	wrong.PIN.Wrong, wrong.PIN.Digits = true, 0
	locked := pin(30)
	locked.PIN.LockedUntil = at(7, 47)
	holder := pin(0)
	holder.PIN.Chosen, holder.PIN.Digits = "guardian", 2
	choose := pin(12)
	choose.PIN.Chosen, choose.PIN.Digits = "", 0

	full := board(24)
	full.Board.Waiting = nil
	crowded := board(40)
	crowded.Board.Failed = true
	crowded.Board.Undo = &flow.BoardUndo{Name: "Alma", Action: attendance.Receive}
	crowded.Board.Warnings = []flow.Warning{flow.KeyInFile, flow.SyncRefused, flow.DirectoryContradicts}
	undo := board(18)
	undo.Board.Waiting = nil
	undo.Board.Undo = &flow.BoardUndo{Name: "Maximilian-Alexander", Action: attendance.Release}
	empty := board(0)

	said := family("Alma", "Bo")
	said.Family.Collector, said.Family.CollectorSaid = "Gun-Britt Margareta", true
	saidMany := family("Alma", "Bo", "Cecilia", "Dag-Otto", "Elsa")
	saidMany.Family.SomeoneElse, saidMany.Family.CollectorSaid = true, true
	fetch.Family.CanPlanCollector, fetch.Family.CanReport = false, false
	oneCollector := collector("Sara")
	oneCollector.Collector.Chosen = "p0"
	collectors := collector("Sara", "Johan", "Alexandra-Kristina", "Gun", "Bengt", "Ulla B", "Ulla S", "Åke", "Östen", "Ida", "Ali")
	collectors.Collector.SomeoneElse = true
	collectors.Collector.Children = []string{"Christoffer-Johannes", "Maximilian-Alexander", "Elisabeth-Margareta"}
	saidDone := done(attendance.Announce, "Alma", "Bo")
	saidDone.Done.Steps[0].Collector, saidDone.Done.Steps[1].SomeoneElse = "Gun-Britt", true

	told := done(attendance.Announce)
	told.Done.Told = true
	untold := told
	untold.Done.Undone, untold.Done.CanUndo, untold.Done.CanTell = true, false, false
	notTold := on(flow.NotSaved)
	notTold.NotTold = true
	oneChild := note("Christoffer-Johannes")
	fetched := note("Alma", "Bo", "Cecilia", "Maximilian-Alexander", "Elsa", "Frans")
	fetched.Note.Phrases = append(attendance.PhrasesAbout(attendance.AboutThings), attendance.PhrasesAbout(attendance.AboutTalk)...)
	fullNote := writing("Christoffer-Johannes mormor hämtar klockan fjorton och femton i dag. Hon heter Margareta och har aldrig varit hos er förut. Ring mig annars!")
	fullNote.Writing.Children = []string{"Christoffer-Johannes", "Maximilian-Alexander"}
	manyNotes := notes(20)
	manyNotes.Notes.Failed = true
	newNotes := board(40)
	newNotes.Board.Notes = 12
	for i := range newNotes.Board.Children {
		newNotes.Board.Children[i].Notes = i % 2
	}

	written := family("Alma", "Bo", "Cecilia", "Maximilian-Alexander", "Elsa", "Frans")
	written.Family.Messages = []attendance.Message{{ID: "m1", Text: sv("Bo har vuxit ur stövlarna. Ta gärna med ett par nya, och ett extra par vantar, för vi går till skogen på torsdag.", "Bo has outgrown the boots. Please bring new ones and a spare pair of mittens, since we walk to the forest on Thursday.")}}
	writtenOne := family("Alma")
	writtenOne.Family.Messages = []attendance.Message{{ID: "m2", Text: sv("Ta med en vattenflaska.", "Bring a water bottle.")}}
	noneAbsent := absence(flow.WholeDay, "Alma")
	daysAbsent := absence(flow.SeveralDays, "Christoffer-Johannes", "Maximilian-Alexander", "Elisabeth-Margareta", "Dag-Otto", "Elsa", "Frans")
	daysAbsent.Absence.Home.Until = sampleDay.AddDays(29)
	daysAbsent.Absence.CanWithdraw = true
	staysHome := family("Alma", "Bo", "Cecilia")
	staysHome.Family.Reports = true
	for i, h := range []flow.AtHome{{Length: flow.PartOfDay, FromTime: attendance.Clock(13, 0), UntilTime: attendance.Clock(16, 0)}, {Length: flow.WholeDay}, {Length: flow.SeveralDays, From: sampleDay, Until: sampleDay.AddDays(8)}} {
		c := &staysHome.Family.Children[i]
		c.Home, c.Selected = h, i == 0
	}
	comesAfterAll := family("Alma", "Bo", "Cecilia", "Maximilian-Alexander", "Elsa")
	comesAfterAll.Family.Reports = true
	for i := range comesAfterAll.Family.Children {
		c := &comesAfterAll.Family.Children[i]
		c.State, c.Selected, c.Reported = attendance.Away, false, true
		c.Back = i == 2
	}
	comesAfterAll.Family.Children[4].Home = flow.AtHome{Length: flow.SeveralDays, From: sampleDay.AddDays(1), Until: sampleDay.AddDays(20)}
	comesAfterAll.Family.Children[3].Home = flow.AtHome{Length: flow.SeveralDays, From: sampleDay.AddDays(1), Until: sampleDay.AddDays(1)}
	question := family("Alma", "Bo")
	question.Family.Children[1].State, question.Family.Children[1].Selected, question.Family.Children[1].Reported = attendance.Away, false, true
	doneHome := done(attendance.Announce, "Alma", "Bo", "Cecilia", "Dag-Otto")
	for i, h := range []flow.AtHome{{}, {Length: flow.WholeDay}, {Length: flow.SeveralDays, From: sampleDay, Until: sampleDay.AddDays(8)}, {}} {
		s := &doneHome.Done.Steps[i]
		if s.Home = h; i > 0 {
			s.Action, s.HasPickup, s.Back = attendance.Wait, false, i == 3
		}
	}
	onlyHome := done(attendance.Wait, "Bo")
	onlyHome.Done.Steps[0].HasPickup, onlyHome.Done.Steps[0].Home = false, flow.AtHome{Length: flow.WholeDay}

	noPIN := family("Alma", "Bo")
	noPIN.Family.CanSetPIN = true
	for i := range noPIN.Family.Children {
		c := &noPIN.Family.Children[i]
		c.State, c.Since, c.Action, c.CanChange = attendance.Present, at(7, 2+i), attendance.Request, false
	}
	vouch := pin(9)
	vouch.PIN.Chosen, vouch.PIN.Digits, vouch.PIN.Stage = "", 0, flow.PINByStaff
	fresh := pin(0)
	fresh.PIN.Chosen, fresh.PIN.Digits, fresh.PIN.Stage = "guardian", 0, flow.PINNew
	weak, unlike, unkept, again := fresh, fresh, fresh, fresh
	weak.PIN.Refused, unlike.PIN.Refused, unkept.PIN.Refused = flow.PINWeak, flow.PINDiffers, flow.PINNotSaved
	again.PIN.Digits, again.PIN.Stage = 8, flow.PINAgain

	return append(append(rollCallCorners(), sheetCorners()...), []sample{
		{"family-written", written}, {"family-written-one", writtenOne}, {"absence-none", noneAbsent}, {"absence-days", daysAbsent}, {"family-home", staysHome}, {"family-question", question}, {"family-back", comesAfterAll}, {"done-home", doneHome}, {"done-only-home", onlyHome},
		{"done-told", told}, {"done-untold", untold}, {"not-told", notTold}, {"note-one", oneChild}, {"note-fetched", fetched},
		{"writing-empty", writing("")}, {"writing-full", fullNote}, {"notes-many", manyNotes}, {"notes-none", notes(0)}, {"board-notes", newNotes},
		{"family-said", said}, {"family-said-many", saidMany}, {"collector-one", oneCollector}, {"collectors", collectors}, {"done-said", saidDone},
		{"family-no-pin", noPIN}, {"pin-vouch", vouch}, {"pin-new", fresh}, {"pin-weak", weak}, {"pin-differs", unlike}, {"pin-not-saved", unkept}, {"pin-again", again},
		{"home-unready", unready}, {"home-waiting", waiting},
		{"family-one", one}, {"family-six", six}, {"family-fetch", fetch}, {"family-mixed", mixed}, {"family-nothing", nothing}, {"family-nobody", nobodyChosen},
		{"family-moved", moved}, {"family-four", four}, {"family-long", long}, {"not-undone", notUndone}, {"done-time", onlyTime}, {"done-crowd", crowd},
		{"hall-staff", nine}, {"hall-queue", queue}, {"hall-received", received}, {"hall-cleared", cleared}, {"hall-failed", lost},
		{"release-one", goes}, {"release-unasked", unasked}, {"release-three", unsure}, {"release-seven", seven}, {"release-own", own}, {"release-nobody", nobodyGoes},
		{"home-allergens", allergens}, {"home-closed", closed}, {"home-no-menu", noMenu},
		{"done-undone", undone}, {"done-several", several}, {"done-later", later},
		{"pin-wrong", wrong}, {"pin-locked", locked}, {"pin-holder", holder}, {"pin-choose", choose},
		{"board-full", full}, {"board-crowded", crowded}, {"board-undo", undo}, {"board-empty", empty},
	}...)
}

func on(s flow.Screen) flow.View {
	v := home()
	v.Screen = s
	return v
}

func home() flow.View {
	schedule := []attendance.Activity{
		{From: attendance.Clock(6, 30), Until: attendance.Clock(8, 0), Symbol: "open", Title: sv("Vi öppnar – lugn lek", "We open – quiet play")},
		{From: attendance.Clock(8, 0), Until: attendance.Clock(8, 30), Symbol: "breakfast", Title: sv("Frukost", "Breakfast")},
		{From: attendance.Clock(8, 30), Until: attendance.Clock(9, 0), Symbol: "play", Title: sv("Fri lek", "Free play")},
		{From: attendance.Clock(9, 0), Until: attendance.Clock(9, 30), Symbol: "gathering", Title: sv("Samling", "Morning circle")},
		{From: attendance.Clock(9, 30), Until: attendance.Clock(11, 15), Symbol: "forest", Title: sv("Utflykt till skogen", "Trip to the forest")},
		{From: attendance.Clock(11, 15), Until: attendance.Clock(12, 0), Symbol: "lunch", Title: sv("Lunch", "Lunch")},
		{From: attendance.Clock(12, 0), Until: attendance.Clock(12, 30), Symbol: "rest", Title: sv("Vila", "Rest")},
		{From: attendance.Clock(12, 30), Until: attendance.Clock(13, 0), Symbol: "story", Title: sv("Sagostund", "Story time")},
		{From: attendance.Clock(13, 0), Until: attendance.Clock(14, 15), Symbol: "creative", Title: sv("Måla och skapa", "Painting and crafts")},
		{From: attendance.Clock(14, 15), Until: attendance.Clock(14, 45), Symbol: "snack", Title: sv("Mellanmål", "Afternoon snack")},
		{From: attendance.Clock(14, 45), Until: attendance.Clock(16, 30), Symbol: "outdoors", Title: sv("Utelek", "Outdoor play")},
		{From: attendance.Clock(16, 30), Until: attendance.Clock(17, 15), Symbol: "something-new", Title: sv("Lugn lek inomhus", "Quiet play indoors")},
		{From: attendance.Clock(17, 15), Until: attendance.Clock(17, 30), Symbol: "close", Title: sv("Vi stänger 17.30", "We close at 17:30")},
	}
	menu := []attendance.Meal{
		{Kind: attendance.Breakfast, At: attendance.Clock(8, 0), AllergensKnown: true, Allergens: []attendance.Allergen{attendance.Gluten, attendance.Milk, attendance.Nuts},
			Dish: sv("Filmjölk med müsli och banan, smörgås med ost", "Soured milk with muesli and banana, cheese sandwich")},
		{Kind: attendance.Lunch, At: attendance.Clock(11, 15), AllergensKnown: true, Allergens: []attendance.Allergen{attendance.Fish, attendance.Milk, attendance.Gluten, attendance.Eggs, attendance.Celery, attendance.Mustard},
			Dish: sv("Fiskgratäng med dill och kokt potatis; vegetariskt: bönbiffar", "Fish gratin with dill and boiled potatoes; vegetarian: bean patties")},
		{Kind: attendance.Snack, At: attendance.Clock(14, 15), Dish: sv("Nybakat bröd från kökets pedagogiska bakning, frukt", "Fresh bread from the children's baking, fruit")},
	}
	return flow.View{
		Screen: flow.Home, Language: "sv", Now: sampleNow, Unit: "Förskolan Solängen",
		Home: flow.HomeView{
			Schedule: schedule, Current: 0, Menu: menu,
			Notices: []attendance.Notice{
				{Text: sv("Skogsutflykt på tisdag: ta gärna med en liten ryggsäck och en fylld vattenflaska.", "Forest trip on Tuesday: please bring a small backpack and a filled water bottle.")},
				{Text: sv("Glöm inte extra kläder och regnställ i hyllan – vi är ute varje dag.", "Please keep spare clothes and rainwear on the shelf – we are outdoors every day.")},
			},
			Sync: flow.SyncView{Online: true},
		},
	}
}

var sampleGroups = []struct{ name, symbol string }{{"Blåklockan", "bluebell"}, {"Vitsippan", "anemone"}, {"Solrosen", "sunflower"}}

// release is the last look of a member of staff before these children go home.
func release(names ...string) flow.View {
	v := on(flow.ReleaseCheck)
	v.Release.Staff = true
	for i, name := range names {
		g := sampleGroups[i%len(sampleGroups)]
		v.Release.Children = append(v.Release.Children, flow.ReleaseChild{
			ID: attendance.ChildID("c" + fmt.Sprint(i)), Name: name, Group: g.name, Symbol: g.symbol, Selected: true,
			Asks: "Sara", Right: []attendance.RightKind{attendance.Guardian, attendance.Collector}[i%2],
		})
	}
	return v
}

// hall is Home with children who wait, and a member of staff who is there.
func hall(children int, staffed bool) flow.View {
	v := home()
	if staffed {
		v.Home.Hall.Staff = "Agneta"
	}
	names := []string{"Alma", "Maximilian-Alexander", "Bo", "", "Elsa L", "Frans", "Hedda", "Elisabeth-Margareta", "Noah"}
	for i := range children {
		g := sampleGroups[i%len(sampleGroups)]
		c := flow.WaitingChild{
			ID: attendance.ChildID("w" + fmt.Sprint(i)), Name: names[i%len(names)], Group: g.name, Symbol: g.symbol,
			State: attendance.AtDoor, Since: at(7, 37+min(i, 8)), Minutes: max(8-i, 0), Long: i < 2, Action: attendance.Receive,
		}
		if i%3 == 2 {
			c.State, c.Action = attendance.PickupRequested, attendance.Release
		}
		v.Home.Hall.Waiting = append(v.Home.Hall.Waiting, c)
	}
	return v
}

func family(names ...string) flow.View {
	v := on(flow.Family)
	for i, name := range names {
		g := sampleGroups[i%len(sampleGroups)]
		v.Family.Children = append(v.Family.Children, flow.FamilyChild{
			ID: attendance.ChildID("c" + fmt.Sprint(i)), GivenName: name, Group: g.name, Symbol: g.symbol,
			State: attendance.Expected, Action: attendance.Announce, Selected: true,
			HasPickup: true, CanChange: true, Pickup: attendance.Clock(15, 30), PickupChanged: i == 1,
		})
	}
	v.Family.Actions = []attendance.Action{attendance.Announce}
	v.Family.CanPlanCollector, v.Family.CanReport = true, true
	return v
}

func collector(people ...string) flow.View {
	v := on(flow.Collector)
	v.Collector.Children = []string{"Alma", "Bo"}
	for i, name := range people {
		v.Collector.People = append(v.Collector.People, flow.Named{ID: attendance.PersonID("p" + fmt.Sprint(i)), Name: name})
	}
	return v
}

func done(a attendance.Action, names ...string) flow.View {
	v := on(flow.Done)
	v.Done.At, v.Done.CanUndo, v.Done.CanTell = sampleNow, true, true
	for _, name := range names {
		v.Done.Steps = append(v.Done.Steps, flow.DoneStep{GivenName: name, Action: a, HasPickup: comes(a), Pickup: attendance.Clock(15, 30)})
	}
	return v
}

var sampleDay = attendance.DateOf(sampleNow)

func absence(length flow.Length, names ...string) flow.View {
	v := on(flow.Absence)
	v.Absence.Home = flow.AtHome{Length: length, From: sampleDay, Until: sampleDay}
	switch length {
	case flow.PartOfDay:
		v.Absence.Home.FromTime, v.Absence.Home.UntilTime = attendance.Clock(8, 0), attendance.Clock(12, 0)
	case flow.SeveralDays:
		v.Absence.Home.Until = sampleDay.AddDays(3)
	}
	for i, name := range names {
		v.Absence.Children = append(v.Absence.Children, flow.AbsenceChild{ID: attendance.ChildID("c" + fmt.Sprint(i)), GivenName: name, Chosen: i == 1})
	}
	v.Absence.CanSave = len(names) > 1
	return v
}

func note(names ...string) flow.View {
	v := on(flow.NotePhrases)
	v.Note.Phrases = attendance.Phrases()
	for i, name := range names {
		v.Note.Children = append(v.Note.Children, flow.NoteChild{ID: attendance.ChildID("c" + fmt.Sprint(i)), GivenName: name, Chosen: i != 1})
	}
	return v
}

func writing(words string) flow.View {
	v := on(flow.Writing)
	v.Writing = flow.WritingView{Children: []string{"Alma", "Bo"}, Words: words, Left: flow.MaxWords - len([]rune(words)), Capital: words == "", CanSend: words != ""}
	return v
}

func notes(n int) flow.View {
	v := on(flow.Notes)
	children := []string{"Alma", "Bo", "Maximilian-Alexander", "Elsa L"}
	for i := range n {
		g := sampleGroups[i%len(sampleGroups)]
		note := flow.BoardNote{ID: attendance.EventID("n" + fmt.Sprint(i)), Child: children[i%4], Group: g.name, Symbol: g.symbol, By: "Sara", At: at(7, 20+i)}
		switch i % 4 {
		case 1:
			note.Words = "Farmor Gun-Britt hämtar kvart i tre i dag, hon har inte varit här förut. Ring mig om något är oklart, jag är på jobbet till klockan fyra."
		case 3: // erased
			note.By = ""
		default:
			note.Phrase = attendance.Phrases()[i%len(attendance.Phrases())]
		}
		if note.Seen = i > 2; note.Seen {
			note.SeenBy = "Ann-Christine"
		}
		v.Notes.Notes = append(v.Notes.Notes, note)
	}
	return v
}

func pin(people int) flow.View {
	v := on(flow.PINPad)
	names := []string{"Agneta", "Bengt", "Carina", "Ann-Christine", "Dilan", "Eva", "Fatima", "Gunnar", "Hanna", "Ingrid"}
	for i := range people {
		v.PIN.Staff = append(v.PIN.Staff, flow.Named{ID: attendance.PersonID("p" + fmt.Sprint(i)), Name: names[i%len(names)]})
	}
	v.PIN.Chosen, v.PIN.Digits = "p1", 3
	return v
}

func board(children int) flow.View {
	v := on(flow.Board)
	v.Board.By, v.Board.Group = "Agneta", "g0"
	for i, g := range sampleGroups {
		v.Board.Groups = append(v.Board.Groups, flow.BoardGroup{ID: attendance.GroupID("g" + fmt.Sprint(i)), Name: g.name, Symbol: g.symbol, Present: 9 + i, Expected: 6, Total: 18})
	}
	names := []string{"Adrian", "Agnes", "Albin", "Alma", "Astrid", "August", "Bo", "Ebba", "Elias", "Elsa L", "Elsa S", "Folke", "Freja", "Hedda", "Hugo", "Iris", "Ivar", "Maximilian-Alexander", "Noah", "Nova", "Olle", "Selma", "Sixten", "Tuva"}
	states := []attendance.State{attendance.Expected, attendance.Present, attendance.Present, attendance.AtDoor, attendance.Present, attendance.GoneHome, attendance.Expected, attendance.PickupRequested, attendance.Away}
	for i := range children {
		s := states[i%len(states)]
		c := flow.BoardChild{
			ID: attendance.ChildID("b" + fmt.Sprint(i)), Name: names[i%len(names)], Group: "Blåklockan", State: s,
			Planned: s != attendance.Away, From: attendance.Clock(7, 30), Until: attendance.Clock(15, 30), Action: attendance.Receive,
		}
		switch s {
		case attendance.Present, attendance.PickupRequested:
			c.Action, c.Since = attendance.Release, at(7, i)
		case attendance.AtDoor, attendance.GoneHome:
			c.Since = at(7, 30+i%20)
		}
		if i%4 == 2 {
			c.Collector = "Gun-Britt"
		}
		if i == 4 {
			c.Flags = []attendance.Flag{attendance.WasAbsent}
		}
		v.Board.Children = append(v.Board.Children, c)
		if s == attendance.AtDoor || s == attendance.PickupRequested {
			v.Board.Waiting = append(v.Board.Waiting, c)
		}
	}
	return v
}

func badges() []DemoBadge {
	var list []DemoBadge
	for _, b := range [][3]string{
		{"Sara Lindqvist", "Två barn, lämning", "Two children, drop-off"}, {"Johan Berg", "Ett barn är här", "One child is here"},
		{"Farmor Gun", "Hämtar Alma", "Picks up Alma"}, {"Amir Haddad", "Tre syskon", "Three siblings"},
		{"Agneta (personal)", "Öppnar tavlan", "Opens the board"}, {"Spärrad bricka", "Gäller inte längre", "No longer valid"},
		{"Okänd kod", "Inte en av våra", "Not one of ours"},
	} {
		list = append(list, DemoBadge{Name: b[0], Hint: sv(b[1], b[2]), Scan: func() {}})
	}
	return list
}
