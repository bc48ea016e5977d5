package flow

import (
	"time"

	"tambur/kiosk/attendance"
)

// Screen names what is shown.
type Screen string

const (
	// Home is shown while nobody is at the door.
	Home Screen = "home"
	// Family asks a guardian to confirm the next step of their children.
	Family Screen = "family"
	// Collector asks a guardian who will collect today.
	Collector Screen = "collector"
	// Absence asks a guardian who stays at home.
	Absence Screen = "absence"
	// Done tells that it is recorded. It is never shown before it is.
	Done Screen = "done"
	// NotePhrases offers what can be told to staff, Writing a keyboard for it.
	NotePhrases Screen = "note"
	Writing     Screen = "writing"
	// NotOurs: the code is not one of this preschool's.
	NotOurs Screen = "not-ours"
	// Revoked: the badge has been replaced or taken back.
	Revoked Screen = "revoked"
	// StaffComing says nothing but that a member of staff is coming.
	StaffComing Screen = "staff-coming"
	// NotSaved: the record could not be written; nothing has happened.
	NotSaved Screen = "not-saved"
	// PINPad asks for a PIN.
	PINPad Screen = "pin"
	// Board is the staff's view of all children.
	Board Screen = "board"
	// ReleaseCheck is the last look before children go home.
	ReleaseCheck Screen = "release"
	// Notes is what families have told staff.
	Notes Screen = "notes"
	// RollCallStart asks what kind of roll call it is.
	RollCallStart Screen = "roll-call-start"
	// RollCall is the list of those who are to be found.
	RollCall Screen = "roll-call"
	// RollCallClose asks who closes it.
	RollCallClose Screen = "roll-call-close"
	// RollCallReport shows a roll call that is closed.
	RollCallReport Screen = "roll-call-report"
	// RollCalls is the staff's list of roll calls and outings.
	RollCalls Screen = "roll-calls"
	// Children is the staff's list of children, to open a child's sheet from.
	Children Screen = "children"
	// Child is a child's sheet.
	Child Screen = "child"
	// Correct corrects what was recorded about a child.
	Correct Screen = "correct"
	// Evening asks who went home.
	Evening Screen = "evening"
)

// Screens lists them all.
func Screens() []Screen {
	return []Screen{Home, Family, Collector, Absence, Done, NotePhrases, Writing, NotOurs, Revoked, StaffComing, NotSaved, PINPad, Board, ReleaseCheck, Notes,
		RollCallStart, RollCall, RollCallClose, RollCallReport, RollCalls, Children, Child, Correct, Evening}
}

// View is everything that a screen shows. Only the part that belongs to Screen
// is filled, and Home always is. Times are in the unit's zone. Once it is given
// out a View is changed by nobody: neither by the door nor by who was given it.
type View struct {
	Screen Screen
	// Language is the BCP 47 tag of the language to use on this screen.
	Language string
	// Now is the time to show, to the minute.
	Now  time.Time
	Unit string

	// NotUndone tells on NotSaved that it is the taking back that failed: what
	// was recorded still stands.
	NotUndone bool
	// NotTold tells on NotSaved that it is a note to staff; the steps before it
	// are recorded.
	NotTold bool

	Home      HomeView
	Family    FamilyView
	Collector CollectorView
	Absence   AbsenceView
	Done      DoneView
	Note      NoteView
	Writing   WritingView
	PIN       PINView
	Board     BoardView
	Release   ReleaseView
	Notes     NotesView

	RollCallStart RollCallStartView
	// RollCall belongs to RollCall, RollCallClose and RollCallReport.
	RollCall  RollCallView
	RollCalls RollCallsView
	Children  ChildrenView
	Child     ChildView
	Correct   CorrectView
	Evening   EveningView
}

// HomeView is the day as everybody may see it: but for Hall, nothing here is
// about a person.
type HomeView struct {
	Schedule []attendance.Activity
	// Current is the position in Schedule of what is on now, or -1.
	Current int
	Menu    []attendance.Meal
	Notices []attendance.Notice
	Sync    SyncView
	// Unready tells that the tablet has no directory yet: no code can be known.
	Unready bool
	// Hall is the families who wait for staff; filled while Home is shown only.
	Hall HallView
	// Drill tells that a drill is open, which nobody is at just now.
	Drill bool
}

