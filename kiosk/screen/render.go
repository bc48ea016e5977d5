package screen

import (
	"errors"
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// ErrWindow is returned by Render in a program that has a window.
var ErrWindow = errors.New("pictures are drawn by a program without a window: run them in one of their own")

// Render draws a view as a picture of size, one pixel for a unit, without a
// display. Badges are the demo's strip on Home, nil for none. The toolkit has
// one app for the whole program: Render takes it over, so it is for programs
// without a window, and for one goroutine at a time.
func Render(v flow.View, size fyne.Size, badges []DemoBadge) (image.Image, error) {
	if app := fyne.CurrentApp(); app != nil {
		for _, w := range app.Driver().AllWindows() {
			if w.Content() != nil {
				return nil, ErrWindow
			}
		}
	}
	app := test.NewApp()
	app.Settings().SetTheme(Theme())
	d := New(Options{Controls: nobody{}, Badges: badges})
	return d.picture(v, size)
}

// picture draws a view on a canvas in memory.
func (d *Door) picture(v flow.View, size fyne.Size) (image.Image, error) {
	if d.err != nil {
		return nil, d.err
	}
	canvas := software.NewCanvas()
	canvas.SetPadded(false)
	canvas.SetContent(d.root)
	canvas.Resize(size)
	d.show(v)
	return canvas.Capture(), nil
}

// nobody taps.
type nobody struct{}

func (nobody) Scanned(string)                      {}
func (nobody) Leave()                              {}
func (nobody) Touched()                            {}
func (nobody) Language(string)                     {}
func (nobody) Toggle(attendance.ChildID)           {}
func (nobody) MovePickup(attendance.ChildID, int)  {}
func (nobody) OpenCollector()                      {}
func (nobody) ChooseCollector(attendance.PersonID) {}
func (nobody) ChooseSomeoneElse()                  {}
func (nobody) BackToFamily()                       {}
func (nobody) OpenAbsence()                        {}
func (nobody) AbsenceFor(attendance.ChildID)       {}
func (nobody) AbsenceLength(flow.Length)           {}
func (nobody) MoveAbsence(flow.Edge, int)          {}
func (nobody) SaveAbsence()                        {}
func (nobody) WithdrawAbsence()                    {}
func (nobody) ReadMessage(attendance.EventID)      {}
func (nobody) OpenNote()                           {}
func (nobody) NoteAbout(attendance.ChildID)        {}
func (nobody) SendPhrase(attendance.Phrase)        {}
func (nobody) OpenWriting()                        {}
func (nobody) Letter(string)                       {}
func (nobody) EraseLetter()                        {}
func (nobody) SendWords()                          {}
func (nobody) OpenNotes()                          {}
func (nobody) BackToBoard()                        {}
func (nobody) SeeNote(attendance.EventID)          {}
func (nobody) AskForPIN()                          {}
func (nobody) Confirm()                            {}
func (nobody) Undo()                               {}
func (nobody) OpenStaff()                          {}
func (nobody) ChoosePerson(attendance.PersonID)    {}
func (nobody) Digit(int)                           {}
func (nobody) Erase()                              {}
func (nobody) Enter()                              {}
func (nobody) ShowGroup(attendance.GroupID)        {}
func (nobody) Take(attendance.ChildID)             {}

func (nobody) OpenRollCall()                     {}
func (nobody) BeginRollCall(string)              {}
func (nobody) ShowCalled(attendance.GroupID)     {}
func (nobody) MarkSafe(attendance.ChildID)       {}
func (nobody) MarkGroupSafe(attendance.GroupID)  {}
func (nobody) EndRollCall()                      {}
func (nobody) CloseRollCall(attendance.PersonID) {}
func (nobody) ExportRollCall()                   {}
func (nobody) OpenRollCalls()                    {}
func (nobody) CountGroup(attendance.GroupID)     {}
func (nobody) CountAgain()                       {}
func (nobody) ShowRollCall(attendance.EventID)   {}
func (nobody) OpenChildren()                     {}
func (nobody) ShowOnly(flow.Filter)              {}
func (nobody) SortBy(flow.Order)                 {}
func (nobody) WholeUnit(bool)                    {}
func (nobody) NameLetter(string)                 {}
func (nobody) EraseNameLetter()                  {}
func (nobody) ClearName()                        {}
func (nobody) OpenChild(attendance.ChildID)      {}
func (nobody) StepBack()                         {}
func (nobody) CorrectEntry(attendance.EventID)   {}
func (nobody) TellForgotten(attendance.Kind)     {}
func (nobody) MoveToGroup(attendance.GroupID)    {}
func (nobody) ReportAway()                       {}
func (nobody) WithdrawAway()                     {}
func (nobody) Because(string)                    {}
func (nobody) MoveTime(int)                      {}
func (nobody) SaveCorrection()                   {}
func (nobody) OpenEvening()                      {}
func (nobody) ToggleHome(attendance.ChildID)     {}
func (nobody) MoveHome(attendance.ChildID, int)  {}
func (nobody) EveryoneHome()                     {}
