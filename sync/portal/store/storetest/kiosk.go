package storetest

import (
	"crypto/ed25519"
	"fmt"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/sync/wire"
)

// Kiosk is one install of a kiosk with its journal, made for tests: it can say
// anything a real one could, the wrong things included.
type Kiosk struct {
	Unit    attendance.UnitID
	ID      attendance.KioskID
	Epoch   string
	Key     ed25519.PrivateKey
	Records []wire.Record

	t testing.TB
}

// NewKiosk is a kiosk with an empty journal. Its key follows from unit and id,
// so that two installs of one kiosk share it.
func NewKiosk(t testing.TB, unit attendance.UnitID, id attendance.KioskID, epoch string) *Kiosk {
	seed := wire.Sum([]byte(string(unit) + "/" + string(id)))
	return &Kiosk{Unit: unit, ID: id, Epoch: epoch, Key: ed25519.NewKeyFromSeed(seed[:]), t: t}
}

// OtherKey is a key that is no kiosk's.
func OtherKey(name string) ed25519.PrivateKey {
	seed := wire.Sum([]byte("another key: " + name))
	return ed25519.NewKeyFromSeed(seed[:])
}

// Add records an event. Its id and time follow from its number, unless e has
// them.
func (k *Kiosk) Add(e attendance.Event) attendance.Event { return k.AddWith(e, nil) }

// AddWith records an event with a private part.
func (k *Kiosk) AddWith(e attendance.Event, private []byte) attendance.Event {
	k.t.Helper()
	e.Kiosk, e.Epoch, e.Seq = k.ID, k.Epoch, uint64(len(k.Records)+1)
	if e.ID == "" {
		e.ID = attendance.EventID(fmt.Sprintf("%s-%s-%d", k.ID, k.Epoch, e.Seq))
	}
	if e.Kind == "" {
		e.Kind = attendance.Announced
	}
	if e.By.How == "" {
		e.By.How = attendance.ByBadge
	}
	if e.At.IsZero() {
		e.At = Morning.Add(time.Duration(e.Seq) * time.Minute)
	}
	core := wire.CoreOf(e)
	core.Clock = wire.Clock{Boot: "boot", SinceBoot: int64(e.Seq), State: wire.ClockOK}
	core.Prev = k.digest(e.Seq - 1)
	record, err := wire.NewRecord(core, private)
	if err != nil {
		k.t.Fatal(err)
	}
	k.Records = append(k.Records, record)
	return e
}

// AddMany records n events.
func (k *Kiosk) AddMany(n int) *Kiosk {
	for range n {
		k.Add(attendance.Event{Draft: attendance.Draft{Child: "child"}})
	}
	return k
}

// Fork is another history of the same install: the same up to a number, and n
// other events after it.
func (k *Kiosk) Fork(after, n int) *Kiosk {
	other := *k
	other.Records = append([]wire.Record(nil), k.Records[:after]...)
	for range n {
		other.Add(attendance.Event{Draft: attendance.Draft{Child: "forked"}})
	}
	return &other
}

// Segment is the run of events from one number to another, signed.
func (k *Kiosk) Segment(from, to int) wire.Segment {
	return wire.NewSegment(k.Unit, k.ID, k.Epoch, uint64(from), k.digest(uint64(from-1)), k.Records[from-1:to], k.Key)
}

// Message is the segment as the bytes that go up.
func (k *Kiosk) Message(from, to int) []byte {
	k.t.Helper()
	message, err := k.Segment(from, to).Encode(Morning)
	if err != nil {
		k.t.Fatal(err)
	}
	return message
}

// Cores decodes what a segment carries.
func Cores(t testing.TB, s wire.Segment) []wire.Core {
	t.Helper()
	cores := make([]wire.Core, len(s.Records))
	for i, r := range s.Records {
		var err error
		if cores[i], err = r.Decode(); err != nil {
			t.Fatal(err)
		}
	}
	return cores
}

// digest is what stands in the chain at a number; zeros at 0.
func (k *Kiosk) digest(seq uint64) wire.Digest {
	if seq == 0 {
		return wire.Digest{}
	}
	return k.Records[seq-1].Digest()
}

// Morning is when the days of tests begin: seven o'clock in Stockholm.
var Morning = time.Date(2026, 3, 3, 7, 0, 0, 0, time.FixedZone("CET", 3600))
