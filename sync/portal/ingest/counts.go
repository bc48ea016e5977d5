package ingest

import (
	"maps"
	"sync"

	"tambur/sync/wire"
)

// Counts says how many messages met which end.
type Counts struct {
	// Stored segments are on disk, those that were there before included.
	Stored uint64
	// States were kept; LateWills were not, as another session had begun.
	States, LateWills uint64
	// Refused segments were answered with a refusal, by reason.
	Refused map[wire.Reason]uint64
	// Unreadable messages could not be answered, as they didn't say what they
	// belong to.
	Unreadable uint64
	// Dropped messages found no room.
	Dropped uint64
	// Failed messages could not be stored, and got no answer.
	Failed uint64
	// Unanswered segments have a receipt that could not be sent.
	Unanswered uint64
}

type counter struct {
	mu sync.Mutex
	c  Counts
}

func (c *counter) add(change func(*Counts)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.c)
}

func (c *counter) refused(r wire.Reason) {
	c.add(func(c *Counts) {
		if c.Refused == nil {
			c.Refused = make(map[wire.Reason]uint64)
		}
		c.Refused[r]++
	})
}

func (c *counter) read() Counts {
	c.mu.Lock()
	defer c.mu.Unlock()
	read := c.c
	read.Refused = maps.Clone(c.c.Refused)
	return read
}
