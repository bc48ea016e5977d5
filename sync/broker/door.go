package broker

import (
	"errors"
	"net"
	"sync"
	"time"
)

const (
	// patience is how long somebody may be connected before the first packet,
	// which says who it is, must be complete.
	patience = 10 * time.Second
	// part is how much is written at a time, and stall how long that may take.
	part  = 16 << 10
	stall = 15 * time.Second
)

// door is the listener: it counts who is in, shows strangers out and is patient
// with the slow. The server sets no time for a first packet, and at its end waits
// for everybody to leave.
type door struct {
	net.Listener
	most int

	mu     sync.Mutex
	inside map[*guest]struct{}

	shutting chan struct{}
}

type guest struct {
	net.Conn
	door *door
}

func newDoor(l net.Listener, most int) *door {
	return &door{Listener: l, most: most, inside: make(map[*guest]struct{}), shutting: make(chan struct{})}
}

// Accept lets the next one in. One too many, or one that is gone already, is let
// go without a word.
func (d *door) Accept() (net.Conn, error) {
	for {
		conn, err := d.Listener.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return nil, err
		case err != nil:
			// Out of file descriptors, say. The server would stop listening for
			// good; it passes, so try again.
			select {
			case <-d.shutting:
			case <-time.After(50 * time.Millisecond):
			}
			continue
		}
		g := &guest{conn, d}
		// The server sets its own deadline once it knows who it is.
		if conn.SetDeadline(time.Now().Add(patience)) == nil && d.enter(g) {
			return g, nil
		}
		// Nobody is left to be told that it can't be closed.
		_ = conn.Close()
	}
}

func (d *door) enter(g *guest) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	select {
	case <-d.shutting:
		return false
	default:
	}
	if len(d.inside) >= d.most {
		return false
	}
	d.inside[g] = struct{}{}
	return true
}

// SetDeadline bounds reading only. The server means it as the time within which
// a client must say something, and lets it end its own writing too: a client on a
// slow network would lose every document that takes longer to arrive.
func (g *guest) SetDeadline(t time.Time) error { return g.Conn.SetReadDeadline(t) }

// Write goes on for as long as the client takes something.
func (g *guest) Write(b []byte) (int, error) {
	written := 0
	for written < len(b) {
		if err := g.Conn.SetWriteDeadline(time.Now().Add(stall)); err != nil {
			return written, err
		}
		n, err := g.Conn.Write(b[written:min(written+part, len(b))])
		written += n
		if err != nil {
			return written, err
		}
	}
	return written, nil
}

// Close ends one connection and makes room for the next.
func (g *guest) Close() error {
	g.door.mu.Lock()
	delete(g.door.inside, g)
	g.door.mu.Unlock()
	return g.Conn.Close()
}

// shut ends every connection and lets nobody in any more. It is called once.
func (d *door) shut() {
	d.mu.Lock()
	close(d.shutting)
	inside := make([]*guest, 0, len(d.inside))
	for g := range d.inside {
		inside = append(inside, g)
	}
	d.mu.Unlock()
	for _, g := range inside {
		// It is being thrown out; how it takes it doesn't matter.
		_ = g.Close()
	}
}
