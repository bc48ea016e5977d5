package link_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/sync/broker"
	"tambur/sync/bus"
	"tambur/sync/link"
	"tambur/sync/wire"
)

// receiver is a portal that stores in memory and receipts at once.
type receiver struct {
	*bus.Conn
	portal *portal
	up     chan struct{}
	states chan wire.State
}

func newReceiver(t testing.TB, url string) *receiver {
	t.Helper()
	r := &receiver{portal: &portal{}, up: make(chan struct{}, 10), states: make(chan wire.State, 100)}
	var opened sync.WaitGroup
	opened.Add(1)
	conn, err := bus.Open(bus.Options{
		Broker: url, ClientID: "portal",
		Subscribe: []string{wire.EveryKiosk(wire.JournalChannel), wire.EveryKiosk(wire.StateChannel)},
		Up:        func() { r.up <- struct{}{} },
		Received: func(m bus.Message) {
			opened.Wait()
			if m.Topic == stateOn {
				state, err := wire.DecodeState(m.Payload)
				if err != nil {
					t.Error(err)
				}
				r.states <- state
				return
			}
			receipt, err := r.portal.vouch(r.portal.take(t, m.Payload)).Encode("receipt")
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := r.Send(context.Background(), bus.Message{Topic: receiptOn, Payload: receipt, Retained: true}); err != nil {
				t.Log(err) // the link sends again
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	r.Conn = conn
	opened.Done()
	return r
}

// realLink runs a link over TCP until the returned function is called.
func realLink(t testing.TB, url string, q *queue, directories chan<- attendance.Directory, statuses chan<- link.Status) (stop func()) {
	t.Helper()
	l, err := link.New(link.Options{
		Unit: unit, Kiosk: kiosk, Key: key, Queue: q, Version: "1.2.3", Broker: bus.Options{Broker: url},
		Directory: func(d attendance.Directory) error { directories <- d; return nil },
		Today:     func(attendance.Today) error { return nil },
		Status:    func(s link.Status) { statuses <- s },
		Fault:     func(err error) { t.Errorf("fault: %v", err) },
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func until(t testing.TB, statuses <-chan link.Status, what string, is func(link.Status) bool) {
	t.Helper()
	give := time.After(30 * time.Second)
	for {
		select {
		case s := <-statuses:
			if is(s) {
				return
			}
		case <-give:
			t.Fatalf("not %s within half a minute", what)
		}
	}
}

func TestOverARealBroker(t *testing.T) {
	b, err := broker.Start(broker.Options{Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}()
	r := newReceiver(t, b.URL())
	defer r.Close()
	<-r.up
	q := newQueue()
	q.append(t, 1234)
	directories, statuses := make(chan attendance.Directory, 10), make(chan link.Status, 1000)
	stop := realLink(t, b.URL(), q, directories, statuses)
	drained := func(s link.Status) bool { return s.Online && s.Waiting == 0 }
	until(t, statuses, "drained", drained)
	if err := differ(q.all(), r.portal.all()); err != nil {
		t.Error(err)
	}
	if born := <-r.states; !born.Online || born.Version != "1.2.3" || born.Kiosk != kiosk {
		t.Errorf("the state is %+v", born)
	}
	message, err := wire.EncodeDirectory(attendance.Directory{Version: 1, Unit: attendance.Unit{ID: unit, TimeZone: "Europe/Stockholm"}}, morning)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Publish(t.Context(), bus.Message{Topic: wire.UnitTopic(unit, wire.DirectoryChannel), Payload: message, Retained: true}); err != nil {
		t.Fatal(err)
	}
	if d := <-directories; d.Version != 1 {
		t.Errorf("%+v", d)
	}
	for i := range 20 {
		q.append(t, 1)
		until(t, statuses, fmt.Sprint("drained of event ", i), drained)
	}
	if err := differ(q.all(), r.portal.all()); err != nil {
		t.Error(err)
	}
	stop()
	for state := range r.states {
		if !state.Online {
			break
		}
	}
	// A second run finds the directory and its last receipt retained, and nothing to do.
	before := r.portal.repeats
	stop = realLink(t, b.URL(), q, directories, statuses)
	until(t, statuses, "online", drained)
	if d := <-directories; d.Version != 1 {
		t.Errorf("%+v", d)
	}
	stop()
	if r.portal.repeats != before {
		t.Error("the second run sent again what was confirmed")
	}
}

// BenchmarkLink compares what the link brings to a portal that answers with what
// the client alone brings to a broker that acknowledges: the same bytes, over the
// same broker, one after the other in the same run.
func BenchmarkLink(b *testing.B) {
	const events = 50_000
	server, err := broker.Start(broker.Options{Listen: "127.0.0.1:0"})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := server.Close(); err != nil {
			b.Error(err)
		}
	}()
	r := newReceiver(b, server.URL())
	defer r.Close()
	<-r.up
	whole := newQueue()
	whole.append(b, events)
	var linked, raw time.Duration
	for range b.N {
		r.portal.restore(0)
		q := &queue{records: whole.records, grown: make(chan struct{}, 1)}
		statuses := make(chan link.Status, 2*events)
		began := time.Now()
		stop := realLink(b, server.URL(), q, nil, statuses)
		until(b, statuses, "drained", func(s link.Status) bool { return s.Online && s.Waiting == 0 })
		linked += time.Since(began)
		stop()
		raw += publishRaw(b, server.URL(), whole.records)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(events*b.N)/linked.Seconds(), "events/s")
	b.ReportMetric(float64(events*b.N)/raw.Seconds(), "raw-events/s")
	b.ReportMetric(raw.Seconds()/linked.Seconds(), "of-raw")
}

// publishRaw sends the same segments, made beforehand, four at a time, to a topic
// that nobody reads.
func publishRaw(b *testing.B, url string, records []wire.Record) time.Duration {
	b.Helper()
	var messages [][]byte
	var before wire.Digest
	for from := 0; from < len(records); from += wire.MaxSegmentEvents {
		run := records[from:min(from+wire.MaxSegmentEvents, len(records))]
		s := wire.NewSegment(unit, kiosk, epoch, uint64(from+1), before, run, key)
		message, err := s.Encode(morning)
		if err != nil {
			b.Fatal(err)
		}
		messages, before = append(messages, message), s.Head
	}
	up := make(chan struct{}, 1)
	began := time.Now()
	c, err := bus.Open(bus.Options{Broker: url, ClientID: "raw", Up: func() { up <- struct{}{} }})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	<-up
	flying := make(chan struct{}, 4)
	var done sync.WaitGroup
	for _, m := range messages {
		flying <- struct{}{}
		done.Go(func() {
			if err := c.Publish(context.Background(), bus.Message{Topic: "raw/journal", Payload: m}); err != nil {
				b.Error(err)
			}
			<-flying
		})
	}
	done.Wait()
	return time.Since(began)
}
