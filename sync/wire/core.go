package wire

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"tambur/kiosk/attendance"
)

// MaxCore and MaxPrivate bound the parts of one event, in bytes.
const (
	MaxCore    = 4 << 10
	MaxPrivate = 8 << 10
)

// Digest is a SHA-256. Its text form is 64 lower-case hexadecimal digits, as
// sha256sum prints it. The zero digest stands before the first event of a chain.
type Digest [sha256.Size]byte

// Sum is the digest of some bytes.
func Sum(b []byte) Digest { return sha256.Sum256(b) }

// String is the hexadecimal form.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// MarshalText gives the hexadecimal form.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the hexadecimal form, lower case only.
func (d *Digest) UnmarshalText(text []byte) error {
	if len(text) != 2*len(d) || strings.ToLower(string(text)) != string(text) {
		return fmt.Errorf("a digest is %d lower-case hexadecimal digits", 2*len(d))
	}
	var read Digest
	if _, err := hex.Decode(read[:], text); err != nil {
		return fmt.Errorf("a digest is %d lower-case hexadecimal digits", 2*len(d))
	}
	*d = read
	return nil
}

// Core is the chained part of an event. It holds ids, times and kinds, never a
// name or anybody's words.
type Core struct {
	ID    attendance.EventID `json:"id"`
	Kiosk attendance.KioskID `json:"kiosk"`
	// Epoch names one install of the kiosk, so that a restored database can't
	// use a number twice. Seq counts from 1 without a gap within it.
	Epoch string             `json:"epoch"`
	Seq   uint64             `json:"seq"`
	Kind  attendance.Kind    `json:"kind"`
	Child attendance.ChildID `json:"child,omitempty"`
	By    CoreBy             `json:"by"`
	// At is the kiosk's wall clock with its offset (RFC 3339).
	At    time.Time `json:"at"`
	Clock Clock     `json:"clock"`
	// Corrects is the event that this one takes the place of.
	Corrects attendance.EventID `json:"corrects,omitempty"`
	// Pickup is the new time of today's pick-up, "15:30".
	Pickup *attendance.TimeOfDay `json:"pickup,omitempty"`
	// When is when it really happened, where that differs from At.
	When time.Time `json:"when,omitzero"`
	// Reason and Phrase are codes; see [ValidCode].
	Reason string `json:"reason,omitempty"`
	Phrase string `json:"phrase,omitempty"`
	// From and Until are the days of an absence, FromTime and UntilTime the part
	// of each.
	From      attendance.Date       `json:"from,omitzero"`
	Until     attendance.Date       `json:"until,omitzero"`
	FromTime  *attendance.TimeOfDay `json:"fromTime,omitempty"`
	UntilTime *attendance.TimeOfDay `json:"untilTime,omitempty"`
	// Collector is who will collect, Person who else it is about.
	Collector attendance.PersonID `json:"collector,omitempty"`
	Person    attendance.PersonID `json:"person,omitempty"`
	Group     attendance.GroupID  `json:"group,omitempty"`
	// About is the event or the notice that this one answers.
	About attendance.EventID `json:"about,omitempty"`
	// Private is the digest of the private part, which carries a salt.
	Private *Digest `json:"private,omitempty"`
	// Prev is the digest of the core before this one; zeros for the first.
	Prev Digest `json:"prev"`
}

// CoreBy is who did it and how that is known.
type CoreBy struct {
	Person attendance.PersonID `json:"person,omitempty"`
	How    attendance.How      `json:"how"`
}

// Clock is what is known about the kiosk's clock when an event was recorded.
type Clock struct {
	// Boot is a random id of this start of the machine.
	Boot string `json:"boot"`
	// SinceBoot is the time since then in milliseconds, which no setting of the
	// clock moves.
	SinceBoot int64 `json:"sinceBoot"`
	// State is "ok", or "behind" when the clock stood before the event before.
	State ClockState `json:"state"`
}

// ClockState is how far the wall clock can be believed.
type ClockState string

// The states of a kiosk's clock.
const (
	ClockOK     ClockState = "ok"
	ClockBehind ClockState = "behind"
)

