package receiver_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/sync/bus"
	"tambur/sync/portal/receiver"
	"tambur/sync/portal/store"
	"tambur/sync/portal/store/storetest"
	"tambur/sync/portal/web"
	"tambur/sync/wire"
)

const unit attendance.UnitID = "oak"

func seed(version uint64, name string) *receiver.Seed {
	return &receiver.Seed{
		Directory: attendance.Directory{
			Version:  version,
			Unit:     attendance.Unit{ID: unit, Name: name, TimeZone: "Europe/Stockholm"},
			Children: []attendance.Child{{ID: "child", GivenName: "Alva"}},
		},
		Today: attendance.Today{Version: version},
	}
}

// running is a receiver that runs.
type running struct {
	t    *testing.T
	at   receiver.Addresses
	stop func()
}

// run starts a receiver on free ports and waits until it is ready.
func run(t *testing.T, o receiver.Options) *running {
	t.Helper()
	o.HTTP = "127.0.0.1:0"
	if o.Broker == "" {
		o.Listen = "127.0.0.1:0"
	}
	ready, connected := make(chan receiver.Addresses, 1), make(chan struct{}, 100)
	o.Ready = func(at receiver.Addresses) { ready <- at }
	o.Connected = func() { connected <- struct{}{} }
	o.Now = func() time.Time { return storetest.Morning.Add(time.Hour) }
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- receiver.Run(ctx, o) }()
	r := &running{t: t}
	r.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the receiver ended with %v", err)
		}
	})
	t.Cleanup(r.stop)
	select {
	case r.at = <-ready:
	case err := <-ended:
		ended <- nil
		t.Fatalf("the receiver didn't start: %v", err)
	}
	<-connected
	return r
}

