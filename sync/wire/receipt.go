package wire

import (
	"fmt"
	"time"

	"tambur/kiosk/attendance"
)

// Receipt is the portal's word on how far it has stored one install of a
// kiosk's journal. It is the only thing that moves a kiosk's outbox position.
type Receipt struct {
	Unit  attendance.UnitID  `json:"unit"`
	Kiosk attendance.KioskID `json:"kiosk"`
	Epoch string             `json:"epoch"`
	// Through is the highest seq up to which all is stored, without a gap; 0
	// when nothing is. Head is the digest of the core there.
	Through uint64 `json:"through"`
	Head    Digest `json:"head"`
	// Time is the portal's clock.
	Time time.Time `json:"time"`
	// Refused says why the segment that this answers was not stored.
	Refused *Refusal `json:"refused,omitempty"`
}

// Refusal is why a segment was not stored.
type Refusal struct {
	Reason Reason `json:"reason"`
	Detail string `json:"detail"`
	// Seq is the first seq of the refused segment, if it could be read.
	Seq uint64 `json:"seq,omitempty"`
}

// Encode gives the CloudEvent.
func (r Receipt) Encode(id string) ([]byte, error) {
	return seal(TypeReceipt, id, "/tambur/portal", fmt.Sprintf("%s/%d", r.Epoch, r.Through), r.Time, r, MaxMessage)
}

// DecodeReceipt reads a receipt.
func DecodeReceipt(message []byte) (Receipt, error) {
	var r Receipt
	if _, err := open(message, TypeReceipt, &r, MaxMessage); err != nil {
		return Receipt{}, err
	}
	switch {
	case !ValidID(string(r.Unit)) || !ValidID(string(r.Kiosk)) || !ValidID(r.Epoch):
		return Receipt{}, &Fault{Reason: Malformed, Detail: "the receipt lacks its unit, kiosk or epoch"}
	case (r.Through == 0) != (r.Head == Digest{}):
		return Receipt{}, &Fault{Reason: Malformed, Detail: "a receipt's head is zeros when nothing is stored, and only then"}
	case r.Refused != nil && r.Refused.Reason == "":
		return Receipt{}, &Fault{Reason: Malformed, Detail: "the refusal gives no reason"}
	}
	return r, nil
}
