package flow

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"tambur/kiosk/attendance"
)

// How Home serves the families who wait in the hall, unless [Options] say
// otherwise.
const (
	// StaffStays is how long a badge or a PIN tells who of the staff is at Home,
	// from the last step that they took.
	StaffStays = time.Minute
	// RemindAfter is how long a family waits before staff are reminded.
	RemindAfter = 5 * time.Minute
)

const (
	// remindEvery is the time between two reminders that can be heard.
	remindEvery = time.Minute
	// remindUntil is the wait after which no more are: a child that nobody has
	// received in half an hour has been forgotten on the tablet, not at the door.
	remindUntil = 30 * time.Minute
)

// HallView is the families who wait for staff, on [Home] only: first names, and
// none of a child whose name is not for everybody at the door.
type HallView struct {
	// Waiting are the children, longest wait first. One whom staff have just
	// received or released keeps its place for [UndoFor], marked Taken, so that
	// no card moves under the next tap.
	Waiting []WaitingChild
	// Staff is the member of staff who is at Home and takes a step with one tap;
	// empty when nobody has shown who they are.
	Staff string
	// Undo is their last step, while it can be taken back; nil otherwise.
	Undo *HallUndo
	// Failed tells that their last step could not be saved.
	Failed bool
}

// WaitingChild is a child whose family waits for staff.
type WaitingChild struct {
	ID attendance.ChildID
	// Name is empty when it is not to be shown to everybody at the door.
	Name          string
	Group, Symbol string
	State         attendance.State
	Since         time.Time
	// Minutes is how long the family has waited, Long that it is too long.
	Minutes int
	Long    bool
	// Action is the step that a tap takes; what it was, once it is Taken.
	Action attendance.Action
	Taken  bool
}

// HallUndo is a step on Home that can still be taken back.
type HallUndo struct {
	// Names are the children's as far as they may be shown, of Count.
	Names  []string
	Count  int
	Action attendance.Action
}

// hall is what staff do on Home. It outlives the visits of families, who come
// and go meanwhile.
type hall struct {
	visit visit
	name  string // of the member of staff; empty for nobody
	// until is when their time ends, scanned when their badge was seen last.
	until, scanned time.Time

	taken  []attendance.Event
	undo   *HallUndo
	undoAt time.Time // until when
	cards  []takenCard
	failed bool

	shown    map[attendance.ChildID]shownCard
	reminded time.Time // when it was last to be heard
	remind   time.Time // when to look again; zero when there is nothing to
}

// takenCard keeps the place of a child who has stopped waiting.
type takenCard struct {
	card  WaitingChild
	until time.Time
}

// shownCard is what a card on Home shows, where, and from when on a tap on it
// is meant for it.
type shownCard struct {
	action  attendance.Action
	place   int
	settled time.Time
}

// waitingStep is a step that a card on Home has shown.
type waitingStep struct {
	child  attendance.ChildID
	action attendance.Action
}

// identify makes Home a member of staff's for a while.
func (d *Door) identify(person attendance.Person, v visit) {
	d.goHome()
	d.endStaff()
	d.hall.visit, d.hall.name = v, person.GivenName
	d.hall.scanned = d.o.Now()
	d.hall.until = d.hall.scanned.Add(d.o.StaffStays)
}

// greet answers a member of staff's badge while families wait: it says who is
// at Home, and shown once more it ends that. A badge that is held before a
// camera is seen many times and means one.
func (d *Door) greet(person attendance.Person, v visit) {
	now := d.o.Now()
	if d.screen != Home || d.hall.name == "" || d.hall.visit != v {
		d.identify(person, v)
		return
	}
	held := now.Sub(d.hall.scanned).Abs() < TileSettles
	d.hall.scanned = now
	d.goHome()
	if !held {
		d.endStaff()
	}
}

// endStaff makes Home nobody's.
func (d *Door) endStaff() {
	d.hall.visit, d.hall.name, d.hall.until, d.hall.scanned = visit{}, "", time.Time{}, time.Time{}
	d.hall.taken, d.hall.undo, d.hall.undoAt = nil, nil, time.Time{}
	d.hall.cards, d.hall.failed = nil, false
}

// atWork gives a member of staff who does something their time anew.
func (d *Door) atWork() { d.hall.until = d.o.Now().Add(d.o.StaffStays) }

