package flow

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/badge"
)

// Journal is where a desk records. [Journal.Append] returns only when all of
// the drafts are on disk, or an error when none of them is; it must not be
// called from the toolkit's thread, since it waits for the disk.
type Journal interface {
	Append(drafts ...attendance.Draft) ([]attendance.Event, error)
	// Between lists what was recorded at or after from and before until, and
	// what corrects any of that whenever it was recorded, in any order. It may
	// list more.
	Between(from, until time.Time) ([]attendance.Event, error)
}

// Reply is what became of a code.
type Reply string

const (
	// Known: the code's holder was found; Decision says what is next.
	Known Reply = "known"
	// Foreign: not one of our codes, or not one of this unit's.
	Foreign Reply = "foreign"
	// Mistyped: ours by its form, but a character is wrong.
	Mistyped Reply = "mistyped"
	// Withdrawn: a badge that has been revoked.
	Withdrawn Reply = "withdrawn"
	// NotReady: there is no directory yet.
	NotReady Reply = "not-ready"
)

// ErrNotSaved wraps every failure to record; nothing has happened then.
var ErrNotSaved = errors.New("could not be saved, nothing was recorded")

// Desk answers codes and records steps. It is safe for concurrent use.
type Desk struct {
	journal Journal
	key     badge.Key
	policy  attendance.Policy
	now     func() time.Time

	mu    sync.Mutex
	index *attendance.Index
	day   *attendance.Day
}

// NewDesk makes a desk without a directory; [Desk.UseDirectory] gives it one.
// Policy replaces the directory's own unless it is empty. Now is the wall clock.
func NewDesk(journal Journal, key badge.Key, policy attendance.Policy, now func() time.Time) *Desk {
	return &Desk{journal: journal, key: key, policy: policy, now: now}
}

// UseDirectory makes the desk answer from a directory from now on. When the
// directory or the journal's day can't be read, the desk keeps the one it had.
func (d *Desk) UseDirectory(dir attendance.Directory) error {
	index, err := attendance.NewIndex(dir)
	if err != nil {
		return err
	}
	if d.policy != "" {
		index = index.WithPolicy(d.policy)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.day == nil || d.index.Location().String() != index.Location().String() {
		return d.openDay(index)
	}
	d.index, d.day = index, d.day.WithIndex(index)
	return nil
}

// openDay loads the present day from the journal. The caller holds the lock.
func (d *Desk) openDay(index *attendance.Index) error {
	day := attendance.NewDay(index, attendance.DateOf(d.now().In(index.Location())))
	midnight := attendance.Clock(0, 0)
	events, err := d.journal.Between(
		day.Date().At(midnight, index.Location()), day.Date().AddDays(1).At(midnight, index.Location()))
	if err != nil {
		return fmt.Errorf("read the day from the journal: %w", err)
	}
	day.Add(events...)
	d.index, d.day = index, day
	return nil
}

// today gives the present day, loading a new one after midnight. The caller
// holds the lock.
func (d *Desk) today() (*attendance.Day, error) {
	if d.day == nil {
		return nil, nil
	}
	if d.day.Date() != attendance.DateOf(d.now().In(d.index.Location())) {
		if err := d.openDay(d.index); err != nil {
			return nil, err
		}
	}
	return d.day, nil
}

// Look lets read see the directory and the day as they are now. Read must not
// keep either, and must not call the desk. It is not called while there is no
// directory.
func (d *Desk) Look(read func(*attendance.Index, *attendance.Day)) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	day, err := d.today()
	if err != nil || day == nil {
		return err
	}
	read(d.index, day)
	return nil
}

// Answer tells what a scanned text means. A person who may take no step, or who
// is blocked from a child, is recorded, so that staff and the portal see it;
// the answer does not depend on whether that could be saved, the error does.
func (d *Desk) Answer(text string) (Reply, attendance.Decision, error) {
	code, err := badge.Parse(text)
	switch {
	case errors.Is(err, badge.ErrMistyped):
		return Mistyped, attendance.Decision{}, nil
	case err != nil:
		return Foreign, attendance.Decision{}, nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	day, err := d.today()
	if err != nil {
		return NotReady, attendance.Decision{}, err
	}
	if day == nil {
		return NotReady, attendance.Decision{}, nil
	}
	held, ok := d.index.Badge(string(d.key.Hash(code)))
	switch {
	case !ok:
		return Foreign, attendance.Decision{}, nil
	case held.Revoked:
		return Withdrawn, attendance.Decision{}, nil
	}
	decision := d.index.Decide(held.Person, day, d.now())
	return Known, decision, d.alert(decision)
}

// alert records that staff are needed. The caller holds the lock.
func (d *Desk) alert(decision attendance.Decision) error {
	by := attendance.By{Person: decision.Person.ID, How: attendance.ByBadge}
	var drafts []attendance.Draft
	for _, child := range decision.Alert {
		drafts = append(drafts, attendance.CallStaff(child, by))
	}
	if len(drafts) == 0 && decision.Outcome == attendance.StaffNeeded {
		drafts = append(drafts, attendance.CallStaff("", by))
	}
	if len(drafts) == 0 {
		return nil
	}
	_, err := d.record(drafts)
	return err
}

// Take records steps, and what else belongs to them, in one commit: all or
// none. Steps that have nothing to record are left out; when none is left the
// error is [attendance.ErrNoStep]. A failure to write wraps [ErrNotSaved].
func (d *Desk) Take(by attendance.By, steps []attendance.Step, also ...attendance.Draft) ([]attendance.Event, error) {
	var drafts []attendance.Draft
	for _, step := range steps {
		draft, err := step.Draft(by)
		if errors.Is(err, attendance.ErrNoStep) {
			continue
		}
		if err != nil {
			return nil, err
		}
		drafts = append(drafts, draft)
	}
	drafts = append(drafts, also...)
	if len(drafts) == 0 {
		return nil, attendance.ErrNoStep
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.record(drafts)
}

// Undo takes events back, all or none.
func (d *Desk) Undo(by attendance.By, events []attendance.Event) ([]attendance.Event, error) {
	var drafts []attendance.Draft
	for _, e := range events {
		draft, err := attendance.Undo(e, by)
		if err != nil {
			return nil, err
		}
		drafts = append(drafts, draft)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.record(drafts)
}

// record commits, then folds into the day. The caller holds the lock.
func (d *Desk) record(drafts []attendance.Draft) ([]attendance.Event, error) {
	events, err := d.journal.Append(drafts...)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotSaved, err)
	}
	if d.day != nil {
		d.day.Add(events...)
	}
	return events, nil
}
