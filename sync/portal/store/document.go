package store

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"tambur/kiosk/attendance"
	"tambur/sync/wire"
)

// SaveDirectory keeps a unit's directory in place of the one before. It fails
// with [ErrOlder] when the one that is stored has a higher version, and keeps
// nothing that a door would refuse.
func (s *Store) SaveDirectory(ctx context.Context, dir attendance.Directory) error {
	message, err := wire.EncodeDirectory(dir, s.now())
	if err == nil {
		_, err = wire.DecodeDirectory(message, dir.Unit.ID)
	}
	if err != nil {
		return fmt.Errorf("save the directory: %w", err)
	}
	return s.saveDocument(ctx, dir.Unit.ID, keyDirectory, dir.Version, dir)
}

// SaveToday keeps a unit's schedule, menu and notices in place of those before,
// by the same rule.
func (s *Store) SaveToday(ctx context.Context, unit attendance.UnitID, today attendance.Today) error {
	return s.saveDocument(ctx, unit, keyToday, today.Version, today)
}

// Directory is the unit's directory, or [ErrNone].
func (s *Store) Directory(ctx context.Context, unit attendance.UnitID) (attendance.Directory, error) {
	var dir attendance.Directory
	err := s.document(ctx, unit, keyDirectory, &dir)
	return dir, err
}

// Today is the unit's schedule, menu and notices, or [ErrNone].
func (s *Store) Today(ctx context.Context, unit attendance.UnitID) (attendance.Today, error) {
	var today attendance.Today
	err := s.document(ctx, unit, keyToday, &today)
	return today, err
}

func (s *Store) saveDocument(ctx context.Context, unit attendance.UnitID, key []byte, version uint64, document any) error {
	if !wire.ValidID(string(unit)) {
		return fmt.Errorf("save the %s: %q is not a unit's id", key, unit)
	}
	encoded, err := json.Marshal(document)
	if err != nil {
		return fmt.Errorf("save the %s: %w", key, err)
	}
	value := append(number(version), encoded...)
	older := false
	err = s.write(ctx, &write{
		apply: func(tx *bolt.Tx, _ time.Time) (bool, error) {
			b, err := tx.Bucket(bucketUnits).CreateBucketIfNotExists([]byte(unit))
			if err != nil {
				return false, err
			}
			stored := b.Get(key)
			if older = len(stored) >= 8 && binary.BigEndian.Uint64(stored) > version; older {
				return false, nil
			}
			if string(stored) == string(value) {
				return false, nil
			}
			return true, b.Put(key, value)
		},
		committed: func() {
			s.watchers.changed(unit)
			s.watchers.changed(documents)
		},
	})
	if err == nil && older {
		return fmt.Errorf("save the %s: %w", key, ErrOlder)
	}
	return err
}

func (s *Store) document(ctx context.Context, unit attendance.UnitID, key []byte, into any) error {
	return s.view(ctx, func(tx *bolt.Tx) error {
		b := tx.Bucket(bucketUnits).Bucket([]byte(unit))
		if b == nil {
			return ErrNone
		}
		value := b.Get(key)
		switch {
		case value == nil:
			return ErrNone
		case len(value) < 8:
			return ErrDamaged
		}
		if err := json.Unmarshal(value[8:], into); err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		return nil
	})
}
