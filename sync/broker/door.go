package broker

import (
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/mochi-mqtt/server/v2/listeners"
)

const (
	// patience is how long somebody may be connected before the first packet,
	// which says who it is, must be complete.
	patience = 10 * time.Second
	// part is how much is written at a time, and stall how long that may take.
	part  = 16 << 10
	stall = 15 * time.Second
)

// door is the server's listener: it counts who is in, shows strangers out and is
// patient with the slow. The server's own listeners set no time for a first
// packet, stop for good at the first failure to accept, and at the end race with
// whoever is just coming in.
type door struct {
	listener net.Listener
	most     int
	log      *slog.Logger

	mu     sync.Mutex
	inside map[*guest]struct{}

	shutting chan struct{}
	served   chan struct{} // closed when Serve has returned
	serving  sync.WaitGroup
}

type guest struct {
	net.Conn
	door *door
}

func newDoor(l net.Listener, most int, log *slog.Logger) *door {
	return &door{
		listener: l, most: most, log: log, inside: make(map[*guest]struct{}),
		shutting: make(chan struct{}), served: make(chan struct{}),
	}
}

// Init has nothing to do: the door listens already.
func (*door) Init(*slog.Logger) error { return nil }

// ID names the listener to the server, Protocol and Address say what it is.
func (*door) ID() string       { return "door" }
func (*door) Protocol() string { return "tcp" }
func (d *door) Address() string {
	return d.listener.Addr().String()
}

// Serve lets guests in until the door is shut.
func (d *door) Serve(establish listeners.EstablishFn) {
	defer close(d.served)
	for {
		g, err := d.accept()
		if err != nil {
			return
		}
		d.serving.Go(func() {
			if err := establish(d.ID(), g); err != nil {
				d.log.Info("a connection ended", "error", err)
			}
		})
	}
}

// accept lets the next one in. One too many, or one that is gone already, is let
// go without a word.
func (d *door) accept() (*guest, error) {
	for {
		conn, err := d.listener.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return nil, err
		case err != nil:
			// Out of file descriptors, say: it passes.
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

// Close shuts the door, ends every connection and waits until the last has left.
// It is called once. The server's own way to end its clients is not needed.
func (d *door) Close(listeners.CloseFn) {
	d.mu.Lock()
	close(d.shutting)
	inside := make([]*guest, 0, len(d.inside))
	for g := range d.inside {
		inside = append(inside, g)
	}
	d.mu.Unlock()
	if err := d.listener.Close(); err != nil {
		d.log.Warn("the broker's address was not given back", "error", err)
	}
	for _, g := range inside {
		// It is being thrown out; how it takes it doesn't matter.
		_ = g.Close()
	}
	<-d.served
	d.serving.Wait()
}
