package journal

import (
	"fmt"
	"io"
	"time"

	"go.etcd.io/bbolt"

	"tambur/kiosk/attendance"
	"tambur/kiosk/clock"
	"tambur/sync/wire"
)

// fillPercent is how full a page is left behind when records are appended. Keys
// only grow, so nothing will be put in between; a little room saves a split
// when words are erased.
const fillPercent = 0.95

// Append records what drafts ask for, in their order, and returns when all of
// it is on disk. They get one time: that of one reading of the clock,
// truncated to a millisecond.
//
// On an error nothing has been recorded, and the next Append may work:
// [ErrFull], [ErrNoIdentity], [ErrNothing], [ErrClosed], a draft that the
// contract can't carry, or an error of the disk.
func (j *Journal) Append(drafts ...attendance.Draft) ([]attendance.Event, error) {
	if len(drafts) == 0 {
		return nil, ErrNothing
	}
	j.writing.Lock()
	defer j.writing.Unlock()
	if j.identity == nil {
		return nil, ErrNoIdentity
	}
	chain := newChain(j)
	for _, draft := range drafts {
		if err := chain.add(draft); err != nil {
			return nil, err
		}
	}
	err := j.write(func(tx *bbolt.Tx) error {
		for _, name := range []string{coreBucket, privateBucket, dayBucket} {
			tx.Bucket([]byte(name)).FillPercent = fillPercent
		}
		before := j.head.At
		for i, record := range chain.records {
			if err := j.sealer.write(tx, record, chain.cores[i], before); err != nil {
				return err
			}
			before = chain.cores[i].At
		}
		return j.sealer.writeHead(tx, chain.head)
	})
	if err != nil {
		return nil, err
	}
	j.mu.Lock()
	j.head = chain.head
	j.mu.Unlock()
	select {
	case j.grown <- struct{}{}:
	default:
	}
	return chain.events, nil
}

// chain is a run of events on its way into the journal.
type chain struct {
	kiosk  attendance.KioskID
	epoch  string
	now    clock.Reading
	random io.Reader

	head    head
	records []wire.Record
	cores   []wire.Core
	events  []attendance.Event
}

// newChain starts at the journal's head. The caller holds writing.
func newChain(j *Journal) *chain {
	return &chain{kiosk: j.identity.Kiosk, epoch: j.epoch, now: j.o.Clock(), random: j.o.Random, head: j.head}
}

// add encodes an event behind the head. What it keeps of the event is what the
// encoded bytes say, so that nobody is told anything else than was stored.
func (c *chain) add(draft attendance.Draft) error {
	at := c.now.Wall.Truncate(time.Millisecond)
	id, err := newID(at, c.random)
	if err != nil {
		return err
	}
	core := wire.CoreOf(attendance.Event{
		Draft: draft, ID: id, Kiosk: c.kiosk, Epoch: c.epoch, Seq: c.head.Seq + 1, At: at,
	})
	core.Clock = wire.Clock{Boot: c.now.Boot, SinceBoot: c.now.SinceBoot.Milliseconds(), State: wire.ClockOK}
	if at.Before(c.head.At) {
		core.Clock.State = wire.ClockBehind
	}
	core.Prev = c.head.Digest
	private, err := c.private(draft.Words)
	if err != nil {
		return err
	}
	record, err := wire.NewRecord(core, private)
	if err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	if core, err = record.Decode(); err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	event, err := eventOf(record, core)
	if err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	c.head = head{Seq: core.Seq, Digest: record.Digest(), At: core.At}
	c.records = append(c.records, record)
	c.cores = append(c.cores, core)
	c.events = append(c.events, event)
	return nil
}

func (c *chain) private(words string) ([]byte, error) {
	if words == "" {
		return nil, nil
	}
	salt := make([]byte, wire.MinSalt)
	if _, err := io.ReadFull(c.random, salt); err != nil {
		return nil, fmt.Errorf("draw a salt: %w", err)
	}
	return wire.Private{Salt: salt, Words: words}.Encode()
}

// takeBack removes what a failed commit may have left beyond the head that
// everybody was told. The caller holds writing.
func (j *Journal) takeBack(tx *bbolt.Tx) error {
	m, err := j.sealer.readMeta(tx)
	if err != nil || m.head.Digest == j.head.Digest {
		return err
	}
	for seq := m.head.Seq; seq > j.head.Seq; seq-- {
		_, core, err := j.sealer.record(tx, seq)
		if err != nil {
			return err
		}
		if err := remove(tx, core); err != nil {
			return err
		}
	}
	return j.sealer.writeHead(tx, j.head)
}