func (r *running) page(path string) string {
	r.t.Helper()
	response, err := http.Get(r.at.Web + path)
	if err != nil {
		r.t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil || response.StatusCode != http.StatusOK {
		r.t.Fatalf("%s: %d, %v", path, response.StatusCode, err)
	}
	return string(body)
}

// seqs lists the numbers of the events on the page, newest first.
func (r *running) seqs() string {
	r.t.Helper()
	var seqs []string
	for _, found := range regexp.MustCompile(`data-seq="(\d+)"`).FindAllStringSubmatch(r.page(""), -1) {
		seqs = append(seqs, found[1])
	}
	return strings.Join(seqs, " ")
}

// client is a real connection that plays a kiosk.
type client struct {
	t        *testing.T
	conn     *bus.Conn
	kiosk    *storetest.Kiosk
	up       chan struct{}
	messages map[string]chan bus.Message // by channel
}

func connect(t *testing.T, broker string, k *storetest.Kiosk) *client {
	t.Helper()
	c := &client{t: t, kiosk: k, up: make(chan struct{}, 10), messages: make(map[string]chan bus.Message)}
	topics := []string{
		wire.KioskTopic(k.Unit, k.ID, wire.ReceiptChannel), wire.UnitTopic(k.Unit, wire.DirectoryChannel), wire.UnitTopic(k.Unit, wire.TodayChannel),
	}
	for _, topic := range topics {
		c.messages[topic] = make(chan bus.Message, 100)
	}
	var err error
	c.conn, err = bus.Open(bus.Options{
		Broker: broker, ClientID: string(k.ID), Subscribe: topics,
		Received:   func(m bus.Message) { c.messages[m.Topic] <- m },
		Up:         func() { c.up <- struct{}{} },
		FirstRetry: 50 * time.Millisecond, LastRetry: 200 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.conn.Close)
	<-c.up
	return c
}

func (c *client) publish(channel wire.Channel, payload []byte) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	m := bus.Message{Topic: wire.KioskTopic(c.kiosk.Unit, c.kiosk.ID, channel), Payload: payload}
	if err := c.conn.Publish(ctx, m); err != nil {
		c.t.Fatal(err)
	}
}

// receipt waits until a receipt says that all is stored up to through.
func (c *client) receipt(through uint64) {
	c.t.Helper()
	for {
		m := <-c.messages[wire.KioskTopic(c.kiosk.Unit, c.kiosk.ID, wire.ReceiptChannel)]
		receipt, err := wire.DecodeReceipt(m.Payload)
		if err != nil || receipt.Refused != nil {
			c.t.Fatalf("receipt %+v, %v", receipt, err)
		}
		if receipt.Through == through {
			return
		}
	}
}

func TestFromTheDoorToThePage(t *testing.T) {
	data := t.TempDir()
	r := run(t, receiver.Options{Data: data, Seed: seed(1, "Förskolan Eken")})
	k := storetest.NewKiosk(t, unit, "door", "e1").AddMany(5)
	c := connect(t, r.at.Broker, k)

	dir, err := wire.DecodeDirectory((<-c.messages[wire.UnitTopic(unit, wire.DirectoryChannel)]).Payload, unit)
	if err != nil || dir.Unit.Name != "Förskolan Eken" {
		t.Errorf("directory of %q, %v", dir.Unit.Name, err)
	}
	if _, err := wire.DecodeToday((<-c.messages[wire.UnitTopic(unit, wire.TodayChannel)]).Payload, unit); err != nil {
		t.Error(err)
	}
	c.publish(wire.JournalChannel, k.Message(1, 3))
	c.receipt(3)
	if got := r.seqs(); got != "3 2 1" {
		t.Errorf("events %s on the page", got)
	}
	if page := r.page("?lang=en"); !strings.Contains(page, "Alva") || !strings.Contains(page, "Received <time>08:00:00</time>") {
		t.Errorf("the page doesn't tell: %s", page)
	}
	if health := r.page("healthz"); health != "ready\n" {
		t.Errorf("health %q", health)
	}

	// The portal is stopped with a page open, and started again.
	stream, err := http.Get(r.at.Web + "events?unit=oak&after=0")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(stream.Body).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	r.stop()
	if err := stream.Body.Close(); err != nil {
		t.Error(err)
	}
	if _, err := http.Get(r.at.Web); err == nil {
		t.Error("the page still answers")
	}
	r = run(t, receiver.Options{Data: data})
	if got := r.seqs(); got != "3 2 1" {
		t.Errorf("events %s on the page after a restart", got)
	}
	// The kiosk hasn't heard of its receipt, say, and sends everything again.
	c = connect(t, r.at.Broker, k)
	c.publish(wire.JournalChannel, k.Message(1, 5))
	c.receipt(5)
	if got := r.seqs(); got != "5 4 3 2 1" {
		t.Errorf("events %s on the page", got)
	}
	r.stop()
	sound(t, data, 5)
}

// sound tells that the store is whole and has so many events.
func sound(t *testing.T, data string, events int) {
	t.Helper()
	kept, err := store.Open(store.Options{Dir: data, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	stored, err := kept.Since(t.Context(), unit, 0, 1000)
	if err := errors.Join(err, kept.Check(t.Context()), kept.Close()); err != nil || len(stored) != events {
		t.Errorf("%d events are stored, %v, want %d", len(stored), err, events)
	}
}

const mosquitto = "/usr/sbin/mosquitto"

// startMosquitto starts it on a port and waits until it listens.
func startMosquitto(t *testing.T, port int) (stop func()) {
	t.Helper()
	config := filepath.Join(t.TempDir(), "mosquitto.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, "listener %d 127.0.0.1\nallow_anonymous true\n", port), 0o600); err != nil {
		t.Fatal(err)
	}
	process := exec.Command(mosquitto, "-v", "-c", config)
	said, err := process.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	listens := make(chan struct{})
	var reading sync.WaitGroup
	reading.Go(func() {
		tell := sync.OnceFunc(func() { close(listens) })
		lines := bufio.NewScanner(said)
		for lines.Scan() {
			if strings.Contains(lines.Text(), "running") {
				tell()
			}
		}
		tell()
	})
	<-listens
	stop = sync.OnceFunc(func() {
		if err := process.Process.Kill(); err != nil {
			t.Error(err)
		}
		reading.Wait()
		// It was killed, which Wait reports as an error.
		if err := process.Wait(); err == nil {
			t.Error("the broker ended by itself")
		}
	})
	t.Cleanup(stop)
	return stop
}

func TestWithABrokerOfSomebodyElses(t *testing.T) {
	if _, err := os.Stat(mosquitto); err != nil {
		t.Skip("mosquitto is not installed")
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	stop := startMosquitto(t, port)
	url, data := fmt.Sprintf("tcp://127.0.0.1:%d", port), t.TempDir()
	r := run(t, receiver.Options{Data: data, Broker: url, Seed: seed(1, "Förskolan Eken")})
	if r.at.Broker != url {
		t.Errorf("the broker is %s, want %s", r.at.Broker, url)
	}
	k := storetest.NewKiosk(t, unit, "door", "e1").AddMany(6)
	c := connect(t, url, k)
	c.publish(wire.JournalChannel, k.Message(1, 3))
	c.receipt(3)
	// The broker is killed and comes back without anything it knew. A kiosk sends
	// again until it hears a receipt, as the portal takes its time to be back.
	stop()
	startMosquitto(t, port)
	<-c.up
	receipts := c.messages[wire.KioskTopic(unit, "door", wire.ReceiptChannel)]
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for heard := false; !heard; {
		select {
		case <-again.C:
			c.publish(wire.JournalChannel, k.Message(1, 6))
		case m := <-receipts:
			receipt, err := wire.DecodeReceipt(m.Payload)
			heard = err == nil && receipt.Through == 6
		}
	}
	if dir := <-c.messages[wire.UnitTopic(unit, wire.DirectoryChannel)]; len(dir.Payload) == 0 {
		t.Error("the directory didn't come down again")
	}
	if got := r.seqs(); got != "6 5 4 3 2 1" {
		t.Errorf("events %s on the page", got)
	}
	r.stop()
	sound(t, data, 6)
}

func TestANewerDirectoryStays(t *testing.T) {
	data := t.TempDir()
	run(t, receiver.Options{Data: data, Seed: seed(7, "Nyare")}).stop()
	r := run(t, receiver.Options{Data: data, Seed: seed(6, "Äldre")})
	if page := r.page(""); !strings.Contains(page, "<h1>Nyare</h1>") {
		t.Error("an older directory replaced a newer one")
	}
	r.stop()
	r = run(t, receiver.Options{Data: data, Seed: seed(8, "Nyast")})
	if page := r.page(""); !strings.Contains(page, "<h1>Nyast</h1>") {
		t.Error("a newer directory didn't replace an older one")
	}
}

func TestWhatCanNotStartSaysWhyAndLeavesNothing(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := taken.Close(); err != nil {
			t.Error(err)
		}
	}()
	inUse := t.TempDir()
	holds, err := store.Open(store.Options{Dir: inUse})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := holds.Close(); err != nil {
			t.Error(err)
		}
	}()
	const free = "127.0.0.1:0"
	for name, tc := range map[string]struct {
		o    receiver.Options
		is   error
		says string
	}{
		"a page for everybody":         {receiver.Options{HTTP: "0.0.0.0:0", Listen: free}, web.ErrNotLoopback, "no log-in"},
		"the page's address is taken":  {receiver.Options{HTTP: taken.Addr().String(), Listen: free}, nil, "address already in use"},
		"the broker's is":              {receiver.Options{HTTP: free, Listen: taken.Addr().String()}, nil, "address already in use"},
		"a broker for everybody":       {receiver.Options{HTTP: free, Listen: "0.0.0.0:0"}, nil, "access rules"},
		"no such kind of broker":       {receiver.Options{HTTP: free, Broker: "http://127.0.0.1"}, nil, "broker"},
		"somebody else uses the store": {receiver.Options{HTTP: free, Listen: free, Data: inUse}, store.ErrInUse, "another process"},
		"an impossible directory":      {receiver.Options{HTTP: free, Listen: free, Seed: &receiver.Seed{}}, nil, "directory"},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.o.Data == "" {
				tc.o.Data = t.TempDir()
			}
			err := receiver.Run(t.Context(), tc.o)
			if err == nil || !strings.Contains(err.Error(), tc.says) || (tc.is != nil && !errors.Is(err, tc.is)) {
				t.Errorf("%v, want that %q", err, tc.says)
			}
			if tc.o.Data == inUse {
				return
			}
			kept, err := store.Open(store.Options{Dir: tc.o.Data})
			if err != nil {
				t.Fatalf("the store is still held: %v", err)
			}
			if err := kept.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestThePageDoesNotWaitForABroker: who looks at the page while the broker is
// away must see what is stored.
func TestThePageDoesNotWaitForABroker(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "tcp://" + l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ready := make(chan receiver.Addresses, 1)
	ended := make(chan error, 1)
	go func() {
		ended <- receiver.Run(ctx, receiver.Options{
			Data: t.TempDir(), Broker: nobody, HTTP: "127.0.0.1:0",
			Ready: func(at receiver.Addresses) { ready <- at },
		})
	}()
	at := <-ready
	for path, want := range map[string]int{"": http.StatusOK, "healthz": http.StatusServiceUnavailable} {
		response, err := http.Get(at.Web + path)
		if err != nil {
			t.Fatal(err)
		}
		if err := response.Body.Close(); err != nil || response.StatusCode != want {
			t.Errorf("/%s: %d, %v, want %d", path, response.StatusCode, err, want)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
