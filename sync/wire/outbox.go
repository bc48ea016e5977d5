package wire

import "time"

// Outbox is where a kiosk's journal stands towards the portal: what there is,
// and how much of it the portal has said that it stored.
type Outbox struct {
	// Epoch names the install whose numbers these are.
	Epoch string
	// Head is the highest seq in the journal, 0 when it is empty, and
	// HeadDigest the digest of the core there; zeros when it is empty.
	Head       uint64
	HeadDigest Digest
	// Confirmed is the highest seq that a receipt has vouched for. It never
	// passes Head.
	Confirmed uint64
	// Oldest is the wall time of the first event after Confirmed; zero when none
	// waits.
	Oldest time.Time
}

// Waiting is how many events no receipt has vouched for.
func (o Outbox) Waiting() uint64 { return o.Head - o.Confirmed }
