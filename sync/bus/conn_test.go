package bus_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/eclipse/paho.mqtt.golang/packets"

	"tambur/sync/broker"
	"tambur/sync/bus"
	"tambur/sync/wire"
)

// most is how long anything may take before a test gives up.
const most = 20 * time.Second

// brokers are what every test of behaviour runs against. Each starts at a port of
// its choice and returns where, and how to kill it.
var brokers = map[string]func(t *testing.T) (address string, kill func()){
	"embedded":  startEmbedded,
	"mosquitto": startMosquitto,
}

func startEmbedded(t *testing.T) (string, func()) {
	b, err := broker.Start(broker.Options{Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(b.URL(), "tcp://"), func() { closeBroker(t, b) }
}

func startMosquitto(t *testing.T) (string, func()) {
	path, err := exec.LookPath("mosquitto")
	if err != nil {
		path = "/usr/sbin/mosquitto"
		if _, err := os.Stat(path); err != nil {
			t.Skip("mosquitto is not installed")
		}
	}
	for range 10 {
		address := freeAddress(t)
		_, port, err := net.SplitHostPort(address)
		if err != nil {
			t.Fatal(err)
		}
		config := filepath.Join(t.TempDir(), "mosquitto.conf")
		if err := os.WriteFile(config, fmt.Appendf(nil, "listener %s 127.0.0.1\nallow_anonymous true\n", port), 0o600); err != nil {
			t.Fatal(err)
		}
		command := exec.Command(path, "-c", config)
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() {
			// It is killed, or somebody else was faster at the port.
			_ = command.Wait()
			close(ended)
		}()
		if listens(address, ended) {
			return address, func() {
				if err := command.Process.Kill(); err != nil {
					t.Error(err)
				}
				<-ended
			}
		}
	}
	t.Fatal("mosquitto doesn't start")
	return "", nil
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return l.Addr().String()
}

// listens waits until somebody does, or the one who should has ended.
func listens(address string, ended <-chan struct{}) bool {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ended:
			return false
		case <-tick.C:
			if conn, err := net.Dial("tcp", address); err == nil {
				return conn.Close() == nil
			}
		}
	}
}

// each runs a test against every broker. The address stays the same, whichever
// port the broker has after it was started again.
func each(t *testing.T, test func(t *testing.T, address string, start func() (kill func()))) {
	t.Helper()
	t.Parallel()
	for name, broker := range brokers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			front := newCable(t, "")
			test(t, front.listener.Addr().String(), func() func() {
				address, kill := broker(t)
				front.lead(address)
				return func() {
					front.lead("")
					kill()
				}
			})
		})
	}
}

// client gathers what a connection tells.
type client struct {
	*bus.Conn
	up       chan struct{}
	down     chan error
	messages chan bus.Message
}

func open(t *testing.T, o bus.Options) *client {
	t.Helper()
	c := &client{up: make(chan struct{}, 100), down: make(chan error, 100), messages: make(chan bus.Message, 10000)}
	o.Up = func() { c.up <- struct{}{} }
	o.Down = func(err error) { c.down <- err }
	if o.Received == nil {
		o.Received = func(m bus.Message) { c.messages <- m }
	}
	o.KeepAlive, o.PingTimeout = time.Second, time.Second
	o.FirstRetry, o.LastRetry = 20*time.Millisecond, 200*time.Millisecond
	conn, err := bus.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	c.Conn = conn
	t.Cleanup(conn.Close)
	return c
}

func wait[T any](t *testing.T, what string, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(most):
		t.Fatalf("no %s within %v", what, most)
		panic("unreachable")
	}
}

func (c *client) publish(t *testing.T, m bus.Message) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), most)
	defer cancel()
	if err := c.Publish(ctx, m); err != nil {
		t.Fatalf("publish to %s: %v", m.Topic, err)
	}
}