// takeWaiting is a tap on a card of Home. Whoever has not said who they are is
// asked first.
func (d *Door) takeWaiting(child attendance.ChildID) {
	shown, ok := d.hall.shown[child]
	now := d.o.Now()
	if !ok || shown.action == attendance.Wait || now.Before(shown.settled) && shown.settled.Sub(now) <= TileSettles {
		return
	}
	meant := waitingStep{child, shown.action}
	if d.hall.name == "" {
		d.pin = pinEntry{meant: meant}
		d.goTo(PINPad, PINStays)
		return
	}
	d.takeMeant(meant)
}

// takeMeant takes the step that a card has shown, if it still is the child's
// next one.
func (d *Door) takeMeant(meant waitingStep) {
	var step attendance.Step
	found := false
	d.look(func(x *attendance.Index, day *attendance.Day) {
		if c, ok := x.Child(meant.child); ok {
			step, found = x.StaffStep(c, day), waits(day.Child(meant.child).State)
		}
	})
	switch {
	case !found || step.Action != meant.action:
	case step.Action == attendance.Release:
		d.atWork()
		d.releaseByStaff(step)
	default:
		d.commitHall([]attendance.Step{step})
	}
}

// commitHall records what staff do on Home.
func (d *Door) commitHall(steps []attendance.Step) {
	d.atWork()
	before := d.hallCards(steps)
	events, err := d.o.Desk.take(d.hall.visit, steps, nil, true)
	switch {
	case errors.Is(err, ErrChanged):
		d.chime(SoundAttention)
		if !d.o.Desk.worksHere(d.hall.visit) {
			d.endStaff()
			d.forget()
			d.message(StaffComing)
		}
		return
	case err != nil:
		d.fault(err)
		d.hall.failed = true
		d.chime(SoundAttention)
		return
	}
	now := d.o.Now()
	d.hall.failed = false
	d.hall.taken, d.hall.undoAt = events, now.Add(UndoFor)
	d.hall.undo = &HallUndo{Count: len(before), Action: steps[0].Action}
	for _, card := range before {
		if card.Name != "" {
			d.hall.undo.Names = append(d.hall.undo.Names, card.Name)
		}
		card.Taken = true
		d.hall.cards = append(d.hall.cards, takenCard{card, now.Add(UndoFor)})
	}
	d.chime(SoundOK)
}

// hallCards are the cards of the children of these steps.
func (d *Door) hallCards(steps []attendance.Step) (cards []WaitingChild) {
	d.look(func(x *attendance.Index, day *attendance.Day) {
		for _, card := range d.waitingCards(x, day, d.o.Now().In(x.Location())) {
			if slices.ContainsFunc(steps, func(s attendance.Step) bool { return s.Child.ID == card.ID }) {
				cards = append(cards, card)
			}
		}
	})
	return cards
}

// undoHall takes back what staff have just done on Home.
func (d *Door) undoHall() {
	if d.hall.undo == nil {
		return
	}
	d.atWork()
	if _, err := d.o.Desk.Undo(d.hall.visit.by, d.hall.taken); err != nil {
		d.fault(err)
		d.hall.failed = true
		d.chime(SoundAttention)
		return
	}
	for _, e := range d.hall.taken {
		d.hall.cards = slices.DeleteFunc(d.hall.cards, func(c takenCard) bool { return c.card.ID == e.Child })
	}
	d.hall.taken, d.hall.undo, d.hall.undoAt, d.hall.failed = nil, nil, time.Time{}, false
}

// passHall ends what has had its time on Home. A clock that has been set back
// prolongs nothing.
func (d *Door) passHall(now time.Time) {
	h := &d.hall
	h.until = earlier(h.until, now.Add(d.o.StaffStays))
	h.undoAt = earlier(h.undoAt, now.Add(UndoFor))
	h.reminded = earlier(h.reminded, now)
	for i := range h.cards {
		h.cards[i].until = earlier(h.cards[i].until, now.Add(UndoFor))
	}
	h.cards = slices.DeleteFunc(h.cards, func(c takenCard) bool { return !now.Before(c.until) })
	if h.undo != nil && !now.Before(h.undoAt) {
		h.undo, h.taken, h.undoAt = nil, nil, time.Time{}
	}
	if h.name != "" && !now.Before(h.until) {
		d.endStaff()
	}
}

