package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"tambur/kiosk/attendance"
	"tambur/sync/wire"
)

// Units lists the units of which anything is stored, ordered by id.
func (s *Store) Units(ctx context.Context) ([]attendance.UnitID, error) {
	var units []attendance.UnitID
	err := s.view(ctx, func(tx *bolt.Tx) error {
		return tx.Bucket(bucketUnits).ForEach(func(id, _ []byte) error {
			units = append(units, attendance.UnitID(id))
			return nil
		})
	})
	return units, err
}

// Since lists a unit's events after a position, in the order they were stored,
// at most limit of them. Whoever asks again with the last position it was given
// misses none and sees none twice.
func (s *Store) Since(ctx context.Context, unit attendance.UnitID, position uint64, limit int) ([]Event, error) {
	var events []Event
	err := s.view(ctx, func(tx *bolt.Tx) error {
		b := inUnit(tx, unit, bucketEvents)
		if b == nil || position == 1<<64-1 {
			return nil
		}
		cursor := b.Cursor()
		for key, value := cursor.Seek(number(position + 1)); key != nil && len(events) < limit; key, value = cursor.Next() {
			e, err := decodeEvent(unit, binary.BigEndian.Uint64(key), value)
			if err != nil {
				return err
			}
			events = append(events, e)
		}
		return nil
	})
	return events, err
}

// Between lists a unit's events whose own time lies from one moment until
// another, which is not included. They come in the order they were stored.
func (s *Store) Between(ctx context.Context, unit attendance.UnitID, from, until time.Time) ([]Event, error) {
	var events []Event
	err := s.view(ctx, func(tx *bolt.Tx) error {
		moments, all := inUnit(tx, unit, bucketMoments), inUnit(tx, unit, bucketEvents)
		if moments == nil {
			return nil
		}
		end := momentKey(until, 1<<64-1)
		cursor := moments.Cursor()
		for key, _ := cursor.Seek(momentKey(from, 0)); key != nil && bytes.Compare(key, end) <= 0; key, _ = cursor.Next() {
			position := binary.BigEndian.Uint64(key[8:])
			e, err := decodeEvent(unit, position, all.Get(key[8:]))
			if err != nil {
				return err
			}
			if !e.Core.At.Before(from) && e.Core.At.Before(until) {
				events = append(events, e)
			}
		}
		return nil
	})
	slices.SortFunc(events, func(a, b Event) int { return cmp.Compare(a.Position, b.Position) })
	return events, err
}

// Last is the position of the event of a unit that was stored last; 0 for none.
func (s *Store) Last(ctx context.Context, unit attendance.UnitID) (uint64, error) {
	var position uint64
	err := s.view(ctx, func(tx *bolt.Tx) error {
		if b := inUnit(tx, unit, bucketEvents); b != nil {
			if key, _ := b.Cursor().Last(); key != nil {
				position = binary.BigEndian.Uint64(key)
			}
		}
		return nil
	})
	return position, err
}

// Progress is how far one install of a kiosk's journal is stored.
func (s *Store) Progress(ctx context.Context, unit attendance.UnitID, kiosk attendance.KioskID, epoch string) (Progress, error) {
	p := Progress{Epoch: epoch}
	err := s.view(ctx, func(tx *bolt.Tx) (err error) {
		p.Through, p.Head, err = last(chainOf(tx, unit, kiosk, epoch))
		return err
	})
	return p, err
}

// Aside lists the refused segments that are kept of a unit.
func (s *Store) Aside(ctx context.Context, unit attendance.UnitID) ([]Aside, error) {
	var kept []Aside
	err := s.view(ctx, func(tx *bolt.Tx) error {
		prefix := []byte(string(unit) + nul)
		cursor := tx.Bucket(bucketAside).Cursor()
		for key, value := cursor.Seek(prefix); bytes.HasPrefix(key, prefix); key, value = cursor.Next() {
			var a Aside
			if err := json.Unmarshal(value, &a); err != nil {
				return fmt.Errorf("%w: %w", ErrDamaged, err)
			}
			kept = append(kept, a)
		}
		return nil
	})
	return kept, err
}

// Check reads everything and tells what is wrong: pages that bbolt can't
// account for, a chain with a gap, an event that isn't the one its chain names.
// It can take seconds for millions of events.
func (s *Store) Check(ctx context.Context) error {
	return s.view(ctx, func(tx *bolt.Tx) error {
		var problems []error
		for err := range tx.Check() {
			problems = append(problems, fmt.Errorf("%w: %w", ErrDamaged, err))
		}
		if len(problems) > 0 {
			return errors.Join(problems...)
		}
		units := tx.Bucket(bucketUnits)
		return units.ForEachBucket(func(unit []byte) error {
			return checkUnit(ctx, tx, attendance.UnitID(unit))
		})
	})
}

func checkUnit(ctx context.Context, tx *bolt.Tx, unit attendance.UnitID) error {
	chains := inUnit(tx, unit, bucketChains)
	if chains == nil {
		return nil
	}
	events, moments := inUnit(tx, unit, bucketEvents), inUnit(tx, unit, bucketMoments)
	linked := uint64(0)
	err := chains.ForEachBucket(func(name []byte) error {
		seq, prev := uint64(0), wire.Digest{}
		return chains.Bucket(name).ForEach(func(key, value []byte) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			seq++
			linked++
			broken := func(what string) error {
				return fmt.Errorf("event %d of unit %s, install %q: %s: %w", seq, unit, name, what, ErrDamaged)
			}
			l, err := decodeLink(value)
			if err != nil {
				return err
			}
			e, err := decodeEvent(unit, l.position, events.Get(number(l.position)))
			if err != nil {
				return err
			}
			switch {
			case binary.BigEndian.Uint64(key) != seq || e.Core.Seq != seq:
				return broken("events are missing before it")
			case e.Record.Digest() != l.digest:
				return broken("it is not the one that was received")
			case e.Core.Prev != prev:
				return broken("it doesn't follow the one before it")
			case string(chainKey(e.Core.Kiosk, e.Core.Epoch)) != string(name):
				return broken("it is of another install")
			case moments.Get(momentKey(e.Core.At, l.position)) == nil:
				return broken("it is not found by its time")
			}
			prev = l.digest
			return nil
		})
	})
	if err != nil {
		return err
	}
	if stored := uint64(events.Stats().KeyN); stored != linked || events.Sequence() != stored {
		return fmt.Errorf("unit %s has %d events, and %d in its chains: %w", unit, stored, linked, ErrDamaged)
	}
	return nil
}

// view reads in one transaction.
func (s *Store) view(ctx context.Context, read func(*bolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := s.db.View(read)
	switch {
	case errors.Is(err, berrors.ErrDatabaseNotOpen):
		return ErrClosed
	case err != nil:
		return fmt.Errorf("read the store: %w", err)
	}
	return nil
}
