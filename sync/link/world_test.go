package link_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/sync/bus"
	"tambur/sync/link"
	"tambur/sync/wire"
)

const (
	unit  = attendance.UnitID("unit")
	kiosk = attendance.KioskID("door")
	epoch = "epoch"
)

var (
	key        = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))
	journalOn  = wire.KioskTopic(unit, kiosk, wire.JournalChannel)
	receiptOn  = wire.KioskTopic(unit, kiosk, wire.ReceiptChannel)
	stateOn    = wire.KioskTopic(unit, kiosk, wire.StateChannel)
	errJournal = errors.New("the disk is in a bad mood")
)

// queue is a journal in memory, which can be made to fail.
type queue struct {
	mu        sync.Mutex
	records   []wire.Record
	confirmed uint64
	fails     func() bool
	// overseen is told of each move of the position.
	overseen func(through uint64)
	grown    chan struct{}
	private  int // bytes of the private part of each event
}

func newQueue() *queue { return &queue{grown: make(chan struct{}, 1)} }

func (q *queue) append(t testing.TB, n int) {
	t.Helper()
	q.mu.Lock()
	defer q.mu.Unlock()
	for range n {
		seq := uint64(len(q.records) + 1)
		var prev wire.Digest
		if seq > 1 {
			prev = q.records[seq-2].Digest()
		}
		var private []byte
		if q.private > 0 {
			private = bytes.Repeat([]byte{'x'}, q.private)
		}
		record, err := wire.NewRecord(wire.Core{
			ID: attendance.EventID(fmt.Sprint(seq)), Kiosk: kiosk, Epoch: epoch, Seq: seq, Kind: attendance.Received,
			Child: "child", By: wire.CoreBy{Person: "person", How: attendance.ByBadge}, At: time.Now(),
			Clock: wire.Clock{Boot: "boot", SinceBoot: int64(seq), State: wire.ClockOK}, Prev: prev,
		}, private)
		if err != nil {
			t.Fatal(err)
		}
		q.records = append(q.records, record)
	}
	select {
	case q.grown <- struct{}{}:
	default:
	}
}

func (q *queue) failing() bool { return q.fails != nil && q.fails() }

func (q *queue) Outbox() (wire.Outbox, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.failing() {
		return wire.Outbox{}, errJournal
	}
	out := wire.Outbox{Epoch: epoch, Head: uint64(len(q.records)), Confirmed: q.confirmed}
	if out.Head > 0 {
		out.HeadDigest = q.records[out.Head-1].Digest()
	}
	if out.Waiting() > 0 {
		core, err := q.records[q.confirmed].Decode()
		if err != nil {
			return wire.Outbox{}, err
		}
		out.Oldest = core.At
	}
	return out, nil
}

func (q *queue) Records(after uint64, most int) (wire.Digest, []wire.Record, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.failing() {
		return wire.Digest{}, nil, errJournal
	}
	var before wire.Digest
	if after > 0 {
		before = q.records[after-1].Digest()
	}
	return before, slices.Clone(q.records[after:min(after+uint64(most), uint64(len(q.records)))]), nil
}

// Confirm is as strict as the journal: it moves up only, and only to what it is.
func (q *queue) Confirm(of string, through uint64, head wire.Digest) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.failing() {
		return errJournal
	}
	if of != epoch || through <= q.confirmed || through > uint64(len(q.records)) || q.records[through-1].Digest() != head {
		return fmt.Errorf("confirmed %d of %s, which is not the journal's", through, of)
	}
	q.confirmed = through
	if q.overseen != nil {
		q.overseen(through)
	}
	return nil
}

func (q *queue) Grown() <-chan struct{} { return q.grown }

func (q *queue) drained() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.confirmed == uint64(len(q.records))
}

func (q *queue) all() []wire.Record {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.records)
}

// portal stores segments as the contract says, in memory.
type portal struct {
	mu     sync.Mutex
	stored []wire.Record
	// receipted is how much of it has been vouched for; a restart loses the rest.
	receipted, most int
	setBack         bool
	// What it met: segments that came too early, and that it had already.
	gaps, repeats int
	// twice is the control: it stores what it has stored before.
	twice bool
}

