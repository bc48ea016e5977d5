package store

import (
	"errors"
	"time"

	"tambur/kiosk/attendance"
	"tambur/sync/wire"
)

// The conditions that a caller may want to tell apart.
var (
	// ErrInUse: another process holds the store.
	ErrInUse = errors.New("another process is using it")
	// ErrNoStore: there is no store in that folder.
	ErrNoStore = errors.New("there is no store")
	// ErrDamaged: the file is not a store, or one that can't be read any more.
	ErrDamaged = errors.New("the file is damaged or is not a store")
	// ErrClosed: the store has been closed.
	ErrClosed = errors.New("the store is closed")
	// ErrNone: nothing has been stored under that name.
	ErrNone = errors.New("nothing is stored")
	// ErrOlder: what is stored is newer than what was to replace it.
	ErrOlder = errors.New("what is stored is newer")
)

// ErrUnknownKey is the refusal of a segment which is signed by another key than
// the one that its kiosk is known by. It is a [wire.Fault] of reason
// [wire.BadSignature].
var ErrUnknownKey error = &wire.Fault{
	Reason: wire.BadSignature,
	Detail: "the segment is signed by another key than the one this kiosk is known by",
}

// Progress is how far one install of a kiosk's journal is stored.
type Progress struct {
	Epoch string
	// Through is the highest seq; everything up to it is stored. 0 is nothing.
	Through uint64
	// Head is the digest of the core at Through.
	Head wire.Digest
}

// Event is one event as it was stored.
type Event struct {
	Unit attendance.UnitID
	// Position counts the unit's events in the order they were stored, from 1
	// and without a gap.
	Position uint64
	// Received is the portal's clock when the event was stored.
	Received time.Time
	// Record has the bytes that arrived, Core what they say.
	Record wire.Record
	Core   wire.Core
}

// Kiosk is what is known of one kiosk.
type Kiosk struct {
	ID attendance.KioskID
	// State is the last one that the kiosk, or its last will, told, and StateAt
	// when; zero when there has been none.
	State   wire.State
	StateAt time.Time
	// Installs has the progress of every install, ordered by epoch.
	Installs []Progress
	// LastStored is when an event of this kiosk was last stored; zero for never.
	LastStored time.Time
	// Aside is how many refused segments of this kiosk are kept.
	Aside int
}

// LastSeen is when the portal last had a sign of life from the kiosk itself.
func (k Kiosk) LastSeen() time.Time {
	if k.StateAt.After(k.LastStored) {
		return k.StateAt
	}
	return k.LastStored
}

// Aside is a refused segment that is kept for people to look at: another
// history than the stored one, or one signed by somebody else.
type Aside struct {
	Unit     attendance.UnitID  `json:"unit"`
	Kiosk    attendance.KioskID `json:"kiosk"`
	Epoch    string             `json:"epoch"`
	From     uint64             `json:"from"`
	Reason   wire.Reason        `json:"reason"`
	Detail   string             `json:"detail"`
	Received time.Time          `json:"received"`
	// Message is the segment as a message of the contract.
	Message []byte `json:"message"`
}

// MaxAside bounds how many refused segments are kept in all, and MaxAsideEach
// how many of one kiosk. The first ones are kept: they show where a history
// parted.
const (
	MaxAside     = 500
	MaxAsideEach = 8
)
