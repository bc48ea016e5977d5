package link_test

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tambur/kiosk/attendance"
	"tambur/sync/bus"
	"tambur/sync/link"
	"tambur/sync/wire"
)

// scene runs a link in a smooth world and a bubble.
func scene(t *testing.T, play func(t *testing.T, w *world, q *queue, heard *told)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w, q, heard := newWorld(t, 1), newQueue(), &told{}
		stop := run(t, w, q, heard)
		defer stop()
		play(t, w, q, heard)
	})
}

// expect compares after everything has come to rest.
func expect[T any](t *testing.T, what string, got func() T, want T) {
	t.Helper()
	synctest.Wait()
	if diff := cmp.Diff(want, got()); diff != "" {
		t.Fatalf("%s:\n%s", what, diff)
	}
}

func TestASingleEventGoesUpAtOnce(t *testing.T) {
	scene(t, func(t *testing.T, w *world, q *queue, _ *told) {
		w.up()
		pause(time.Minute)
		began := time.Now()
		q.append(t, 1)
		expect(t, "segments", w.segments, []string{"1-1"})
		if passed := time.Since(began); passed != 0 {
			t.Errorf("it took %v", passed)
		}
	})
}

func TestEventsThatFollowOthersTravelTogether(t *testing.T) {
	scene(t, func(t *testing.T, w *world, q *queue, _ *told) {
		w.mu.Lock()
		w.away = true // no receipt makes room
		w.mu.Unlock()
		w.up()
		// Let the window grow beyond one segment.
		w.mu.Lock()
		w.away = false
		w.mu.Unlock()
		q.append(t, 1)
		pause(time.Second)
		q.append(t, 1)
		pause(time.Second)
		w.mu.Lock()
		w.away = true
		w.mu.Unlock()
		q.append(t, 1)
		synctest.Wait()
		for range 5 {
			q.append(t, 1)
			pause(5 * time.Millisecond)
		}
		expect(t, "before the window ends", w.segments, []string{"1-1", "2-2", "3-3"})
		pause(50 * time.Millisecond)
		expect(t, "after", w.segments, []string{"1-1", "2-2", "3-3", "4-8"})
	})
}