// take stores a segment, for now; it is on disk when it has been vouched for.
func (p *portal) take(t testing.TB, payload []byte) *wire.Refusal {
	t.Helper()
	s, _, err := wire.DecodeSegment(payload)
	if err != nil {
		t.Errorf("the link sends what can't be read: %v", err)
		return &wire.Refusal{Reason: wire.ReasonOf(err)}
	}
	if !bytes.Equal(s.Key, key.Public().(ed25519.PublicKey)) || s.Unit != unit || s.Kiosk != kiosk || s.Epoch != epoch {
		t.Errorf("the segment is of %s/%s/%s", s.Unit, s.Kiosk, s.Epoch)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	through := uint64(len(p.stored))
	if p.twice {
		through = p.last()
	}
	switch {
	case s.From > through+1:
		p.gaps++
		return &wire.Refusal{Reason: wire.Gap, Detail: "events are missing", Seq: s.From}
	case p.twice:
		p.stored = append(p.stored, s.Records...)
	case s.From > 1 && p.stored[s.From-2].Digest() != s.Before:
		t.Error("the link sends another history")
	case s.To <= through:
		p.repeats++
	default:
		p.stored = append(p.stored, s.Records[through-(s.From-1):]...)
	}
	return nil
}

// vouch makes what is stored durable and says so.
func (p *portal) vouch(refused *wire.Refusal) wire.Receipt {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.receipted = len(p.stored)
	p.most = max(p.most, p.receipted)
	r := wire.Receipt{Unit: unit, Kiosk: kiosk, Epoch: epoch, Through: uint64(p.receipted), Time: time.Now(), Refused: refused}
	if p.receipted > 0 {
		r.Head = p.stored[p.receipted-1].Digest()
	}
	if p.twice {
		r.Through = p.last()
	}
	return r
}

// last is the seq of the last event stored.
func (p *portal) last() uint64 {
	if len(p.stored) == 0 {
		return 0
	}
	core, err := p.stored[len(p.stored)-1].Decode()
	if err != nil {
		return 0
	}
	return core.Seq
}

// restore sets the portal back to an older backup.
func (p *portal) restore(to int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.setBack = true
	p.stored = p.stored[:min(to, len(p.stored))]
	p.receipted = len(p.stored)
}

// restart loses what no receipt has vouched for.
func (p *portal) restart() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stored = p.stored[:p.receipted]
}

func (p *portal) all() []wire.Record {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.stored)
}

// world is a broker and the network around it. What becomes of a message is
// decided by the seed and the message, not by which goroutine comes first.
type world struct {
	t      testing.TB
	seed   uint64
	portal *portal
	// rough is how much goes wrong: 0 nothing, 1 a lot.
	mu       sync.Mutex
	rough    float64
	away     bool // the portal: the broker acknowledges and nobody takes it
	seen     map[uint64]uint64
	o        bus.Options
	online   bool
	cut      chan struct{} // closed when the connection is lost
	retained map[string][][]byte
	sent     []bus.Message
	// answer replaces the portal; nil for it.
	answer func(segment wire.Segment) []wire.Receipt
	// trusting is the control: an acknowledgement by the broker is taken for a
	// receipt.
	trusting bool
	arrivals chan bus.Message
	dialled  chan struct{}
	closed   chan struct{}
	soon     struct {
		mu      sync.Mutex
		list    []happening
		changed chan struct{}
	}
}

type happening struct {
	at time.Time
	do func()
}

func newWorld(t testing.TB, seed uint64) *world {
	w := &world{
		t: t, seed: seed, portal: &portal{}, seen: make(map[uint64]uint64), retained: make(map[string][][]byte),
		arrivals: make(chan bus.Message, 1<<14), closed: make(chan struct{}), cut: make(chan struct{}),
		dialled: make(chan struct{}),
	}
	w.soon.changed = make(chan struct{}, 1)
	return w
}

func (w *world) dial(o bus.Options) (link.Bus, error) {
	w.o = o
	close(w.dialled)
	go w.turn()
	go func() {
		for {
			select {
			case m := <-w.arrivals:
				o.Received(m)
			case <-w.closed:
				return
			}
		}
	}()
	return w, nil
}

