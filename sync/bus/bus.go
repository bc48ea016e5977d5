// Package bus is a connection to an MQTT 3.1.1 broker that never gives up. It is
// the one package that knows the MQTT client; the kiosk's link and the portal's
// receiver both stand on it.
//
// It promises little, on purpose: a message that [Conn.Publish] took may be
// lost, and may arrive twice. Nothing is queued while the connection is down,
// nothing is kept on disk, and sessions are clean, so that there is no second
// outbox beside the journal.
//
// What it does promise: [Conn] is either up, with every subscription standing,
// or says that it is not; a connection over which nothing moves any more is
// noticed and made anew, while a large message that trickles in over a slow one
// is waited for; and what is called back is called one at a time.
package bus

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
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
	// Will gives the message that the broker publishes when the connection is
	// lost. It is asked at each attempt to connect, so that a will can name its
	// connection. Nil, or an answer of nil, is no will.
	Will func() *Message
	// Subscribe lists topic filters, subscribed to anew at each connection.
	Subscribe []string
	// Received is given each message that arrives, one at a time, in order. It
	// may publish, and it may take its time: the broker is told of a message's
	// arrival only when Received has returned. Retained messages may come before
	// Up, and what was taken in before a loss may still come after Down.
	Received func(Message)
	// Up is called after each connection, when the subscriptions stand; Down
	// when it is lost, but not for Close. Neither may block for long.
	Up   func()
	Down func(error)
	// Log is told of connections made and lost; nil for silence.
	Log *slog.Logger

	// KeepAlive is the longest silence before the broker is asked for a sign of
	// life, in whole seconds, and PingTimeout how long after that the connection
	// counts as lost. Zero is 10 and 5 seconds.
	KeepAlive, PingTimeout time.Duration
	// FirstRetry and LastRetry bound the wait between attempts to connect: it
	// starts below the first and doubles up to the last. Zero is 2 and 60 seconds.
	FirstRetry, LastRetry time.Duration
	// Inbox is how many messages may wait for Received. A broker that sends more
	// than that, unacknowledged, costs the connection ([ErrOverrun]); what is
	// retained comes again with the next one. Zero is 1024.
	Inbox int
	// Random spreads the waits, so that a thousand kiosks don't come back as
	// one; it gives numbers from 0 up to 1. Nil is the runtime's generator.
	Random func() float64
}

var (
	// ErrOffline: there is no connection, and nothing was sent.
	ErrOffline = errors.New("not connected to the broker")
	// ErrLost: the connection was lost before the broker acknowledged the
	// message, which may or may not have reached it.
	ErrLost = errors.New("connection to the broker lost")
	// ErrOverrun: more messages came than Received could keep up with.
	ErrOverrun = errors.New("more messages arrive than are taken in")
	// ErrClosed: the connection was closed by its owner.
	ErrClosed = errors.New("connection closed")

	errUnacknowledged = errors.New("the broker acknowledges nothing")
)

const (
	connectTimeout = 10 * time.Second
	// mostInbox bounds the bytes in the inbox, whatever their number. It is more
	// than any two documents of the contract.
	mostInbox = 64 << 20
	// mostUnacknowledged leaves time for a large document on a slow network.
	mostUnacknowledged = 10 * time.Minute
)

// complete fills in what was left open and refuses what can't work.
func (o Options) complete() (Options, *url.URL, error) {
	broker, err := url.Parse(o.Broker)
	if err != nil {
		// The URL itself stays out of the message: it may hold a password.
		return o, nil, errors.New("the broker's URL can't be read")
	}
	port, known := map[string]string{"tcp": "1883", "ssl": "8883", "ws": "80", "wss": "443"}[broker.Scheme]
	switch {
	case !known:
		return o, nil, fmt.Errorf("the broker's URL starts with %q, not with tcp, ssl, ws or wss", broker.Scheme)
	case broker.Hostname() == "":
		return o, nil, errors.New("the broker's URL names no host")
	case broker.User != nil:
		return o, nil, errors.New("the broker's URL holds a name or password, which have their own options")
	case o.ClientID == "":
		return o, nil, errors.New("a connection needs a client id")
	case len(o.Subscribe) > 0 && o.Received == nil:
		return o, nil, errors.New("subscriptions need somebody who receives")
	case o.KeepAlive < 0 || o.KeepAlive%time.Second != 0 || o.KeepAlive > time.Hour || o.PingTimeout < 0:
		return o, nil, errors.New("a keep-alive is a number of whole seconds, an hour at most")
	case o.FirstRetry < 0 || o.LastRetry < 0 || o.Inbox < 0:
		return o, nil, errors.New("neither waits nor the inbox can be less than nothing")
	}
	if broker.Port() == "" {
		broker.Host = net.JoinHostPort(broker.Hostname(), port)
	}
	for _, filter := range o.Subscribe {
		if !validFilter(filter) {
			return o, nil, fmt.Errorf("%q is no topic filter", filter)
		}
	}
	for _, d := range []struct {
		of      *time.Duration
		usually time.Duration
	}{
		{&o.KeepAlive, 10 * time.Second}, {&o.PingTimeout, 5 * time.Second},
		{&o.FirstRetry, 2 * time.Second}, {&o.LastRetry, 60 * time.Second},
	} {
		if *d.of == 0 {
			*d.of = d.usually
		}
	}
	if o.Inbox == 0 {
		o.Inbox = 1024
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Random == nil {
		o.Random = rand.Float64
	}
	if o.Will == nil {
		o.Will = func() *Message { return nil }
	}
	if o.Up == nil {
		o.Up = func() {}
	}
	if o.Down == nil {
		o.Down = func(error) {}
	}
	return o, broker, nil
}

// validTopic tells whether a message may be published there. A broker answers
// any other topic by ending the connection (MQTT 3.1.1, sections 3.3.2.1 and 4.7).
func validTopic(topic string) bool {
	return topic != "" && len(topic) <= 0xFFFF && utf8.ValidString(topic) && !strings.ContainsAny(topic, "+#\x00")
}

func validFilter(filter string) bool {
	if filter == "" || len(filter) > 0xFFFF || !utf8.ValidString(filter) || strings.ContainsRune(filter, 0) {
		return false
	}
	levels := strings.Split(filter, "/")
	for i, level := range levels {
		if strings.ContainsAny(level, "+#") && level != "+" && (level != "#" || i < len(levels)-1) {
			return false
		}
	}
	return true
}
