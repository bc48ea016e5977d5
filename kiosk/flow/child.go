package flow

import (
	"errors"
	"slices"
	"time"

	"tambur/kiosk/attendance"
)

// ChildView is a child's sheet: where it is, and its day as it was recorded.
type ChildView struct {
	ID     attendance.ChildID
	Name   string
	Group  string
	Symbol string
	// OwnGroup is the group that the child is moved away from today; empty when
	// it is with its own.
	OwnGroup string
	State    attendance.State
	Since    time.Time
	// From and Until are today's planned time, if Planned.
	Planned, PickupChanged bool
	From, Until            attendance.TimeOfDay
	// BroughtBy and FetchedBy are the people's names, Collector that of who is to
	// collect; empty when nobody knows.
	BroughtBy, FetchedBy, Collector string
	Flags                           []attendance.Flag
	// Entries are the day, earliest first.
	Entries []Entry
	// Groups are where the child can be moved to for the day.
	Groups []BoardGroup
	// CanCome and CanGo tell that a forgotten arrival or pick-up can be told;
	// CanBeAway and CanWithdraw that an absence today can be reported, or taken
	// back.
	CanCome, CanGo         bool
	CanBeAway, CanWithdraw bool
	// Saved tells that something was just recorded here and can be taken back;
	// Failed that it could not be saved.
	Saved, Failed bool
}

// Entry is one event of a child's day. What was corrected stays, and what takes
// its place comes as an entry of its own.
type Entry struct {
	ID   attendance.EventID
	Kind attendance.Kind
	// At is when it happened; About tells that somebody remembered that time
	// afterwards.
	At    time.Time
	About bool
	// Who is the name of who did it; empty for the kiosk itself.
	Who string
	// What is what else it says: a group, who will collect, an absence's or a new
	// pick-up's time.
	What string
	// Void tells that it does not count any more. Reason is why it was corrected
	// or, of one that counts, why it corrects another or came afterwards; Told
	// is when and By who said so.
	Void   bool
	Reason string
	Told   time.Time
	By     string
	// CanCorrect tells that a tap corrects it.
	CanCorrect bool
}

// ChildControls are a child's sheet.
type ChildControls interface {
	// CorrectEntry asks what was wrong with an entry, on the sheet.
	CorrectEntry(attendance.EventID)
	// TellForgotten asks for the time of a step that nobody recorded: of
	// [attendance.Received] or [attendance.Released].
	TellForgotten(attendance.Kind)
	// MoveToGroup lets the child be with another group today.
	MoveToGroup(attendance.GroupID)
	// ReportAway reports the child absent today; WithdrawAway takes that back.
	ReportAway()
	WithdrawAway()
}

// work is what a member of staff is at beside the board.
type work struct {
	list    childList
	child   attendance.ChildID
	fix     fixing
	evening evening
	failed  bool
}

// onSheets tells that a screen of the staff's work is up whose last record can
// be taken back there.
func (d *Door) onSheets() bool { return d.screen == Child || d.screen == Evening }

// openSheet opens a child's sheet, and records that somebody looked. What can't
// be recorded is shown all the same: when a disk is full, who fetched a child is
// what must be found out.
func (d *Door) openSheet(child attendance.ChildID) {
	looked := attendance.Draft{Kind: attendance.Looked, Child: child, By: d.board.visit.by}
	if _, err := d.o.Desk.staffRecords(d.board.visit, looked); errors.Is(err, ErrChanged) {
		d.mayNot()
		return
	} else {
		d.fault(err)
	}
	d.work.child, d.work.fix, d.work.failed = child, fixing{}, false
	d.endUndo()
	d.goTo(Child, BoardStays)
}

// mayNot answers staff who may not do this any more: they don't work here, or
// have to do with the child themselves.
func (d *Door) mayNot() {
	if !d.o.Desk.worksHere(d.board.visit) {
		d.forget()
		d.message(StaffComing)
		return
	}
	d.chime(SoundAttention)
}

