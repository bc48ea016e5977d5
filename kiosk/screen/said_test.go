package screen

import (
	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

func (g *glass) OpenCollector()                         { g.call("OpenCollector") }
func (g *glass) ChooseCollector(id attendance.PersonID) { g.call("ChooseCollector %s", id) }
func (g *glass) ChooseSomeoneElse()                     { g.call("ChooseSomeoneElse") }
func (g *glass) BackToFamily()                          { g.call("BackToFamily") }

func (g *glass) ReadMessage(id attendance.EventID) { g.call("ReadMessage %s", id) }
func (g *glass) OpenNote()                         { g.call("OpenNote") }
func (g *glass) NoteAbout(c attendance.ChildID)    { g.call("NoteAbout %s", c) }
func (g *glass) SendPhrase(p attendance.Phrase)    { g.call("SendPhrase %s", p) }
func (g *glass) OpenWriting()                      { g.call("OpenWriting") }
func (g *glass) Letter(l string)                   { g.call("Letter %s", l) }
func (g *glass) EraseLetter()                      { g.call("EraseLetter") }
func (g *glass) SendWords()                        { g.call("SendWords") }
func (g *glass) OpenNotes()                        { g.call("OpenNotes") }
func (g *glass) BackToBoard()                      { g.call("BackToBoard") }
func (g *glass) SeeNote(id attendance.EventID)     { g.call("SeeNote %s", id) }

func (g *glass) OpenAbsence()                       { g.call("OpenAbsence") }
func (g *glass) AbsenceFor(c attendance.ChildID)    { g.call("AbsenceFor %s", c) }
func (g *glass) AbsenceLength(l flow.Length)        { g.call("AbsenceLength %s", l) }
func (g *glass) MoveAbsence(e flow.Edge, steps int) { g.call("MoveAbsence %s %d", e, steps) }
func (g *glass) SaveAbsence()                       { g.call("SaveAbsence") }
func (g *glass) WithdrawAbsence()                   { g.call("WithdrawAbsence") }
