package flow

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/pin"
)

// How long each screen stays when nobody touches it, and how long a step can
// be taken back with one tap.
const (
	FamilyStays  = 30 * time.Second
	UndoFor      = 10 * time.Second
	MessageStays = 12 * time.Second
	FailureStays = 60 * time.Second
	PINStays     = 30 * time.Second
	BoardStays   = 2 * time.Minute
	// LanguageStays is how long Home speaks another language than the unit's.
	LanguageStays = 2 * time.Minute
)

// A finger that taps twice, or a moment after the screen has changed under it,
// must not take a step that nobody has read.
const (
	// Settles is how long a screen that took another's place heeds no tap that
	// confirms, takes back or leaves.
	Settles = 700 * time.Millisecond
	// ScanSettles is the same after a scan: whoever scanned means the screen that
	// comes, and only whoever was there before may still be tapping. A longer one
	// would make every family in a queue tap twice.
	ScanSettles = 300 * time.Millisecond
	// TileSettles is how long a child on the board must have shown its next
	// step before a tap takes it.
	TileSettles = 2 * time.Second
)

// pickupStep is what one tap moves a planned pick-up by, at least.
const pickupStep = 5

// Options are what a [Door] needs.
type Options struct {
	Desk *Desk
	// Attempts remembers failed PINs across restarts.
	Attempts Attempts
	Pepper   pin.Pepper
	// StaffStays, RemindAfter: see the constants of these names, which they are
	// when zero.
	StaffStays, RemindAfter time.Duration
	// Languages are the BCP 47 tags that the screens speak, the unit's own first;
	// there is at least one.
	Languages []string
	// Show is given each new view, from the door's own goroutine. It must not
	// block for long and must not call the door back and wait.
	Show func(View)
	// Chime is told what is to be heard, in the same way.
	Chime func(Sound)
	// Fault is told of errors that a screen words only in general. They hold no
	// name.
	Fault func(error)
	// Export writes the report of a roll call to where it can be printed from;
	// nil where there is no such place.
	Export func(attendance.EventID) error
	// Random is what a new PIN is salted with; nil for a door that sets none.
	Random io.Reader
	// Now is the wall clock.
	Now func() time.Time
}

// Attempts stores how often a person's PIN was entered wrongly.
type Attempts interface {
	Attempts(attendance.PersonID) (pin.Throttle, error)
	// SaveAttempts must be on disk when it returns.
	SaveAttempts(attendance.PersonID, pin.Throttle) error
}

// Door is the state machine of a door with a screen. Make it with [NewDoor],
// run it with [Door.Run]; everything else is a message to it.
type Door struct {
	o    Options
	todo chan func()
	done chan struct{}

	// What follows belongs to the goroutine of Run.
	screen   Screen
	language string // of Home
	speaking string // of the screen shown
	today    attendance.Today
	sync     SyncView
	warnings []Warning
	stays    time.Duration // of the screen; zero: for ever
	leaveAt  time.Time     // zero: stays
	undoAt   time.Time     // until when the last step can be taken back
	settled  time.Time     // from when on taps count

	family   family
	finished DoneView
	telling  telling
	taken    []attendance.Event
	takenBy  attendance.By
	retry    func()
	undoing  bool // what could not be saved was an undo
	untold   bool // what could not be saved was a note
	pin      pinEntry
	board    board
	hall     hall
	release  release
	count    count // stays through everybody's visits
	report   report
	work     work
	shown    View
}

var _ Controls = (*Door)(nil)

// NewDoor makes a door that shows [Home].
func NewDoor(o Options) *Door {
	o.StaffStays = cmp.Or(o.StaffStays, StaffStays)
	o.RemindAfter = cmp.Or(o.RemindAfter, RemindAfter)
	return &Door{
		o:        o,
		todo:     make(chan func(), 1024),
		done:     make(chan struct{}),
		screen:   Home,
		language: o.Languages[0],
		speaking: o.Languages[0],
	}
}

// Run works until ctx ends. It is called once.
func (d *Door) Run(ctx context.Context) {
	defer close(d.done)
	d.followCount()
	d.show()
	for {
		timer := time.NewTimer(d.untilNext())
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case act := <-d.todo:
			timer.Stop()
			d.pass() // what is over is over, even if this came first
			act()
		case <-timer.C:
		}
		d.pass()
		d.show()
	}
}

// do hands work to Run's goroutine. Once the door has ended it does nothing.
func (d *Door) do(act func()) {
	select {
	case d.todo <- act:
	case <-d.done:
	}
}

// untilNext is how long nothing changes by itself: to the next minute on the
// clock, or to the end of the screen or of the time for undoing.
func (d *Door) untilNext() time.Duration {
	now := d.o.Now()
	wait := now.Truncate(time.Minute).Add(time.Minute).Sub(now)
	for _, at := range append(d.hallTimes(), d.leaveAt, d.undoAt) {
		if !at.IsZero() {
			wait = min(wait, at.Sub(now))
		}
	}
	return max(wait, time.Millisecond)
}

