package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
	"tambur/kiosk/preschool"
)

// A tour is a visit of every screen, for pictures. It does what people do, on
// the real state machine, and takes a picture of what comes of it.
type tour struct {
	flow.Controls
	shown *onGlass
	cast  cast
	// pause lets pass the moment that a person needs to see a new screen; taps
	// before its end are not heeded.
	pause func()
	// synced says how far the portal is.
	synced func(flow.SyncView)
	// failing makes the journal fail to save; nil where that can't be had.
	failing func(bool)
}

// stop is one picture.
type stop struct {
	name   string
	screen flow.Screen
	// before is the screen that they come by, if they do something there; empty
	// for none.
	before flow.Screen
	// via is a screen that they come by still earlier; empty for none.
	via flow.Screen
	// visit is what people do at Home, between is what they do on the screen via,
	// then is what they do on the screen before.
	visit, between, then func(*tour)
	// there tells it from other views of the same screen; nil for any.
	there func(flow.View) bool
}

// stops lists the pictures in the order in which they are taken.
func (t *tour) stops() []stop {
	stops := []stop{
		{name: "home", screen: flow.Home},
		{name: "home-waiting", screen: flow.Home,
			visit: func(t *tour) {
				t.synced(flow.SyncView{Waiting: 3, Since: time.Now().Add(-40 * time.Minute)})
			},
			there: func(v flow.View) bool { return v.Home.Sync.Waiting == 3 }},
		{name: "family", screen: flow.Family, visit: func(t *tour) { t.Scanned(t.cast.siblings.Code.Text()) }},
		{name: "family-one-chosen", screen: flow.Family,
			visit: func(t *tour) {
				t.Scanned(t.cast.siblings.Code.Text())
				t.Toggle(t.cast.sibling)
				t.MovePickup(t.cast.sibling, 30)
			},
			there: func(v flow.View) bool { return !allChosen(v) }},
		{name: "collector", screen: flow.Collector, before: flow.Family,
			visit: func(t *tour) { t.Scanned(t.cast.siblings.Code.Text()) },
			then:  func(t *tour) { t.OpenCollector() }},
		{name: "absence", screen: flow.Absence, before: flow.Family,
			visit: func(t *tour) { t.Scanned(t.cast.siblings.Code.Text()) },
			then:  func(t *tour) { t.OpenAbsence(); t.AbsenceFor(t.cast.sibling); t.AbsenceLength(flow.PartOfDay) },
			there: func(v flow.View) bool { return v.Absence.CanSave && v.Absence.Home.Length == flow.PartOfDay }},
		{name: "done", screen: flow.Done,
			visit: func(t *tour) { t.Scanned(t.cast.siblings.Code.Text()); t.Confirm() }},
		{name: "done-undone", screen: flow.Done, before: flow.Done,
			visit: func(t *tour) { t.Scanned(t.cast.three.Code.Text()); t.Confirm() },
			then:  func(t *tour) { t.Undo() },
			there: func(v flow.View) bool { return v.Done.Undone }},
		{name: "note", screen: flow.NotePhrases, before: flow.Done,
			visit: func(t *tour) { t.Scanned(t.cast.single.Code.Text()); t.Confirm() },
			then:  func(t *tour) { t.OpenNote() }},
		{name: "writing", screen: flow.Writing, via: flow.Done, before: flow.NotePhrases,
			visit:   func(t *tour) { t.Scanned(t.cast.three.Code.Text()); t.Confirm() },
			between: func(t *tour) { t.OpenNote() },
			then: func(t *tour) {
				t.OpenWriting()
				for _, letter := range "farmor hämtar kl. 14" {
					t.Letter(string(letter))
				}
			},
			there: func(v flow.View) bool { return v.Writing.CanSend }},
		{name: "family-waiting", screen: flow.Family, visit: func(t *tour) { t.Scanned(t.cast.siblings.Code.Text()) }},
		{name: "home-hall", screen: flow.Home,
			there: func(v flow.View) bool { return len(v.Home.Hall.Waiting) > 0 && v.Home.Hall.Staff == "" }},
		{name: "home-staff", screen: flow.Home,
			visit: func(t *tour) { t.Scanned(t.cast.staff.Code.Text()) },
			there: func(v flow.View) bool { return v.Home.Hall.Staff != "" }},
		{name: "not-ours", screen: flow.NotOurs, visit: func(t *tour) { t.Scanned("HTTPS9EXAMPLE9ORG") }},
		{name: "revoked", screen: flow.Revoked, visit: func(t *tour) { t.Scanned(t.cast.revoked.Code.Text()) }},
		{name: "staff-coming", screen: flow.StaffComing, visit: func(t *tour) { t.Scanned(t.cast.blocked.Code.Text()) }},
		{name: "pin", screen: flow.PINPad, visit: func(t *tour) { t.OpenStaff() }},
		{name: "pin-digits", screen: flow.PINPad,
			visit: func(t *tour) { t.OpenStaff(); t.ChoosePerson(t.cast.staff.Person); t.Digit(1); t.Digit(2); t.Digit(3) },
			there: func(v flow.View) bool { return v.PIN.Digits == 3 }},
		{name: "board", screen: flow.Board, visit: func(t *tour) { t.Scanned(t.cast.staff.Code.Text()); t.OpenStaff() }},
		{name: "board-received", screen: flow.Board,
			visit: func(t *tour) { t.Scanned(t.cast.staff.Code.Text()); t.OpenStaff(); t.Take(t.cast.sibling) },
			there: func(v flow.View) bool { return v.Board.Undo != nil }},
		{name: "release", screen: flow.ReleaseCheck,
			visit: func(t *tour) {
				t.Scanned(t.cast.staff.Code.Text())
				t.OpenStaff()
				t.Take(t.cast.sibling)
			}},
		{name: "family-pick-up", screen: flow.Family, visit: func(t *tour) { t.Scanned(t.cast.siblings.Code.Text()) }},
		{name: "done-told", screen: flow.Done, via: flow.Done, before: flow.NotePhrases,
			visit:   func(t *tour) { t.Scanned(t.cast.siblings.Code.Text()); t.Confirm() },
			between: func(t *tour) { t.OpenNote() },
			then:    func(t *tour) { t.SendPhrase(attendance.CallMe) },
			there:   func(v flow.View) bool { return v.Done.Told }},
		{name: "roll-call-start", screen: flow.RollCallStart, visit: func(t *tour) { t.OpenRollCall() }},
		{name: "roll-call", screen: flow.RollCall, before: flow.RollCallStart,
			visit: func(t *tour) { t.OpenRollCall() },
			then:  func(t *tour) { t.BeginRollCall(attendance.Drill); t.MarkSafe(t.cast.sibling) }},
		{name: "notes", screen: flow.Notes, before: flow.Board,
			visit: func(t *tour) { t.Scanned(t.cast.staff.Code.Text()); t.OpenStaff() },
			then:  func(t *tour) { t.OpenNotes() }},
		{name: "roll-calls", screen: flow.RollCalls, before: flow.Board,
			visit: func(t *tour) { t.Scanned(t.cast.staff.Code.Text()); t.OpenStaff() },
			then:  func(t *tour) { t.OpenRollCalls() }},
		{name: "children", screen: flow.Children, before: flow.Board,
			visit: func(t *tour) { t.Scanned(t.cast.staff.Code.Text()); t.OpenStaff() },
			then:  func(t *tour) { t.OpenChildren() }},
		{name: "child", screen: flow.Child, via: flow.Board, before: flow.Children,
			visit:   func(t *tour) { t.Scanned(t.cast.staff.Code.Text()); t.OpenStaff() },
			between: func(t *tour) { t.OpenChildren() },
			then:    func(t *tour) { t.WholeUnit(true); t.OpenChild(t.cast.sibling) }},
	}
	if t.failing == nil {
		return stops
	}
	return slices.Insert(stops, 0, stop{name: "not-saved", screen: flow.NotSaved, visit: func(t *tour) {
		t.failing(true)
		t.Scanned(t.cast.collector.Code.Text())
		t.Confirm()
	}})
}