func TestTheConnectionComesBack(t *testing.T) {
	each(t, func(t *testing.T, address string, start func() func()) {
		c := open(t, bus.Options{Broker: "tcp://" + address, ClientID: "a", Subscribe: []string{"x/#", "y/+"}})
		for round := range 3 {
			began := time.Now()
			if err := c.Publish(t.Context(), bus.Message{Topic: "x/1"}); !errors.Is(err, bus.ErrOffline) || c.Online() {
				t.Fatalf("without a broker: %v, online %v", err, c.Online())
			}
			if took := time.Since(began); took > 100*time.Millisecond {
				t.Errorf("to say so took %v", took)
			}
			kill := start()
			wait(t, "connection", c.up)
			if !c.Online() {
				t.Error("up, and not online")
			}
			for _, topic := range []string{"x/1", "y/2"} {
				words := fmt.Sprint(topic, round)
				c.publish(t, bus.Message{Topic: topic, Payload: []byte(words)})
				if m := wait(t, "message", c.messages); m.Topic != topic || string(m.Payload) != words || m.Retained {
					t.Errorf("%+v", m)
				}
			}
			kill()
			if err := wait(t, "loss", c.down); !errors.Is(err, bus.ErrLost) {
				t.Errorf("lost by %v", err)
			}
		}
		if len(c.up) > 0 || len(c.down) > 0 || len(c.messages) > 0 {
			t.Errorf("more came: up %d, down %d, messages %d", len(c.up), len(c.down), len(c.messages))
		}
	})
}

// What was not acknowledged when the connection went is not sent again behind the
// sender's back, and was not delivered.
func TestALossIsToldToWhoeverWaits(t *testing.T) {
	each(t, func(t *testing.T, address string, start func() func()) {
		kill := start()
		defer func() { kill() }()
		line := newCable(t, address)
		c := open(t, bus.Options{Broker: line.url(), ClientID: "a", Subscribe: []string{"x"}})
		wait(t, "connection", c.up)
		line.stop()
		results := make(chan error, 50)
		for i := range cap(results) {
			go func() { results <- c.Publish(t.Context(), bus.Message{Topic: "x", Payload: []byte{byte(i)}}) }()
		}
		for range cap(results) {
			if err := wait(t, "answer", results); !errors.Is(err, bus.ErrLost) && !errors.Is(err, bus.ErrOffline) {
				t.Fatalf("a message that nobody got: %v", err)
			}
		}
		wait(t, "loss", c.down)
		kill()
		line.cut(t)
		kill = start()
		wait(t, "connection", c.up)
		c.publish(t, bus.Message{Topic: "x", Payload: []byte("last")})
		if m := wait(t, "message", c.messages); string(m.Payload) != "last" {
			t.Errorf("%q came by itself", m.Payload)
		}
	})
}

func TestTheWillNamesItsConnection(t *testing.T) {
	each(t, func(t *testing.T, address string, start func() func()) {
		defer start()()
		line := newCable(t, address)
		watcher := open(t, bus.Options{Broker: "tcp://" + address, ClientID: "watcher", Subscribe: []string{"wills"}})
		wait(t, "connection", watcher.up)
		attempt := 0
		c := open(t, bus.Options{Broker: line.url(), ClientID: "a", Will: func() *bus.Message {
			attempt++
			return &bus.Message{Topic: "wills", Payload: fmt.Append(nil, attempt), Retained: true}
		}})
		for range 3 {
			wait(t, "connection", c.up)
			line.cut(t)
			wait(t, "loss", c.down)
		}
		var wills []string
		for len(wills) < 3 {
			// One that comes just as the broker looks for what it retains, for the
			// new subscription, comes both ways.
			if m := wait(t, "will", watcher.messages); !m.Retained {
				wills = append(wills, string(m.Payload))
			}
		}
		if !slices.IsSorted(wills) || wills[0] != "1" || wills[2] == wills[1] {
			t.Errorf("wills %v", wills)
		}
		wait(t, "connection", c.up)
		c.Close()
		c.publishFails(t, bus.ErrClosed)
		// What was said after a goodbye would come before this.
		watcher.publish(t, bus.Message{Topic: "wills", Payload: []byte("no will")})
		if m := wait(t, "message", watcher.messages); string(m.Payload) != "no will" && !m.Retained {
			t.Errorf("a will after a goodbye: %s", m.Payload)
		}
		if len(c.down) > 0 {
			t.Error("Close was told as a loss")
		}
	})
}

func (c *client) publishFails(t *testing.T, want error) {
	t.Helper()
	if err := c.Publish(t.Context(), bus.Message{Topic: "x"}); !errors.Is(err, want) {
		t.Errorf("%v, want %v", err, want)
	}
}

