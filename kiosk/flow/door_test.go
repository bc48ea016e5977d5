package flow

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/badge"
)

func TestWhereEachCodeLeads(t *testing.T) {
	typo := []byte(code(t, mother).Text())
	typo[10] ^= 1
	foreign, err := badge.New(strings.NewReader("somebody else's!"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name     string
		text     string
		change   func(*attendance.Directory)
		screen   Screen
		sound    []Sound
		recorded []string
	}{
		{name: "a guardian", text: code(t, mother).Text(), screen: Family},
		{name: "the same with caps lock", text: strings.ToLower(code(t, mother).Text()), screen: Family},
		{name: "a collector", text: code(t, grandpa).Text(), screen: Family},
		{name: "staff", text: code(t, teacher).Text(), screen: Board},
		{name: "staff with a child here", text: code(t, cook).Text(), screen: Family},
		{name: "blocked from one child", text: code(t, ex).Text(), screen: Family, recorded: []string{"staff-called c-1"}},
		{name: "blocked from all", text: code(t, stranger).Text(), screen: StaffComing, sound: []Sound{SoundAttention}, recorded: []string{"staff-called c-1"}},
		{name: "somebody without a right", text: code(t, grandpa).Text(), screen: StaffComing, sound: []Sound{SoundAttention}, recorded: []string{"staff-called"},
			change: func(d *attendance.Directory) { d.Rights = d.Rights[:2] }},
		{name: "a badge of somebody who isn't there", text: code(t, mother).Text(), screen: StaffComing, sound: []Sound{SoundAttention}, recorded: []string{"staff-called"},
			change: func(d *attendance.Directory) { d.People = d.People[1:] }},
		{name: "revoked", text: code(t, mother).Text(), screen: Revoked, sound: []Sound{SoundAttention},
			change: func(d *attendance.Directory) { revoke(d, mother) }},
		{name: "a typing error", text: string(typo), screen: NotOurs, sound: []Sound{SoundAttention}},
		{name: "another unit's", text: foreign.Text(), screen: NotOurs, sound: []Sound{SoundAttention}},
		{name: "a link", text: "https://example.org", screen: NotOurs, sound: []Sound{SoundAttention}},
		{name: "nothing", text: "", screen: NotOurs, sound: []Sound{SoundAttention}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				if tc.change != nil {
					r.direct(tc.change)
				}
				r.Scanned(tc.text)
				r.on(tc.screen)
				if got := r.heard(); !slices.Equal(got, tc.sound) {
					t.Errorf("heard %v, want %v", got, tc.sound)
				}
				r.recorded(tc.recorded...)
				if got := r.complaints(); len(got) > 0 {
					t.Errorf("faults: %v", got)
				}
				r.home()
			})
		})
	}
}

func TestATabletWithoutADirectoryKnowsThatItKnowsNothing(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.stop()
		r.start(false)
		if v := r.on(Home); !v.Home.Unready || v.Unit != "" {
			t.Errorf("got %+v", v.Home)
		}
		// Whoever holds a real badge must not be told that it isn't one.
		r.show(mother)
		r.on(StaffComing)
		r.Scanned("https://example.org")
		r.on(NotOurs)
		r.home()
		r.OpenStaff()
		if v := r.on(PINPad); len(v.PIN.Staff) > 0 {
			t.Errorf("got %+v", v.PIN)
		}
		r.home()
		r.direct(func(*attendance.Directory) {})
		if v := r.on(Home); v.Home.Unready || v.Unit != "Förskolan" {
			t.Error("the directory has come, and the screen doesn't show it")
		}
		r.show(mother)
		r.on(Family)
	})
}

