package journal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"tambur/sync/wire"
)

// Report is what [Verify] found.
type Report struct {
	// Epoch is the install that the events are of.
	Epoch string
	// Events is how many there are, and Head the digest of the last one's core.
	Events uint64
	Head   wire.Digest
	// Confirmed is the highest seq that the portal has vouched for.
	Confirmed uint64
	// Private counts the events whose words are there, Erased those whose words
	// have been erased.
	Private, Erased uint64
}

// Verify reads the whole journal in a folder and checks that every event is as
// it was recorded, follows the one before it, has the words that it binds, and
// can be found by its day. It changes nothing. Its error is a [*BadRecord]
// inside for the first event that is wrong; [ErrDamaged], [ErrWrongKey] or
// [ErrInUse] otherwise. The report then tells how far it came.
//
// It takes about ten seconds for a million events.
func Verify(dir string, o Options) (report Report, err error) {
	sealer, err := newSealer(o.Key, nil)
	if err != nil {
		return Report{}, err
	}
	name := filepath.Join(dir, fileName)
	f, err := openFile(name, o, forReading)
	if err != nil {
		return Report{}, err
	}
	err = f.view(func(tx *bbolt.Tx) error {
		v := verifier{sealer: sealer, tx: tx, report: &report, indexed: make(map[string]uint64)}
		return v.walk()
	})
	if err := errors.Join(err, f.close()); err != nil {
		return report, err
	}
	// Last, because no event depends on it: writing needs the list of free pages.
	f, err = openFile(name, o, forAll)
	if err != nil {
		return report, fmt.Errorf("every event is whole, but nothing can be written: %w", err)
	}
	return report, f.close()
}

type verifier struct {
	sealer sealer
	tx     *bbolt.Tx
	meta   meta
	report *Report
	// before is the time of the event before.
	before time.Time
	// indexed counts the entries that there must be in an index.
	indexed map[string]uint64
}

func (v *verifier) walk() (err error) {
	if v.meta, err = v.sealer.readMeta(v.tx); err != nil {
		return err
	}
	v.report.Epoch, v.report.Confirmed = v.meta.epoch, v.meta.confirmed
	prev := wire.Digest{}
	for seq := uint64(1); seq <= v.meta.head.Seq; seq++ {
		if prev, err = v.event(seq, prev); err != nil {
			return err
		}
	}
	if prev != v.meta.head.Digest {
		return &BadRecord{Seq: v.meta.head.Seq, Reason: notHead}
	}
	for _, there := range []struct {
		bucket string
		made   uint64
	}{
		{coreBucket, v.report.Events}, {privateBucket, v.report.Private},
		{dayBucket, v.indexed[dayBucket]}, {correctedBucket, v.indexed[correctedBucket]},
	} {
		if err := v.noStrangers(there.bucket, there.made); err != nil {
			return err
		}
	}
	return nil
}

// event checks one event, and gives the digest that the next must name.
func (v *verifier) event(seq uint64, prev wire.Digest) (wire.Digest, error) {
	record, core, err := v.sealer.record(v.tx, seq)
	if err != nil {
		return wire.Digest{}, err
	}
	bad := func(reason string) (wire.Digest, error) {
		return wire.Digest{}, &BadRecord{Seq: seq, Reason: reason}
	}
	switch {
	case core.Epoch != v.meta.epoch || v.meta.identity == nil || core.Kiosk != v.meta.identity.Kiosk:
		return bad(otherInstall)
	case core.Prev != prev:
		return bad(outOfChain)
	}
	if _, err := eventOf(record, core); err != nil {
		return bad(privateForeign)
	}
	for _, e := range entries(core, v.before) {
		if v.tx.Bucket([]byte(e.bucket)).Get(e.key) == nil {
			return bad(notInIndex)
		}
		v.indexed[e.bucket]++
	}
	v.before = core.At
	v.report.Events, v.report.Head = seq, record.Digest()
	switch {
	case record.Private != nil:
		v.report.Private++
	case core.Private != nil:
		v.report.Erased++
	}
	return record.Digest(), nil
}

// noStrangers looks for keys that no event made. Every event's own have been
// found already, so only when there are more is one of them wrong.
func (v *verifier) noStrangers(bucket string, made uint64) error {
	there := uint64(0)
	c := v.tx.Bucket([]byte(bucket)).Cursor()
	for key, _ := c.First(); key != nil; key, _ = c.Next() {
		there++
	}
	if there == made {
		return nil
	}
	for key, _ := c.First(); key != nil; key, _ = c.Next() {
		if len(key) < 8 {
			return fmt.Errorf("%w: bucket %s has a key of %d bytes", errMeta, bucket, len(key))
		}
		switch seq := binary.BigEndian.Uint64(key[len(key)-8:]); {
		case seq == 0 || seq > v.meta.head.Seq:
			return &BadRecord{Seq: seq, Reason: beyondHead}
		case !v.belongs(bucket, key, seq):
			return &BadRecord{Seq: seq, Reason: wrongInIndex}
		}
	}
	return fmt.Errorf("%w: bucket %s has %d keys in the place of %d", errMeta, bucket, there, made)
}

func (v *verifier) belongs(bucket string, key []byte, seq uint64) bool {
	_, core, err := v.sealer.record(v.tx, seq)
	if err != nil {
		return false
	}
	before := wire.Core{}
	if seq > 1 {
		if _, before, err = v.sealer.record(v.tx, seq-1); err != nil {
			return false
		}
	}
	for _, e := range append(entries(core, before.At), place{coreBucket, seqKey(seq)}, place{privateBucket, seqKey(seq)}) {
		if e.bucket == bucket && bytes.Equal(e.key, key) {
			return true
		}
	}
	return false
}
