package broker

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"

	"tambur/sync/bus"
	"tambur/sync/wire"
)

func start(t *testing.T, o Options) *Broker {
	t.Helper()
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	b, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func TestOnlyItsOwnMachineUnlessOpened(t *testing.T) {
	for _, address := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:1883", "example.org:1883", "127.0.0.1.example.org:0"} {
		b, err := Start(Options{Listen: address})
		if !errors.Is(err, ErrOpen) {
			t.Errorf("%s: %v", address, err)
		}
		if b != nil {
			t.Errorf("%s: it runs", address)
		}
	}
	for _, address := range []string{"", "127.0.0.1", "127.0.0.1:port", "127.0.0.1:99999"} {
		if _, err := Start(Options{Listen: address}); err == nil || errors.Is(err, ErrOpen) {
			t.Errorf("%q: %v", address, err)
		}
	}
	for _, o := range []Options{{Listen: "127.0.0.1:0"}, {Listen: "localhost:0"}, {Listen: ":0", Open: true}} {
		if b := start(t, o); !strings.HasPrefix(b.URL(), "tcp://") || strings.HasSuffix(b.URL(), ":0") {
			t.Errorf("%s", b.URL())
		}
	}
}

func TestAnAddressInUseIsSaid(t *testing.T) {
	b := start(t, Options{})
	if _, err := Start(Options{Listen: strings.TrimPrefix(b.URL(), "tcp://")}); err == nil {
		t.Error("two brokers on one address")
	}
}

// A broker whose stranger never says who it is must still end.
func TestStrangersHoldUpNobody(t *testing.T) {
	b := start(t, Options{MaxClients: 2})
	address := strings.TrimPrefix(b.URL(), "tcp://")
	var strangers []net.Conn
	for range 2 {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		strangers = append(strangers, conn)
	}
	third, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	if err := third.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if n, err := third.Read(make([]byte, 1)); n != 0 || !ended(err) {
		t.Errorf("one too many was let in: %d %v", n, err)
	}
	began := time.Now()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Errorf("the second time: %v", err)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("it took %v to end", took)
	}
	for _, conn := range append(strangers, third) {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	}
}

// ended tells an end, in good order or not, from a time-out.
func ended(err error) bool {
	var timeout net.Error
	return errors.Is(err, io.EOF) || err != nil && !(errors.As(err, &timeout) && timeout.Timeout())
}

// pipes is a listener whose connections live in memory, and so in a bubble.
type pipes struct {
	net.Listener
	conns chan net.Conn
}

func (p pipes) Close() error { return nil }

func (p pipes) Accept() (net.Conn, error) {
	conn, ok := <-p.conns
	switch {
	case !ok:
		return nil, net.ErrClosed
	case conn == nil:
		return nil, errors.New("too many open files")
	}
	return conn, nil
}

func TestTheDoorIsPatientButNotForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pipes{conns: make(chan net.Conn, 10)}
		d := newDoor(p, 10, slog.New(slog.DiscardHandler))
		near, far := net.Pipe()
		p.conns <- nil // a failure that passes
		p.conns <- near
		guest, err := d.accept()
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if _, err := guest.Read(make([]byte, 1)); err == nil || time.Since(began) > patience {
			t.Errorf("a stranger stood there for %v: %v", time.Since(began), err)
		}
		// What the server means for reading doesn't end a writing that goes on.
		document := bytes.Repeat([]byte{'x'}, 20*part)
		if err := guest.SetDeadline(time.Now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		got := make(chan int)
		go func() {
			n := 0
			buf := make([]byte, part)
			for range 20 {
				<-time.After(stall / 2)
				m, err := far.Read(buf)
				if err != nil {
					t.Error(err)
				}
				n += m
			}
			got <- n
		}()
		if n, err := guest.Write(document); err != nil || n != len(document) || <-got != n {
			t.Errorf("%d of %d bytes, %v", n, len(document), err)
		}
		began = time.Now()
		if _, err := guest.Write(document); err == nil || time.Since(began) != stall {
			t.Errorf("nobody read for %v: %v", time.Since(began), err)
		}
		close(d.served) // nobody serves here
		d.Close(nil)
		if _, err := far.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("after the end: %v", err)
		}
		p.conns <- near
		close(p.conns)
		if conn, err := d.accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("after the end %v came in: %v", conn, err)
		}
	})
}