// ValidCode tells whether a text can stand where the chain holds a code: nothing,
// or up to 40 of a-z, 0-9 and "-". Nobody's words fit in, and they must not: what
// is in the chain can't be erased.
func ValidCode(code string) bool {
	return len(code) <= 40 && strings.Trim(code, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// Record is one event as the bytes that were hashed: the form in which it is
// stored and sent.
type Record struct {
	// Core is the encoded [Core].
	Core []byte
	// Private is the encoded private part; nil when there is none or it has
	// been erased.
	Private []byte
}

// NewRecord encodes an event, for the one time that is ever done. It sets
// core.Private from the private part. It refuses whatever the other end would
// refuse: a record that is once in the chain can't be left out any more.
func NewRecord(core Core, private []byte) (Record, error) {
	// The encoder would put U+FFFD in the place of what is no text.
	for _, text := range []string{
		string(core.ID), string(core.Kiosk), core.Epoch, string(core.Kind), string(core.Child), string(core.By.Person),
		string(core.By.How), string(core.Corrects), core.Clock.Boot, string(core.Clock.State), string(private),
		string(core.Collector), string(core.Person), string(core.Group), string(core.About),
	} {
		if !utf8.ValidString(text) {
			return Record{}, &Fault{Reason: Malformed, Detail: "the event holds bytes that are no UTF-8"}
		}
	}
	core.Private = nil
	if private != nil {
		sum := Sum(private)
		core.Private = &sum
	}
	encoded, err := json.Marshal(core)
	if err != nil {
		return Record{}, fmt.Errorf("encode event: %w", err)
	}
	record := Record{Core: encoded, Private: private}
	if _, err := record.Decode(); err != nil {
		return Record{}, err
	}
	return record, nil
}

// Digest is the record's place in the chain: the digest of its core's bytes.
func (r Record) Digest() Digest { return Sum(r.Core) }

// Decode reads the core and checks that a private part, if it is there, is the
// one that the core binds.
func (r Record) Decode() (Core, error) {
	if len(r.Private) > MaxPrivate {
		return Core{}, &Fault{Reason: TooLarge, Detail: "the private part is larger than the contract allows"}
	}
	core, err := decodeCore(r.Core)
	if err != nil {
		return Core{}, err
	}
	if r.Private != nil && (core.Private == nil || *core.Private != Sum(r.Private)) {
		return Core{}, &Fault{Reason: BadPrivate, Detail: "the private part is not the one that the event binds"}
	}
	if r.Private != nil && !utf8.Valid(r.Private) {
		return Core{}, &Fault{Reason: Malformed, Detail: "the private part is no UTF-8"}
	}
	return core, nil
}

func decodeCore(encoded []byte) (Core, error) {
	if len(encoded) > MaxCore {
		return Core{}, &Fault{Reason: TooLarge, Detail: "the event is larger than the contract allows"}
	}
	var core Core
	if err := decodeJSON(encoded, &core, false); err != nil {
		return Core{}, &Fault{Reason: Malformed, Detail: "the event is not the JSON that the contract asks for"}
	}
	switch {
	case core.ID == "" || core.Kiosk == "" || core.Epoch == "" || core.Kind == "":
		return Core{}, &Fault{Reason: Malformed, Detail: "the event lacks its id, kiosk, epoch or kind"}
	case !ValidID(string(core.Kiosk)) || !ValidID(core.Epoch):
		return Core{}, &Fault{Reason: Malformed, Detail: "the event's kiosk or epoch is no id"}
	case core.Seq == 0:
		return Core{}, &Fault{Reason: Malformed, Detail: "the event has no number"}
	case (core.Seq == 1) != (core.Prev == Digest{}):
		return Core{}, &Fault{Reason: BadChain, Detail: "zeros stand before the first event and no other"}
	case core.At.IsZero():
		return Core{}, &Fault{Reason: Malformed, Detail: "the event has no time"}
	case !ValidCode(core.Reason) || !ValidCode(core.Phrase):
		return Core{}, &Fault{Reason: Malformed, Detail: "the event's reason or phrase is no code"}
	}
	return core, nil
}

// Event is the event in the words of the domain, without the private part.
func (c Core) Event() attendance.Event {
	e := attendance.Event{
		Draft: attendance.Draft{
			Kind:     c.Kind,
			Child:    c.Child,
			By:       attendance.By{Person: c.By.Person, How: c.By.How},
			Corrects: c.Corrects,
			When:     c.When, Reason: c.Reason, Phrase: c.Phrase,
			From: c.From, Until: c.Until, FromTime: c.FromTime, UntilTime: c.UntilTime,
			Collector: c.Collector, Person: c.Person, Group: c.Group, About: c.About,
		},
		ID:    c.ID,
		Kiosk: c.Kiosk,
		Epoch: c.Epoch,
		Seq:   c.Seq,
		At:    c.At,
	}
	if c.Pickup != nil {
		e.Pickup = *c.Pickup
	}
	return e
}

// CoreOf is the core of an event; the caller adds the clock, the private part
// and the place in the chain.
func CoreOf(e attendance.Event) Core {
	c := Core{
		ID:       e.ID,
		Kiosk:    e.Kiosk,
		Epoch:    e.Epoch,
		Seq:      e.Seq,
		Kind:     e.Kind,
		Child:    e.Child,
		By:       CoreBy{Person: e.By.Person, How: e.By.How},
		At:       e.At,
		Corrects: e.Corrects,
		When:     e.When, Reason: e.Reason, Phrase: e.Phrase,
		From: e.From, Until: e.Until, FromTime: e.FromTime, UntilTime: e.UntilTime,
		Collector: e.Collector, Person: e.Person, Group: e.Group, About: e.About,
	}
	if e.Kind == attendance.PickupPlanned {
		pickup := e.Pickup
		c.Pickup = &pickup
	}
	return c
}
