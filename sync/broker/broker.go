// Package broker is an MQTT broker inside our own program, for the demo, for
// tests and for a municipality that needs no other.
//
// It promises bounds: on the size of a packet and of what goes up, on how many
// are connected and on how long a stranger may stand in the door without a word.
// Everything lives in memory: after a restart the portal says anew what it wants
// retained, and kiosks send anew what no receipt has vouched for. A PUBACK from
// it means that the message passed its rules, never that anything is stored.
//
// It has no rules yet about who may publish or subscribe to what, so it refuses
// to listen to anything but its own machine unless it is told to.
package broker

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/hooks/auth"
	"github.com/mochi-mqtt/server/v2/packets"

	"tambur/sync/wire"
)

// ErrOpen: the address can be reached from other machines, and the broker lets
// anybody in who reaches it.
var ErrOpen = errors.New("the broker has no access rules and listens to its own machine only, unless it is opened on purpose")

// Options say where and how the broker runs.
type Options struct {
	// Listen is a TCP address such as "127.0.0.1:1883"; port 0 takes a free one.
	Listen string
	// Open allows an address that other machines reach.
	Open bool
	// MaxClients bounds the connections, those that have not said who they are
	// included. Zero is 20,000.
	MaxClients int
	// Log takes the broker's own words; nil for silence. No payload is ever
	// logged.
	Log *slog.Logger
}

// Broker is a running broker.
type Broker struct {
	server *mqtt.Server
	door   *door
	once   sync.Once
	err    error
}

const (
	// maxPacket is the largest document with room for its topic.
	maxPacket = wire.MaxDocument + 4<<10
	// receiveMaximum is how many messages of one client may wait for their
	// PUBACK; the link has four.
	receiveMaximum = 64
	// waiting is how many messages may wait for one client before further ones
	// are dropped for it, which costs a resend.
	waiting = 8 << 10
)

// Start listens and serves until Close.
func Start(o Options) (*Broker, error) {
	if err := o.allowed(); err != nil {
		return nil, err
	}
	if o.MaxClients <= 0 {
		o.MaxClients = 20_000
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	limits := mqtt.NewDefaultServerCapabilities()
	limits.MaximumClients = int64(o.MaxClients)
	limits.MaximumPacketSize = maxPacket
	limits.ReceiveMaximum = receiveMaximum
	limits.MaximumInflight = waiting
	limits.MaximumClientWritesPending = waiting
	limits.MaximumQos = 1
	limits.MaximumSessionExpiryInterval = 0
	// The server's default throws retained messages away after a day: the
	// directory of a unit whose portal rests over a weekend would be gone.
	limits.MaximumMessageExpiryInterval = 0
	server := mqtt.New(&mqtt.Options{
		Capabilities: limits,
		Logger:       slog.New(discreet{o.Log.Handler()}),
		// Each round of its statistics stops the world to count the memory.
		SysTopicResendInterval: 3600,
	})
	for _, hook := range []mqtt.Hook{new(auth.AllowHook), &bounds{log: o.Log}} {
		if err := server.AddHook(hook, nil); err != nil {
			return nil, fmt.Errorf("start broker: %w", err)
		}
	}
	listener, err := net.Listen("tcp", o.Listen)
	if err != nil {
		return nil, fmt.Errorf("start broker: %w", err)
	}
	d := newDoor(listener, o.MaxClients, o.Log)
	if err := server.AddListener(d); err != nil {
		return nil, errors.Join(fmt.Errorf("start broker: %w", err), listener.Close())
	}
	if err := server.Serve(); err != nil {
		return nil, errors.Join(fmt.Errorf("start broker: %w", err), listener.Close())
	}
	return &Broker{server: server, door: d}, nil
}

// URL is where the broker listens, such as "tcp://127.0.0.1:1883".
func (b *Broker) URL() string { return "tcp://" + b.door.Address() }

// Close ends every connection and stops the broker. What was retained is gone.
func (b *Broker) Close() error {
	b.once.Do(func() { b.err = b.server.Close() })
	return b.err
}

// allowed refuses what others could reach.
func (o Options) allowed() error {
	host, _, err := net.SplitHostPort(o.Listen)
	if err != nil {
		return fmt.Errorf("the address to listen on can't be read: %w", err)
	}
	if o.Open || host == "localhost" {
		return nil
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("listen on %q: %w", o.Listen, ErrOpen)
	}
	return nil
}

// bounds keeps what goes up, and what answers it, to the contract's size.
type bounds struct {
	mqtt.HookBase
	log *slog.Logger
}

// ID names the hook.
func (*bounds) ID() string { return "bounds" }

// Provides tells which of the server's questions the hook answers.
func (*bounds) Provides(b byte) bool {
	return bytes.Contains([]byte{mqtt.OnPublish, mqtt.OnWill}, []byte{b})
}

// OnPublish refuses a message that is too large for its channel. It does so in
// the one way that withholds the PUBACK from a client of MQTT 3.1.1: any other
// error is acknowledged.
func (h *bounds) OnPublish(client *mqtt.Client, p packets.Packet) (packets.Packet, error) {
	if len(p.Payload) > most(p.TopicName) {
		h.log.Warn("a message too large for its channel was refused", "client", client.ID, "bytes", len(p.Payload))
		return p, packets.ErrRejectPacket
	}
	return p, nil
}

// OnWill empties a last will that is too large.
func (h *bounds) OnWill(client *mqtt.Client, will mqtt.Will) (mqtt.Will, error) {
	if len(will.Payload) > most(will.TopicName) {
		h.log.Warn("a last will too large for its channel was emptied", "client", client.ID, "bytes", len(will.Payload))
		will.Payload, will.Retain = nil, false
	}
	return will, nil
}

func most(topic string) int {
	switch wire.Channel(topic[strings.LastIndexByte(topic, '/')+1:]) {
	case wire.DirectoryChannel, wire.TodayChannel:
		return wire.MaxDocument
	default:
		return wire.MaxMessage
	}
}
