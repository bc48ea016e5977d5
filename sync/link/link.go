// Package link is the tablet's end of the sync: the journal goes up, receipts,
// the directory and today come down.
//
// It promises that every event reaches the portal in the order of the journal,
// whatever is cut, killed, repeated or delayed, for as long as the journal keeps
// it: only a receipt moves the outbox position, never the broker's word, and
// nothing is given up or left out, however often it is refused. It never
// deletes from the journal, never decides about the door, and a document that
// can't be used never replaces one that can.
//
// All that it knows, it knows in the goroutine of [Link.Run]; that is also where
// every callback is called, one at a time.
package link

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"sync"
	"time"

	"tambur/kiosk/attendance"
	"tambur/sync/bus"
	"tambur/sync/wire"
)

// Queue is the journal, as the link needs it. Its methods are called one at a
// time. An error is reported and the call tried again later.
type Queue interface {
	// Outbox tells where the journal stands.
	Outbox() (wire.Outbox, error)
	// Records gives up to most records after a seq, in order and without a gap,
	// and the digest of the core at that seq; zeros at 0. It must reach back to
	// the first event, since a portal restored from a backup asks again.
	Records(after uint64, most int) (before wire.Digest, records []wire.Record, err error)
	// Confirm moves the outbox position to through, where head is the digest.
	Confirm(epoch string, through uint64, head wire.Digest) error
	// Grown is readable when the journal may have grown since it was last asked.
	Grown() <-chan struct{}
}

// Bus is a connection to the broker; see [bus.Conn] for what its methods promise.
type Bus interface {
	// Send keeps the order of the segments, which Publish from several goroutines
	// would not.
	Send(ctx context.Context, m bus.Message) (acknowledged <-chan error, err error)
	Online() bool
	Close()
}

// Status is what staff are shown about the link.
type Status struct {
	// Online tells whether the broker can be reached.
	Online bool
	// Waiting is how many events no receipt has vouched for, and Since the wall
	// time of the oldest of them; zero when none waits.
	Waiting uint64
	Since   time.Time
	// Refused is why the portal doesn't take what waits, or what in its answer
	// contradicts the journal; nil when all is well.
	Refused *wire.Refusal
}

func (s Status) same(other Status) bool {
	if s.Online != other.Online || s.Waiting != other.Waiting || !s.Since.Equal(other.Since) {
		return false
	}
	if s.Refused == nil || other.Refused == nil {
		return s.Refused == other.Refused
	}
	return *s.Refused == *other.Refused
}

// Options say whose link it is and who hears of what.
type Options struct {
	Unit  attendance.UnitID
	Kiosk attendance.KioskID
	// Key signs every segment.
	Key   ed25519.PrivateKey
	Queue Queue
	// Version is the program's, for the portal to see.
	Version string
	// Broker says how to reach it. The link fills in the client id, unless there
	// is one, the will, the subscriptions and the callbacks.
	Broker bus.Options
	// Dial opens the connection; nil is [bus.Open].
	Dial func(bus.Options) (Bus, error)

	// Directory and Today take a document that was found good. The same one is
	// not handed over twice in a run, and a lower version never after a higher.
	// After an error it is handed over again when it comes again.
	Directory func(attendance.Directory) error
	Today     func(attendance.Today) error
	// Status is called when it has changed, Fault when something went wrong that
	// the link lives with. Both may be nil.
	Status func(Status)
	Fault  func(error)

	// Clock is the wall clock, for what is written into messages. Nil is time.Now.
	Clock func() time.Time
	// Random spreads waits, from 0 up to 1. Nil is the runtime's generator.
	Random func() float64
	// Session makes the name of one connection. Nil is random text.
	Session func() string
}

const (
	// mostFlying is how many segments may wait for a receipt at once.
	mostFlying = 4
	// batchWindow is how long an event may wait for others to go up with it,
	// while others are on their way.
	batchWindow = 50 * time.Millisecond
	// silence is how long a receipt may take before all is sent again; it doubles
	// up to mostSilence while nothing comes.
	silence     = 10 * time.Second
	mostSilence = 2 * time.Minute
	// overtaking is how long a segment may still be on its way when a later one
	// has been refused for coming too early.
	overtaking = 2 * time.Second
	// goBack is the wait before the portal's position is gone back to for the
	// second time; it doubles up to mostGoBack.
	goBack     = time.Second
	mostGoBack = time.Minute
	// refusedPause is the wait after a refusal; it doubles up to mostRefusedPause.
	refusedPause     = 30 * time.Second
	mostRefusedPause = 10 * time.Minute
	// troublePause is the wait after the journal failed; it doubles up to
	// mostTroublePause.
	troublePause     = time.Second
	mostTroublePause = 30 * time.Second
	// stateEvery is how often a change of the state is published at most.
	stateEvery = 30 * time.Second
	// lastWords is how long saying goodbye may take.
	lastWords = 2 * time.Second
)

