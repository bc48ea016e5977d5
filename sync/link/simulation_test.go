package link_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"
)

var (
	oneSeed = flag.Uint64("seed", 0, "run the simulation with this seed only")
	seeds   = flag.Int("seeds", usualSeeds, "how many seeds to run the simulation with")
)

// TestEverythingArrivesOnceAndInOrder is the promise: whatever is lost, repeated,
// overtaken, cut, restarted or set back, in the end the portal's list is the
// journal. It also holds the link to never confirming what the portal hasn't had.
func TestEverythingArrivesOnceAndInOrder(t *testing.T) {
	first := rand.Uint64() >> 16
	n := *seeds
	if *oneSeed != 0 {
		first, n = *oneSeed, 1
	}
	var gaps, repeats, setBack int
	for i := range n {
		seed := first + uint64(i)
		var p *portal
		if err := simulate(t, seed, func(w *world) { p = w.portal }); err != nil {
			t.Fatalf("-seed=%d: %v", seed, err)
		}
		gaps += p.gaps
		repeats += p.repeats
		if p.setBack {
			setBack++
		}
	}
	t.Logf("from seed %d on: %d gaps, %d repeats, %d portals set back", first, gaps, repeats, setBack)
	if n >= 40 && (gaps < n || repeats < n || setBack < n/20) {
		t.Error("the network was too kind to prove anything")
	}
}

// TestSimulationNoticesTrustInTheBroker is a control: the same link, told of the
// broker's acknowledgements as if they were receipts, must be caught.
func TestSimulationNoticesTrustInTheBroker(t *testing.T) {
	early, lost := 0, 0
	for seed := range uint64(10) {
		err := simulate(t, seed, func(w *world) { w.trusting = true })
		switch {
		case errors.Is(err, errEarly):
			early++
		case err != nil:
			t.Logf("seed %d: %v", seed, err)
			lost++
		}
	}
	if lost < 1 || early+lost < 5 {
		t.Fatalf("of 10 seeds only %d lost events and %d more confirmed too early", lost, early)
	}
}

// TestSimulationNoticesDuplicates is the other control: a portal that stores what
// it has stored before.
func TestSimulationNoticesDuplicates(t *testing.T) {
	caught := 0
	for seed := range uint64(10) {
		if simulate(t, seed, func(w *world) { w.portal.twice = true }) != nil {
			caught++
		}
	}
	if caught < 4 {
		t.Fatalf("only %d of 10 seeds caught it", caught)
	}
}

var errEarly = errors.New("an event was confirmed that the portal has never had")

// simulate runs one link through ten minutes of trouble and a calm after it.
func simulate(t *testing.T, seed uint64, change func(*world)) (verdict error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(seed, 2))
		w, q := newWorld(t, seed), newQueue()
		change(w)
		w.rough = 0.2 + 0.8*r.Float64()
		early := false
		q.overseen = func(through uint64) {
			w.portal.mu.Lock()
			defer w.portal.mu.Unlock()
			early = early || through > uint64(w.portal.most)
		}
		troubled := r.IntN(3) == 0
		unwell := rand.New(rand.NewPCG(seed, 3))
		q.fails = func() bool { return troubled && unwell.Float64() < 0.1 }
		if r.IntN(4) == 0 {
			q.private = 300
		}
		stop := run(t, w, q, &told{})
		defer stop()
		w.up()
		end := time.Now().Add(10 * time.Minute)
		for time.Now().Before(end) {
			w.trouble(t, r, q)
			pause(time.Duration(r.Float64() * r.Float64() * float64(time.Minute)))
		}
		w.mu.Lock()
		w.rough, w.away = 0, false
		w.mu.Unlock()
		q.mu.Lock()
		troubled = false
		q.mu.Unlock()
		w.down()
		pause(time.Minute)
		w.up()
		verdict = drain(q, w.portal)
		if verdict == nil || w.portal.setBack {
			// A portal that was set back learns of it when the next event comes.
			q.append(t, 1)
			verdict = drain(q, w.portal)
		}
		if verdict == nil && early {
			verdict = errEarly
		}
	})
	return verdict
}

// drain lets the link finish what it thinks it has to do, and compares.
func drain(q *queue, p *portal) error {
	for began := time.Now(); !q.drained(); pause(time.Second) {
		if time.Since(began) > 6*time.Hour {
			out, err := q.Outbox()
			return fmt.Errorf("after six calm hours %d of %d events are confirmed (%v)", out.Confirmed, out.Head, err)
		}
	}
	return differ(q.all(), p.all())
}

// trouble is one thing that happens.
func (w *world) trouble(t *testing.T, r *rand.Rand, q *queue) {
	switch r.IntN(10) {
	case 0, 1, 2:
		q.append(t, 1)
	case 3:
		q.append(t, 1+r.IntN(200))
	case 4:
		w.down()
	case 5, 6:
		if !w.Online() {
			w.up()
		}
	case 7:
		w.mu.Lock()
		w.away = !w.away
		w.mu.Unlock()
	case 8: // a restart, which loses what no receipt has vouched for
		w.portal.restart()
	case 9:
		if r.IntN(5) == 0 {
			w.portal.restore(r.IntN(len(w.portal.all()) + 1))
		}
	}
}

// pause lets the bubble's time go by.
func pause(d time.Duration) { <-time.After(d) }
