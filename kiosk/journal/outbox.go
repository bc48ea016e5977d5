package journal

import (
	"fmt"

	"go.etcd.io/bbolt"

	"tambur/sync/wire"
)

// Outbox tells where the journal stands towards the portal.
func (j *Journal) Outbox() (wire.Outbox, error) {
	var out wire.Outbox
	err := j.read(func(tx *bbolt.Tx) error {
		out = wire.Outbox{Epoch: j.epoch, Head: j.head.Seq, HeadDigest: j.head.Digest, Confirmed: j.confirmed}
		if out.Confirmed == out.Head {
			return nil
		}
		_, core, err := j.sealer.record(tx, out.Confirmed+1)
		out.Oldest = core.At
		return err
	})
	if err != nil {
		return wire.Outbox{}, err
	}
	return out, nil
}

// Records gives the events that follow a seq, in order and without a gap, at
// most so many, as the bytes that were hashed. Before is the digest of the core
// at after itself; zeros for 0. An after beyond the head has nothing behind it,
// and no digest.
func (j *Journal) Records(after uint64, most int) (before wire.Digest, records []wire.Record, err error) {
	err = j.read(func(tx *bbolt.Tx) error {
		if after > j.head.Seq {
			return nil
		}
		if before, err = j.digestAt(tx, after); err != nil {
			return err
		}
		for seq := after + 1; seq <= j.head.Seq && len(records) < most; seq++ {
			record, _, err := j.sealer.record(tx, seq)
			if err != nil {
				return err
			}
			records = append(records, record)
		}
		return nil
	})
	if err != nil {
		return wire.Digest{}, nil, err
	}
	return before, records, nil
}

// Confirm moves the outbox position to what a receipt vouches for: the highest
// seq that the portal has stored without a gap, and the digest of the core
// there. The position only moves forward; a receipt for less than it changes
// nothing. It is on disk when Confirm returns.
//
// A receipt for another epoch, for more than there is, or for another event at
// that seq is [ErrForeignReceipt], and changes nothing.
func (j *Journal) Confirm(epoch string, through uint64, digest wire.Digest) error {
	j.writing.Lock()
	defer j.writing.Unlock()
	switch {
	case epoch != j.epoch:
		return fmt.Errorf("%w: it names another install", ErrForeignReceipt)
	case through > j.head.Seq:
		return fmt.Errorf("%w: it names event %d of %d", ErrForeignReceipt, through, j.head.Seq)
	}
	err := j.read(func(tx *bbolt.Tx) error {
		ours, err := j.digestAt(tx, through)
		if err == nil && ours != digest {
			return fmt.Errorf("%w: it names another event %d", ErrForeignReceipt, through)
		}
		return err
	})
	if err != nil || through <= j.confirmed {
		return err
	}
	err = j.write(func(tx *bbolt.Tx) error {
		return j.sealer.put(tx, metaBucket, confirmedKey, seqKey(through))
	})
	if err != nil {
		return err
	}
	j.mu.Lock()
	j.confirmed = through
	j.mu.Unlock()
	return nil
}

// digestAt is the digest of the core at a seq; zeros for 0.
func (j *Journal) digestAt(tx *bbolt.Tx, seq uint64) (wire.Digest, error) {
	switch seq {
	case 0:
		return wire.Digest{}, nil
	case j.head.Seq:
		return j.head.Digest, nil
	}
	record, _, err := j.sealer.record(tx, seq)
	return record.Digest(), err
}