// A directory is retained for as long as the broker runs, not for a day.
func TestRetainedMessagesDontExpire(t *testing.T) {
	b := start(t, Options{})
	if expiry := b.server.Options.Capabilities.MaximumMessageExpiryInterval; expiry != 0 {
		t.Errorf("retained messages are thrown away after %d s", expiry)
	}
}

func TestBoundsOfWhatGoesUpAndDown(t *testing.T) {
	b := start(t, Options{})
	got := make(chan bus.Message, 100)
	up := make(chan struct{}, 10)
	c, err := bus.Open(bus.Options{
		Broker: b.URL(), ClientID: "a", Subscribe: []string{"#"},
		Received: func(m bus.Message) { got <- m }, Up: func() { up <- struct{}{} },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	<-up
	for _, m := range []struct {
		topic   string
		bytes   int
		refused bool
	}{
		{wire.KioskTopic("u", "k", wire.JournalChannel), wire.MaxMessage, false},
		{wire.KioskTopic("u", "k", wire.JournalChannel), wire.MaxMessage + 1, true},
		{wire.KioskTopic("u", "k", wire.ReceiptChannel), wire.MaxMessage + 1, true},
		{wire.KioskTopic("u", "k", wire.StateChannel), wire.MaxMessage + 1, true},
		{"anything", wire.MaxMessage + 1, true},
		{wire.UnitTopic("u", wire.DirectoryChannel), wire.MaxDocument, false},
		{wire.UnitTopic("u", wire.TodayChannel), wire.MaxDocument, false},
		{wire.UnitTopic("u", wire.TodayChannel), wire.MaxDocument + 1, true},
	} {
		patience := 10 * time.Second
		if m.refused {
			patience = 100 * time.Millisecond
		}
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		err := c.Publish(ctx, bus.Message{Topic: m.topic, Payload: make([]byte, m.bytes), Retained: true})
		cancel()
		if (err != nil) != m.refused {
			t.Errorf("%s of %d bytes: %v", m.topic, m.bytes, err)
		}
		if err == nil {
			if arrived := <-got; len(arrived.Payload) != m.bytes {
				t.Errorf("%d bytes came on %s", len(arrived.Payload), arrived.Topic)
			}
		}
	}
	if len(got) > 0 {
		t.Error("something came that was refused")
	}
	// A packet beyond any bound ends the connection.
	if err := c.Publish(t.Context(), bus.Message{Topic: wire.UnitTopic("u", wire.TodayChannel), Payload: make([]byte, maxPacket)}); !errors.Is(err, bus.ErrLost) {
		t.Errorf("%v", err)
	}
	will, err := (&bounds{log: slog.New(slog.DiscardHandler)}).OnWill(&mqtt.Client{}, mqtt.Will{TopicName: "x/state", Payload: make([]byte, wire.MaxMessage+1), Retain: true})
	if err != nil || will.Payload != nil || will.Retain {
		t.Errorf("a will too large: %d bytes, %v", len(will.Payload), err)
	}
}

func TestTheLogTellsNoPayload(t *testing.T) {
	var log bytes.Buffer
	handler := discreet{slog.NewTextHandler(&log, nil)}
	l := slog.New(handler).With("packet", "Alfrida").WithGroup("g")
	l.Warn("error processing packet", "error", "malformed", "client", "door", "pk", packets.Packet{Payload: []byte("Alfrida")})
	l.Warn("", "error", "EOF")
	l.Info("small talk")
	if got := log.String(); strings.Contains(got, "Alfrida") || strings.Contains(got, "small talk") ||
		!strings.Contains(got, "client=door") || !strings.Contains(got, "error=malformed") || !strings.Contains(got, "error=EOF") {
		t.Error(got)
	}
}