// ways leads to each screen from Home.
var ways = map[Screen]func(r *rig){
	Home:        func(*rig) {},
	Family:      func(r *rig) { r.show(mother) },
	Done:        func(r *rig) { r.show(mother); r.confirm() },
	Collector:   func(r *rig) { r.show(mother); r.OpenCollector(); r.read() },
	Absence:     func(r *rig) { r.show(mother); r.OpenAbsence(); r.read() },
	NotePhrases: func(r *rig) { r.show(mother); r.confirm(); r.OpenNote(); r.read() },
	Writing: func(r *rig) {
		r.show(mother)
		r.confirm()
		r.OpenNote()
		r.read()
		r.OpenWriting()
		r.read()
	},
	NotOurs: func(r *rig) { r.Scanned("x"); r.read() },
	Revoked: func(r *rig) {
		r.direct(func(d *attendance.Directory) { revoke(d, ex) })
		r.show(ex)
	},
	StaffComing: func(r *rig) { r.show(stranger) },
	NotSaved: func(r *rig) {
		r.show(mother)
		r.journal.set(func() { r.journal.fail = errDisk })
		r.confirm()
		r.journal.set(func() { r.journal.fail = nil })
	},
	PINPad: func(r *rig) { r.OpenStaff(); r.read() },
	Board:  func(r *rig) { r.show(teacher) },
	ReleaseCheck: func(r *rig) {
		r.happened(attendance.Received, alma, bo)
		r.asked(mother, alma, bo)
		r.show(teacher)
		r.Take(alma)
		r.read()
	},
	Notes: func(r *rig) { r.show(teacher); r.OpenNotes(); r.read() },
}

func TestEveryScreenGoesHomeByItself(t *testing.T) {
	for screen, stays := range map[Screen]time.Duration{
		Family: FamilyStays, Collector: CollectorStays, Absence: AbsenceStays, NotePhrases: NoteStays, Writing: WritingStays, Notes: BoardStays, Done: UndoFor, NotOurs: MessageStays, Revoked: MessageStays,
		StaffComing: MessageStays, NotSaved: FailureStays, PINPad: PINStays, Board: BoardStays, ReleaseCheck: ReleaseStays,
	} {
		t.Run(string(screen), func(t *testing.T) {
			inBubble(t, func(r *rig) {
				ways[screen](r)
				r.on(screen)
				// A way ends when its screen has been read for a moment.
				wait(stays - Settles - time.Second)
				r.on(screen)
				wait(time.Second)
				r.on(Home)
			})
		})
	}
}

func TestATouchKeepsTheScreensThatOneWorksAt(t *testing.T) {
	for screen, stays := range map[Screen]time.Duration{
		Family: FamilyStays, Collector: CollectorStays, Absence: AbsenceStays, NotePhrases: NoteStays, Writing: WritingStays, Notes: BoardStays, PINPad: PINStays, Board: BoardStays,
		Done: 0, NotOurs: 0, Revoked: 0, StaffComing: 0, NotSaved: 0,
	} {
		t.Run(string(screen), func(t *testing.T) {
			inBubble(t, func(r *rig) {
				ways[screen](r)
				if stays == 0 {
					for range 130 {
						r.Touched()
						wait(time.Second)
					}
					r.on(Home)
					return
				}
				for range 5 {
					wait(stays - time.Second)
					r.Touched()
					r.on(screen)
				}
				wait(stays - time.Second)
				r.on(screen)
				wait(time.Second)
				r.on(Home)
			})
		})
	}
}

func TestACodeIsAnsweredOnEveryScreen(t *testing.T) {
	for screen, way := range ways {
		t.Run(string(screen), func(t *testing.T) {
			inBubble(t, func(r *rig) {
				way(r)
				r.on(screen)
				r.Scanned(code(t, grandpa).Text())
				v := r.on(Family)
				if len(v.Family.Children) != 1 || v.Family.Children[0].ID != alma || v.Language != "sv" {
					t.Errorf("got %+v", v)
				}
				if screen == Home {
					return
				}
				// The one before may still be tapping.
				before := r.journal.kinds()
				r.Confirm()
				r.Leave()
				r.on(Family)
				r.recorded(before...)
				// Whoever scanned needs no longer than that to read one button.
				wait(ScanSettles)
				r.Confirm()
				synctest.Wait()
				if len(r.journal.kinds()) == len(before) && v.Family.Children[0].Action != attendance.Wait {
					t.Error("the tap that was meant was not heeded")
				}
			})
		})
	}
}

