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

	Planned  []PlannedTime `json:"planned,omitempty"`
	Absences []Absence     `json:"absences,omitempty"`
}

// Unit is a preschool (SS 12000: Organisation of type Skolenhet).
type Unit struct {
	ID   UnitID `json:"id"`
	Name string `json:"name"`
	// Policy is how a hand-over is done here, unless a group says otherwise.
	Policy Policy `json:"policy"`
	// TimeZone is an IANA name, such as "Europe/Stockholm".
	TimeZone string `json:"timeZone"`
}

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
}

// Child is a child with a place at the unit.
type Child struct {
	ID         ChildID `json:"id"`
	GivenName  string  `json:"givenName"`
	FamilyName string  `json:"familyName"`
	Group      GroupID `json:"group"`
	// Marking is the register's security marking; see [Marking].
	Marking Marking `json:"securityMarking,omitempty"`
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

// PlannedTime is when a child is meant to be at the preschool on one day
// (from SS 12000: AttendanceSchedule).
type PlannedTime struct {
	Child ChildID   `json:"child"`
	Date  Date      `json:"date"`
	From  TimeOfDay `json:"from"`
	Until TimeOfDay `json:"until"`
}

// Absence is a child's reported absence on whole days, both included
// (SS 12000: Absence).
type Absence struct {
	Child ChildID `json:"child"`
	From  Date    `json:"from"`
	Until Date    `json:"until"`
}