// Link is one kiosk's link. Make it with [New].
type Link struct {
	o         Options
	receipts  string
	directory string
	today     string

	// Everything below belongs to Run's goroutine, but for what mu guards.
	conn    Bus
	arrives chan any
	gone    chan struct{}
	sender  sync.WaitGroup
	leaves  chan departure
	leaving int // how many departures have not been told of

	online bool
	shown  *Status

	// next is the cursor: the seq that goes up next. stored is the portal's
	// position as far as it has told; a portal restored from a backup stands
	// below what it once confirmed. highest is where it stood at best.
	next, stored, highest uint64
	flying                []flight
	window                int
	quiet                 time.Duration // how long a receipt may take now
	silentUntil           time.Time     // when it has taken too long; zero if nothing flies
	batchUntil            time.Time
	goneBack              int
	pausedUntil           time.Time
	refused               *wire.Refusal
	refusals              int
	careful               uint64 // up to here events go up one by one
	unconfirmed           *wire.Receipt
	troubles              int
	troubleUntil          time.Time

	accepted map[string]document
	state    stateKeeper

	// mu guards what the last will is made of, since it is asked for by the
	// connection. Run's goroutine, which alone writes out, reads it without.
	mu      sync.Mutex
	session string
	out     wire.Outbox
}

// flight is a segment that waits for a receipt.
type flight struct {
	from, to uint64
	sent     time.Time
}

// What arrives from other goroutines.
type (
	cameUp   struct{}
	wentDown struct{}
	// departed: the message is on its way, or isn't. For a segment nothing more is
	// asked: its receipt comes, or it goes up again.
	departed struct {
		err   error
		state bool
	}
	// acknowledged: the broker has the state, or hasn't.
	acknowledged struct{ err error }
	failed       struct{ err error }
)

// departure is a message for the sender.
type departure struct {
	bus.Message
	state bool
}

// New makes a link. It fails for options that can't work.
func New(o Options) (*Link, error) {
	switch {
	case !wire.ValidID(string(o.Unit)) || !wire.ValidID(string(o.Kiosk)):
		return nil, errors.New("a link needs the ids of its unit and kiosk, as they may stand in a topic")
	case len(o.Key) != ed25519.PrivateKeySize:
		return nil, errors.New("a link needs the kiosk's key")
	case o.Queue == nil || o.Directory == nil || o.Today == nil:
		return nil, errors.New("a link needs a journal, and takers for the directory and today")
	}
	if o.Broker.ClientID == "" {
		o.Broker.ClientID = string(o.Kiosk)
	}
	if o.Dial == nil {
		o.Dial = func(b bus.Options) (Bus, error) { return bus.Open(b) }
	}
	if o.Status == nil {
		o.Status = func(Status) {}
	}
	if o.Fault == nil {
		o.Fault = func(error) {}
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Random == nil {
		o.Random = mathrand.Float64
	}
	if o.Session == nil {
		o.Session = rand.Text
	}
	return &Link{
		o:         o,
		receipts:  wire.KioskTopic(o.Unit, o.Kiosk, wire.ReceiptChannel),
		directory: wire.UnitTopic(o.Unit, wire.DirectoryChannel),
		today:     wire.UnitTopic(o.Unit, wire.TodayChannel),
	}, nil
}

// Run works until ctx ends and then returns nil, after it has told the broker
// that the kiosk goes. It fails only when the options for the broker can't work.
// It is called once.
func (l *Link) Run(ctx context.Context) error {
	l.arrives = make(chan any)
	l.gone = make(chan struct{})
	l.leaves = make(chan departure, mostFlying+1)
	l.accepted = make(map[string]document)
	grown := l.o.Queue.Grown()
	for !l.look() {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Until(l.troubleUntil)):
		}
	}
	l.stored, l.highest, l.next = l.out.Confirmed, l.out.Confirmed, l.out.Confirmed+1
	l.rest()
	conn, err := l.o.Dial(l.wired())
	if err != nil {
		return fmt.Errorf("link to the portal: %w", err)
	}
	l.conn = conn
	l.sender.Go(l.depart)
	defer l.leave()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		now := time.Now()
		l.retry(now)
		l.listen(now)
		l.send(now)
		l.tell(now)
		l.show()
		timer.Reset(time.Until(l.deadline(now)))
		select {
		case <-ctx.Done():
			return nil
		case <-grown:
			// Ask for the signal before the look, so that no growth falls between.
			grown = l.o.Queue.Grown()
			l.look()
		case a := <-l.arrives:
			l.take(a)
		case <-timer.C:
		}
	}
}

// wired is how the connection is to be made, with the link at its end.
func (l *Link) wired() bus.Options {
	o := l.o.Broker
	o.Will = l.will
	o.Subscribe = []string{l.receipts, l.directory, l.today}
	o.Received = func(m bus.Message) { l.arrive(m) }
	o.Up = func() { l.arrive(cameUp{}) }
	o.Down = func(error) { l.arrive(wentDown{}) }
	return o
}

func (l *Link) arrive(a any) {
	select {
	case l.arrives <- a:
	case <-l.gone:
	}
}