func TestEveryScreenCanBeLeft(t *testing.T) {
	for screen, way := range ways {
		t.Run(string(screen), func(t *testing.T) {
			inBubble(t, func(r *rig) {
				way(r)
				before := r.journal.kinds()
				r.Leave()
				r.on(Home)
				r.recorded(before...)
			})
		})
	}
}

// Nothing that makes no sense on a screen may do anything there.
func TestWhatMakesNoSenseDoesNothing(t *testing.T) {
	sense := map[Screen][]string{
		Home:         {"staff", "language"},
		Family:       {"confirm", "toggle", "move", "language", "ask who collects", "ask who stays home"},
		Absence:      {"stays home", "for days", "no absence", "withdrawn", "to the family", "language"},
		Collector:    {"collector", "someone else", "to the family", "language"},
		Done:         {"undo", "language", "note"},
		NotePhrases:  {"note about", "phrase", "write", "language"},
		Writing:      {"note", "letter", "language"},
		Notes:        {"to the board", "language"},
		NotSaved:     {"confirm", "language"},
		PINPad:       {"choose", "language"},
		ReleaseCheck: {"confirm", "toggle", "language"},
		Board:        {"group", "take", "language", "notes"},
	}
	for screen, way := range ways {
		for name, tap := range map[string]func(r *rig){
			"confirm": func(r *rig) { r.Confirm() }, "undo": func(r *rig) { r.Undo() },
			"toggle": func(r *rig) { r.Toggle(alma) }, "move": func(r *rig) { r.MovePickup(alma, 15) },
			"staff": func(r *rig) { r.OpenStaff() }, "choose": func(r *rig) { r.ChoosePerson(teacher) },
			"digit": func(r *rig) { r.Digit(1) }, "bad digit": func(r *rig) { r.Digit(10); r.Digit(-1) },
			"erase": func(r *rig) { r.Erase() }, "enter": func(r *rig) { r.Enter() },
			"group": func(r *rig) { r.ShowGroup(moons) }, "take": func(r *rig) { r.Take(alma) },
			"take nobody": func(r *rig) { r.Take("nobody") }, "choose a guardian": func(r *rig) { r.ChoosePerson(mother) },
			"toggle nobody": func(r *rig) { r.Toggle("nobody") }, "move nobody": func(r *rig) { r.MovePickup("nobody", 5) },
			"ask who collects": func(r *rig) { r.OpenCollector() }, "collector": func(r *rig) { r.ChooseCollector(mother) },
			"someone else": func(r *rig) { r.ChooseSomeoneElse() }, "to the family": func(r *rig) { r.BackToFamily() },
			"ask who stays home": func(r *rig) { r.OpenAbsence() }, "stays home": func(r *rig) { r.AbsenceFor(bo) }, "for days": func(r *rig) { r.AbsenceLength(SeveralDays) },
			"for ever": func(r *rig) { r.AbsenceLength("ever") }, "a stranger stays home": func(r *rig) { r.AbsenceFor(cleo) },
			"a day longer": func(r *rig) { r.MoveAbsence(End, 1) }, "no absence": func(r *rig) { r.SaveAbsence() }, "withdrawn": func(r *rig) { r.WithdrawAbsence() },
			"note": func(r *rig) { r.OpenNote() }, "note about": func(r *rig) { r.NoteAbout(bo) }, "phrase": func(r *rig) { r.SendPhrase(attendance.Tired) },
			"no phrase": func(r *rig) { r.SendPhrase("is-ill") }, "write": func(r *rig) { r.OpenWriting() }, "letter": func(r *rig) { r.Letter("å") },
			"no letter":      func(r *rig) { r.Letter(""); r.Letter("ab"); r.Letter("\n"); r.Letter("\xff"); r.Letter(" ") },
			"erase a letter": func(r *rig) { r.EraseLetter() }, "send nothing": func(r *rig) { r.SendWords() },
			"notes": func(r *rig) { r.OpenNotes() }, "to the board": func(r *rig) { r.BackToBoard() }, "no note": func(r *rig) { r.SeeNote("e-1") },
			"a collector of another": func(r *rig) { r.ChooseCollector(ex) },
			"language":               func(r *rig) { r.Language("en"); r.Language("sv"); r.Language("en") }, "no language": func(r *rig) { r.Language("tlh") },
		} {
			t.Run(string(screen)+", "+name, func(t *testing.T) {
				inBubble(t, func(r *rig) {
					way(r)
					if name == "language" && (screen == Family || screen == Collector || screen == Absence || screen == NotePhrases || screen == Writing || screen == Done || screen == NotSaved) {
						r.Language("sv") // hers is English
					}
					before, recorded := r.view(), r.journal.kinds()
					tap(r)
					after := r.view()
					same := equal(before, after) && slices.Equal(recorded, r.journal.kinds())
					expected := slices.Contains(sense[screen], name) || name == "language"
					if same == expected {
						t.Errorf("from %+v to %+v", before, after)
					}
				})
			})
		}
	}
}

