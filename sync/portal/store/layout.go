package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"tambur/kiosk/attendance"
	"tambur/sync/wire"
)

// The file:
//
//	format                                   the number of this layout
//	aside/<unit 0 kiosk 0 epoch 0 from head>  a refused segment, as JSON
//	units/<unit>/directory, today            version (8 bytes), JSON
//	units/<unit>/kiosks/<kiosk>              its key and state, as JSON
//	units/<unit>/events/<position>           an event
//	units/<unit>/moments/<time, position>    nothing: the events by their own time
//	units/<unit>/chains/<kiosk 0 epoch>/<seq> digest, position
//
// Numbers are big-endian, so that the order of keys is the order of numbers. How
// far a chain goes is its last key; nothing else says so that could disagree.
var (
	bucketAside   = []byte("aside")
	bucketUnits   = []byte("units")
	bucketKiosks  = []byte("kiosks")
	bucketEvents  = []byte("events")
	bucketMoments = []byte("moments")
	bucketChains  = []byte("chains")
	bucketFormat  = []byte("format")
	keyDirectory  = []byte("directory")
	keyToday      = []byte("today")
	keyNumber     = []byte("number")
)

const (
	format = 1
	// appended is how full pages may be that only grow at their end.
	appended = 0.95
	nul      = "\x00"
)

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// momentKey orders by whole seconds: with the sign bit turned over, seconds
// before 1970 come first.
func momentKey(at time.Time, position uint64) []byte {
	return binary.BigEndian.AppendUint64(number(uint64(at.Unix())^1<<63), position)
}

func chainKey(kiosk attendance.KioskID, epoch string) []byte {
	return []byte(string(kiosk) + nul + epoch)
}

// link is what a chain says about one of its events.
type link struct {
	digest   wire.Digest
	position uint64
}

func (l link) encode() []byte { return binary.BigEndian.AppendUint64(l.digest[:], l.position) }

func decodeLink(value []byte) (link, error) {
	var l link
	if len(value) != len(l.digest)+8 {
		return link{}, fmt.Errorf("a link of %d bytes: %w", len(value), ErrDamaged)
	}
	copy(l.digest[:], value)
	l.position = binary.BigEndian.Uint64(value[len(l.digest):])
	return l, nil
}

// encodeEvent gives: the layout's version, the time of reception in nanoseconds
// since 1970, the core's length, the core, whether there is a private part, and
// that part.
func encodeEvent(received time.Time, r wire.Record) []byte {
	value := make([]byte, 0, 14+len(r.Core)+len(r.Private))
	value = append(value, format)
	value = binary.BigEndian.AppendUint64(value, uint64(received.UnixNano()))
	value = binary.BigEndian.AppendUint32(value, uint32(len(r.Core)))
	value = append(value, r.Core...)
	if r.Private == nil {
		return append(value, 0)
	}
	return append(append(value, 1), r.Private...)
}

// decodeEvent copies what it keeps: value belongs to a transaction.
func decodeEvent(unit attendance.UnitID, position uint64, value []byte) (Event, error) {
	e, err := readEvent(value)
	if err != nil {
		return Event{}, fmt.Errorf("event %d of unit %s: %w", position, unit, err)
	}
	e.Unit, e.Position = unit, position
	return e, nil
}

func readEvent(value []byte) (Event, error) {
	if len(value) < 14 || value[0] != format {
		return Event{}, ErrDamaged
	}
	var e Event
	e.Received = time.Unix(0, int64(binary.BigEndian.Uint64(value[1:]))).UTC()
	size, rest := binary.BigEndian.Uint32(value[9:]), value[13:]
	if uint64(size)+1 > uint64(len(rest)) {
		return Event{}, ErrDamaged
	}
	e.Record.Core = append([]byte(nil), rest[:size]...)
	if rest[size] == 1 {
		e.Record.Private = append([]byte{}, rest[size+1:]...)
	}
	core, err := e.Record.Decode()
	if err != nil {
		return Event{}, errors.Join(ErrDamaged, err)
	}
	e.Core = core
	return e, nil
}
