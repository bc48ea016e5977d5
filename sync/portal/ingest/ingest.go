package ingest

import (
	"context"
	"hash/maphash"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"tambur/kiosk/attendance"
	"tambur/sync/bus"
	"tambur/sync/portal/store"
	"tambur/sync/wire"
)

// Store is what ingest needs of a store. All methods may be called from many
// goroutines at once.
type Store interface {
	// Put stores a decoded segment and returns when it is on disk. A refusal is
	// a [wire.Fault] and comes with the progress that is stored; with any other
	// error nothing is known to be stored.
	Put(ctx context.Context, segment wire.Segment, cores []wire.Core) (store.Progress, error)
	// Progress is how far one install is stored; nothing stored is no error.
	Progress(ctx context.Context, unit attendance.UnitID, kiosk attendance.KioskID, epoch string) (store.Progress, error)
	// SaveState keeps a kiosk's state; [store.ErrOlder] tells of a late last will.
	SaveState(ctx context.Context, state wire.State) error
	// Units lists the units that there may be documents for.
	Units(ctx context.Context) ([]attendance.UnitID, error)
	// Directory and Today are a unit's documents; [store.ErrNone] when it has none.
	Directory(ctx context.Context, unit attendance.UnitID) (attendance.Directory, error)
	Today(ctx context.Context, unit attendance.UnitID) (attendance.Today, error)
	// WatchDocuments gives a value after documents have changed, and a way to end.
	WatchDocuments() (<-chan struct{}, func())
}

// Publisher sends a message and returns when the broker has it. It fails at once
// with [bus.ErrOffline] while there is no connection.
type Publisher interface {
	Publish(ctx context.Context, m bus.Message) error
}

// Options say what ingest works with.
type Options struct {
	Store Store
	// Workers is how many segments may wait for the store at once, which is how
	// many can share a commit; 0 stands for 64. Queue is how many messages may
	// wait for each worker; 0 stands for 16.
	Workers, Queue int
	// Now is the portal's clock; nil for the machine's.
	Now func() time.Time
	// Log is nil for silence.
	Log *slog.Logger
}

// Ingest takes messages in. Make it with [New], give its methods to a bus, and
// let it [Ingest.Run].
type Ingest struct {
	store  Store
	now    func() time.Time
	log    *slog.Logger
	queues []*queue
	seed   maphash.Seed // of the choice between queues
	up     chan struct{}
	counts counter
}

// queue holds the messages of those kiosks that share a worker.
type queue struct {
	messages chan arrived
	dropping atomic.Bool // the last message found it full
}

// arrived is a message and the kiosk that its topic names.
type arrived struct {
	unit    attendance.UnitID
	kiosk   attendance.KioskID
	channel wire.Channel
	payload []byte
}

// New makes an ingest that has not begun to work: what is received waits.
func New(o Options) *Ingest {
	if o.Workers == 0 {
		o.Workers = 64
	}
	if o.Queue == 0 {
		o.Queue = 16
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	in := &Ingest{store: o.Store, now: o.Now, log: o.Log, seed: maphash.MakeSeed(), up: make(chan struct{}, 1)}
	for range o.Workers {
		in.queues = append(in.queues, &queue{messages: make(chan arrived, o.Queue)})
	}
	return in
}

// Topics lists what to subscribe to.
func Topics() []string {
	return []string{wire.EveryKiosk(wire.JournalChannel), wire.EveryKiosk(wire.StateChannel)}
}

// Received takes a message over. It never blocks: a message that finds no room
// is dropped and counted.
func (in *Ingest) Received(m bus.Message) {
	unit, kiosk, channel, err := wire.ParseKioskTopic(m.Topic)
	if err != nil || len(m.Payload) == 0 {
		// An empty message is how a retained one is taken away.
		if err != nil {
			in.counts.add(func(c *Counts) { c.Unreadable++ })
			in.log.Warn("message on a topic that is not one of a kiosk")
		}
		return
	}
	q := in.queueOf(unit, kiosk)
	select {
	case q.messages <- arrived{unit, kiosk, channel, m.Payload}:
		q.dropping.Store(false)
	default:
		in.counts.add(func(c *Counts) { c.Dropped++ })
		if !q.dropping.Swap(true) {
			in.log.Warn("more arrives than can be stored, so messages are dropped until their kiosks send them again")
		}
	}
}

// Up tells that a connection has been made: the broker may have forgotten what
// it was told before. It never blocks.
func (in *Ingest) Up() {
	select {
	case in.up <- struct{}{}:
	default:
	}
}

// Run works until ctx ends. A segment that is with the store by then is still
// receipted, which bounds the time that Run takes to return by a few seconds.
func (in *Ingest) Run(ctx context.Context, p Publisher) {
	var working sync.WaitGroup
	for _, q := range in.queues {
		working.Go(func() {
			for {
				select {
				case m := <-q.messages:
					in.take(ctx, p, m)
				case <-ctx.Done():
					return
				}
			}
		})
	}
	working.Go(func() { in.sendDocuments(ctx, p) })
	working.Wait()
}

// Counts is what has happened so far.
func (in *Ingest) Counts() Counts { return in.counts.read() }

// queueOf keeps a kiosk's messages in one queue, and so in order.
func (in *Ingest) queueOf(unit attendance.UnitID, kiosk attendance.KioskID) *queue {
	hash := maphash.String(in.seed, string(unit)+"/"+string(kiosk))
	return in.queues[hash%uint64(len(in.queues))]
}

func (in *Ingest) take(ctx context.Context, p Publisher, m arrived) {
	switch m.channel {
	case wire.JournalChannel:
		in.takeSegment(ctx, p, m)
	case wire.StateChannel:
		in.takeState(ctx, m)
	default:
		in.counts.add(func(c *Counts) { c.Unreadable++ })
	}
}
