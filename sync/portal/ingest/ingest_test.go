package ingest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"tambur/kiosk/attendance"
	"tambur/sync/bus"
	"tambur/sync/portal/ingest"
	"tambur/sync/portal/store"
	"tambur/sync/portal/store/storetest"
	"tambur/sync/wire"
)

func TestAReceiptComesAfterTheCommit(t *testing.T) {
	var g *gate
	r := start(t, ingest.Options{}, func(s *store.Store) ingest.Store {
		g = newGate(s, "")
		return g
	})
	k := storetest.NewKiosk(t, "oak", "door", "e1").AddMany(5)
	r.arrives(k, k.Message(1, 5))
	<-g.entered
	select {
	case m := <-r.broker.sent:
		t.Fatalf("sent on %s before anything was stored", m.Topic)
	default:
	}
	close(g.open)
	r.receipted(k, 5)
	if n := len(r.stored("oak")); n != 5 {
		t.Errorf("%d events stored", n)
	}
}

func TestASegmentThatComesAgainIsReceiptedAgain(t *testing.T) {
	r := start(t, ingest.Options{}, nil)
	k := storetest.NewKiosk(t, "oak", "door", "e1").AddMany(9)
	for range 3 {
		r.arrives(k, k.Message(1, 6))
		r.receipted(k, 6)
	}
	r.arrives(k, k.Message(4, 9))
	r.receipted(k, 9)
	// One that is behind is answered with how far it has come in all.
	r.arrives(k, k.Message(1, 2))
	r.receipted(k, 9)
	if n := repeated(r.stored("oak")); n > 0 {
		t.Errorf("%d events are stored twice", n)
	}
	if c := r.in.Counts(); c.Stored != 5 {
		t.Errorf("counts %+v", c)
	}
}

// repeated counts events that are there more than once.
func repeated(events []store.Event) int {
	seen, n := make(map[string]bool), 0
	for _, e := range events {
		place := fmt.Sprint(e.Unit, " ", e.Core.Kiosk, " ", e.Core.Epoch, " ", e.Core.Seq)
		if seen[place] {
			n++
		}
		seen[place] = true
	}
	return n
}

// forgetful is a store that takes every segment for a new one.
type forgetful struct {
	ingest.Store
	mu     sync.Mutex
	events []store.Event
}

func (f *forgetful) Put(_ context.Context, s wire.Segment, cores []wire.Core) (store.Progress, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, core := range cores {
		f.events = append(f.events, store.Event{Unit: s.Unit, Core: core, Record: s.Records[i]})
	}
	return store.Progress{Epoch: s.Epoch, Through: s.To, Head: s.Head}, nil
}