// pass does what the passing of time does. A clock that has been set back must
// not keep a family's names on the screen: no screen stays longer than it would
// from now.
func (d *Door) pass() {
	now := d.o.Now()
	d.leaveAt = earlier(d.leaveAt, now.Add(d.stays))
	d.undoAt = earlier(d.undoAt, now.Add(UndoFor))
	d.settled = earlier(d.settled, now.Add(Settles))
	d.passHall(now)
	if !d.undoAt.IsZero() && !now.Before(d.undoAt) {
		d.undoAt = time.Time{}
	}
	if !d.leaveAt.IsZero() && !now.Before(d.leaveAt) {
		d.goHome()
	}
	d.followCount()
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// goTo turns to a screen that stays for a while.
func (d *Door) goTo(s Screen, stays time.Duration) {
	now := d.o.Now()
	if d.screen != Home {
		d.settled = now.Add(Settles)
	}
	d.screen, d.stays, d.leaveAt = s, stays, now.Add(stays)
}

// settling tells that the screen has only just taken another's place.
func (d *Door) settling() bool { return d.o.Now().Before(d.settled) }

// goHome forgets everything about the person who was at the door. As long as
// there is a roll call on the tablet, that is where it goes.
func (d *Door) goHome() {
	d.forget()
	if d.backToCount() {
		return
	}
	d.screen, d.stays, d.leaveAt, d.settled = Home, 0, time.Time{}, time.Time{}
	d.language = d.o.Languages[0]
	d.speaking = d.language
}

// forget leaves nothing of a visit but its screen.
func (d *Door) forget() {
	d.undoAt = time.Time{}
	d.family, d.finished, d.taken, d.takenBy = family{}, DoneView{}, nil, attendance.By{}
	d.telling = telling{}
	d.retry, d.undoing, d.untold = nil, false, false
	d.pin, d.board, d.work, d.release = pinEntry{}, board{}, work{}, release{}
	d.count.visit, d.report = visit{}, report{}
}

func (d *Door) fault(err error) {
	if err != nil && d.o.Fault != nil {
		d.o.Fault(err)
	}
}

func (d *Door) chime(s Sound) {
	if d.o.Chime != nil {
		d.o.Chime(s)
	}
}

// UseToday shows another schedule, menu and notices from now on.
func (d *Door) UseToday(t attendance.Today) { d.do(func() { d.today = t }) }

// DirectoryChanged tells that the desk has a new directory.
func (d *Door) DirectoryChanged() { d.do(func() {}) }

// Synced tells how far the portal has confirmed.
func (d *Door) Synced(s SyncView) { d.do(func() { d.sync = s }) }

// Warn replaces the warnings that staff see on the board.
func (d *Door) Warn(w ...Warning) { d.do(func() { d.warnings = slices.Clone(w) }) }

// Leave implements [Controls].
func (d *Door) Leave() {
	d.do(func() {
		switch {
		case d.screen == Home:
			d.endStaff()
		case d.settling():
		case d.screen == ReleaseCheck:
			d.leaveRelease()
		case !d.leaveRollCalls():
			d.goHome()
		}
	})
}

// Touched implements [Controls].
func (d *Door) Touched() { d.do(d.touched) }

func (d *Door) touched() {
	switch d.screen {
	case Family, Collector, Absence, NotePhrases, Writing, Notes, PINPad, Board, ReleaseCheck, RollCallStart, RollCallClose, RollCallReport, RollCalls,
		Children, Child, Correct, Evening:
	case Home, RollCall:
		if d.stays == 0 {
			return
		}
	default:
		return
	}
	d.stays = map[Screen]time.Duration{
		Family: FamilyStays, Collector: CollectorStays, Absence: AbsenceStays, NotePhrases: NoteStays, Writing: WritingStays, Notes: BoardStays,
		PINPad: PINStays, Board: BoardStays, ReleaseCheck: ReleaseStays, Home: LanguageStays,
		RollCallStart: RollCallStartStays, RollCall: d.count.stays(), RollCallClose: RollCallCloseStays,
		RollCallReport: RollCallReportStays, RollCalls: BoardStays,
		Children: BoardStays, Child: BoardStays, Correct: BoardStays, Evening: BoardStays,
	}[d.screen]
	d.leaveAt = d.o.Now().Add(d.stays)
}

// Language implements [Controls].
func (d *Door) Language(tag string) {
	d.do(func() {
		if !slices.Contains(d.o.Languages, tag) {
			return
		}
		d.speaking = tag
		if d.screen == Home {
			d.language, d.stays = tag, LanguageStays
		}
		d.touched()
	})
}

// Scanned implements [Controls]. A code is answered on every screen: the next
// family never waits for the last one's screen to end.
func (d *Door) Scanned(text string) { d.do(func() { d.scanned(text) }) }

func (d *Door) scanned(text string) {
	reply, decision, v, err := d.o.Desk.answer(text)
	d.fault(err)
	if d.closedBy(reply, decision, v) || d.vouchedFor(reply, decision, v) {
		return
	}
	choosing := d.screen == Family || d.asking() || d.screen == PINPad && (d.pin.holder || d.pin.set.stage != "")
	before, settled := d.family, d.settled
	d.forget()
	d.speaking, d.language = d.language, d.o.Languages[0]
	d.arrive(reply, decision, v)
	d.settled = earlier(d.settled, d.o.Now().Add(ScanSettles))
	if choosing && d.screen == Family && v.badge == before.visit.badge {
		// The same badge once more, as when it is held before a camera.
		d.keep(before)
		d.settled = settled
	}
}

// arrive turns to what comes of a badge.
func (d *Door) arrive(reply Reply, decision attendance.Decision, v visit) {
	switch reply {
	case Withdrawn:
		d.message(Revoked)
	case NotReady:
		// It may well be one of ours; the tablet can't know.
		d.message(StaffComing)
	case Known:
		d.speak(decision.Person.Language)
		switch decision.Outcome {
		case attendance.Family:
			d.openFamily(decision, v)
		case attendance.StaffMember:
			if len(decision.Steps) > 0 && d.screen != Board && d.count.reason == "" { // families wait in the hall
				d.greet(decision.Person, v)
				return
			}
			d.openBoard(decision.Person, v)
		default:
			d.message(StaffComing)
		}
	default:
		d.message(NotOurs)
	}
}

// arriveAgain answers anew somebody whose step may not be taken any more. What
// they have not seen before is left out until they choose it.
func (d *Door) arriveAgain(v visit) {
	reply, decision, err := d.o.Desk.again(v)
	d.fault(err)
	before := d.family
	d.forget()
	d.arrive(reply, decision, v)
	if d.screen == Family {
		d.keep(before)
		d.chime(SoundAttention)
	}
}

func (d *Door) message(s Screen) {
	d.goTo(s, MessageStays)
	d.chime(SoundAttention)
}

func (d *Door) speak(language string) {
	if slices.Contains(d.o.Languages, language) {
		d.speaking = language
	}
}

// commit records steps and shows Done after that, or NotSaved.
func (d *Door) commit(v visit, steps []attendance.Step, also []attendance.Draft) {
	events, err := d.o.Desk.take(v, steps, also, true)
	if errors.Is(err, ErrChanged) {
		d.arriveAgain(v)
		return
	}
	if err != nil {
		d.notSaved(err, func() { d.commit(v, steps, also) })
		return
	}
	d.retry = nil
	d.taken, d.takenBy = events, v.by
	d.finished = doneView(d.family.steps, steps, also, events[0].At, d.firstName)
	d.telling = tellingOf(v, d.family.steps, events)
	d.undoAt = d.o.Now().Add(UndoFor)
	d.goTo(Done, UndoFor)
	d.chime(SoundOK)
}

func (d *Door) notSaved(err error, retry func()) {
	d.fault(err)
	if errors.Is(err, attendance.ErrNoStep) {
		d.goHome()
		return
	}
	d.retry = retry
	d.goTo(NotSaved, FailureStays)
	d.chime(SoundAttention)
}

// Confirm implements [Controls].
func (d *Door) Confirm() {
	d.do(func() {
		switch {
		case d.settling():
		case d.screen == Family:
			d.confirmFamily()
		case d.screen == ReleaseCheck:
			d.confirmRelease()
		case d.screen == NotSaved && d.retry != nil:
			d.retry()
		}
	})
}

// Undo implements [Controls].
func (d *Door) Undo() {
	d.do(func() {
		switch {
		case d.screen == Home:
			d.undoHall()
			return
		case d.onSheets():
			d.undoOnSheet()
			return
		}
		if d.undoAt.IsZero() || len(d.taken) == 0 || d.settling() || (d.screen != Done && d.screen != Board) {
			return
		}
		d.undo()
	})
}

func (d *Door) undo() {
	if _, err := d.o.Desk.Undo(d.takenBy, d.taken); err != nil {
		if d.screen == Board {
			d.fault(err)
			d.board.failed = true
			d.chime(SoundAttention)
			return
		}
		d.undoing = true
		d.notSaved(err, d.undo)
		return
	}
	taken := d.taken
	d.taken, d.undoAt, d.retry, d.undoing = nil, time.Time{}, nil, false
	if d.screen == Board {
		for _, e := range taken {
			delete(d.board.shown, e.Child) // whoever takes back knows what comes next
		}
		d.touched()
		d.board.failed = false
		d.board.undo = nil
		return
	}
	d.finished.Undone = true
	d.goTo(Done, UndoFor/2)
}

// show makes the present view and gives it out if it differs from the last.
func (d *Door) show() {
	v := d.view()
	if v.Screen == Board {
		d.board.notice(v.Board, d.o.Now())
	}
	d.hall.notice(v.Home.Hall, d.o.Now())
	d.remindStaff(v.Home.Hall)
	if !equal(v, d.shown) {
		d.shown = v
		d.o.Show(v)
	}
}