// SyncView is the quiet line on what has reached the portal.
type SyncView struct {
	// Waiting is how many events the portal has not confirmed, and Since when
	// the oldest of them was recorded. With none waiting, all is sent.
	Waiting uint64
	Since   time.Time
	Online  bool
}

// FamilyView is what a guardian confirms.
type FamilyView struct {
	Children []FamilyChild
	// Actions are the different steps that Confirm would take for the chosen
	// children, in the order of the list; empty when there is no step to take. A
	// moved pick-up alone is confirmed without any.
	Actions []attendance.Action
	// CanSetPIN tells that the guardian can set a PIN, with staff.
	CanSetPIN bool
	// CanPlanCollector tells that it can be said who will collect today;
	// Collector is who has been said for all the chosen children, by first name,
	// or SomeoneElse. CollectorSaid tells that Confirm would record it.
	CanPlanCollector, SomeoneElse, CollectorSaid bool
	// CanReport tells that it can be said who stays at home, Reports that Confirm
	// would record some of that.
	CanReport, Reports bool
	// Messages are what staff have written to this person, until it is read.
	Messages  []attendance.Message
	Collector string
}

// FamilyChild is one child on the family screen.
type FamilyChild struct {
	ID        attendance.ChildID
	GivenName string
	Group     string
	Symbol    string
	State     attendance.State
	// Since is when the state began; zero when nothing has happened today.
	Since  time.Time
	Action attendance.Action
	// Selected tells that Confirm includes the child. A child whose Action is
	// Wait is selected only when its pick-up was moved on this screen.
	Selected bool
	// Pickup is today's planned pick-up, if HasPickup; PickupChanged tells that
	// it was moved on this screen or earlier today. CanChange tells that this
	// person may move it now.
	HasPickup, PickupChanged, CanChange bool
	Pickup                              attendance.TimeOfDay
	// Reported tells that the child was reported absent and is asked whether it
	// comes all the same. Home is an absence that Confirm would record; Back that
	// it would withdraw one.
	Reported, Back bool
	Home           AtHome
}

// DoneView is the green screen.
type DoneView struct {
	Steps []DoneStep
	// At is when it was recorded.
	At time.Time
	// CanUndo is true for ten seconds; Undone tells that it was taken back.
	CanUndo, Undone bool
	// CanTell tells that something can be told to staff now; Told that it was.
	CanTell, Told bool
}

// DoneStep is one child's recorded step.
type DoneStep struct {
	GivenName string
	// Action is Wait where something was said about the child and no step taken.
	Action attendance.Action
	// Pickup is today's planned pick-up after a drop-off, if HasPickup.
	HasPickup bool
	Pickup    attendance.TimeOfDay
	// Collector is who will collect, if that was said now; SomeoneElse that it is
	// nobody who could be chosen.
	Collector   string
	SomeoneElse bool
	// Home is the absence that was reported; Back that one was withdrawn.
	Home AtHome
	Back bool
}

// PINView is the PIN pad.
type PINView struct {
	// Staff are the people to choose from; empty when the person is known from
	// a badge.
	Staff  []Named
	Chosen attendance.PersonID
	// Digits is how many have been entered.
	Digits int
	// Wrong tells that the last attempt failed.
	Wrong bool
	// Stage is set while a new PIN is set, and Refused tells why one wasn't taken.
	Stage   PINStage
	Refused PINRefused
	// LockedUntil is when the next attempt is allowed; zero when now.
	LockedUntil time.Time
}

// Named is a person with the name to show.
type Named struct {
	ID   attendance.PersonID
	Name string
}

// BoardView is the staff's board: one group's children, or all who wait.
type BoardView struct {
	// By is the name of the member of staff who is at it.
	By     string
	Groups []BoardGroup
	// Group is the one shown. The group without an id, named like the unit, has
	// the children who are in none of the others.
	Group attendance.GroupID
	// Children are those of Group, by name; Waiting are the families of any
	// group who wait for staff, longest first.
	Children []BoardChild
	Waiting  []BoardChild
	// StillHere is how many children are still registered after closing time, or
	// on an earlier day, StillHereOn; the board then asks who went home.
	StillHere   int
	StillHereOn attendance.Date
	// Undo is the last step, while it can be taken back; nil otherwise.
	Undo *BoardUndo
	// Failed tells that the last step could not be saved.
	Failed bool
	// Notes is how many notes of families nobody has seen.
	Notes int
	// Warnings are what staff should know about the tablet.
	Warnings []Warning
}