// staffRecords records what staff say, all or none. It is [ErrChanged] when they
// aren't staff any more, or are blocked from one of the children.
func (d *Desk) staffRecords(v visit, drafts ...attendance.Draft) ([]attendance.Event, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if day := d.today(d.now()); day != nil {
		if !d.holds(v) {
			return nil, ErrChanged
		}
		for _, draft := range drafts {
			if !d.index.MayCorrect(v.by.Person, draft.Child, day.Date()) {
				return nil, ErrChanged
			}
		}
	}
	return d.record(drafts)
}

// say records what staff say on a sheet, and turns to screen; it can be taken
// back there for a while.
func (d *Door) say(screen Screen, drafts ...attendance.Draft) bool {
	events, err := d.o.Desk.staffRecords(d.board.visit, drafts...)
	switch {
	case errors.Is(err, ErrChanged):
		d.mayNot()
		return false
	case err != nil:
		d.fault(err)
		d.work.failed = true
		d.chime(SoundAttention)
		return false
	}
	d.work.failed = false
	d.taken, d.takenBy, d.board.undo = events, d.board.visit.by, nil
	d.undoAt = d.o.Now().Add(UndoFor)
	if d.screen != screen {
		d.goTo(screen, BoardStays)
	}
	d.touched()
	d.chime(SoundOK)
	return true
}

// endUndo makes what was recorded on a sheet stand: it is not taken back from
// another screen, where nobody would see what.
func (d *Door) endUndo() { d.taken, d.undoAt, d.board.undo = nil, time.Time{}, nil }

// undoOnSheet takes back what was just recorded on a sheet, as one.
func (d *Door) undoOnSheet() {
	still := d.screen == Evening && d.work.evening.home || !d.undoAt.IsZero()
	if len(d.taken) == 0 || !still || d.settling() {
		return
	}
	var drafts []attendance.Draft
	for _, e := range d.taken {
		drafts = append(drafts, attendance.TakeBack(e, attendance.OtherReason, d.board.visit.by))
	}
	if d.say(d.screen, drafts...) {
		d.endUndo()
		d.work.evening.home = false
	}
}

// onSheet does something with the child whose sheet is up.
func (d *Door) onSheet(act func(child attendance.ChildID)) {
	d.do(func() {
		if d.screen == Child && !d.settling() {
			d.touched()
			act(d.work.child)
		}
	})
}

// MoveToGroup implements [ChildControls].
func (d *Door) MoveToGroup(to attendance.GroupID) {
	d.onSheet(func(child attendance.ChildID) {
		var can bool
		d.look(func(x *attendance.Index, day *attendance.Day) {
			_, known := x.Group(to)
			can = known && day.GroupOf(child) != to
		})
		if can {
			d.say(Child, attendance.Draft{Kind: attendance.GroupMoved, Child: child, Group: to, By: d.board.visit.by})
		}
	})
}

// ReportAway implements [ChildControls].
func (d *Door) ReportAway() {
	d.onSheet(func(child attendance.ChildID) {
		if d.childDay(child).State == attendance.Expected {
			d.say(Child, attendance.Draft{Kind: attendance.ReportedAbsent, Child: child, By: d.board.visit.by})
		}
	})
}

// WithdrawAway implements [ChildControls].
func (d *Door) WithdrawAway() {
	d.onSheet(func(child attendance.ChildID) {
		if now := d.childDay(child); now.State == attendance.Away || now.PartlyAway {
			d.say(Child, attendance.Draft{Kind: attendance.AbsenceWithdrawn, Child: child, By: d.board.visit.by})
		}
	})
}

func (d *Door) childDay(child attendance.ChildID) (now attendance.ChildDay) {
	d.look(func(_ *attendance.Index, day *attendance.Day) { now = day.Child(child) })
	return now
}

