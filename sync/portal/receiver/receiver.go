// Package receiver is the portal put together: the store, a broker, the
// connection to it, ingest and the page. The portal's program and the demo both
// run it.
//
// It promises to start nothing that it doesn't stop, to stop in the order that
// loses nothing (first what takes in, last the store), and to take seconds at
// most for it.
package receiver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/google/uuid"

	"tambur/kiosk/attendance"
	"tambur/sync/broker"
	"tambur/sync/bus"
	"tambur/sync/portal/ingest"
	"tambur/sync/portal/store"
	"tambur/sync/portal/web"
)

// closeTimeout is how long the page's clients may take to finish.
const closeTimeout = 3 * time.Second

// Options say what to run.
type Options struct {
	// Data is the data folder. It is made if it is missing.
	Data string
	// Broker is the URL of the broker to use, such as "tcp://127.0.0.1:1883".
	// Empty stands for one of its own that listens on Listen.
	Broker string
	// Listen is the address of its own broker, such as "127.0.0.1:1883"; port 0
	// takes a free one. It is not used with Broker.
	Listen string
	// HTTP is the address of the page, on this machine; port 0 takes a free one.
	HTTP string
	// Log is nil for silence. It is never told a name.
	Log *slog.Logger
	// Now is the portal's clock; nil for the machine's.
	Now func() time.Time
	// Ready is called once, when the page answers and, where it brings a broker of
	// its own, that takes connections; nil for nobody to tell. Somebody else's
	// broker may be out of reach then: it is tried for ever.
	Ready func(Addresses)
	// Connected is called each time that the broker has been reached and what
	// kiosks send arrives; nil for nobody to tell.
	Connected func()
	// Seed is published if the store has none of that unit, or an older one; nil
	// for none.
	Seed *Seed
}

// Addresses is where the receiver can be reached.
type Addresses struct {
	// Web is the page's address, such as "http://127.0.0.1:8080/".
	Web string
	// Broker is the broker's URL, such as "tcp://127.0.0.1:1883".
	Broker string
}

// Seed is what to tell the kiosks of one unit.
type Seed struct {
	Directory attendance.Directory
	Today     attendance.Today
}

// Run receives until ctx ends, which is no error. It returns one when it can't
// start, and when the page can't be served any more.
func Run(ctx context.Context, o Options) (err error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	// An address that is refused is so before anything is written.
	page, err := web.Listen(o.HTTP)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ignoreClosed(page.Close())) }()

	kept, err := store.Open(store.Options{Dir: o.Data, Now: o.Now})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	if err := plant(ctx, kept, o.Seed, o.Log); err != nil {
		return err
	}

	if o.Broker == "" {
		own, err := broker.Start(broker.Options{Listen: o.Listen, Log: o.Log})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, own.Close()) }()
		o.Broker = own.URL()
	}
	return receive(ctx, o, page, kept)
}

// plant stores what is to be published. What the store has in a newer version
// stays.
func plant(ctx context.Context, kept *store.Store, seed *Seed, log *slog.Logger) error {
	if seed == nil {
		return nil
	}
	unit := seed.Directory.Unit.ID
	for _, err := range []error{
		kept.SaveDirectory(ctx, seed.Directory),
		kept.SaveToday(ctx, unit, seed.Today),
	} {
		if errors.Is(err, store.ErrOlder) {
			log.Info("the store has a newer version, which stays", "unit", unit, "error", err)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// receive connects ingest to the broker and serves the page until ctx ends or
// the page fails.
func receive(ctx context.Context, o Options, page net.Listener, kept *store.Store) error {
	in := ingest.New(ingest.Options{Store: kept, Now: o.Now, Log: o.Log})
	conn, err := bus.Open(bus.Options{
		Broker:    o.Broker,
		ClientID:  "tambur-portal-" + uuid.NewString(),
		Subscribe: ingest.Topics(),
		Received:  in.Received,
		Up: func() {
			in.Up()
			if o.Connected != nil {
				o.Connected()
			}
		},
		Log: o.Log,
	})
	if err != nil {
		return err
	}
	defer conn.Close()

	working, stop := context.WithCancel(ctx)
	defer stop()
	taken := make(chan struct{})
	go func() {
		defer close(taken)
		in.Run(working, conn)
	}()

	site := web.New(web.Options{Store: kept, Now: o.Now, Log: o.Log, Ready: func() error {
		if !conn.Online() {
			return bus.ErrOffline
		}
		return nil
	}})
	server := &http.Server{
		Handler:           site,
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
		// Streams end when everything does.
		BaseContext: func(net.Listener) context.Context { return working },
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(page) }()

	if o.Ready != nil {
		o.Ready(Addresses{Web: "http://" + page.Addr().String() + "/", Broker: o.Broker})
	}
	var failed error
	select {
	case <-ctx.Done():
	case err := <-served:
		failed = fmt.Errorf("serve the page: %w", err)
	}
	stop()
	<-taken
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	if server.Shutdown(closing) != nil {
		// Somebody doesn't let go in time.
		failed = errors.Join(failed, server.Close())
	}
	return failed
}

// ignoreClosed passes over the news that a listener is closed: the server that
// was given it closes it.
func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
