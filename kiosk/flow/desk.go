package flow

import (
	"errors"
	"fmt"
	"slices"
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

// ErrChanged is returned for a step that was offered and may not be taken any
// more: a right, a badge or the child's state has changed in between. Nothing
// has been recorded; the code has to be shown again.
var ErrChanged = errors.New("this has changed since it was offered: show the code again")

// Desk answers codes and records steps. It is safe for concurrent use.
type Desk struct {
	journal Journal
	key     badge.Key
	policy  attendance.Policy
	now     func() time.Time

	mu    sync.Mutex
	index *attendance.Index
	day   *attendance.Day
	// unread is why the journal could not be read when the day began; while it
	// is set, what was recorded before on this day is missing from it.
	unread error

	// dir is the directory as it came; pins may be nil.
	dir  attendance.Directory
	pins PINs
	// pinless is why PINs that were set here could not be read.
	pinless error
}

// visit is somebody at the desk: who it is and how we know, and the keyed hash
// of the badge that was shown, empty when none was.
type visit struct {
	by    attendance.By
	badge string
}

// NewDesk makes a desk without a directory; [Desk.UseDirectory] gives it one.
// Policy replaces the directory's own unless it is empty. Now is the wall clock.
func NewDesk(journal Journal, key badge.Key, policy attendance.Policy, now func() time.Time) *Desk {
	return &Desk{journal: journal, key: key, policy: policy, now: now}
}

// UseDirectory makes the desk answer from a directory from now on. When the
// directory or the journal's day can't be read, the desk keeps the one it had.
func (d *Desk) UseDirectory(dir attendance.Directory) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.useDirectory(dir)
}

// useDirectory is UseDirectory for a caller who holds the lock.
func (d *Desk) useDirectory(dir attendance.Directory) error {
	complete, pinless := d.withPINs(dir)
	index, err := attendance.NewIndex(complete)
	if err != nil {
		return err
	}
	if d.policy != "" {
		index = index.WithPolicy(d.policy)
	}
	d.dir, d.pinless = dir, pinless
	if d.day != nil && d.unread == nil && d.index.Location().String() == index.Location().String() {
		d.index, d.day = index, d.day.WithIndex(index)
		return nil
	}
	day, err := d.readDay(index, d.now())
	if day == nil {
		return err
	}
	d.index, d.day, d.unread = index, day, err
	return nil
}

// absenceReach is how many days ahead an absence can be reported at the door and
// still be known on its days; one from farther back is in the directory by then.
const absenceReach = 30

// readDay loads the day that now falls on from the journal, and the absences that
// were reported before it. When only those can't be read, the day comes with the
// error; when nothing can, there is none. The caller holds the lock.
func (d *Desk) readDay(index *attendance.Index, now time.Time) (*attendance.Day, error) {
	day := attendance.NewDay(index, attendance.DateOf(now.In(index.Location())))
	midnight := func(days int) time.Time {
		return day.Date().AddDays(days).At(attendance.Clock(0, 0), index.Location())
	}
	events, err := d.journal.Between(midnight(0), midnight(1))
	if err != nil {
		return nil, fmt.Errorf("read the day from the journal: %w", err)
	}
	day.Add(events...)
	earlier, err := d.journal.Between(midnight(-absenceReach), midnight(0))
	if err != nil {
		return day, fmt.Errorf("read earlier days' absences from the journal: %w", err)
	}
	day.AddStanding(earlier...)
	return day, nil
}

// today gives the present day, loading a new one after midnight; nil while
// there is no directory. The caller holds the lock.
//
// When the journal can't be read, the day begins empty: a door that knows too
// little is better than one that stays shut. It is tried again at the next
// question, and until then the error stands in unread.
func (d *Desk) today(now time.Time) *attendance.Day {
	if d.day == nil {
		return nil
	}
	date := attendance.DateOf(now.In(d.index.Location()))
	if d.day.Date() == date && d.unread == nil {
		return d.day
	}
	day, err := d.readDay(d.index, now)
	d.unread = err
	switch {
	case day != nil:
		d.day = day
	case d.day.Date() != date:
		d.day = attendance.NewDay(d.index, date)
	}
	return d.day
}

// Look lets read see the directory and the day as they are now. Read must not
// keep either, and must not call the desk. It is not called while there is no
// directory. An error tells that the day lacks what was recorded earlier.
func (d *Desk) Look(read func(*attendance.Index, *attendance.Day)) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if day := d.today(d.now()); day != nil {
		read(d.index, day)
	}
	return errors.Join(d.unread, d.pinless)
}

// Answer tells what a scanned text means. A person who may take no step, or who
// is blocked from a child, is recorded, so that staff and the portal see it;
// the answer does not depend on whether that could be saved, the error does.
func (d *Desk) Answer(text string) (Reply, attendance.Decision, error) {
	reply, decision, _, err := d.answer(text)
	return reply, decision, err
}

