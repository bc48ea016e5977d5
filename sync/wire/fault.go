package wire

import (
	"errors"
	"fmt"
)

// Reason says why something was refused. The portal sends it to the kiosk, so
// the values are part of the contract.
type Reason string

const (
	// Malformed: not the JSON, or not the fields, that the contract asks for.
	Malformed Reason = "malformed"
	// TooLarge: beyond a bound of the contract.
	TooLarge Reason = "too-large"
	// Gap: events are missing before the segment.
	Gap Reason = "gap"
	// Fork: the segment continues another history than the one that is stored.
	Fork Reason = "fork"
	// BadChain: the events inside the segment don't follow each other.
	BadChain Reason = "bad-chain"
	// BadPrivate: a private part isn't the one its core binds.
	BadPrivate Reason = "bad-private"
	// BadSignature: not signed by the key that this kiosk is known by.
	BadSignature Reason = "bad-signature"
	// Foreign: the message is about another unit or kiosk than its topic.
	Foreign Reason = "foreign"
)

// Fault is a refusal of a message or an event.
type Fault struct {
	Reason Reason
	// Detail is for people; it holds no name and nothing of a private part.
	Detail string
}

// Error gives the reason and the detail.
func (f *Fault) Error() string { return fmt.Sprintf("%s (%s)", f.Detail, f.Reason) }

// ReasonOf is the reason behind an error, or [Malformed] when it has none.
func ReasonOf(err error) Reason {
	var f *Fault
	if errors.As(err, &f) {
		return f.Reason
	}
	return Malformed
}