// A message takes longer to be taken in than a silent connection lives.
func TestASlowReceiverKeepsTheConnectionAndTheOrder(t *testing.T) {
	each(t, func(t *testing.T, address string, start func() func()) {
		defer start()()
		var got []string
		var c *client
		done := make(chan struct{})
		c = open(t, bus.Options{Broker: "tcp://" + address, ClientID: "a", Subscribe: []string{"in"}, Received: func(m bus.Message) {
			got = append(got, string(m.Payload))
			if len(got) == 1 {
				<-time.After(3 * time.Second)
			}
			if len(got)%100 == 0 {
				c.publish(t, bus.Message{Topic: "out"}) // it may publish, and wait
			}
			if len(got) == 300 {
				close(done)
			}
		}})
		wait(t, "connection", c.up)
		other := open(t, bus.Options{Broker: "tcp://" + address, ClientID: "b"})
		wait(t, "connection", other.up)
		var want []string
		for i := range 300 {
			want = append(want, fmt.Sprint(i))
			other.publish(t, bus.Message{Topic: "in", Payload: []byte(want[i])})
		}
		wait(t, "all messages", done)
		if !slices.Equal(got, want) {
			t.Errorf("got %v", got)
		}
		if len(c.down) > 0 {
			t.Errorf("the connection was lost: %v", <-c.down)
		}
	})
}

func TestSendKeepsTheOrder(t *testing.T) {
	each(t, func(t *testing.T, address string, start func() func()) {
		defer start()()
		c := open(t, bus.Options{Broker: "tcp://" + address, ClientID: "a", Subscribe: []string{"in"}})
		wait(t, "connection", c.up)
		for round := range 50 {
			var answers []<-chan error
			for i := range 20 {
				answer, err := c.Send(t.Context(), bus.Message{Topic: "in", Payload: fmt.Append(nil, round*20+i)})
				if err != nil {
					t.Fatal(err)
				}
				answers = append(answers, answer)
			}
			for i, answer := range answers {
				if err := wait(t, "acknowledgement", answer); err != nil {
					t.Fatal(err)
				}
				if m := wait(t, "message", c.messages); string(m.Payload) != fmt.Sprint(round*20+i) {
					t.Fatalf("%s came as number %d", m.Payload, round*20+i)
				}
			}
		}
	})
}