// up connects; the broker sends what it retains, which needn't be the newest.
func (w *world) up() {
	w.o.Will()
	w.mu.Lock()
	w.online, w.cut = true, make(chan struct{})
	for topic, payloads := range w.retained {
		pick := len(payloads) - 1
		if r := w.fate([]byte(topic)); r.Float64() < w.rough {
			pick = r.IntN(len(payloads))
		}
		w.arrivals <- bus.Message{Topic: topic, Payload: payloads[pick], Retained: true}
	}
	w.mu.Unlock()
	w.o.Up()
}

func (w *world) down() {
	w.mu.Lock()
	was := w.online
	w.online = false
	if was {
		close(w.cut)
	}
	w.mu.Unlock()
	if was {
		w.o.Down(bus.ErrLost)
	}
}

func (w *world) Online() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.online
}

func (w *world) Close() { close(w.closed) }

// fate is the randomness of one message, anew each time that it is sent.
func (w *world) fate(payload []byte) *rand.Rand {
	h := fnv.New64a()
	if _, err := h.Write(payload); err != nil {
		w.t.Error(err)
	}
	w.seen[h.Sum64()]++
	return rand.New(rand.NewPCG(w.seed, h.Sum64()+w.seen[h.Sum64()]))
}

// Send puts a message into the air. The order is kept as long as nothing is rough.
func (w *world) Send(_ context.Context, m bus.Message) (<-chan error, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.online {
		return nil, bus.ErrOffline
	}
	r, rough := w.fate(m.Payload), w.rough
	w.sent = append(w.sent, m)
	late := func() time.Duration {
		d := 5 + 50*rough*r.Float64()
		if r.Float64() < 0.2*rough {
			d += 30_000 * r.Float64()
		}
		return time.Duration(d * float64(time.Millisecond))
	}
	copies := 1
	if r.Float64() < 0.2*rough {
		copies = 2
	}
	if r.Float64() < 0.2*rough || w.away || m.Topic != journalOn {
		copies = 0
	}
	for range copies {
		seed := r.Uint64()
		w.later(late(), func() { w.carry(m, seed) })
	}
	answer, cut := make(chan error, 1), w.cut
	acknowledge := func() {
		select {
		case <-cut:
			answer <- bus.ErrLost
			return
		default:
			answer <- nil
		}
		if w.trusting && m.Topic == journalOn {
			s, _, err := wire.DecodeSegment(m.Payload)
			if err != nil {
				w.t.Error(err)
			}
			w.send(wire.Receipt{Unit: unit, Kiosk: kiosk, Epoch: epoch, Through: s.To, Head: s.Head, Time: time.Now()}, "trusted")
		}
	}
	if r.Float64() >= 0.05*rough {
		w.later(late(), acknowledge)
	}
	return answer, nil
}

// carry brings a segment to the portal and its receipt back.
func (w *world) carry(m bus.Message, seed uint64) {
	w.mu.Lock()
	answer, rough, away := w.answer, w.rough, w.away
	w.mu.Unlock()
	if away {
		return
	}
	r := rand.New(rand.NewPCG(w.seed, seed))
	late := time.Duration(r.Float64() * rough * float64(time.Second))
	if r.Float64() < 0.2*rough {
		late *= 20
	}
	if answer != nil {
		s, _, err := wire.DecodeSegment(m.Payload)
		if err != nil {
			w.t.Error(err)
			return
		}
		for i, receipt := range answer(s) {
			w.send(receipt, fmt.Sprint(seed, i))
		}
		return
	}
	refused := w.portal.take(w.t, m.Payload)
	w.later(late, func() { w.send(w.portal.vouch(refused), fmt.Sprint(seed)) })
}

// later does something after a while. Everything that happens in the world does
// so in one goroutine, in the order of its time.
func (w *world) later(after time.Duration, do func()) {
	w.soon.mu.Lock()
	defer w.soon.mu.Unlock()
	at := time.Now().Add(after)
	i, _ := slices.BinarySearchFunc(w.soon.list, at, func(h happening, at time.Time) int {
		if h.at.After(at) {
			return 1
		}
		return -1
	})
	w.soon.list = slices.Insert(w.soon.list, i, happening{at, do})
	select {
	case w.soon.changed <- struct{}{}:
	default:
	}
}

