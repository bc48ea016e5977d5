package bus_test

import (
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// cable is a TCP connection between client and broker that can be cut, stopped
// without a word, and made slow.
type cable struct {
	listener net.Listener

	mu      sync.Mutex
	to      string // the broker's address; empty for none
	rate    int    // bytes a second from the broker; 0 for as fast as it goes
	stopped chan struct{}
	ends    map[net.Conn]struct{}
}

func newCable(t *testing.T, to string) *cable {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{listener: l, to: to, ends: make(map[net.Conn]struct{})}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := c.dial()
			if err != nil {
				// No broker: the client sees a connection that ends at once.
				c.close(t, near)
				continue
			}
			c.mu.Lock()
			c.ends[near], c.ends[far] = struct{}{}, struct{}{}
			c.mu.Unlock()
			running.Go(func() { c.carry(t, far, near, false) })
			running.Go(func() { c.carry(t, near, far, true) })
		}
	})
	t.Cleanup(func() {
		c.close(t, l)
		c.cut(t)
		running.Wait()
	})
	return c
}

func (c *cable) dial() (net.Conn, error) {
	c.mu.Lock()
	to := c.to
	c.mu.Unlock()
	if to == "" {
		return nil, errors.New("no broker runs")
	}
	return net.Dial("tcp", to)
}

// lead makes new connections go elsewhere.
func (c *cable) lead(to string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.to = to
}

func (c *cable) url() string { return "tcp://" + c.listener.Addr().String() }

func (c *cable) carry(t *testing.T, to, from net.Conn, down bool) {
	buf := make([]byte, 16<<10)
	for {
		n, err := from.Read(buf)
		c.mu.Lock()
		rate, stopped := c.rate, c.stopped
		c.mu.Unlock()
		if stopped != nil {
			<-stopped
		}
		if n > 0 && rate > 0 && down {
			<-time.After(time.Duration(n) * time.Second / time.Duration(rate))
		}
		if n > 0 && err == nil {
			_, err = to.Write(buf[:n])
		}
		if err != nil {
			c.close(t, to)
			c.close(t, from)
			return
		}
	}
}

// cut ends every connection at once.
func (c *cable) cut(t *testing.T) {
	c.mu.Lock()
	if c.stopped != nil {
		close(c.stopped)
		c.stopped = nil
	}
	ends := c.ends
	c.ends = make(map[net.Conn]struct{})
	c.mu.Unlock()
	for end := range ends {
		c.close(t, end)
	}
}

// stop lets nothing through any more, and nobody is told.
func (c *cable) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = make(chan struct{})
}

func (c *cable) slow(rate int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rate = rate
}

func (*cable) close(t *testing.T, end io.Closer) {
	if err := end.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		t.Error(err)
	}
}