// More than fits costs the connection, and what is retained comes again.
func TestAnOverrunIsMadeGoodByANewConnection(t *testing.T) {
	b, err := broker.Start(broker.Options{Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer closeBroker(t, b)
	other := open(t, bus.Options{Broker: b.URL(), ClientID: "b"})
	wait(t, "connection", other.up)
	release, messages := make(chan struct{}), make(chan string, 100)
	var once sync.Once
	c := open(t, bus.Options{Broker: b.URL(), ClientID: "a", Subscribe: []string{"#"}, Inbox: 3, Received: func(m bus.Message) {
		once.Do(func() { <-release })
		messages <- string(m.Payload)
	}})
	wait(t, "connection", c.up)
	for i := range 10 {
		other.publish(t, bus.Message{Topic: "in", Payload: fmt.Append(nil, i)})
	}
	other.publish(t, bus.Message{Topic: "kept", Payload: []byte("kept"), Retained: true})
	if err := wait(t, "loss", c.down); !errors.Is(err, bus.ErrOverrun) {
		t.Errorf("lost by %v", err)
	}
	wait(t, "connection", c.up)
	close(release)
	for i := 0; ; i++ {
		m := wait(t, "the retained message", messages)
		if m == "kept" {
			break
		}
		if m != fmt.Sprint(i) {
			t.Fatalf("message %s came as number %d", m, i)
		}
	}
}

func closeBroker(t *testing.T, b *broker.Broker) {
	t.Helper()
	if err := b.Close(); err != nil {
		t.Error(err)
	}
}

// Nothing moves, and nobody says so: a router that lost its memory.
func TestASilentConnectionIsNoticed(t *testing.T) {
	each(t, func(t *testing.T, address string, start func() func()) {
		defer start()()
		line := newCable(t, address)
		c := open(t, bus.Options{Broker: line.url(), ClientID: "a", Subscribe: []string{"x"}})
		wait(t, "connection", c.up)
		line.stop()
		began := time.Now()
		wait(t, "loss", c.down)
		if took := time.Since(began); took > 3500*time.Millisecond {
			t.Errorf("it took %v", took)
		}
		line.cut(t)
		wait(t, "connection", c.up)
	})
}

// A document comes in that takes much longer than a silent connection lives, and
// neither end hangs up.
func TestALargeDocumentTricklesIn(t *testing.T) {
	each(t, func(t *testing.T, address string, start func() func()) {
		defer start()()
		line := newCable(t, address)
		other := open(t, bus.Options{Broker: "tcp://" + address, ClientID: "b"})
		wait(t, "connection", other.up)
		topic := wire.UnitTopic("unit", wire.DirectoryChannel)
		document := strings.Repeat("x", 10<<20)
		other.publish(t, bus.Message{Topic: topic, Payload: []byte(document), Retained: true})
		line.slow(5 << 19) // four seconds; what the kernel buffers is a part of it only
		c := open(t, bus.Options{Broker: line.url(), ClientID: "a", Subscribe: []string{topic}})
		if m := wait(t, "document", c.messages); string(m.Payload) != document || !m.Retained {
			t.Errorf("%d bytes came, retained %v", len(m.Payload), m.Retained)
		}
		if len(c.down) > 0 {
			t.Errorf("the connection was lost: %v", <-c.down)
		}
	})
}

// A broker may hang up on a client that says nothing for one and a half times the
// keep-alive, even while a document is on its way to it and answers are not.
func TestItSaysSomethingWhileADocumentTricklesIn(t *testing.T) {
	t.Parallel()
	pings := make(chan struct{}, 100)
	var document bytes.Buffer
	publish := packets.NewControlPacket(packets.Publish).(*packets.PublishPacket)
	publish.TopicName, publish.Payload = "x", make([]byte, 4000)
	if err := publish.Write(&document); err != nil {
		t.Fatal(err)
	}
	url := stub(t, func(p packets.ControlPacket, conn net.Conn) error {
		switch p := p.(type) {
		case *packets.ConnectPacket:
			return packets.NewControlPacket(packets.Connack).Write(conn)
		case *packets.SubscribePacket:
			ack := packets.NewControlPacket(packets.Suback).(*packets.SubackPacket)
			ack.MessageID, ack.ReturnCodes = p.MessageID, []byte{1}
			if err := ack.Write(conn); err != nil {
				return err
			}
			go func() {
				for document.Len() > 0 {
					<-time.After(50 * time.Millisecond)
					if _, err := conn.Write(document.Next(50)); err != nil {
						t.Error(err)
						return
					}
				}
			}()
		case *packets.PingreqPacket:
			pings <- struct{}{} // the answer would come after the document
		}
		return nil
	})
	c := open(t, bus.Options{Broker: url, ClientID: "a", Subscribe: []string{"x"}})
	wait(t, "document", c.messages)
	if len(pings) < 4 {
		t.Errorf("in four seconds it said something %d times", len(pings))
	}
	if len(c.down) > 0 {
		t.Errorf("the connection was lost: %v", <-c.down)
	}
}

// A broker that acknowledges nothing it refuses must not hold up anybody.
func TestAMessageThatIsNeverAcknowledged(t *testing.T) {
	b, err := broker.Start(broker.Options{Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer closeBroker(t, b)
	c := open(t, bus.Options{Broker: b.URL(), ClientID: "a"})
	wait(t, "connection", c.up)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	large := bus.Message{Topic: "x/journal", Payload: make([]byte, wire.MaxMessage+1)}
	if err := c.Publish(ctx, large); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	c.publish(t, bus.Message{Topic: "x/journal", Payload: make([]byte, wire.MaxMessage)})
}

// stub is a broker that says what it is told to.
func stub(t *testing.T, answer func(p packets.ControlPacket, conn net.Conn) error) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				for {
					p, err := packets.ReadPacket(conn)
					if err == nil {
						err = answer(p, conn)
					}
					if err != nil {
						if err := conn.Close(); err != nil {
							t.Error(err)
						}
						return
					}
				}
			})
		}
	})
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		running.Wait()
	})
	return "tcp://" + l.Addr().String()
}

func TestAConnectionWithoutItsSubscriptionsIsNone(t *testing.T) {
	subscribed := make(chan struct{}, 100)
	url := stub(t, func(p packets.ControlPacket, conn net.Conn) error {
		switch p := p.(type) {
		case *packets.ConnectPacket:
			return packets.NewControlPacket(packets.Connack).Write(conn)
		case *packets.SubscribePacket:
			subscribed <- struct{}{}
			ack := packets.NewControlPacket(packets.Suback).(*packets.SubackPacket)
			ack.MessageID = p.MessageID
			ack.ReturnCodes = []byte{1, 0x80}
			return ack.Write(conn)
		}
		return nil
	})
	c := open(t, bus.Options{Broker: url, ClientID: "a", Subscribe: []string{"mine", "others"}})
	for range 3 {
		wait(t, "subscription", subscribed)
		if c.Online() {
			t.Fatal("online without its subscriptions")
		}
		c.publishFails(t, bus.ErrOffline)
	}
	if len(c.up) > 0 || len(c.down) > 0 {
		t.Error("it was told as a connection")
	}
}

