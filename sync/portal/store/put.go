package store

import (
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"tambur/kiosk/attendance"
	"tambur/sync/wire"
)

// Put stores the events of a segment that [wire.DecodeSegment] has accepted;
// cores are the ones it gave. Events that are stored already are left alone.
// When Put returns without an error, all events of the segment are on disk.
//
// A segment that doesn't fit is refused whole with a [wire.Fault]: of reason
// Gap when events are missing before it, Fork when it continues another history
// than the one that is stored, BadSignature ([ErrUnknownKey]) when another key
// signed it. Forks and segments by another key are kept aside, see [Aside]. With
// a refusal too, the progress is what is stored now. Any other error means that
// nothing is known to be stored.
func (s *Store) Put(ctx context.Context, segment wire.Segment, cores []wire.Core) (Progress, error) {
	progress := Progress{Epoch: segment.Epoch}
	if err := checkShape(segment, cores); err != nil {
		return progress, err
	}
	var refusal error
	err := s.write(ctx, &write{
		apply: func(tx *bolt.Tx, now time.Time) (changed bool, err error) {
			progress, changed, refusal, err = place(tx, segment, cores, now)
			return changed, err
		},
		committed: func() { s.watchers.changed(segment.Unit) },
	})
	if err != nil {
		return Progress{Epoch: segment.Epoch}, err
	}
	return progress, refusal
}

// checkShape holds off what would not fit the file's keys.
func checkShape(segment wire.Segment, cores []wire.Core) error {
	switch {
	case !wire.ValidID(string(segment.Unit)) || !wire.ValidID(string(segment.Kiosk)) || !wire.ValidID(segment.Epoch):
		return &wire.Fault{Reason: wire.Malformed, Detail: "the segment's unit, kiosk or epoch is not an id"}
	case len(cores) == 0 || len(cores) != len(segment.Records) || len(segment.Key) != ed25519.PublicKeySize:
		return &wire.Fault{Reason: wire.Malformed, Detail: "the segment has not been decoded"}
	case segment.From == 0:
		return &wire.Fault{Reason: wire.Malformed, Detail: "the segment has no number"}
	}
	return nil
}

func place(tx *bolt.Tx, segment wire.Segment, cores []wire.Core, now time.Time) (p Progress, changed bool, refusal, err error) {
	p.Epoch = segment.Epoch
	chain := chainOf(tx, segment.Unit, segment.Kiosk, segment.Epoch)
	if p.Through, p.Head, err = last(chain); err != nil {
		return p, false, nil, err
	}
	known, err := kioskOf(tx, segment.Unit, segment.Kiosk)
	if err != nil {
		return p, false, nil, err
	}
	refusal, fresh, err := judge(chain, p.Through, known.Key, segment)
	if err != nil {
		return p, false, nil, err
	}
	if refusal != nil {
		changed, err = keepAside(tx, segment, refusal, now)
		return p, changed, refusal, err
	}
	if fresh == len(segment.Records) {
		return p, false, nil, nil
	}
	if known.Key == nil {
		known.Key = segment.Key
		if err := putKiosk(tx, segment.Unit, segment.Kiosk, known); err != nil {
			return p, false, nil, err
		}
	}
	if err := appendEvents(tx, segment, cores, fresh, now); err != nil {
		return p, false, nil, err
	}
	p.Through, p.Head = segment.To, segment.Head
	return p, true, nil, nil
}

// judge tells whether a segment continues what is stored, and which of its
// records is the first new one.
func judge(chain *bolt.Bucket, through uint64, key []byte, segment wire.Segment) (refusal error, fresh int, err error) {
	if key != nil && string(key) != string(segment.Key) {
		return ErrUnknownKey, 0, nil
	}
	if segment.From > through+1 {
		return &wire.Fault{Reason: wire.Gap, Detail: fmt.Sprintf("the segment starts at %d, and %d is the last event stored", segment.From, through)}, 0, nil
	}
	var before wire.Digest
	if segment.From > 1 {
		if before, err = digestAt(chain, segment.From-1); err != nil {
			return nil, 0, err
		}
	}
	if before != segment.Before {
		return &wire.Fault{Reason: wire.Fork, Detail: fmt.Sprintf("the segment doesn't continue from the stored event %d", segment.From-1)}, 0, nil
	}
	for i, record := range segment.Records {
		seq := segment.From + uint64(i)
		if seq > through {
			return nil, i, nil
		}
		stored, err := digestAt(chain, seq)
		if err != nil {
			return nil, 0, err
		}
		if stored != record.Digest() {
			return &wire.Fault{Reason: wire.Fork, Detail: fmt.Sprintf("event %d is stored with other content", seq)}, 0, nil
		}
	}
	return nil, len(segment.Records), nil
}

