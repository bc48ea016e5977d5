package screen

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// finger is a touch as the desktop's driver reports it: what goes down, slides
// by 2 or more and lifts is a drag and no tap (fyne v2.7.1,
// internal/driver/glfw, processMouseMoved and processMouseClicked).
type finger struct {
	on    *surface
	at    fyne.Position
	drags bool
}

func (s *surface) down(at fyne.Position) *finger {
	s.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
	return &finger{on: s, at: at}
}

func (f *finger) slide(dx, dy float32) {
	const starts = 2
	f.at = f.at.AddXY(dx, dy)
	if f.drags = f.drags || max(dx, -dx) >= starts || max(dy, -dy) >= starts; f.drags {
		f.on.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: f.at}, Dragged: fyne.NewDelta(dx, dy)})
	}
}

func (f *finger) lift() {
	f.on.MouseUp(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: f.at}})
	if f.drags {
		f.on.DragEnd()
		return
	}
	f.on.Tapped(&fyne.PointEvent{Position: f.at})
}

func (s *surface) middle() fyne.Position { return fyne.NewPos(s.at.w/2, s.at.h/2) }

func (s *surface) touch() { s.down(s.middle()).lift() }

func TestAFingerThatSlipsStillTaps(t *testing.T) {
	g := newGlass(t, nil)
	g.see(family("Alma"))
	for slip := float32(0); slip <= 15; slip++ {
		confirm := g.tile(t, "confirm")
		f := confirm.down(confirm.middle())
		f.slide(slip, -slip)
		f.lift()
		if got := g.made(); !slices.Equal(got, []string{"Confirm"}) {
			t.Errorf("a slip of %v: %v", slip, got)
		}
		// From the edge outwards, with the finger still half on it.
		f = confirm.down(fyne.NewPos(1, 1))
		f.slide(-slip, 0)
		f.lift()
		if got := g.made(); !slices.Equal(got, []string{"Confirm"}) {
			t.Errorf("a slip of %v over the edge: %v", slip, got)
		}
	}
}

func TestAFingerThatSlidesAwayDoesNothing(t *testing.T) {
	g := newGlass(t, nil)
	g.see(family("Alma"))
	confirm := g.tile(t, "confirm")
	f := confirm.down(fyne.NewPos(4, 4))
	f.slide(0, -25)
	if confirm.pressed {
		t.Error("it looks as if lifting would tap")
	}
	f.lift()
	f = confirm.down(confirm.middle())
	f.slide(0, 400)
	f.slide(0, -400) // and comes back: it has changed its mind twice
	if !confirm.pressed {
		t.Error("it looks as if lifting would not tap")
	}
	f.lift()
	if got := g.made(); !slices.Equal(got, []string{"Confirm"}) {
		t.Errorf("tapped %v", got)
	}
}

func TestATapIsForTheScreenThatWasThere(t *testing.T) {
	g := newGlass(t, nil)
	g.see(home())
	changed := g.now
	g.Show(family("Alma"))
	for _, after := range []time.Duration{0, 100 * time.Millisecond, settle - time.Millisecond} {
		g.now = changed.Add(after)
		if g.tile(t, "confirm").touch(); len(g.made()) != 0 {
			t.Errorf("a tap after %v was taken", after)
		}
	}
	g.now = changed.Add(settle)
	if g.tile(t, "confirm").touch(); len(g.made()) != 1 {
		t.Error("a tap after the pause was not taken")
	}
	// A new view of the same screen is no change.
	moved := family("Alma")
	moved.Family.Children[0].Pickup = attendance.Clock(16, 0)
	g.Show(moved)
	if g.tile(t, "more-c0").touch(); len(g.made()) != 1 {
		t.Error("a second tap on plus was not taken")
	}
	// The quiet screens share their widgets, yet each is a screen of its own.
	g.see(on(flow.NotOurs))
	g.Show(on(flow.StaffComing))
	if g.tile(t, "back").touch(); len(g.made()) != 0 {
		t.Error("a tap for one quiet screen was taken by the next")
	}
}

func TestATapIsForWhatLayUnderTheFinger(t *testing.T) {
	g := newGlass(t, nil)
	g.see(board(18))
	adrian := g.tile(t, "receive-b0")
	f := adrian.down(adrian.middle())
	other := board(18)
	other.Board.Children = other.Board.Children[1:]
	g.see(other) // somebody else has moved under the finger
	f.lift()
	if got := g.made(); len(got) != 0 {
		t.Errorf("tapped %v", got)
	}
	for _, key := range []string{"release-b1", "receive-b3"} {
		g.tile(t, key).touch()
	}
	if got := g.made(); !slices.Equal(got, []string{"Take b1", "Take b3"}) {
		t.Errorf("tapped %v", got)
	}
}