func (l *Link) take(a any) {
	switch a := a.(type) {
	case cameUp:
		l.online = true
		l.quiet, l.goneBack, l.pausedUntil = silence, 0, time.Time{}
		l.rest()
		l.state.born()
	case wentDown:
		l.online = false
		l.rest()
	case departed:
		l.leaving--
		switch {
		case a.state && a.err != nil:
			l.state.done(a.err)
		case !a.state && len(l.flying) > 0:
			// The time for a receipt begins when the segment is on its way.
			l.silentUntil = time.Now().Add(l.spread(l.quiet))
		}
		l.unsent(a.err)
	case acknowledged:
		l.state.done(a.err)
		l.unsent(a.err)
	case failed:
		l.o.Fault(a.err)
	case bus.Message:
		l.receive(a)
	}
}

// rest forgets what is on its way: all that the portal hasn't told to have goes
// up again.
func (l *Link) rest() {
	l.next, l.flying, l.window = l.stored+1, nil, 1
	l.silentUntil, l.batchUntil = time.Time{}, time.Time{}
}

// unsent reports what only a fault explains; that connections are lost is known.
func (l *Link) unsent(err error) {
	if err != nil && !errors.Is(err, bus.ErrOffline) && !errors.Is(err, bus.ErrLost) && !errors.Is(err, bus.ErrClosed) {
		l.o.Fault(fmt.Errorf("publish: %w", err))
	}
}

// dispatch hands a message to the sender. There is room: leaving counts them.
func (l *Link) dispatch(d departure) {
	l.leaving++
	l.leaves <- d
}

// depart sends one message after the other, so that no slow network holds up
// what arrives.
func (l *Link) depart() {
	for {
		select {
		case d := <-l.leaves:
			// Closing the connection ends the call; nothing else needs to.
			answer, err := l.conn.Send(context.Background(), d.Message)
			l.arrive(departed{err, d.state})
			if d.state && err == nil {
				l.sender.Go(func() {
					select {
					case err := <-answer:
						l.arrive(acknowledged{err})
					case <-l.gone:
					}
				})
			}
		case <-l.gone:
			return
		}
	}
}

// look reads where the journal stands, and tells whether it could.
func (l *Link) look() bool {
	if err := l.read(); err != nil {
		l.trouble(err)
		return false
	}
	return true
}

func (l *Link) read() error {
	out, err := l.o.Queue.Outbox()
	if err != nil {
		return fmt.Errorf("read the outbox: %w", err)
	}
	l.mu.Lock()
	l.out = out
	l.mu.Unlock()
	return nil
}

// trouble is the journal's: said, waited for and tried again.
func (l *Link) trouble(err error) {
	l.o.Fault(err)
	l.troubleUntil = time.Now().Add(l.spread(doubled(troublePause, l.troubles, mostTroublePause)))
	l.troubles++
}

// retry does what the journal couldn't do before. The troubles are over when it
// has given everything it was asked for.
func (l *Link) retry(now time.Time) {
	if l.troubles == 0 || now.Before(l.troubleUntil) {
		return
	}
	if l.unconfirmed != nil && !l.confirm(*l.unconfirmed) {
		return
	}
	if l.look() && l.next > l.out.Head {
		l.troubles = 0
	}
}

// show tells the status if it has changed.
func (l *Link) show() {
	now := Status{Online: l.online, Waiting: l.out.Waiting(), Refused: l.refused}
	if now.Waiting > 0 {
		now.Since = l.out.Oldest
	}
	if l.shown == nil || !l.shown.same(now) {
		l.shown = &now
		l.o.Status(now)
	}
}

// deadline is when the loop must turn next even if nothing happens.
func (l *Link) deadline(now time.Time) time.Time {
	next := now.Add(time.Hour)
	for _, t := range []time.Time{l.silentUntil, l.batchUntil, l.pausedUntil, l.troubleUntil, l.state.due(l)} {
		if t.After(now) && t.Before(next) {
			next = t
		}
	}
	return next
}

// leave says goodbye and waits until nothing runs any more. A connection that is
// closed in good order sends no last will, so the state is published here.
func (l *Link) leave() {
	close(l.gone)
	if l.online && l.conn.Online() {
		if err := l.goodbye(); err != nil {
			l.o.Fault(fmt.Errorf("say goodbye: %w", err))
		}
	}
	l.conn.Close()
	l.sender.Wait()
}

func (l *Link) goodbye() error {
	ctx, cancel := context.WithTimeout(context.Background(), lastWords)
	defer cancel()
	m, err := l.stateMessage(false)
	if err != nil {
		return err
	}
	answer, err := l.conn.Send(ctx, m)
	if err != nil {
		return err
	}
	select {
	case err := <-answer:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// spread is a wait between three and five quarters of d.
func (l *Link) spread(d time.Duration) time.Duration {
	return d*3/4 + time.Duration(l.o.Random()*float64(d)/2)
}

func doubled(d time.Duration, times int, most time.Duration) time.Duration {
	for range times {
		if d *= 2; d >= most {
			return most
		}
	}
	return d
}
