package flow

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tambur/kiosk/attendance"
)

// tells brings a person to where something can be told, after a drop-off.
func (r *rig) tells(who attendance.PersonID) NoteView {
	r.t.Helper()
	r.show(who)
	r.confirm()
	r.OpenNote()
	r.read()
	return r.on(NotePhrases).Note
}

func (r *rig) types(words string) {
	for _, letter := range words {
		r.Letter(string(letter))
	}
	synctest.Wait()
}

// notes are today's as the desk knows them.
func (r *rig) notes() (notes []attendance.Note) {
	r.t.Helper()
	if err := r.desk.Look(func(_ *attendance.Index, day *attendance.Day) { notes = day.Notes() }); err != nil {
		r.t.Error(err)
	}
	return notes
}

func TestAPhraseIsToldWithOneTapAfterTheDropOff(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.confirm()
		if !r.on(Done).Done.CanTell {
			t.Error("nothing can be told")
		}
		r.OpenNote()
		r.read()
		v := r.on(NotePhrases).Note
		if !slices.Equal(v.Phrases, attendance.Phrases()) || len(v.Children) != 2 || !v.Children[0].Chosen || !v.Children[1].Chosen {
			t.Errorf("got %+v", v)
		}
		r.NoteAbout(bo)
		r.NoteAbout(alma) // one stays
		r.SendPhrase(attendance.SleptBadly)
		r.read()
		done := r.on(Done).Done
		if !done.Told || !done.CanUndo || !done.CanTell || len(done.Steps) > 0 {
			t.Errorf("got %+v", done)
		}
		r.recorded("announced c-1", "announced c-2", "note c-1")
		if n := r.notes(); len(n) != 1 || n[0].Phrase != attendance.SleptBadly || n[0].By.Person != mother {
			t.Errorf("got %+v", n)
		}
		r.Undo()
		r.read()
		if done := r.on(Done).Done; !done.Undone || !done.Told || done.CanTell {
			t.Errorf("got %+v", done)
		}
		if n := r.notes(); len(n) > 0 {
			t.Errorf("taken back, and still there: %+v", n)
		}
		r.recorded("announced c-1", "announced c-2", "note c-1", "undone c-1") // the drop-off stands
	})
}

func TestTwoQuickTapsTellOnce(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.confirm()
		r.OpenNote()
		r.SendPhrase(attendance.Tired) // still meant for Done
		synctest.Wait()
		r.recorded("announced c-1", "announced c-2")
		r.read()
		r.SendPhrase(attendance.Tired)
		r.SendPhrase(attendance.Tired)
		r.read()
		r.recorded("announced c-1", "announced c-2", "note c-1", "note c-2")
	})
}

func TestWhatCanBeToldDependsOnTheVisit(t *testing.T) {
	inBubble(t, func(r *rig) {
		if v := r.tells(grandpa); len(v.Children) != 1 || v.Children[0].ID != alma {
			t.Errorf("got %+v", v)
		}
		r.SendPhrase(attendance.HasEaten)
		r.read()
		r.home()
		r.happened(attendance.Received, alma, bo)
		wait(7 * time.Hour)
		v := r.tells(mother) // who fetches
		if slices.Contains(v.Phrases, attendance.SleptBadly) || !slices.Contains(v.Phrases, attendance.CallMe) {
			t.Errorf("offers %v", v.Phrases)
		}
		r.SendPhrase(attendance.SleptBadly)
		r.read()
		r.on(NotePhrases)
		r.home()
		r.show(mother) // and waits: there was nothing to confirm
		r.OpenNote()
		r.read()
		r.on(Family)
	})
}

func TestOwnWords(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.tells(mother)
		r.OpenWriting()
		r.read()
		if v := r.on(Writing).Writing; !v.Capital || v.CanSend || v.Left != MaxWords || !slices.Equal(v.Children, []string{"Alma", "Bo"}) {
			t.Errorf("got %+v", v)
		}
		r.types("  ärtsoppa.  gott?x")
		r.EraseLetter()
		r.types(" ö")
		if v := r.view().Writing; v.Words != "Ärtsoppa. Gott? Ö" || v.Left != MaxWords-17 || v.Capital || !v.CanSend {
			t.Errorf("got %+v", v)
		}
		r.OpenNote() // back to the phrases, and again to what was written
		r.read()
		r.OpenWriting()
		r.read()
		r.types(strings.Repeat("å", 200))
		if v := r.view().Writing; v.Left != 0 {
			t.Errorf("got %+v", v)
		}
		r.SendWords()
		r.read()
		if n := r.notes(); len(n) != 2 || len([]rune(n[0].Words)) != MaxWords || n[0].Phrase != "" {
			t.Errorf("got %+v", n)
		}
		if v := r.on(Done); !v.Done.Told {
			t.Errorf("got %+v", v.Done)
		}
		r.OpenNote()
		r.read()
		r.OpenWriting()
		r.read()
		if v := r.on(Writing).Writing; v.Words != "" {
			t.Errorf("what was sent is still there: %q", v.Words)
		}
	})
}