func TestEveryTouchKeepsTheScreenUp(t *testing.T) {
	g := newGlass(t, nil)
	for _, s := range screens() {
		g.see(s.view)
		before := g.touch
		one := g.tiles()[0]
		one.down(one.middle())
		if g.touch == before {
			t.Errorf("%s: touched by nobody", s.name)
		}
	}
}

// does is what each control asks of the door; a pattern ends with *.
var does = map[flow.Screen]map[string]string{
	flow.Home: {"staff": "OpenStaff", "roll-call": "OpenRollCall", "language-*": "Language *", "badge-*": "Scanned *", "turn": "",
		"hall-receive-*": "Take *", "hall-release-*": "Take *", "hall": "", "end": "Leave", "undo": "Undo"},
	flow.Family: {"child-*": "Toggle *", "less-*": "MovePickup * -15", "more-*": "MovePickup * 15", "more": "",
		"set-pin": "AskForPIN", "cancel": "Leave", "ok": "Leave", "confirm": "Confirm", "collector": "OpenCollector", "absence": "OpenAbsence", "read-*": "ReadMessage *"},
	flow.Absence:      {"absent-*": "AbsenceFor *", "length-*": "AbsenceLength *", "less-*": "MoveAbsence * -1", "more-*": "MoveAbsence * 1", "back": "BackToFamily", "withdraw": "WithdrawAbsence", "save": "SaveAbsence"},
	flow.Collector:    {"collector-*": "ChooseCollector *", "someone-else": "ChooseSomeoneElse", "clear": "ChooseCollector ", "back": "BackToFamily", "more": ""},
	flow.ReleaseCheck: {"child-*": "Toggle *", "more": "", "cancel": "Leave", "confirm": "Confirm"},
	flow.Done:         {"anywhere": "Leave", "done": "Leave", "undo": "Undo", "tell": "OpenNote"},
	flow.NotePhrases:  {"cancel": "Leave", "about-*": "NoteAbout *", "phrase-*": "SendPhrase *", "write": "OpenWriting"},
	flow.Writing:      {"letter-*": "Letter *", "space": "Letter  ", "erase": "EraseLetter", "keys": "", "back": "OpenNote", "send": "SendWords"},
	flow.Notes:        {"see-*": "SeeNote *", "board": "BackToBoard", "back": "", "next": ""},
	flow.NotOurs:      {"back": "Leave"},
	flow.Revoked:      {"back": "Leave"},
	flow.StaffComing:  {"back": "Leave"},
	flow.NotSaved:     {"back": "Leave", "again": "Confirm"},
	flow.PINPad:       {"person-*": "ChoosePerson *", "digit-*": "Digit *", "erase": "Erase", "enter": "Enter", "cancel": "Leave", "back": "", "next": ""},
	flow.Board: {"group-*": "ShowGroup *", "receive-*": "Take *", "release-*": "Take *", "waiting-receive-*": "Take *", "waiting-release-*": "Take *",
		"undo-*": "Undo", "close": "Leave", "notes": "OpenNotes", "roll-calls": "OpenRollCalls", "children": "OpenChildren", "still-here": "OpenEvening", "tabs": "", "wait": "", "back": "", "next": ""},
	flow.RollCallStart: {"drill": "BeginRollCall drill", "real": "BeginRollCall real", "cancel": "Leave"},
	flow.RollCall: {"safe-*": "MarkSafe *", "all-*": "MarkGroupSafe *", "group-*": "ShowCalled *", "end": "EndRollCall", "leave": "Leave",
		"back": "", "next": "", "tabs": ""},
	flow.RollCallClose:  {"keep": "Leave", "end": "EndRollCall", "person-*": "CloseRollCall *", "back": "", "next": ""},
	flow.RollCallReport: {"done": "Leave", "export": "ExportRollCall", "again": "CountAgain", "group-*": "ShowCalled *"},
	flow.RollCalls:      {"close": "Leave", "out-*": "CountGroup *", "call-*": "ShowRollCall *", "groups": "", "calls": ""},
	flow.Children: {"step-back": "StepBack", "open-*": "OpenChild *", "filter-*": "ShowOnly *", "order-*": "SortBy *", "scope-*": "WholeUnit *",
		"search": "", "letter-*": "NameLetter *", "erase": "EraseNameLetter", "end-search": "ClearName", "back": "", "next": ""},
	flow.Child: {"step-back": "StepBack", "entry-*": "CorrectEntry *", "came": "TellForgotten received", "went": "TellForgotten released",
		"away": "ReportAway", "comes": "WithdrawAway", "move": "", "undo": "Undo", "back": "", "next": ""},
	flow.Correct: {"step-back": "StepBack", "because-*": "Because *", "time-less-*": "MoveTime -*", "time-more-*": "MoveTime *", "save": "SaveCorrection"},
	flow.Evening: {"step-back": "StepBack", "home-*": "ToggleHome *", "later-*": "MoveHome * 5", "earlier-*": "MoveHome * -5",
		"everyone-home": "EveryoneHome", "undo": "Undo", "back": "", "next": ""},
}