func TestCloseNeedsNobodysHelp(t *testing.T) {
	for name, url := range map[string]string{
		"nobody listens": "tcp://127.0.0.1:1",
		"nobody answers": stub(t, func(packets.ControlPacket, net.Conn) error { return nil }),
		"no such host":   "tcp://host.invalid:1883",
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t, bus.Options{Broker: url, ClientID: "a", Subscribe: []string{"x"}})
			<-time.After(50 * time.Millisecond) // let it begin to dial
			began := time.Now()
			c.Close()
			c.Close()
			if took := time.Since(began); took > 2*time.Second {
				t.Errorf("it took %v", took)
			}
			c.publishFails(t, bus.ErrClosed)
		})
	}
}

func TestNothingRunsAfterClose(t *testing.T) {
	before := runtime.NumGoroutine()
	b, err := broker.Start(broker.Options{Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	line := newCable(t, strings.TrimPrefix(b.URL(), "tcp://"))
	withCable := runtime.NumGoroutine()
	for range 5 {
		c := open(t, bus.Options{Broker: line.url(), ClientID: "a", Subscribe: []string{"x"}})
		wait(t, "connection", c.up)
		c.publish(t, bus.Message{Topic: "x"})
		line.cut(t)
		wait(t, "loss", c.down)
		wait(t, "connection", c.up)
		line.stop() // what is sent now is never acknowledged
		go func() {
			if err := c.Publish(context.Background(), bus.Message{Topic: "x"}); err == nil {
				t.Error("a message into nothing was acknowledged")
			}
		}()
		c.Close()
		line.cut(t)
	}
	settles(t, withCable)
	closeBroker(t, b)
	settles(t, before+1) // the cable's own
}

// settles waits until no more goroutines are left than there were: those of the
// client's library end a moment after it says so.
func settles(t *testing.T, most int) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range 500 {
		if runtime.NumGoroutine() <= most {
			return
		}
		<-tick.C
	}
	stacks := make([]byte, 1<<20)
	t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), most, stacks[:runtime.Stack(stacks, true)])
}

func TestOptionsThatCantWork(t *testing.T) {
	take := func(bus.Message) {}
	for name, o := range map[string]bus.Options{
		"no URL":              {ClientID: "a"},
		"no URL at all":       {Broker: "tcp://h:1 883", ClientID: "a"},
		"another scheme":      {Broker: "http://h", ClientID: "a"},
		"no host":             {Broker: "tcp://:1883", ClientID: "a"},
		"a password":          {Broker: "tcp://me:secret@h", ClientID: "a"},
		"no client id":        {Broker: "tcp://h"},
		"nobody to receive":   {Broker: "tcp://h", ClientID: "a", Subscribe: []string{"x"}},
		"an empty filter":     {Broker: "tcp://h", ClientID: "a", Subscribe: []string{""}, Received: take},
		"a filter too wild":   {Broker: "tcp://h", ClientID: "a", Subscribe: []string{"x/#/y"}, Received: take},
		"half a wildcard":     {Broker: "tcp://h", ClientID: "a", Subscribe: []string{"x+/y"}, Received: take},
		"a filter of no text": {Broker: "tcp://h", ClientID: "a", Subscribe: []string{"\xff"}, Received: take},
		"half a second":       {Broker: "tcp://h", ClientID: "a", KeepAlive: 500 * time.Millisecond},
		"a negative wait":     {Broker: "tcp://h", ClientID: "a", FirstRetry: -1},
	} {
		c, err := bus.Open(o)
		if err == nil {
			c.Close()
			t.Errorf("%s was accepted", name)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("%v", err)
		}
	}
	for _, topic := range []string{"", "a/+", "#", "a\x00", "\xff", strings.Repeat("x", 1<<16)} {
		c := open(t, bus.Options{Broker: "tcp://127.0.0.1:1", ClientID: "a"})
		if err := c.Publish(t.Context(), bus.Message{Topic: topic}); err == nil || errors.Is(err, bus.ErrOffline) {
			t.Errorf("%.10q: %v", topic, err)
		}
	}
}
