package journal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"tambur/kiosk/attendance"
	"tambur/sync/wire"
)

// BadRecord is an event that is not as it was recorded.
type BadRecord struct {
	// Seq is the event's number.
	Seq uint64
	// Reason says what is wrong with it. It holds no name.
	Reason string
}

// Error names the event and says what is wrong with it.
func (b *BadRecord) Error() string { return fmt.Sprintf("event %d %s", b.Seq, b.Reason) }

// The reasons of a [BadRecord].
const (
	missing        = "is missing"
	altered        = "was altered or put in the place of another: its seal is broken"
	malformed      = "is not an event of the contract"
	otherNumber    = "carries another number than its place has"
	otherInstall   = "is of another tablet or install"
	outOfChain     = "does not follow the event before it"
	beyondHead     = "lies beyond the end of the chain"
	notHead        = "is not the one that the chain should end with"
	privateAltered = "has words that were altered: their seal is broken"
	privateForeign = "has words that it does not bind"
	notInIndex     = "is missing from the index of days"
	wrongInIndex   = "stands in the index of days where it does not belong"
)

// record reads both parts of an event and checks them against each other. The
// error is a [*BadRecord].
func (s sealer) record(tx *bbolt.Tx, seq uint64) (wire.Record, wire.Core, error) {
	bad := func(reason string) (wire.Record, wire.Core, error) {
		return wire.Record{}, wire.Core{}, &BadRecord{Seq: seq, Reason: reason}
	}
	encoded, err := s.get(tx, coreBucket, seqKey(seq))
	switch {
	case err != nil:
		return bad(altered)
	case encoded == nil:
		return bad(missing)
	}
	private, err := s.get(tx, privateBucket, seqKey(seq))
	if err != nil {
		return bad(privateAltered)
	}
	record := wire.Record{Core: encoded, Private: private}
	core, err := record.Decode()
	switch {
	case err != nil && wire.ReasonOf(err) == wire.BadPrivate:
		return bad(privateForeign)
	case err != nil:
		return bad(malformed)
	case core.Seq != seq:
		return bad(otherNumber)
	}
	return record, core, nil
}

// write puts an event and its index entries into the file, behind an event of
// the time before.
func (s sealer) write(tx *bbolt.Tx, record wire.Record, core wire.Core, before time.Time) error {
	if err := s.put(tx, coreBucket, seqKey(core.Seq), record.Core); err != nil {
		return err
	}
	if record.Private != nil {
		if err := s.put(tx, privateBucket, seqKey(core.Seq), record.Private); err != nil {
			return err
		}
	}
	for _, e := range entries(core, before) {
		if err := tx.Bucket([]byte(e.bucket)).Put(e.key, nil); err != nil {
			return err
		}
	}
	return nil
}

// remove takes out what write put in.
func remove(tx *bbolt.Tx, core wire.Core) error {
	for _, e := range places(core) { // no matter whether all of them are there
		if err := tx.Bucket([]byte(e.bucket)).Delete(e.key); err != nil {
			return err
		}
	}
	return nil
}

// place is where something lies in the file.
type place struct {
	bucket string
	key    []byte
}

// places are all that an event can have.
func places(core wire.Core) []place {
	all := []place{{coreBucket, seqKey(core.Seq)}, {privateBucket, seqKey(core.Seq)}, {dayBucket, indexKey(core.At, core.Seq)}}
	if at, ok := recordedAt(core.Corrects); ok {
		all = append(all, place{correctedBucket, indexKey(at, core.Seq)})
	}
	return all
}

// entries are the places in the indexes that an event has behind one of the
// time before.
func entries(core wire.Core, before time.Time) []place {
	return slices.DeleteFunc(places(core), func(p place) bool {
		switch p.bucket {
		case dayBucket:
			return core.Seq > 1 && sameDay(core.At, before)
		case correctedBucket:
			return false
		}
		return true
	})
}

// sameDay tells whether two moments are of one UTC day.
func sameDay(a, b time.Time) bool { return bytes.Equal(dayOf(a), dayOf(b)) }

// eventOf gives the event in the words of the domain, with the private part's
// words if they are still there.
func eventOf(record wire.Record, core wire.Core) (attendance.Event, error) {
	e := core.Event()
	if record.Private != nil {
		private, err := wire.DecodePrivate(record.Private)
		if err != nil {
			return attendance.Event{}, err
		}
		e.Words = private.Words
	}
	return e, nil
}

// newID is a UUIDv7 (RFC 9562, section 5.7): 48 bits of Unix time in
// milliseconds and 74 random bits. Its random part is not made to count up
// within a millisecond, since seq gives the order.
func newID(at time.Time, random io.Reader) (attendance.EventID, error) {
	var id uuid.UUID
	if _, err := io.ReadFull(random, id[6:]); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	var unix [8]byte
	binary.BigEndian.PutUint64(unix[:], uint64(max(at.UnixMilli(), 0)))
	copy(id[:6], unix[2:])
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return attendance.EventID(id.String()), nil
}

// recordedAt is when the event with an id was recorded, as far as its id tells:
// a UUIDv7 carries the time. That is as good as looking the event up, because a
// journal makes an event's id and its time from one reading of the clock, and
// it works for the events of other tablets, which are not here to be looked up.
func recordedAt(id attendance.EventID) (time.Time, bool) {
	const textLength = 36
	if len(id) != textLength {
		return time.Time{}, false
	}
	parsed, err := uuid.Parse(string(id))
	if err != nil || parsed.Version() != 7 || parsed.Variant() != uuid.RFC4122 {
		return time.Time{}, false
	}
	var unix [8]byte
	copy(unix[2:], parsed[:6])
	return time.UnixMilli(int64(binary.BigEndian.Uint64(unix[:]))).UTC(), true
}

// errRefused: an event that the portal would refuse must never get into the
// chain, where nothing could get it out of the way of those behind it.
var errRefused = errors.New("this can't be recorded")