func TestStaffSeeAndAcknowledgeNotes(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.tells(mother)
		r.NoteAbout(bo)
		r.SendPhrase(attendance.WokeEarly)
		r.read()
		r.home()
		r.tells(cook) // of Cleo
		r.SendPhrase(attendance.CallMe)
		r.read()
		r.home()
		r.atTheBoard(teacher)
		v := r.on(Board).Board
		if v.Notes != 2 || v.Children[0].Notes != 1 || v.Children[1].Notes != 0 {
			t.Errorf("got %+v", v)
		}
		r.OpenNotes()
		r.read()
		list := r.on(Notes).Notes.Notes
		if len(list) != 2 || list[0].Child != "Alma" || list[0].By != "Mia" || list[0].Phrase != attendance.WokeEarly || list[0].Group != "Stjärnan" || list[0].At.Format("-0700") != "+0100" {
			t.Fatalf("got %+v", list)
		}
		r.SeeNote(list[0].ID)
		r.SeeNote(list[0].ID) // twice is once
		after := r.on(Notes).Notes.Notes
		if !after[0].Seen || after[0].SeenBy != "Tove" || after[0].ID != list[0].ID || after[1].Seen {
			t.Errorf("got %+v", after)
		}
		r.BackToBoard()
		r.read()
		if v := r.on(Board).Board; v.Notes != 1 || v.Children[0].Notes != 0 {
			t.Errorf("got %+v", v)
		}
		r.OpenNotes()
		r.read()
		if again := r.on(Notes).Notes.Notes; again[0].Child != "Cleo" || !again[1].Seen {
			t.Errorf("the unseen one isn't first: %+v", again)
		}
		if got := r.journal.kinds(); got[len(got)-1] != "note-seen c-1" {
			t.Errorf("recorded %q", got)
		}
	})
}

// atTheBoard opens the board, whether families wait or not.
func (r *rig) atTheBoard(who attendance.PersonID) {
	r.t.Helper()
	r.show(who)
	if r.view().Screen == Home {
		r.OpenStaff()
		r.read()
	}
	r.on(Board)
}

func TestANoteThatCouldNotBeSaved(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.tells(mother)
		r.OpenWriting()
		r.read()
		r.types("Hemligt om Alma")
		r.journal.set(func() { r.journal.fail = errDisk })
		r.SendWords()
		r.read()
		if v := r.on(NotSaved); !v.NotTold || v.NotUndone {
			t.Errorf("got %+v", v)
		}
		faults := r.complaints()
		if len(faults) == 0 {
			t.Error("no fault")
		}
		for _, err := range faults {
			if nameless(t, err.Error()); strings.Contains(err.Error(), "emligt") {
				t.Errorf("an error tells a note: %v", err)
			}
		}
		r.journal.set(func() { r.journal.fail = nil })
		r.confirm() // tries again
		r.on(Done)
		if n := r.notes(); len(n) != 2 || n[0].Words != "Hemligt om Alma" {
			t.Errorf("got %+v", n)
		}
	})
}

func TestSeenThatCouldNotBeSaved(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.tells(mother)
		r.SendPhrase(attendance.Tired)
		r.read()
		r.home()
		r.atTheBoard(teacher)
		r.OpenNotes()
		r.read()
		id := r.on(Notes).Notes.Notes[0].ID
		r.journal.set(func() { r.journal.fail = errDisk })
		r.SeeNote(id)
		if v := r.on(Notes).Notes; !v.Failed || v.Notes[0].Seen {
			t.Errorf("got %+v", v)
		}
		r.journal.set(func() { r.journal.fail = nil })
		r.direct(func(d *attendance.Directory) { d.People[4].Staff = false })
		r.SeeNote(id)
		r.on(StaffComing)
	})
}

// What somebody writes is for staff: nobody else's view may hold it.
func TestNobodyElseSeesTheWords(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.tells(mother)
		r.OpenWriting()
		r.read()
		r.types("Viskat")
		before := r.given()
		r.show(grandpa) // scans while she writes
		r.on(Family)
		r.home()
		r.tells(cook)
		r.OpenWriting()
		r.read()
		if v := r.on(Writing).Writing; v.Words != "" {
			t.Errorf("what was not sent came back: %q", v.Words)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, v := range r.views[before:] {
			if strings.Contains(fmt.Sprintf("%+v", v), "Viskat") {
				t.Errorf("%s shows what somebody else wrote", v.Screen)
			}
		}
	})
}

func TestARightThatWasTakenWhileSomebodyWrites(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.tells(grandpa)
		r.direct(func(d *attendance.Directory) { d.Rights[2].Kind = attendance.Blocked })
		r.SendPhrase(attendance.Tired)
		r.read()
		r.on(StaffComing)
		r.recorded("announced c-1")
	})
}