func (d *Door) childView(x *attendance.Index, day *attendance.Day) ChildView {
	now, loc := day.Child(d.work.child), x.Location()
	v := ChildView{
		ID: d.work.child, State: now.State, Since: inZone(now.Since, loc), Planned: now.Planned, PickupChanged: now.PickupChanged,
		From: now.From, Until: now.Until, Flags: slices.Clone(now.Flags), Collector: firstNameIn(x, now.Collector),
		CanCome: !now.Here(), CanGo: now.Here(), CanBeAway: now.State == attendance.Expected && !now.PartlyAway,
		CanWithdraw: now.State == attendance.Away || now.PartlyAway,
		Saved:       len(d.taken) > 0 && !d.undoAt.IsZero(), Failed: d.work.failed,
	}
	c, _ := x.Child(d.work.child)
	v.Name = c.GivenName + " " + c.FamilyName
	with := day.GroupOf(c.ID)
	if _, known := x.Group(with); !known {
		with = ""
	}
	for _, g := range boardGroups(x, x.Children()) {
		if g.ID == with {
			v.Group, v.Symbol = g.Name, g.Symbol
		} else if g.ID != "" {
			v.Groups = append(v.Groups, BoardGroup{ID: g.ID, Name: g.Name, Symbol: g.Symbol})
		}
		if g.ID == c.Group && with != c.Group {
			v.OwnGroup = g.Name
		}
	}
	v.Entries = entries(x, day, c.ID)
	for _, e := range v.Entries {
		switch {
		case e.Void:
		case e.Kind == attendance.Announced:
			v.BroughtBy = e.Who
		case e.Kind == attendance.Requested:
			v.FetchedBy = e.Who
		}
	}
	return v
}

// told are the kinds that a child's day is told in.
var told = []attendance.Kind{attendance.Announced, attendance.Received, attendance.Requested, attendance.Released,
	attendance.ReportedAbsent, attendance.AbsenceWithdrawn, attendance.PickupPlanned, attendance.CollectorPlanned,
	attendance.GroupMoved, attendance.StaffCalled}

// entries are a child's day. What only takes something back is told with that.
func entries(x *attendance.Index, day *attendance.Day, child attendance.ChildID) []Entry {
	line, loc := day.Timeline(child), x.Location()
	byID := make(map[attendance.EventID]attendance.Event, len(line))
	for _, t := range line {
		byID[t.Event.ID] = t.Event
	}
	var all []Entry
	for _, t := range line {
		e := t.Event
		if !slices.Contains(told, e.Kind) {
			continue
		}
		entry := Entry{
			ID: e.ID, Kind: e.Kind, At: t.At.In(loc), About: !e.When.IsZero() && e.Reason != attendance.WrongChild,
			Who: firstNameIn(x, e.By.Person), What: what(x, e), Void: !t.Stands,
		}
		// Who brought or fetched the child is who said so first, whoever has
		// corrected the time of it.
		for first, steps := e, 0; first.Corrects != "" && steps < len(line); steps++ {
			first = byID[first.Corrects]
			entry.Who = firstNameIn(x, first.By.Person)
		}
		says := e
		if entry.Void && len(t.By) > 0 {
			says = byID[t.By[len(t.By)-1]]
		}
		if says.ID != e.ID || e.Reason != "" && e.Kind != attendance.StaffCalled {
			entry.Reason, entry.Told, entry.By = says.Reason, says.At.In(loc), firstNameIn(x, says.By.Person)
			if says.Kind == attendance.Undone && says.Reason == "" {
				entry.Reason = attendance.OtherReason // taken back at once by who did it
			}
		}
		entry.CanCorrect = t.Stands && correctable(e.Kind)
		all = append(all, entry)
	}
	return all
}

func firstNameIn(x *attendance.Index, id attendance.PersonID) string {
	p, _ := x.Person(id)
	return p.GivenName
}

// what is what an event says beside its kind, where that needs no words.
func what(x *attendance.Index, e attendance.Event) string {
	switch e.Kind {
	case attendance.PickupPlanned:
		return e.Pickup.String()
	case attendance.CollectorPlanned:
		return firstNameIn(x, e.Collector)
	case attendance.GroupMoved:
		g, _ := x.Group(e.Group)
		return g.Name
	case attendance.ReportedAbsent:
		return span(e)
	}
	return ""
}

// span is the part of the day, or the days, that an absence is about.
func span(e attendance.Event) string {
	if e.FromTime != nil || e.UntilTime != nil {
		part := ""
		if e.FromTime != nil {
			part = e.FromTime.String()
		}
		part += "–"
		if e.UntilTime != nil {
			part += e.UntilTime.String()
		}
		return part
	}
	if !e.From.IsZero() && e.Until != e.From {
		return e.From.String() + " – " + e.Until.String()
	}
	return ""
}
