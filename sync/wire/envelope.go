package wire

import (
	"encoding/json"
	"fmt"
	"time"
)

// MaxMessage is the largest message that goes up or answers one: what every
// CloudEvents intermediary must pass. MaxDocument bounds the directory and today,
// which a large unit needs more for.
const (
	MaxMessage  = 64 << 10
	MaxDocument = 16 << 20
)

// The types of CloudEvents in the contract.
const (
	TypeSegment   = "se.tambur.journal.segment.v1"
	TypeReceipt   = "se.tambur.journal.receipt.v1"
	TypeDirectory = "se.tambur.directory.v1"
	TypeToday     = "se.tambur.today.v1"
	TypeState     = "se.tambur.kiosk.state.v1"
)

// ContentType is the media type of a CloudEvent in structured JSON mode.
const ContentType = "application/cloudevents+json"

// envelope is a CloudEvent 1.0 in structured JSON mode.
type envelope struct {
	SpecVersion     string          `json:"specversion"`
	ID              string          `json:"id"`
	Source          string          `json:"source"`
	Type            string          `json:"type"`
	Subject         string          `json:"subject,omitempty"`
	Time            time.Time       `json:"time"`
	DataContentType string          `json:"datacontenttype"`
	Data            json.RawMessage `json:"data"`
}

func seal(kind, id, source, subject string, at time.Time, data any, limit int) ([]byte, error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", kind, err)
	}
	message, err := json.Marshal(envelope{
		SpecVersion: "1.0", ID: id, Source: source, Type: kind, Subject: subject,
		Time: at, DataContentType: "application/json", Data: raw,
	})
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", kind, err)
	}
	if len(message) > limit {
		return nil, &Fault{Reason: TooLarge, Detail: fmt.Sprintf("a %s of %d bytes is over the limit of %d", kind, len(message), limit)}
	}
	return message, nil
}

func open(message []byte, kind string, into any, limit int) (envelope, error) {
	if len(message) > limit {
		return envelope{}, &Fault{Reason: TooLarge, Detail: fmt.Sprintf("a message of %d bytes is over the limit of %d", len(message), limit)}
	}
	var env envelope
	if err := decodeJSON(message, &env, true); err != nil {
		return envelope{}, &Fault{Reason: Malformed, Detail: "the message is not a CloudEvent in structured JSON mode"}
	}
	switch {
	case env.SpecVersion != "1.0":
		return envelope{}, &Fault{Reason: Malformed, Detail: "the message is not of CloudEvents version 1.0"}
	case env.ID == "" || env.Source == "":
		return envelope{}, &Fault{Reason: Malformed, Detail: "the message lacks its id or source"}
	case env.DataContentType != "" && env.DataContentType != "application/json":
		return envelope{}, &Fault{Reason: Malformed, Detail: "the message's data is not JSON"}
	case env.Type != kind:
		return envelope{}, &Fault{Reason: Malformed, Detail: "the message is not of type " + kind}
	}
	if err := decodeJSON(env.Data, into, false); err != nil {
		return envelope{}, &Fault{Reason: Malformed, Detail: "the message's data is not what its type says"}
	}
	return env, nil
}
