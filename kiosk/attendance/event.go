package attendance

import "time"

// Kind says what happened. A kind that this version doesn't know is kept and
// passed on, and changes no state.
type Kind string

const (
	// Announced: the guardian says that the child is here (anmäld).
	Announced Kind = "announced"
	// Received: the child is in the preschool's care (mottagen; SS 12000: In).
	Received Kind = "received"
	// Requested: the guardian asks for the child (begärd).
	Requested Kind = "requested"
	// Released: the child has gone home (utlämnad; SS 12000: Ut).
	Released Kind = "released"
	// ReportedAbsent: the child stays away (SS 12000: Absence): today, or on the
	// days of From and Until, wholly or between FromTime and UntilTime.
	ReportedAbsent Kind = "absent"
	// AbsenceWithdrawn: the child comes after all.
	AbsenceWithdrawn Kind = "absence-withdrawn"
	// PickupPlanned: the planned time of today's pick-up was changed.
	PickupPlanned Kind = "pickup-planned"
	// CollectorPlanned: Collector is who will collect the child today.
	CollectorPlanned Kind = "collector-planned"
	// GroupMoved: the child is with another group today, Group.
	GroupMoved Kind = "group-moved"
	// NoteLeft: a guardian left a note to staff: a Phrase, Words or both.
	NoteLeft Kind = "note"
	// NoteSeen: staff have read the note that About names.
	NoteSeen Kind = "note-seen"
	// NoticeRead: a guardian has read the notice that About names.
	NoticeRead Kind = "notice-read"
	// StaffIn and StaffOut: By has come to work, or gone. They belong to no child.
	StaffIn  Kind = "staff-in"
	StaffOut Kind = "staff-out"
	// RollCallBegun: the children are being counted, for one of the roll calls'
	// reasons, in Group or, where that is empty, in the whole unit.
	RollCallBegun Kind = "roll-call"
	// MarkedSafe: the child was seen at the roll call that About names.
	MarkedSafe Kind = "safe"
	// RollCallClosed: the roll call that About names is over; By answers for it.
	RollCallClosed Kind = "roll-call-closed"
	// Looked: staff looked at what is personal about a child.
	Looked Kind = "looked"
	// PINSet: By set the PIN of Person with them. The PIN stands in no event.
	PINSet Kind = "pin-set"
	// Undone: the event named by Corrects did not happen.
	Undone Kind = "undone"
	// StaffCalled: somebody at the door may not collect, or isn't known for
	// any child here; staff were told.
	StaffCalled Kind = "staff-called"
	// Started: the kiosk started. It belongs to no child.
	Started Kind = "started"
)

// Kinds lists all kinds that this version knows.
func Kinds() []Kind {
	return []Kind{Announced, Received, Requested, Released, ReportedAbsent, AbsenceWithdrawn, PickupPlanned,
		CollectorPlanned, GroupMoved, NoteLeft, NoteSeen, NoticeRead, StaffIn, StaffOut, RollCallBegun, MarkedSafe,
		RollCallClosed, Looked, PINSet, Undone, StaffCalled, Started}
}

// Why an event corrects another, or stands at a time before it was recorded.
const (
	WrongChild  = "wrong-child"
	WrongTime   = "wrong-time"
	Forgotten   = "forgotten"
	OtherReason = "other"
)

// What a roll call is for.
const (
	Drill  = "drill"
	Real   = "real"
	Outing = "outing"
)

// How is the way in which a person was identified.
type How string

const (
	// ByBadge: a code was scanned, nothing else was asked for.
	ByBadge How = "badge"
	// ByPIN: the person was chosen from a list and entered their PIN.
	ByPIN How = "pin"
	// ByBadgeAndPIN: a code was scanned and its holder's PIN entered.
	ByBadgeAndPIN How = "badge+pin"
	// ByName: the person was chosen from a list, and nothing else vouches for it.
	ByName How = "name"
	// ByKiosk: the kiosk itself, without a person.
	ByKiosk How = "kiosk"
)

// WithPIN tells whether a PIN was part of it.
func (h How) WithPIN() bool { return h == ByPIN || h == ByBadgeAndPIN }

// By is who did something, and how we know.
type By struct {
	Person PersonID
	How    How
}

// Draft is an event that is asked for: what the journal will complete with an
// id, a place in the chain and a time.
type Draft struct {
	Kind  Kind
	Child ChildID
	By    By
	// Corrects names the event, of the same child, that this one takes the
	// place of.
	Corrects EventID
	// Pickup is the new time of today's pick-up, with PickupPlanned only.
	Pickup TimeOfDay
	// When is when it really happened, for a step that was forgotten or recorded
	// at a wrong time; zero is when it was recorded.
	When time.Time
	// Reason is a code: why the event corrects another, or what a roll call is for.
	Reason string
	// From and Until bound an absence, both included; no days is today only.
	From, Until Date
	// FromTime and UntilTime are the part of each day that an absence is about;
	// nil is open.
	FromTime, UntilTime *TimeOfDay
	// Collector is who will collect, with CollectorPlanned only; none takes the
	// plan back.
	Collector PersonID
	// Person is whose PIN was set.
	Person PersonID
	// Group is where the child is moved to, or which group is called.
	Group GroupID
	// Phrase is the code of a quick phrase.
	Phrase string
	// About names the roll call, the note or the notice that the event answers.
	About EventID
	// Words are what somebody wrote or said: a note, the name of somebody who
	// has no id. They are kept beside the record and can be erased from it
	// later, so nothing may depend on them.
	Words string
}

// Event is something that happened, as it was recorded.
type Event struct {
	Draft
	ID EventID
	// Kiosk, Epoch and Seq are the event's place: Seq counts up from 1 without
	// a gap in one install (Epoch) of one kiosk.
	Kiosk KioskID
	Epoch string
	Seq   uint64
	// At is the kiosk's wall clock, with its offset. It may be wrong, and it
	// never decides the order of one kiosk's events: Seq does.
	At time.Time
}
