package attendance

// Identifiers are opaque: the portal's UUIDs in production, any unique text in
// a test. They carry no name, number or birth date, so that they may stand in
// topics, logs and the journal's chain.
type (
	// UnitID names a preschool unit (SS 12000: Organisation, Skolenhet).
	UnitID string
	// GroupID names a group of a unit (SS 12000: Group, Avdelning).
	GroupID string
	// ChildID names a child (SS 12000: Person with a Placement).
	ChildID string
	// PersonID names a guardian, collector or member of staff (SS 12000: Person).
	PersonID string
	// KioskID names one tablet at one door.
	KioskID string
	// EventID names an event; a UUIDv7 from the journal.
	EventID string
)