// answer is Answer that also tells by which badge it knows.
func (d *Desk) answer(text string) (Reply, attendance.Decision, visit, error) {
	code, err := badge.Parse(text)
	switch {
	case errors.Is(err, badge.ErrMistyped):
		return Mistyped, attendance.Decision{}, visit{}, nil
	case err != nil:
		return Foreign, attendance.Decision{}, visit{}, nil
	}
	hash := string(d.key.Hash(code))
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	day := d.today(now)
	if day == nil {
		return NotReady, attendance.Decision{}, visit{}, nil
	}
	held, ok := d.index.Badge(hash)
	switch {
	case !ok:
		return Foreign, attendance.Decision{}, visit{}, d.unread
	case held.Revoked:
		return Withdrawn, attendance.Decision{}, visit{}, d.unread
	}
	decision := d.index.Decide(held.Person, day, now)
	v := visit{attendance.By{Person: held.Person, How: attendance.ByBadge}, hash}
	return Known, decision, v, errors.Join(d.unread, d.alert(decision))
}

// again answers somebody whose badge was shown before.
func (d *Desk) again(v visit) (Reply, attendance.Decision, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	day := d.today(now)
	switch {
	case day == nil:
		return NotReady, attendance.Decision{}, nil
	case !d.holds(v):
		return Withdrawn, attendance.Decision{}, d.unread
	}
	decision := d.index.Decide(v.by.Person, day, now)
	return Known, decision, errors.Join(d.unread, d.alert(decision))
}

// holds tells whether the badge that was shown is still its holder's. The
// caller holds the lock.
func (d *Desk) holds(v visit) bool {
	if v.badge == "" {
		return true
	}
	held, ok := d.index.Badge(v.badge)
	return ok && !held.Revoked && held.Person == v.by.Person
}

// worksHere tells whether a member of staff at the board still is one.
func (d *Desk) worksHere(v visit) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	p, ok := d.index.Person(v.by.Person)
	return ok && p.Staff && d.holds(v)
}

// alert records that staff are needed. The caller holds the lock.
func (d *Desk) alert(decision attendance.Decision) error {
	by := attendance.By{Person: decision.Person.ID, How: attendance.ByBadge}
	var drafts []attendance.Draft
	for _, child := range decision.Alert {
		drafts = append(drafts, attendance.CallStaff(child, by))
	}
	for _, child := range decision.TooYoung {
		draft := attendance.CallStaff(child, by)
		draft.Reason = attendance.CalledTooYoung
		drafts = append(drafts, draft)
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
// error is [attendance.ErrNoStep]. When the person may not take one of them any
// more it is [ErrChanged]. A failure to write wraps [ErrNotSaved].
func (d *Desk) Take(by attendance.By, steps []attendance.Step, also ...attendance.Draft) ([]attendance.Event, error) {
	return d.take(visit{by: by}, steps, also, false)
}

// take is Take by somebody whose badge, if one was shown, must still be good.
// With asShown each child's next step must also still be the one given here: a
// screen has shown it, and nobody takes a step that they have not seen.
func (d *Desk) take(v visit, steps []attendance.Step, also []attendance.Draft, asShown bool) ([]attendance.Event, error) {
	var drafts []attendance.Draft
	var taken []attendance.Step
	for _, step := range steps {
		draft, err := step.Draft(v.by)
		if errors.Is(err, attendance.ErrNoStep) {
			continue
		}
		if err != nil {
			return nil, err
		}
		drafts, taken = append(drafts, draft), append(taken, step)
	}
	drafts = append(drafts, also...)
	if len(drafts) == 0 {
		return nil, attendance.ErrNoStep
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.now()
	if day := d.today(now); day != nil {
		if !d.holds(v) || !d.allowed(v.by.Person, taken, also, day) || asShown && !d.next(v.by.Person, taken, day, now) {
			return nil, ErrChanged
		}
	}
	return d.record(drafts)
}

// allowed tells whether the directory still lets a person do all of this. The
// caller holds the lock.
func (d *Desk) allowed(person attendance.PersonID, steps []attendance.Step, also []attendance.Draft, day *attendance.Day) bool {
	for _, step := range steps {
		if !d.index.Allows(person, step, day.Date()) {
			return false
		}
	}
	for _, draft := range also {
		if draft.By.Person = person; !d.index.MayRecord(draft, day.Date()) {
			return false
		}
	}
	return true
}

// next tells whether all of these are their children's next steps. The caller
// holds the lock.
func (d *Desk) next(person attendance.PersonID, steps []attendance.Step, day *attendance.Day, now time.Time) bool {
	decision := d.index.Decide(person, day, now)
	for _, step := range steps {
		is := d.index.StaffStep(step.Child, day)
		if step.Right != "" {
			i := slices.IndexFunc(decision.Steps, func(s attendance.Step) bool {
				return s.Child.ID == step.Child.ID && s.Right != ""
			})
			if i < 0 {
				return false
			}
			is = decision.Steps[i]
		}
		if is.Action != step.Action {
			return false
		}
	}
	return true
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
