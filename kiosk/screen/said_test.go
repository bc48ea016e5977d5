package screen

import "tambur/kiosk/attendance"

func (g *glass) OpenCollector()                         { g.call("OpenCollector") }
func (g *glass) ChooseCollector(id attendance.PersonID) { g.call("ChooseCollector %s", id) }
func (g *glass) ChooseSomeoneElse()                     { g.call("ChooseSomeoneElse") }
func (g *glass) BackToFamily()                          { g.call("BackToFamily") }

func (g *glass) OpenNote()                      { g.call("OpenNote") }
func (g *glass) NoteAbout(c attendance.ChildID) { g.call("NoteAbout %s", c) }
func (g *glass) SendPhrase(p attendance.Phrase) { g.call("SendPhrase %s", p) }
func (g *glass) OpenWriting()                   { g.call("OpenWriting") }
func (g *glass) Letter(l string)                { g.call("Letter %s", l) }
func (g *glass) EraseLetter()                   { g.call("EraseLetter") }
func (g *glass) SendWords()                     { g.call("SendWords") }
func (g *glass) OpenNotes()                     { g.call("OpenNotes") }
func (g *glass) BackToBoard()                   { g.call("BackToBoard") }
func (g *glass) SeeNote(id attendance.EventID)  { g.call("SeeNote %s", id) }