func allChosen(v flow.View) bool {
	for _, c := range v.Family.Children {
		if !c.Selected {
			return false
		}
	}
	return true
}

// run goes to every stop and has a picture taken there.
func (t *tour) run(ctx context.Context, picture func(name string, v flow.View) error) error {
	for _, s := range t.stops() {
		if err := t.goHome(ctx); err != nil {
			return fmt.Errorf("leave what was before %s: %w", s.name, err)
		}
		if t.failing != nil {
			t.failing(false)
		}
		t.synced(flow.SyncView{Online: true})
		if _, err := t.shown.wait(ctx, func(v flow.View) bool {
			return v.Screen == flow.Home && !v.Home.Unready && v.Home.Sync == flow.SyncView{Online: true}
		}); err != nil {
			return fmt.Errorf("come home before %s: %w", s.name, err)
		}
		if s.visit != nil {
			s.visit(t)
		}
		for _, way := range []struct {
			by flow.Screen
			do func(*tour)
		}{{s.via, s.between}, {s.before, s.then}} {
			if way.do == nil {
				continue
			}
			if _, err := t.shown.wait(ctx, func(v flow.View) bool { return v.Screen == way.by }); err != nil {
				return fmt.Errorf("come by %s: %w", way.by, err)
			}
			t.pause()
			way.do(t)
		}
		v, err := t.shown.wait(ctx, func(v flow.View) bool {
			return v.Screen == s.screen && (s.there == nil || s.there(v))
		})
		if err != nil {
			return fmt.Errorf("get to %s: %w", s.name, err)
		}
		if err := picture(s.name, v); err != nil {
			return fmt.Errorf("take the picture of %s: %w", s.name, err)
		}
	}
	return nil
}