func TestNoTickBeforeTheJournalHasIt(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		stall := make(chan struct{})
		r.journal.set(func() { r.journal.stall = stall })
		r.Confirm()
		r.Confirm()
		r.heard()
		for range 20 {
			wait(time.Second)
			r.on(Family)
			if got := r.heard(); len(got) > 0 {
				t.Fatalf("heard %v", got)
			}
		}
		r.journal.set(func() { r.journal.stall = nil })
		close(stall)
		r.on(Done)
		if got := r.heard(); !slices.Equal(got, []Sound{SoundOK}) {
			t.Errorf("heard %v", got)
		}
		r.recorded("announced c-1", "announced c-2")
	})
}

func TestWhatCouldNotBeSavedIsSaidAndTriedAgain(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.MovePickup(alma, 15)
		r.journal.set(func() { r.journal.fail = errDisk })
		r.confirm()
		v := r.on(NotSaved)
		if v.NotUndone {
			t.Error("nobody has taken anything back")
		}
		r.recorded()
		if got := r.complaints(); len(got) != 1 || !strings.Contains(got[0].Error(), "disk full") {
			t.Errorf("faults: %v", got)
		}
		r.confirm()
		r.on(NotSaved)
		r.recorded()
		r.journal.set(func() { r.journal.fail = nil })
		r.confirm()
		r.on(Done)
		r.confirm()
		r.recorded("announced c-1", "announced c-2", "pickup-planned c-1")
		if r.journal.commits != 1 {
			t.Errorf("%d commits, want one", r.journal.commits)
		}
	})
}

func TestTwoQuickTapsRecordOnce(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.Confirm()
		r.Confirm()
		r.Undo() // stands where the big button was
		r.Leave()
		r.on(Done)
		r.recorded("announced c-1", "announced c-2")
	})
}

func TestUndoWithinTenSeconds(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.Confirm()
		if v := r.on(Done); !v.Done.CanUndo || v.Done.Undone {
			t.Errorf("got %+v", v.Done)
		}
		wait(UndoFor - time.Millisecond)
		r.Undo()
		v := r.on(Done)
		if v.Done.CanUndo || !v.Done.Undone {
			t.Errorf("got %+v", v.Done)
		}
		r.read()
		r.Undo()
		r.recorded("announced c-1", "announced c-2", "undone c-1", "undone c-2")
		wait(UndoFor / 2)
		r.on(Home)
		r.show(mother)
		if v := r.on(Family); v.Family.Children[0].State != attendance.Expected {
			t.Errorf("the child is %s", v.Family.Children[0].State)
		}
	})
}

func TestNoUndoAfterTenSeconds(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.Confirm()
		r.on(Done)
		wait(UndoFor)
		r.Undo()
		r.on(Home)
		r.Undo()
		r.recorded("announced c-1", "announced c-2")
	})
}

func TestATapThatHadToWaitIsNotHeededTooLate(t *testing.T) {
	for name, busy := range map[string]func(r *rig){
		"for the disk":   func(r *rig) { r.do(func() { wait(2 * time.Second) }) },
		"for the screen": func(r *rig) { r.slow = 2 * time.Second; r.Synced(SyncView{Online: true}) },
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				r.show(mother)
				r.Confirm()
				r.on(Done)
				wait(UndoFor - time.Second)
				busy(r)
				r.Undo()
				wait(2 * time.Second)
				r.on(Home)
				r.recorded("announced c-1", "announced c-2")
			})
		})
	}
}