// hallTimes are when something changes by itself on Home.
func (d *Door) hallTimes() []time.Time {
	times := []time.Time{d.hall.until, d.hall.undoAt, d.hall.remind}
	for _, c := range d.hall.cards {
		times = append(times, c.until)
	}
	return times
}

// waits tells a state in which a family waits for staff.
func waits(s attendance.State) bool {
	return s == attendance.AtDoor || s == attendance.PickupRequested
}

func (d *Door) hallView(x *attendance.Index, day *attendance.Day, now time.Time) HallView {
	v := HallView{Waiting: d.waitingCards(x, day, now), Staff: d.hall.name, Failed: d.hall.failed}
	for _, kept := range d.hall.cards {
		if !slices.ContainsFunc(v.Waiting, func(c WaitingChild) bool { return c.ID == kept.card.ID }) {
			v.Waiting = append(v.Waiting, kept.card)
		}
	}
	slices.SortStableFunc(v.Waiting, longestWait)
	if d.hall.undo != nil {
		undo := *d.hall.undo
		undo.Names = slices.Clone(undo.Names)
		v.Undo = &undo
	}
	return v
}

// waitingCards are the children who wait now. Now is in the unit's zone.
func (d *Door) waitingCards(x *attendance.Index, day *attendance.Day, now time.Time) (cards []WaitingChild) {
	var children []attendance.Child
	var names map[attendance.ChildID]string
	for _, child := range x.Children() {
		state := day.Child(child.ID)
		if !waits(state.State) {
			continue
		}
		if names == nil {
			children = x.Children()
			names = namesApart(children)
		}
		name, public := x.PublicName(child.ID)
		if public {
			name = names[child.ID]
		}
		group, _ := x.Group(child.Group)
		since := inZone(state.Since, x.Location())
		cards = append(cards, WaitingChild{
			ID: child.ID, Name: name, Group: group.Name, Symbol: group.Symbol,
			State: state.State, Since: since, Action: x.StaffStep(child, day).Action,
			// As the clock on the same screen and the time on the card tell it.
			Minutes: max(0, int(now.Truncate(time.Minute).Sub(since.Truncate(time.Minute)).Minutes())),
			Long:    now.Sub(since) >= d.o.RemindAfter,
		})
	}
	slices.SortStableFunc(cards, longestWait)
	return cards
}

func longestWait(a, b WaitingChild) int {
	return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.ID, b.ID))
}

// notice remembers what each card on Home shows from now on. A finger that was
// on its way to another card, or to none, must not take this one's step.
func (h *hall) notice(v HallView, now time.Time) {
	shown := make(map[attendance.ChildID]shownCard, len(v.Waiting))
	for place, c := range v.Waiting {
		card := shownCard{c.Action, place, now.Add(Settles)}
		if c.Taken {
			card.action = attendance.Wait
		}
		if old, before := h.shown[c.ID]; before {
			switch {
			case old.action != card.action:
				card.settled = now.Add(TileSettles)
			case old.place == place:
				card.settled = old.settled
			}
		}
		shown[c.ID] = card
	}
	h.shown = shown
}

// remindStaff makes heard that a family waits too long, unless somebody of the
// staff is at Home.
func (d *Door) remindStaff(v HallView) {
	now := d.o.Now()
	d.hall.remind = time.Time{}
	again := func(at time.Time) {
		if d.hall.remind.IsZero() || at.Before(d.hall.remind) {
			d.hall.remind = at
		}
	}
	for _, c := range v.Waiting {
		waited := now.Sub(c.Since)
		switch {
		case c.Taken || waited >= d.o.RemindAfter+remindUntil:
		case waited < d.o.RemindAfter:
			again(c.Since.Add(d.o.RemindAfter))
		case d.hall.name == "" && now.Sub(d.hall.reminded) >= remindEvery:
			d.hall.reminded = now
			d.chime(SoundReminder)
			again(now.Add(remindEvery))
		case d.hall.name == "":
			again(d.hall.reminded.Add(remindEvery))
		}
	}
}

// boardOfHall opens the board for the member of staff who is at Home.
func (d *Door) boardOfHall() {
	v := d.hall.visit
	d.endStaff()
	person, ok := d.person(v.by.Person)
	if !ok || !d.o.Desk.worksHere(v) {
		d.message(StaffComing)
		return
	}
	d.speak(person.Language)
	d.openBoard(person, v)
}
