package wire

import (
	"crypto/ed25519"
	"fmt"
	"time"
	"unicode/utf8"

	"tambur/kiosk/attendance"
)

// MaxSegmentEvents bounds how many events one segment carries.
const MaxSegmentEvents = 100

// Segment is a run of one kiosk's journal on its way to the portal.
type Segment struct {
	Unit  attendance.UnitID
	Kiosk attendance.KioskID
	Epoch string
	// From and To are the first and last seq, both included.
	From, To uint64
	// Before is the digest of the core before From; Head that of the core at To.
	Before, Head Digest
	Records      []Record
	// Key is the kiosk's public key and Signature its Ed25519 signature over
	// SignedText. The portal believes a key only if it is the one it knows the
	// kiosk by.
	Key       ed25519.PublicKey
	Signature []byte
}

type segmentData struct {
	Unit      attendance.UnitID  `json:"unit"`
	Kiosk     attendance.KioskID `json:"kiosk"`
	Epoch     string             `json:"epoch"`
	From      uint64             `json:"from"`
	To        uint64             `json:"to"`
	Before    Digest             `json:"before"`
	Head      Digest             `json:"head"`
	Events    []segmentEvent     `json:"events"`
	Key       []byte             `json:"key"`
	Signature []byte             `json:"signature"`
}

// segmentEvent carries both parts as JSON text inside a JSON string, so that no
// intermediary which writes JSON anew can change a byte that was hashed.
type segmentEvent struct {
	Core    string  `json:"core"`
	Private *string `json:"private,omitempty"`
}

// NewSegment makes and signs a segment of consecutive records that start at
// from, before being the digest of the core in front of them.
func NewSegment(unit attendance.UnitID, kiosk attendance.KioskID, epoch string, from uint64, before Digest, records []Record, key ed25519.PrivateKey) Segment {
	s := Segment{
		Unit: unit, Kiosk: kiosk, Epoch: epoch,
		From: from, To: from + uint64(len(records)) - 1,
		Before: before, Head: before, Records: records,
		Key: key.Public().(ed25519.PublicKey),
	}
	if len(records) > 0 {
		s.Head = records[len(records)-1].Digest()
	}
	s.Signature = ed25519.Sign(key, s.SignedText())
	return s
}

// SignedText is what the kiosk signs: eight lines, each ended by a line feed.
// The digests bind every byte of the cores between them. It is unambiguous
// because ids hold no line feed, which [DecodeSegment] checks.
func (s Segment) SignedText() []byte {
	return fmt.Appendf(nil, "tambur segment v1\n%s\n%s\n%s\n%d\n%d\n%s\n%s\n",
		s.Unit, s.Kiosk, s.Epoch, s.From, s.To, s.Before, s.Head)
}

// Encode gives the CloudEvent. Its id is made of epoch and range, so that a
// segment sent again is the same CloudEvent. It fails with [TooLarge] over
// [MaxMessage]: send fewer events then.
func (s Segment) Encode(at time.Time) ([]byte, error) {
	switch {
	case len(s.Records) == 0:
		return nil, &Fault{Reason: Malformed, Detail: "a segment without events"}
	case len(s.Records) > MaxSegmentEvents:
		return nil, &Fault{Reason: TooLarge, Detail: fmt.Sprintf("a segment holds %d events at most", MaxSegmentEvents)}
	}
	data := segmentData{
		Unit: s.Unit, Kiosk: s.Kiosk, Epoch: s.Epoch, From: s.From, To: s.To,
		Before: s.Before, Head: s.Head, Key: s.Key, Signature: s.Signature,
		Events: make([]segmentEvent, len(s.Records)),
	}
	for i, r := range s.Records {
		if !utf8.Valid(r.Core) || !utf8.Valid(r.Private) {
			return nil, &Fault{Reason: Malformed, Detail: fmt.Sprintf("event %d holds bytes that are no UTF-8, which no message can carry", s.From+uint64(i))}
		}
		data.Events[i].Core = string(r.Core)
		if r.Private != nil {
			private := string(r.Private)
			data.Events[i].Private = &private
		}
	}
	return seal(TypeSegment, fmt.Sprintf("%s/%d-%d", s.Epoch, s.From, s.To),
		source(s.Unit, s.Kiosk), "journal", at, data, MaxMessage)
}

// DecodeSegment reads a segment and checks all that can be checked without
// knowing the kiosk: its bounds, that its events follow each other from Before
// to Head, that private parts are the ones bound, and that the signature was
// made with the key inside. Whether that key is the kiosk's is for the caller.
func DecodeSegment(message []byte) (Segment, []Core, error) {
	var data segmentData
	if _, err := open(message, TypeSegment, &data, MaxMessage); err != nil {
		return Segment{}, nil, err
	}
	if !ValidID(string(data.Unit)) || !ValidID(string(data.Kiosk)) || !ValidID(data.Epoch) {
		return Segment{}, nil, &Fault{Reason: Malformed, Detail: "the segment's unit, kiosk or epoch is no id"}
	}
	if len(data.Events) == 0 || len(data.Events) > MaxSegmentEvents {
		return Segment{}, nil, &Fault{Reason: Malformed, Detail: fmt.Sprintf("a segment holds 1 to %d events", MaxSegmentEvents)}
	}
	if data.From == 0 || data.To < data.From || data.To-data.From != uint64(len(data.Events))-1 {
		return Segment{}, nil, &Fault{Reason: Malformed, Detail: "the segment's numbers don't match its events"}
	}
	s := Segment{
		Unit: data.Unit, Kiosk: data.Kiosk, Epoch: data.Epoch, From: data.From, To: data.To,
		Before: data.Before, Head: data.Head, Key: data.Key, Signature: data.Signature,
		Records: make([]Record, len(data.Events)),
	}
	cores := make([]Core, len(data.Events))
	prev := data.Before
	for i, e := range data.Events {
		s.Records[i].Core = []byte(e.Core)
		if e.Private != nil {
			s.Records[i].Private = []byte(*e.Private)
		}
		core, err := s.Records[i].Decode()
		if err != nil {
			return Segment{}, nil, err
		}
		if core.Kiosk != s.Kiosk || core.Epoch != s.Epoch {
			return Segment{}, nil, &Fault{Reason: Foreign, Detail: "an event in the segment is of another kiosk or install"}
		}
		if core.Seq != s.From+uint64(i) || core.Prev != prev {
			return Segment{}, nil, &Fault{Reason: BadChain, Detail: fmt.Sprintf("event %d doesn't follow the one before it", core.Seq)}
		}
		prev = s.Records[i].Digest()
		cores[i] = core
	}
	if prev != s.Head {
		return Segment{}, nil, &Fault{Reason: BadChain, Detail: "the segment's events don't end at its head"}
	}
	if len(s.Key) != ed25519.PublicKeySize || !ed25519.Verify(s.Key, s.SignedText(), s.Signature) {
		return Segment{}, nil, &Fault{Reason: BadSignature, Detail: "the segment's signature is wrong"}
	}
	return s, cores, nil
}