func TestUndoThatCouldNotBeSaved(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.confirm()
		r.journal.set(func() { r.journal.fail = errDisk })
		r.Undo()
		if v := r.on(NotSaved); !v.NotUndone {
			t.Error("it says that nothing was recorded, and something was")
		}
		wait(UndoFor) // it was asked for in time
		r.journal.set(func() { r.journal.fail = nil })
		r.confirm()
		if v := r.on(Done); !v.Done.Undone {
			t.Errorf("got %+v", v.Done)
		}
		r.recorded("announced c-1", "announced c-2", "undone c-1", "undone c-2")
		r.home()
		r.show(mother)
		r.journal.set(func() { r.journal.fail = errDisk })
		r.confirm()
		if v := r.on(NotSaved); v.NotUndone {
			t.Error("the next failure is told like the one before")
		}
	})
}

func TestLanguages(t *testing.T) {
	inBubble(t, func(r *rig) {
		says := func(want string) {
			t.Helper()
			if got := r.view().Language; got != want {
				t.Errorf("%s speaks %s, want %s", r.view().Screen, got, want)
			}
		}
		says("sv")
		r.show(mother) // hers is English
		says("en")
		r.confirm()
		says("en")
		r.home()
		says("sv")
		r.show(ex) // Finnish isn't spoken here
		says("sv")
		r.Language("en")
		says("en")
		r.home()
		says("sv")
		r.show(grandpa)
		says("sv")
		r.home()

		r.Language("en")
		says("en")
		r.Language("tlh")
		says("en")
		r.show(grandpa) // has none of his own, and has just chosen one
		says("en")
		r.show(ex) // the next one has not
		says("sv")
		r.home()

		r.Language("en")
		r.OpenStaff()
		says("en")
		r.home()
		says("sv")

		r.Language("en")
		wait(LanguageStays - time.Second)
		r.Touched()
		wait(LanguageStays - time.Second)
		says("en")
		wait(time.Second)
		says("sv")
	})
}

func TestMidnightPassesWhileTheDoorRuns(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.UseToday(attendance.Today{Days: []attendance.DayPlan{
			{Date: today, Schedule: []attendance.Activity{{From: attendance.Clock(7, 0), Until: attendance.Clock(24, 0), Title: attendance.Text{"sv": "tisdag"}}}},
			{Date: today.AddDays(1), Schedule: []attendance.Activity{{From: 0, Until: attendance.Clock(24, 0), Title: attendance.Text{"sv": "onsdag"}}}},
		}})
		r.show(mother)
		r.confirm()
		loc := r.view().Now.Location()
		wait(time.Until(today.AddDays(1).At(attendance.Clock(0, 0), loc)) - time.Second)
		if v := r.on(Home); v.Home.Schedule[0].Title.In("sv") != "tisdag" || v.Home.Current != 0 || v.Now.Format("15:04") != "23:59" {
			t.Errorf("got %+v at %s", v.Home, v.Now)
		}
		r.show(mother)
		v := r.on(Family)
		if v.Family.Children[0].State != attendance.AtDoor {
			t.Errorf("got %+v", v.Family)
		}
		wait(2 * time.Second)
		if v := r.on(Family); v.Home.Schedule[0].Title.In("sv") != "onsdag" || v.Now.Format("15:04") != "00:00" {
			t.Errorf("got %+v at %s", v.Home, v.Now)
		}
		// What was offered yesterday isn't taken today.
		r.confirm()
		r.recorded("announced c-1", "announced c-2")
		if v := r.on(Family); v.Family.Children[0].State != attendance.Expected {
			t.Errorf("got %+v", v.Family)
		}
		r.home()
		r.show(mother)
		r.confirm()
		r.on(Done)
	})
}

