package attendance

// Directory is what the portal tells the tablet about one unit: its groups,
// children and people, who may do what, and the planned times of the coming
// days. It holds no personal number, address or telephone number.
type Directory struct {
	// Version counts up with each change; a lower one never replaces a higher.
	Version  uint64   `json:"version"`
	Unit     Unit     `json:"unit"`
	Groups   []Group  `json:"groups"`
	Children []Child  `json:"children"`
	People   []Person `json:"people"`
	Rights   []Right  `json:"rights"`
	Badges   []Badge  `json:"badges"`

	Planned   []PlannedTime `json:"planned,omitempty"`
	Schedules []Schedule    `json:"schedules,omitempty"`
	Absences  []Absence     `json:"absences,omitempty"`
	Messages  []Message     `json:"messages,omitempty"`
}

// Unit is a preschool (SS 12000: Organisation of type Skolenhet).
type Unit struct {
	ID   UnitID `json:"id"`
	Name string `json:"name"`
	// Policy is how a hand-over is done here, unless a group says otherwise.
	Policy Policy `json:"policy"`
	// TimeZone is an IANA name, such as "Europe/Stockholm".
	TimeZone string `json:"timeZone"`
	// CollectorAge is how old somebody must be to collect a child without staff
	// being asked; 0 is no limit. See [Person.OldEnoughFrom].
	CollectorAge int `json:"collectorAge,omitempty"`
	// LateAfter is how many minutes after the planned time staff are told that a
	// child is late or not yet collected; 0 is the usual [UsualLateAfter].
	LateAfter int `json:"lateAfter,omitempty"`
	// NoNamesAtDoor lets no child's name stand on a public screen; see
	// [Index.PublicName].
	NoNamesAtDoor bool `json:"noNamesAtDoor,omitempty"`
}

// UsualLateAfter is [Unit.LateAfter] where the unit says nothing, in minutes.
const UsualLateAfter = 15

// Policy is how a hand-over between a guardian and the preschool is done.
type Policy string

const (
	// StaffReceipt is the default: the guardian announces or requests, a
	// member of staff receives or releases.
	StaffReceipt Policy = "staff-receipt"
	// SelfService lets the guardian's own confirmation be enough. A pick-up
	// also needs the guardian's PIN.
	SelfService Policy = "self-service"
)

// Valid tells whether p is a policy that the rules know.
func (p Policy) Valid() bool { return p == StaffReceipt || p == SelfService }

// Group is a group of children with its own staff (SS 12000: Group of type
// Avdelning).
type Group struct {
	ID   GroupID `json:"id"`
	Name string  `json:"name"`
	// Policy replaces the unit's policy for this group; empty means the unit's.
	Policy Policy `json:"policy,omitempty"`
	// Symbol names the picture that children know their group by.
	Symbol string `json:"symbol,omitempty"`
	// ChildrenPerStaff is the unit's own limit for this group; 0 is none.
	ChildrenPerStaff int `json:"childrenPerStaff,omitempty"`
}

// Child is a child with a place at the unit.
type Child struct {
	ID         ChildID `json:"id"`
	GivenName  string  `json:"givenName"`
	FamilyName string  `json:"familyName"`
	Group      GroupID `json:"group"`
	// Marking is the register's security marking; see [Marking].
	Marking Marking `json:"securityMarking,omitempty"`
	// NoNameAtDoor tells that the family wants no name on a public screen, for
	// whatever reason; see [Index.PublicName].
	NoNameAtDoor bool `json:"noNameAtDoor,omitempty"`
}

// Marking is the security marking of a person in SS 12000. Any value that is
// not "" or "Ingen" protects: a marking that this version doesn't know counts
// as the strictest.
type Marking string

// Protects tells whether the marking asks for protection.
func (m Marking) Protects() bool { return m != "" && m != "Ingen" }

// Person is a guardian, a collector or a member of staff. What they may do
// with which child stands in [Right].
type Person struct {
	ID         PersonID `json:"id"`
	GivenName  string   `json:"givenName"`
	FamilyName string   `json:"familyName"`
	// Language is the BCP 47 tag of the language to speak to this person in;
	// empty means the unit's.
	Language string `json:"language,omitempty"`
	// Staff tells that the person works at the unit.
	Staff bool `json:"staff,omitempty"`
	// Groups are the groups that a member of staff works with, their own first.
	Groups []GroupID `json:"groups,omitempty"`
	// OldEnoughFrom is the day on which the person reaches the unit's
	// [Unit.CollectorAge], so that no birth date is needed here. Zero is not
	// told, as for all adults.
	OldEnoughFrom Date `json:"oldEnoughFrom,omitzero"`
	// PIN is the person's PIN as an argon2id string, peppered with the unit's
	// key; empty when none has been set.
	PIN string `json:"pin,omitempty"`
}

// RightKind is what a person may do with a child.
type RightKind string

const (
	// Guardian may drop off, pick up and change the day's plan
	// (SS 12000: Vårdnadshavare).
	Guardian RightKind = "guardian"
	// Collector may drop off and pick up (SS 12000: Annan behörig).
	Collector RightKind = "collector"
	// Blocked may not come near the child at this door. It outweighs every
	// other right to the same child.
	Blocked RightKind = "blocked"
)

// Right ties a person to a child.
type Right struct {
	Person PersonID  `json:"person"`
	Child  ChildID   `json:"child"`
	Kind   RightKind `json:"kind"`
	// From and Until bound the right to days, both included; zero is open.
	From  Date `json:"from,omitzero"`
	Until Date `json:"until,omitzero"`
}

// Badge ties the keyed hash of a code to the person who carries it. The code
// itself is stored nowhere.
type Badge struct {
	// Hash is the lower-case hexadecimal HMAC of the code.
	Hash    string   `json:"hash"`
	Person  PersonID `json:"person"`
	Revoked bool     `json:"revoked,omitempty"`
}

// PlannedTime is when a child is meant to be at the preschool on one day. It
// outweighs every [Schedule].
type PlannedTime struct {
	Child ChildID   `json:"child"`
	Date  Date      `json:"date"`
	From  TimeOfDay `json:"from"`
	Until TimeOfDay `json:"until"`
}

// Absence is a child's reported absence on days, both included (SS 12000:
// Absence).
type Absence struct {
	Child ChildID `json:"child"`
	From  Date    `json:"from"`
	Until Date    `json:"until"`
	// FromTime and UntilTime are the part of each day that the child is away;
	// nil is open, and with neither it is the whole day.
	FromTime  *TimeOfDay `json:"fromTime,omitempty"`
	UntilTime *TimeOfDay `json:"untilTime,omitempty"`
}
