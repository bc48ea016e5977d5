package wire

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// MinSalt is the least length of a private part's salt in bytes.
const MinSalt = 16

// Private is the private part of an event: what is bound by the core, but not
// in it, so that it can be erased. The salt keeps anybody from finding short
// words by hashing guesses.
type Private struct {
	Salt  []byte `json:"salt"`
	Words string `json:"words"`
}

// Encode gives the bytes that the core binds, for the one time that is done. It
// fails with [TooLarge] for more words than fit into [MaxPrivate].
func (p Private) Encode() ([]byte, error) {
	if len(p.Salt) < MinSalt {
		return nil, fmt.Errorf("a private part needs a salt of at least %d bytes", MinSalt)
	}
	if !utf8.ValidString(p.Words) {
		return nil, &Fault{Reason: Malformed, Detail: "the words are no UTF-8"}
	}
	encoded, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("encode private part: %w", err)
	}
	if len(encoded) > MaxPrivate {
		return nil, &Fault{Reason: TooLarge, Detail: "the private part is larger than the contract allows"}
	}
	return encoded, nil
}

// DecodePrivate reads a private part. Whether it is the one that a core binds
// is told by [Record.Decode].
func DecodePrivate(encoded []byte) (Private, error) {
	if len(encoded) > MaxPrivate {
		return Private{}, &Fault{Reason: TooLarge, Detail: "the private part is larger than the contract allows"}
	}
	var p Private
	if err := decodeJSON(encoded, &p, false); err != nil || len(p.Salt) < MinSalt {
		return Private{}, &Fault{Reason: Malformed, Detail: "the private part is not what the contract asks for"}
	}
	return p, nil
}
