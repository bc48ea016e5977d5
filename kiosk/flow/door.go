package flow

import (
	"context"
	"errors"
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
)

// pickupStep is what one tap moves a planned pick-up by, at least.
const pickupStep = 5

// Options are what a [Door] needs.
type Options struct {
	Desk *Desk
	// Attempts remembers failed PINs across restarts.
	Attempts Attempts
	Pepper   pin.Pepper
	// Languages are the BCP 47 tags that the screens speak, the unit's own first.
	Languages []string
	// Show is given each new view, from the door's own goroutine. It must not
	// block for long and must not call the door back and wait.
	Show func(View)
	// Chime is told what is to be heard, in the same way.
	Chime func(Sound)
	// Fault is told of errors that a screen words only in general. They hold no
	// name.
	Fault func(error)
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
	leaveAt  time.Time // zero: stays
	undoAt   time.Time // until when the last step can be taken back

	family   family
	finished DoneView
	taken    []attendance.Event
	takenBy  attendance.By
	retry    func()
	pin      pinEntry
	board    board
	shown    View
}

var _ Controls = (*Door)(nil)

// NewDoor makes a door that shows [Home].
func NewDoor(o Options) *Door {
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
	d.show()
	for {
		timer := time.NewTimer(d.untilNext())
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case act := <-d.todo:
			timer.Stop()
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
	next := now.Truncate(time.Minute).Add(time.Minute)
	for _, at := range []time.Time{d.leaveAt, d.undoAt} {
		if !at.IsZero() && at.Before(next) {
			next = at
		}
	}
	return max(next.Sub(now), time.Millisecond)
}

// pass does what the passing of time does.
func (d *Door) pass() {
	now := d.o.Now()
	if !d.undoAt.IsZero() && !now.Before(d.undoAt) {
		d.undoAt = time.Time{}
	}
	if !d.leaveAt.IsZero() && !now.Before(d.leaveAt) {
		d.goHome()
	}
}

// goTo turns to a screen that stays for a while.
func (d *Door) goTo(s Screen, stays time.Duration) {
	d.screen = s
	d.leaveAt = d.o.Now().Add(stays)
}

// goHome forgets everything about the person who was at the door.
func (d *Door) goHome() {
	d.screen, d.speaking = Home, d.language
	d.leaveAt, d.undoAt = time.Time{}, time.Time{}
	d.family, d.finished, d.taken, d.retry = family{}, DoneView{}, nil, nil
	d.pin, d.board = pinEntry{}, board{}
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
func (d *Door) Leave() { d.do(d.goHome) }

// Touched implements [Controls].
func (d *Door) Touched() { d.do(d.touched) }

func (d *Door) touched() {
	stays := map[Screen]time.Duration{Family: FamilyStays, PINPad: PINStays, Board: BoardStays}[d.screen]
	if stays > 0 {
		d.leaveAt = d.o.Now().Add(stays)
	}
}

// Language implements [Controls].
func (d *Door) Language(tag string) {
	d.do(func() {
		if slices.Contains(d.o.Languages, tag) {
			d.language, d.speaking = tag, tag
		}
	})
}

// Scanned implements [Controls]. A code is answered on every screen: the next
// family never waits for the last one's screen to end.
func (d *Door) Scanned(text string) { d.do(func() { d.scanned(text) }) }

func (d *Door) scanned(text string) {
	reply, decision, err := d.o.Desk.Answer(text)
	d.fault(err)
	d.goHome()
	switch reply {
	case Withdrawn:
		d.message(Revoked)
	case Known:
		d.speak(decision.Person.Language)
		switch decision.Outcome {
		case attendance.Family:
			d.openFamily(decision)
		case attendance.StaffMember:
			d.openBoard(decision.Person, attendance.ByBadge)
		default:
			d.message(StaffComing)
		}
	default:
		d.message(NotOurs)
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
func (d *Door) commit(by attendance.By, steps []attendance.Step, also []attendance.Draft) {
	events, err := d.o.Desk.Take(by, steps, also...)
	if err != nil {
		d.notSaved(err, func() { d.commit(by, steps, also) })
		return
	}
	d.retry = nil
	d.taken, d.takenBy = events, by
	d.finished = doneView(steps, also, events[0].At)
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
		case d.screen == Family:
			d.confirmFamily()
		case d.screen == NotSaved && d.retry != nil:
			d.retry()
		}
	})
}

// Undo implements [Controls].
func (d *Door) Undo() {
	d.do(func() {
		if d.undoAt.IsZero() || len(d.taken) == 0 || (d.screen != Done && d.screen != Board) {
			return
		}
		d.undo()
	})
}

func (d *Door) undo() {
	if _, err := d.o.Desk.Undo(d.takenBy, d.taken); err != nil {
		d.fault(err)
		if d.screen == Board {
			d.board.failed = true
			return
		}
		d.notSaved(err, d.undo)
		return
	}
	d.taken, d.undoAt, d.retry = nil, time.Time{}, nil
	if d.screen == Board {
		d.board.undo = nil
		return
	}
	d.finished.Undone = true
	d.goTo(Done, UndoFor/2)
}

// show makes the present view and gives it out if it differs from the last.
func (d *Door) show() {
	v := d.view()
	if !equal(v, d.shown) {
		d.shown = v
		d.o.Show(v)
	}
}
