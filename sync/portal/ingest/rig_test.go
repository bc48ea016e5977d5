package ingest_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/sync/bus"
	"tambur/sync/portal/ingest"
	"tambur/sync/portal/store"
	"tambur/sync/portal/store/storetest"
	"tambur/sync/wire"
)

// rig is an ingest at work, between a fake broker and a real store.
type rig struct {
	t      testing.TB
	in     *ingest.Ingest
	store  *store.Store
	broker *broker
	cancel func() // tells ingest to stop; stop waits for it too
	stop   func()
}

// start starts an ingest. between may stand between ingest and the store; nil
// for nothing.
func start(t testing.TB, o ingest.Options, between func(*store.Store) ingest.Store) *rig {
	t.Helper()
	kept, err := store.Open(store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	o.Store = kept
	if between != nil {
		o.Store = between(kept)
	}
	if o.Now == nil {
		o.Now = func() time.Time { return storetest.Morning }
	}
	r := &rig{t: t, in: ingest.New(o), store: kept, broker: &broker{sent: make(chan bus.Message, 1000)}}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { r.in.Run(ctx, r.broker) })
	r.cancel = cancel
	r.stop = func() {
		cancel()
		running.Wait()
	}
	t.Cleanup(func() {
		r.stop()
		if err := kept.Check(context.Background()); err != nil {
			t.Errorf("the store is not sound: %v", err)
		}
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// broker takes what is published, unless it is told to fail.
type broker struct {
	sent chan bus.Message
	mu   sync.Mutex
	fail error
	left int // how many more to fail; below 0 all
}

func (b *broker) Publish(ctx context.Context, m bus.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if b.left != 0 {
		b.left--
		return b.fail
	}
	b.sent <- m
	return nil
}

// failNext lets the next n messages fail; below 0 all.
func (b *broker) failNext(n int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left, b.fail = n, err
}

// arrives hands a journal message over, as the bus would.
func (r *rig) arrives(k *storetest.Kiosk, payload []byte) {
	r.in.Received(bus.Message{Topic: wire.KioskTopic(k.Unit, k.ID, wire.JournalChannel), Payload: payload})
}

// receipt waits for what is sent next, which must be a receipt to k.
func (r *rig) receipt(k *storetest.Kiosk) wire.Receipt {
	r.t.Helper()
	m := <-r.broker.sent
	if want := wire.KioskTopic(k.Unit, k.ID, wire.ReceiptChannel); m.Topic != want {
		r.t.Fatalf("sent on %s, want %s", m.Topic, want)
	}
	receipt, err := wire.DecodeReceipt(m.Payload)
	if err != nil {
		r.t.Fatal(err)
	}
	if receipt.Unit != k.Unit || receipt.Kiosk != k.ID || !receipt.Time.Equal(storetest.Morning) {
		r.t.Errorf("receipt of %s/%s at %s", receipt.Unit, receipt.Kiosk, receipt.Time)
	}
	if m.Retained != (receipt.Refused == nil) {
		r.t.Errorf("retained %v, refused %v: receipts are retained, refusals are not", m.Retained, receipt.Refused)
	}
	return receipt
}

// receipted waits for a receipt that says all is stored up to through.
func (r *rig) receipted(k *storetest.Kiosk, through int) {
	r.t.Helper()
	receipt := r.receipt(k)
	if receipt.Refused != nil {
		r.t.Fatalf("refused: %+v", *receipt.Refused)
	}
	if receipt.Epoch != k.Epoch || receipt.Through != uint64(through) || receipt.Head != k.Records[through-1].Digest() {
		r.t.Fatalf("receipt through %d of %s, want %d of %s", receipt.Through, receipt.Epoch, through, k.Epoch)
	}
}

// settled waits until everything that has arrived from k has been taken: its
// messages are taken in order, so the answer to one more tells.
func (r *rig) settled(k *storetest.Kiosk) {
	r.t.Helper()
	r.arrives(k, k.Message(1, 1))
	r.receipted(k, 1)
}

// stored lists what the store has of a unit.
func (r *rig) stored(unit attendance.UnitID) []store.Event {
	r.t.Helper()
	events, err := r.store.Since(r.t.Context(), unit, 0, 10_000)
	if err != nil {
		r.t.Fatal(err)
	}
	return events
}

// gate is a store whose Put waits to be let through.
type gate struct {
	ingest.Store
	entered chan attendance.KioskID
	open    chan struct{}
	only    attendance.KioskID // "" for every kiosk
}

func newGate(s ingest.Store, only attendance.KioskID) *gate {
	return &gate{Store: s, entered: make(chan attendance.KioskID, 1000), open: make(chan struct{}), only: only}
}

func (g *gate) Put(ctx context.Context, segment wire.Segment, cores []wire.Core) (store.Progress, error) {
	if g.only == "" || g.only == segment.Kiosk {
		g.entered <- segment.Kiosk
		<-g.open
	}
	return g.Store.Put(ctx, segment, cores)
}
