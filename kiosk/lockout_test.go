package main

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
	"tambur/kiosk/pin"
	"tambur/kiosk/preschool"
	"tambur/kiosk/screen"
)

// A guardian sets a PIN with staff, somebody guesses it too often, and the
// program is started anew: the PIN is still there, and so is the lock.
func TestALockAndAPINOutliveTheProgram(t *testing.T) {
	school, err := demoPreschool(0)
	if err != nil {
		t.Fatal(err)
	}
	cast, err := castOf(school)
	if err != nil {
		t.Fatal(err)
	}
	for i := range school.Directory.People {
		if p := &school.Directory.People[i]; p.ID == cast.single.Person {
			p.PIN = ""
		}
	}
	zone, err := time.LoadLocation(school.Directory.Unit.TimeZone)
	if err != nil {
		t.Fatal(err)
	}
	where := folder{data: filepath.Join(t.TempDir(), "kiosk"), keyFile: filepath.Join(t.TempDir(), "key")}
	watch := new(stageClock)
	watch.set(school.Date.At(attendance.Clock(15, 0), zone))
	// visit runs the program once.
	visit := func(demo *preschool.Preschool, do func(door *flow.Door, want func(what string, is func(flow.View) bool))) {
		t.Helper()
		tab, err := openTablet(tabletOptions{folder: where, policy: attendance.SelfService, clock: watch.read, demo: demo})
		if err != nil {
			t.Fatal(err)
		}
		glass := newOnGlass()
		door := flow.NewDoor(flow.Options{
			Desk: tab.desk, Attempts: tab.journal, Pepper: pin.Pepper(tab.identity.Pepper), Random: rand.Reader,
			Languages: screen.Languages(), Show: glass.show, Now: func() time.Time { return watch.read().Wall },
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		done := make(chan struct{})
		go func() { defer close(done); door.Run(ctx) }()
		do(door, func(what string, is func(flow.View) bool) {
			t.Helper()
			if v, err := glass.wait(ctx, is); err != nil {
				t.Fatalf("%s: %v, %+v", what, err, v.PIN)
			}
			watch.set(watch.read().Wall.Add(flow.Settles))
		})
		cancel()
		<-done
		if err := tab.journal.Close(); err != nil {
			t.Fatal(err)
		}
	}
	enter := func(door *flow.Door, digits string) {
		for _, c := range digits {
			door.Digit(int(c - '0'))
		}
		door.Enter()
	}
	on := func(s flow.Screen) func(flow.View) bool { return func(v flow.View) bool { return v.Screen == s } }
	stage := func(s flow.PINStage) func(flow.View) bool {
		return func(v flow.View) bool { return v.Screen == flow.PINPad && v.PIN.Stage == s }
	}

	visit(&school, func(door *flow.Door, want func(string, func(flow.View) bool)) {
		door.Scanned(cast.single.Code.Text())
		want("the family", on(flow.Family))
		door.Confirm()
		want("dropped off", on(flow.Done))
		door.Scanned(cast.single.Code.Text())
		want("the family again", func(v flow.View) bool { return v.Screen == flow.Family && v.Family.CanSetPIN })
		door.AskForPIN()
		want("staff are asked", stage(flow.PINByStaff))
		door.Scanned(cast.staff.Code.Text())
		want("a new pin is asked for", stage(flow.PINNew))
		enter(door, "8642")
		want("and once more", stage(flow.PINAgain))
		enter(door, "8642")
		want("the family with a pin", func(v flow.View) bool { return v.Screen == flow.Family && !v.Family.CanSetPIN })
		door.Leave()
		want("home", on(flow.Home))
		door.Scanned(cast.single.Code.Text())
		want("the family once more", on(flow.Family))
		door.Confirm()
		want("the pin is asked for", on(flow.PINPad))
		for range 5 {
			enter(door, "9999")
			want("a wrong one", func(v flow.View) bool { return v.PIN.Wrong && v.PIN.Digits == 0 })
			door.Digit(1)
			door.Erase()
			want("another try", func(v flow.View) bool { return v.Screen == flow.PINPad && !v.PIN.Wrong })
		}
	})
	visit(nil, func(door *flow.Door, want func(string, func(flow.View) bool)) {
		door.Scanned(cast.single.Code.Text())
		want("the family", on(flow.Family))
		door.Confirm()
		want("the pin is asked for", on(flow.PINPad))
		enter(door, "8642")
		want("locked out", func(v flow.View) bool { return !v.PIN.LockedUntil.IsZero() })
		watch.set(watch.read().Wall.Add(time.Minute))
		door.Scanned(cast.single.Code.Text())
		want("the family again", on(flow.Family))
		door.Confirm()
		want("the pin is asked for again", on(flow.PINPad))
		enter(door, "8642")
		want("the last look", on(flow.ReleaseCheck))
	})
}