// The same messages must convict a store that doesn't look for what it has.
func TestAForgetfulStoreIsCaught(t *testing.T) {
	var f *forgetful
	r := start(t, ingest.Options{}, func(s *store.Store) ingest.Store {
		f = &forgetful{Store: s}
		return f
	})
	k := storetest.NewKiosk(t, "oak", "door", "e1").AddMany(9)
	for _, run := range [][2]int{{1, 6}, {1, 6}, {4, 9}} {
		r.arrives(k, k.Message(run[0], run[1]))
		r.receipted(k, run[1])
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if n := repeated(f.events); n != 9 {
		t.Errorf("%d events found twice, want 9: the trial proves nothing", n)
	}
}

func TestRefusals(t *testing.T) {
	k := storetest.NewKiosk(t, "oak", "door", "e1").AddMany(10)
	elsewhere := storetest.NewKiosk(t, "oak", "yard", "e1").AddMany(3)
	stranger := storetest.NewKiosk(t, "oak", "door", "e1").AddMany(10)
	stranger.Key = storetest.OtherKey("stranger")
	change := func(message []byte, old, new string) []byte {
		changed := strings.Replace(string(message), old, new, 1)
		if changed == string(message) {
			t.Fatalf("%q is not in the message", old)
		}
		return []byte(changed)
	}
	for _, tc := range []struct {
		name    string
		payload []byte
		reason  wire.Reason // "" for no answer
		epoch   string
		seq     uint64
		through int
	}{
		{"events are missing before it", k.Message(6, 8), wire.Gap, "e1", 6, 4},
		{"another history", k.Fork(2, 5).Message(3, 6), wire.Fork, "e1", 3, 4},
		{"continues another history", k.Fork(3, 5).Message(5, 6), wire.Fork, "e1", 5, 4},
		{"signed by another key", stranger.Message(5, 6), wire.BadSignature, "e1", 5, 4},
		{"not signed by its own key", change(k.Message(5, 6), `"signature":"`, `"signature":"AAAA`), wire.BadSignature, "e1", 5, 4},
		{"an event was changed on its way", change(k.Message(5, 6), `badge`, `badgE`), wire.BadChain, "e1", 5, 4},
		{"of another kiosk than its topic", elsewhere.Message(1, 2), wire.Foreign, "e1", 1, 4},
		{"of an install that is unknown", change(elsewhere.Message(1, 2), `"epoch":"e1"`, `"epoch":"e9"`), wire.Foreign, "e9", 1, 0},
		{"without events", change(k.Message(5, 5), `"events":[`, `"events":[],"was":[`), wire.Malformed, "e1", 5, 4},
		{"numbers of another kind", change(k.Message(5, 5), `"from":5`, `"from":"five"`), wire.Malformed, "e1", 0, 4},
		{"of another type", change(k.Message(5, 5), wire.TypeSegment, wire.TypeState), wire.Malformed, "e1", 5, 4},
		{"without an install", change(k.Message(5, 5), `"epoch":"e1"`, `"epoch":""`), "", "", 0, 0},
		{"an install that is no id", change(k.Message(5, 5), `"epoch":"e1"`, `"epoch":"a/#"`), "", "", 0, 0},
		{"not JSON", []byte("hello"), "", "", 0, 0},
		{"JSON of nothing", []byte("null"), "", "", 0, 0},
		{"half a message", k.Message(5, 6)[:200], "", "", 0, 0},
		{"too large", append(k.Message(5, 6), make([]byte, wire.MaxMessage)...), "", "", 0, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := start(t, ingest.Options{}, nil)
			r.arrives(k, k.Message(1, 4))
			r.receipted(k, 4)
			before := r.stored("oak")
			r.arrives(k, tc.payload)
			counts := func() ingest.Counts {
				// The next one is taken after this one.
				r.arrives(k, k.Message(1, 1))
				r.receipted(k, 4)
				return r.in.Counts()
			}
			if tc.reason == "" {
				if c := counts(); c.Unreadable != 1 || len(c.Refused) > 0 {
					t.Errorf("counts %+v, want one that can't be read", c)
				}
				return
			}
			receipt := r.receipt(k)
			if receipt.Refused == nil || receipt.Refused.Reason != tc.reason || receipt.Refused.Seq != tc.seq || receipt.Refused.Detail == "" {
				t.Fatalf("answer %+v, want a refusal of %d as %s", receipt.Refused, tc.seq, tc.reason)
			}
			var head wire.Digest
			if tc.through > 0 {
				head = k.Records[tc.through-1].Digest()
			}
			if receipt.Epoch != tc.epoch || receipt.Through != uint64(tc.through) || receipt.Head != head {
				t.Errorf("answer through %d of %q, want %d of %q", receipt.Through, receipt.Epoch, tc.through, tc.epoch)
			}
			if c := counts(); c.Refused[tc.reason] != 1 || c.Unreadable > 0 || c.Failed > 0 {
				t.Errorf("counts %+v", c)
			}
			if len(r.stored("oak")) != len(before) {
				t.Error("a refused segment changed what is stored")
			}
		})
	}
}

func TestATopicThatIsNobodysIsCounted(t *testing.T) {
	r := start(t, ingest.Options{}, nil)
	k := storetest.NewKiosk(t, "oak", "door", "e1").AddMany(1)
	for _, topic := range []string{
		"", "tambur/1/oak/journal", "tambur/2/oak/door/journal", "tambur/1/o k/door/journal",
		"tambur/1/oak/door/journal/more", "tambur/1/oak/door/receipt",
	} {
		r.in.Received(bus.Message{Topic: topic, Payload: k.Message(1, 1)})
	}
	// How somebody takes a retained message away.
	r.in.Received(bus.Message{Topic: wire.KioskTopic("oak", "door", wire.StateChannel)})
	r.settled(k)
	if c := r.in.Counts(); c.Unreadable != 6 || c.Stored != 1 {
		t.Errorf("counts %+v", c)
	}
}