func TestTheDoorOpensThoughTheJournalCanNotBeReadAtMidnight(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.journal.set(func() { r.journal.blind = errDisk })
		wait(24 * time.Hour)
		if got := r.complaints(); len(got) == 0 {
			t.Error("nobody is told")
		}
		r.show(mother)
		r.confirm()
		r.on(Done)
		// As soon as it can be read, what was missing is there.
		r.journal.set(func() {
			r.journal.blind = nil
			r.journal.events = append(r.journal.events, attendance.Event{
				Draft: attendance.Draft{Kind: attendance.Received, Child: cleo}, ID: "other", Kiosk: "l", Epoch: "1", Seq: 1, At: time.Now(),
			})
		})
		r.complaints()
		r.show(ex)
		if v := r.on(Family); v.Family.Children[0].State != attendance.Present {
			t.Errorf("got %+v", v.Family)
		}
		if got := r.complaints(); len(got) > 0 {
			t.Errorf("faults: %v", got)
		}
		r.show(mother)
		if v := r.on(Family); v.Family.Children[0].State != attendance.AtDoor {
			t.Errorf("got %+v", v.Family)
		}
	})
}

func TestHomeShowsTheDayAndHowFarThePortalIs(t *testing.T) {
	inBubble(t, func(r *rig) {
		// The link knows no zone but the machine's.
		since := time.Now().Add(-time.Hour).UTC()
		r.Synced(SyncView{Waiting: 3, Since: since})
		r.UseToday(attendance.Today{
			Days:    []attendance.DayPlan{{Date: today, Menu: []attendance.Meal{{Kind: attendance.Lunch}}}},
			Notices: []attendance.Notice{{From: today, Until: today}, {From: today.AddDays(1)}},
		})
		v := r.on(Home)
		if v.Home.Sync.Waiting != 3 || v.Home.Sync.Online || len(v.Home.Menu) != 1 || len(v.Home.Notices) != 1 || v.Home.Current != -1 || v.Home.Unready {
			t.Errorf("got %+v", v.Home)
		}
		if got := v.Home.Sync.Since; !got.Equal(since) || got.Format("15:04") != v.Now.Add(-time.Hour).Format("15:04") {
			t.Errorf("waits since %v, by a clock that shows %v", got, v.Now)
		}
		r.Synced(SyncView{Online: true})
		if v := r.on(Home); !v.Home.Sync.Online {
			t.Errorf("got %+v", v.Home)
		}
	})
}

func TestAViewIsGivenOutWhenItChangesOnly(t *testing.T) {
	inBubble(t, func(r *rig) {
		before := r.given()
		for range 5 {
			r.DirectoryChanged()
			r.Touched()
			r.Leave()
		}
		if n := r.given() - before; n > 0 {
			t.Errorf("%d views, and nothing has changed", n)
		}
		wait(10 * time.Minute)
		if n := r.given() - before; n < 9 || n > 11 {
			t.Errorf("%d views in ten minutes, want one each", n)
		}
	})
}

// The door's clock may be set while somebody stands there.
func TestAClockThatIsSetKeepsNoNameOnTheScreen(t *testing.T) {
	for _, by := range []time.Duration{-5 * time.Hour, 5 * time.Hour, -30 * 24 * time.Hour} {
		inBubble(t, func(r *rig) {
			r.stop()
			var off time.Duration
			now := func() time.Time {
				r.mu.Lock()
				defer r.mu.Unlock()
				return time.Now().Add(off).Round(0) // as a clock without the monotonic part
			}
			desk := NewDesk(r.journal, unitKey, "", now)
			if err := desk.UseDirectory(r.dir); err != nil {
				t.Fatal(err)
			}
			r.Door = NewDoor(Options{Desk: desk, Attempts: r.journal, Languages: []string{"sv"}, Show: r.shown, Now: now})
			ctx, cancel := context.WithCancel(context.Background())
			r.stop = func() { cancel(); synctest.Wait() }
			go r.Run(ctx)
			r.show(teacher)
			r.on(Board)
			r.mu.Lock()
			off = by
			r.mu.Unlock()
			wait(BoardStays + time.Minute)
			r.on(Home)
		})
	}
}

func TestNothingIsDoneAfterTheEnd(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.stop()
		for range 3000 {
			r.Confirm() // must neither block nor be heeded
		}
		r.recorded()
	})
}
