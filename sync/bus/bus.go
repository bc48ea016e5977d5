// Package bus is a connection to an MQTT 3.1.1 broker that never gives up. It is
// the one package that knows the MQTT client; the kiosk's link and the portal's
// receiver both stand on it.
//
// It promises little, on purpose: a message that [Conn.Publish] took may be
// lost, and may arrive twice. Nothing is queued while the connection is down,
// nothing is kept on disk, and sessions are clean, so that there is no second
// outbox beside the journal.
package bus

import (
	"crypto/tls"
	"log/slog"
)

// Message is what travels.
type Message struct {
	Topic   string
	Payload []byte
	// Retained asks the broker to keep it for those who subscribe later. On a
	// message that arrives it tells that the broker had kept it.
	Retained bool
}

// Options say how to reach the broker.
type Options struct {
	// Broker is its URL: tcp://host:1883, ssl://host:8883, ws:// or wss://.
	Broker string
	// ClientID must be unique at the broker: two of one name throw each other out.
	ClientID           string
	Username, Password string
	// TLS is used for ssl:// and wss://; nil for the system's defaults.
	TLS *tls.Config
	// Will is published by the broker when the connection is lost; nil for none.
	Will *Message
	// Subscribe lists topic filters, subscribed to anew at each connection.
	Subscribe []string
	// Received is given each message that arrives, one at a time, in order. It
	// may publish.
	Received func(Message)
	// Up is called after each connection, when the subscriptions stand; Down
	// when it is lost. Neither may block for long.
	Up   func()
	Down func(error)
	// Log is told of connections made and lost; nil for silence.
	Log *slog.Logger
}