func TestNoKioskWaitsForAnother(t *testing.T) {
	var g *gate
	r := start(t, ingest.Options{}, func(s *store.Store) ingest.Store {
		g = newGate(s, "slow")
		return g
	})
	slow := storetest.NewKiosk(t, "oak", "slow", "e1").AddMany(2)
	r.arrives(slow, slow.Message(1, 1))
	r.arrives(slow, slow.Message(1, 2))
	<-g.entered
	// Of so many, not all can have the same worker as the slow one.
	answered := make(map[string]bool)
	for i := range 40 {
		k := storetest.NewKiosk(t, "oak", attendance.KioskID(fmt.Sprintf("quick%d", i)), "e1").AddMany(1)
		r.arrives(k, k.Message(1, 1))
	}
	for len(answered) < 30 {
		answered[(<-r.broker.sent).Topic] = true
	}
	if answered[wire.KioskTopic("oak", "slow", wire.ReceiptChannel)] {
		t.Error("the slow one was answered while it was held")
	}
	close(g.open)
}

func TestAKiosksMessagesAreTakenInOrder(t *testing.T) {
	r := start(t, ingest.Options{Queue: 100}, nil)
	k := storetest.NewKiosk(t, "oak", "door", "e1").AddMany(60)
	for i := 1; i <= 60; i++ {
		r.arrives(k, k.Message(i, i))
	}
	for i := 1; i <= 60; i++ {
		r.receipted(k, i)
	}
}

func TestWhatFindsNoRoomIsDroppedAndTakenTheNextTime(t *testing.T) {
	var g *gate
	r := start(t, ingest.Options{Queue: 2}, func(s *store.Store) ingest.Store {
		g = newGate(s, "")
		return g
	})
	k := storetest.NewKiosk(t, "oak", "door", "e1").AddMany(8)
	r.arrives(k, k.Message(1, 1))
	<-g.entered
	for i := 2; i <= 8; i++ {
		r.arrives(k, k.Message(i, i)) // two find room
	}
	if c := r.in.Counts(); c.Dropped != 5 {
		t.Errorf("counts %+v, want 5 dropped", c)
	}
	close(g.open)
	for i := 1; i <= 3; i++ {
		r.receipted(k, i)
	}
	r.arrives(k, k.Message(4, 8))
	r.receipted(k, 8)
	if n := len(r.stored("oak")); n != 8 {
		t.Errorf("%d events stored", n)
	}
}

// failing is a store whose disk fails the first time.
type failing struct {
	ingest.Store
	once sync.Once
}

func (f *failing) Put(ctx context.Context, s wire.Segment, cores []wire.Core) (p store.Progress, err error) {
	f.once.Do(func() { err = errors.New("no space left on device") })
	if err != nil {
		return store.Progress{Epoch: s.Epoch}, err
	}
	return f.Store.Put(ctx, s, cores)
}

func TestWhatIsNotStoredIsNotAnswered(t *testing.T) {
	r := start(t, ingest.Options{}, func(s *store.Store) ingest.Store { return &failing{Store: s} })
	k := storetest.NewKiosk(t, "oak", "door", "e1").AddMany(2)
	r.arrives(k, k.Message(1, 2))
	r.arrives(k, k.Message(1, 1))
	r.receipted(k, 1) // the first answer of all
	if c := r.in.Counts(); c.Failed != 1 || c.Stored != 1 {
		t.Errorf("counts %+v", c)
	}
}

func TestAReceiptThatCanNotBeSentCostsAResend(t *testing.T) {
	r := start(t, ingest.Options{}, nil)
	k := storetest.NewKiosk(t, "oak", "door", "e1").AddMany(3)
	r.broker.failNext(1, bus.ErrOffline)
	r.arrives(k, k.Message(1, 2))
	r.arrives(k, k.Message(1, 2))
	r.receipted(k, 2)
	if c := r.in.Counts(); c.Unanswered != 1 || c.Stored != 2 {
		t.Errorf("counts %+v", c)
	}
	if n := repeated(r.stored("oak")); n > 0 {
		t.Errorf("%d events are stored twice", n)
	}
}

