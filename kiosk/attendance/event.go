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
	// ReportedAbsent: the child stays away today (SS 12000: Absence).
	ReportedAbsent Kind = "absent"
	// PickupPlanned: the planned time of today's pick-up was changed.
	PickupPlanned Kind = "pickup-planned"
	// Undone: the event named by Corrects did not happen.
	Undone Kind = "undone"
	// StaffCalled: somebody at the door may not collect, or isn't known for
	// any child here; staff were told.
	StaffCalled Kind = "staff-called"
	// Started: the kiosk started. It belongs to no child.
	Started Kind = "started"
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