// BoardGroup is a group with its live counts.
type BoardGroup struct {
	ID     attendance.GroupID
	Name   string
	Symbol string
	// Present counts children in the preschool's care (pick-up requested
	// included), Expected those still to come, Total all of the group.
	Present, Expected, Total int
}

// BoardChild is one child on the board.
type BoardChild struct {
	ID     attendance.ChildID
	Name   string
	Group  string
	State  attendance.State
	Since  time.Time
	Action attendance.Action
	// From and Until are today's planned time, if Planned.
	Planned     bool
	From, Until attendance.TimeOfDay
	Flags       []attendance.Flag
	// Moved tells that the child is with another group than its own today.
	Moved bool
	// Collector is the first name of who will collect today, if a guardian said.
	Collector string
	// Notes is how many notes about the child nobody has seen.
	Notes int
}

// BoardUndo is a step on the board that can still be taken back.
type BoardUndo struct {
	Name   string
	Action attendance.Action
}

// Warning is a condition of the tablet that staff should know of.
type Warning string

const (
	// KeyInFile: the key that seals the data lies in a file, not in the
	// operating system's keyring.
	KeyInFile Warning = "key-in-file"
	// SyncRefused: the portal refuses what the tablet sends.
	SyncRefused Warning = "sync-refused"
	// DirectoryContradicts: something in the directory makes no sense, see
	// [attendance.Index.Warnings]; the stricter rule holds.
	DirectoryContradicts Warning = "directory-contradicts"
)

// Controls is what a screen can ask of the door. Every method returns at once
// and may be called from any goroutine; what comes of it arrives as a new View.
// A call that makes no sense on the present screen does nothing.
type Controls interface {
	// Scanned is a code that was read, or anything else that a scanner sent.
	Scanned(text string)
	// Leave goes back to Home without doing anything; on Home it ends the time of
	// the member of staff who is there. For [Settles] after one screen has taken
	// another's place ([ScanSettles] where a scan did it), Leave, Confirm and Undo
	// do nothing.
	Leave()
	// Touched tells that somebody is busy at the screen, so that it stays.
	Touched()
	// Language changes the language of the screen shown; on Home also of what
	// follows from it. Home speaks the unit's own again after [LanguageStays]
	// without a touch, and after each visit.
	Language(tag string)

	// Toggle includes or leaves out a child on Family and on ReleaseCheck.
	Toggle(attendance.ChildID)
	// MovePickup moves a child's planned pick-up by minutes, on Family.
	MovePickup(child attendance.ChildID, minutes int)
	CollectorControls
	AbsenceControls
	NoteControls
	MessageControls
	NotesControls
	NewPINControls
	// Confirm takes the steps of the chosen children on Family and on
	// ReleaseCheck; on NotSaved it tries again.
	Confirm()
	// Undo takes back what Done, the Board or staff on Home have just done.
	Undo()

	// OpenStaff opens the board, on Home: at once for the member of staff who is
	// there, else after a PIN.
	OpenStaff()
	// ChoosePerson says whose PIN it will be.
	ChoosePerson(attendance.PersonID)
	// Digit enters one digit, 0 to 9; Erase removes the last one; Enter ends
	// the PIN.
	Digit(int)
	Erase()
	Enter()

	// ShowGroup turns the board to another group.
	ShowGroup(attendance.GroupID)
	// Take takes a child's next step on the board, a release after ReleaseCheck.
	// The board must have shown it for [TileSettles]: a double tap must not receive
	// a child and release it. On Home it takes the step that the card of a waiting
	// child shows, after a PIN if no member of staff is there.
	Take(attendance.ChildID)

	RollCallControls
	ChildrenControls
	ChildControls
	CorrectControls
	EveningControls
}

// Sound is what is to be heard.
type Sound string

const (
	// SoundOK goes with Done.
	SoundOK Sound = "ok"
	// SoundReminder tells staff softly that a family has waited long.
	SoundReminder Sound = "reminder"
	// SoundAttention goes with everything that a person should look up at.
	SoundAttention Sound = "attention"
)
