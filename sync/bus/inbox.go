package bus

import "sync"

// inbox holds what has arrived and not been handed over yet, up to a number of
// messages and of bytes.
type inbox struct {
	mu         sync.Mutex
	wake       sync.Cond
	waiting    []arrived
	bytes      int
	mostNumber int
	mostBytes  int
	closed     bool
}

type arrived struct {
	Message
	acknowledge func()
}

func newInbox(mostNumber, mostBytes int) *inbox {
	i := &inbox{mostNumber: mostNumber, mostBytes: mostBytes}
	i.wake.L = &i.mu
	return i
}

// put adds a message, or tells that there is no room. A message alone always has
// room, however large.
func (i *inbox) put(a arrived) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if len(i.waiting) > 0 && (len(i.waiting) >= i.mostNumber || i.bytes+len(a.Payload) > i.mostBytes) {
		return false
	}
	i.waiting = append(i.waiting, a)
	i.bytes += len(a.Payload)
	i.wake.Signal()
	return true
}

// next waits for a message and takes it out; false after close, whatever is left.
func (i *inbox) next() (arrived, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for len(i.waiting) == 0 && !i.closed {
		i.wake.Wait()
	}
	if i.closed {
		return arrived{}, false
	}
	a := i.waiting[0]
	i.waiting[0] = arrived{}
	i.waiting = i.waiting[1:]
	i.bytes -= len(a.Payload)
	return a, true
}

func (i *inbox) close() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.closed = true
	i.wake.Signal()
}
