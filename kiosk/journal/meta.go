package journal

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"tambur/sync/wire"
)

// The buckets of the file. Cores and private parts are kept by seq, in eight
// bytes, big-endian. An index entry is a UTC day and a seq, without a value.
//
// The index of days has an entry for each run of events of one day, by the seq
// that the run begins with: it ends where an event of another day follows. So
// all events of a day but the first leave the index alone, which saves each of
// them a page to write.
const (
	metaBucket      = "meta"
	coreBucket      = "cores"
	privateBucket   = "private"
	dayBucket       = "days"        // runs, by the day of their events' own time
	correctedBucket = "corrections" // by the day of the event that is corrected
	documentBucket  = "documents"
	attemptBucket   = "attempts" // by person
)

var buckets = []string{metaBucket, coreBucket, privateBucket, dayBucket, correctedBucket, documentBucket, attemptBucket}

// The keys in the meta bucket.
var (
	epochKey     = []byte("epoch")
	headKey      = []byte("head")
	confirmedKey = []byte("confirmed")
	identityKey  = []byte("identity")
	erasingKey   = []byte("erasing")
)

// errMeta: what the journal keeps about itself doesn't fit together.
var errMeta = errors.New("its own record of where it stands can't be used")

// head is the end of the chain.
type head struct {
	Seq    uint64      `json:"seq"`
	Digest wire.Digest `json:"digest"`
	// At is the time of the event there; zero when there is none.
	At time.Time `json:"at,omitzero"`
}

// meta is what a journal keeps about itself.
type meta struct {
	epoch     string
	head      head
	confirmed uint64
	identity  *Identity
	erasing   bool
}

// writeFirst makes an empty journal.
func (s sealer) writeFirst(tx *bbolt.Tx) error {
	for _, name := range buckets {
		if _, err := tx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	epoch, err := uuid.NewRandomFromReader(s.random)
	if err != nil {
		return fmt.Errorf("draw an epoch: %w", err)
	}
	return errors.Join(
		s.put(tx, metaBucket, epochKey, []byte(epoch.String())),
		s.writeHead(tx, head{}),
		s.put(tx, metaBucket, confirmedKey, seqKey(0)),
	)
}

func (s sealer) writeHead(tx *bbolt.Tx, h head) error {
	encoded, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("encode the head: %w", err)
	}
	return s.put(tx, metaBucket, headKey, encoded)
}

// readMeta fails with [ErrWrongKey] when no value can be opened, and with
// [errMeta] when only some can.
func (s sealer) readMeta(tx *bbolt.Tx) (meta, error) {
	for _, name := range buckets {
		if tx.Bucket([]byte(name)) == nil {
			return meta{}, fmt.Errorf("%w: bucket %s is missing", errMeta, name)
		}
	}
	values := make(map[string][]byte)
	refused := 0
	for _, key := range [][]byte{epochKey, headKey, confirmedKey, identityKey, erasingKey} {
		value, err := s.get(tx, metaBucket, key)
		if err != nil {
			refused++
			continue
		}
		if value != nil {
			values[string(key)] = value
		}
	}
	if len(values) == 0 && refused > 0 {
		return meta{}, ErrWrongKey
	}
	if refused > 0 {
		return meta{}, fmt.Errorf("%w: %w", errMeta, errSeal)
	}
	m := meta{epoch: string(values["epoch"]), erasing: values["erasing"] != nil}
	if _, err := uuid.Parse(m.epoch); err != nil {
		return meta{}, fmt.Errorf("%w: it has no epoch", errMeta)
	}
	if err := json.Unmarshal(values["head"], &m.head); err != nil {
		return meta{}, fmt.Errorf("%w: it has no head", errMeta)
	}
	confirmed, ok := seqOf(values["confirmed"])
	if !ok || confirmed > m.head.Seq {
		return meta{}, fmt.Errorf("%w: more has been confirmed than there is", errMeta)
	}
	m.confirmed = confirmed
	if encoded := values["identity"]; encoded != nil {
		identity, err := decodeIdentity(encoded)
		if err != nil {
			return meta{}, fmt.Errorf("%w: %w", errMeta, err)
		}
		m.identity = &identity
	}
	return m, nil
}

// checkEnd looks whether the last event in the file is the one that the head
// names. It reads one page of the chain.
func (s sealer) checkEnd(tx *bbolt.Tx, h head) error {
	last, _ := tx.Bucket([]byte(coreBucket)).Cursor().Last()
	switch seq, ok := seqOf(last); {
	case last == nil && h.Seq == 0:
		return nil
	case last == nil, ok && seq < h.Seq:
		return &BadRecord{Seq: seq + 1, Reason: missing}
	case !ok:
		return fmt.Errorf("%w: a record has no number", errMeta)
	case seq > h.Seq:
		return &BadRecord{Seq: h.Seq + 1, Reason: beyondHead}
	}
	record, _, err := s.record(tx, h.Seq)
	if err != nil {
		return err
	}
	if record.Digest() != h.Digest {
		return &BadRecord{Seq: h.Seq, Reason: notHead}
	}
	return nil
}

func seqKey(seq uint64) []byte { return binary.BigEndian.AppendUint64(nil, seq) }

func seqOf(key []byte) (uint64, bool) {
	if len(key) != 8 {
		return 0, false
	}
	return binary.BigEndian.Uint64(key), true
}

// dayOf is the UTC day of a moment, in the form that orders by time. Moments
// outside the years that the form has are put at its ends.
func dayOf(t time.Time) []byte {
	t = t.UTC()
	switch year := t.Year(); {
	case year < 0:
		return []byte("0000-01-01")
	case year > 9999:
		return []byte("9999-12-31")
	}
	return t.AppendFormat(nil, time.DateOnly)
}

func indexKey(t time.Time, seq uint64) []byte { return append(dayOf(t), seqKey(seq)...) }

// indexed lists the seqs under the days from the one of a moment to the one of
// another, both included.
func indexed(tx *bbolt.Tx, bucket string, from, until time.Time) ([]uint64, error) {
	var seqs []uint64
	first, last := dayOf(from), dayOf(until)
	c := tx.Bucket([]byte(bucket)).Cursor()
	for key, _ := c.Seek(first); key != nil; key, _ = c.Next() {
		if len(key) != len(last)+8 {
			return nil, fmt.Errorf("%w: the index of days has a key of %d bytes", errMeta, len(key))
		}
		if bytes.Compare(key[:len(last)], last) > 0 {
			break
		}
		seqs = append(seqs, binary.BigEndian.Uint64(key[len(last):]))
	}
	return seqs, nil
}