func TestWhatIsStoredWhileStoppingIsReceipted(t *testing.T) {
	var g *gate
	r := start(t, ingest.Options{}, func(s *store.Store) ingest.Store {
		g = newGate(store1{s}, "")
		return g
	})
	k := storetest.NewKiosk(t, "oak", "door", "e1").AddMany(2)
	r.arrives(k, k.Message(1, 1))
	<-g.entered
	r.arrives(k, k.Message(1, 2)) // too late
	r.cancel()
	close(g.open)
	r.stop()
	r.receipted(k, 1)
}

// store1 stores what it was given, whoever has given up waiting for it.
type store1 struct{ *store.Store }

func (s store1) Put(ctx context.Context, segment wire.Segment, cores []wire.Core) (store.Progress, error) {
	return s.Store.Put(context.WithoutCancel(ctx), segment, cores)
}

func TestStates(t *testing.T) {
	r := start(t, ingest.Options{}, nil)
	k := storetest.NewKiosk(t, "oak", "door", "e1").AddMany(1)
	says := func(topic, of attendance.KioskID, session string, online bool) {
		message, err := wire.State{Unit: "oak", Kiosk: of, Session: session, Online: online}.Encode(storetest.Morning)
		if err != nil {
			t.Fatal(err)
		}
		r.in.Received(bus.Message{Topic: wire.KioskTopic("oak", topic, wire.StateChannel), Payload: message, Retained: true})
	}
	is := func(session string, online bool) {
		t.Helper()
		r.settled(k)
		kiosks, err := r.store.Kiosks(t.Context(), "oak")
		if err != nil || len(kiosks) != 1 || kiosks[0].State.Session != session || kiosks[0].State.Online != online {
			t.Fatalf("kiosks %+v, %v, want session %s online %v", kiosks, err, session, online)
		}
	}
	says("door", "door", "s1", true)
	is("s1", true)
	says("door", "door", "s2", true)
	says("door", "door", "s1", false) // the old session's will, after the new birth
	is("s2", true)
	says("door", "yard", "s3", false) // of another kiosk than its topic
	r.in.Received(bus.Message{Topic: wire.KioskTopic("oak", "door", wire.StateChannel), Payload: []byte("{}")})
	is("s2", true)
	says("door", "door", "s2", false)
	is("s2", false)
	if c := r.in.Counts(); c.States != 3 || c.LateWills != 1 || c.Unreadable != 2 {
		t.Errorf("counts %+v", c)
	}
}

// No message stops ingest or makes it answer where it listens.
func FuzzReceived(f *testing.F) {
	k := storetest.NewKiosk(f, "oak", "door", "e1").AddMany(3)
	f.Add("tambur/1/oak/door/journal", k.Message(1, 3))
	f.Add("tambur/1/oak/door/journal", k.Message(2, 3))
	f.Add("tambur/1/oak/door/state", []byte(`{"specversion":"1.0","id":"1","source":"s","type":"`+wire.TypeState+`","data":{"unit":"oak","kiosk":"door"}}`))
	f.Add("tambur/1/oak/door/journal", []byte(`{"data":{"epoch":"e1","from":18446744073709551615}}`))
	f.Add("tambur/1/oak/door/journal", []byte(`[[[[[[`))
	f.Add("tambur/1/a/b/c", []byte(`{}`))
	r := start(f, ingest.Options{Workers: 1}, nil)
	witness := storetest.NewKiosk(f, "elm", "witness", "e1").AddMany(1)
	sign := witness.Message(1, 1)
	f.Fuzz(func(t *testing.T, topic string, payload []byte) {
		r.in.Received(bus.Message{Topic: topic, Payload: payload})
		r.arrives(witness, sign)
		for {
			m := <-r.broker.sent
			_, _, channel, err := wire.ParseKioskTopic(m.Topic)
			if err != nil || channel != wire.ReceiptChannel {
				t.Fatalf("answered on %q", m.Topic)
			}
			if _, err := wire.DecodeReceipt(m.Payload); err != nil {
				t.Fatalf("an answer that no kiosk can read: %v", err)
			}
			if !json.Valid(m.Payload) {
				t.Fatal("an answer that is no JSON")
			}
			if strings.Contains(m.Topic, "/elm/") {
				return
			}
		}
	})
}