func appendEvents(tx *bolt.Tx, segment wire.Segment, cores []wire.Core, fresh int, now time.Time) error {
	unit, err := tx.Bucket(bucketUnits).CreateBucketIfNotExists([]byte(segment.Unit))
	if err != nil {
		return err
	}
	events, err := unit.CreateBucketIfNotExists(bucketEvents)
	if err != nil {
		return err
	}
	moments, err := unit.CreateBucketIfNotExists(bucketMoments)
	if err != nil {
		return err
	}
	chains, err := unit.CreateBucketIfNotExists(bucketChains)
	if err != nil {
		return err
	}
	chain, err := chains.CreateBucketIfNotExists(chainKey(segment.Kiosk, segment.Epoch))
	if err != nil {
		return err
	}
	events.FillPercent, chain.FillPercent = appended, appended
	for i := fresh; i < len(segment.Records); i++ {
		record := segment.Records[i]
		position, err := events.NextSequence()
		if err != nil {
			return err
		}
		if err := events.Put(number(position), encodeEvent(now, record)); err != nil {
			return err
		}
		if err := moments.Put(momentKey(cores[i].At, position), nil); err != nil {
			return err
		}
		if err := chain.Put(number(cores[i].Seq), link{record.Digest(), position}.encode()); err != nil {
			return err
		}
	}
	return nil
}

// keepAside keeps a refused segment that people should see, once, as long as
// there is room. A gap is not one: the events are on their way.
func keepAside(tx *bolt.Tx, segment wire.Segment, refusal error, now time.Time) (bool, error) {
	reason := wire.ReasonOf(refusal)
	if reason != wire.Fork && reason != wire.BadSignature {
		return false, nil
	}
	aside := tx.Bucket(bucketAside)
	kiosk := asidePrefix(segment.Unit, segment.Kiosk)
	key := append([]byte(nil), kiosk...)
	key = append(key, segment.Epoch+nul...)
	key = binary.BigEndian.AppendUint64(key, segment.From)
	key = append(key, segment.Head[:]...)
	if aside.Get(key) != nil || countPrefix(aside, kiosk) >= MaxAsideEach || countPrefix(aside, nil) >= MaxAside {
		return false, nil
	}
	message, err := segment.Encode(now)
	if err != nil {
		return false, err
	}
	value, err := json.Marshal(Aside{
		Unit: segment.Unit, Kiosk: segment.Kiosk, Epoch: segment.Epoch, From: segment.From,
		Reason: reason, Detail: refusal.Error(), Received: now, Message: message,
	})
	if err != nil {
		return false, err
	}
	return true, aside.Put(key, value)
}

func asidePrefix(unit attendance.UnitID, kiosk attendance.KioskID) []byte {
	return []byte(string(unit) + nul + string(kiosk) + nul)
}

// chainOf is nil when nothing of that install is stored.
func chainOf(tx *bolt.Tx, unit attendance.UnitID, kiosk attendance.KioskID, epoch string) *bolt.Bucket {
	chains := inUnit(tx, unit, bucketChains)
	if chains == nil {
		return nil
	}
	return chains.Bucket(chainKey(kiosk, epoch))
}

// inUnit is one of a unit's buckets, nil when there is none.
func inUnit(tx *bolt.Tx, unit attendance.UnitID, name []byte) *bolt.Bucket {
	b := tx.Bucket(bucketUnits).Bucket([]byte(unit))
	if b == nil {
		return nil
	}
	return b.Bucket(name)
}

func last(chain *bolt.Bucket) (uint64, wire.Digest, error) {
	if chain == nil {
		return 0, wire.Digest{}, nil
	}
	key, value := chain.Cursor().Last()
	if key == nil {
		return 0, wire.Digest{}, nil
	}
	l, err := decodeLink(value)
	if err != nil || len(key) != 8 {
		return 0, wire.Digest{}, ErrDamaged
	}
	return binary.BigEndian.Uint64(key), l.digest, nil
}

func digestAt(chain *bolt.Bucket, seq uint64) (wire.Digest, error) {
	l, err := decodeLink(chain.Get(number(seq)))
	return l.digest, err
}