func (w *world) turn() {
	for {
		var next <-chan time.Time
		w.soon.mu.Lock()
		if len(w.soon.list) > 0 {
			h := w.soon.list[0]
			if wait := time.Until(h.at); wait > 0 {
				next = time.After(wait)
			} else {
				w.soon.list = w.soon.list[1:]
				w.soon.mu.Unlock()
				h.do()
				continue
			}
		}
		w.soon.mu.Unlock()
		select {
		case <-w.closed:
			return
		case <-next:
		case <-w.soon.changed:
		}
	}
}

// send sends a receipt down, retained; it reaches the link if it is there.
func (w *world) send(receipt wire.Receipt, id string) {
	payload, err := receipt.Encode(id)
	if err != nil {
		w.t.Error(err)
		return
	}
	w.deliver(bus.Message{Topic: receiptOn, Payload: payload, Retained: true})
}

// deliver publishes from the portal's side.
func (w *world) deliver(m bus.Message) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := w.fate(m.Payload)
	w.retained[m.Topic] = append(w.retained[m.Topic], m.Payload)
	if !w.online || r.Float64() < 0.2*w.rough {
		return
	}
	m.Retained = false
	w.arrivals <- m
	if r.Float64() < 0.2*w.rough {
		w.arrivals <- m
	}
}

// segments lists what was sent, as from and to.
func (w *world) segments() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []string
	for _, m := range w.sent {
		if m.Topic == journalOn {
			s, _, err := wire.DecodeSegment(m.Payload)
			if err != nil {
				w.t.Error(err)
			}
			list = append(list, fmt.Sprintf("%d-%d", s.From, s.To))
		}
	}
	return list
}

func (w *world) states() []wire.State {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []wire.State
	for _, m := range w.sent {
		if m.Topic == stateOn {
			s, err := wire.DecodeState(m.Payload)
			if err != nil {
				w.t.Error(err)
			}
			list = append(list, s)
		}
	}
	return list
}

// told gathers what the link calls back.
type told struct {
	mu          sync.Mutex
	statuses    []link.Status
	faults      []error
	directories []attendance.Directory
	todays      []attendance.Today
	refuse      error // by the takers
}

func (t *told) status() link.Status {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.statuses) == 0 {
		return link.Status{}
	}
	return t.statuses[len(t.statuses)-1]
}

func (t *told) faultsSay(words string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.ContainsFunc(t.faults, func(err error) bool { return strings.Contains(err.Error(), words) })
}

// run starts a link in the world; the returned function ends it and waits.
func run(t testing.TB, w *world, q *queue, heard *told) (stop func()) {
	t.Helper()
	r := rand.New(rand.NewPCG(w.seed, 1))
	sessions := 0
	l, err := link.New(link.Options{
		Unit: unit, Kiosk: kiosk, Key: key, Queue: q, Version: "1.2.3", Dial: w.dial,
		Random:  r.Float64,
		Session: func() string { sessions++; return fmt.Sprint("session", sessions) },
		Status: func(s link.Status) {
			heard.mu.Lock()
			defer heard.mu.Unlock()
			heard.statuses = append(heard.statuses, s)
		},
		Fault: func(err error) {
			heard.mu.Lock()
			defer heard.mu.Unlock()
			heard.faults = append(heard.faults, err)
		},
		Directory: func(d attendance.Directory) error {
			heard.mu.Lock()
			defer heard.mu.Unlock()
			heard.directories = append(heard.directories, d)
			return heard.refuse
		},
		Today: func(d attendance.Today) error {
			heard.mu.Lock()
			defer heard.mu.Unlock()
			heard.todays = append(heard.todays, d)
			return heard.refuse
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	<-w.dialled
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
}

// differ compares the portal's list with the journal: in order, each once.
func differ(journal, stored []wire.Record) error {
	for i := range min(len(journal), len(stored)) {
		if !bytes.Equal(journal[i].Core, stored[i].Core) || !bytes.Equal(journal[i].Private, stored[i].Private) {
			return fmt.Errorf("event %d at the portal is another than in the journal", i+1)
		}
	}
	if c := cmp.Compare(len(journal), len(stored)); c != 0 {
		return fmt.Errorf("the portal has %d events, the journal %d", len(stored), len(journal))
	}
	return nil
}
