package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"tambur/kiosk/attendance"
	"tambur/sync/wire"
)

// maxPast is how many earlier sessions of a kiosk are remembered.
const maxPast = 16

// kioskValue is what the file holds of a kiosk.
type kioskValue struct {
	// Key is the public key it is known by; nil until its first event.
	Key     []byte      `json:"key,omitempty"`
	State   *wire.State `json:"state,omitempty"`
	StateAt time.Time   `json:"stateAt,omitzero"`
	// Past are the sessions before that of State, newest first.
	Past []string `json:"past,omitempty"`
}

// SaveState keeps the state that a kiosk, or its last will, told. It fails with
// [ErrOlder] for the last will of a session after which the kiosk has already
// begun another: the will of a connection that broke may come late.
func (s *Store) SaveState(ctx context.Context, state wire.State) error {
	if !wire.ValidID(string(state.Unit)) || !wire.ValidID(string(state.Kiosk)) {
		return &wire.Fault{Reason: wire.Malformed, Detail: "the state's unit or kiosk is not an id"}
	}
	late := false
	err := s.write(ctx, &write{
		apply: func(tx *bolt.Tx, now time.Time) (bool, error) {
			k, err := kioskOf(tx, state.Unit, state.Kiosk)
			if err != nil {
				return false, err
			}
			if late = !state.Online && slices.Contains(k.Past, state.Session); late {
				return false, nil
			}
			if k.State != nil && k.State.Session != state.Session {
				k.Past = slices.DeleteFunc(k.Past, func(past string) bool {
					return past == state.Session || past == k.State.Session
				})
				k.Past = slices.Insert(k.Past, 0, k.State.Session)
				k.Past = k.Past[:min(len(k.Past), maxPast)]
			}
			k.State, k.StateAt = &state, now
			return true, putKiosk(tx, state.Unit, state.Kiosk, k)
		},
		committed: func() { s.watchers.changed(state.Unit) },
	})
	if err == nil && late {
		return ErrOlder
	}
	return err
}

// Kiosks lists what is known of a unit's kiosks, ordered by id.
func (s *Store) Kiosks(ctx context.Context, unit attendance.UnitID) ([]Kiosk, error) {
	var kiosks []Kiosk
	err := s.view(ctx, func(tx *bolt.Tx) error {
		b := inUnit(tx, unit, bucketKiosks)
		if b == nil {
			return nil
		}
		return b.ForEach(func(id, _ []byte) error {
			k, err := describe(tx, unit, attendance.KioskID(id))
			kiosks = append(kiosks, k)
			return err
		})
	})
	return kiosks, err
}

func describe(tx *bolt.Tx, unit attendance.UnitID, id attendance.KioskID) (Kiosk, error) {
	value, err := kioskOf(tx, unit, id)
	if err != nil {
		return Kiosk{}, err
	}
	k := Kiosk{ID: id, StateAt: value.StateAt, Aside: countPrefix(tx.Bucket(bucketAside), asidePrefix(unit, id))}
	if value.State != nil {
		k.State = *value.State
	}
	chains := inUnit(tx, unit, bucketChains)
	if chains == nil {
		return k, nil
	}
	prefix := chainKey(id, "")
	cursor := chains.Cursor()
	for key, _ := cursor.Seek(prefix); bytes.HasPrefix(key, prefix); key, _ = cursor.Next() {
		chain := chains.Bucket(key)
		p := Progress{Epoch: string(key[len(prefix):])}
		if p.Through, p.Head, err = last(chain); err != nil {
			return Kiosk{}, err
		}
		k.Installs = append(k.Installs, p)
		l, err := decodeLink(chain.Get(number(p.Through)))
		if err != nil {
			return Kiosk{}, err
		}
		newest, err := decodeEvent(unit, l.position, inUnit(tx, unit, bucketEvents).Get(number(l.position)))
		if err != nil {
			return Kiosk{}, err
		}
		if newest.Received.After(k.LastStored) {
			k.LastStored = newest.Received
		}
	}
	return k, nil
}

func kioskOf(tx *bolt.Tx, unit attendance.UnitID, id attendance.KioskID) (kioskValue, error) {
	b := inUnit(tx, unit, bucketKiosks)
	if b == nil {
		return kioskValue{}, nil
	}
	encoded := b.Get([]byte(id))
	if encoded == nil {
		return kioskValue{}, nil
	}
	var k kioskValue
	if err := json.Unmarshal(encoded, &k); err != nil {
		return kioskValue{}, fmt.Errorf("kiosk %s of unit %s: %w: %w", id, unit, ErrDamaged, err)
	}
	return k, nil
}

func putKiosk(tx *bolt.Tx, unit attendance.UnitID, id attendance.KioskID, k kioskValue) error {
	b, err := tx.Bucket(bucketUnits).CreateBucketIfNotExists([]byte(unit))
	if err != nil {
		return err
	}
	if b, err = b.CreateBucketIfNotExists(bucketKiosks); err != nil {
		return err
	}
	encoded, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return b.Put([]byte(id), encoded)
}

func countPrefix(b *bolt.Bucket, prefix []byte) int {
	n := 0
	cursor := b.Cursor()
	for key, _ := cursor.Seek(prefix); key != nil && bytes.HasPrefix(key, prefix); key, _ = cursor.Next() {
		n++
	}
	return n
}
