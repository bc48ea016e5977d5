package flow

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tambur/kiosk/attendance"
)

var seedFlag = flag.Uint64("seed", 0, "what random tests start from; 0 for another one each time")

// The doings of somebody at the door who has no idea what the door is for. Those
// that may record something say so.
var doings = []struct {
	name    string
	often   int
	records bool
	do      func(r *rig, c *rand.Rand)
}{
	{"scan", 12, true, func(r *rig, c *rand.Rand) {
		r.Scanned(code(r.t, pick(c, []attendance.PersonID{mother, mother, grandpa, ex, stranger, teacher, teacher, cook})).Text())
	}},
	{"scan rubbish", 1, false, func(r *rig, c *rand.Rand) {
		r.Scanned(pick(c, []string{"", "https://example.org", "TBR1", strings.Repeat("A", 5000)}))
	}},
	{"confirm", 12, true, func(r *rig, _ *rand.Rand) { r.Confirm() }},
	{"a new pin", 2, true, func(r *rig, c *rand.Rand) {
		r.Scanned(code(r.t, mother).Text())
		r.AskForPIN()
		r.Scanned(code(r.t, pick(c, []attendance.PersonID{teacher, teacher, cook})).Text())
		for range 2 {
			for _, d := range pick(c, []string{motherPIN, motherPIN, motherPIN, "1234", "8642"}) {
				r.Digit(int(d - '0'))
			}
			r.Enter()
		}
	}},
	{"a morning in the hall", 2, true, func(r *rig, c *rand.Rand) {
		r.Leave()
		r.Leave()
		r.Scanned(code(r.t, mother).Text())
		r.read()
		r.Confirm()
		r.Scanned(code(r.t, teacher).Text())
		for range c.IntN(4) {
			wait(time.Duration(c.IntN(3000)) * time.Millisecond)
			r.Take(pick(c, []attendance.ChildID{alma, bo, cleo}))
			r.view()
			if c.IntN(5) == 0 {
				r.Undo()
			}
		}
	}},
	{"a visit", 3, true, func(r *rig, c *rand.Rand) {
		r.Scanned(code(r.t, pick(c, []attendance.PersonID{mother, ex})).Text())
		r.MovePickup(alma, 15)
		r.MovePickup(cleo, -15)
		r.read()
		r.Confirm()
	}},
	{"a visit that says who collects", 3, true, func(r *rig, c *rand.Rand) {
		r.Scanned(code(r.t, mother).Text())
		r.Toggle(bo)
		r.OpenCollector()
		r.ChooseCollector(pick(c, []attendance.PersonID{mother, grandpa, ex}))
		if c.IntN(3) == 0 {
			r.ChooseSomeoneElse()
		}
		r.BackToFamily()
		r.read()
		r.Confirm()
	}},
	{"a visit that tells something", 3, true, func(r *rig, c *rand.Rand) {
		r.Scanned(code(r.t, pick(c, []attendance.PersonID{mother, grandpa, ex})).Text())
		r.read()
		r.Confirm()
		r.read()
		r.OpenNote()
		r.read()
		if c.IntN(2) == 0 {
			r.OpenWriting()
			r.Letter("a")
			return
		}
		r.SendPhrase(pick(c, attendance.Phrases()))
	}},
	{"a look at the notes", 3, true, func(r *rig, _ *rand.Rand) {
		r.Scanned(code(r.t, teacher).Text())
		r.OpenNotes()
		for _, n := range r.view().Notes.Notes {
			r.SeeNote(n.ID)
		}
	}},
	{"send", 3, true, func(r *rig, c *rand.Rand) {
		r.SendPhrase(pick(c, attendance.Phrases()))
		r.SendWords()
	}},
	{"see a note", 8, true, func(r *rig, c *rand.Rand) {
		events := r.journal.kinds()
		r.SeeNote(attendance.EventID(fmt.Sprintf("e-%d", len(events)-c.IntN(20))))
	}},
	{"a visit that reports an absence", 5, true, func(r *rig, c *rand.Rand) {
		who := pick(c, []attendance.PersonID{mother, ex, cook})
		for range 1 + c.IntN(2) { // and another that takes it back
			r.Scanned(code(r.t, who).Text())
			r.read()
			r.OpenAbsence()
			for _, child := range r.view().Absence.Children {
				if !child.Chosen {
					r.AbsenceFor(child.ID)
				}
			}
			r.AbsenceLength(pick(c, []Length{WholeDay, WholeDay, PartOfDay, SeveralDays}))
			r.read()
			if r.view().Absence.CanWithdraw {
				r.WithdrawAbsence()
			}
			r.SaveAbsence()
			r.read()
			r.Confirm()
			r.read()
		}
	}},
	{"undo", 8, true, func(r *rig, _ *rand.Rand) { r.Undo() }},
	{"call the roll", 2, false, func(r *rig, _ *rand.Rand) { r.OpenRollCall() }},
	{"begin", 6, true, func(r *rig, c *rand.Rand) {
		r.OpenRollCall()
		r.read()
		r.BeginRollCall(pick(c, []string{attendance.Drill, attendance.Drill, attendance.Drill, attendance.Real, attendance.Outing, ""}))
	}},
	{"safe", 8, true, func(r *rig, c *rand.Rand) { r.MarkSafe(pick(c, []attendance.ChildID{alma, bo, cleo, "nobody"})) }},
	{"group safe", 3, true, func(r *rig, c *rand.Rand) {
		r.MarkGroupSafe(pick(c, []attendance.GroupID{stars, moons, "", "none"}))
	}},
	{"end", 3, true, func(r *rig, _ *rand.Rand) { r.EndRollCall() }},
	{"close", 3, true, func(r *rig, c *rand.Rand) { r.CloseRollCall(pick(c, []attendance.PersonID{teacher, cook, mother, ""})) }},
	{"end it all", 8, true, func(r *rig, c *rand.Rand) {
		for range 2 {
			r.EndRollCall()
			r.read()
		}
		r.CloseRollCall(pick(c, []attendance.PersonID{teacher, cook}))
	}},
	{"a count", 4, true, func(r *rig, c *rand.Rand) {
		r.Scanned(code(r.t, teacher).Text())
		r.OpenRollCalls()
		r.read()
		r.CountGroup(pick(c, []attendance.GroupID{stars, moons, ""}))
	}},
	{"count", 2, true, func(r *rig, c *rand.Rand) { r.CountGroup(pick(c, []attendance.GroupID{stars, moons, ""})) }},
	{"count again", 3, true, func(r *rig, _ *rand.Rand) { r.CountAgain() }},
	{"roll calls", 4, false, func(r *rig, _ *rand.Rand) { r.OpenRollCalls() }},
	{"an old roll call", 4, false, func(r *rig, c *rand.Rand) {
		for _, call := range r.desk.rollCallsBegun() {
			if c.IntN(2) == 0 {
				r.ShowRollCall(call.ID)
			}
		}
	}},
	{"called group", 2, false, func(r *rig, c *rand.Rand) { r.ShowCalled(pick(c, []attendance.GroupID{stars, moons, "", "none"})) }},
	{"take", 10, true, func(r *rig, c *rand.Rand) { r.Take(pick(c, []attendance.ChildID{alma, bo, cleo, "nobody"})) }},
	{"enter", 5, true, func(r *rig, _ *rand.Rand) { r.Enter() }},
	{"the right pin", 6, true, func(r *rig, c *rand.Rand) {
		for _, d := range pick(c, []string{motherPIN, teacherPIN}) {
			r.Digit(int(d - '0'))
		}
		r.Enter()
	}},
	{"digit", 4, false, func(r *rig, c *rand.Rand) { r.Digit(c.IntN(14) - 2) }},
	{"erase", 2, false, func(r *rig, _ *rand.Rand) { r.Erase() }},
	{"leave", 2, false, func(r *rig, _ *rand.Rand) { r.Leave() }},
	{"touch", 3, false, func(r *rig, _ *rand.Rand) { r.Touched() }},
	{"language", 2, false, func(r *rig, c *rand.Rand) { r.Language(pick(c, []string{"sv", "en", "tlh"})) }},
	{"toggle", 4, false, func(r *rig, c *rand.Rand) { r.Toggle(pick(c, []attendance.ChildID{alma, bo, cleo, ""})) }},
	{"move", 4, false, func(r *rig, c *rand.Rand) {
		r.MovePickup(pick(c, []attendance.ChildID{alma, bo, cleo}), pick(c, []int{15, -15, 5, -5, 1 << 40, -1 << 62}))
	}},
	{"ask who collects", 4, false, func(r *rig, _ *rand.Rand) { r.OpenCollector() }},
	{"collector", 4, false, func(r *rig, c *rand.Rand) {
		r.ChooseCollector(pick(c, []attendance.PersonID{mother, grandpa, ex, stranger, teacher, ""}))
	}},
	{"someone else", 1, false, func(r *rig, _ *rand.Rand) { r.ChooseSomeoneElse() }},
	{"ask who stays home", 4, false, func(r *rig, _ *rand.Rand) { r.OpenAbsence() }},
	{"stay home", 4, false, func(r *rig, c *rand.Rand) {
		r.AbsenceFor(pick(c, []attendance.ChildID{alma, bo, cleo, "nobody"}))
		r.AbsenceLength(pick(c, []Length{WholeDay, PartOfDay, SeveralDays, "ever"}))
		r.MoveAbsence(pick(c, []Edge{Beginning, End, "middle"}), pick(c, []int{1, -1, 7, 1 << 50}))
	}},
	{"home or not", 4, false, func(r *rig, c *rand.Rand) {
		if c.IntN(3) == 0 {
			r.WithdrawAbsence()
		}
		r.SaveAbsence()
	}},
	{"tell", 4, false, func(r *rig, _ *rand.Rand) { r.OpenNote() }},
	{"tell about", 1, false, func(r *rig, c *rand.Rand) { r.NoteAbout(pick(c, []attendance.ChildID{alma, bo, cleo, "nobody"})) }},
	{"write", 3, false, func(r *rig, c *rand.Rand) {
		r.OpenWriting()
		for range c.IntN(200) {
			r.Letter(pick(c, []string{"a", "ö", " ", ".", "1", "ab", ""}))
		}
		r.EraseLetter()
	}},
	{"notes", 6, false, func(r *rig, _ *rand.Rand) { r.OpenNotes() }},
	{"to the board", 2, false, func(r *rig, _ *rand.Rand) { r.BackToBoard() }},
	{"to the family", 3, false, func(r *rig, _ *rand.Rand) { r.BackToFamily() }},
	{"staff", 5, false, func(r *rig, _ *rand.Rand) { r.OpenStaff() }},
	{"choose", 5, false, func(r *rig, c *rand.Rand) {
		r.ChoosePerson(pick(c, []attendance.PersonID{teacher, cook, mother, "nobody"}))
	}},
	{"group", 3, false, func(r *rig, c *rand.Rand) { r.ShowGroup(pick(c, []attendance.GroupID{stars, moons, "", "none"})) }},
	{"children", 8, false, func(r *rig, _ *rand.Rand) { r.OpenChildren(); r.read() }},
	{"list", 3, false, func(r *rig, c *rand.Rand) {
		r.ShowOnly(pick(c, append(Filters(), "none")))
		r.SortBy(pick(c, append(Orders(), "none")))
		r.WholeUnit(c.IntN(2) == 0)
		r.NameLetter(pick(c, []string{"a", "B", "ö", "", "!"}))
		r.EraseNameLetter()
	}},
	{"sheet", 8, true, func(r *rig, c *rand.Rand) {
		r.OpenChild(pick(c, []attendance.ChildID{alma, bo, cleo, "nobody"}))
		r.read()
	}},
	{"a round of sheets", 6, true, func(r *rig, c *rand.Rand) {
		r.Scanned(code(r.t, teacher).Text())
		r.read()
		r.OpenStaff() // where families wait
		r.read()
		r.OpenChildren()
		r.read()
		r.WholeUnit(true)
		r.OpenChild(pick(c, []attendance.ChildID{alma, bo, cleo}))
		r.read()
		switch entries := r.view().Child.Entries; {
		case len(entries) > 0 && c.IntN(3) > 0:
			r.CorrectEntry(pick(c, entries).ID)
			r.read()
			r.Because(pick(c, []string{attendance.WrongTime, attendance.WrongChild, attendance.OtherReason}))
			r.MoveTime(-5)
			r.read()
			pick(c, []func(){r.SaveCorrection, func() { r.OpenChild(pick(c, []attendance.ChildID{alma, bo, cleo})) }})()
		case c.IntN(2) == 0:
			r.ReportAway()
			if c.IntN(2) == 0 {
				r.WithdrawAway()
			}
		default:
			r.MoveToGroup(pick(c, []attendance.GroupID{stars, moons}))
		}
	}},
	{"correct", 8, false, func(r *rig, c *rand.Rand) {
		if entries := r.view().Child.Entries; len(entries) > 0 {
			r.CorrectEntry(pick(c, entries).ID)
			r.read()
		}
	}},
	{"forgotten", 4, false, func(r *rig, c *rand.Rand) {
		r.TellForgotten(pick(c, []attendance.Kind{attendance.Received, attendance.Released, attendance.Undone}))
		r.read()
	}},
	{"because", 6, false, func(r *rig, c *rand.Rand) {
		r.Because(pick(c, []string{attendance.WrongTime, attendance.WrongChild, attendance.OtherReason, "none"}))
		r.MoveTime(pick(c, []int{5, -5, 60, -60, 1 << 40, -1 << 62}))
		r.read()
	}},
	{"save", 8, true, func(r *rig, _ *rand.Rand) { r.SaveCorrection() }},
	{"move group", 3, true, func(r *rig, c *rand.Rand) { r.MoveToGroup(pick(c, []attendance.GroupID{stars, moons, "", "none"})) }},
	{"away", 3, true, func(r *rig, c *rand.Rand) { pick(c, []func(){r.ReportAway, r.WithdrawAway})() }},
	{"evening", 4, false, func(r *rig, c *rand.Rand) {
		r.OpenEvening()
		r.ToggleHome(pick(c, []attendance.ChildID{alma, bo, cleo}))
		r.MoveHome(pick(c, []attendance.ChildID{alma, bo, cleo}), pick(c, []int{5, -5, 1 << 40}))
		r.read()
	}},
	{"a question", 2, true, func(r *rig, c *rand.Rand) {
		r.Scanned(code(r.t, teacher).Text())
		r.read()
		r.OpenStaff() // where families wait
		r.read()
		r.OpenEvening()
		r.read()
		if c.IntN(2) == 0 {
			r.EveryoneHome()
		}
	}},
	{"everyone home", 4, true, func(r *rig, _ *rand.Rand) { r.EveryoneHome() }},
	{"step back", 4, false, func(r *rig, _ *rand.Rand) { r.StepBack() }},
	{"wait", 12, false, func(_ *rig, c *rand.Rand) {
		wait(time.Duration(c.IntN(pick(c, []int{100, 3000, 15000, 200000}))) * time.Millisecond)
	}},
	{"hours", 1, false, func(_ *rig, c *rand.Rand) { wait(time.Duration(c.IntN(300)) * time.Minute) }},
	{"trouble", 2, false, func(r *rig, c *rand.Rand) {
		trouble := func(n int) error {
			if c.IntN(n) == 0 {
				return errDisk
			}
			return nil
		}
		r.journal.set(func() { r.journal.fail, r.journal.refuse, r.journal.blind = trouble(2), trouble(3), trouble(3) })
	}},
	{"relief", 2, false, func(r *rig, _ *rand.Rand) {
		r.journal.set(func() { r.journal.fail, r.journal.refuse, r.journal.blind = nil, nil, nil })
	}},
	{"directory", 2, false, func(r *rig, c *rand.Rand) {
		dir := smallUnit(r.t)
		dir.Unit.Policy = pick(c, []attendance.Policy{attendance.StaffReceipt, attendance.SelfService})
		if c.IntN(3) == 0 {
			revoke(&dir, pick(c, []attendance.PersonID{mother, teacher, grandpa}))
		}
		if c.IntN(3) == 0 {
			dir.Rights = slices.Delete(dir.Rights, 0, c.IntN(4))
		}
		if c.IntN(4) == 0 {
			dir.People[4].Staff = false
		}
		if c.IntN(2) == 0 {
			dir.People[0].PIN = ""
		}
		if c.IntN(4) == 0 {
			dir.Children[0].Group = ""
		}
		r.dir = dir
		if err := r.desk.UseDirectory(dir); err != nil && r.journal.blind == nil {
			r.t.Error(err)
		}
		r.DirectoryChanged()
	}},
	{"a restart", 1, false, func(r *rig, _ *rand.Rand) {
		r.journal.set(func() { r.journal.blind = nil })
		r.stop()
		r.Door = nil
		r.start(true)
	}},
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func TestAWalkWithoutSense(t *testing.T) {
	// It walks on, within reason, until it has been everywhere: a walk that comes
	// nowhere proves nothing.
	const walks, most, long = 8, 60, 1000
	seed := *seedFlag
	for seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("to repeat: -seed=%d", seed)
	var turns []int
	for i, d := range doings {
		for range d.often {
			turns = append(turns, i)
		}
	}
	been := &been{screens: make(map[Screen]int), kinds: make(map[attendance.Kind]int)}
	for walk := 0; walk < walks || walk < most && been.missing() != ""; walk++ {
		c := rand.New(rand.NewPCG(seed, uint64(walk)))
		inBubble(t, func(r *rig) {
			var path []string
			for range long {
				doing := doings[pick(c, turns)]
				path = append(path, doing.name)
				before := len(r.journal.kinds())
				doing.do(r, c)
				v := r.view()
				been.screens[v.Screen]++
				if v.Home.Hall.Undo != nil {
					been.hall++
				}
				if n := len(r.journal.kinds()); n != before && !doing.records {
					r.t.Errorf("%s recorded something", doing.name)
				}
				r.checkAgainstJournal(v)
				if c.IntN(40) == 0 {
					wait(2 * time.Minute)
					v := r.view()
					if v.Screen == RollCall { // perhaps come back to after a visit
						wait(DrillStays)
						v = r.view()
					}
					if v.Screen != Home && (v.Screen != RollCall || v.RollCall.Reason != attendance.Real) {
						r.t.Errorf("nobody has touched it for long, and it is still %s", v.Screen)
					}
				}
				if r.t.Failed() {
					r.t.Fatalf("walk %d, after %s", walk, strings.Join(path[max(0, len(path)-12):], ", "))
				}
			}
			r.checkRecords()
			for _, e := range r.journal.events {
				been.kinds[e.Kind]++
			}
		})
	}
	if never := been.missing(); never != "" {
		t.Errorf("no walk of %d %s", most, never)
	}
}

// been is where walks have come.
type been struct {
	screens map[Screen]int
	kinds   map[attendance.Kind]int
	hall    int // children that staff received in the hall
}

// walked lists what walks must have recorded.
var walked = []attendance.Kind{
	attendance.Announced, attendance.Received, attendance.Requested, attendance.Released, attendance.Undone,
	attendance.PickupPlanned, attendance.CollectorPlanned, attendance.ReportedAbsent,
	attendance.AbsenceWithdrawn, attendance.NoteLeft, attendance.NoteSeen, attendance.RollCallBegun,
	attendance.MarkedSafe, attendance.RollCallClosed, attendance.Looked, attendance.GroupMoved, attendance.PINSet, attendance.StaffCalled,
}

// missing says what no walk has come to yet; nothing when they have been
// everywhere.
func (b *been) missing() string {
	if b.hall == 0 {
		return "received a child in the hall"
	}
	for _, s := range Screens() {
		if b.screens[s] == 0 {
			return fmt.Sprintf("came to %s", s)
		}
	}
	for _, k := range walked {
		if b.kinds[k] == 0 {
			return fmt.Sprintf("recorded %s", k)
		}
	}
	return ""
}

// checkAgainstJournal compares what is shown with a fold of the journal.
func (r *rig) checkAgainstJournal(v View) {
	r.t.Helper()
	synctest.Wait()
	r.journal.mu.Lock()
	events, blind := slices.Clone(r.journal.events), r.journal.blind
	r.journal.mu.Unlock()
	if v.Screen == Done && !v.Done.Undone {
		var last []string
		for _, e := range events {
			if e.At.Equal(v.Done.At) {
				last = append(last, string(e.Kind))
			}
		}
		for _, s := range v.Done.Steps {
			kind := s.Action.Kind()
			if kind == "" && slices.ContainsFunc([]attendance.Kind{attendance.PickupPlanned, attendance.CollectorPlanned, attendance.NoteLeft, attendance.ReportedAbsent, attendance.AbsenceWithdrawn},
				func(k attendance.Kind) bool { return slices.Contains(last, string(k)) }) {
				continue
			}
			if !slices.Contains(last, string(kind)) {
				r.t.Errorf("done shows %s, and the journal has %q", kind, last)
			}
		}
	}
	if v.Screen == Child && blind == nil {
		// Whatever was corrected by whatever: all that was recorded is told.
		for _, e := range events {
			if e.Child == v.Child.ID && e.Kind != attendance.Undone && slices.Contains(told, e.Kind) && e.Corrects == "" && e.When.IsZero() &&
				attendance.DateOf(e.At.In(v.Now.Location())) == attendance.DateOf(v.Now) &&
				!slices.ContainsFunc(v.Child.Entries, func(told Entry) bool { return told.ID == e.ID }) {
				r.t.Errorf("%s of %s is not on the sheet", e.ID, e.Child)
			}
		}
	}
	if v.Screen != Board && v.Screen != RollCall && v.Screen != Home || blind != nil {
		return
	}
	index, err := attendance.NewIndex(r.dir)
	if err != nil {
		r.t.Fatal(err)
	}
	day := attendance.NewDay(index, attendance.DateOf(v.Now))
	day.Add(events...)
	if v.Screen == RollCall {
		r.checkRollCall(v.RollCall, day)
	}
	for _, child := range index.Children() {
		card := slices.IndexFunc(v.Home.Hall.Waiting, func(c WaitingChild) bool { return c.ID == child.ID && !c.Taken })
		if want := day.Child(child.ID).State; v.Screen == Home && waits(want) != (card >= 0) {
			r.t.Errorf("%s is %s, and the hall has %s", child.ID, want, v.Home.Hall.told())
		}
	}
	for _, tile := range slices.Concat(v.Board.Children, v.Board.Waiting) {
		if want := day.Child(tile.ID); tile.State != want.State || !slices.Equal(tile.Flags, want.Flags) {
			r.t.Errorf("the board shows %s, the journal says %s", fmt.Sprint(tile.State, tile.Flags), fmt.Sprint(want.State, want.Flags))
		}
	}
}

// checkRollCall compares the list on the screen with that of the journal.
func (r *rig) checkRollCall(v RollCallView, day *attendance.Day) {
	r.t.Helper()
	if v.Unsaved {
		return // there may be none in the journal
	}
	for _, begun := range day.RollCallsBegun() {
		if begun.Began.Equal(v.Begun) && begun.Reason == v.Reason {
			call, _ := day.RollCall(begun.ID)
			if missing := len(call.Missing()); v.Missing != missing || v.Safe != len(call.List)-missing {
				r.t.Errorf("%d are missing and %d safe on the screen, %d of %d in the journal", v.Missing, v.Safe, missing, len(call.List))
			}
			return
		}
	}
	r.t.Error("the journal knows of no such roll call")
}

// checkRecords holds everything that was recorded to the rules.
func (r *rig) checkRecords() {
	staff := map[attendance.PersonID]bool{teacher: true}
	blocked := map[attendance.ChildID][]attendance.PersonID{alma: {ex, stranger}}
	undone := make(map[attendance.EventID]attendance.EventID) // what was taken back, by what last
	for _, e := range r.journal.events {
		switch e.Kind {
		case attendance.Released:
			if !staff[e.By.Person] && !e.By.How.WithPIN() {
				r.t.Errorf("%s released a child by %s", e.By.Person, e.By.How)
			}
		case attendance.Received:
		case attendance.NoteSeen:
			if p, ok := r.person(e.By.Person); !ok || !p.Staff && !staff[e.By.Person] {
				r.t.Errorf("%s, who is no staff, has seen a note", e.By.Person)
			}
		case attendance.Announced, attendance.Requested, attendance.PickupPlanned, attendance.CollectorPlanned, attendance.NoteLeft:
			if staff[e.By.Person] && e.Reason == "" {
				r.t.Errorf("staff %s", e.Kind)
			}
		case attendance.Undone:
			if before, twice := undone[e.Corrects]; twice && undone[before] == "" {
				r.t.Errorf("%s was taken back twice", e.Corrects)
			}
			undone[e.Corrects] = e.ID
			continue
		case attendance.ReportedAbsent, attendance.AbsenceWithdrawn:
		case attendance.Looked, attendance.GroupMoved:
			if !staff[e.By.Person] {
				r.t.Errorf("%s, who is no staff, has %s a child", e.By.Person, e.Kind)
			}
		case attendance.StaffCalled:
			continue
		case attendance.PINSet:
			if who := e.By.Person; who != teacher && who != cook || e.Person != mother {
				r.t.Errorf("%s has set the PIN of %s", who, e.Person)
			}
			continue
		case attendance.RollCallBegun, attendance.RollCallClosed, attendance.MarkedSafe:
			if who := e.By; who.How != attendance.ByKiosk && who.Person != teacher && who.Person != cook {
				r.t.Errorf("%s by %s", e.Kind, who.Person)
			}
			continue
		default:
			r.t.Errorf("recorded %s", e.Kind)
		}
		if slices.Contains(blocked[e.Child], e.Collector) {
			r.t.Errorf("%s, blocked, is to collect", e.Collector)
		}
		if slices.Contains(blocked[e.Child], e.By.Person) {
			r.t.Errorf("%s, blocked, has %s a child", e.By.Person, e.Kind)
		}
	}
}