// goHome leaves one screen after the other: what was opened from the board goes
// back to it first.
func (t *tour) goHome(ctx context.Context) error {
	for {
		at, err := t.shown.wait(ctx, func(v flow.View) bool { return v.Screen != "" })
		if err != nil {
			return err
		}
		t.pause()
		t.Leave() // at Home, staff who are known there leave it with that
		if at.Screen == flow.Home {
			return nil
		}
		t.StepBack()
		if _, err := t.shown.wait(ctx, func(v flow.View) bool { return v.Screen != at.Screen }); err != nil {
			return err
		}
	}
}

// cast is who plays the parts: cards of the demo preschool.
type cast struct {
	siblings, single, three, collector, staff, blocked, revoked preschool.Card
	// sibling is the first of the siblings.
	sibling attendance.ChildID
	// children are those of the families above.
	children []attendance.ChildID
}

// plays tells whether a child is one that the tour brings or fetches.
func (c cast) plays(child attendance.ChildID) bool { return slices.Contains(c.children, child) }

// castOf finds somebody for every part. A preschool too small for all has parts
// without a name.
func castOf(school preschool.Preschool) (cast, error) {
	x, err := attendance.NewIndex(school.Directory)
	if err != nil {
		return cast{}, err
	}
	day := attendance.NewDay(x, school.Date)
	var c cast
	for _, card := range school.Cards {
		d := x.Decide(card.Person, day, school.Date.At(attendance.Clock(7, 30), x.Location()))
		first := func(part *preschool.Card, card preschool.Card) {
			if part.Name != "" {
				return
			}
			*part = card
			for _, step := range d.Steps {
				c.children = append(c.children, step.Child.ID)
			}
		}
		switch {
		case card.Revoked:
			first(&c.revoked, card)
		case card.Role == preschool.Staff:
			first(&c.staff, card)
		case card.Role == preschool.Blocked:
			first(&c.blocked, card)
		case card.Role == preschool.Collector:
			first(&c.collector, card)
		case len(d.Steps) == 1:
			first(&c.single, card)
		case len(d.Steps) == 2:
			if c.siblings.Name == "" {
				c.sibling = d.Steps[0].Child.ID
			}
			first(&c.siblings, card)
		case len(d.Steps) == 3:
			first(&c.three, card)
		}
	}
	return c, nil
}

// onGlass is the view that was shown last.
type onGlass struct {
	mu      sync.Mutex
	view    flow.View
	changed chan struct{}
}

func newOnGlass() *onGlass { return &onGlass{changed: make(chan struct{})} }

func (g *onGlass) show(v flow.View) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.view = v
	close(g.changed)
	g.changed = make(chan struct{})
}

// wait returns the first view, from the present one on, that will do.
func (g *onGlass) wait(ctx context.Context, will func(flow.View) bool) (flow.View, error) {
	for {
		g.mu.Lock()
		v, changed := g.view, g.changed
		g.mu.Unlock()
		if will(v) {
			return v, nil
		}
		select {
		case <-ctx.Done():
			return v, fmt.Errorf("the door shows %s: %w", v.Screen, ctx.Err())
		case <-changed:
		}
	}
}
