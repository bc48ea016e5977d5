package bus

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// Conn is a connection to a broker, or the endeavour to get one. It is safe for
// concurrent use.
type Conn struct {
	o      Options
	broker *url.URL
	inbox  *inbox
	// ctx ends with Close.
	ctx    context.Context
	cancel context.CancelFunc
	// working counts the goroutines that Close waits for.
	working sync.WaitGroup

	mu     sync.Mutex
	closed bool
	now    *session // nil while down
}

// session is one connection from its making to its loss. Each has an MQTT client
// of its own: a client that reconnects by itself sends what it still held again,
// and says of messages that were lost that they were delivered.
type session struct {
	client mqtt.Client
	line   *line
	// turn holds whoever hands a message to the client.
	turn  chan struct{}
	lost  chan struct{}
	cause error // set before lost is closed
}

// Open starts to connect and returns at once. It fails only for options that
// can't work; a broker that isn't there is tried for ever.
func Open(o Options) (*Conn, error) {
	o, broker, err := o.complete()
	if err != nil {
		return nil, fmt.Errorf("open a connection: %w", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	c := &Conn{o: o, broker: broker, inbox: newInbox(o.Inbox, mostInbox), ctx: ctx, cancel: cancel}
	c.working.Go(c.run)
	c.working.Go(c.deliver)
	return c, nil
}

// Online tells whether the connection is up and its subscriptions stand.
func (c *Conn) Online() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now != nil && c.now.client.IsConnectionOpen()
}

// Publish sends a message (QoS 1) and returns when the broker has acknowledged
// it, which proves that the broker had it and nothing more. It fails at once with
// [ErrOffline] while down, with [ErrLost] or [ErrClosed] when that happens while
// it waits, and with the context's error. The payload must not be changed
// afterwards.
func (c *Conn) Publish(ctx context.Context, m Message) error {
	acknowledged, err := c.Send(ctx, m)
	if err != nil {
		return err
	}
	select {
	case err := <-acknowledged:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Send is Publish in two steps: it returns when the message is on its way, so
// that those of one goroutine leave in the order of the calls, and then gives one
// value when the broker has acknowledged it, nil, or won't any more.
func (c *Conn) Send(ctx context.Context, m Message) (<-chan error, error) {
	if !validTopic(m.Topic) {
		return nil, fmt.Errorf("%q is no topic to publish to", m.Topic)
	}
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	select {
	case s.turn <- struct{}{}:
	case <-s.lost:
		return nil, ErrLost
	case <-c.ctx.Done():
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	// The client's own call may block for as long as a write does, whatever ctx
	// says; hence the goroutine, which keeps its turn until the call returns.
	acknowledged, under := make(chan error, 1), make(chan struct{})
	if !c.start(func() {
		token := s.client.Publish(m.Topic, 1, m.Retained, m.Payload)
		<-s.turn
		close(under)
		acknowledged <- c.await(s, token)
	}) {
		<-s.turn
		return nil, ErrClosed
	}
	select {
	case <-under:
		return acknowledged, nil
	case <-s.lost:
		return nil, ErrLost
	case <-c.ctx.Done():
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// await waits for the broker's acknowledgement. A broker that holds one back
// breaks the protocol (MQTT 3.1.1, section 4.3.2), and what waits would gather
// for ever, so that ends the connection.
func (c *Conn) await(s *session, token mqtt.Token) error {
	tooLong := time.NewTimer(mostUnacknowledged)
	defer tooLong.Stop()
	select {
	case <-token.Done():
		if err := token.Error(); err != nil {
			return fmt.Errorf("%w: %w", ErrLost, err)
		}
		return nil
	case <-s.lost:
		return ErrLost
	case <-c.ctx.Done():
		return ErrClosed
	case <-tooLong.C:
		s.line.kill(errUnacknowledged)
		return fmt.Errorf("%w: %w", ErrLost, errUnacknowledged)
	}
}

// session is the connection to send over.
func (c *Conn) session() (*session, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return nil, ErrClosed
	case c.now == nil || !c.now.client.IsConnectionOpen():
		return nil, ErrOffline
	}
	return c.now, nil
}

// start runs f beside, unless Close waits for those that run already.
func (c *Conn) start(f func()) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	c.working.Go(f)
	return true
}

// Close ends the connection in good order, so that no last will is sent, and
// returns when nothing of it runs any more, which takes seconds at most. It waits
// for a callback that is running; a callback must not call it.
func (c *Conn) Close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.cancel()
	c.inbox.close()
	c.working.Wait()
}

// run makes one connection after another until Close.
func (c *Conn) run() {
	most := c.o.FirstRetry
	for c.ctx.Err() == nil {
		began := time.Now()
		err := c.attend()
		if c.ctx.Err() != nil {
			return
		}
		// Only a connection that lasted counts as a good one: two clients of one
		// name, which throw each other out at once, must slow down too.
		if time.Since(began) > c.o.LastRetry {
			most = c.o.FirstRetry
		}
		wait := time.Duration(float64(most) * (1 + c.o.Random()) / 2)
		most = min(2*most, max(c.o.LastRetry, c.o.FirstRetry))
		c.o.Log.Warn("no connection to the broker", "broker", c.broker.Host, "error", err, "retry", wait.Round(time.Millisecond))
		select {
		case <-c.ctx.Done():
		case <-time.After(wait):
		}
	}
}

// attend makes one connection, keeps it while it lives, and tells why it ended.
func (c *Conn) attend() error {
	s, err := c.connect()
	if err != nil {
		return err
	}
	pinging, enough := context.WithCancel(c.ctx)
	var pings sync.WaitGroup
	pings.Go(func() { s.line.keep(pinging, c.o.KeepAlive/2) })
	defer pings.Wait()
	defer enough()
	if err := c.subscribe(s); err != nil {
		c.end(s)
		return err
	}
	c.mu.Lock()
	c.now = s
	c.mu.Unlock()
	c.o.Log.Info("connected to the broker", "broker", c.broker.Host)
	c.o.Up()
	select {
	case <-s.lost:
	case <-c.ctx.Done():
	}
	c.mu.Lock()
	c.now = nil
	c.mu.Unlock()
	c.end(s)
	if c.ctx.Err() != nil {
		return ErrClosed
	}
	c.o.Down(s.cause)
	return s.cause
}

// connect opens the line and shakes hands.
func (c *Conn) connect() (*session, error) {
	s := &session{turn: make(chan struct{}, 1), lost: make(chan struct{})}
	unwatch := func() bool { return true }
	ctx, cancel := context.WithTimeout(c.ctx, connectTimeout)
	defer cancel()
	o := mqtt.NewClientOptions().
		AddBroker(c.broker.String()).
		SetClientID(c.o.ClientID).
		SetUsername(c.o.Username).
		SetPassword(c.o.Password).
		SetProtocolVersion(4).
		SetCleanSession(true).
		SetAutoReconnect(false).
		SetConnectRetry(false).
		SetConnectTimeout(connectTimeout).
		// In order is safe because our handler never blocks; the other way starts
		// a goroutine for each message and loses the order.
		SetOrderMatters(true).
		SetAutoAckDisabled(true).
		SetKeepAlive(c.o.KeepAlive).
		// The line notices by itself when nothing moves. The client's own timer
		// would end a connection on which one large message takes its time.
		SetPingTimeout(time.Hour).
		SetWriteTimeout(c.o.KeepAlive + c.o.PingTimeout).
		SetDefaultPublishHandler(func(_ mqtt.Client, m mqtt.Message) { c.take(s, m) }).
		SetConnectionLostHandler(func(_ mqtt.Client, err error) {
			s.cause = fmt.Errorf("%w: %w", ErrLost, err)
			close(s.lost)
		}).
		SetCustomOpenConnectionFn(func(*url.URL, mqtt.ClientOptions) (net.Conn, error) {
			conn, err := c.dial(ctx)
			if err != nil {
				return nil, err
			}
			s.line = newLine(conn, c.o.KeepAlive+c.o.PingTimeout)
			unwatch = context.AfterFunc(ctx, func() { s.line.kill(ctx.Err()) })
			return s.line, nil
		})
	if will := c.o.Will(); will != nil {
		if !validTopic(will.Topic) {
			return nil, fmt.Errorf("%q is no topic for a last will", will.Topic)
		}
		o.SetBinaryWill(will.Topic, will.Payload, 1, will.Retained)
	}
	s.client = mqtt.NewClient(o)
	token := s.client.Connect()
	<-token.Done() // ctx bounds it
	if err := token.Error(); err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	if !unwatch() {
		s.line.kill(ErrClosed)
		return nil, ctx.Err()
	}
	return s, nil
}

func (c *Conn) dial(ctx context.Context) (net.Conn, error) {
	switch c.broker.Scheme {
	case "ssl":
		return (&tls.Dialer{Config: c.o.TLS}).DialContext(ctx, "tcp", c.broker.Host)
	case "ws", "wss":
		// This one call heeds no context, only the time-out.
		return mqtt.NewWebsocket(c.broker.String(), c.o.TLS, connectTimeout, nil, nil)
	default:
		return (&net.Dialer{}).DialContext(ctx, "tcp", c.broker.Host)
	}
}

// subscribe asks for all filters in one packet and waits until the broker has
// granted each.
func (c *Conn) subscribe(s *session) error {
	if len(c.o.Subscribe) == 0 {
		return nil
	}
	filters := make(map[string]byte, len(c.o.Subscribe))
	for _, filter := range c.o.Subscribe {
		filters[filter] = 1
	}
	token := s.client.SubscribeMultiple(filters, nil)
	select {
	case <-token.Done():
	case <-s.lost:
		return s.cause
	case <-c.ctx.Done():
		return ErrClosed
	case <-time.After(connectTimeout):
		return errors.New("the broker doesn't answer subscriptions")
	}
	if err := token.Error(); err != nil {
		return fmt.Errorf("subscribe: %w", err)
	}
	granted, ok := token.(*mqtt.SubscribeToken)
	if !ok {
		return fmt.Errorf("subscribe: the client answers with a %T", token)
	}
	for filter, qos := range granted.Result() {
		if qos > 2 {
			return fmt.Errorf("the broker refuses the subscription to %q", filter)
		}
	}
	return nil
}

// end says goodbye, if there is anybody to say it to, and waits until the line
// is closed.
func (c *Conn) end(s *session) {
	s.client.Disconnect(250)
	s.line.kill(ErrClosed)
}

// take puts a message into the inbox. It never blocks: the client reads nothing,
// not even a sign of life, while it runs.
func (c *Conn) take(s *session, m mqtt.Message) {
	if !c.inbox.put(arrived{Message{m.Topic(), m.Payload(), m.Retained()}, m.Ack}) {
		s.line.kill(ErrOverrun)
	}
}

// deliver hands the inbox over, one message at a time. A message is acknowledged
// after that, so that a broker which limits what is unacknowledged waits for us;
// the client drops the acknowledgement if its connection is gone.
func (c *Conn) deliver() {
	for {
		next, ok := c.inbox.next()
		if !ok {
			return
		}
		c.o.Received(next.Message)
		next.acknowledge()
	}
}