func TestAMonthDrainsInFullSegments(t *testing.T) {
	scene(t, func(t *testing.T, w *world, q *queue, heard *told) {
		q.append(t, 1234)
		expect(t, "what waits", func() uint64 { return heard.status().Waiting }, 1234)
		if heard.status().Online || !heard.status().Since.Equal(time.Now()) {
			t.Errorf("status %+v", heard.status())
		}
		w.up()
		pause(time.Minute)
		if err := differ(q.all(), w.portal.all()); err != nil {
			t.Fatal(err)
		}
		if got := w.segments(); len(got) != 13 || got[0] != "1-100" || got[12] != "1201-1234" {
			t.Errorf("segments %v", got)
		}
		if diff := cmp.Diff(link.Status{Online: true}, heard.status()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestLargeEventsTravelInFewerAtATime(t *testing.T) {
	scene(t, func(t *testing.T, w *world, q *queue, _ *told) {
		q.private = wire.MaxPrivate
		q.append(t, 40)
		w.up()
		pause(time.Minute)
		if err := differ(q.all(), w.portal.all()); err != nil {
			t.Fatal(err)
		}
		for _, m := range w.sent {
			if len(m.Payload) > wire.MaxMessage {
				t.Errorf("a message of %d bytes", len(m.Payload))
			}
		}
	})
}

// PUBACK after PUBACK, and the position stands: only a receipt moves it.
func TestOnlyAReceiptMovesThePosition(t *testing.T) {
	scene(t, func(t *testing.T, w *world, q *queue, heard *told) {
		w.mu.Lock()
		w.away = true
		w.mu.Unlock()
		q.append(t, 10)
		w.up()
		pause(time.Hour)
		if heard.status().Waiting != 10 {
			t.Fatalf("%d events wait", heard.status().Waiting)
		}
		// All is sent again, ever more slowly: 10 s, 20 s, 40 s, then each 2 minutes.
		if got := len(w.segments()); got < 25 || got > 45 {
			t.Errorf("sent %d times in an hour", got)
		}
		w.mu.Lock()
		w.away = false
		w.mu.Unlock()
		pause(4 * time.Minute)
		expect(t, "what waits", func() uint64 { return heard.status().Waiting }, 0)
	})
}

func TestReceiptsThatSayNothingNew(t *testing.T) {
	scene(t, func(t *testing.T, w *world, q *queue, heard *told) {
		q.append(t, 5)
		w.up()
		pause(time.Second)
		records := q.all()
		before := len(w.segments())
		for _, r := range []wire.Receipt{
			{Unit: unit, Kiosk: kiosk, Epoch: "older", Through: 900, Head: wire.Sum(nil), Time: time.Now()},
			{Unit: unit, Kiosk: kiosk, Epoch: epoch, Through: 2, Head: records[1].Digest(), Time: time.Now()},
			{Unit: unit, Kiosk: kiosk, Epoch: epoch, Time: time.Now()},
			{Unit: unit, Kiosk: kiosk, Epoch: epoch, Through: 5, Head: records[4].Digest(), Time: time.Now()},
		} {
			w.send(r, "stale")
		}
		w.deliver(bus.Message{Topic: receiptOn}) // the retained one is taken away
		pause(time.Minute)
		if status := heard.status(); status.Waiting != 0 || status.Refused != nil || len(heard.faults) != 0 || len(w.segments()) != before {
			t.Errorf("status %+v, faults %v, segments %v", status, heard.faults, w.segments())
		}
	})
}

func TestReceiptsThatAreNotForUs(t *testing.T) {
	scene(t, func(t *testing.T, w *world, q *queue, heard *told) {
		w.mu.Lock()
		w.away = true
		w.mu.Unlock()
		q.append(t, 5)
		w.up()
		pause(time.Second)
		head := q.all()[4].Digest()
		w.send(wire.Receipt{Unit: unit, Kiosk: "another", Epoch: epoch, Through: 5, Head: head, Time: time.Now()}, "a")
		w.send(wire.Receipt{Unit: "another", Kiosk: kiosk, Epoch: epoch, Through: 5, Head: head, Time: time.Now()}, "b")
		w.deliver(bus.Message{Topic: receiptOn, Payload: []byte("{}")})
		pause(time.Second)
		if heard.status().Waiting != 5 || len(heard.faults) != 3 || !heard.faultsSay("another kiosk") {
			t.Errorf("status %+v, faults %v", heard.status(), heard.faults)
		}
	})
}

func TestAReceiptThatContradictsTheJournal(t *testing.T) {
	for name, receipt := range map[string]func(records []wire.Record) wire.Receipt{
		"beyond what there is": func([]wire.Record) wire.Receipt { return wire.Receipt{Through: 9, Head: wire.Sum(nil)} },
		"another head":         func([]wire.Record) wire.Receipt { return wire.Receipt{Through: 5, Head: wire.Sum(nil)} },
		"another event":        func(r []wire.Record) wire.Receipt { return wire.Receipt{Through: 3, Head: r[1].Digest()} },
		"a gap in another past": func(r []wire.Record) wire.Receipt {
			return wire.Receipt{Through: 3, Head: r[1].Digest(), Refused: &wire.Refusal{Reason: wire.Gap}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			scene(t, func(t *testing.T, w *world, q *queue, heard *told) {
				q.append(t, 5)
				w.mu.Lock()
				w.answer = func(s wire.Segment) []wire.Receipt {
					r := receipt(q.all())
					r.Unit, r.Kiosk, r.Epoch, r.Time = unit, kiosk, epoch, time.Now()
					return []wire.Receipt{r}
				}
				w.mu.Unlock()
				w.up()
				pause(time.Second)
				status := heard.status()
				if status.Waiting != 5 || status.Refused == nil || status.Refused.Reason != wire.Fork || !heard.faultsSay("fork") {
					t.Fatalf("status %+v, faults %v", status, heard.faults)
				}
				pause(time.Hour)
				if got := len(w.segments()); got < 4 || got > 20 {
					t.Errorf("tried %d times in an hour", got)
				}
				w.mu.Lock()
				w.answer = nil
				w.mu.Unlock()
				pause(15 * time.Minute)
				expect(t, "once people have put it right", heard.status, link.Status{Online: true})
			})
		})
	}
}

func TestAPortalFromABackupIsSentWhatItLost(t *testing.T) {
	scene(t, func(t *testing.T, w *world, q *queue, heard *told) {
		w.up()
		q.append(t, 950)
		pause(time.Minute)
		w.portal.restore(120)
		q.append(t, 1)
		began := time.Now()
		pause(10 * time.Second)
		if err := differ(q.all(), w.portal.all()); err != nil {
			t.Fatalf("after %v: %v", time.Since(began), err)
		}
		if status := heard.status(); status.Waiting != 0 || status.Refused != nil {
			t.Errorf("status %+v", status)
		}
		if n := len(w.segments()); n > 10+1+9+4 {
			t.Errorf("it took %d segments: %v", n, w.segments())
		}
	})
}

// A portal that only ever asks for the beginning must not keep the link busy.
func TestNoPortalMakesTheLinkRunInACircle(t *testing.T) {
	scene(t, func(t *testing.T, w *world, q *queue, heard *told) {
		q.append(t, 200)
		w.mu.Lock()
		w.answer = func(s wire.Segment) []wire.Receipt {
			return []wire.Receipt{{Unit: unit, Kiosk: kiosk, Epoch: epoch, Time: time.Now(), Refused: &wire.Refusal{Reason: wire.Gap, Seq: s.From}}}
		}
		w.mu.Unlock()
		w.up()
		pause(time.Hour)
		if n := len(w.segments()); n > 150 {
			t.Errorf("%d segments in an hour", n)
		}
		w.mu.Lock()
		w.answer = nil
		w.mu.Unlock()
		pause(5 * time.Minute)
		expect(t, "what waits", func() uint64 { return heard.status().Waiting }, 0)
	})
}

// A portal that vouches and then takes it back, over and over, neither.
func TestAPortalThatCantMakeUpItsMind(t *testing.T) {
	scene(t, func(t *testing.T, w *world, q *queue, _ *told) {
		q.append(t, 200)
		head := q.all()[99].Digest()
		w.mu.Lock()
		w.answer = func(s wire.Segment) []wire.Receipt {
			return []wire.Receipt{
				{Unit: unit, Kiosk: kiosk, Epoch: epoch, Time: time.Now(), Through: 100, Head: head},
				{Unit: unit, Kiosk: kiosk, Epoch: epoch, Time: time.Now(), Refused: &wire.Refusal{Reason: wire.Gap, Seq: s.From}},
			}
		}
		w.mu.Unlock()
		w.up()
		pause(20 * time.Minute)
		if n := len(w.segments()); n > 100 {
			t.Errorf("%d segments in twenty minutes", n)
		}
	})
}

func TestRefusalsAreShownAndSlowItDown(t *testing.T) {
	for _, reason := range []wire.Reason{wire.BadSignature, wire.Malformed, wire.TooLarge, wire.BadChain, wire.BadPrivate, wire.Fork, wire.Foreign, "a reason of next year"} {
		t.Run(string(reason), func(t *testing.T) {
			scene(t, func(t *testing.T, w *world, q *queue, heard *told) {
				q.append(t, 10)
				w.mu.Lock()
				w.answer = func(s wire.Segment) []wire.Receipt {
					return []wire.Receipt{{Unit: unit, Kiosk: kiosk, Epoch: epoch, Time: time.Now(), Refused: &wire.Refusal{Reason: reason, Detail: "no", Seq: s.From}}}
				}
				w.mu.Unlock()
				w.up()
				pause(20 * time.Second)
				expect(t, "within the pause", w.segments, []string{"1-10"})
				if status := heard.status(); status.Waiting != 10 || status.Refused == nil || status.Refused.Reason != reason {
					t.Fatalf("status %+v", status)
				}
				pause(time.Hour)
				if n := len(w.segments()); n < 4 || n > 20 {
					t.Errorf("%d tries in an hour", n)
				}
				w.mu.Lock()
				w.answer = nil
				w.mu.Unlock()
				pause(15 * time.Minute)
				expect(t, "once the portal takes them", heard.status, link.Status{Online: true})
				if err := differ(q.all(), w.portal.all()); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// One event that the portal won't take holds up those after it, since the order
// stands, but none before it.
func TestAPoisonedEventHoldsUpNoneBeforeIt(t *testing.T) {
	scene(t, func(t *testing.T, w *world, q *queue, heard *told) {
		q.append(t, 10)
		w.mu.Lock()
		w.answer = func(s wire.Segment) []wire.Receipt {
			if s.From <= 7 && 7 <= s.To {
				return []wire.Receipt{w.portal.vouch(&wire.Refusal{Reason: wire.Malformed, Detail: "event 7", Seq: s.From})}
			}
			payload, err := s.Encode(time.Now())
			if err != nil {
				t.Error(err)
			}
			return []wire.Receipt{w.portal.vouch(w.portal.take(t, payload))}
		}
		w.mu.Unlock()
		w.up()
		pause(5 * time.Minute)
		if status := heard.status(); status.Waiting != 4 || status.Refused == nil || status.Refused.Seq != 7 {
			t.Errorf("status %+v %+v", status, status.Refused)
		}
	})
}

func TestAJournalThatFailsIsAskedAgain(t *testing.T) {
	scene(t, func(t *testing.T, w *world, q *queue, heard *told) {
		failing := true
		q.fails = func() bool { return failing }
		w.up()
		q.append(t, 5)
		pause(time.Hour)
		if len(w.segments()) != 0 || !heard.faultsSay(errJournal.Error()) || !errors.Is(heard.faults[0], errJournal) {
			t.Fatalf("segments %v, faults %v", w.segments(), heard.faults)
		}
		if n := len(heard.faults); n > 200 {
			t.Errorf("%d faults in an hour", n)
		}
		q.mu.Lock()
		failing = false
		q.mu.Unlock()
		pause(time.Minute)
		expect(t, "what waits", func() uint64 { return heard.status().Waiting }, 0)
	})
}

// The portal has it, the disk can't note it: the link goes on and notes it later.
func TestAReceiptThatCantBeNotedIsNotLost(t *testing.T) {
	scene(t, func(t *testing.T, w *world, q *queue, heard *told) {
		w.up()
		q.append(t, 5)
		synctest.Wait()
		failing := true
		q.mu.Lock()
		q.fails = func() bool { return failing }
		q.mu.Unlock()
		pause(time.Minute)
		q.mu.Lock()
		failing = false
		q.mu.Unlock()
		pause(time.Minute)
		expect(t, "what waits", func() uint64 { return heard.status().Waiting }, 0)
	})
}

func TestTheStateIsTold(t *testing.T) {
	scene(t, func(t *testing.T, w *world, q *queue, _ *told) {
		w.up()
		state := wire.State{Unit: unit, Kiosk: kiosk, Online: true, Session: "session1", Version: "1.2.3", Epoch: epoch}
		expect(t, "the birth", w.states, []wire.State{state})
		w.mu.Lock()
		w.away = true
		w.mu.Unlock()
		for range 60 {
			q.append(t, 1)
			pause(time.Second)
		}
		if n := len(w.states()); n < 2 || n > 3 {
			t.Errorf("%d states within a minute", n)
		}
		pause(time.Minute)
		states := w.states()
		if last := states[len(states)-1]; last.Head != 60 || last.Unsent != 60 {
			t.Errorf("the last state is %+v", last)
		}
		before := len(states)
		pause(time.Hour)
		if n := len(w.states()); n != before {
			t.Errorf("%d states in an hour without a change", n-before)
		}
		will, err := wire.DecodeState(w.o.Will().Payload)
		if err != nil {
			t.Fatal(err)
		}
		state.Online, state.Session, state.Head, state.Unsent = false, "session2", 60, 60
		if diff := cmp.Diff(state, will); diff != "" || !w.o.Will().Retained || w.o.Will().Topic != stateOn {
			t.Errorf("the will: %s", diff)
		}
		w.down()
		pause(time.Second)
		w.up()
		synctest.Wait()
		states = w.states()
		if last := states[len(states)-1]; last.Session == "session1" || !last.Online {
			t.Errorf("the new connection says %+v", last)
		}
		for _, m := range w.sent {
			if m.Topic == stateOn && !m.Retained {
				t.Error("a state that isn't retained")
			}
		}
	})
}

func TestTheLinkSaysGoodbye(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, q := newWorld(t, 1), newQueue()
		stop := run(t, w, q, &told{})
		w.up()
		pause(time.Second)
		stop()
		states := w.states()
		if last := states[len(states)-1]; len(states) != 2 || last.Online || last.Session != "session1" {
			t.Errorf("the last words are %+v", last)
		}
	})
}

func TestDocumentsAreHandedOver(t *testing.T) {
	scene(t, func(t *testing.T, w *world, _ *queue, heard *told) {
		w.up()
		versions := func() string {
			heard.mu.Lock()
			defer heard.mu.Unlock()
			var b strings.Builder
			for _, d := range heard.directories {
				fmt.Fprint(&b, "d", d.Version, " ")
			}
			for _, d := range heard.todays {
				fmt.Fprint(&b, "t", d.Version, " ")
			}
			return b.String()
		}
		faults := func() int {
			heard.mu.Lock()
			defer heard.mu.Unlock()
			return len(heard.faults)
		}
		directory := func(version uint64, zone string) bus.Message {
			payload, err := wire.EncodeDirectory(attendance.Directory{Version: version, Unit: attendance.Unit{ID: unit, TimeZone: zone}}, morning)
			if err != nil {
				t.Fatal(err)
			}
			return bus.Message{Topic: wire.UnitTopic(unit, wire.DirectoryChannel), Payload: payload}
		}
		today := func(of attendance.UnitID, version uint64) bus.Message {
			payload, err := wire.EncodeToday(of, attendance.Today{Version: version}, morning)
			if err != nil {
				t.Fatal(err)
			}
			return bus.Message{Topic: wire.UnitTopic(unit, wire.TodayChannel), Payload: payload}
		}
		for _, step := range []struct {
			what   string
			m      bus.Message
			taken  string
			faults int
		}{
			{"a directory", directory(7, "Europe/Stockholm"), "d7 ", 0},
			{"today", today(unit, 3), "d7 t3 ", 0},
			{"the same directory", directory(7, "Europe/Stockholm"), "d7 t3 ", 0},
			{"an older one", directory(6, "Europe/Stockholm"), "d7 t3 ", 1},
			{"one of no known zone", directory(8, "Nowhere"), "d7 t3 ", 2},
			{"half a one", bus.Message{Topic: wire.UnitTopic(unit, wire.DirectoryChannel), Payload: directory(9, "Europe/Stockholm").Payload[:90]}, "d7 t3 ", 3},
			{"none any more", bus.Message{Topic: wire.UnitTopic(unit, wire.DirectoryChannel)}, "d7 t3 ", 3},
			{"another unit's today", today("other", 4), "d7 t3 ", 4},
			{"a topic never asked for", bus.Message{Topic: "tambur/1/other/today", Payload: []byte("x")}, "d7 t3 ", 4},
			{"a newer directory", directory(8, "Europe/Stockholm"), "d7 d8 t3 ", 4},
			{"the same version with other words", directory(8, "Europe/Oslo"), "d7 d8 d8 t3 ", 4},
		} {
			w.deliver(step.m)
			expect(t, step.what, versions, step.taken)
			expect(t, step.what, faults, step.faults)
		}
		heard.mu.Lock()
		heard.refuse = errors.New("no room")
		heard.mu.Unlock()
		w.deliver(directory(9, "Europe/Stockholm"))
		expect(t, "one that can't be kept", versions, "d7 d8 d8 d9 t3 ")
		if !heard.faultsSay("no room") {
			t.Error("nothing was said")
		}
		heard.mu.Lock()
		heard.refuse = nil
		heard.mu.Unlock()
		w.down()
		w.up()
		expect(t, "it comes again", versions, "d7 d8 d8 d9 d9 t3 ")
	})
}

func TestOptionsThatCantWork(t *testing.T) {
	good := link.Options{
		Unit: unit, Kiosk: kiosk, Key: key, Queue: newQueue(),
		Directory: func(attendance.Directory) error { return nil }, Today: func(attendance.Today) error { return nil },
	}
	if _, err := link.New(good); err != nil {
		t.Fatalf("the control is refused: %v", err)
	}
	for name, change := range map[string]func(*link.Options){
		"no unit":           func(o *link.Options) { o.Unit = "" },
		"a wildcard":        func(o *link.Options) { o.Kiosk = "+" },
		"no key":            func(o *link.Options) { o.Key = nil },
		"half a key":        func(o *link.Options) { o.Key = key[:ed25519.SeedSize] },
		"no journal":        func(o *link.Options) { o.Queue = nil },
		"nobody's":          func(o *link.Options) { o.Directory = nil },
		"nobody's schedule": func(o *link.Options) { o.Today = nil },
	} {
		o := good
		change(&o)
		if _, err := link.New(o); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	l, err := link.New(good) // without the broker's URL
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Run(t.Context()); err == nil {
		t.Error("Run connected to nothing")
	}
}

func TestALinkAsksForItsOwnTopicsOnly(t *testing.T) {
	scene(t, func(t *testing.T, w *world, _ *queue, _ *told) {
		want := []string{"tambur/1/unit/directory", "tambur/1/unit/door/receipt", "tambur/1/unit/today"}
		if got := slices.Sorted(slices.Values(w.o.Subscribe)); !slices.Equal(got, want) {
			t.Errorf("%v", got)
		}
	})
}

var morning = time.Date(2026, 3, 2, 7, 30, 0, 0, time.UTC)