// wanted is what a control must call: nothing for one that turns a page.
func wanted(screen flow.Screen, key string) (call string, known bool) {
	if call, ok := does[screen][key]; ok {
		return call, true
	}
	best := ""
	for pattern := range does[screen] {
		if stem, ok := strings.CutSuffix(pattern, "*"); ok && strings.HasPrefix(key, stem) && len(stem) >= len(best) {
			best, known = stem, true
		}
	}
	return strings.Replace(does[screen][best+"*"], "*", strings.TrimPrefix(key, best), 1), known
}

func TestEveryControlDoesWhatItIsFor(t *testing.T) {
	var list []DemoBadge
	var g *glass
	for i, b := range badges() {
		b.Scan = func() { g.Scanned(fmt.Sprint(i)) }
		list = append(list, b)
	}
	g = newGlass(t, list)
	used := make(map[string]bool)
	many := family("A", "B", "C", "D", "E", "F", "G", "H")
	manyGroups := board(3)
	for i := range 20 {
		group := manyGroups.Board.Groups[0]
		group.ID = attendance.GroupID(fmt.Sprint("h", i))
		manyGroups.Board.Groups = append(manyGroups.Board.Groups, group)
	}
	for _, s := range append(append(screens(), corners()...), sample{"many", many}, sample{"groups", manyGroups}) {
		for _, key := range keysOf(g, s.view) {
			g.see(on(flow.Home)) // so that pages turned are turned back
			g.see(s.view)
			before := textOf(g)
			g.made()
			g.tile(t, key).touch()
			want, known := wanted(s.view.Screen, key)
			if !known {
				t.Errorf("%s: nobody knows what %q is for", s.name, key)
				continue
			}
			used[string(s.view.Screen)+" "+want] = true
			got := g.made()
			switch {
			case want == "" && (len(got) != 0 || textOf(g) == before):
				t.Errorf("%s: %q turned no page: %v", s.name, key, got)
			case want != "" && !slices.Equal(got, []string{want}):
				t.Errorf("%s: %q made %v, want %s", s.name, key, got, want)
			}
		}
	}
	for _, want := range []string{"home Language en", "family Toggle c0", "family MovePickup c0 -15", "family ", "done Undo", "not-saved Confirm",
		"pin Digit 0", "pin Erase", "pin ", "board ", "board Undo", "board ShowGroup g1"} {
		if !used[want] {
			t.Errorf("no sample view offers %q", want)
		}
	}
}

func keysOf(g *glass, v flow.View) (keys []string) {
	g.see(on(flow.Home))
	g.see(v)
	for _, s := range g.tiles() {
		keys = append(keys, s.key)
	}
	return keys
}

func TestPagesTurnRoundAndReachEverybody(t *testing.T) {
	g := newGlass(t, nil)
	g.see(board(40))
	names := make(map[string]bool)
	for range 10 {
		for _, s := range g.tiles() {
			names[s.key] = true
		}
		g.tile(t, "next").touch()
	}
	for i := range 40 {
		if !names[fmt.Sprintf("receive-b%d", i)] && !names[fmt.Sprintf("release-b%d", i)] {
			t.Errorf("child %d is on no page", i)
		}
	}
}

func TestAChildWhoWaitsCannotBeTapped(t *testing.T) {
	g := newGlass(t, nil)
	v := family("Alma", "Bo")
	v.Family.Children[0].Action, v.Family.Children[0].Selected, v.Family.Children[0].CanChange = attendance.Wait, false, false
	g.see(v)
	for _, s := range g.tiles() {
		if strings.HasSuffix(s.key, "-c0") {
			t.Errorf("%q can be tapped", s.key)
		}
	}
}

func TestALockedPINPadTakesNoDigits(t *testing.T) {
	g := newGlass(t, nil)
	v := pin(3)
	v.PIN.LockedUntil = at(7, 50)
	g.see(v)
	for _, s := range g.tiles() {
		if strings.HasPrefix(s.key, "digit") || s.key == "enter" {
			t.Errorf("%q can be tapped", s.key)
		}
	}
}
