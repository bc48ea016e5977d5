package link

import (
	"fmt"
	"time"

	"tambur/sync/bus"
	"tambur/sync/wire"
)

// stateKeeper remembers which state the portal was told last.
type stateKeeper struct {
	told    wire.State
	toldAt  time.Time
	busy    bool // one is on its way
	newborn bool // a connection that hasn't said that it is there
}

func (k *stateKeeper) born() { *k = stateKeeper{busy: k.busy, newborn: true} }

// done takes in what became of the last one. One that failed counts as not told,
// but isn't tried again in a hurry.
func (k *stateKeeper) done(err error) {
	k.busy = false
	if err != nil {
		k.told = wire.State{}
	}
}

// due is when the state is to be told next; zero for not by itself.
func (k *stateKeeper) due(l *Link) time.Time {
	if !l.online || k.busy || k.told == l.stateNow(true) {
		return time.Time{}
	}
	return k.toldAt.Add(stateEvery)
}

// tell publishes the state: at once when a connection is new, and then when it
// has changed, but not often.
func (l *Link) tell(now time.Time) {
	k := &l.state
	if !l.online || k.busy || l.leaving > mostFlying || k.told == l.stateNow(true) ||
		!k.newborn && now.Before(k.toldAt.Add(stateEvery)) {
		return
	}
	m, err := l.stateMessage(true)
	if err != nil {
		l.o.Fault(err)
		k.toldAt = now
		return
	}
	*k = stateKeeper{told: l.stateNow(true), toldAt: now, busy: true}
	l.dispatch(departure{m, true})
}

// will is the state that the broker tells for us when the connection is lost. It
// is asked for at each attempt to connect, from another goroutine, and names the
// connection that it belongs to.
func (l *Link) will() *bus.Message {
	session := l.o.Session()
	l.mu.Lock()
	l.session = session
	l.mu.Unlock()
	m, err := l.stateMessage(false)
	if err != nil {
		l.arrive(failed{err})
		return nil
	}
	return &m
}

func (l *Link) stateNow(online bool) wire.State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return wire.State{
		Unit: l.o.Unit, Kiosk: l.o.Kiosk, Online: online, Session: l.session, Version: l.o.Version,
		Epoch: l.out.Epoch, Head: l.out.Head, Unsent: l.out.Waiting(),
	}
}

func (l *Link) stateMessage(online bool) (bus.Message, error) {
	payload, err := l.stateNow(online).Encode(l.o.Clock())
	if err != nil {
		return bus.Message{}, fmt.Errorf("say how the kiosk is: %w", err)
	}
	return bus.Message{
		Topic:   wire.KioskTopic(l.o.Unit, l.o.Kiosk, wire.StateChannel),
		Payload: payload, Retained: true,
	}, nil
}
