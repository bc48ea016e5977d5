package bus

import (
	"bufio"
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// line is a network connection that ends itself when nothing moves on it.
//
// The MQTT client asks for one sign of life, waits for the answer a fixed time,
// and asks for no other meanwhile. On a slow connection the answer waits behind
// a large document, so both ends would hang up on each other, connect again and
// start the same document anew, for ever. A line asks on regardless, and any
// byte that moves counts as life.
type line struct {
	net.Conn
	reader *bufio.Reader
	// patience is how long nothing may come in, or a part of a write may take.
	patience time.Duration
	began    time.Time
	// written and read are when something last moved, as time since began.
	written, read atomic.Int64
	// writing keeps packets whole: the client writes each with one call.
	writing sync.Mutex

	once  sync.Once
	cause atomic.Pointer[error]
}

// part is how much of a packet is written at a time.
const part = 16 << 10

// pingRequest is the packet PINGREQ (MQTT 3.1.1, section 3.12).
var pingRequest = []byte{0xC0, 0x00}

func newLine(conn net.Conn, patience time.Duration) *line {
	l := &line{Conn: conn, patience: patience, began: time.Now()}
	l.reader = bufio.NewReaderSize(incoming{l}, part)
	return l
}

// Read fails, with the reason that kill was given if it was, once nothing has
// come in for too long.
func (l *line) Read(p []byte) (int, error) {
	n, err := l.reader.Read(p)
	return n, l.why(err)
}

// incoming is the line's own reading, below its buffer.
type incoming struct{ l *line }

func (in incoming) Read(p []byte) (int, error) {
	if err := in.l.Conn.SetReadDeadline(time.Now().Add(in.l.patience)); err != nil {
		return 0, err
	}
	n, err := in.l.Conn.Read(p)
	in.l.read.Store(int64(time.Since(in.l.began)))
	return n, err
}

// Write writes one packet, as slowly as the network will, as long as it moves.
func (l *line) Write(packet []byte) (int, error) {
	l.writing.Lock()
	defer l.writing.Unlock()
	written := 0
	for written < len(packet) {
		deadline := time.Now().Add(l.patience)
		if err := l.Conn.SetWriteDeadline(deadline); err != nil {
			return written, l.why(err)
		}
		if written > 0 {
			// The answer to a large packet can't come before its end.
			if err := l.Conn.SetReadDeadline(deadline); err != nil {
				return written, l.why(err)
			}
		}
		n, err := l.Conn.Write(packet[written:min(written+part, len(packet))])
		written += n
		if err != nil {
			return written, l.why(err)
		}
	}
	l.written.Store(int64(time.Since(l.began)))
	return written, nil
}

// SetDeadline, SetReadDeadline and SetWriteDeadline do nothing: the line sets
// its own.
func (l *line) SetDeadline(time.Time) error      { return nil }
func (l *line) SetReadDeadline(time.Time) error  { return nil }
func (l *line) SetWriteDeadline(time.Time) error { return nil }

// keep asks for a sign of life whenever one direction was silent for a while,
// until ctx ends.
func (l *line) keep(ctx context.Context, silence time.Duration) {
	tick := time.NewTicker(silence / 2)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		quiet := min(l.written.Load(), l.read.Load())
		if time.Since(l.began)-time.Duration(quiet) < silence {
			continue
		}
		if _, err := l.Write(pingRequest); err != nil {
			l.kill(err)
			return
		}
	}
}

// kill closes the line and makes whoever reads it see why. The MQTT client takes
// a line that was merely closed for its own doing and notices no loss.
func (l *line) kill(cause error) {
	l.once.Do(func() { l.cause.Store(&cause) })
	// Whoever kills it has a better reason than what closing twice would say.
	_ = l.Conn.Close()
}

func (l *line) why(err error) error {
	if cause := l.cause.Load(); err != nil && cause != nil {
		return *cause
	}
	return err
}
